/* Model page section 4: A0 = base activity x demographic index x product of 1 + g, with g an AR(1)
 * about an uncertain mean, started stationary, and a shock of the place's own. */
#include "model/stage.h"

#include <math.h>

#define GROWTH_FLOOR 0.5 /* 1 + g is held here; hits are counted and reported */

/* deviation: AR(1) from its mean of year - 1, moved on to year; year 0 starts it. */
KERNEL static void next_deviation(const double *phi, const double *sigma, const double *z,
                                  bool start, double *deviation)
{
    if (start) {
        FOR_LANES(i)
        deviation[i] = sigma[i] * z[i];
        return;
    }
    FOR_LANES(i)
    deviation[i] = phi[i] * deviation[i] + sigma[i] * sqrt(1.0 - phi[i] * phi[i]) * z[i];
}

static bool place_shocks(const acs_plan *plan, const struct block *block, int place,
                         const struct plan_service *service, int year, lanes shock)
{
    const double *sigma = series_at(block, plan, service->place_volatility, year);
    bool any = false;
    for (int i = 0; i < LANES; i++)
        any |= sigma[i] != 0.0;
    if (!any || block->at_means)
        return false;
    block_innovation(block, plan, service, place, year, shock);
    FOR_LANES(i)
    shock[i] *= sigma[i];
    return true;
}

static void grow(const acs_plan *plan, struct block *block, int place,
                 const struct plan_service *service, const double *deviation, int year,
                 lanes growth)
{
    const double *mean = series_at(block, plan, service->growth, year);
    const double factor = service->growth_factor;
    lanes rise, shock;
    bool shocked = place_shocks(plan, block, place, service, year, shock);
    FOR_LANES(i)
    rise[i] = (1.0 + mean[i]) * factor + deviation[i];
    if (shocked) {
        FOR_LANES(i)
        rise[i] += shock[i];
    }
    for (int i = 0; i < block->count; i++)
        block->floor_hits += rise[i] < GROWTH_FLOOR;
    FOR_LANES(i)
    growth[i] *= rise[i] < GROWTH_FLOOR ? GROWTH_FLOOR : rise[i];
}

void stage_demand(const acs_plan *plan, struct block *block, int place)
{
    for (int s = 0; s < plan->services; s++) {
        const struct plan_service *service = &plan->service[s];
        const double base = plan->activity[(long)place * plan->services + s];
        lanes *units = block->units + row_of(plan, (long)place * plan->services + s, 0);
        lanes deviation, growth, index;
        lanes_fill(growth, 1.0);
        lanes_fill(units[0], base);
        for (int y = 0; y <= plan->years; y++) {
            next_deviation(series_at(block, plan, service->persistence, y),
                           series_at(block, plan, service->volatility, y),
                           block->innovation[row_of(plan, s, y)], y == 0, deviation);
            if (y == 0)
                continue;
            grow(plan, block, place, service, deviation, y, growth);
            if (plan->health.lines && plan->health.line[s] >= 0)
                block_sum_shifted(block, plan, plan_shifted(plan, place, s), y, index);
            else
                block_sum_groups(block, plan, plan_demographic(plan, place, s, 0, 0), y, index);
            FOR_LANES(i)
            units[y][i] = base * index[i] * growth[i];
        }
    }
}
