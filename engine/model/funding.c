/* Model page section 5: the commissioner's funding and earmarked grants, in cash. */
#include "model/stage.h"

/* F x (1 + d (1 - pace)^y) / (1 + d) */
static void close_distance(const acs_plan *plan, struct block *block, int place)
{
    const double *d = series_at(block, plan, plan->place[place].distance, 0);
    const double *pace = series_at(block, plan, plan->place[place].pace, 0);
    lanes left;
    lanes_fill(left, 1.0);
    for (int y = 1; y <= plan->years; y++) {
        FOR_LANES(i)
        {
            left[i] *= 1.0 - pace[i];
            block->funding[y][i] *= (1.0 + d[i] * left[i]) / (1.0 + d[i]);
        }
    }
}

void stage_funding(const acs_plan *plan, struct block *block, int place)
{
    const struct plan_place *p = &plan->place[place];
    lanes *funding = block->funding;
    for (int y = 0; y <= plan->years; y++) {
        const double *given = series_at(block, plan, p->funding, y);
        if (y == 0 || p->funding_is_path) {
            FOR_LANES(i)
            funding[y][i] = given[i];
            continue;
        }
        const double *pi = series_at(block, plan, plan->inflation, y);
        const double *f = series_at(block, plan, p->funding_growth, y);
        FOR_LANES(i)
        funding[y][i] = funding[y - 1][i] * (1.0 + pi[i] + f[i]);
    }
    close_distance(plan, block, place);
}

/* What a grant gives the place in a year, were every list live. */
static void grant_of_place(const acs_plan *plan, const struct block *block,
                           const struct plan_grant *grant, int place, int year, lanes sum)
{
    const double *amount;
    switch (grant->basis) {
    case GRANT_PER_HEAD:
        amount = series_at(block, plan, grant->amount, year);
        const double *list = block->list[row_of(plan, place, year)];
        FOR_LANES(i)
        sum[i] += amount[i] * list[i];
        return;
    case GRANT_NATIONAL:
        amount = series_at(block, plan, grant->amount, year);
        const double share = grant->place_share[place];
        FOR_LANES(i)
        sum[i] += amount[i] * share;
        return;
    case GRANT_PLACES:
        if (grant->place_amount[place] < 0)
            return;
        amount = series_at(block, plan, grant->place_amount[place], year);
        FOR_LANES(i)
        sum[i] += amount[i];
        return;
    }
}

/* Grants to networks wait for rollout: they go to live lists. */
void stage_grants(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    for (int q = 0; q < PARTIES; q++)
        lanes_fill(block->grant[q], 0.0);
    lanes_fill(block->grant_potential, 0.0);
    for (int g = 0; g < plan->grants; g++) {
        const struct plan_grant *grant = &plan->grant[g];
        if (!grant->models[model])
            continue;
        grant_of_place(plan, block, grant, place, year,
                       grant->payee == NETWORK ? block->grant_potential
                                               : block->grant[grant->payee]);
    }
}
