/* Points of a sweep side by side. */
#ifndef ACSIM_REPORT_POINTS_H
#define ACSIM_REPORT_POINTS_H

#include "report/selection.h"

#include <stdio.h>

/* Models and points as rows, of one year, the last unless one is selected: the selected metric, or
 * the headline metrics and the figures of the horizon that matter most. */
acs_status points_print(const struct selection *selection, FILE *out, acs_error *error) WARN_UNUSED;

/* "point 2 of 6: sharing_rate = 0.5" */
void points_name(const struct reader *reader, size_t point, char *text, size_t size);

/* The first columns of rows of data: the number of the point and its values, nothing without a
 * sweep; each with a comma after it. In JSON they are "sweep" and the paths. */
void points_csv_head(const struct reader *reader, FILE *out);
void points_csv(const struct reader *reader, size_t point, FILE *out);
void points_json(const struct reader *reader, size_t point, FILE *out);

#endif
