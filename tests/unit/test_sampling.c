/* Draws as the engine makes them, by address: moments, Kolmogorov-Smirnov and chi-square. Seeds are
 * fixed; bounds are derived from the sampling error, so the tests pass always or have found
 * something. */
#include "distribution_cases.h"
#include "draw/address.h"

#include <criterion/criterion.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DRAWS (1 << 18)
#define SEED 20170331

TestSuite(sampling, .init = (void (*)(void))gsl_set_error_handler_off);

/* DRAWS draws of one assumption, trial by trial. */
static double *draw(const struct distribution_settings *settings, uint64_t hash)
{
    double *const x = malloc(DRAWS * sizeof *x);
    cr_assert_not_null(x);
    for (uint64_t first = 0; first < DRAWS; first += LANES) {
        double u[LANES];
        address_uniform(SEED, hash, 0, first, u);
        settings->row->quantile(settings, u, x + first);
    }
    return x;
}

/* Mean within 4 standard errors, variance within 5 of its own (from the fourth moment). */
static void expect_moments(const struct distribution_case *given,
                           const struct distribution_settings *settings, const double *x)
{
    double mean = 0, variance = 0, fourth = 0;
    for (int i = 0; i < DRAWS; i++)
        mean += (x[i] - settings->mean) / DRAWS;
    for (int i = 0; i < DRAWS; i++) {
        const double square = (x[i] - settings->mean) * (x[i] - settings->mean);
        variance += square / DRAWS;
        fourth += square * square / DRAWS;
    }
    const double error = settings->sd / sqrt(DRAWS);
    cr_expect_leq(fabs(mean), 4 * error, "%s: mean off by %.2f standard errors", given->name,
                  mean / error);
    const double expected = settings->sd * settings->sd;
    const double variance_error = sqrt((fourth - variance * variance) / DRAWS);
    cr_expect_leq(fabs(variance - expected), 5 * variance_error,
                  "%s: variance off by %.2f standard errors", given->name,
                  (variance - expected) / variance_error);
}

/* Kolmogorov: sqrt(n) D exceeds 2.2 with probability 1.3e-4. */
static void expect_distribution(const struct distribution_case *given,
                                const struct distribution_settings *settings, double *x)
{
    /* Doubles below a highest value of 1 are too coarse for shapes near 0. */
    const double fine = isfinite(settings->highest)
                            ? settings->highest - 1e-9 * (settings->highest - settings->lowest)
                            : INFINITY;
    gsl_sort(x, 1, DRAWS);
    double distance = 0;
    for (int i = 0; i < DRAWS && x[i] < fine; i++) {
        const double p = given->cdf(x[i], given->argument);
        distance = fmax(distance, fmax((i + 1.0) / DRAWS - p, p - i / (double)DRAWS));
    }
    cr_expect_leq(distance * sqrt(DRAWS), 2.2, "%s(%g, %g, %g): sqrt(n) D = %.3f", given->name,
                  given->argument[0], given->argument[1], given->argument[2],
                  distance * sqrt(DRAWS));
}

Test(sampling, moments_and_distribution)
{
    struct arena arena = {0};
    for (const struct distribution_case *given = distribution_cases; given->name; given++) {
        const struct distribution_settings settings = distribution_case_compile(given, &arena);
        double *const x = draw(&settings, (uint64_t)(given - distribution_cases) + 1);
        if (settings.sd > 0)
            expect_moments(given, &settings, x);
        if (given->cdf)
            expect_distribution(given, &settings, x);
        free(x);
    }
    arena_finish(&arena);
}

/* Counts of expected size in every cell: chi-square below its 1e-5 quantile. */
static void expect_counts(const double *count, const double *expected, int cells, const char *what)
{
    double chi_square = 0;
    for (int i = 0; i < cells; i++)
        chi_square += (count[i] - expected[i]) * (count[i] - expected[i]) / expected[i];
    const double limit = gsl_cdf_chisq_Qinv(1e-5, cells - 1);
    cr_expect_leq(chi_square, limit, "%s: chi-square %.1f, limit %.1f", what, chi_square, limit);
}

Test(sampling, discrete_by_chi_square)
{
    struct arena arena = {0};
    const struct distribution_case *given = distribution_cases;
    while (strcmp(given->name, "discrete") != 0)
        given++;
    const struct distribution_settings settings = distribution_case_compile(given, &arena);
    double *const x = draw(&settings, 99);
    const double values[] = {-1, 0.5, 2, 10}, shares[] = {0.25, 0.4, 0.3, 0.05};
    double count[4] = {0}, expected[4], all = 0;
    for (int k = 0; k < 4; k++) {
        expected[k] = shares[k] * DRAWS;
        for (int i = 0; i < DRAWS; i++)
            count[k] += x[i] == values[k];
        all += count[k];
    }
    cr_expect_eq(all, DRAWS);
    expect_counts(count, expected, 4, "discrete");
    free(x);
    arena_finish(&arena);
}

enum axis { TRIALS, YEARS, HASHES, SEEDS, AXES };

static double along(enum axis axis, uint64_t i)
{
    double u[LANES];
    const uint64_t hash = hash_bytes("assumption", 10);
    if (axis == TRIALS) {
        address_uniform(SEED, hash, 0, i / LANES * LANES, u);
        return u[i % LANES];
    }
    address_uniform(axis == SEEDS ? i : SEED, axis == HASHES ? address_hash(hash, i, -1) : hash,
                    axis == YEARS ? (unsigned)(i % 65536) : 0,
                    axis == YEARS ? i / 65536 * LANES : 0, u);
    return u[0];
}

/* Neighbours along each part of the address, as points of a square of 16 x 16 cells. */
Test(sampling, neighbouring_addresses_are_independent)
{
    static const char *const names[AXES] = {"trials", "years", "hashes", "seeds"};
    for (enum axis axis = TRIALS; axis < AXES; axis++) {
        double count[256] = {0}, expected[256], last = along(axis, 0);
        const int pairs = 100000;
        for (int i = 1; i <= pairs; i++) {
            const double next = along(axis, (uint64_t)i);
            count[(int)(last * 16) * 16 + (int)(next * 16)]++;
            last = next;
        }
        for (int k = 0; k < 256; k++)
            expected[k] = pairs / 256.0;
        expect_counts(count, expected, 256, names[axis]);
    }
}
