/* Results as HDF5 that is also netCDF-4. */
#ifndef ACSIM_STORE_STORE_H
#define ACSIM_STORE_STORE_H

#include "base/error.h"
#include "run/results.h"

#include <stdbool.h>

/* A file on its way: NAME.PID.part until it is whole. Every return is checked; on failure path is
 * untouched and store_close removes the part. reproducible leaves the group "run" out. */
struct store;
acs_status store_open(struct store **store, const char *path, bool reproducible,
                      acs_error *error) WARN_UNUSED;

/* Writes the results of the next point of a sweep, or the only ones. After the last the file is
 * synced and gets its name. */
acs_status store_point(struct store *store, const struct results *results,
                       acs_error *error) WARN_UNUSED;

/* Frees the store and, unless all points were written, removes its part. NULL is legal. */
void store_close(struct store *store);

/* All of it for results without a sweep. */
acs_status store_write(const struct results *results, const char *path, bool reproducible,
                       acs_error *error) WARN_UNUSED;

#endif
