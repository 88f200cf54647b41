/* Quantiles of every distribution against GSL or a closed form; parameters that cannot be. */
#include "distribution_cases.h"
#include "large_shapes.h"

#include <criterion/criterion.h>
#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

static struct arena arena;

static void finish(void)
{
    arena_finish(&arena);
}

TestSuite(distribution, .init = (void (*)(void))gsl_set_error_handler_off, .fini = finish);

/* Largest error over the u given, in sds, or of the distance to the mean where that is more. */
static double error_at(const struct distribution_case *given,
                       const struct distribution_settings *settings, double u)
{
    const double exact =
        u < 0.5 ? given->lower(u, given->argument) : given->upper(1 - u, given->argument);
    cr_assert(isfinite(exact), "GSL has no answer for %s(%g, %g) at %.3g", given->name,
              given->argument[0], given->argument[1], u);
    const double scale = fmax(settings->sd, fabs(exact - settings->mean));
    return fabs(distribution_quantile(settings, u) - exact) / scale;
}

Test(distribution, every_row_has_a_case)
{
    size_t rows = 0;
    for (const struct distribution *row = distribution_rows; row->name; row++, rows++) {
        size_t cases = 0;
        for (const struct distribution_case *given = distribution_cases; given->name; given++)
            cases += strcmp(given->name, row->name) == 0;
        cr_expect_gt(cases, 0, "%s has no case in distribution_cases.c", row->name);
        cr_expect_eq(distribution_find(row->name), row);
        cr_expect_gt(strlen(row->summary), 10);
        cr_expect_not_null(row->forms[0].fields[0]);
    }
    cr_expect_geq(rows, 14);
    cr_expect_null(distribution_find("gaussian"));
}

Test(distribution, quantiles_of_the_body)
{
    for (const struct distribution_case *given = distribution_cases; given->name; given++) {
        if (!given->lower)
            continue;
        const struct distribution_settings settings = distribution_case_compile(given, &arena);
        double worst = error_at(given, &settings, 1e-4);
        for (int i = 0; i < 997; i++)
            worst = fmax(worst, error_at(given, &settings, (i + 0.5) / 997));
        cr_expect_leq(worst, given->body, "%s(%g, %g, %g): error of %.3g sd", given->name,
                      given->argument[0], given->argument[1], given->argument[2], worst);
    }
}

/* Down to the smallest and largest u there is, 2^-53 and 1 - 2^-53. */
Test(distribution, quantiles_of_the_tails)
{
    for (const struct distribution_case *given = distribution_cases; given->name; given++) {
        if (!given->lower)
            continue;
        const struct distribution_settings settings = distribution_case_compile(given, &arena);
        double worst = 0;
        for (double u = 0x1p-53; u < 1e-4; u *= 2) {
            worst = fmax(worst, error_at(given, &settings, u));
            worst = fmax(worst, error_at(given, &settings, 1 - u));
        }
        cr_expect_leq(worst, given->tails, "%s(%g, %g, %g): error of %.3g", given->name,
                      given->argument[0], given->argument[1], given->argument[2], worst);
    }
}

/* The mean and sd a row states: against the case's own, and against the integral over its quantiles
 * (midpoint rule in z, exact to rounding for smooth ones). */
Test(distribution, mean_and_sd)
{
    for (const struct distribution_case *given = distribution_cases; given->name; given++) {
        const struct distribution_settings settings = distribution_case_compile(given, &arena);
        cr_expect_float_eq(settings.mean, given->mean,
                           4e-16 * fabs(given->mean) + fmax(1e-15, given->moments) * given->sd,
                           "%s: mean %.17g", given->name, settings.mean);
        cr_expect_float_eq(settings.sd, given->sd, fmax(1e-13, given->moments) * given->sd,
                           "%s: sd %.17g", given->name, settings.sd);
        if (!given->lower)
            continue;
        double total = 0, first = 0, second = 0;
        for (double z = -8.2; z < 8.2; z += 0x1p-8) {
            const double weight = gsl_ran_ugaussian_pdf(z) * 0x1p-8;
            const double distance =
                distribution_quantile(&settings, 0.5 * erfc(-z / sqrt(2))) - settings.mean;
            total += weight;
            first += weight * distance;
            second += weight * distance * distance;
        }
        cr_expect_float_eq(total, 1, 1e-12);
        cr_expect_float_eq(first, 0, 2e-5 * settings.sd, "%s: mean off by %.3g sd", given->name,
                           first / settings.sd);
        cr_expect_float_eq(sqrt(second), settings.sd, 1e-4 * settings.sd, "%s: sd %.9g, not %.9g",
                           given->name, sqrt(second), settings.sd);
    }
}

Test(distribution, quantiles_ascend_within_the_support)
{
    for (const struct distribution_case *given = distribution_cases; given->name; given++) {
        const struct distribution_settings settings = distribution_case_compile(given, &arena);
        double last = -INFINITY;
        for (int i = 0; i <= 20000; i++) {
            const double u = i == 0 ? 0x1p-53 : i == 20000 ? 1 - 0x1p-53 : i / 20000.0;
            const double x = distribution_quantile(&settings, u);
            cr_assert_geq(x, last - 1e-12 * settings.sd, "%s falls at %g", given->name, u);
            cr_assert(x >= settings.lowest && x <= settings.highest, "%s leaves its support: %.17g",
                      given->name, x);
            last = x;
        }
    }
}

Test(distribution, discrete_takes_each_value_over_its_share)
{
    const struct distribution_case *given = distribution_cases;
    while (strcmp(given->name, "discrete") != 0)
        given++;
    const struct distribution_settings settings = distribution_case_compile(given, &arena);
    const double ends[] = {0.25, 0.65, 0.95, 1}, values[] = {-1, 0.5, 2, 10};
    double from = 0;
    for (int i = 0; i < 4; i++) {
        cr_expect_eq(distribution_quantile(&settings, from + 1e-12), values[i]);
        cr_expect_eq(distribution_quantile(&settings, ends[i] - 1e-12), values[i]);
        from = ends[i];
    }
    cr_expect_eq(settings.lowest, -1);
    cr_expect_eq(settings.highest, 10);
}

/* From some shape on the engine uses expansions; just below it, incomplete functions. */
Test(distribution, large_shapes)
{
    for (size_t i = 0; i < sizeof large_shapes / sizeof large_shapes[0]; i++) {
        const struct distribution_case given = {.name = large_shapes[i].name,
                                                .form = 1,
                                                .argument = {large_shapes[i].a, large_shapes[i].b}};
        const struct distribution_settings settings = distribution_case_compile(&given, &arena);
        const double x = distribution_quantile(&settings, large_shapes[i].u);
        cr_expect_float_eq(
            x, large_shapes[i].x, 2e-9 * fmax(settings.sd, fabs(x - settings.mean)) + 1e-15 * x,
            "%s(%g, %g) at %g: %.3g sd", given.name, given.argument[0], given.argument[1],
            large_shapes[i].u, (x - large_shapes[i].x) / settings.sd);
    }
}

static const char *compile(const char *name, int form, size_t count, const double values[5])
{
    struct distribution_settings settings = {.row = distribution_find(name)};
    struct distribution_argument arguments[DISTRIBUTION_FIELDS] = {{0}};
    for (int i = 0; i < 5; i++)
        arguments[i] =
            (struct distribution_argument){settings.row->forms[form].fields[i], &values[i], count};
    return settings.row->compile(&settings, form, arguments, &arena);
}

Test(distribution, impossible_parameters_are_explained)
{
    static const struct {
        const char *name;
        int form;
        double value[5];
        const char *says;
    } wrong[] = {
        {"constant", 0, {NAN}, "value must be a finite number"},
        {"normal", 0, {0, -1}, "sd must be positive (or 0 for no spread), not -1"},
        {"normal", 0, {INFINITY, 1}, "mean must be a finite number"},
        {"lognormal", 0, {0, 1}, "must be positive, not 0"},
        {"lognormal", 0, {1, -2}, "sd must be positive"},
        {"lognormal", 1, {0, -2}, "sigma must be positive"},
        {"lognormal", 1, {700, 30}, "too large"},
        {"uniform", 0, {2, 1}, "min must not exceed max, but 2 > 1"},
        {"uniform", 0, {-DBL_MAX, DBL_MAX}, "narrower"},
        {"triangular", 0, {0, 2, 1}, "ascending order, not 0, 2, 1"},
        {"pert", 0, {0, -1, 1}, "ascending order"},
        {"beta", 0, {1.2, 0.1}, "between 0 and 1, not 1.2"},
        {"beta", 0, {0.3, 0.5}, "below sqrt(mean (1 - mean)) = 0.458, not 0.5"},
        {"beta", 0, {0.3, -0.1}, "sd must be positive"},
        {"beta", 1, {0, 1}, "alpha and beta must be positive"},
        {"beta", 1, {0.002, 0.002}, "use a discrete distribution"},
        {"beta", 0, {0.5, 1e-9}, "larger sd"},
        {"gamma", 0, {-1, 1}, "mean must be positive, not -1"},
        {"gamma", 0, {1, -1}, "sd must be positive (or 0 for no spread)"},
        {"gamma", 1, {1, 0}, "scale must be positive, not 0"},
        {"gamma", 1, {1e-4, 1}, "shape of 0.0001"},
        {"weibull", 0, {0, 1}, "mean of a weibull must be positive, not 0"},
        {"weibull", 0, {1, -1}, "sd must be positive"},
        {"weibull", 0, {1, 1e-5}, "sd must lie in 0.00128 to 430"},
        {"weibull", 1, {0, 1}, "shape must lie in 0.1 to 1000, not 0"},
        {"weibull", 1, {1, 0}, "scale must be positive, not 0"},
        {"student_t", 0, {0, 1, 2}, "degrees must be more than 2"},
        {"student_t", 1, {0, -1, 5}, "scale must be positive"},
        {"student_t", 0, {0, 1, NAN}, "degrees must be a finite number"},
        {"bernoulli", 0, {1.1}, "must lie in 0 to 1, not 1.1"},
        {"quantiles", 0, {2, 1, 3}, "ascending order, not 2, 1, 3"},
        {"quantiles", 0, {0, 1, 10}, "p50 must lie between 1.66577 and 8.33423, not be 1;"},
        {"quantiles", 1, {0, 1, 1.1, 10}, "must lie between 1.4675 and 6.81432, not be 1.1"},
        {"quantiles", 1, {1, 1, 2, 4}, "min must be below p10, but they are 1 and 1"},
        {"quantiles", 2, {1, 2, 4, 3}, "max must be above p90, but they are 3 and 4"},
        {"quantiles", 1, {0, 1, 10, 100}, "give both min and max"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const char *const message = compile(wrong[i].name, wrong[i].form, 1, wrong[i].value);
        cr_assert_not_null(message, "%s is accepted, wanted: %s", wrong[i].name, wrong[i].says);
        cr_expect_not_null(strstr(message, wrong[i].says), "%s says '%s', not '%s'", wrong[i].name,
                           message, wrong[i].says);
    }
    const double two[5] = {1, 2, 3};
    cr_expect_not_null(strstr(compile("normal", 0, 2, two), "one number, not a list of 2"));
}

static const char *compile_discrete(size_t values, size_t probabilities, const double *value,
                                    const double *probability)
{
    struct distribution_settings settings = {.row = distribution_find("discrete")};
    const struct distribution_argument arguments[] = {
        {"values", value, values}, {"probabilities", probability, probabilities}};
    return settings.row->compile(&settings, 0, arguments, &arena);
}

Test(distribution, impossible_lists_are_explained)
{
    const double values[] = {1, 2}, good[] = {0.5, 0.5}, short_of[] = {0.5, 0.4};
    const double negative[] = {1.5, -0.5};
    cr_expect_null(compile_discrete(2, 2, values, good));
    cr_expect_not_null(strstr(compile_discrete(2, 2, values, short_of), "add up to 1, not to 0.9"));
    cr_expect_not_null(strstr(compile_discrete(2, 1, values, good), "there are 2 and 1"));
    cr_expect_not_null(
        strstr(compile_discrete(2, 2, values, negative), "must lie in 0 to 1, not 1.5"));
    cr_expect_not_null(strstr(compile_discrete(0, 0, values, good), "at least one"));
}

Test(distribution, no_spread_is_a_constant)
{
    static const struct {
        const char *name;
        double argument[5];
    } fixed[] = {
        {"constant", {0.7}},
        {"normal", {0.7, 0}},
        {"lognormal", {0.7, 0}},
        {"uniform", {0.7, 0.7}},
        {"beta", {0.7, 0}},
        {"triangular", {0.7, 0.7, 0.7}},
        {"gamma", {0.7, 0}},
        {"pert", {0.7, 0.7, 0.7}},
        {"weibull", {0.7, 0}},
        {"student_t", {0.7, 0, 4}},
        {"quantiles", {0.7, 0.7, 0.7}},
    };
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        struct distribution_case given = {.name = fixed[i].name};
        memcpy(given.argument, fixed[i].argument, sizeof given.argument);
        const struct distribution_settings settings = distribution_case_compile(&given, &arena);
        cr_expect_eq(settings.mean, 0.7, "%s", fixed[i].name);
        cr_expect_eq(settings.sd, 0, "%s", fixed[i].name);
        cr_expect_eq(settings.lowest, 0.7, "%s", fixed[i].name);
        cr_expect_eq(settings.highest, 0.7, "%s", fixed[i].name);
        cr_expect_eq(distribution_quantile(&settings, 0.123), 0.7, "%s", fixed[i].name);
    }
    const struct distribution_settings plain = distribution_constant(-3);
    cr_expect_eq(distribution_quantile(&plain, 0.5), -3);
    cr_expect_eq(plain.row, distribution_find("constant"));
}

static struct distribution_settings compiled(const char *name, double first, double second)
{
    const struct distribution_case given = {.name = name, .argument = {first, second}};
    return distribution_case_compile(&given, &arena);
}

static void expect_refused(struct distribution_settings settings, double min, double max,
                           const char *says)
{
    const char *const message = distribution_truncate(&settings, min, max, &arena);
    cr_assert_not_null(message, "%g to %g is accepted, wanted: %s", min, max, says);
    cr_expect_not_null(strstr(message, says), "'%s', not '%s'", message, says);
}

Test(distribution, impossible_ranges_are_explained)
{
    const struct distribution_settings normal = compiled("normal", 0, 1);
    expect_refused(normal, 2, 2, "min must be below max, but they are 2 and 2");
    expect_refused(normal, 6, 7, "only 9.9e-10 of its probability is left");
    expect_refused(compiled("uniform", 0, 1), 2, 3, "only 0 of its probability");
    expect_refused(compiled("uniform", 0, 1), -3, -2, "only 0 of its probability");
    expect_refused(compiled("normal", 4, 0), 0, 1, "without spread it is 4, outside 0 to 1");
    expect_refused(compiled("discrete", 0, 0), 3, 9, "none of its values lies from 3 to 9");
}

Test(distribution, a_range_that_cuts_nothing_changes_nothing)
{
    struct distribution_settings share = compiled("uniform", 0.25, 0.75);
    cr_assert_null(distribution_truncate(&share, 0, 1, &arena));
    cr_expect_str_eq(share.row->name, "uniform");
    struct distribution_settings normal = compiled("normal", 0, 1);
    cr_assert_null(distribution_truncate(&normal, -50, 50, &arena));
    cr_expect_eq(distribution_quantile(&normal, 0.975),
                 distribution_quantile(normal.inside, 0.975));
    cr_expect_eq(distribution_quantile(&normal, 0x1p-53),
                 distribution_quantile(normal.inside, 0x1p-53));
    cr_expect_eq(distribution_quantile(&normal, 1 - 0x1p-53),
                 distribution_quantile(normal.inside, 1 - 0x1p-53));
}

/* Values -1, 0.5, 2, 10 with 0.25, 0.4, 0.3, 0.05: from 0.5 to 9 are left 0.5 and 2, both ends
 * belonging to the range. */
Test(distribution, truncated_steps_keep_their_proportions)
{
    struct distribution_settings settings = compiled("discrete", 0, 0);
    cr_assert_null(distribution_truncate(&settings, 0.5, 9, &arena));
    cr_expect_float_eq(settings.mean, (0.4 * 0.5 + 0.3 * 2) / 0.7, 1e-15);
    cr_expect_eq(settings.lowest, 0.5);
    cr_expect_eq(settings.highest, 2);
    cr_expect_eq(distribution_quantile(&settings, 4 / 7.0 - 1e-12), 0.5);
    cr_expect_eq(distribution_quantile(&settings, 4 / 7.0 + 1e-12), 2);
    struct distribution_settings ends = compiled("discrete", 0, 0);
    cr_assert_null(distribution_truncate(&ends, -1, 2, &arena));
    cr_expect_eq(ends.lowest, -1);
    cr_expect_eq(ends.highest, 2);
    struct distribution_settings coin = compiled("bernoulli", 0.3, 0);
    cr_assert_null(distribution_truncate(&coin, 0.5, 2, &arena));
    cr_expect_eq(coin.mean, 1);
    cr_expect_eq(distribution_quantile(&coin, 0.01), 1);
}

Test(distribution, bernoulli_and_empirical_take_their_shares)
{
    const struct distribution_settings coin = compiled("bernoulli", 0.3, 0);
    cr_expect_eq(distribution_quantile(&coin, 0.7 - 1e-12), 0);
    cr_expect_eq(distribution_quantile(&coin, 0.7 + 1e-12), 1);
    cr_expect_eq(compiled("bernoulli", 0, 0).highest, 0);
    cr_expect_eq(compiled("bernoulli", 1, 0).lowest, 1);
    const struct distribution_settings sample = compiled("empirical", 0, 0);
    const double ends[] = {0.2, 0.4, 0.8, 1}, values[] = {-1, 0.5, 2, 10};
    double from = 0;
    for (int i = 0; i < 4; i++) {
        cr_expect_eq(distribution_quantile(&sample, from + 1e-12), values[i]);
        cr_expect_eq(distribution_quantile(&sample, ends[i] - 1e-12), values[i]);
        from = ends[i];
    }
}

Test(distribution, probability_below_inverts_the_quantile)
{
    const struct distribution_settings normal = compiled("normal", 0, 1);
    cr_expect_float_eq(distribution_below(&normal, 1), 0.84134474606854293, 1e-15);
    cr_expect_float_eq(distribution_below(&normal, -6), 9.8658764503769814e-10, 1e-16);
    const struct distribution_settings uniform = compiled("uniform", 0, 1);
    cr_expect_eq(distribution_below(&uniform, -1), 0);
    cr_expect_eq(distribution_below(&uniform, 2), 1);
    const struct distribution_settings coin = compiled("bernoulli", 0.25, 0);
    cr_expect_float_eq(distribution_below(&coin, 1), 0.75, 1e-15);
}

/* Where the tails are heaviest the standard deviation is no yardstick: by the tail at the quantile.
 */
Test(distribution, student_near_two_degrees)
{
    const struct distribution_case given = {
        .name = "student_t", .form = 1, .argument = {0, 1, 2.05}};
    const struct distribution_settings settings = distribution_case_compile(&given, &arena);
    for (double u = 0x1p-53; u < 0.4; u *= 1.7) {
        const double x = distribution_quantile(&settings, u);
        cr_expect_float_eq(gsl_cdf_tdist_P(x, 2.05), u, 1e-8 * u, "at %g: %.9g", u,
                           gsl_cdf_tdist_P(x, 2.05));
    }
}
