/* Model page section 8: grants beyond running cost and a share of gains become infrastructure,
 * which raises intensity from the next year on and is lost on failure. */
#include "model/stage.h"

/* R[y+1] = R[y] (1 - depreciation) + spent; spent leaves the network in the year it arrives. */
KERNEL static void build(const double *grant, double share, const double *running,
                         const double *arrived, const double *reinvest, const double *depreciation,
                         const double *live, const double *fails, double *infrastructure,
                         double *flow, double *counted)
{
    FOR_LANES(i)
    {
        double left = grant[i] * share - running[i];
        double spent = live[i] * ((left > 0.0 ? left : 0.0) + reinvest[i] * arrived[i]);
        double next = infrastructure[i] * (1.0 - depreciation[i]) + spent;
        flow[i] += spent;
        counted[i] += spent;
        infrastructure[i] = ((live[i] > 0.0) & (fails[i] == 0.0)) ? next : 0.0;
    }
}

void stage_reinvest(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    const struct plan_model *m = &plan->model[model];
    const struct plan_networks *networks = &m->networks[place];
    struct network_state *n = &block->network;
    lanes *metric = block->metric + (long)year * METRICS;
    const int lag = m->contract.kind == CONTRACT_FULL_RISK ? 0 : m->contract.lag;
    lanes nothing;
    lanes_fill(nothing, 0.0);
    for (int j = 0; year > 0 && j < networks->count; j++) {
        double *infrastructure = n->infrastructure[j];
        const double *live = n->live[j];
        FOR_LANES(i)
        metric[METRIC_INFRASTRUCTURE][i] += live[i] * infrastructure[i];
        const double *arrived =
            year >= lag ? n->gain[(long)(year - lag) * networks->count + j] : nothing;
        build(block->grant_potential, networks->share[j], n->running[j], arrived,
              series_at(block, plan, m->reinvest, year),
              series_at(block, plan, m->depreciation, year), live, n->fails[j], infrastructure,
              block->flow[FLOW_REINVESTED], metric[METRIC_REINVESTED]);
    }
}
