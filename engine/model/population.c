/* Model page section 3: N[p,y] = sum over groups of the variant's persons x cumulated shocks. */
#include "model/stage.h"

void stage_population(const acs_plan *plan, struct block *block, int place)
{
    for (int y = 0; y <= plan->years; y++) {
        double *list = block->list[row_of(plan, place, y)];
        for (int i = 0; i < LANES; i++) {
            const double *persons = plan_persons(plan, place, block->variant[i], y);
            double sum = 0.0;
            for (int g = 0; g < SHOCK_GROUPS; g++)
                sum += persons[g] * block->shock[row_of(plan, g, y)][i];
            list[i] = sum;
        }
    }
}
