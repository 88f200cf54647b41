/* Model page section 3: N[p,y] = sum over groups of the variant's persons x cumulated shocks. */
#include "model/stage.h"

void block_health(struct block *block, const acs_plan *plan)
{
    const struct plan_health *health = &plan->health;
    if (health->lines == 0)
        return;
    const double *status = series_at(block, plan, plan->population.health_status, 0);
    for (int y = 0; y <= plan->years; y++) {
        const int last = health->first[y + 1] - 2; /* the left end of the last straight line */
        for (int i = 0; i < LANES; i++) {
            int node = health->first[y];
            const double shift = status[i] * y;
            while (node < last && health->shift[node + 1] <= shift)
                node++;
            const double from = health->shift[node];
            const double width = y > 0 ? health->shift[node + 1] - from : 0.0;
            double part = width > 0.0 ? (shift - from) / width : 0.0;
            block->health_node[y][i] = node;
            block->health_part[y][i] = part < 0.0 ? 0.0 : part > 1.0 ? 1.0 : part;
        }
    }
}

KERNEL void block_sum_shifted(const struct block *block, const acs_plan *plan, const double *table,
                              int year, lanes sum)
{
    const int nodes = plan->health.first[plan->years + 1];
    const double *node = block->health_node[year], *part = block->health_part[year];
    lanes_fill(sum, 0.0);
    for (int g = 0; g < SHOCK_GROUPS; g++) {
        const double *shock = block->shock[row_of(plan, g, year)];
        FOR_LANES(i)
        {
            const double *row =
                table + ((long)block->variant[i] * nodes + (long)node[i]) * SHOCK_GROUPS + g;
            sum[i] += (row[0] + part[i] * (row[SHOCK_GROUPS] - row[0])) * shock[i];
        }
    }
}

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
