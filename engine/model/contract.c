#include "model/contract.h"

KERNEL void contract_rate_by_list(const struct plan_rate *rate, const double persons[LANES],
                                  double minimum[LANES])
{
    const int last = rate->knots - 1;
    FOR_LANES(i)
    minimum[i] = rate->rate[0];
    for (int k = 0; k < last; k++) {
        const double start = rate->persons[k], width = rate->persons[k + 1] - 1.0 - start;
        const double from = rate->rate[k], rise = rate->rate[k + 1] - from;
        FOR_LANES(i)
        {
            double way = (persons[i] - start) / width;
            way = way < 1.0 ? way : 1.0;
            minimum[i] = persons[i] >= start ? from + rise * way : minimum[i];
        }
    }
    FOR_LANES(i)
    minimum[i] = persons[i] >= rate->persons[last] ? rate->rate[last] : minimum[i];
}

KERNEL static void full_risk(const double *from, const double *less, double *amount)
{
    FOR_LANES(i)
    {
        double difference = from[i] - less[i];
        amount[i] = difference > 0.0 ? difference : 0.0;
    }
}

KERNEL void contract_gain(const struct contract_terms *terms, const double benchmark[LANES],
                          const double actual[LANES], double gain[LANES])
{
    if (terms->contract->kind == CONTRACT_FULL_RISK) {
        full_risk(benchmark, actual, gain);
        return;
    }
    const struct contract_terms t = *terms;
    const bool first_pound = t.contract->first_pound, scales = t.contract->quality_scales_gain;
    FOR_LANES(i)
    {
        double b = benchmark[i], saving = b - actual[i];
        double share = t.payment_factor[i] * t.sharing_rate[i] * (scales ? t.quality[i] : 1.0);
        double amount = share * (first_pound ? saving : saving - t.minimum_savings_rate[i] * b);
        double cap = t.gain_cap[i] * b;
        amount = amount < cap ? amount : cap;
        bool due = (b > 0.0) & (saving > 0.0) & (saving / b >= t.minimum_savings_rate[i]) &
                   (t.quality[i] >= t.quality_gate[i]);
        gain[i] = due ? amount : 0.0;
    }
}

KERNEL void contract_loss(const struct contract_terms *terms, const double benchmark[LANES],
                          const double actual[LANES], const double cap_base[LANES],
                          double loss[LANES], double capped[LANES])
{
    const struct contract_terms t = *terms;
    FOR_LANES(i)
    capped[i] = 0.0;
    if (t.contract->kind == CONTRACT_FULL_RISK) {
        full_risk(actual, benchmark, loss);
        return;
    }
    const bool two_sided = t.contract->two_sided, inverse = t.contract->loss_inverse_to_quality;
    FOR_LANES(i)
    {
        double b = benchmark[i], excess = actual[i] - b;
        double rate = inverse ? 1.0 - t.loss_rate[i] * t.quality[i] : t.loss_rate[i];
        rate = rate < t.loss_rate_lowest[i] ? t.loss_rate_lowest[i] : rate;
        rate = rate > t.loss_rate_highest[i] ? t.loss_rate_highest[i] : rate;
        double amount = rate * excess, cap = t.loss_cap[i] * cap_base[i];
        bool due =
            two_sided & (b > 0.0) & (excess > 0.0) & (-excess / b <= -t.minimum_loss_rate[i]);
        capped[i] = (due & (amount > cap)) ? 1.0 : 0.0;
        loss[i] = due ? (amount < cap ? amount : cap) : 0.0;
    }
}
