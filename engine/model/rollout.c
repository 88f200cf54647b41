/* Model page section 6: networks start with coverage, mature, and fail; their intensity. */
#include "model/stage.h"

#include "draw/address.h"
#include "draw/math.h"

#include <math.h>

#define COVERAGE_ROUNDING 1e-12 /* a third plus a sixth is a half */

static void maturity_table(const acs_plan *plan, struct block *block, const struct plan_model *m)
{
    for (int age = 0; age <= plan->years; age++) {
        double *maturity = block->maturity[age];
        if (m->maturity >= 0) {
            const double *table = series_at(block, plan, m->maturity, age);
            FOR_LANES(i)
            maturity[i] = table[i];
            continue;
        }
        const double *half_life = series_at(block, plan, m->half_life, 0);
        lanes halvings;
        FOR_LANES(i)
        halvings[i] = -(age + 0.5) / half_life[i];
        math_exp2_lanes(halvings, halvings);
        FOR_LANES(i)
        maturity[i] = 1.0 - halvings[i];
    }
}

void stage_enter_model(const acs_plan *plan, struct block *block, int place, int model)
{
    const struct plan_model *m = &plan->model[model];
    struct network_state *n = &block->network;
    const int count = m->networks[place].count;
    for (int s = 0; s < plan->services; s++) {
        const double *units = block->units[row_of(plan, (long)place * plan->services + s, 0)];
        FOR_LANES(i)
        block->care.capacity[s][i] = units[i];
    }
    workforce_enter_model(plan, block, place, model);
    if (!count)
        return;
    maturity_table(plan, block, m);
    const double *half_life = series_at(block, plan, m->fade_half_life, 0);
    FOR_LANES(i)
    block->decline[0][i] = -1.0 / half_life[i];
    math_exp2_lanes(block->decline[0], block->decline[0]);
    for (int j = 0; j < count; j++) {
        lanes_fill(n->start[j], NOT_YET);
        lanes_fill(n->failed[j], 0.0);
        lanes_fill(n->fails[j], 0.0);
        lanes_fill(n->fade[j], 1.0);
        lanes_fill(n->intensity[j], 0.0);
        lanes_fill(n->attempted[j], 0.0);
        lanes_fill(n->infrastructure[j], 0.0);
        const double *fidelity =
            block_network_series(block, plan, m->fidelity, place, j, 0, n->fidelity[j]);
        FOR_LANES(i)
        n->fidelity[j][i] = fidelity[i];
    }
    for (int k = 0; k < m->effects * count; k++) {
        lanes_fill(n->persistence[k], 1.0);
        lanes_fill(n->persistence_attempted[k], 1.0);
    }
}

/* The share of the place's list covered at the start of the year. */
static void coverage(const acs_plan *plan, const struct block *block, const struct plan_model *m,
                     int year, lanes covered)
{
    if (!m->logistic) {
        const double *path = series_at(block, plan, m->coverage, year);
        FOR_LANES(i)
        covered[i] = path[i];
        return;
    }
    const double *midpoint = series_at(block, plan, m->midpoint, 0);
    const double *speed = series_at(block, plan, m->speed, 0);
    const double *ceiling = series_at(block, plan, m->ceiling, 0);
    const double now = plan->base_year + year;
    FOR_LANES(i)
    covered[i] = -speed[i] * (now - midpoint[i]);
    math_exp_lanes(covered, covered);
    FOR_LANES(i)
    covered[i] = ceiling[i] / (1.0 + covered[i]);
}

/* Start, failure of last year, live or not. */
KERNEL static void move_on(const double *covered, double midpoint, double year,
                           const double *decline, double *start, double *failed,
                           const double *fails, double *fade, double *live)
{
    const double reached = midpoint - COVERAGE_ROUNDING;
    FOR_LANES(i)
    {
        start[i] = start[i] == NOT_YET && covered[i] >= reached ? year : start[i];
        failed[i] = fails[i] > 0.0 ? 1.0 : failed[i];
        fade[i] = failed[i] > 0.0 ? fade[i] * decline[i] : fade[i];
        live[i] = start[i] <= year && failed[i] == 0.0 ? 1.0 : 0.0;
    }
}

/* b = 1 + eta (1 - 2^(-(R / (list P)) / r_half)) */
static void boost(const acs_plan *plan, const struct block *block, const struct plan_model *m,
                  const double *list, double share, const double *infrastructure, int year,
                  lanes factor)
{
    const double *eta = series_at(block, plan, m->boost, year);
    if (lanes_are_zero(eta)) {
        lanes_fill(factor, 1.0);
        return;
    }
    const double *half_spend = series_at(block, plan, m->half_spend, year);
    const double *deflator = block->deflator[year];
    FOR_LANES(i)
    factor[i] = -(infrastructure[i] / (list[i] * share * deflator[i])) / half_spend[i];
    math_exp2_lanes(factor, factor);
    FOR_LANES(i)
    factor[i] = 1.0 + eta[i] * (1.0 - factor[i]);
}

/* lambda = clamp(w I theta u b, lowest, highest) of a live network; kept when it has failed */
static void intensity(const acs_plan *plan, struct block *block, const struct plan_model *m,
                      int place, int network, int year)
{
    struct network_state *n = &block->network;
    const double *theta = series_at(block, plan, m->transportability, year);
    const double *lowest = series_at(block, plan, m->intensity_lowest, year);
    const double *highest = series_at(block, plan, m->intensity_highest, year);
    const double *list = block->list[row_of(plan, place, year)];
    const double *start = n->start[network], *live = n->live[network];
    const double *fidelity = n->fidelity[network];
    const double *throttle = block->workforce.throttle;
    lanes maturity, factor, buffer;
    if (plan->series[m->fidelity].yearly)
        fidelity = block_network_series(block, plan, m->fidelity, place, network, year, buffer);
    boost(plan, block, m, list, m->networks[place].share[network], n->infrastructure[network], year,
          factor);
    for (int i = 0; i < LANES; i++)
        maturity[i] = live[i] > 0.0 ? block->maturity[year - (int)start[i]][i] : 0.0;
    double *lambda = n->intensity[network], *attempted = n->attempted[network];
    FOR_LANES(i)
    {
        double full = maturity[i] * fidelity[i] * theta[i] * factor[i] * throttle[i];
        double alone = maturity[i] * throttle[i];
        full = full < lowest[i] ? lowest[i] : full > highest[i] ? highest[i] : full;
        alone = alone < lowest[i] ? lowest[i] : alone > highest[i] ? highest[i] : alone;
        lambda[i] = live[i] > 0.0 ? full : lambda[i];
        attempted[i] = live[i] > 0.0 ? alone : attempted[i];
    }
}

/* h = clamp(h0 (list / reference)^-beta, 0, 1) at the end of each live year */
static void survive(const acs_plan *plan, struct block *block, int place, int model, int network,
                    int year)
{
    const struct plan_model *m = &plan->model[model];
    const double *hazard = series_at(block, plan, m->hazard, year);
    double *fails = block->network.fails[network];
    lanes_fill(fails, 0.0);
    if (block->at_means || lanes_are_zero(hazard))
        return;
    const double *reference = series_at(block, plan, m->reference_list, year);
    const double *exponent = series_at(block, plan, m->survival_exponent, year);
    const double *list = block->list[row_of(plan, place, year)];
    const double share = m->networks[place].share[network];
    const double *live = block->network.live[network];
    lanes size, u;
    FOR_LANES(i)
    size[i] = list[i] * share / reference[i];
    math_log_lanes(size, size);
    FOR_LANES(i)
    size[i] = -exponent[i] * size[i];
    math_exp_lanes(size, size);
    uint64_t hash = hash_bytes("survival", 8);
    address_uniform(
        block->seed,
        address_hash(m->salt ? hash_join(hash, m->salt) : hash, plan->place[place].hash, network),
        calendar_year(plan, year), block->first, u);
    FOR_LANES(i)
    fails[i] = live[i] > 0.0 && u[i] < hazard[i] * size[i] ? 1.0 : 0.0;
}

void stage_rollout(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    const struct plan_model *m = &plan->model[model];
    const struct plan_networks *networks = &m->networks[place];
    struct network_state *n = &block->network;
    lanes_fill(block->live_share, 0.0);
    if (!networks->count || year == 0) {
        for (int j = 0; j < networks->count; j++)
            lanes_fill(n->live[j], 0.0);
        return;
    }
    lanes covered;
    coverage(plan, block, m, year, covered);
    for (int j = 0; j < networks->count; j++) {
        move_on(covered, networks->midpoint[j], year, block->decline[0], n->start[j], n->failed[j],
                n->fails[j], n->fade[j], n->live[j]);
        intensity(plan, block, m, place, j, year);
        survive(plan, block, place, model, j, year);
        const double share = networks->share[j];
        FOR_LANES(i)
        block->live_share[i] += n->live[j][i] * share;
    }
}
