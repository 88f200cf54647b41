/* What the subcommands share: strict arguments, diagnostics, and the row each one fills. */
#ifndef ACSIM_CLI_COMMAND_H
#define ACSIM_CLI_COMMAND_H

#include "acsim.h"

#include <argp.h>

struct command {
    const char *name, *summary;
    /* argv[0] is "acsim NAME"; the result is the exit code. Usage errors exit with 2. */
    acs_status (*run)(int argc, char **argv);
};

acs_status command_check(int argc, char **argv);
acs_status command_run(int argc, char **argv);
acs_status command_new(int argc, char **argv);
acs_status command_settle(int argc, char **argv);
acs_status command_show(int argc, char **argv);
acs_status command_describe(int argc, char **argv);

/* argp_parse, but a misspelt long option names the nearest one. */
void arguments_parse(const struct argp *argp, int argc, char **argv, void *input);

/* A whole decimal number in [lowest, highest]; anything else ends the program with a usage error
 * that names the option. */
uint64_t argument_number(struct argp_state *state, const char *option, const char *text,
                         uint64_t lowest, uint64_t highest);

/* Takes the one operand a subcommand has; a second one is a usage error. */
void argument_operand(struct argp_state *state, const char **operand, char *text);

/* The --set options in the order given; they point into argv. */
struct overrides {
    const char **assignment;
    size_t count;
};
void overrides_add(struct overrides *overrides, struct argp_state *state, const char *text);
/* The --sweep options, kept likewise. */
void sweeps_add(struct overrides *sweeps, struct argp_state *state, const char *text);
/* The --where options, kept likewise. */
void conditions_add(struct overrides *conditions, struct argp_state *state, const char *text);
void overrides_finish(struct overrides *overrides);

/* Ends the program if memory is out. */
void *allocate(size_t count, size_t size);

/* Prints the diagnostics to stderr, coloured on a terminal unless NO_COLOR says otherwise. */
void diagnostics_print(const acs_error *error);

#endif
