#include "distribution_cases.h"

#include <criterion/criterion.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#define REFERENCE(name, quantile_lower, quantile_upper, probability)                               \
    static double name##_lower(double p, const double a[3])                                        \
    {                                                                                              \
        return quantile_lower;                                                                     \
    }                                                                                              \
    static double name##_upper(double q, const double a[3])                                        \
    {                                                                                              \
        return quantile_upper;                                                                     \
    }                                                                                              \
    static double name##_cdf(double x, const double a[3])                                          \
    {                                                                                              \
        return probability;                                                                        \
    }
#define REFERENCES(name) name##_lower, name##_upper, name##_cdf

REFERENCE(normal, a[0] + gsl_cdf_gaussian_Pinv(p, a[1]), a[0] + gsl_cdf_gaussian_Qinv(q, a[1]),
          gsl_cdf_gaussian_P(x - a[0], a[1]))

static double log_sd(const double a[3])
{
    return sqrt(log1p(a[1] * a[1] / (a[0] * a[0])));
}
static double log_mean(const double a[3])
{
    return log(a[0]) - 0.5 * log1p(a[1] * a[1] / (a[0] * a[0]));
}
REFERENCE(lognormal, gsl_cdf_lognormal_Pinv(p, log_mean(a), log_sd(a)),
          gsl_cdf_lognormal_Qinv(q, log_mean(a), log_sd(a)),
          gsl_cdf_lognormal_P(x, log_mean(a), log_sd(a)))
REFERENCE(log_parameters, gsl_cdf_lognormal_Pinv(p, a[0], a[1]),
          gsl_cdf_lognormal_Qinv(q, a[0], a[1]), gsl_cdf_lognormal_P(x, a[0], a[1]))

REFERENCE(uniform, gsl_cdf_flat_Pinv(p, a[0], a[1]), gsl_cdf_flat_Qinv(q, a[0], a[1]),
          gsl_cdf_flat_P(x, a[0], a[1]))

static double triangle_rising(double p, const double a[3])
{
    return a[0] + sqrt(p * (a[2] - a[0]) * (a[1] - a[0]));
}
static double triangle_falling(double q, const double a[3])
{
    return a[2] - sqrt(q * (a[2] - a[0]) * (a[2] - a[1]));
}
static double triangle_split(const double a[3])
{
    return (a[1] - a[0]) / (a[2] - a[0]);
}
static double triangle_probability(double x, const double a[3])
{
    if (x <= a[0] || x >= a[2])
        return x > a[0];
    return x < a[1] ? (x - a[0]) * (x - a[0]) / ((a[2] - a[0]) * (a[1] - a[0]))
                    : 1 - (a[2] - x) * (a[2] - x) / ((a[2] - a[0]) * (a[2] - a[1]));
}
REFERENCE(triangular, p < triangle_split(a) ? triangle_rising(p, a) : triangle_falling(1 - p, a),
          1 - q < triangle_split(a) ? triangle_rising(1 - q, a) : triangle_falling(q, a),
          triangle_probability(x, a))

static double pert_alpha(const double a[3])
{
    return 1 + 4 * (a[1] - a[0]) / (a[2] - a[0]);
}
static double pert_beta(const double a[3])
{
    return 6 - pert_alpha(a);
}
REFERENCE(pert, a[0] + (a[2] - a[0]) * gsl_cdf_beta_Pinv(p, pert_alpha(a), pert_beta(a)),
          a[0] + (a[2] - a[0]) * gsl_cdf_beta_Qinv(q, pert_alpha(a), pert_beta(a)),
          gsl_cdf_beta_P((x - a[0]) / (a[2] - a[0]), pert_alpha(a), pert_beta(a)))

static double beta_count(const double a[3])
{
    return a[0] * (1 - a[0]) / (a[1] * a[1]) - 1;
}
#define BETA_SHAPES a[0] * beta_count(a), (1 - a[0]) * beta_count(a)
REFERENCE(beta, gsl_cdf_beta_Pinv(p, BETA_SHAPES), gsl_cdf_beta_Qinv(q, BETA_SHAPES),
          gsl_cdf_beta_P(x, BETA_SHAPES))
/* GSL's inverses find no answer for small and for large shapes; its cdf does. Bisection over the
 * positive doubles, in the order of their bits. */
static double invert(double (*cdf)(double x, double a, double b), bool rises, double p,
                     const double a[3])
{
    uint64_t low = 0, high = 0x7fefffffffffffff;
    while (low + 1 < high) {
        const uint64_t middle = low + (high - low) / 2;
        double x;
        memcpy(&x, &middle, sizeof x);
        if ((cdf(x, a[0], a[1]) < p) == rises)
            low = middle;
        else
            high = middle;
    }
    double x;
    memcpy(&x, &high, sizeof x);
    return x;
}
REFERENCE(shapes, invert(gsl_cdf_beta_P, true, p, a), invert(gsl_cdf_beta_Q, false, q, a),
          gsl_cdf_beta_P(x, a[0], a[1]))

/* Beta with a second shape of 1, where GSL's inverse may fail. */
REFERENCE(power, pow(p, 1 / a[0]), exp(log1p(-q) / a[0]), pow(x, a[0]))

#define GAMMA_PARAMETERS a[0] * a[0] / (a[1] * a[1]), a[1] * a[1] / a[0]
REFERENCE(gamma, gsl_cdf_gamma_Pinv(p, GAMMA_PARAMETERS), gsl_cdf_gamma_Qinv(q, GAMMA_PARAMETERS),
          gsl_cdf_gamma_P(x, GAMMA_PARAMETERS))
REFERENCE(shape, invert(gsl_cdf_gamma_P, true, p, a), invert(gsl_cdf_gamma_Q, false, q, a),
          gsl_cdf_gamma_P(x, a[0], a[1]))

const double discrete_values[DISCRETE_OUTCOMES] = {2, -1, 10, 2, 0.5};
const double discrete_probabilities[DISCRETE_OUTCOMES] = {0.2, 0.25, 0.05, 0.1, 0.4};

/* The table's aim is 1e-9; shapes near 0 reach less, as stated here. */
const struct distribution_case distribution_cases[] = {
    {"constant", 0, {4.25}, .mean = 4.25, .sd = 0},
    {"normal", 0, {0.032, 0.006}, REFERENCES(normal), 0.032, 0.006, 1e-14, 1e-14},
    {"normal", 0, {-1e6, 3}, REFERENCES(normal), -1e6, 3, 1e-9, 1e-9},
    {"lognormal", 0, {3, 1}, REFERENCES(lognormal), 3, 1, 1e-13, 1e-13},
    {"lognormal", 0, {1, 0.03}, REFERENCES(lognormal), 1, 0.03, 1e-13, 1e-13},
    {"lognormal", 0, {0.5, 5}, REFERENCES(lognormal), 0.5, 5, 1e-13, 1e-12},
    {"lognormal",
     1,
     {-1, 0.5},
     REFERENCES(log_parameters),
     0.4168620196785084,
     0.22216259068075503,
     1e-13,
     1e-13},
    {"uniform", 0, {-2, 5}, REFERENCES(uniform), 1.5, 2.0207259421636903, 1e-15, 1e-15},
    {"triangular",
     0,
     {0, 0.04, 0.12},
     REFERENCES(triangular),
     0.16 / 3,
     0.02494438257849294,
     1e-14,
     1e-14},
    {"triangular",
     0,
     {0, 0, 1},
     REFERENCES(triangular),
     1.0 / 3,
     0.23570226039551584,
     1e-14,
     1e-14},
    {"triangular",
     0,
     {2, 3, 3},
     REFERENCES(triangular),
     2 + 2.0 / 3,
     0.23570226039551584,
     1e-14,
     1e-14},
    {"pert", 0, {0, 0.3, 0.8}, REFERENCES(pert), 2.0 / 6, 0.14907119849998599, 2e-9, 2e-9},
    {"pert", 0, {-5, -5, 10}, REFERENCES(pert), -2.5, 2.1128856368212916, 2e-9, 2e-9},
    {"pert", 0, {1, 9, 9}, REFERENCES(pert), 46.0 / 6, 1.1268723396380223, 2e-9, 2e-9},
    {"beta", 0, {0.7, 0.15}, REFERENCES(beta), 0.7, 0.15, 2e-9, 2e-9},
    {"beta", 0, {0.85, 0.08}, REFERENCES(beta), 0.85, 0.08, 2e-9, 2e-9},
    {"beta", 1, {1, 1}, REFERENCES(shapes), 0.5, 0.28867513459481288, 2e-9, 2e-9},
    {"beta", 1, {0.5, 0.5}, REFERENCES(shapes), 0.5, 0.35355339059327376, 2e-9, 2e-9},
    {"beta", 1, {0.05, 1}, REFERENCES(power), 0.05 / 1.05, 0.14873691608438674, 4e-9, 4e-9},
    {"beta", 1, {0.05, 0.05}, REFERENCES(shapes), 0.5, 0.47673129462279612, 4e-9, 4e-9},
    {"beta", 1, {500, 200}, REFERENCES(shapes), 5.0 / 7, 0.017062511260594642, 2e-9, 2e-9},
    {"gamma", 0, {1, 0.2}, REFERENCES(gamma), 1, 0.2, 2e-9, 2e-9},
    {"gamma", 0, {3, 5}, REFERENCES(gamma), 3, 5, 2e-9, 2e-9},
    {"gamma", 1, {1, 2}, REFERENCES(shape), 2, 2, 2e-9, 2e-9},
    {"gamma", 1, {0.05, 1}, REFERENCES(shape), 0.05, 0.22360679774997896, 4e-9, 4e-9},
    {"gamma", 1, {5000, 0.01}, REFERENCES(shape), 50, 0.70710678118654752, 2e-9, 2e-9},
    {"discrete", 0, {0}, .mean = 1.05, .sd = 2.3339880033967613},
    {0},
};

struct distribution_settings distribution_case_compile(const struct distribution_case *given,
                                                       struct arena *arena)
{
    struct distribution_settings settings = {.row = distribution_find(given->name)};
    cr_assert(settings.row, "%s", given->name);
    struct distribution_argument arguments[DISTRIBUTION_FIELDS] = {{0}};
    const char *const *const fields = settings.row->forms[given->form].fields;
    for (int i = 0; i < DISTRIBUTION_FIELDS && fields[i]; i++)
        arguments[i] =
            (struct distribution_argument){fields[i], &given->argument[i < 3 ? i : 2], 1};
    if (strcmp(given->name, "discrete") == 0) {
        arguments[0].values = discrete_values;
        arguments[1].values = discrete_probabilities;
        arguments[0].count = arguments[1].count = DISCRETE_OUTCOMES;
    }
    const char *const wrong = settings.row->compile(&settings, given->form, arguments, arena);
    cr_assert_null(wrong, "%s: %s", given->name, wrong);
    return settings;
}
