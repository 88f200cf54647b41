/* The rules of a contract on one network's year, for LANES trials at once. Amounts in cash, rates
 * as shares of the benchmark. */
#ifndef ACSIM_MODEL_CONTRACT_H
#define ACSIM_MODEL_CONTRACT_H

#include "plan/plan.h"

/* A contract with this year's draws [LANES each]. */
struct contract_terms {
    const struct plan_contract *contract;
    const double *minimum_savings_rate, *minimum_loss_rate;
    const double *sharing_rate, *gain_cap, *payment_factor;
    const double *quality, *quality_gate;
    const double *loss_rate, *loss_rate_lowest, *loss_rate_highest, *loss_cap;
};

/* A minimum rate by list size [persons]. From the list of one knot on it runs in a straight line,
 * so that the last whole person before the next knot has that knot's rate; held outside the knots.
 * As the Medicare Shared Savings Program does (42 CFR 425.604(b)). */
void contract_rate_by_list(const struct plan_rate *rate, const double persons[LANES],
                           double minimum[LANES]);

/* Gain G(B, X) >= 0: min(paid rate q' S, cap B) when S = B - X > 0, S / B >= msr and the quality
 * passes its gate; under full risk max(0, B - X). */
void contract_gain(const struct contract_terms *terms, const double benchmark[LANES],
                   const double actual[LANES], double gain[LANES]);

/* Loss >= 0: min(clamp(rate or 1 - rate q, lowest, highest) (X - B), cap x cap_base) when two-sided
 * and (B - X) / B <= -mlr; under full risk max(0, X - B). capped is 1 where the cap binds. */
void contract_loss(const struct contract_terms *terms, const double benchmark[LANES],
                   const double actual[LANES], const double cap_base[LANES], double loss[LANES],
                   double capped[LANES]);

#endif
