/* Groups finer than a place: one row a network, practice or scheme. */
#ifndef ACSIM_REPORT_ITEMS_H
#define ACSIM_REPORT_ITEMS_H

#include "report/selection.h"

#include <stdio.h>

/* Prints the group of options->items: a table of one model (that with most items unless chosen) and
 * year (the last unless chosen), or with its format every model and year as rows of metric, model,
 * place, item, title, year, mean, sd, se. options->metric is a variable of the group,
 * options->place the place whose items are shown. */
acs_status items_print(const struct reader *reader, const acs_show_options *options, FILE *out,
                       acs_error *error) WARN_UNUSED;

#endif
