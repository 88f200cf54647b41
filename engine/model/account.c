/* Model page section 8: a network's actual spend, benchmark and terms of a year. */
#include "model/account.h"

#include "model/luck.h"
#include "model/stage.h"

#include <math.h>

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

/* Terms of the year; quality points to the account's buffer or to a cached row. */
static void set_terms(struct account *a, const acs_plan *plan, const struct block *block,
                      const struct plan_contract *contract, int year, const double *quality)
{
    minimum_rate(plan, block, &contract->minimum_savings_rate, a, year, a->minimum_savings_rate);
    minimum_rate(plan, block, &contract->minimum_loss_rate, a, year, a->minimum_loss_rate);
    a->terms = (struct contract_terms){
        .contract = contract,
        .minimum_savings_rate = a->minimum_savings_rate,
        .minimum_loss_rate = a->minimum_loss_rate,
        .sharing_rate = series_at(block, plan, contract->sharing_rate, year),
        .gain_cap = series_at(block, plan, contract->gain_cap, year),
        .payment_factor = series_at(block, plan, contract->payment_factor, year),
        .quality = quality,
        .quality_gate = series_at(block, plan, contract->quality_gate, year),
        .loss_rate = series_at(block, plan, contract->loss_rate, year),
        .loss_rate_lowest = series_at(block, plan, contract->loss_rate_lowest, year),
        .loss_rate_highest = series_at(block, plan, contract->loss_rate_highest, year),
        .loss_cap = series_at(block, plan, contract->loss_cap, year),
    };
}

/* The benchmark, or payments to the network and its practices. */
static void set_cap_base(struct account *a, const acs_plan *plan, const struct block *block,
                         int place, int model, int network, int year)
{
    const struct plan_model *m = &plan->model[model];
    if (!m->contract.loss_cap_of_revenue) {
        FOR_LANES(i)
        a->cap_base[i] = a->benchmark[i];
        return;
    }
    const double *revenue = block->revenue[row_of(plan, model, year)];
    const double *change = block->network.revenue_change[network];
    const double share = m->networks[place].share[network];
    FOR_LANES(i)
    a->cap_base[i] = revenue[i] * share + change[i];
}

void account_open(struct account *account, const acs_plan *plan, struct block *block, int place,
                  int model, int network, int year, const double *person_cv)
{
    struct account *a = account;
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
        a->cv[i] = person_cv[i] / sqrt(a->list[i]);
    }
    benchmark_adjust(plan, block, place, model, network, year, a->benchmark);
    lanes luck;
    luck_draw(plan, block, place, model, network, year, a->cv, luck);
    FOR_LANES(i)
    a->actual[i] = a->model[i] * luck[i];
    benchmark_remember(plan, block, place, model, network, year, a->actual);
    set_cap_base(a, plan, block, place, model, network, year);
    set_terms(a, plan, block, contract, year,
              block_network_series(block, plan, contract->quality, place, network, year,
                                   a->quality_buffer));
}

void account_pool_start(struct account *pool)
{
    lanes *const sums[] = {&pool->live,     &pool->weight, &pool->benchmark,
                           &pool->actual,   &pool->before, &pool->model,
                           &pool->cap_base, &pool->list,   &pool->quality_buffer};
    for (size_t k = 0; k < sizeof sums / sizeof *sums; k++)
        lanes_fill(*sums[k], 0.0);
}

void account_pool_add(struct account *pool, const struct account *account)
{
    const struct account *a = account;
    const double *quality = a->terms.quality;
    FOR_LANES(i)
    {
        const double live = a->live[i];
        pool->live[i] = live > 0.0 ? 1.0 : pool->live[i];
        pool->weight[i] += a->weight[i];
        pool->benchmark[i] += live * a->benchmark[i];
        pool->actual[i] += live * a->actual[i];
        pool->before[i] += live * a->before[i];
        pool->model[i] += live * a->model[i];
        pool->cap_base[i] += live * a->cap_base[i];
        pool->list[i] += live * a->list[i];
        pool->quality_buffer[i] += a->weight[i] * quality[i];
    }
}

void account_pool_close(struct account *pool, const acs_plan *plan, const struct block *block,
                        const struct plan_contract *contract, int year, const double *person_cv)
{
    FOR_LANES(i)
    {
        const bool any = pool->weight[i] > 0.0;
        pool->quality_buffer[i] = any ? pool->quality_buffer[i] / pool->weight[i] : 0.0;
        pool->cv[i] = any ? person_cv[i] / sqrt(pool->list[i]) : 0.0;
    }
    set_terms(pool, plan, block, contract, year, pool->quality_buffer);
}
