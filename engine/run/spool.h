/* Saved trials on their way: a nameless file beside the results, written by any thread at its
 * trial's offset, read once when the results are assembled. */
#ifndef ACSIM_RUN_SPOOL_H
#define ACSIM_RUN_SPOOL_H

#include "base/error.h"

acs_status spool_open(const char *output, int *descriptor, acs_error *error) WARN_UNUSED;

#endif
