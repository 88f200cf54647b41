#include "command.h"

#include <stdio.h>

static error_t parse_option(int key, char *text, struct argp_state *state)
{
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    argument_operand(state, state->input, text);
    return 0;
}

static const struct argp argp = {
    .parser = parse_option,
    .args_doc = "[TOPIC]",
    .doc = "Prints a reference page, made from the tables the program itself reads by.\v"
           "TOPIC is scenario (the default), distributions, metrics, models or contracts."};

acs_status command_describe(int argc, char **argv)
{
    const char *topic = NULL;
    arguments_parse(&argp, argc, argv, &topic);
    acs_error *error = acs_error_create();
    if (!error)
        return ACS_FAILED;
    const acs_status status = acs_describe(topic ? topic : "scenario", stdout, error);
    diagnostics_print(error);
    acs_error_destroy(error);
    return status;
}
