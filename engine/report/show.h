/* Readable tables, CSV, JSON and digest of a results file, and the summary after a run. */
#ifndef ACSIM_REPORT_SHOW_H
#define ACSIM_REPORT_SHOW_H

#include "base/error.h"
#include "run/results.h"

#include <stdio.h>

acs_status show_file(const char *path, const acs_show_options *options, FILE *out,
                     acs_error *error) WARN_UNUSED;

/* Per model the gap and net saving in the last year with 90 % intervals, the probability that the
 * gap closes, and where the file is. */
void show_summary(const struct results *results, const char *path, FILE *out);

/* The same for the points of a sweep side by side, from the file just written. */
acs_status show_sweep(const char *path, FILE *out, acs_error *error) WARN_UNUSED;

#endif
