/* The progress of a run on stderr, and Ctrl-C. */
#ifndef ACSIM_CLI_PROGRESS_H
#define ACSIM_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool quiet, terminal;
    double started, printed; /* seconds of the monotonic clock */
};

void progress_init(struct progress *progress, bool quiet);

/* For acs_run_options.progress: prints now and then; true once SIGINT, SIGTERM or SIGHUP came. */
bool progress_report(void *context, uint64_t done, uint64_t trials, const char *headline);

/* Takes the rewriting line off the terminal. */
void progress_finish(const struct progress *progress);

/* From now on a first signal asks the run to stop; a second one ends the program. */
void progress_catch_signals(void);

#endif
