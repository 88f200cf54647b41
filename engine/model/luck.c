/* Model page section 8: luck of patients. */
#include "model/luck.h"

#include "draw/address.h"
#include "draw/math.h"

#include <math.h>

/* With Y lognormal of sigma s and median 1, and c = e^(s z) its quantile `at`:
 * E[min(Y, c)^m] = e^(m^2 s^2 / 2) Phi(z - m s) + c^m (1 - at). */
double luck_capped_cv(double cv, double at)
{
    if (!(at < 1.0) || !(cv > 0.0))
        return cv;
    const double variance = math_log(1.0 + cv * cv), s = sqrt(variance);
    const double z = math_normal_quantile(at), limit = math_exp(s * z), beyond = 1.0 - at;
    const double first = math_exp(0.5 * variance) * math_normal_cdf(z - s) + limit * beyond;
    const double second =
        math_exp(2.0 * variance) * math_normal_cdf(z - 2.0 * s) + limit * limit * beyond;
    const double square = second / (first * first) - 1.0;
    return square > 0.0 ? sqrt(square) : 0.0;
}

void luck_person_cv(const acs_plan *plan, const struct block *block,
                    const struct plan_contract *contract, int year, lanes cv)
{
    const double *whole = series_at(block, plan, contract->cv_person, year);
    const double *at = series_at(block, plan, contract->truncate_at, year);
    for (int i = 0; i < LANES; i++) {
        const bool same = i > 0 && whole[i] == whole[i - 1] && at[i] == at[i - 1];
        cv[i] = same ? cv[i - 1] : luck_capped_cv(whole[i], at[i]);
    }
}

/* mean 1, cv as given, from a standard normal */
static void factor(enum luck_shape shape, const double *cv, const double *z, lanes luck)
{
    lanes variance;
    switch (shape) {
    case LUCK_NORMAL:
        FOR_LANES(i)
        luck[i] = 1.0 + cv[i] * z[i];
        return;
    case LUCK_GAMMA:
        math_gamma_quantile_lanes(cv, z, luck);
        return;
    case LUCK_LOGNORMAL:
        FOR_LANES(i)
        variance[i] = 1.0 + cv[i] * cv[i];
        math_log_lanes(variance, variance);
        FOR_LANES(i)
        luck[i] = sqrt(variance[i]) * z[i] - 0.5 * variance[i];
        math_exp_lanes(luck, luck);
        return;
    }
}

void luck_draw(const acs_plan *plan, const struct block *block, int place, int model, int network,
               int year, const double cv[LANES], lanes luck)
{
    const struct plan_model *m = &plan->model[model];
    bool any = false;
    for (int i = 0; i < LANES; i++)
        any |= cv[i] > 0.0;
    if (!any || block->at_means) {
        lanes_fill(luck, 1.0);
        return;
    }
    lanes z;
    uint64_t hash = hash_bytes("contract.luck", 13);
    block_normal(
        block,
        address_hash(m->salt ? hash_join(hash, m->salt) : hash, plan->place[place].hash, network),
        calendar_year(plan, year), z);
    factor(m->contract.luck, cv, z, luck);
}
