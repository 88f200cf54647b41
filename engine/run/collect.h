/* From the tallies to results in the order readers want. */
#ifndef ACSIM_RUN_COLLECT_H
#define ACSIM_RUN_COLLECT_H

#include "run/run.h"
#include "run/worker.h"

struct results *results_create(const struct run_shared *shared, const acs_run_options *options,
                               acs_error *error);

acs_status collect_results(struct results *results, const struct run_shared *shared,
                           struct moments_tree *tree, acs_error *error) WARN_UNUSED;

#endif
