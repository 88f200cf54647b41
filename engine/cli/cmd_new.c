#include "command.h"

#include <stdio.h>

enum { KEY_FROM = 256, KEY_PLACE, KEY_FORCE };

struct new_arguments {
    const char *file, *from, *place;
    bool force;
};

static error_t parse_option(int key, char *text, struct argp_state *state)
{
    struct new_arguments *arguments = state->input;
    switch (key) {
    case KEY_FROM:
        arguments->from = text;
        return 0;
    case KEY_PLACE:
        arguments->place = text;
        return 0;
    case KEY_FORCE:
        arguments->force = true;
        return 0;
    case ARGP_KEY_ARG:
        argument_operand(state, &arguments->file, text);
        return 0;
    case ARGP_KEY_END:
        if (!arguments->file)
            argp_error(state, "under which name? Give a YAML file to write");
        if (!arguments->from)
            argp_error(state, "from which scenario? Give --from SCENARIO");
        if (!arguments->place)
            argp_error(state, "which place? Give --place PLACE");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"from", KEY_FROM, "SCENARIO", 0, "The scenario to build on", 0},
    {"place", KEY_PLACE, "PLACE", 0, "The place to run", 0},
    {"force", KEY_FORCE, NULL, 0, "Overwrite an existing file", 0},
    {0}};

static const struct argp argp = {
    .options = options,
    .parser = parse_option,
    .args_doc = "NAME.yaml",
    .doc = "Writes a small scenario of one's own: it extends another, runs one of its places, and "
           "holds as comments the values that are changed first, with units and sources.\v"
           "SCENARIO is a YAML file, or the name of a shipped one such as england/stp44-2016."};

acs_status command_new(int argc, char **argv)
{
    struct new_arguments arguments = {0};
    arguments_parse(&argp, argc, argv, &arguments);
    acs_error *error = acs_error_create();
    if (!error)
        return ACS_FAILED;
    const acs_status status =
        acs_new(arguments.file, arguments.from, arguments.place, arguments.force, error);
    diagnostics_print(error);
    acs_error_destroy(error);
    if (status == ACS_OK)
        printf("Written: %s\nNext:    acsim run %s\n", arguments.file, arguments.file);
    return status;
}
