/* Shares of places in national grants. */
#include "scenario/compiler.h"

void grants_compile(struct compiler *c)
{
    double national = c->scenario.national;
    for (int g = 0; g < c->plan->grants; g++) {
        struct grant_draft *grant = &c->grant[g];
        if (grant->plan.basis != GRANT_NATIONAL)
            continue;
        double *share = COMPILER_NEW(c, c->plan->places, double);
        double sum = 0;
        if (!share)
            return;
        if (national <= 0) {
            error_add(c->error, ACS_INVALID, grant->mark,
                      "grant '%s' shares a national sum; give population.national, the persons of "
                      "the nation",
                      grant->plan.name);
            continue;
        }
        for (int p = 0; p < c->plan->places; p++) {
            bool plain = grant->shared_by == SHARED_BY_POPULATION;
            const struct place_draft *place = &c->place[p];
            share[p] = (plain ? place->list : place->plan.weighted_population) / national;
            sum += share[p];
        }
        if (sum > 1 + 1e-6)
            error_warn(c->error, grant->mark,
                       "the places receive %.4g times the national sum of grant '%s': their "
                       "populations add up to more than population.national",
                       sum, grant->plan.name);
        grant->plan.place_share = share;
    }
}
