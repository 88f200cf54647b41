/* Model page section 7: what networks cost to set up, run and wind up; base-year prices times P.
 * What schemes cost to deliver, of the stage before, is running cost too. */
#include "model/stage.h"

struct running_prices {
    const double *fixed, *per_head, *set_up, *winding_up, *contribution;
};

/* What the networks cost, added up beside the flows [cash of the year]. */
struct running_sums {
    lanes running, set_up, winding_up, contribution;
};

KERNEL static void run_network(const struct running_prices *price, const double *deflator,
                               const double *list, double share, double year,
                               const struct network_state *n, int network, lanes *flow,
                               double *wound_up, struct running_sums *sums)
{
    const double *live = n->live[network], *start = n->start[network], *fails = n->fails[network];
    double *paid = n->running[network];
    FOR_LANES(i)
    {
        double level = live[i] * deflator[i], persons = list[i] * share;
        double running = level * (price->fixed[i] + price->per_head[i] * persons);
        double set_up = start[i] == year ? level * price->set_up[i] : 0.0;
        double contribution = level * price->contribution[i] * persons;
        double winding_up = fails[i] * deflator[i] * price->winding_up[i];
        flow[FLOW_RUNNING][i] += running;
        flow[FLOW_SET_UP][i] += set_up;
        flow[FLOW_CONTRIBUTION][i] += contribution;
        wound_up[i] += winding_up;
        paid[i] = running + set_up;
        sums->running[i] += running;
        sums->set_up[i] += set_up;
        sums->winding_up[i] += winding_up;
        sums->contribution[i] += contribution;
    }
}

void stage_running(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    const struct plan_model *m = &plan->model[model];
    const struct plan_networks *networks = &m->networks[place];
    lanes *metric = block->metric + (long)year * METRICS;
    double *wound_up = block->flow[FLOW_WINDING_UP + m->backstop];
    struct running_sums sums = {0};
    for (int j = 0; year > 0 && j < networks->count; j++) {
        lanes buffer[5];
        const struct running_prices price = {
            block_network_series(block, plan, m->fixed, place, j, year, buffer[0]),
            block_network_series(block, plan, m->per_head, place, j, year, buffer[1]),
            block_network_series(block, plan, m->set_up, place, j, year, buffer[2]),
            block_network_series(block, plan, m->winding_up, place, j, year, buffer[3]),
            block_network_series(block, plan, m->contribution, place, j, year, buffer[4]),
        };
        run_network(&price, block->deflator[year], block->list[row_of(plan, place, year)],
                    networks->share[j], year, &block->network, j, block->flow, wound_up, &sums);
    }
    FOR_LANES(i)
    {
        metric[METRIC_RUNNING_COST][i] =
            sums.running[i] + sums.set_up[i] + sums.winding_up[i] + metric[METRIC_SCHEME_COST][i];
        metric[METRIC_CONTRIBUTIONS][i] = sums.contribution[i];
    }
}
