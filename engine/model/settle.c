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

static void no_settlement(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    struct network_state *n = &block->network;
    const int networks = plan->model[model].networks[place].count;
    for (int j = 0; j < networks; j++) {
        benchmark_remember(plan, block, place, model, j, year, NULL);
        lanes_fill(n->gain[(long)year * networks + j], 0.0);
        lanes_fill(n->loss[(long)year * networks + j], 0.0);
    }
}

/* Where the year of a model in a place is settled. */
struct settlement {
    const acs_plan *plan;
    struct block *block;
    const struct plan_contract *contract;
    int place, model, year, networks;
    lanes person_cv; /* of luck, one person's */
};

/* What one network receives and bears of an account, as flows and metrics. */
static void post(const struct settlement *s, int network, const double *gain, const double *loss,
                 const double *capped)
{
    const struct plan_contract *contract = s->contract;
    struct block *block = s->block;
    const int lag = contract->kind == CONTRACT_FULL_RISK ? 0 : contract->lag;
    lanes *metric = block->metric + (long)s->year * METRICS, due;
    struct network_state *n = &block->network;
    post_shares(block, s->networks, network, s->year, lag, contract->gain_shares, gain, FLOW_GAIN,
                n->gain, metric[METRIC_GAIN], due);
    post_shares(block, s->networks, network, s->year, lag, contract->loss_shares, loss, FLOW_LOSS,
                n->loss, metric[METRIC_LOSS], due);
    double *any_due = block->loss_due[s->year], *any_capped = block->loss_capped[s->year];
    FOR_LANES(i)
    {
        any_due[i] = due[i] > 0.0 ? 1.0 : any_due[i];
        any_capped[i] = ((due[i] > 0.0) & (capped[i] > 0.0)) ? 1.0 : any_capped[i];
    }
}

static void open_account(const struct settlement *s, int network, struct account *a)
{
    account_open(a, s->plan, s->block, s->place, s->model, network, s->year, s->person_cv);
    count_account(a, s->block->metric + (long)s->year * METRICS);
}

/* Gain or loss of an account, and what luck made of the gain. */
static void settle_account(const struct settlement *s, const struct account *a, lanes gain,
                           lanes loss, lanes capped)
{
    contract_gain(&a->terms, a->benchmark, a->actual, gain);
    contract_loss(&a->terms, a->benchmark, a->actual, a->cap_base, loss, capped);
    fairness_add(a, gain, s->block->metric + (long)s->year * METRICS);
}

static void settle_network(const struct settlement *s, int network)
{
    struct account account;
    lanes gain, loss, capped;
    open_account(s, network, &account);
    settle_account(s, &account, gain, loss, capped);
    post(s, network, gain, loss, capped);
}

/* Live networks together; each has the part of its list in the gain or loss. */
static void settle_pool(const struct settlement *s)
{
    struct account pool, account;
    lanes gain, loss, capped, own_gain, own_loss;
    account_pool_start(&pool);
    for (int j = 0; j < s->networks; j++) {
        open_account(s, j, &account);
        account_pool_add(&pool, &account);
    }
    account_pool_close(&pool, s->plan, s->block, s->contract, s->year, s->person_cv);
    settle_account(s, &pool, gain, loss, capped);
    for (int j = 0; j < s->networks; j++) {
        const double *live = s->block->network.live[j];
        const double share = s->plan->model[s->model].networks[s->place].share[j];
        FOR_LANES(i)
        {
            double part = live[i] > 0.0 ? share / pool.weight[i] : 0.0;
            own_gain[i] = gain[i] * part;
            own_loss[i] = loss[i] * part;
        }
        post(s, j, own_gain, own_loss, capped);
    }
}

void stage_settle(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    const struct plan_contract *contract = &plan->model[model].contract;
    struct settlement s = {.plan = plan,
                           .block = block,
                           .contract = contract,
                           .place = place,
                           .model = model,
                           .year = year,
                           .networks = plan->model[model].networks[place].count};
    lanes_fill(block->loss_due[year], 0.0);
    lanes_fill(block->loss_capped[year], 0.0);
    if (contract->kind == CONTRACT_NONE || year == 0) {
        no_settlement(plan, block, place, model, year);
        return;
    }
    luck_person_cv(plan, block, contract, year, s.person_cv);
    if (contract->pooled) {
        settle_pool(&s);
        return;
    }
    for (int j = 0; j < s.networks; j++)
        settle_network(&s, j);
}
