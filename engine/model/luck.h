/* Luck: what chance makes of a list's spend, with mean 1. */
#ifndef ACSIM_MODEL_LUCK_H
#define ACSIM_MODEL_LUCK_H

#include "model/block.h"

/* The coefficient of variation of one person's yearly spend, lognormal with the given one, when
 * spend beyond its quantile `at` (a share in (0, 1], 1: none) is not counted. Closed form from the
 * moments of the lognormal below a limit. */
double luck_capped_cv(double cv, double at);

/* The same of a contract in a year, by its truncation [LANES]. */
void luck_person_cv(const acs_plan *plan, const struct block *block,
                    const struct plan_contract *contract, int year, lanes cv);

/* Luck of a network's year; cv is that of its list. Exactly 1 where cv is 0 and at the means. */
void luck_draw(const acs_plan *plan, const struct block *block, int place, int model, int network,
               int year, const double cv[LANES], lanes luck);

#endif
