/* Model page section 7: savings schemes of a finance plan, what they achieve and cost. They apply
 * to do nothing and to models alike, but for those that a model replaces. */
#include "model/schemes.h"

#include "model/stage.h"

#include <math.h>

/* clamp((y - start - slippage + 1) / ramp, 0, 1) */
KERNEL static void start_up(double since_start, double ramp, const double *slippage,
                            double *started)
{
    FOR_LANES(i)
    {
        double way = (since_start - slippage[i] + 1.0) / ramp;
        way = way < 0.0 ? 0.0 : way;
        started[i] = way > 1.0 ? 1.0 : way;
    }
}

/* delivery x started x the same of the scheme it depends on (NULL: of none) */
KERNEL static void achieve(const double *delivery, const double *started, const double *on,
                           double *achieved)
{
    FOR_LANES(i)
    achieved[i] = delivery[i] * started[i];
    if (on) {
        FOR_LANES(i)
        achieved[i] *= on[i];
    }
}

static const lanes on_time = {0};

/* The shares achieved and planned of every scheme of the place; a scheme that a model replaces
 * still carries those that depend on it. */
static void shares(const acs_plan *plan, struct block *block, int place, int year)
{
    const struct plan_place *p = &plan->place[place];
    struct scheme_state *state = &block->scheme;
    lanes in_full, planned;
    lanes_fill(in_full, 1.0);
    for (int k = 0; k < p->schemes; k++) {
        const int scheme = plan->scheme_order[p->first_scheme + k];
        const struct plan_scheme *s = &plan->scheme[scheme];
        const int at = scheme - p->first_scheme, on = s->depends_on - p->first_scheme;
        start_up(year - s->start, s->ramp, series_at(block, plan, s->slippage, year),
                 state->started[at]);
        start_up(year - s->start, s->ramp, on_time, planned);
        achieve(series_at(block, plan, s->delivery, year), state->started[at],
                s->depends_on < 0 ? NULL : state->achieved[on], state->achieved[at]);
        achieve(in_full, planned, s->depends_on < 0 ? NULL : state->planned[on],
                state->planned[at]);
    }
}

/* Cost to deliver, from the real start on. */
static void post_costs(const acs_plan *plan, struct block *block, int place, int model, int year,
                       double *metric)
{
    const struct plan_place *p = &plan->place[place];
    const double *deflator = block->deflator[year];
    for (int k = 0; k < p->schemes; k++) {
        const struct plan_scheme *s = &plan->scheme[p->first_scheme + k];
        if (s->replaced[model])
            continue;
        const double *cost = series_at(block, plan, s->cost, year);
        const double *started = block->scheme.started[k];
        double *flow = block->flow[FLOW_SCHEME_COST + s->party];
        FOR_LANES(i)
        {
            double paid = started[i] > 0.0 ? cost[i] * deflator[i] : 0.0;
            flow[i] += paid;
            metric[i] += paid;
        }
    }
}

/* A share off what is left: the factor on it shrinks, the saving is what the share is worth. */
KERNEL static void take_share(const double *share, const double *achieved, const double *worth,
                              double *left, double *saving)
{
    FOR_LANES(i)
    {
        double part = share[i] * achieved[i];
        part = part < 1.0 ? part : 1.0;
        saving[i] = worth[i] * left[i] * part;
        left[i] *= 1.0 - part;
    }
}

KERNEL static void take_cash(const double *amount, const double *achieved, const double *deflator,
                             double *cost, double *saving)
{
    FOR_LANES(i)
    {
        double cash = amount[i] * achieved[i] * deflator[i];
        cash = cash < cost[i] ? cash : cost[i];
        saving[i] = cash;
        cost[i] -= cash;
    }
}

/* Takes all schemes of one kind on one line. */
static void take_kind(const acs_plan *plan, const struct block *block, int place, int model,
                      int service, int year, enum scheme_kind kind, const double *worth,
                      double *left, lanes *achieved, lanes *saving)
{
    const struct plan_place *p = &plan->place[place];
    for (int k = 0; k < p->schemes; k++) {
        const struct plan_scheme *s = &plan->scheme[p->first_scheme + k];
        if (s->service != service || s->kind != kind || s->replaced[model])
            continue;
        const double *amount = series_at(block, plan, s->saving, year);
        if (kind == SCHEME_GBP)
            take_cash(amount, achieved[k], block->deflator[year], left, saving[k]);
        else
            take_share(amount, achieved[k], worth, left, saving[k]);
    }
}

static bool touches(const acs_plan *plan, int place, int model, int service)
{
    const struct plan_place *p = &plan->place[place];
    for (int k = 0; k < p->schemes; k++) {
        const struct plan_scheme *s = &plan->scheme[p->first_scheme + k];
        if (s->service == service && !s->replaced[model])
            return true;
    }
    return false;
}

bool schemes_on_line(const acs_plan *plan, const struct block *block, int place, int model,
                     int service, int year, lanes *achieved, lanes *saving,
                     struct scheme_line *line)
{
    if (!touches(plan, place, model, service))
        return false;
    const double *units = block->units[row_of(plan, (long)place * plan->services + service, year)];
    const double *cost = block->cost[row_of(plan, service, year)];
    const double *avoided = block->care.avoided[service], *shifted = block->care.shifted[service];
    lanes worth, before;
    FOR_LANES(i)
    {
        worth[i] = cost[i] * (units[i] - avoided[i]);
        line->factor[i] = line->left[i] = 1.0;
    }
    take_kind(plan, block, place, model, service, year, SCHEME_ACTIVITY, worth, line->factor,
              achieved, saving);
    FOR_LANES(i)
    {
        line->activity[i] = (units[i] - avoided[i]) * line->factor[i] + shifted[i];
        before[i] = cost[i] * line->activity[i];
    }
    take_kind(plan, block, place, model, service, year, SCHEME_COST, before, line->left, achieved,
              saving);
    FOR_LANES(i)
    line->cost[i] = before[i] * line->left[i];
    take_kind(plan, block, place, model, service, year, SCHEME_GBP, NULL, line->cost, achieved,
              saving);
    FOR_LANES(i)
    line->left[i] = before[i] > 0.0 ? line->cost[i] / before[i] : 1.0;
    return true;
}

/* What all schemes of the model save on all lines, cash. */
static void add_savings(const acs_plan *plan, const struct block *block, int place, int model,
                        int year, lanes *achieved, lanes *saving, double *total)
{
    struct scheme_line line;
    const struct plan_place *p = &plan->place[place];
    for (int k = 0; k < p->schemes; k++)
        lanes_fill(saving[k], 0.0);
    for (int s = 0; s < plan->services; s++)
        (void)schemes_on_line(plan, block, place, model, s, year, achieved, saving, &line);
    for (int k = 0; k < p->schemes; k++) {
        const double *one = saving[k];
        FOR_LANES(i)
        total[i] += one[i];
    }
}

/* A target is that of the whole plan: of all places, and of a place that has every scheme. */
static bool has_target(const acs_plan *plan, int place)
{
    return plan->scheme_target >= 0 && plan->place[place].schemes == plan->schemes;
}

/* The shares achieved had one scheme of the place delivered in full and on time, or what it did if
 * that is more; what it depends on stays as it was, what depends on it gains. */
static void shares_if_full(const acs_plan *plan, struct block *block, int place, int year, int full)
{
    const struct plan_place *p = &plan->place[place];
    struct scheme_state *state = &block->scheme;
    lanes in_full, own, planned;
    lanes_fill(in_full, 1.0);
    for (int k = 0; k < p->schemes; k++) {
        const int scheme = plan->scheme_order[p->first_scheme + k];
        const struct plan_scheme *s = &plan->scheme[scheme];
        const int at = scheme - p->first_scheme;
        const double *on = s->depends_on < 0 ? NULL : state->full[s->depends_on - p->first_scheme];
        achieve(series_at(block, plan, s->delivery, year), state->started[at], NULL, own);
        if (at == full) {
            start_up(year - s->start, s->ramp, on_time, planned);
            FOR_LANES(i)
            own[i] = own[i] < planned[i] ? planned[i] : own[i];
        }
        achieve(in_full, own, on, state->full[at]);
    }
}

/* One scheme, as results tell it; NaN, absent, under a model that replaces it. */
static void tell_scheme(const acs_plan *plan, struct block *block, int place, int model, int year,
                        int scheme)
{
    const struct scheme_state *state = &block->scheme;
    const double *planned = state->planned_saving[scheme], *saving = state->saving[scheme];
    const double *share = state->achieved[scheme], *plan_share = state->planned[scheme];
    const double *started = state->started[scheme], *deflator = block->deflator[year];
    const double *due = block->plan_due[year];
    double *row[SCHEME_VARIABLES];
    lanes total = {0};
    for (int v = 0; v < SCHEME_VARIABLES; v++)
        row[v] = block_detail(block, plan, DETAIL_SCHEMES, scheme, v, year);
    if (plan->scheme[plan->place[place].first_scheme + scheme].replaced[model]) {
        for (int v = 0; v < SCHEME_VARIABLES; v++)
            lanes_fill(row[v], (double)NAN);
        return;
    }
    shares_if_full(plan, block, place, year, scheme);
    add_savings(plan, block, place, model, year, state->full, state->full_saving, total);
    FOR_LANES(i)
    {
        row[SCHEME_PLANNED][i] = planned[i];
        row[SCHEME_ACHIEVED][i] = saving[i];
        row[SCHEME_SHORTFALL][i] = planned[i] - saving[i];
        row[SCHEME_STARTED][i] = started[i] > 0.0 ? 1.0 : 0.0;
        row[SCHEME_DELIVERS][i] = share[i] >= plan_share[i] ? 1.0 : 0.0;
        row[SCHEME_PLAN_IF_FULL][i] = total[i] / deflator[i] >= due[i] ? 1.0 : 0.0;
    }
}

void stage_schemes(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    struct scheme_state *state = &block->scheme;
    lanes *metric = block->metric + (long)year * METRICS;
    double *saved = block->plan_saving[year], *due = block->plan_due[year];
    block->has_schemes = plan->place[place].schemes > 0;
    shares(plan, block, place, year);
    post_costs(plan, block, place, model, year, metric[METRIC_SCHEME_COST]);
    add_savings(plan, block, place, model, year, state->achieved, state->saving,
                metric[METRIC_SCHEME_SAVING]);
    add_savings(plan, block, place, model, year, state->planned, state->planned_saving,
                metric[METRIC_SCHEME_PLANNED]);
    const double *saving = metric[METRIC_SCHEME_SAVING], *planned = metric[METRIC_SCHEME_PLANNED];
    const double *deflator = block->deflator[year];
    FOR_LANES(i)
    {
        saved[i] = saving[i] / deflator[i];
        due[i] = planned[i] / deflator[i];
    }
    if (has_target(plan, place)) {
        const double *target = series_at(block, plan, plan->scheme_target, year);
        FOR_LANES(i)
        due[i] = target[i];
    }
    for (int k = 0; plan->detail[DETAIL_SCHEMES].kept && k < plan->place[place].schemes; k++)
        tell_scheme(plan, block, place, model, year, k);
}
