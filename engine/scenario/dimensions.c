/* Which dimension of Sobol's sequence a value of one draw a trial takes.
 *
 * The first dimensions are spread best in pairs, so what bears on all places comes first: the
 * variant of the population, then values in the order of the file, then those of single places.
 * Models that share a draw share its dimension. */
#include "scenario/compiler.h"

#include <string.h>

static bool of_a_place(const struct assumption *a)
{
    return strncmp(a->path, "places.", 7) == 0;
}

static bool takes_one(const struct assumption *a)
{
    return a->scope == SCOPE_TRIAL && a->distribution.lowest < a->distribution.highest;
}

static int of_twin(const struct compiler *c, int index)
{
    for (int k = 0; k < c->plan->assumptions; k++)
        if (k != index && c->assumption[k].dimension >= 0 &&
            c->assumption[k].hash == c->assumption[index].hash)
            return c->assumption[k].dimension;
    return -1;
}

void dimensions_assign(struct compiler *c)
{
    acs_plan *plan = c->plan;
    const bool sobol = plan->sampling == SAMPLING_SOBOL;
    const int shocks = c->series[c->scenario.growth_error].first;
    int next = 0, beyond = 0;
    plan->variant_dimension = sobol && c->variants > 1 ? next++ : -1;
    for (int k = 0; k < plan->assumptions; k++)
        c->assumption[k].dimension = -1;
    for (int pass = 0; sobol && pass < 2; pass++)
        for (int k = 0; k < plan->assumptions; k++) {
            struct assumption *a = &c->assumption[k];
            const int wanted = k == shocks ? SHOCK_GROUPS : 1;
            if (!takes_one(a) || of_a_place(a) != (pass == 1))
                continue;
            a->dimension = of_twin(c, k);
            if (a->dimension >= 0)
                continue;
            if (next + wanted > SOBOL_DIMENSIONS) {
                beyond++;
                continue;
            }
            a->dimension = next;
            next += wanted;
        }
    if (beyond)
        error_warn(c->error, (struct mark){0},
                   "%d values are beyond the %d dimensions of Sobol's sequence and stay random",
                   beyond, SOBOL_DIMENSIONS);
}
