/* The world with every assumption at its mean and the reference population: the plan of the payment
 * rule, the benchmark's expected volumes and the share of a contract's lines in spend. */
#include "model/stage.h"

/* V: expected volume, or base activity times list growth of the reference population. */
static void plan_units(const acs_plan *plan, const struct block *block, int place,
                       struct expected *expected)
{
    for (int s = 0; s < plan->services; s++) {
        const long first = row_of(plan, (long)place * plan->services + s, 0);
        const double base = plan->activity[(long)place * plan->services + s];
        const double list = block->list[row_of(plan, place, 0)][0];
        for (int y = 0; y <= plan->years; y++) {
            double units = block->units[first + y][0];
            double grown = base * (block->list[row_of(plan, place, y)][0] / list);
            expected->units[first + y] = units;
            expected->plan_units[first + y] =
                plan->service[s].payment_plan == PAYMENT_PLAN_LIST ? grown : units;
        }
    }
}

static double payment(const acs_plan *plan, const struct block *block,
                      const struct expected *expected, int place, int service, int year)
{
    const long row = row_of(plan, (long)place * plan->services + service, year);
    const double price = block->price[row_of(plan, service, year)][0];
    const double marginal = series_at(block, plan, plan->service[service].marginal, year)[0];
    const double planned = expected->plan_units[row];
    return price * (planned + marginal * (expected->units[row] - planned));
}

static void scope_shares(const acs_plan *plan, const struct block *block, int place,
                         struct expected *expected)
{
    for (int m = 0; m < plan->models; m++) {
        for (int y = 0; y <= plan->years; y++) {
            double in_scope = 0.0, all = 0.0;
            for (int s = 0; s < plan->services; s++) {
                double paid = payment(plan, block, expected, place, s, y);
                all += paid;
                in_scope += plan->model[m].contract.kind != CONTRACT_NONE &&
                                    plan->model[m].contract.scope[s]
                                ? paid
                                : 0.0;
            }
            expected->scope_share[row_of(plan, (long)m * plan->places + place, y)] =
                all > 0.0 ? in_scope / all : 0.0;
        }
    }
}

bool expected_init(struct expected *expected, const acs_plan *plan, struct arena *arena)
{
    const size_t years = (size_t)plan->years + 1, places = (size_t)plan->places;
    const size_t lines = places * (size_t)plan->services * years;
    expected->units = ARENA_NEW(arena, lines, double);
    expected->plan_units = ARENA_NEW(arena, lines, double);
    expected->scope_share = ARENA_NEW(arena, (size_t)plan->models * places * years, double);
    struct arena scratch = {0};
    struct block block;
    bool ready = expected->units && expected->plan_units && expected->scope_share &&
                 block_init(&block, plan, &scratch);
    if (ready) {
        block.at_means = true;
        block_start(&block, plan, 0, LANES);
        for (int r = 0; r < plan->run_places; r++) {
            const int p = plan->run_place[r];
            block_enter_place(&block, plan, p);
            stage_population(plan, &block, p);
            stage_demand(plan, &block, p);
            stage_price(plan, &block, p);
            plan_units(plan, &block, p, expected);
            scope_shares(plan, &block, p, expected);
        }
    }
    arena_finish(&scratch);
    return ready;
}
