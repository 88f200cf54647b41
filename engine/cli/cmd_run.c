#include "command.h"
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_TRIALS = 256,
    KEY_SEED,
    KEY_SAVE_TRIALS,
    KEY_QUANTILES,
    KEY_REPRODUCIBLE,
    KEY_FORCE,
    KEY_SWEEP
};

struct run_arguments {
    const char *scenario;
    struct overrides overrides, sweeps;
    acs_run_options options;
    uint64_t seed;
    bool quiet;
};

static error_t parse_number_option(int key, const char *text, struct argp_state *state)
{
    struct run_arguments *arguments = state->input;
    switch (key) {
    case KEY_TRIALS:
        arguments->options.trials = argument_number(state, "--trials", text, 1, 1000000000);
        return 0;
    case KEY_SEED:
        arguments->seed = argument_number(state, "--seed", text, 0, INT64_MAX);
        arguments->options.seed = &arguments->seed;
        return 0;
    case 'j':
        arguments->options.threads = (int)argument_number(state, "--threads", text, 1, 1024);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_option(int key, char *text, struct argp_state *state)
{
    struct run_arguments *arguments = state->input;
    acs_run_options *run = &arguments->options;
    switch (key) {
    case 'o':
        if (!*text)
            argp_error(state, "--output takes the name of a file");
        run->output = text;
        return 0;
    case 's':
        overrides_add(&arguments->overrides, state, text);
        return 0;
    case KEY_SWEEP:
        sweeps_add(&arguments->sweeps, state, text);
        return 0;
    case KEY_SAVE_TRIALS:
        run->save_trials = text;
        return 0;
    case KEY_QUANTILES:
        if (strcmp(text, "all") != 0)
            argp_error(state, "--quantiles takes 'all', not '%s'", text);
        run->all_quantiles = true;
        return 0;
    case KEY_REPRODUCIBLE:
        run->reproducible = true;
        return 0;
    case KEY_FORCE:
        run->force = true;
        return 0;
    case 'q':
        arguments->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        argument_operand(state, &arguments->scenario, text);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which scenario? Give a YAML file");
        return 0;
    default:
        return parse_number_option(key, text, state);
    }
}

static const struct argp_option options[] = {
    {"output", 'o', "FILE.h5", 0,
     "Where the results go (default: named after the scenario, in this folder)", 0},
    {"trials", KEY_TRIALS, "N", 0, "How often to run it (default: as the scenario says)", 0},
    {"seed", KEY_SEED, "N", 0, "Seed of all draws (default: as the scenario says)", 0},
    {"threads", 'j', "N", 0, "Threads; results do not depend on it (default: all processors)", 0},
    {"set", 's', "PATH=VALUE", 0, "Override a value of the file, such as horizon=5 (repeatable)",
     0},
    {"sweep", KEY_SWEEP, "PATH=VALUE,...", 0,
     "Run at each of these values, on the same draws (repeatable: every combination)", 0},
    {"save-trials", KEY_SAVE_TRIALS, "METRIC,...", 0, "Keep these metrics of every trial", 1},
    {"quantiles", KEY_QUANTILES, "all", 0, "Quantiles of every metric in every place", 1},
    {"reproducible", KEY_REPRODUCIBLE, NULL, 0,
     "Leave out host, time and the like: equal inputs give equal bytes", 1},
    {"force", KEY_FORCE, NULL, 0, "Overwrite an existing results file", 1},
    {"quiet", 'q', NULL, 0, "No plan and no progress on stderr", 2},
    {0}};

static const struct argp argp = {
    .options = options,
    .parser = parse_option,
    .args_doc = "SCENARIO",
    .doc = "Runs a scenario, writes its results as HDF5 (also netCDF-4) and prints a summary.\v"
           "SCENARIO is a YAML file, or the name of a shipped one such as england/stp44-2016. "
           "Ctrl-C stops the run; no file is left under the final name."};

/* The command line as one text that a shell reads back. */
static char *join_command(int argc, char **argv)
{
    size_t size = 1;
    for (int i = 0; i < argc; i++)
        size += 4 * strlen(argv[i]) + 3;
    char *command = allocate(size, 1), *end = command;
    for (int i = 0; i < argc; i++) {
        /* argv[0] is "acsim run", two words already */
        const bool plain =
            i == 0 || (*argv[i] && !argv[i][strspn(argv[i], "+,-./0123456789:=@_"
                                                            "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                            "abcdefghijklmnopqrstuvwxyz")]);
        if (i > 0)
            *end++ = ' ';
        if (!plain)
            *end++ = '\'';
        for (const char *at = argv[i]; *at; at++)
            end = *at == '\'' ? stpcpy(end, "'\\''") : (*end = *at, end + 1);
        if (!plain)
            *end++ = '\'';
    }
    *end = '\0';
    return command;
}

static acs_status run_scenario(const struct run_arguments *arguments, struct progress *progress,
                               acs_error *error)
{
    acs_plan *plan = NULL;
    acs_status status = acs_plan_read_sweep(
        arguments->scenario, arguments->overrides.assignment, arguments->overrides.count,
        arguments->sweeps.assignment, arguments->sweeps.count, &plan, error);
    if (status == ACS_OK && !arguments->quiet)
        status = acs_plan_describe(plan, &arguments->options, stderr, error);
    if (status == ACS_OK) {
        progress_init(progress, arguments->quiet);
        status = acs_run(plan, &arguments->options, stdout, error);
        progress_finish(progress);
    }
    acs_plan_destroy(plan);
    return status;
}

acs_status command_run(int argc, char **argv)
{
    struct run_arguments arguments = {0};
    char *command = join_command(argc, argv); /* before argp reorders them */
    arguments_parse(&argp, argc, argv, &arguments);
    struct progress progress = {0};
    arguments.options.command = command;
    arguments.options.progress = progress_report;
    arguments.options.context = &progress;
    progress_catch_signals();
    acs_error *error = acs_error_create();
    if (!error)
        return ACS_FAILED;
    const acs_status status = run_scenario(&arguments, &progress, error);
    diagnostics_print(error);
    acs_error_destroy(error);
    overrides_finish(&arguments.overrides);
    overrides_finish(&arguments.sweeps);
    free(command);
    return status;
}
