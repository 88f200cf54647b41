/* Everything tallied for one model, place and year is a column, in this order: metrics, activity of
 * each service, its growth a year, surplus of each party, horizon figures. */
#ifndef ACSIM_PLAN_COLUMNS_H
#define ACSIM_PLAN_COLUMNS_H

#include "plan/plan.h"

struct columns {
    int metric, activity, growth, surplus, horizon, count; /* the first of each kind */
};

static inline struct columns columns_of(const acs_plan *plan)
{
    struct columns c = {.metric = 0};
    c.activity = c.metric + METRICS;
    c.growth = c.activity + plan->services;
    c.surplus = c.growth + plan->services;
    c.horizon = c.surplus + PARTIES;
    c.count = c.horizon + HORIZONS;
    return c;
}

#endif
