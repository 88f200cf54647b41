/* Runs a plan: blocks of trials over threads, the same bits on any number of them. */
#ifndef ACSIM_RUN_RUN_H
#define ACSIM_RUN_RUN_H

#include "base/error.h"
#include "run/results.h"

/* Fills results (from results_create); options as in acsim.h, output is used for the spool of saved
 * trials. */
acs_status run_plan(const acs_plan *plan, const acs_run_options *options, struct results **results,
                    acs_error *error) WARN_UNUSED;
void results_destroy(struct results *results);

/* Bytes a run will need, refused if this machine cannot give them. */
struct run_memory {
    size_t plan, blocks, tally, results, total, available;
    int threads;
};
acs_status run_memory_plan(const acs_plan *plan, const acs_run_options *options,
                           struct run_memory *memory, acs_error *error) WARN_UNUSED;

#endif
