/* Rank correlations of values: what is refused, and the draws themselves. */
#include "scratch.h"

#include "model/block.h"

#include "compiled.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>

static void begin(void)
{
    gsl_set_error_handler_off();
    start();
}

TestSuite(correlations, .init = begin, .fini = finish);

#define TWO_PLACES                                                                                 \
    "acsim: 1\n"                                                                                   \
    "base_year: 2016\n"                                                                            \
    "horizon: 3\n"                                                                                 \
    "economy:\n"                                                                                   \
    "  inflation: {normal: {mean: 0.02, sd: 0.005}, per: year}\n"                                  \
    "  funding_growth: {2017: 0.01, 2019: {uniform: {min: 0, max: 0.02}}}\n"                       \
    "  efficiency: {acute: {normal: {mean: 0.01, sd: 0.004}, per: [place, year]}}\n"               \
    "places:\n"                                                                                    \
    "  here: {persons: 1000, funding: {gamma: {mean: 5000, sd: 500}}}\n"                           \
    "  there: {persons: 2000, funding: 9000}\n"                                                    \
    "services:\n"                                                                                  \
    "  care:\n"                                                                                    \
    "    provider: acute\n"                                                                        \
    "    activity: {here: 100, there: 200}\n"                                                      \
    "    price: {lognormal: {mean: 50, sd: 10}}\n"                                                 \
    "    growth: {other: {normal: {mean: 0.02, sd: 0.01}}, volatility: 0.01,\n"                    \
    "             place_volatility: 0.02}\n"                                                       \
    "  tests: {provider: acute, activity: {here: 50, there: 60}, price: 20,\n"                     \
    "          growth: {other: {triangular: {min: 0, mode: 0.01, max: 0.05}}, volatility: "        \
    "0.01}}\n"                                                                                     \
    "models:\n"                                                                                    \
    "  - do_nothing\n"                                                                             \
    "  - plain: {name: one, effects: {care: {level: {normal: {mean: 0.05, sd: 0.02}}}},\n"         \
    "            fidelity: {normal: {mean: 1, sd: 0.1}, per: network},\n"                          \
    "            contract: {kind: gain_share, quality: {score: {beta: {mean: 0.8, sd: 0.1},\n"     \
    "            per: network}}}}\n"                                                               \
    "  - plain: {name: two, effects: {care: {level: {normal: {mean: 0.1, sd: 0.03}}}}}\n"          \
    "  - plain: {name: own, own_draws: true,\n"                                                    \
    "            effects: {care: {level: {normal: {mean: 0.1, sd: 0.03}}}}}\n"

#define CARE "services.care.growth.other"
#define TESTS "services.tests.growth.other"

Test(correlations, refusals)
{
    REFUSE("there is no uncertain value 'services.care.growth.othr'; did you mean '" CARE "'?",
           TWO_PLACES,
           "correlations=[{rank: 0.2, between: [services.care.growth.othr, " TESTS "]}]");
    REFUSE("'services.tests.price' is the same in every trial", TWO_PLACES,
           "correlations=[{rank: 0.2, between: [services.tests.price, " TESTS "]}]");
    REFUSE("'economy.funding_growth.2017' is the same", TWO_PLACES,
           "correlations=[{rank: 0.2, between: [economy.funding_growth.2017, " TESTS "]}]");
    REFUSE("name one of them, such as 'economy.funding_growth.2019'", TWO_PLACES,
           "correlations=[{rank: 0.2, between: [economy.funding_growth, " TESTS "]}]");
    REFUSE("'economy.inflation' is drawn per year, but '" CARE "' per trial", TWO_PLACES,
           "correlations=[{rank: 0.2, between: [" CARE ", economy.inflation]}]");
    REFUSE("'economy.efficiency.acute' is drawn per place, year, but 'economy.inflation' per year",
           TWO_PLACES,
           "correlations=[{rank: 0.2, between: [economy.inflation, economy.efficiency.acute]}]");
    REFUSE("'" CARE "' stands here twice", TWO_PLACES,
           "correlations=[{rank: 0.2, between: [" CARE ", " TESTS ", " CARE "]}]");
    REFUSE("have the rank correlation 0.2 above and 0.3 here", TWO_PLACES,
           "correlations=[{rank: 0.2, between: [" CARE ", " TESTS "]}, {rank: 0.3, between: [" TESTS
           ", " CARE "]}]");
    REFUSE("is no shock at all while growth.place_volatility is 0", TWO_PLACES,
           "correlations=[{rank: 0.2, between: [services.tests.growth.place_innovation, "
           "services.care.growth.place_innovation]}]");
    REFUSE("stands for a shock of each of four ages", TWO_PLACES,
           "population.growth_error={normal: {mean: 0, sd: 0.01}, per: year}",
           "correlations=[{rank: 0.2, between: [population.growth_error, economy.inflation]}]");
    REFUSE("are one draw that models share", TWO_PLACES,
           "correlations=[{rank: 0.2, between: [models.one.effects.care.level, "
           "models.two.effects.care.level]}]");
    REFUSE("'between' takes a list of two or more paths", TWO_PLACES,
           "correlations=[{rank: 0.2, between: [" CARE "]}]");
    REFUSE("'correlations' takes a list", TWO_PLACES, "correlations={rank: 0.2}");
    REFUSE("'rank' is 1.2, but must be from -0.999 to 0.999", TWO_PLACES,
           "correlations=[{rank: 1.2, between: [" CARE ", " TESTS "]}]");
    READ(TWO_PLACES, "correlations=[]");
    cr_expect_eq(plan->correlated_draws, 0);
}

Test(correlations, a_matrix_that_cannot_be)
{
    REFUSE("'" CARE "' with '" TESTS "' -0.9, '" CARE "' with 'services.care.price' -0.9, '" TESTS
           "' with 'services.care.price' -0.9. The "
           "nearest that can: '" CARE "' with '" TESTS "' -0.48",
           TWO_PLACES,
           "correlations=[{rank: -0.9, between: [" CARE ", " TESTS ", services.care.price]}, "
           "{rank: 0.1, between: [" CARE ", places.here.funding]}]");
    REFUSE("'" TESTS "' with 'services.care.price', which is not named, counts as 0", TWO_PLACES,
           "correlations=[{rank: 0.8, between: [" CARE ", " TESTS "]}, {rank: 0.8, between: [" CARE
           ", services.care.price]}]");
    READ(TWO_PLACES,
         "correlations=[{rank: -0.48, between: [" CARE ", " TESTS ", services.care.price]}]");
}

#define BLOCKS 400
#define DRAWS (BLOCKS * LANES)

static int index_of(const char *path)
{
    return (int)(assumption(path) - plan->assumption);
}

static uint64_t run_trials; /* of which evenly spread draws take each stratum; 0: at random */

/* DRAWS draws of a value (or of a shock of growth) in one place, network and year. */
static double *draw(const char *path, int place, int network, int year)
{
    struct arena arena = {0};
    struct block block;
    double *const x = malloc(DRAWS * sizeof *x);
    const char *shock = strstr(path, "innovation");
    cr_assert(x && block_init(&block, plan, &arena));
    block.trials = run_trials;
    for (int b = 0; b < BLOCKS; b++) {
        block_start(&block, plan, (uint64_t)b * LANES, LANES);
        if (shock)
            block_innovation(&block, plan, &plan->service[0], place, year, x + b * LANES);
        else
            block_draw(&block, plan, index_of(path), 0, place, network, year, x + b * LANES);
    }
    arena_finish(&arena);
    return x;
}

static const double *sorted;

static int by_value(const void *a, const void *b)
{
    const double x = sorted[*(const int *)a], y = sorted[*(const int *)b];
    return (x > y) - (x < y);
}

static double spearman(const double *x, const double *y)
{
    static int order[2][DRAWS], rank[2][DRAWS];
    const double *const both[] = {x, y};
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < DRAWS; i++)
            order[k][i] = i;
        sorted = both[k];
        qsort(order[k], DRAWS, sizeof(int), by_value);
        for (int i = 0; i < DRAWS; i++)
            rank[k][order[k][i]] = i;
    }
    double sum = 0;
    for (int i = 0; i < DRAWS; i++) {
        const double d = rank[0][i] - rank[1][i];
        sum += d * d;
    }
    return 1 - 6 * sum / ((double)DRAWS * ((double)DRAWS * DRAWS - 1));
}

/* Within four standard errors (Bonett and Wright 2000). */
static void expect_rank(const char *a, const char *b, int place, int network, int year, double want)
{
    double *x = draw(a, place, network, year), *y = draw(b, place, network, year);
    const double got = spearman(x, y);
    const double error = (1 - want * want) * sqrt((1 + want * want / 2) / (DRAWS - 3));
    cr_expect_leq(fabs(got - want), 4 * error, "%s and %s: %.4f, wanted %.4f, %.1f errors", a, b,
                  got, want, (got - want) / error);
    free(x);
    free(y);
}

Test(correlations, of_draws_of_a_trial)
{
    READ(TWO_PLACES,
         "correlations=[{rank: 0.7, between: [" CARE ", " TESTS "]}, {rank: -0.5, between: [" TESTS
         ", services.care.price]}, {rank: 0.3, between: [places.here.funding, "
         "economy.funding_growth.2019]}]");
    cr_expect_eq(plan->correlated_draws, 5);
    expect_rank(CARE, TESTS, 0, -1, 0, 0.7);
    expect_rank(TESTS, "services.care.price", 0, -1, 0, -0.5);
    expect_rank(CARE, "services.care.price", 0, -1, 0, 0);
    expect_rank("economy.funding_growth.2019", "places.here.funding", 0, -1, 0, 0.3);
    expect_rank(CARE, "places.here.funding", 0, -1, 0, 0);
}

Test(correlations, of_evenly_spread_draws)
{
    const char *const sampling[] = {"sampling=latin_hypercube", "sampling=sobol"};
    run_trials = DRAWS;
    for (int k = 0; k < 2; k++) {
        READ(TWO_PLACES, sampling[k],
             "correlations=[{rank: 0.7, between: [" CARE ", " TESTS "]}, {rank: -0.5, between: "
             "[" TESTS ", services.care.price]}]");
        expect_rank(CARE, TESTS, 0, -1, 0, 0.7);
        expect_rank(TESTS, "services.care.price", 0, -1, 0, -0.5);
        expect_rank(CARE, "services.care.price", 0, -1, 0, 0);
        double *x = draw(CARE, 0, -1, 0);
        double mean = 0;
        for (int i = 0; i < DRAWS; i++)
            mean += (x[i] - 0.02) / DRAWS;
        cr_expect_lt(fabs(mean), 0.01 / sqrt(DRAWS) / 10, "the first is spread evenly: %g", mean);
        free(x);
    }
}

Test(correlations, of_draws_that_vary_more_often)
{
    READ(
        TWO_PLACES,
        "correlations=[{rank: 0.6, between: [economy.inflation, services.care.growth.innovation]}, "
        "{rank: -0.8, between: [services.care.growth.place_innovation, economy.efficiency.acute]}, "
        "{rank: 0.5, between: [models.one.fidelity, models.one.contract.quality.score]}]");
    for (int year = 1; year < 3; year++) {
        expect_rank("economy.inflation", "innovation", -1, -1, year, 0.6);
        expect_rank("economy.efficiency.acute", "innovation", 1, -1, year, -0.8);
    }
    expect_rank("models.one.fidelity", "models.one.contract.quality.score", 0, 1, 0, 0.5);
    double *x = draw("economy.inflation", -1, -1, 1), *y = draw("innovation", -1, -1, 2);
    cr_expect_leq(fabs(spearman(x, y)), 4 / sqrt(DRAWS), "different years are independent");
    free(x);
    free(y);
}

/* sqrt(n) times Kolmogorov's distance from the distribution of the assumption itself. */
static double distance(double *x, const struct distribution_settings *settings)
{
    double worst = 0;
    sorted = x;
    static int order[DRAWS];
    for (int i = 0; i < DRAWS; i++)
        order[i] = i;
    qsort(order, DRAWS, sizeof(int), by_value);
    for (int i = 0; i < DRAWS; i += 16) {
        const double p = distribution_below(settings, x[order[i]]);
        worst = fmax(worst, fmax((i + 1.0) / DRAWS - p, p - (double)i / DRAWS));
    }
    return worst * sqrt(DRAWS);
}

Test(correlations, leave_each_distribution_as_it_was)
{
    const char *const paths[] = {CARE, TESTS, "services.care.price", "places.here.funding"};
    READ(TWO_PLACES,
         "correlations=[{rank: 0.6, between: [" CARE ", " TESTS ", services.care.price, "
         "places.here.funding]}]");
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        double *x = draw(paths[i], 0, -1, 0);
        cr_expect_lt(distance(x, &assumption(paths[i])->distribution), 2.2, "%s", paths[i]);
        free(x);
    }
}

/* Whether a value is drawn as it is without correlations, bit by bit. */
static bool moved(const char *path, const char *correlations)
{
    READ(TWO_PLACES);
    double *before = draw(path, 0, 0, 1);
    READ(TWO_PLACES, correlations);
    double *after = draw(path, 0, 0, 1);
    const bool same = memcmp(before, after, DRAWS * sizeof *before) == 0;
    free(before);
    free(after);
    return !same;
}

Test(correlations, move_only_what_is_named_and_not_the_first)
{
    const char *const key = "correlations=[{rank: 0.5, between: [" CARE ", " TESTS "]}]";
    cr_expect_not(moved(CARE, key));
    cr_expect(moved(TESTS, key));
    cr_expect_not(moved("services.care.price", key));
    cr_expect_not(moved("economy.inflation", key));
    cr_expect_not(moved("innovation", key));
    cr_expect_not(moved(TESTS, "correlations=[{rank: 0, between: [" CARE ", " TESTS "]}]"));
}

Test(correlations, are_shared_by_models_that_share_the_draw)
{
    const char *const key =
        "correlations=[{rank: 0.5, between: [" CARE ", models.one.effects.care.level]}]";
    cr_expect(moved("models.one.effects.care.level", key));
    cr_expect(moved("models.two.effects.care.level", key));
    cr_expect_not(moved("models.own.effects.care.level", key));
    READ(TWO_PLACES, key);
    expect_rank(CARE, "models.two.effects.care.level", 0, -1, 0, 0.5);
    const char *const own =
        "correlations=[{rank: 0.5, between: [" CARE ", models.own.effects.care.level]}]";
    cr_expect_not(moved("models.one.effects.care.level", own));
    cr_expect(moved("models.own.effects.care.level", own));
}

Test(correlations, do_not_touch_means)
{
    struct arena arena = {0};
    struct block block;
    lanes x;
    READ(TWO_PLACES, "correlations=[{rank: 0.5, between: [" CARE ", " TESTS "]}]");
    cr_assert(block_init(&block, plan, &arena));
    block.at_means = true;
    block_start(&block, plan, 0, LANES);
    block_draw(&block, plan, index_of(TESTS), 0, 0, -1, 0, x);
    EXPECT_NEAR(x[5], 0.02);
    block_innovation(&block, plan, &plan->service[0], -1, 1, x);
    cr_expect_eq(x[5], 0);
    arena_finish(&arena);
}
