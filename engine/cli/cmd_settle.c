#include "command.h"

#include <stdio.h>

enum { KEY_FORCE = 256 };

struct settle_arguments {
    const char *contract, *rows, *output;
    bool force;
    struct overrides overrides;
};

static error_t parse_option(int key, char *text, struct argp_state *state)
{
    struct settle_arguments *arguments = state->input;
    switch (key) {
    case 'o':
        arguments->output = text;
        return 0;
    case 's':
        overrides_add(&arguments->overrides, state, text);
        return 0;
    case KEY_FORCE:
        arguments->force = true;
        return 0;
    case ARGP_KEY_ARG:
        if (!arguments->contract)
            arguments->contract = text;
        else
            argument_operand(state, &arguments->rows, text);
        return 0;
    case ARGP_KEY_END:
        if (!arguments->contract)
            argp_error(state, "which contract, and which rows? Give a contract and a CSV file");
        if (!arguments->rows)
            argp_error(state, "which rows? Give a CSV file with the columns id, persons, "
                              "benchmark, expenditure, quality");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"output", 'o', "FILE.csv", 0, "Write the table here, not to standard output", 0},
    {"set", 's', "PATH=VALUE", 0,
     "Override a value of the contract, such as payment_factor=1 (repeatable)", 0},
    {"force", KEY_FORCE, NULL, 0, "Overwrite an existing file", 0},
    {0}};

static const struct argp argp = {
    .options = options,
    .parser = parse_option,
    .args_doc = "CONTRACT ROWS.csv",
    .doc = "Applies a contract to real benchmarks and spends, one row a network and year, and adds "
           "what it gains or loses.\v"
           "CONTRACT is a YAML file, or the name of a shipped one such as mssp-track-1. ROWS.csv "
           "has the columns id, persons, benchmark, expenditure, quality; revenue and year where "
           "the contract uses them; minimum_savings_rate and minimum_loss_rate where a row has its "
           "own; any others are passed through. Distributions are taken at their means."};

acs_status command_settle(int argc, char **argv)
{
    struct settle_arguments arguments = {0};
    arguments_parse(&argp, argc, argv, &arguments);
    acs_error *error = acs_error_create();
    if (!error)
        return ACS_FAILED;
    const acs_settle_options options_given = {.overrides = arguments.overrides.assignment,
                                              .override_count = arguments.overrides.count,
                                              .output = arguments.output,
                                              .force = arguments.force};
    const acs_status status =
        acs_settle(arguments.contract, arguments.rows, &options_given, stdout, error);
    diagnostics_print(error);
    acs_error_destroy(error);
    overrides_finish(&arguments.overrides);
    return status;
}
