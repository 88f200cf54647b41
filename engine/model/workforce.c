/* Model page section 9: general practitioners, how many the work would need, what the shortage
 * costs and how much it slows networks down. */
#include "model/stage.h"

#include "draw/math.h"

/* W[y] = W[y-1] (1 + net growth) + recruits, the place's part of the nation's */
void stage_staff(const acs_plan *plan, struct block *block, int place)
{
    const struct plan_workforce *w = &plan->workforce;
    if (!w->lines)
        return;
    const double part = w->recruit_share[place];
    lanes *gp_fte = block->workforce.gp_fte;
    lanes_fill(gp_fte[0], w->gp_fte[place]);
    for (int y = 1; y <= plan->years; y++) {
        const double *growth = series_at(block, plan, w->net_growth, y);
        const double *recruits = series_at(block, plan, w->recruits, y);
        FOR_LANES(i)
        gp_fte[y][i] = gp_fte[y - 1][i] * (1.0 + growth[i]) + recruits[i] * part;
    }
    practice_draw(plan, block, place, 0);
}

void workforce_enter_model(const acs_plan *plan, struct block *block, int place, int model)
{
    lanes_fill(block->workforce.throttle, 1.0);
    practice_enter_model(plan, block, place, model);
}

/* need = W[0] Q / Q[0] with Q the units of the lines over units a full-time equivalent. activity:
 * row s * stride has the units of line s. */
static void required(const acs_plan *plan, int place, lanes *activity, int stride, lanes need)
{
    const struct plan_workforce *w = &plan->workforce;
    double base = 0.0;
    lanes_fill(need, 0.0);
    for (int k = 0; k < w->lines; k++) {
        const int s = w->line[k].service;
        const double units = w->line[k].units;
        const double *done = activity[(long)s * stride];
        base += plan->activity[(long)place * plan->services + s] / units;
        FOR_LANES(i)
        need[i] += done[i] / units;
    }
    const double now = w->gp_fte[place];
    FOR_LANES(i)
    need[i] = now * (need[i] / base);
}

/* premium P max(0, need (1 - tolerance) - W); none in the base year */
static void agency(const acs_plan *plan, const struct block *block, const double *need, int year,
                   lanes cost)
{
    const double *premium = series_at(block, plan, plan->workforce.agency_premium, year);
    const double *tolerance = series_at(block, plan, plan->workforce.tolerance, year);
    const double *gp_fte = block->workforce.gp_fte[year], *deflator = block->deflator[year];
    if (year == 0) {
        lanes_fill(cost, 0.0);
        return;
    }
    FOR_LANES(i)
    {
        double missing = need[i] * (1.0 - tolerance[i]) - gp_fte[i];
        cost[i] = premium[i] * deflator[i] * (missing > 0.0 ? missing : 0.0);
    }
}

/* u of the next year: min(1, W / need)^elasticity */
static void throttle(const acs_plan *plan, const struct block *block, const double *need, int year,
                     lanes factor)
{
    const double *elasticity = series_at(block, plan, plan->workforce.elasticity, 0);
    const double *gp_fte = block->workforce.gp_fte[year];
    if (lanes_are_zero(elasticity)) {
        lanes_fill(factor, 1.0);
        return;
    }
    FOR_LANES(i)
    factor[i] = need[i] > gp_fte[i] ? gp_fte[i] / need[i] : 1.0;
    math_log_lanes(factor, factor);
    FOR_LANES(i)
    factor[i] = elasticity[i] * factor[i];
    math_exp_lanes(factor, factor);
}

void stage_workforce(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    struct workforce_state *w = &block->workforce;
    lanes *metric = block->metric + (long)year * METRICS;
    FOR_LANES(i)
    metric[METRIC_THROTTLE][i] = w->throttle[i];
    if (!plan->workforce.lines)
        return;
    if (model == 0) {
        lanes *unplanned = block->units + row_of(plan, (long)place * plan->services, year);
        required(plan, place, unplanned, plan->years + 1, w->required);
        agency(plan, block, w->required, year, w->unplanned[year]);
    }
    required(plan, place, block->care.activity, 1, w->required);
    lanes cost;
    agency(plan, block, w->required, year, cost);
    throttle(plan, block, w->required, year, w->throttle);
    FOR_LANES(i)
    {
        double need = w->required[i], there = w->gp_fte[year][i];
        metric[METRIC_GP_FTE][i] = there;
        metric[METRIC_GP_FTE_REQUIRED][i] = need;
        metric[METRIC_GP_SHORTFALL][i] = need > there ? need - there : 0.0;
        block->flow[FLOW_AGENCY][i] += cost[i];
        metric[METRIC_AGENCY_COST][i] += cost[i];
    }
}
