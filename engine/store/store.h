/* Results as HDF5 that is also netCDF-4. */
#ifndef ACSIM_STORE_STORE_H
#define ACSIM_STORE_STORE_H

#include "base/error.h"
#include "run/results.h"

#include <stdbool.h>

/* Writes NAME.PID.part, checks every return, syncs, renames to path. On failure path is untouched
 * and the part is removed. reproducible leaves the group "run" out. */
acs_status store_write(const struct results *results, const char *path, bool reproducible,
                       acs_error *error) WARN_UNUSED;

#endif
