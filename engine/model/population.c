/* Model page section 3: N[p,y] = sum over groups of the variant's persons x cumulated shocks. */
#include "model/stage.h"

KERNEL void block_sum_groups(const struct block *block, const acs_plan *plan, const double *table,
                             int year, lanes sum)
{
    const int *variant = block->variant;
    const int stride = (plan->years + 1) * SHOCK_GROUPS;
    const double *row = table + (long)year * SHOCK_GROUPS;
    lanes_fill(sum, 0.0);
    for (int g = 0; g < SHOCK_GROUPS; g++) {
        const double *shock = block->shock[row_of(plan, g, year)];
        FOR_LANES(i)
        sum[i] += row[variant[i] * stride + g] * shock[i];
    }
}

void stage_population(const acs_plan *plan, struct block *block, int place)
{
    for (int y = 0; y <= plan->years; y++)
        block_sum_groups(block, plan, plan_persons(plan, place, 0, 0), y,
                         block->list[row_of(plan, place, y)]);
}
