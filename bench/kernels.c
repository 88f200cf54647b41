/* How fast the kernels of draws are: in lanes, as the engine runs them, against the plain path that
 * makes one value at a time (Random123, libm and GSL). Medians of repeats; prints
 *
 *   kernel   lanes [ns a draw]   plain [ns a draw]   ratio   spread of the lanes' repeats [%]
 */
#include "draw/address.h"
#include "draw/distribution.h"
#include "draw/math.h"

#include <Random123/philox.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define REPEATS 11
#define SECONDS 0.02 /* at least, a repeat */

struct bench {
    const char *name, *against;
    void (*lanes)(const struct bench *, uint64_t block, double x[LANES]);
    double (*plain)(const struct bench *, double u);
    const char *distribution;
    double argument[3];
    struct distribution_settings settings;
};

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* ---- in lanes ---- */

static void uniform_lanes(const struct bench *bench, uint64_t block, double x[LANES])
{
    (void)bench;
    address_uniform(1, 2, 0, block * LANES, x);
}

static void addressed(const struct bench *bench, uint64_t block, double x[LANES])
{
    double u[LANES];
    address_uniform(1, 2, 0, block * LANES, u);
    bench->settings.row->quantile(&bench->settings, u, x);
}

/* ---- one at a time ---- */

static double plain_uniform(uint64_t trial)
{
    const philox4x32_ctr_t counter = {{2, 0, (uint32_t)(trial / 2), (uint32_t)(trial / 2 >> 32)}};
    const philox4x32_key_t key = {{1, 0}};
    const philox4x32_ctr_t out = philox4x32(counter, key);
    const uint32_t *const words = out.v + 2 * (trial % 2);
    return ((double)(((uint64_t)words[1] << 32 | words[0]) >> 12) + 0.5) / 4503599627370496.0;
}

static double as_it_is(const struct bench *bench, double u)
{
    (void)bench;
    return u;
}

static double plain_normal(const struct bench *bench, double u)
{
    return bench->argument[0] + bench->argument[1] * gsl_cdf_ugaussian_Pinv(u);
}

static double plain_lognormal(const struct bench *bench, double u)
{
    return exp(bench->settings.number[1] + bench->settings.number[2] * gsl_cdf_ugaussian_Pinv(u));
}

static double plain_line(const struct bench *bench, double u)
{
    return bench->argument[0] + u * (bench->argument[1] - bench->argument[0]);
}

static double plain_triangle(const struct bench *bench, double u)
{
    const double *const a = bench->argument;
    const double split = (a[1] - a[0]) / (a[2] - a[0]);
    return u < split ? a[0] + sqrt(u * (a[2] - a[0]) * (a[1] - a[0]))
                     : a[2] - sqrt((1 - u) * (a[2] - a[0]) * (a[2] - a[1]));
}

static double plain_pert(const struct bench *bench, double u)
{
    const double *const a = bench->argument, alpha = 1 + 4 * (a[1] - a[0]) / (a[2] - a[0]);
    return a[0] + (a[2] - a[0]) * gsl_cdf_beta_Pinv(u, alpha, 6 - alpha);
}

static double plain_beta(const struct bench *bench, double u)
{
    const double mean = bench->argument[0], sd = bench->argument[1];
    const double n = mean * (1 - mean) / (sd * sd) - 1;
    return gsl_cdf_beta_Pinv(u, mean * n, (1 - mean) * n);
}

static double plain_gamma(const struct bench *bench, double u)
{
    const double mean = bench->argument[0], sd = bench->argument[1];
    return gsl_cdf_gamma_Pinv(u, mean * mean / (sd * sd), sd * sd / mean);
}

static const double values[] = {0, 1, 2, 5}, probabilities[] = {0.4, 0.3, 0.2, 0.1};

static double plain_discrete(const struct bench *bench, double u)
{
    (void)bench;
    double end = 0;
    for (int i = 0; i < 3; i++) {
        end += probabilities[i];
        if (u < end)
            return values[i];
    }
    return values[3];
}

/* ---- timing ---- */

static volatile double sink;

static double time_lanes(const struct bench *bench, uint64_t blocks)
{
    double total = 0;
    const double start = seconds();
    for (uint64_t block = 0; block < blocks; block++) {
        double x[LANES];
        bench->lanes(bench, block, x);
        total += x[block % LANES];
    }
    const double took = seconds() - start;
    sink = total;
    return took;
}

static double time_plain(const struct bench *bench, uint64_t blocks)
{
    double total = 0;
    const double start = seconds();
    for (uint64_t trial = 0; trial < blocks * LANES; trial++)
        total += bench->plain(bench, plain_uniform(trial));
    const double took = seconds() - start;
    sink = total;
    return took;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* ns a draw: the median of the repeats; spread: their interquartile range, % of the median. */
static double median(double (*run)(const struct bench *, uint64_t), const struct bench *bench,
                     double *spread)
{
    uint64_t blocks = 16;
    while (run(bench, blocks) < SECONDS)
        blocks *= 2;
    double took[REPEATS];
    for (int i = 0; i < REPEATS; i++)
        took[i] = run(bench, blocks) / (double)(blocks * LANES) * 1e9;
    qsort(took, REPEATS, sizeof took[0], ascending);
    *spread = 100 * (took[3 * REPEATS / 4] - took[REPEATS / 4]) / took[REPEATS / 2];
    return took[REPEATS / 2];
}

static bool compile(struct bench *bench, struct arena *arena)
{
    if (!bench->distribution)
        return true;
    bench->settings.row = distribution_find(bench->distribution);
    struct distribution_argument arguments[3] = {{0}};
    for (int i = 0; i < 3; i++)
        arguments[i] = (struct distribution_argument){bench->settings.row->forms[0].fields[i],
                                                      &bench->argument[i], 1};
    if (bench->plain == plain_discrete) {
        arguments[0] = (struct distribution_argument){"values", values, 4};
        arguments[1] = (struct distribution_argument){"probabilities", probabilities, 4};
    }
    const char *const wrong = bench->settings.row->compile(&bench->settings, 0, arguments, arena);
    if (wrong)
        fprintf(stderr, "%s: %s\n", bench->name, wrong);
    return !wrong;
}

int main(void)
{
    struct bench benches[] = {
        {"uniform", "Random123", uniform_lanes, as_it_is, NULL, {0}, {0}},
        {"normal", "GSL", addressed, plain_normal, "normal", {0, 1}, {0}},
        {"lognormal", "GSL, libm", addressed, plain_lognormal, "lognormal", {3, 1}, {0}},
        {"uniform in a range", "C", addressed, plain_line, "uniform", {1, 3}, {0}},
        {"triangular", "C", addressed, plain_triangle, "triangular", {0, 0.3, 1}, {0}},
        {"pert", "GSL", addressed, plain_pert, "pert", {0, 0.3, 1}, {0}},
        {"beta", "GSL", addressed, plain_beta, "beta", {0.7, 0.15}, {0}},
        {"gamma", "GSL", addressed, plain_gamma, "gamma", {1, 0.4}, {0}},
        {"gamma, shape below 1", "GSL", addressed, plain_gamma, "gamma", {1, 1.5}, {0}},
        {"discrete", "C", addressed, plain_discrete, "discrete", {0}, {0}},
    };
    struct arena arena = {0};
    bool done = true;
    printf(
        "One thread, %d repeats of at least %g s, draws by address. 'plain' is one draw at a time\n"
        "through Random123 and the formula or library named.\n\n",
        REPEATS, SECONDS);
    printf("%-22s %14s %14s %8s %8s  %s\n", "kernel", "lanes ns/draw", "plain ns/draw", "ratio",
           "spread", "plain is");
    for (size_t i = 0; i < sizeof benches / sizeof benches[0] && done; i++) {
        struct bench *const bench = &benches[i];
        done = compile(bench, &arena);
        if (!done)
            break;
        double spread, ignored;
        const double lanes = median(time_lanes, bench, &spread);
        const double plain = median(time_plain, bench, &ignored);
        printf("%-22s %14.2f %14.2f %7.1fx %6.1f %%  %s\n", bench->name, lanes, plain,
               plain / lanes, spread, bench->against);
    }
    arena_finish(&arena);
    return done ? 0 : 1;
}
