#include "command.h"

#include <stdio.h>

enum {
    KEY_METRIC = 256,
    KEY_MODEL,
    KEY_PLACE,
    KEY_ITEMS,
    KEY_YEAR,
    KEY_WHERE,
    KEY_CSV,
    KEY_JSON,
    KEY_DIGEST
};

struct show_arguments {
    const char *file;
    acs_show_options options;
    struct overrides where;
};

static void set_format(struct argp_state *state, acs_show_options *options, acs_format format)
{
    if (options->format != ACS_TABLE && options->format != format)
        argp_error(state, "--csv, --json and --digest exclude each other");
    options->format = format;
}

static error_t parse_option(int key, char *text, struct argp_state *state)
{
    struct show_arguments *arguments = state->input;
    acs_show_options *show = &arguments->options;
    switch (key) {
    case KEY_METRIC:
        show->metric = text;
        return 0;
    case KEY_MODEL:
        show->model = text;
        return 0;
    case KEY_PLACE:
        show->place = text;
        return 0;
    case KEY_ITEMS:
        show->items = text;
        return 0;
    case KEY_YEAR:
        show->year = (int)argument_number(state, "--year", text, 1900, 2300);
        return 0;
    case KEY_WHERE:
        conditions_add(&arguments->where, state, text);
        return 0;
    case KEY_CSV:
        set_format(state, show, ACS_CSV);
        return 0;
    case KEY_JSON:
        set_format(state, show, ACS_JSON);
        return 0;
    case KEY_DIGEST:
        set_format(state, show, ACS_DIGEST);
        return 0;
    case ARGP_KEY_ARG:
        argument_operand(state, &arguments->file, text);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which results file? Give one that 'acsim run' wrote");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"metric", KEY_METRIC, "NAME", 0, "Only this metric ('acsim describe metrics' lists them)", 0},
    {"model", KEY_MODEL, "NAME", 0, "Only this care model", 0},
    {"place", KEY_PLACE, "NAME", 0, "This place instead of all of them together ('all')", 0},
    {"items", KEY_ITEMS, "GROUP", 0,
     "Each item of a group finer than a place that the scenario kept (outputs.detail): networks, "
     "practices, schemes",
     0},
    {"year", KEY_YEAR, "YEAR", 0, "Only the financial year that starts in YEAR", 0},
    {"where", KEY_WHERE, "PATH=VALUE", 0,
     "Only the points of a sweep with this value: sharing_rate=0.5, or sweep=2 (repeatable)", 0},
    {"csv", KEY_CSV, NULL, 0, "As comma-separated values, with a header", 1},
    {"json", KEY_JSON, NULL, 0, "As JSON", 1},
    {"digest", KEY_DIGEST, NULL, 0,
     "Only a hash of all content that identical inputs give identically", 1},
    {0}};

static const struct argp argp = {.options = options,
                                 .parser = parse_option,
                                 .args_doc = "FILE.h5",
                                 .doc = "Prints a results file."};

acs_status command_show(int argc, char **argv)
{
    struct show_arguments arguments = {.options = {.year = -1}};
    arguments_parse(&argp, argc, argv, &arguments);
    arguments.options.where = arguments.where.assignment;
    arguments.options.where_count = arguments.where.count;
    acs_error *error = acs_error_create();
    if (!error)
        return ACS_FAILED;
    const acs_status status = acs_show(arguments.file, &arguments.options, stdout, error);
    diagnostics_print(error);
    acs_error_destroy(error);
    overrides_finish(&arguments.where);
    return status;
}
