/* The memory of a run, known before it starts. */
#ifndef ACSIM_RUN_MEMORY_H
#define ACSIM_RUN_MEMORY_H

#include "run/run.h"
#include "run/worker.h"

/* Trials a chunk has: the unit handed to threads and to the tree of sums. A function of the plan
 * and the number of trials, never of threads. */
uint64_t run_chunk_trials(const struct cells *cells, uint64_t trials);

int run_threads(const acs_run_options *options);

/* Fills shared's scalars (plan, cells, trials, seed, saved metrics) from plan and options. */
acs_status run_prepare(const acs_plan *plan, const acs_run_options *options,
                       struct run_shared *shared, struct cells *cells, struct arena *arena,
                       acs_error *error) WARN_UNUSED;

#endif
