/* Model page section 8: each live network's actual spend against its benchmark. */
#include "model/stage.h"

#include "model/account.h"
#include "model/luck.h"

/* Shares a gain or loss between the parties. A failing network's own share of the last `lag` years
 * stays unpaid: this year's is left out, that of earlier years, already accrued, is taken back.
 * total is what of this year's falls due. */
static void post_shares(struct block *block, int networks, int network, int year, int lag,
                        const double *shares, const double *amount, int flow, lanes *history,
                        double *metric, lanes total)
{
    const double *live = block->network.live[network], *fails = block->network.fails[network];
    lanes_fill(total, 0.0);
    for (int q = 0; q < PARTIES; q++) {
        if (shares[q] == 0.0 && q != NETWORK)
            continue;
        const double share = shares[q];
        double *to = block->flow[flow + q];
        lanes due;
        FOR_LANES(i)
        due[i] = live[i] * amount[i] * share;
        if (q == NETWORK) {
            double *now = history[(long)year * networks + network];
            if (lag > 0) {
                FOR_LANES(i)
                due[i] = fails[i] > 0.0 ? 0.0 : due[i];
            }
            FOR_LANES(i)
            {
                now[i] = due[i];
                total[i] += due[i];
            }
            for (int back = 1; back < lag && back <= year; back++) {
                const double *accrued = history[(long)(year - back) * networks + network];
                FOR_LANES(i)
                due[i] -= fails[i] > 0.0 ? accrued[i] : 0.0;
            }
        } else {
            FOR_LANES(i)
            total[i] += due[i];
        }
        FOR_LANES(i)
        {
            to[i] += due[i];
            metric[i] += due[i];
        }
    }
}

/* What was settled of one network's year; means are weighted by live lists. */
static void count_account(const struct account *a, lanes *metric)
{
    const double *live = a->live, *weight = a->weight, *quality = a->terms.quality;
    FOR_LANES(i)
    {
        metric[METRIC_QUALITY][i] += weight[i] * quality[i];
        metric[METRIC_BENCHMARK][i] += live[i] * a->benchmark[i];
        metric[METRIC_ACTUAL][i] += live[i] * a->actual[i];
    }
    if (a->terms.contract->method != BENCHMARK_CAPITATION)
        return;
    FOR_LANES(i)
    metric[METRIC_INHERITED][i] += live[i] * (a->before[i] - a->benchmark[i]);
}

static void no_settlement(struct block *block, int networks, int year)
{
    struct network_state *n = &block->network;
    for (int j = 0; j < networks; j++) {
        lanes_fill(n->gain[(long)year * networks + j], 0.0);
        lanes_fill(n->loss[(long)year * networks + j], 0.0);
    }
}

/* One network's gain or loss of the year, and what luck made of it. */
static void settle_network(const acs_plan *plan, struct block *block, int place, int model,
                           int network, int year, const double *person_cv)
{
    const struct plan_contract *contract = &plan->model[model].contract;
    const struct plan_networks *networks = &plan->model[model].networks[place];
    const int lag = contract->kind == CONTRACT_FULL_RISK ? 0 : contract->lag;
    lanes *metric = block->metric + (long)year * METRICS;
    struct network_state *n = &block->network;
    struct account a;
    lanes gain, loss, capped, due;
    account_open(&a, plan, block, place, model, network, year, person_cv);
    contract_gain(&a.terms, a.benchmark, a.actual, gain);
    contract_loss(&a.terms, a.benchmark, a.actual, a.cap_base, loss, capped);
    post_shares(block, networks->count, network, year, lag, contract->gain_shares, gain, FLOW_GAIN,
                n->gain, metric[METRIC_GAIN], due);
    post_shares(block, networks->count, network, year, lag, contract->loss_shares, loss, FLOW_LOSS,
                n->loss, metric[METRIC_LOSS], due);
    count_account(&a, metric);
    fairness_add(&a, gain, metric);
    double *any_due = block->loss_due[year], *any_capped = block->loss_capped[year];
    FOR_LANES(i)
    {
        any_due[i] = due[i] > 0.0 ? 1.0 : any_due[i];
        any_capped[i] = ((due[i] > 0.0) & (capped[i] > 0.0)) ? 1.0 : any_capped[i];
    }
}

void stage_settle(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    const struct plan_contract *contract = &plan->model[model].contract;
    const int networks = plan->model[model].networks[place].count;
    lanes_fill(block->loss_due[year], 0.0);
    lanes_fill(block->loss_capped[year], 0.0);
    if (contract->kind == CONTRACT_NONE || year == 0) {
        no_settlement(block, networks, year);
        return;
    }
    lanes person_cv;
    luck_person_cv(plan, block, contract, year, person_cv);
    for (int j = 0; j < networks; j++)
        settle_network(plan, block, place, model, j, year, person_cv);
}
