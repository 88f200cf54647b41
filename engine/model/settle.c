/* Model page section 8: each live network's actual spend against its benchmark. */
#include "model/stage.h"

#include "draw/address.h"
#include "draw/math.h"
#include "model/account.h"

#include <math.h>

/* mean 1, cv as given, from a standard normal */
static void luck_factor(enum luck_shape shape, const double *cv, const double *z, lanes luck)
{
    if (shape == LUCK_NORMAL) {
        FOR_LANES(i)
        luck[i] = 1.0 + cv[i] * z[i];
        return;
    }
    lanes variance;
    FOR_LANES(i)
    variance[i] = 1.0 + cv[i] * cv[i];
    math_log_lanes(variance, variance);
    FOR_LANES(i)
    luck[i] = sqrt(variance[i]) * z[i] - 0.5 * variance[i];
    math_exp_lanes(luck, luck);
}

static void draw_luck(const acs_plan *plan, const struct block *block, int place, int model,
                      int network, int year, struct account *a)
{
    const struct plan_model *m = &plan->model[model];
    const double *cv_person = series_at(block, plan, m->contract.cv_person, year);
    bool any = false;
    for (int i = 0; i < LANES; i++)
        any |= cv_person[i] > 0.0;
    FOR_LANES(i)
    a->cv[i] = cv_person[i] / sqrt(a->list[i]);
    lanes z, luck;
    if (!any || block->at_means) {
        FOR_LANES(i)
        a->actual[i] = a->model[i];
        return;
    }
    uint64_t hash = hash_bytes("contract.luck", 13);
    block_normal(
        block,
        address_hash(m->salt ? hash_join(hash, m->salt) : hash, plan->place[place].hash, network),
        calendar_year(plan, year), z);
    luck_factor(m->contract.luck, a->cv, z, luck);
    FOR_LANES(i)
    a->actual[i] = a->model[i] * luck[i];
}

static void minimum_rate(const acs_plan *plan, const struct block *block,
                         const struct plan_rate *rate, const struct account *a, int year,
                         lanes minimum)
{
    if (rate->knots > 0) {
        contract_rate_by_list(rate, a->list, minimum);
        return;
    }
    const double *value = series_at(block, plan, rate->value, year);
    const bool errors = rate->standard_errors;
    FOR_LANES(i)
    minimum[i] = errors ? value[i] * a->cv[i] : value[i];
}

static void open_account(const acs_plan *plan, struct block *block, int place, int model,
                         int network, int year, struct account *a)
{
    const struct plan_contract *contract = &plan->model[model].contract;
    const struct plan_networks *networks = &plan->model[model].networks[place];
    const double *spend = block->spend[row_of(plan, model, year)];
    const double *benchmark = block->benchmark[row_of(plan, model, year)];
    const double *discount = series_at(block, plan, contract->discount, year);
    const double *change = block->network.spend_change[network];
    const double *live = block->network.live[network];
    const double *list = block->list[row_of(plan, place, year)];
    const double share = networks->share[network];
    const double benchmark_share =
        contract->method == BENCHMARK_CAPITATION ? networks->weighted_share[network] : share;
    FOR_LANES(i)
    {
        a->live[i] = live[i];
        a->weight[i] = live[i] * share;
        a->list[i] = list[i] * share;
        a->benchmark[i] = benchmark[i] * benchmark_share * (1.0 - discount[i]);
        a->before[i] = spend[i] * share;
        a->model[i] = a->before[i] + change[i];
    }
    draw_luck(plan, block, place, model, network, year, a);
    minimum_rate(plan, block, &contract->minimum_savings_rate, a, year, a->minimum_savings_rate);
    minimum_rate(plan, block, &contract->minimum_loss_rate, a, year, a->minimum_loss_rate);
    a->terms = (struct contract_terms){
        .contract = contract,
        .minimum_savings_rate = a->minimum_savings_rate,
        .minimum_loss_rate = a->minimum_loss_rate,
        .sharing_rate = series_at(block, plan, contract->sharing_rate, year),
        .gain_cap = series_at(block, plan, contract->gain_cap, year),
        .payment_factor = series_at(block, plan, contract->payment_factor, year),
        .quality = block_network_series(block, plan, contract->quality, place, network, year,
                                        a->quality_buffer),
        .quality_gate = series_at(block, plan, contract->quality_gate, year),
        .loss_rate = series_at(block, plan, contract->loss_rate, year),
        .loss_rate_lowest = series_at(block, plan, contract->loss_rate_lowest, year),
        .loss_rate_highest = series_at(block, plan, contract->loss_rate_highest, year),
        .loss_cap = series_at(block, plan, contract->loss_cap, year),
    };
}

/* What the loss cap is a share of: the benchmark, or payments to the network and its practices. */
static void cap_base(const acs_plan *plan, const struct block *block, int place, int model,
                     int network, int year, const double *benchmark, lanes base)
{
    const struct plan_model *m = &plan->model[model];
    if (!m->contract.loss_cap_of_revenue) {
        FOR_LANES(i)
        base[i] = benchmark[i];
        return;
    }
    const double *revenue = block->revenue[row_of(plan, model, year)];
    const double *change = block->network.revenue_change[network];
    const double share = m->networks[place].share[network];
    FOR_LANES(i)
    base[i] = revenue[i] * share + change[i];
}

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
                           int network, int year)
{
    const struct plan_contract *contract = &plan->model[model].contract;
    const struct plan_networks *networks = &plan->model[model].networks[place];
    const int lag = contract->kind == CONTRACT_FULL_RISK ? 0 : contract->lag;
    lanes *metric = block->metric + (long)year * METRICS;
    struct network_state *n = &block->network;
    struct account a;
    lanes base, gain, loss, capped, due;
    open_account(plan, block, place, model, network, year, &a);
    cap_base(plan, block, place, model, network, year, a.benchmark, base);
    contract_gain(&a.terms, a.benchmark, a.actual, gain);
    contract_loss(&a.terms, a.benchmark, a.actual, base, loss, capped);
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
    const int networks = plan->model[model].networks[place].count;
    lanes_fill(block->loss_due[year], 0.0);
    lanes_fill(block->loss_capped[year], 0.0);
    if (plan->model[model].contract.kind == CONTRACT_NONE || year == 0) {
        no_settlement(block, networks, year);
        return;
    }
    for (int j = 0; j < networks; j++)
        settle_network(plan, block, place, model, j, year);
}
