/* Model page section 8: what the lines of a contract cost the commissioner if nothing changes, and
 * the benchmark of the whole place before discount. Both follow the payment rule of section 5:
 * price (V + marg (A - V)). */
#include "model/stage.h"

static void add_payment(const double *price, const double *marginal, double plan_units,
                        const double *units, double *sum)
{
    FOR_LANES(i)
    sum[i] += price[i] * (plan_units + marginal[i] * (units[i] - plan_units));
}

static void payments_of_year(const acs_plan *plan, struct block *block, int place, int model,
                             int year)
{
    const struct plan_model *m = &plan->model[model];
    double *spend = block->spend[row_of(plan, model, year)];
    double *revenue = block->revenue[row_of(plan, model, year)];
    double *benchmark = block->benchmark[row_of(plan, model, year)];
    lanes_fill(spend, 0.0);
    lanes_fill(revenue, 0.0);
    lanes_fill(benchmark, 0.0);
    for (int s = 0; s < plan->services; s++) {
        const struct plan_service *service = &plan->service[s];
        const long row = row_of(plan, (long)place * plan->services + s, year);
        const double *price = block->price[row_of(plan, s, year)];
        const double *marginal = series_at(block, plan, service->marginal, year);
        const double planned = block->expected->plan_units[row];
        if (m->delivers[s] || service->provider == PRACTICES)
            add_payment(price, marginal, planned, block->units[row], revenue);
        if (!m->contract.scope[s])
            continue;
        add_payment(price, marginal, planned, block->units[row], spend);
        lanes expected;
        lanes_fill(expected, block->expected->units[row]);
        add_payment(price, marginal, planned, expected, benchmark);
    }
}

/* B = F phi of the whole place; phi of the base year where the contract freezes it */
static void capitation(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    const struct plan_contract *contract = &plan->model[model].contract;
    const long row = (long)model * plan->places + place;
    const double phi =
        block->expected->scope_share[row_of(plan, row, contract->base_scope_share ? 0 : year)];
    double *benchmark = block->benchmark[row_of(plan, model, year)];
    FOR_LANES(i)
    benchmark[i] = block->funding[year][i] * phi;
}

void stage_scope(const acs_plan *plan, struct block *block, int place)
{
    for (int m = 0; m < plan->models; m++) {
        const struct plan_contract *contract = &plan->model[m].contract;
        if (contract->kind == CONTRACT_NONE)
            continue;
        for (int y = 0; y <= plan->years; y++) {
            payments_of_year(plan, block, place, m, y);
            if (contract->method == BENCHMARK_CAPITATION)
                capitation(plan, block, place, m, y);
        }
    }
}

static bool blends(const struct plan_contract *contract)
{
    return contract->kind != CONTRACT_NONE && contract->blended;
}

void stage_region_start(const acs_plan *plan, struct block *block)
{
    for (int m = 0; m < plan->models; m++)
        for (int y = 0; y <= plan->years; y++) {
            lanes_fill(block->region_spend[row_of(plan, m, y)], 0.0);
            lanes_fill(block->region_expected[row_of(plan, m, y)], 0.0);
        }
}

void stage_region_add(const acs_plan *plan, struct block *block, int place)
{
    for (int m = 0; m < plan->models; m++) {
        if (!blends(&plan->model[m].contract))
            continue;
        for (int y = 0; y <= plan->years; y++) {
            const long row = row_of(plan, m, y);
            payments_of_year(plan, block, place, m, y);
            const double *spend = block->spend[row], *expected = block->benchmark[row];
            double *all_spend = block->region_spend[row], *all = block->region_expected[row];
            FOR_LANES(i)
            {
                all_spend[i] += spend[i];
                all[i] += expected[i];
            }
        }
    }
}
