/* Health status: rates of care at an age that move with the years. Internal. */
#ifndef ACSIM_SCENARIO_HEALTH_H
#define ACSIM_SCENARIO_HEALTH_H

#include "scenario/index_table.h"

/* Sorts the bands of every place and lays out the nodes of uncertain shifts; nothing without
 * population.health_status. After population, before activity. */
void health_compile(struct compiler *c);

/* The mean shift of the age profile in a year, in years of age; 0 without a health status. */
double health_mean_shift(const struct compiler *c, int year);

/* shifted[k] = r[s, k - shift] of every band k of the place: the straight line between the middles
 * of the bands of its sex, constant beyond the outer ones; at shift 0 exactly the rates. */
void health_shift(const struct place_draft *place, const double *rate, double shift,
                  double *shifted);

/* Rows of SHOCK_GROUPS in the table of uncertain shifts; 0 where there is none. */
size_t health_rows(const struct compiler *c);

/* Fills the table of a place and line, if it has one, from its rates and its units of the
 * base year. */
void health_weigh(struct compiler *c, int service, int place, const double *rate, double units);

#endif
