/* A scenario at several values of some of its keys. */
#ifndef ACSIM_SCENARIO_SWEEP_H
#define ACSIM_SCENARIO_SWEEP_H

#include "base/error.h"
#include "plan/plan.h"

#define SWEEP_POINTS 1000 /* most points of a grid */

/* Like scenario_read, and reads the scenario again at every point of what its `sweep` and the
 * sweeps "path=a,b,c" say; of a path that both name the latter holds. Each point is what `--set` of
 * its values would give. All points are read and checked; each that is wrong is named. *result is
 * the first point, which holds the others; without a sweep it is the plan alone. */
acs_status sweep_read(const char *path, const char *const *overrides, size_t override_count,
                      const char *const *sweeps, size_t sweep_count, acs_plan **result,
                      acs_error *error) WARN_UNUSED;

#endif
