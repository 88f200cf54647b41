/* Model page section 11: what the stages of a year leave, in cash; the rest follows from it. */
#include "model/stage.h"

static void network_counts(const acs_plan *plan, struct block *block, int place, int model,
                           int year, lanes *metric)
{
    const double *list = block->list[row_of(plan, place, year)];
    const struct plan_model *m = &plan->model[model];
    const struct plan_networks *networks = &m->networks[place];
    const struct network_state *n = &block->network;
    for (int j = 0; j < networks->count; j++) {
        const double *live = n->live[j], *fails = n->fails[j], *failed = n->failed[j];
        const double *intensity = n->intensity[j];
        const double share = networks->share[j];
        const double minimum = m->list_minimum;
        FOR_LANES(i)
        {
            metric[METRIC_NETWORKS_LIVE][i] += live[i];
            metric[METRIC_NETWORKS_FAILED][i] += failed[i] + fails[i];
            metric[METRIC_NETWORKS_BELOW_MINIMUM][i] += list[i] * share < minimum ? live[i] : 0.0;
            metric[METRIC_INTENSITY][i] += live[i] * share * intensity[i];
        }
    }
}

/* Funding and grants, booked as flows and counted once more for the identity. */
static void income(struct block *block, int year, lanes *metric)
{
    const double *share = block->live_share, *potential = block->grant_potential;
    double *to_networks = block->grant[NETWORK];
    FOR_LANES(i)
    to_networks[i] = potential[i] * share[i];
    FOR_LANES(i)
    {
        metric[METRIC_FUNDING][i] = block->funding[year][i];
        block->flow[FLOW_FUNDING][i] = block->funding[year][i];
    }
    for (int q = 0; q < PARTIES; q++) {
        const double *grant = block->grant[q];
        double *flow = block->flow[FLOW_GRANT + q], *sum = metric[METRIC_GRANTS];
        FOR_LANES(i)
        {
            flow[i] = grant[i];
            sum[i] += grant[i];
        }
    }
}

static void cost_and_gap(struct block *block, int model, int year, lanes *metric)
{
    double *baseline = block->baseline_cost[year];
    FOR_LANES(i)
    {
        double cost = metric[METRIC_ACTIVITY_COST][i] + metric[METRIC_STRANDED_COST][i] +
                      metric[METRIC_RUNNING_COST][i] + metric[METRIC_AGENCY_COST][i] +
                      metric[METRIC_REINVESTED][i];
        metric[METRIC_COST][i] = cost;
        metric[METRIC_GAP][i] = cost - metric[METRIC_FUNDING][i] - metric[METRIC_GRANTS][i];
    }
    if (model == 0) {
        FOR_LANES(i)
        baseline[i] = metric[METRIC_COST][i];
    }
    FOR_LANES(i)
    metric[METRIC_NET_SAVING][i] = baseline[i] - metric[METRIC_COST][i];
}

/* The gap of do nothing if providers made no efficiencies; the same under every model. */
static void unmitigated(const acs_plan *plan, struct block *block, int place, int model, int year,
                        lanes *metric)
{
    double *gap = block->gap_unmitigated[year];
    if (model == 0) {
        FOR_LANES(i)
        gap[i] = -metric[METRIC_FUNDING][i] - metric[METRIC_GRANTS][i];
        for (int s = 0; s < plan->services; s++) {
            const double *units =
                block->units[row_of(plan, (long)place * plan->services + s, year)];
            const double *cost = block->cost_unmitigated[row_of(plan, s, year)];
            FOR_LANES(i)
            gap[i] += units[i] * cost[i];
        }
        if (plan->workforce.lines) {
            const double *agency = block->workforce.unplanned[year];
            FOR_LANES(i)
            gap[i] += agency[i];
        }
    }
    FOR_LANES(i)
    metric[METRIC_GAP_UNMITIGATED][i] = gap[i];
}

void stage_metric(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    lanes *metric = block->metric + (long)year * METRICS;
    network_counts(plan, block, place, model, year, metric);
    income(block, year, metric);
    cost_and_gap(block, model, year, metric);
    unmitigated(plan, block, place, model, year, metric);
    const double *list = block->list[row_of(plan, place, year)];
    double *weight = block->weight[year], *all = block->list_weight[year];
    FOR_LANES(i)
    {
        metric[METRIC_COVERAGE][i] = block->live_share[i];
        weight[i] = block->live_share[i] * list[i];
        all[i] = list[i];
    }
}
