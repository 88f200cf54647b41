/* Distributions whose quantile has a closed form or needs the normal quantile only. */
#include "draw/distribution_rows.h"

#include "draw/math.h"
#include "draw/math_inline.h"
#include "draw/special.h"

static void fill(double value, double x[LANES])
{
    FOR_LANES(i) x[i] = value;
}

const char *constant_compile(struct distribution_settings *settings, int form,
                             const struct distribution_argument *arguments, struct arena *arena)
{
    (void)form;
    const char *const wrong = distribution_check(arguments, 1, arena);
    if (!wrong)
        distribution_fix(settings, arguments[0].values[0]);
    return wrong;
}

void constant_quantile(const struct distribution_settings *settings, const double u[LANES],
                       double x[LANES])
{
    (void)u;
    fill(settings->number[0], x);
}

/* number: mean, sd. sd = 0 is allowed and means the mean. */
const char *normal_compile(struct distribution_settings *settings, int form,
                           const struct distribution_argument *arguments, struct arena *arena)
{
    (void)form;
    const char *const wrong = distribution_check(arguments, 2, arena);
    if (wrong)
        return wrong;
    const double mean = arguments[0].values[0], sd = arguments[1].values[0];
    if (sd < 0)
        return distribution_message(arena, "sd must be positive (or 0 for no spread), not %.6g",
                                    sd);
    distribution_fix(settings, mean);
    if (sd > 0) {
        settings->number[1] = settings->sd = sd;
        settings->lowest = -INFINITY;
        settings->highest = INFINITY;
    }
    return NULL;
}

KERNEL void normal_quantile(const struct distribution_settings *settings, const double u[LANES],
                            double x[LANES])
{
    const double mean = settings->number[0], sd = settings->number[1];
    double z[LANES];
    math_normal_quantile_lanes(u, z);
    FOR_LANES(i) x[i] = mean + sd * z[i];
}

/* number: value without spread, mu, sigma. */
const char *lognormal_compile(struct distribution_settings *settings, int form,
                              const struct distribution_argument *arguments, struct arena *arena)
{
    const char *const wrong = distribution_check(arguments, 2, arena);
    if (wrong)
        return wrong;
    const double first = arguments[0].values[0], second = arguments[1].values[0];
    if (second < 0)
        return distribution_message(arena, "%s must be positive (or 0 for no spread), not %.6g",
                                    arguments[1].name, second);
    double mu = first, sigma = second, mean = first, sd = second;
    if (form == 0) {
        if (!(mean > 0))
            return distribution_message(arena, "the mean of a lognormal must be positive, not %.6g",
                                        mean);
        const double variance = special_log1p((sd / mean) * (sd / mean));
        mu = math_log(mean) - 0.5 * variance;
        sigma = sqrt(variance);
    } else {
        mean = math_exp(mu + 0.5 * sigma * sigma);
        sd = mean * sqrt(special_expm1(sigma * sigma));
    }
    if (!distribution_finite(mean) || !distribution_finite(sd) || !distribution_finite(sigma))
        return "the mean or the spread of this lognormal is too large to be represented; "
               "give smaller parameters";
    distribution_fix(settings, mean);
    if (sigma > 0) {
        settings->number[1] = mu;
        settings->number[2] = sigma;
        settings->sd = sd;
        settings->lowest = 0;
        settings->highest = INFINITY;
    }
    return NULL;
}

KERNEL void lognormal_quantile(const struct distribution_settings *settings, const double u[LANES],
                               double x[LANES])
{
    const double mu = settings->number[1], sigma = settings->number[2];
    if (distribution_fixed(settings)) {
        fill(settings->number[0], x);
        return;
    }
    double z[LANES];
    math_normal_quantile_lanes(u, z);
    FOR_LANES(i) x[i] = math_exp_inline(mu + sigma * z[i]);
}

/* number: min, max - min. */
const char *uniform_compile(struct distribution_settings *settings, int form,
                            const struct distribution_argument *arguments, struct arena *arena)
{
    (void)form;
    const char *const wrong = distribution_check(arguments, 2, arena);
    if (wrong)
        return wrong;
    const double min = arguments[0].values[0], max = arguments[1].values[0];
    if (min > max)
        return distribution_message(arena, "min must not exceed max, but %.6g > %.6g", min, max);
    if (!distribution_finite(max - min))
        return "max - min is too large to be represented; give a narrower range";
    settings->number[0] = min;
    settings->number[1] = max - min;
    settings->mean = min + 0.5 * (max - min);
    settings->sd = (max - min) / sqrt(12.0);
    settings->lowest = min;
    settings->highest = max;
    return NULL;
}

KERNEL void uniform_quantile(const struct distribution_settings *settings, const double u[LANES],
                             double x[LANES])
{
    const double min = settings->number[0], width = settings->number[1], max = settings->highest;
    FOR_LANES(i)
    {
        const double value = min + width * u[i];
        x[i] = value < max ? value : max;
    }
}

const char *distribution_check_three(const struct distribution_argument *arguments,
                                     struct arena *arena)
{
    const char *const wrong = distribution_check(arguments, 3, arena);
    if (wrong)
        return wrong;
    const double min = arguments[0].values[0], mode = arguments[1].values[0];
    const double max = arguments[2].values[0];
    if (min > mode || mode > max)
        return distribution_message(
            arena, "min, mode and max must be in ascending order, not %.6g, %.6g, %.6g", min, mode,
            max);
    if (!distribution_finite(max - min))
        return "max - min is too large to be represented; give a narrower range";
    return NULL;
}

/* number: min, max, max - min, (mode - min) / (max - min). */
const char *triangular_compile(struct distribution_settings *settings, int form,
                               const struct distribution_argument *arguments, struct arena *arena)
{
    (void)form;
    const char *const wrong = distribution_check_three(arguments, arena);
    if (wrong)
        return wrong;
    const double min = arguments[0].values[0], mode = arguments[1].values[0];
    const double max = arguments[2].values[0], width = max - min;
    const double split = width > 0 ? (mode - min) / width : 0.5;
    settings->number[0] = min;
    settings->number[1] = max;
    settings->number[2] = width;
    settings->number[3] = split;
    settings->mean = min + width * (1.0 + split) / 3.0;
    settings->sd = width * sqrt((1.0 - split * (1.0 - split)) / 18.0);
    settings->lowest = min;
    settings->highest = max;
    return NULL;
}

KERNEL void triangular_quantile(const struct distribution_settings *settings, const double u[LANES],
                                double x[LANES])
{
    const double min = settings->number[0], max = settings->number[1];
    const double width = settings->number[2], split = settings->number[3];
    FOR_LANES(i)
    {
        const int rising = u[i] < split;
        const double square = rising ? u[i] * split : (1.0 - u[i]) * (1.0 - split);
        const double side = width * sqrt(square);
        x[i] = rising ? min + side : max - side;
    }
}

#define WEIBULL_LEAST 0.1
#define WEIBULL_MOST 1e3

/* sd / mean, squared, falls as the shape grows: Gamma(1 + 2/k) / Gamma(1 + 1/k)^2 - 1. */
static double weibull_spread(double shape)
{
    return special_expm1(math_log_gamma(1.0 + 2.0 / shape) -
                         2.0 * math_log_gamma(1.0 + 1.0 / shape));
}

/* The shape of given sd / mean, by bisection. */
static double weibull_shape(double ratio)
{
    double low = WEIBULL_LEAST, high = WEIBULL_MOST;
    for (int i = 0; i < 80; i++) {
        const double middle = 0.5 * (low + high);
        if (weibull_spread(middle) > ratio * ratio)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static const char *weibull_by_moments(struct distribution_settings *settings, double mean,
                                      double sd, struct arena *arena)
{
    if (!(mean > 0))
        return distribution_message(arena, "the mean of a weibull must be positive, not %.6g",
                                    mean);
    if (sd < 0)
        return distribution_message(arena, "sd must be positive (or 0 for no spread), not %.6g",
                                    sd);
    distribution_fix(settings, mean);
    if (sd == 0)
        return NULL;
    const double ratio = sd / mean, most = sqrt(weibull_spread(WEIBULL_LEAST));
    const double least = sqrt(weibull_spread(WEIBULL_MOST));
    if (!(ratio >= least && ratio <= most))
        return distribution_message(arena,
                                    "sd must lie in %.3g to %.3g for this mean (a shape from %g "
                                    "to %g), not %.6g",
                                    least * mean, most * mean, WEIBULL_MOST, WEIBULL_LEAST, sd);
    settings->number[1] = weibull_shape(ratio);
    settings->number[2] = mean / math_exp(math_log_gamma(1.0 + 1.0 / settings->number[1]));
    settings->sd = sd;
    settings->lowest = 0;
    settings->highest = INFINITY;
    return NULL;
}

/* number: value without spread, shape, scale. */
const char *weibull_compile(struct distribution_settings *settings, int form,
                            const struct distribution_argument *arguments, struct arena *arena)
{
    const char *const wrong = distribution_check(arguments, 2, arena);
    if (wrong)
        return wrong;
    const double first = arguments[0].values[0], second = arguments[1].values[0];
    if (form == 0)
        return weibull_by_moments(settings, first, second, arena);
    if (!(first >= WEIBULL_LEAST && first <= WEIBULL_MOST))
        return distribution_message(arena, "shape must lie in %g to %g, not %.6g", WEIBULL_LEAST,
                                    WEIBULL_MOST, first);
    if (!(second > 0))
        return distribution_message(arena, "scale must be positive, not %.6g", second);
    settings->number[1] = first;
    settings->number[2] = second;
    settings->mean = second * math_exp(math_log_gamma(1.0 + 1.0 / first));
    settings->sd = settings->mean * sqrt(weibull_spread(first));
    settings->lowest = 0;
    settings->highest = INFINITY;
    return NULL;
}

KERNEL void weibull_quantile(const struct distribution_settings *settings, const double u[LANES],
                             double x[LANES])
{
    const double power = 1.0 / settings->number[1], scale = settings->number[2];
    if (distribution_fixed(settings)) {
        fill(settings->number[0], x);
        return;
    }
    FOR_LANES(i) x[i] = -math_log_normal(1.0 - u[i]);
    FOR_LANES(i) x[i] = scale * math_exp_inline(power * math_log_inline(x[i]));
}
