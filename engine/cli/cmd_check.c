#include "command.h"

#include <stdio.h>

enum { KEY_SWEEP = 256 };

struct check_arguments {
    const char *scenario;
    struct overrides overrides, sweeps;
};

static error_t parse_option(int key, char *text, struct argp_state *state)
{
    struct check_arguments *arguments = state->input;
    switch (key) {
    case 's':
        overrides_add(&arguments->overrides, state, text);
        return 0;
    case KEY_SWEEP:
        sweeps_add(&arguments->sweeps, state, text);
        return 0;
    case ARGP_KEY_ARG:
        argument_operand(state, &arguments->scenario, text);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which scenario? Give a YAML file");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"set", 's', "PATH=VALUE", 0, "Override a value of the file, such as horizon=5 (repeatable)",
     0},
    {"sweep", KEY_SWEEP, "PATH=VALUE,...", 0,
     "Run at each of these values, on the same draws (repeatable: every combination)", 0},
    {0}};

static const struct argp argp = {
    .options = options,
    .parser = parse_option,
    .args_doc = "SCENARIO",
    .doc = "Reads a scenario with all it names and reports its mistakes together, each with its "
           "place; what a file that is no YAML or a wrong population table hides comes in a "
           "second round. Prints what a run would do and the memory it would take.\v"
           "SCENARIO is a YAML file, or the name of a shipped one such as england/stp44-2016."};

acs_status command_check(int argc, char **argv)
{
    struct check_arguments arguments = {0};
    arguments_parse(&argp, argc, argv, &arguments);
    acs_error *error = acs_error_create();
    if (!error)
        return ACS_FAILED;
    acs_plan *plan = NULL;
    acs_status status = acs_plan_read_sweep(arguments.scenario, arguments.overrides.assignment,
                                            arguments.overrides.count, arguments.sweeps.assignment,
                                            arguments.sweeps.count, &plan, error);
    if (status == ACS_OK) {
        const acs_run_options as_the_scenario_says = {0};
        status = acs_plan_describe(plan, &as_the_scenario_says, stdout, error);
    }
    diagnostics_print(error);
    acs_plan_destroy(plan);
    acs_error_destroy(error);
    overrides_finish(&arguments.overrides);
    overrides_finish(&arguments.sweeps);
    return status;
}
