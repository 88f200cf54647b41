/* beta, pert, gamma and student_t: quantiles from tables. */
#include "draw/distribution_rows.h"

#include "draw/math_inline.h"
#include "draw/quantile_table.h"

#define SMALLEST_SHAPE 1e-3
#define LARGEST_SHAPE 1e12

static const char *shape_refused(double shape, struct arena *arena)
{
    if (shape >= SMALLEST_SHAPE && shape <= LARGEST_SHAPE)
        return NULL;
    return distribution_message(
        arena, "these parameters give a shape of %.3g, but it must lie in %g to %g: %s", shape,
        SMALLEST_SHAPE, LARGEST_SHAPE,
        shape > 1 ? "give a larger sd, or a plain number" : "give a smaller sd");
}

static double beta_sd(double alpha, double beta)
{
    const double n = alpha + beta;
    return sqrt(alpha / n * (beta / n) / (n + 1.0));
}

/* A beta stretched to lowest ... lowest + width. */
static const char *stretched(struct distribution_settings *settings, double alpha, double beta,
                             double lowest, double width, struct arena *arena)
{
    const char *wrong = shape_refused(alpha, arena);
    if (!wrong)
        wrong = shape_refused(beta, arena);
    if (wrong)
        return wrong;
    const struct quantile_curve curve = {.family = FAMILY_BETA,
                                         .a = alpha,
                                         .b = beta,
                                         .mean = alpha / (alpha + beta),
                                         .sd = beta_sd(alpha, beta)};
    settings->mean = lowest + width * curve.mean;
    settings->sd = width * curve.sd;
    settings->lowest = lowest;
    settings->highest = lowest + width;
    return quantile_table_build(settings, &curve, lowest, width, arena);
}

const char *beta_compile(struct distribution_settings *settings, int form,
                         const struct distribution_argument *arguments, struct arena *arena)
{
    const char *wrong = distribution_check(arguments, 2, arena);
    if (wrong)
        return wrong;
    const double first = arguments[0].values[0], second = arguments[1].values[0];
    if (form == 1) {
        if (!(first > 0 && second > 0))
            return distribution_message(arena, "alpha and beta must be positive, not %.6g and %.6g",
                                        first, second);
        return stretched(settings, first, second, 0.0, 1.0, arena);
    }
    if (second == 0 && first >= 0 && first <= 1) {
        distribution_fix(settings, first);
        return NULL;
    }
    if (!(first > 0 && first < 1))
        return distribution_message(arena, "the mean of a beta must lie between 0 and 1, not %.6g",
                                    first);
    const double limit = sqrt(first * (1.0 - first));
    if (!(second > 0 && second < limit))
        return distribution_message(arena,
                                    "sd must be positive (or 0 for no spread) and below "
                                    "sqrt(mean (1 - mean)) = %.3g, not %.6g",
                                    limit, second);
    const double n = (limit / second) * (limit / second) - 1.0;
    wrong = stretched(settings, first * n, (1.0 - first) * n, 0.0, 1.0, arena);
    settings->mean = first;
    settings->sd = second;
    return wrong;
}

void beta_quantile(const struct distribution_settings *settings, const double u[LANES],
                   double x[LANES])
{
    if (distribution_fixed(settings))
        constant_quantile(settings, u, x);
    else
        quantile_table_look_up(settings, u, x);
}

const char *pert_compile(struct distribution_settings *settings, int form,
                         const struct distribution_argument *arguments, struct arena *arena)
{
    (void)form;
    const char *wrong = distribution_check_three(arguments, arena);
    if (wrong)
        return wrong;
    const double min = arguments[0].values[0], mode = arguments[1].values[0];
    const double max = arguments[2].values[0], width = max - min;
    if (width == 0) {
        distribution_fix(settings, min);
        return NULL;
    }
    const double alpha = 1.0 + 4.0 * ((mode - min) / width);
    const double beta = 1.0 + 4.0 * ((max - mode) / width);
    wrong = stretched(settings, alpha, beta, min, width, arena);
    settings->highest = max;
    return wrong;
}

void pert_quantile(const struct distribution_settings *settings, const double u[LANES],
                   double x[LANES])
{
    beta_quantile(settings, u, x);
}

const char *gamma_compile(struct distribution_settings *settings, int form,
                          const struct distribution_argument *arguments, struct arena *arena)
{
    const char *const wrong = distribution_check(arguments, 2, arena);
    if (wrong)
        return wrong;
    const double first = arguments[0].values[0], second = arguments[1].values[0];
    if (!(first > 0))
        return distribution_message(arena, "%s must be positive, not %.6g", arguments[0].name,
                                    first);
    if (second < 0 || (form == 1 && second == 0))
        return distribution_message(arena, "%s must be positive%s, not %.6g", arguments[1].name,
                                    form == 0 ? " (or 0 for no spread)" : "", second);
    if (form == 0 && second == 0) {
        distribution_fix(settings, first);
        return NULL;
    }
    const double shape = form == 0 ? (first / second) * (first / second) : first;
    const double scale = form == 0 ? second / first * second : second;
    const char *const refused = shape_refused(shape, arena);
    if (refused)
        return refused;
    const struct quantile_curve curve = {
        .family = FAMILY_GAMMA, .a = shape, .mean = shape, .sd = sqrt(shape)};
    settings->mean = form == 0 ? first : shape * scale;
    settings->sd = form == 0 ? second : sqrt(shape) * scale;
    settings->lowest = 0;
    settings->highest = INFINITY;
    return quantile_table_build(settings, &curve, 0.0, scale, arena);
}

void gamma_quantile(const struct distribution_settings *settings, const double u[LANES],
                    double x[LANES])
{
    beta_quantile(settings, u, x);
}

#define MOST_DEGREES 1e12

/* number: as of the table; without spread the value. Standard deviation / scale is
 * sqrt(degrees / (degrees - 2)). */
const char *student_t_compile(struct distribution_settings *settings, int form,
                              const struct distribution_argument *arguments, struct arena *arena)
{
    const char *const wrong = distribution_check(arguments, 3, arena);
    if (wrong)
        return wrong;
    const double mean = arguments[0].values[0], spread = arguments[1].values[0];
    const double degrees = arguments[2].values[0];
    if (!(degrees > 2 && degrees <= MOST_DEGREES))
        return distribution_message(
            arena,
            "degrees must be more than 2, or there is no standard deviation, and at most %g,"
            " not %.6g",
            MOST_DEGREES, degrees);
    if (spread < 0)
        return distribution_message(arena, "%s must be positive (or 0 for no spread), not %.6g",
                                    arguments[1].name, spread);
    distribution_fix(settings, mean);
    if (spread == 0)
        return NULL;
    const struct quantile_curve curve = {
        .family = FAMILY_STUDENT, .a = degrees, .mean = 0, .sd = sqrt(degrees / (degrees - 2.0))};
    settings->sd = form == 0 ? spread : spread * curve.sd;
    settings->lowest = -INFINITY;
    settings->highest = INFINITY;
    return quantile_table_build(settings, &curve, mean, form == 0 ? spread / curve.sd : spread,
                                arena);
}

void student_t_quantile(const struct distribution_settings *settings, const double u[LANES],
                        double x[LANES])
{
    beta_quantile(settings, u, x);
}
