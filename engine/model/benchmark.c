/* Model page section 8: benchmarks that follow a network's own past, and demand of the region.
 *
 * A network's own spend X is kept as X / E, E its expected spend, so that a benchmark is E times
 * what this function of its past says. A benchmark set at the start s of a network holds for
 * `rebase` years: base year b = s + r floor((y - s) / r), and the years before it are averaged. */
#include "model/stage.h"

static bool follows_history(const struct plan_contract *contract)
{
    return contract->kind != CONTRACT_NONE && contract->method == BENCHMARK_HISTORICAL;
}

bool benchmark_any_history(const acs_plan *plan)
{
    bool any = false;
    for (int m = 0; m < plan->models; m++)
        any |= follows_history(&plan->model[m].contract);
    return any;
}

bool benchmark_any_blend(const acs_plan *plan)
{
    bool any = false;
    for (int m = 0; m < plan->models; m++)
        any |= plan->model[m].contract.kind != CONTRACT_NONE && plan->model[m].contract.blended;
    return any;
}

/* Q: what demand in scope made of expected spend in all places together. */
static double regional(const acs_plan *plan, const struct block *block, int model, int year,
                       int lane)
{
    const long row = row_of(plan, model, year);
    const double expected = block->region_expected[row][lane];
    return expected > 0.0 ? block->region_spend[row][lane] / expected : 1.0;
}

/* Averages of X / E and of Q over the years before this one, for a trial in which the benchmark is
 * set now. Years before the base year are left out and the weights renormalised; the newest year is
 * always there. */
static void set_base(const acs_plan *plan, struct block *block, int place, int model, int network,
                     int year, int lane)
{
    const struct plan_contract *contract = &plan->model[model].contract;
    const int networks = plan->model[model].networks[place].count;
    struct network_state *n = &block->network;
    double spend = 0.0, growth = 0.0, weights = 0.0;
    for (int back = 1; back <= contract->history_years && back <= year; back++) {
        const double weight = contract->history_weight[back - 1];
        weights += weight;
        spend += weight * n->history[(long)(year - back) * networks + network][lane];
        if (contract->blended)
            growth += weight * regional(plan, block, model, year - back, lane);
    }
    n->base_spend[network][lane] = spend / weights;
    if (contract->blended)
        n->base_growth[network][lane] = growth / weights;
}

/* Sets the benchmarks that are due; what is not live yet has the trend. */
static void rebase(const acs_plan *plan, struct block *block, int place, int model, int network,
                   int year)
{
    const int period = plan->model[model].contract.rebase;
    const double *start = block->network.start[network];
    for (int i = 0; i < LANES; i++) {
        if (start[i] > year)
            block->network.base_spend[network][i] = block->network.base_growth[network][i] = 1.0;
        else if ((year - (int)start[i]) % period == 0)
            set_base(plan, block, place, model, network, year, i);
    }
}

/* 1 - b + b Q / Q of the benchmark's base years */
static void blend(const acs_plan *plan, const struct block *block, int model, int network, int year,
                  double *benchmark)
{
    const struct plan_contract *contract = &plan->model[model].contract;
    const double *b = series_at(block, plan, contract->blend, year);
    const bool own = contract->method == BENCHMARK_HISTORICAL;
    for (int i = 0; i < LANES; i++) {
        const double before =
            own ? block->network.base_growth[network][i] : regional(plan, block, model, 0, i);
        benchmark[i] *= 1.0 - b[i] + b[i] * (regional(plan, block, model, year, i) / before);
    }
}

void benchmark_adjust(const acs_plan *plan, struct block *block, int place, int model, int network,
                      int year, lanes benchmark)
{
    const struct plan_contract *contract = &plan->model[model].contract;
    if (follows_history(contract)) {
        rebase(plan, block, place, model, network, year);
        const double *base = block->network.base_spend[network];
        FOR_LANES(i)
        benchmark[i] *= base[i];
    }
    if (contract->blended)
        blend(plan, block, model, network, year, benchmark);
}

void benchmark_remember(const acs_plan *plan, struct block *block, int place, int model,
                        int network, int year, const double *actual)
{
    const struct plan_networks *networks = &plan->model[model].networks[place];
    if (!follows_history(&plan->model[model].contract))
        return;
    const double *expected = block->benchmark[row_of(plan, model, year)];
    const double *spend = block->spend[row_of(plan, model, year)];
    const double share = networks->share[network];
    double *history = block->network.history[(long)year * networks->count + network];
    FOR_LANES(i)
    {
        double own = actual ? actual[i] : spend[i] * share;
        history[i] = expected[i] > 0.0 ? own / (expected[i] * share) : 1.0;
    }
}
