/* Quantiles: exact ones against the definition, histograms against exact ones and their stated
 * error. */
#include "run/quantile.h"

#include <criterion/criterion.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

static const double probabilities[] = {0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95};

/* A fixed scramble of the trials over (0,1). */
static double uniform(uint64_t trial)
{
    return ((double)((trial * 2654435761u + 12345u) % 4294967291u) + 0.5) / 4294967291.0;
}

static double heavy(uint64_t trial)
{
    return gsl_cdf_lognormal_Pinv(uniform(trial), 0.0, 2.0);
}

static double point_mass(uint64_t trial)
{
    double u = uniform(trial);
    return u < 0.4 ? 0.0 : u < 0.55 ? 7.0 : 10.0 * u;
}

static double *fill(struct quantile_sketch *sketch, size_t slots, uint64_t trials,
                    double (*of)(uint64_t))
{
    quantile_plan(sketch, slots, trials);
    cr_assert(quantile_init(sketch));
    double *all = malloc(trials * sizeof *all);
    for (uint64_t first = 0; first < trials; first += LANES) {
        if (first == sketch->sample)
            cr_assert(quantile_make_edges(sketch));
        double value[LANES];
        int count = (int)(trials - first < LANES ? trials - first : LANES);
        for (int i = 0; i < count; i++)
            all[first + (uint64_t)i] = value[i] = of(first + (uint64_t)i);
        for (size_t slot = 0; slot < (slots < 2 ? slots : 2); slot++)
            quantile_add(sketch, slot, first, value, count);
    }
    if (sketch->exact)
        quantile_sort(sketch);
    gsl_sort(all, 1, trials);
    return all;
}

Test(quantile, exact_ones_are_type_7)
{
    struct quantile_sketch sketch;
    double *all = fill(&sketch, 2, 1000, heavy), error = 0;
    cr_assert(sketch.exact);
    for (int k = 0; k < 7; k++)
        cr_assert_float_eq(quantile_get(&sketch, 1, probabilities[k], &error),
                           gsl_stats_quantile_from_sorted_data(all, 1, 1000, probabilities[k]),
                           1e-12);
    cr_assert_eq(error, 0.0);
    free(all);
    quantile_finish(&sketch);
}

/* Ranks the answer among the sorted trials; ties count from their first to their last. */
static double rank_error(const double *sorted, uint64_t trials, double answer, double p)
{
    uint64_t below = 0, upto = 0;
    while (below < trials && sorted[below] < answer)
        below++;
    for (upto = below; upto < trials && sorted[upto] <= answer; upto++)
        continue;
    double low = (double)below / (double)trials, high = (double)upto / (double)trials;
    return p < low ? low - p : p > high ? p - high : 0.0;
}

static void check_histogram(double (*of)(uint64_t), double most)
{
    /* so many slots that 200,000 trials of each would not fit */
    struct quantile_sketch sketch;
    const uint64_t trials = 200000;
    double *all = fill(&sketch, 5000, trials, of);
    cr_assert_not(sketch.exact);
    for (int k = 0; k < 7; k++) {
        double error = 0;
        double answer = quantile_get(&sketch, 1, probabilities[k], &error);
        double off = rank_error(all, trials, answer, probabilities[k]);
        cr_assert_leq(off, error + 1.0 / (double)trials, "p=%g answer=%g", probabilities[k],
                      answer);
        cr_assert_leq(error, most);
    }
    free(all);
    quantile_finish(&sketch);
}

Test(quantile, histograms_keep_their_stated_error)
{
    /* a bin is 2 of 1,024 trials: its share is about Beta(2, 1023), seldom above 1 % */
    check_histogram(heavy, 0.012);
}

Test(quantile, a_point_mass_is_found_exactly)
{
    check_histogram(point_mass, 0.012);
}
