/* Results as tables for people, within 80 columns. */
#ifndef ACSIM_REPORT_TABLE_H
#define ACSIM_REPORT_TABLE_H

#include "report/selection.h"

#include <stdio.h>

/* Without a metric: the headline metrics and the figures of the horizon; with one model and one
 * year: all metrics. Years are rows and models columns; with a year, models are rows. */
acs_status table_print(const struct selection *selection, FILE *out, acs_error *error) WARN_UNUSED;

#endif
