/* The memory of a run, known before it starts. */
#ifndef ACSIM_RUN_MEMORY_H
#define ACSIM_RUN_MEMORY_H

#include "run/run.h"
#include "run/worker.h"

/* Trials a chunk has: the unit handed to threads and to the tree of sums. A function of the plan
 * and the number of trials, never of threads. */
uint64_t run_chunk_trials(const struct cells *cells, uint64_t trials);

/* The chunks of a run: none spans replicates, and each of those has as many. */
struct run_chunks {
    uint64_t size,
        each; /* trials of a chunk; chunks of a replicate, of which the last may be empty */
    int replicates;
};
struct run_chunks run_chunks(const struct run_shared *shared);
/* The trials from .. to - 1 of a chunk. */
void run_chunk_range(const struct run_shared *shared, uint64_t chunk, uint64_t *from, uint64_t *to);

int run_threads(const acs_run_options *options);

/* Fills shared's scalars (plan, cells, trials, seed, saved metrics) from plan and options. */
acs_status run_prepare(const acs_plan *plan, const acs_run_options *options,
                       struct run_shared *shared, struct cells *cells, struct arena *arena,
                       acs_error *error) WARN_UNUSED;

#endif
