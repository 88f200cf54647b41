/* Results as data for other programs: one row per metric, model, place and year. */
#ifndef ACSIM_REPORT_TIDY_H
#define ACSIM_REPORT_TIDY_H

#include "report/selection.h"

#include <stdio.h>

/* Header metric,model,place,year,mean,sd,se,q05,...; empty where a figure is not known. */
acs_status tidy_csv(const struct selection *selection, FILE *out, acs_error *error) WARN_UNUSED;

/* An object with facts of the run and "rows", an array of objects with the same names; null where a
 * figure is not known. */
acs_status tidy_json(const struct selection *selection, FILE *out, acs_error *error) WARN_UNUSED;

#endif
