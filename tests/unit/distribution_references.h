/* What the cases of distributions are compared with: GSL, or closed forms of their own. Each
 * REFERENCE has the quantile from the lower and from the upper tail, and the cdf. */
#ifndef DISTRIBUTION_REFERENCES_H
#define DISTRIBUTION_REFERENCES_H

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#define REFERENCE(name, quantile_lower, quantile_upper, probability)                               \
    static double name##_lower(double p, const double a[5])                                        \
    {                                                                                              \
        return quantile_lower;                                                                     \
    }                                                                                              \
    static double name##_upper(double q, const double a[5])                                        \
    {                                                                                              \
        return quantile_upper;                                                                     \
    }                                                                                              \
    static double name##_cdf(double x, const double a[5])                                          \
    {                                                                                              \
        return probability;                                                                        \
    }
#define REFERENCES(name) name##_lower, name##_upper, name##_cdf

REFERENCE(normal, a[0] + gsl_cdf_gaussian_Pinv(p, a[1]), a[0] + gsl_cdf_gaussian_Qinv(q, a[1]),
          gsl_cdf_gaussian_P(x - a[0], a[1]))

static double log_sd(const double a[5])
{
    return sqrt(log1p(a[1] * a[1] / (a[0] * a[0])));
}
static double log_mean(const double a[5])
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

static double triangle_rising(double p, const double a[5])
{
    return a[0] + sqrt(p * (a[2] - a[0]) * (a[1] - a[0]));
}
static double triangle_falling(double q, const double a[5])
{
    return a[2] - sqrt(q * (a[2] - a[0]) * (a[2] - a[1]));
}
static double triangle_split(const double a[5])
{
    return (a[1] - a[0]) / (a[2] - a[0]);
}
static double triangle_probability(double x, const double a[5])
{
    if (x <= a[0] || x >= a[2])
        return x > a[0];
    return x < a[1] ? (x - a[0]) * (x - a[0]) / ((a[2] - a[0]) * (a[1] - a[0]))
                    : 1 - (a[2] - x) * (a[2] - x) / ((a[2] - a[0]) * (a[2] - a[1]));
}
REFERENCE(triangular, p < triangle_split(a) ? triangle_rising(p, a) : triangle_falling(1 - p, a),
          1 - q < triangle_split(a) ? triangle_rising(1 - q, a) : triangle_falling(q, a),
          triangle_probability(x, a))

static double pert_alpha(const double a[5])
{
    return 1 + 4 * (a[1] - a[0]) / (a[2] - a[0]);
}
static double pert_beta(const double a[5])
{
    return 6 - pert_alpha(a);
}
REFERENCE(pert, a[0] + (a[2] - a[0]) * gsl_cdf_beta_Pinv(p, pert_alpha(a), pert_beta(a)),
          a[0] + (a[2] - a[0]) * gsl_cdf_beta_Qinv(q, pert_alpha(a), pert_beta(a)),
          gsl_cdf_beta_P((x - a[0]) / (a[2] - a[0]), pert_alpha(a), pert_beta(a)))

static double beta_count(const double a[5])
{
    return a[0] * (1 - a[0]) / (a[1] * a[1]) - 1;
}
#define BETA_SHAPES a[0] * beta_count(a), (1 - a[0]) * beta_count(a)
REFERENCE(beta, gsl_cdf_beta_Pinv(p, BETA_SHAPES), gsl_cdf_beta_Qinv(q, BETA_SHAPES),
          gsl_cdf_beta_P(x, BETA_SHAPES))
/* GSL's inverses find no answer for small and for large shapes; its cdf does. Bisection over the
 * positive doubles, in the order of their bits. */
static double invert(double (*cdf)(double x, double a, double b), bool rises, double p,
                     const double a[5])
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

REFERENCE(weibull, gsl_cdf_weibull_Pinv(p, a[1], a[0]), gsl_cdf_weibull_Qinv(q, a[1], a[0]),
          gsl_cdf_weibull_P(x, a[1], a[0]))

/* Shape and scale of mean 3 and sd 1, by 30 digits of arithmetic. */
static const double weibull_three[5] = {3.3035248367563007, 3.3442449441393795};
REFERENCE(weibull_moments, ((void)a, weibull_lower(p, weibull_three)),
          ((void)a, weibull_upper(q, weibull_three)), ((void)a, weibull_cdf(x, weibull_three)))

/* GSL's inverse of the t is inexact; bisection of its upper tail, over the positive doubles. */
static double student_tail(double x, double degrees, double unused)
{
    (void)unused;
    return gsl_cdf_tdist_Q(x, degrees);
}
static double student(double tail, const double a[5])
{
    const double degrees[5] = {a[2]};
    return tail < 0.5 ? invert(student_tail, false, tail, degrees)
                      : -invert(student_tail, false, 1 - tail, degrees);
}
static double student_scale(const double a[5])
{
    return a[1] * sqrt((a[2] - 2) / a[2]);
}
REFERENCE(student_sd, a[0] - student_scale(a) * student(p, a),
          a[0] + student_scale(a) * student(q, a),
          gsl_cdf_tdist_P((x - a[0]) / student_scale(a), a[2]))
REFERENCE(student_t, a[0] - a[1] * student(p, a), a[0] + a[1] * student(q, a),
          gsl_cdf_tdist_P((x - a[0]) / a[1], a[2]))

/* Keelin's equations for the metalog and its kinds with ends, written with his y and ln(y/(1-y));
 * logit is that logarithm. */
static double metalog(double y, double logit, double q10, double q50, double q90)
{
    const double r = (q50 - q10) / (q90 - q10);
    return q50 + (q90 - q10) / (2 * log(9)) * logit +
           (1 - 2 * r) * (q90 - q10) / (0.8 * log(9)) * (y - 0.5) * logit;
}
#define LOWER p, log(p) - log1p(-p)
#define UPPER 1 - q, log1p(-q) - log(q)
/* The probability at which a rising curve reaches x. */
static double reached(double (*lower)(double p, const double a[5]), double x, const double a[5])
{
    double low = 0, high = 1;
    for (int i = 0; i < 52; i++) {
        const double middle = (low + high) / 2;
        if (lower(middle, a) < x)
            low = middle;
        else
            high = middle;
    }
    return low;
}
REFERENCE(unbounded, metalog(LOWER, a[0], a[1], a[2]), metalog(UPPER, a[0], a[1], a[2]),
          reached(unbounded_lower, x, a))
#define LOGS log(a[1] - a[0]), log(a[2] - a[0]), log(a[3] - a[0])
REFERENCE(with_min, a[0] + exp(metalog(LOWER, LOGS)), a[0] + exp(metalog(UPPER, LOGS)),
          reached(with_min_lower, x, a))
#define MINUS_LOGS -log(a[3] - a[0]), -log(a[3] - a[1]), -log(a[3] - a[2])
REFERENCE(with_max, a[3] - exp(-metalog(LOWER, MINUS_LOGS)),
          a[3] - exp(-metalog(UPPER, MINUS_LOGS)), reached(with_max_lower, x, a))
static double between(double m, const double a[5])
{
    return (a[0] + a[4] * exp(m)) / (1 + exp(m));
}
static double logit_of(const double a[5], int i)
{
    return log((a[i] - a[0]) / (a[4] - a[i]));
}
#define LOGITS logit_of(a, 1), logit_of(a, 2), logit_of(a, 3)
REFERENCE(with_both, between(metalog(LOWER, LOGITS), a), between(metalog(UPPER, LOGITS), a),
          reached(with_both_lower, x, a))

/* A truncated one from the references of the whole: min a[3], max a[4]. */
#define TRUNCATED(base)                                                                            \
    REFERENCE(                                                                                     \
        base##_cut,                                                                                \
        base##_lower(base##_cdf(a[3], a) + p * (base##_cdf(a[4], a) - base##_cdf(a[3], a)), a),    \
        base##_upper(1 - base##_cdf(a[4], a) + q * (base##_cdf(a[4], a) - base##_cdf(a[3], a)),    \
                     a),                                                                           \
        (base##_cdf(x, a) - base##_cdf(a[3], a)) / (base##_cdf(a[4], a) - base##_cdf(a[3], a)))
TRUNCATED(normal)
TRUNCATED(gamma)
TRUNCATED(lognormal)
TRUNCATED(triangular)
TRUNCATED(student_t)

#endif
