/* The end of the table after a run, where the scenario has savings schemes. */
#ifndef ACSIM_REPORT_PLAN_H
#define ACSIM_REPORT_PLAN_H

#include "run/results.h"

/* Of the last year and all places; nothing without schemes. */
void show_plan(const struct results *results, FILE *out);

#endif
