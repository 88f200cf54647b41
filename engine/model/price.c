/* Model page section 5: the deflator, unit prices and unit costs in cash. */
#include "model/stage.h"

static void deflator(const acs_plan *plan, struct block *block)
{
    lanes_fill(block->deflator[0], 1.0);
    for (int y = 1; y <= plan->years; y++) {
        const double *pi = series_at(block, plan, plan->inflation, y);
        FOR_LANES(i)
        block->deflator[y][i] = block->deflator[y - 1][i] * (1.0 + pi[i]);
    }
}

/* price x (1 + pi + rho)(1 - x), or the announced change in cash */
static void prices(const acs_plan *plan, struct block *block, int s)
{
    const struct plan_service *service = &plan->service[s];
    lanes *price = block->price + row_of(plan, s, 0);
    const double *base = series_at(block, plan, service->price, 0);
    FOR_LANES(i)
    price[0][i] = base[i];
    for (int y = 1; y <= plan->years; y++) {
        const double *last = price[y - 1];
        double *next = price[y];
        if (service->price_change >= 0) {
            const double *change = series_at(block, plan, service->price_change, y);
            FOR_LANES(i)
            next[i] = last[i] * (1.0 + change[i]);
            continue;
        }
        const double *pi = series_at(block, plan, plan->inflation, y);
        const double *rho = series_at(block, plan, service->cost_pressure, y);
        const double *x = series_at(block, plan, service->tariff_efficiency, y);
        FOR_LANES(i)
        next[i] = last[i] * (1.0 + pi[i] + rho[i]) * (1.0 - x[i]);
    }
}

static void costs(const acs_plan *plan, struct block *block, int s)
{
    const struct plan_service *service = &plan->service[s];
    lanes *cost = block->cost + row_of(plan, s, 0);
    lanes *unmitigated = block->cost_unmitigated + row_of(plan, s, 0);
    const double *base = series_at(block, plan, service->cost, 0);
    FOR_LANES(i)
    cost[0][i] = unmitigated[0][i] = base[i];
    for (int y = 1; y <= plan->years; y++) {
        const double *pi = series_at(block, plan, plan->inflation, y);
        const double *rho = series_at(block, plan, service->cost_pressure, y);
        const double *e = series_at(block, plan, plan->efficiency[service->provider], y);
        FOR_LANES(i)
        {
            double rise = 1.0 + pi[i] + rho[i];
            cost[y][i] = cost[y - 1][i] * rise * (1.0 - e[i]);
            unmitigated[y][i] = unmitigated[y - 1][i] * rise;
        }
    }
}

void stage_price(const acs_plan *plan, struct block *block, int place)
{
    (void)place; /* series scoped by place are in the block's cache already */
    deflator(plan, block);
    for (int s = 0; s < plan->services; s++) {
        prices(plan, block, s);
        costs(plan, block, s);
    }
}
