/* Model page section 8: gains that nobody earned, gains that were missed, and whose luck it was.
 *
 * The gain G(B, X) differs from that of the true saving, G(X0, Xm), by luck of patients, which
 * makes X of Xm, and by luck of the benchmark, which makes B of X0. G is not linear, so the part of
 * either depends on which comes first; each is taken as the mean of both orders (the Shapley
 * value). */
#include "model/account.h"

/* Parts of d = G(B, X) - G(X0, Xm): patients, half of [G(B, X) - G(B, Xm)] + [G(X0, X) - G(X0,
 * Xm)], and benchmark, the rest. */
KERNEL static void split(const double *live, const double *gain, const double *true_gain,
                         const double *patients_alone, const double *benchmark_alone, lanes *metric)
{
    FOR_LANES(i)
    {
        double luck = gain[i] - true_gain[i];
        double patients =
            0.5 * ((gain[i] - benchmark_alone[i]) + (patients_alone[i] - true_gain[i]));
        double benchmark = luck - patients;
        double unearned = luck > 0.0 ? live[i] : 0.0, missed = luck < 0.0 ? live[i] : 0.0;
        metric[METRIC_UNEARNED_GAIN][i] += unearned * luck;
        metric[METRIC_UNEARNED_GAIN_PATIENTS][i] += unearned * patients;
        metric[METRIC_UNEARNED_GAIN_BENCHMARK][i] += unearned * benchmark;
        metric[METRIC_MISSED_GAIN][i] -= missed * luck;
        metric[METRIC_MISSED_GAIN_PATIENTS][i] -= missed * patients;
        metric[METRIC_MISSED_GAIN_BENCHMARK][i] -= missed * benchmark;
    }
}

/* Live lists that are paid although the true saving X0 - Xm is none. */
KERNEL static void add_false(const struct account *a, const double *gain, double *metric)
{
    FOR_LANES(i)
    {
        bool undue = (gain[i] > 0.0) & (a->before[i] - a->model[i] <= 0.0);
        metric[i] += undue ? a->weight[i] : 0.0;
    }
}

void fairness_add(const struct account *account, const double gain[LANES], lanes *metric)
{
    const struct account *a = account;
    lanes true_gain, patients_alone, benchmark_alone;
    contract_gain(&a->terms, a->before, a->model, true_gain);
    contract_gain(&a->terms, a->before, a->actual, patients_alone);
    contract_gain(&a->terms, a->benchmark, a->model, benchmark_alone);
    split(a->live, gain, true_gain, patients_alone, benchmark_alone, metric);
    add_false(a, gain, metric[METRIC_P_FALSE_PAYMENT]);
    add_false(a, patients_alone, metric[METRIC_P_FALSE_PAYMENT_PATIENTS]);
    add_false(a, benchmark_alone, metric[METRIC_P_FALSE_PAYMENT_BENCHMARK]);
}
