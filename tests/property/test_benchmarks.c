/* Benchmarks by a network's own past and by demand of all places, worked again in a plain loop from
 * what single trials report. */
#include "case_run.h"

#define HORIZON 12
#define START 3 /* of networks, where they wait */

/* Terms that leave spend alone: one trial, nobody fails, all networks start together. */
#define SINGLE                                                                                     \
    "trials=1", "horizon=12", "models.network.survival={}",                                        \
        "services.emergency.cost_pressure={normal: {mean: 0, sd: 0.02}, per: [place, year]}"
#define FROM_THE_START "models.network.coverage={2016: 0, 2017: 1}"
#define WAITING "models.network.coverage={2016: 0, 2018: 0, 2019: 1}"

struct history {
    const char *text; /* of the contract */
    int years, rebase;
    double weight[4];
};

static const struct history histories[] = {
    {"years: 1, rebase: 1", 1, 1, {1}},
    {"", 3, 3, {1, 1, 1}},
    {"years: 2, rebase: 5", 2, 5, {1, 1}},
    {"weights: [0.6, 0.3, 0.1]", 3, 3, {0.6, 0.3, 0.1}},
    {"years: 4, weights: [1, 0, 2.5, 4], rebase: 2", 4, 2, {1, 0, 2.5, 4}},
};

/* spend[y] / expected[y] and demand[y], averaged over the years before `base`, newest first. */
static double average(const struct history *h, int base, const double *numerator,
                      const double *denominator)
{
    double sum = 0, weights = 0;
    for (int i = 1; i <= h->years; i++)
        if (base - i >= 0) {
            sum += h->weight[i - 1] * numerator[base - i] / denominator[base - i];
            weights += h->weight[i - 1];
        }
    return sum / weights;
}

static void take(const struct results *r, int metric, int place, double *years)
{
    for (int y = 0; y <= HORIZON; y++)
        years[y] = mean(r, metric, 1, place, y);
}

/* Expected spend and own spend without any effect, by year; year 0 is observed: both the same. */
static void world(const char *seed, const char *size, const char *luck, int place, double *expected,
                  double *spend)
{
    const char *sets[] = {
        SINGLE, NO_EFFECT, FROM_THE_START, seed, size, luck, "models.network.contract.benchmark={}",
        NULL};
    struct case_run run = run_with(sets, 1);
    take(run.results, METRIC_BENCHMARK, place, expected);
    take(run.results, METRIC_ACTUAL, place, spend);
    expected[0] = spend[0] = 1;
    finish(run);
}

static void check_history(const struct history *h, const char *seed, const char *size,
                          const char *luck, double blend)
{
    char benchmark[160];
    double expected[HORIZON + 1], spend[HORIZON + 1], calm[HORIZON + 1], all[HORIZON + 1];
    snprintf(
        benchmark, sizeof benchmark,
        "models.network.contract.benchmark={method: historical, blend: %g, discount: 0.02%s%s}",
        blend, *h->text ? ", " : "", h->text);
    const char *sets[] = {SINGLE, WAITING, seed, size, luck, benchmark, NULL};
    struct case_run run = run_with(sets, 1);
    world(seed, size, "models.network.contract.luck={}", 2, all, calm);
    for (int p = 0; p < 2; p++) {
        world(seed, size, luck, p, expected, spend);
        for (int y = START; y <= HORIZON; y++) {
            const int base = START + h->rebase * ((y - START) / h->rebase);
            const double growth = calm[y] / all[y] / average(h, base, calm, all);
            const double due = 0.98 * expected[y] * average(h, base, spend, expected) *
                               (1 - blend + blend * growth);
            cr_assert_float_eq(mean(run.results, METRIC_BENCHMARK, 1, p, y), due, 1e-11 * due,
                               "%s, blend %g, place %d, year %d: %.12g not %.12g", benchmark, blend,
                               p, y, mean(run.results, METRIC_BENCHMARK, 1, p, y), due);
            /* from the start on, what the model made of it */
            spend[y] = mean(run.results, METRIC_ACTUAL, 1, p, y);
        }
    }
    finish(run);
}

#define SIZE_ONE "models.network.list_size={target: 1e9}"
#define SIZE_MANY "models.network.list_size={target: 30000}"
#define LUCK "models.network.contract.luck={cv_person: 5, shape: gamma}"

Test(benchmarks, history_as_a_plain_loop)
{
    for (size_t k = 0; k < sizeof histories / sizeof *histories; k++)
        for (int seed = 1; seed <= 3; seed++) {
            char text[32];
            snprintf(text, sizeof text, "seed=%d", seed);
            check_history(&histories[k], text, SIZE_ONE, LUCK, 0);
            check_history(&histories[k], text, SIZE_MANY, LUCK, 0);
            check_history(&histories[k], text, SIZE_MANY, LUCK, 0.4);
        }
}

Test(benchmarks, a_blended_trend_as_a_plain_loop)
{
    static const double blends[] = {0, 0.25, 1};
    for (int seed = 1; seed <= 5; seed++)
        for (int k = 0; k < 3; k++) {
            char text[32], benchmark[80];
            double expected[HORIZON + 1], spend[HORIZON + 1], calm[HORIZON + 1], all[HORIZON + 1];
            snprintf(text, sizeof text, "seed=%d", seed);
            snprintf(benchmark, sizeof benchmark,
                     "models.network.contract.benchmark={method: trend, blend: %g}", blends[k]);
            const char *sets[] = {SINGLE, FROM_THE_START, text, benchmark, NULL};
            struct case_run run = run_with(sets, 1);
            world(text, SIZE_MANY, "models.network.contract.luck={}", 2, all, calm);
            for (int p = 0; p < 2; p++) {
                world(text, SIZE_MANY, "models.network.contract.luck={}", p, expected, spend);
                for (int y = 1; y <= HORIZON; y++) {
                    const double due = expected[y] * (1 - blends[k] + blends[k] * calm[y] / all[y]);
                    cr_assert_float_eq(mean(run.results, METRIC_BENCHMARK, 1, p, y), due,
                                       1e-11 * due);
                }
            }
            finish(run);
        }
}

static void assert_same(const char *const *one, const char *const *other)
{
    struct case_run a = run_with(one, 1), b = run_with(other, 3);
    for (int k = 0; k < a.results->columns.count; k++)
        for (int p = 0; p < a.results->places; p++)
            for (int y = 0; y < a.results->years; y++)
                cr_assert_eq(mean(a.results, k, 1, p, y), mean(b.results, k, 1, p, y),
                             "column %d year %d", k, y);
    finish(a);
    finish(b);
}

#define BENCHMARK(text) "models.network.contract.benchmark={" text "}"

Test(benchmarks, none_is_blended_as_if_nothing_were_said)
{
    const char *plain[] = {BENCHMARK("discount: 0.005"), NULL};
    const char *none[] = {BENCHMARK("discount: 0.005, blend: 0"), NULL};
    assert_same(plain, none);
    /* a path that is 0 goes through the stages of blending and comes out the same */
    const char *path[] = {BENCHMARK("discount: 0.005, blend: {2016: 0, 2020: 0}"), NULL};
    struct case_run a = run_with(plain, 1), b = run_with(path, 2);
    for (int y = 0; y < a.results->years; y++)
        cr_assert_float_eq(mean(a.results, METRIC_GAIN, 1, 2, y),
                           mean(b.results, METRIC_GAIN, 1, 2, y), 1e-6);
    finish(a);
    finish(b);
}

/* One place whose whole growth follows demand: the benchmark is what care would have cost. */
Test(benchmarks, all_blended_leaves_no_luck_of_the_benchmark)
{
    const char *blended[] = {"places.south.funding=1", "run_places=[north]", BENCHMARK("blend: 1"),
                             NULL};
    const char *trend[] = {"run_places=[north]", NULL};
    struct case_run a = run_with(blended, 1), b = run_with(trend, 1);
    const struct results *r = a.results;
    for (int y = 3; y < r->years; y++) {
        cr_assert_float_eq(mean(r, METRIC_UNEARNED_GAIN_BENCHMARK, 1, 0, y), 0, 1e-6);
        cr_assert_eq(mean(r, METRIC_P_FALSE_PAYMENT, 1, 0, y),
                     mean(r, METRIC_P_FALSE_PAYMENT_PATIENTS, 1, 0, y));
    }
    cr_assert_gt(mean(b.results, METRIC_UNEARNED_GAIN_BENCHMARK, 1, 0, 6), 1000.0);
    finish(a);
    finish(b);
}

Test(benchmarks, history_and_blend_do_not_depend_on_threads)
{
    const char *sets[] = {BENCHMARK("method: historical, blend: 0.5"), "trials=640", NULL};
    assert_same(sets, sets);
}
