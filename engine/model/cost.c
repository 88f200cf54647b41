/* Model page sections 5 and 7: activity, idle capacity and what it costs whom. */
#include "model/schemes.h"
#include "model/stage.h"

/* K' = min(A0, K + ahead max(0, A0 - A0 of last year)), idle = max(0, K' - A),
 * K = max(A, K' - idle / release_years); stranded = (1 - v) cost idle */
KERNEL static void strand(const double *units, const double *before, const double *activity,
                          const double *cost, const double *variable, const double *release_years,
                          const double *ahead, double *capacity, double *stranded)
{
    FOR_LANES(i)
    {
        double rise = units[i] - before[i];
        double built = capacity[i] + ahead[i] * (rise > 0.0 ? rise : 0.0);
        built = units[i] < built ? units[i] : built;
        double idle = built - activity[i];
        idle = idle > 0.0 ? idle : 0.0;
        double left = built - idle / release_years[i];
        capacity[i] = activity[i] > left ? activity[i] : left;
        stranded[i] = (1.0 - variable[i]) * cost[i] * idle;
    }
}

/* One line's cost and payment, split between its provider and the networks that deliver it. */
struct line_money {
    lanes activity, payment, stranded; /* of the whole line */
    lanes network_activity, network_payment, network_stranded;
};

/* A, and what the line costs and is paid. Schemes may lower its activity, or only its cost;
 * `schemes` says what they do. Returns whether there are any. */
static bool line_totals(const acs_plan *plan, struct block *block, int place, int model,
                        int service, int year, struct scheme_line *schemes, struct line_money *line)
{
    const long row = row_of(plan, (long)place * plan->services + service, year);
    const double planned = block->expected->plan_units[row];
    const double *price = block->price[row_of(plan, service, year)];
    const double *cost = block->cost[row_of(plan, service, year)];
    const double *marginal = series_at(block, plan, plan->service[service].marginal, year);
    const double *units = block->units[row];
    const double *avoided = block->care.avoided[service], *shifted = block->care.shifted[service];
    double *activity = block->care.activity[service];
    bool any = schemes_on_line(plan, block, place, model, service, year, block->scheme.achieved,
                               block->scheme.saving, schemes);
    if (any) {
        FOR_LANES(i)
        {
            activity[i] = schemes->activity[i];
            line->activity[i] = schemes->cost[i];
        }
    } else {
        FOR_LANES(i)
        {
            activity[i] = units[i] - avoided[i] + shifted[i];
            line->activity[i] = cost[i] * activity[i];
        }
    }
    FOR_LANES(i)
    line->payment[i] = price[i] * (planned + marginal[i] * (activity[i] - planned));
    return any;
}

/* The part of live lists, where the model delivers the line. Schemes (NULL: none) take the same
 * share of everybody's activity before shifts, and of everybody's cost. */
static void network_part(const acs_plan *plan, const struct block *block, int place, int service,
                         int year, const struct scheme_line *schemes, struct line_money *line)
{
    const long row = row_of(plan, (long)place * plan->services + service, year);
    const double planned = block->expected->plan_units[row];
    const double *units = block->units[row];
    const double *price = block->price[row_of(plan, service, year)];
    const double *cost = block->cost[row_of(plan, service, year)];
    const double *marginal = series_at(block, plan, plan->service[service].marginal, year);
    const double *share = block->live_share, *change = block->care.live_change[service];
    const double *shifted = block->care.live_shifted[service];
    lanes removed, left;
    FOR_LANES(i)
    {
        double before = share[i] * units[i] + change[i] - shifted[i];
        removed[i] = schemes ? before * (1.0 - schemes->factor[i]) : 0.0;
        left[i] = schemes ? schemes->left[i] : 1.0;
    }
    FOR_LANES(i)
    {
        double own = share[i] * units[i] + change[i] - removed[i], own_plan = share[i] * planned;
        line->network_activity[i] = cost[i] * own * left[i];
        line->network_payment[i] = price[i] * (own_plan + marginal[i] * (own - own_plan));
        line->network_stranded[i] = share[i] * line->stranded[i];
    }
}

static void post_line(struct block *block, int provider, bool delivered,
                      const struct line_money *line)
{
    const struct {
        int flow;
        const double *all, *network;
    } post[] = {
        {FLOW_ACTIVITY, line->activity, line->network_activity},
        {FLOW_PAYMENT, line->payment, line->network_payment},
        {FLOW_STRANDED, line->stranded, line->network_stranded},
    };
    for (int k = 0; k < 3; k++) {
        double *to_provider = block->flow[post[k].flow + provider];
        double *to_network = block->flow[post[k].flow + NETWORK];
        const double *all = post[k].all, *network = post[k].network;
        if (!delivered) {
            FOR_LANES(i)
            to_provider[i] += all[i];
            continue;
        }
        FOR_LANES(i)
        {
            to_provider[i] += all[i] - network[i];
            to_network[i] += network[i];
        }
    }
}

static void value_changes(const acs_plan *plan, struct block *block, int service, int year,
                          lanes *metric)
{
    const struct care_totals *care = &block->care;
    const double *cost = block->cost[row_of(plan, service, year)];
    FOR_LANES(i)
    {
        metric[METRIC_AVOIDED_COST][i] += cost[i] * care->avoided[service][i];
        metric[METRIC_SHIFTED_COST][i] += cost[i] * care->shifted[service][i];
        metric[METRIC_REFILLED][i] += cost[i] * care->refilled[service][i];
    }
}

static void add_to(double *sum, const double *x)
{
    FOR_LANES(i)
    sum[i] += x[i];
}

void stage_cost(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    const struct plan_model *m = &plan->model[model];
    lanes *metric = block->metric + (long)year * METRICS;
    for (int s = 0; s < plan->services; s++) {
        const struct plan_service *service = &plan->service[s];
        lanes *units = block->units + row_of(plan, (long)place * plan->services + s, year);
        const double *activity = block->care.activity[s];
        struct scheme_line schemes;
        struct line_money line;
        bool any = line_totals(plan, block, place, model, s, year, &schemes, &line);
        if (year == 0)
            lanes_fill(line.stranded, 0.0);
        else
            strand(units[0], units[-1], activity, block->cost[row_of(plan, s, year)],
                   series_at(block, plan, service->variable_share, year),
                   series_at(block, plan, service->release_years, year),
                   series_at(block, plan, service->built_ahead, year), block->care.capacity[s],
                   line.stranded);
        if (m->delivers[s])
            network_part(plan, block, place, s, year, any ? &schemes : NULL, &line);
        post_line(block, service->provider, m->delivers[s], &line);
        add_to(metric[METRIC_ACTIVITY_COST], line.activity);
        add_to(metric[METRIC_STRANDED_COST], line.stranded);
        add_to(block->bill, line.payment);
        value_changes(plan, block, s, year, metric);
        FOR_LANES(i)
        block->activity[(long)year * plan->services + s][i] = activity[i];
    }
}
