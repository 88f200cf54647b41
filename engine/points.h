/* The points of a sweep, run one after the other into one results file; a scenario without a sweep
 * is one point. */
#ifndef ACSIM_POINTS_H
#define ACSIM_POINTS_H

#include "base/error.h"
#include "plan/plan.h"
#include "run/run.h"

/* Options as in acsim.h, with the name of the results file. Only one point's results are in memory
 * at a time. */
acs_status points_run(const acs_plan *plan, const acs_run_options *options, FILE *out,
                      acs_error *error) WARN_UNUSED;

/* Bytes that all plans and the largest of the runs need. */
acs_status points_memory(const acs_plan *plan, const acs_run_options *options,
                         struct run_memory *memory, acs_error *error) WARN_UNUSED;

/* One line a point with its values. */
void points_describe(const struct plan_sweep *sweep, FILE *out);

#endif
