/* Model page section 11: how places add up, growth, and the figures of the whole horizon. */
#include "model/outcome.h"

#include <string.h>

size_t outcome_rows(const acs_plan *plan)
{
    return ((size_t)columns_of(plan).count + 5) * ((size_t)plan->years + 1);
}

bool outcome_init(struct outcome *outcome, const acs_plan *plan, struct arena *arena)
{
    const size_t years = (size_t)plan->years + 1;
    outcome->value = ARENA_NEW(arena, (size_t)columns_of(plan).count * years, lanes);
    outcome->saving = ARENA_NEW(arena, years, lanes);
    outcome->list = ARENA_NEW(arena, years, lanes);
    outcome->live = ARENA_NEW(arena, years, lanes);
    outcome->plan_saving = ARENA_NEW(arena, years, lanes);
    outcome->plan_due = ARENA_NEW(arena, years, lanes);
    return outcome->value && outcome->saving && outcome->plan_saving && outcome->plan_due &&
           outcome->list && outcome->live;
}

void outcome_clear(struct outcome *outcome, const acs_plan *plan)
{
    const size_t years = (size_t)plan->years + 1;
    memset(outcome->value, 0, (size_t)columns_of(plan).count * years * sizeof(lanes));
    memset(outcome->saving, 0, years * sizeof(lanes));
    memset(outcome->plan_saving, 0, years * sizeof(lanes));
    memset(outcome->plan_due, 0, years * sizeof(lanes));
    outcome->has_schemes = false;
    memset(outcome->list, 0, years * sizeof(lanes));
    memset(outcome->live, 0, years * sizeof(lanes));
}

static void copy(double *to, const double *from)
{
    FOR_LANES(i)
    to[i] = from[i];
}

static void add(double *to, const double *from)
{
    FOR_LANES(i)
    to[i] += from[i];
}

static void growth(const acs_plan *plan, struct outcome *outcome)
{
    const struct columns c = columns_of(plan);
    for (int s = 0; s < plan->services; s++) {
        lanes *units = outcome->value + row_of(plan, c.activity + s, 0);
        lanes *rise = outcome->value + row_of(plan, c.growth + s, 0);
        lanes_fill(rise[0], 0.0);
        for (int y = 1; y <= plan->years; y++) {
            FOR_LANES(i)
            rise[y][i] = units[y - 1][i] > 0.0 ? units[y][i] / units[y - 1][i] - 1.0 : 0.0;
        }
    }
}

/* Payback is the first year in which cumulative net saving is 0 or more after having been negative;
 * never negative counts as year 1. */
static void payback(const acs_plan *plan, lanes *saving, lanes *paid_back)
{
    for (int i = 0; i < LANES; i++) {
        double sum = 0.0;
        bool negative = false, paid = false;
        paid_back[0][i] = 0.0;
        for (int y = 1; y <= plan->years; y++) {
            sum += saving[y][i];
            paid |= negative && sum >= 0.0;
            negative |= sum < 0.0;
            paid_back[y][i] = paid ? 1.0 : 0.0;
        }
        for (int y = 1; !negative && y <= plan->years; y++)
            paid_back[y][i] = 1.0;
    }
}

static void horizon(const acs_plan *plan, const struct block *block, struct outcome *outcome)
{
    const struct columns c = columns_of(plan);
    lanes *figure[HORIZONS];
    for (int h = 0; h < HORIZONS; h++)
        figure[h] = outcome->value + row_of(plan, c.horizon + h, 0);
    lanes *gap = outcome->value + row_of(plan, METRIC_GAP, 0);
    lanes discount;
    lanes_fill(discount, 1.0);
    lanes_fill(figure[HORIZON_NPV][0], 0.0);
    for (int y = 0; y <= plan->years; y++) {
        const double *rate = series_at(block, plan, plan->discount_rate, y);
        lanes *npv = figure[HORIZON_NPV] + y;
        if (y > 0) {
            FOR_LANES(i)
            {
                discount[i] /= 1.0 + rate[i];
                npv[0][i] = npv[-1][i] + outcome->saving[y][i] * discount[i];
            }
        }
        const double planned = outcome->has_schemes ? 1.0 : 0.0;
        FOR_LANES(i)
        {
            figure[HORIZON_PLAN_DELIVERS][y][i] =
                outcome->plan_saving[y][i] >= outcome->plan_due[y][i] ? planned : 0.0;
            figure[HORIZON_GAP_CLOSED][y][i] = gap[y][i] <= 0.0 ? 1.0 : 0.0;
            figure[HORIZON_NET_SAVING][y][i] = npv[0][i] > 0.0 ? 1.0 : 0.0;
            figure[HORIZON_LOSS][y][i] = figure[HORIZON_LOSS][y][i] > 0.0 ? 1.0 : 0.0;
            figure[HORIZON_LOSS_CAPPED][y][i] = figure[HORIZON_LOSS_CAPPED][y][i] > 0.0 ? 1.0 : 0.0;
        }
    }
    payback(plan, outcome->saving, figure[HORIZON_PAID_BACK]);
}

void outcome_take(struct outcome *outcome, const acs_plan *plan, const struct block *block)
{
    const struct columns c = columns_of(plan);
    outcome->has_schemes = block->has_schemes;
    for (int y = 0; y <= plan->years; y++) {
        for (int k = 0; k < METRICS; k++)
            copy(outcome->value[row_of(plan, k, y)], block->metric[(long)y * METRICS + k]);
        for (int s = 0; s < plan->services; s++)
            copy(outcome->value[row_of(plan, c.activity + s, y)],
                 block->activity[(long)y * plan->services + s]);
        for (int q = 0; q < PARTIES; q++)
            copy(outcome->value[row_of(plan, c.surplus + q, y)],
                 block->surplus[(long)y * PARTIES + q]);
        copy(outcome->value[row_of(plan, c.horizon + HORIZON_LOSS, y)], block->loss_due[y]);
        copy(outcome->value[row_of(plan, c.horizon + HORIZON_LOSS_CAPPED, y)],
             block->loss_capped[y]);
        copy(outcome->plan_saving[y], block->plan_saving[y]);
        copy(outcome->plan_due[y], block->plan_due[y]);
        copy(outcome->list[y], block->list_weight[y]);
        copy(outcome->live[y], block->weight[y]);
        const double *saving = outcome->value[row_of(plan, METRIC_NET_SAVING, y)];
        const double *deflator = block->deflator[y];
        const bool cash = plan->cash;
        FOR_LANES(i)
        outcome->saving[y][i] = cash ? saving[i] / deflator[i] : saving[i];
    }
    growth(plan, outcome);
    horizon(plan, block, outcome);
}

static const double *weight_of(const struct outcome *outcome, int metric, int year)
{
    return metric_rows[metric].places == PLACE_LIST_MEAN ? outcome->list[year]
                                                         : outcome->live[year];
}

void outcome_add(struct outcome *all, const acs_plan *plan, const struct outcome *place)
{
    const struct columns c = columns_of(plan);
    for (int k = 0; k < c.count; k++) {
        if ((k >= c.growth && k < c.surplus) || (k >= c.horizon && k < c.horizon + HORIZON_LOSS))
            continue; /* follow from the sums */
        for (int y = 0; y <= plan->years; y++) {
            double *sum = all->value[row_of(plan, k, y)];
            const double *value = place->value[row_of(plan, k, y)];
            if (k >= METRICS || metric_rows[k].places == PLACE_SUM) {
                add(sum, value);
                continue;
            }
            const double *weight = weight_of(place, k, y);
            FOR_LANES(i)
            sum[i] += value[i] * weight[i];
        }
    }
    all->has_schemes = all->has_schemes || place->has_schemes;
    for (int y = 0; y <= plan->years; y++) {
        add(all->saving[y], place->saving[y]);
        add(all->plan_saving[y], place->plan_saving[y]);
        add(all->plan_due[y], place->plan_due[y]);
        add(all->list[y], place->list[y]);
        add(all->live[y], place->live[y]);
    }
}

/* The target is that of the whole plan. */
static bool whole_plan_runs(const acs_plan *plan)
{
    int schemes = 0;
    for (int r = 0; r < plan->run_places; r++)
        schemes += plan->place[plan->run_place[r]].schemes;
    return schemes == plan->schemes;
}

void outcome_complete_all(struct outcome *all, const acs_plan *plan, const struct block *block)
{
    for (int k = 0; k < METRICS; k++) {
        if (metric_rows[k].places == PLACE_SUM)
            continue;
        for (int y = 0; y <= plan->years; y++) {
            double *value = all->value[row_of(plan, k, y)];
            const double *weight = weight_of(all, k, y);
            FOR_LANES(i)
            value[i] = weight[i] > 0.0 ? value[i] / weight[i] : 0.0;
        }
    }
    const bool targeted = plan->scheme_target >= 0 && whole_plan_runs(plan);
    for (int y = 0; targeted && y <= plan->years; y++)
        copy(all->plan_due[y], series_at(block, plan, plan->scheme_target, y));
    growth(plan, all);
    horizon(plan, block, all);
}
