#include "draw/quantile_table.h"

#include "draw/distribution_rows.h"
#include "draw/math.h"
#include "draw/math_inline.h"
#include "draw/special.h"

#include <stdlib.h>

#define COARSEST 64
#define COARSEST_STEEP 512 /* small shapes turn sharply; coarser grids could step over that */
#define FINEST 8192
#define ADMITTED 1e-7 /* standard deviations; a curve that stays above is refused */

/* From these shapes on, expansions in 1 / shape are exact to the aim. */
#define LARGE_GAMMA 1e5
#define LARGE_BETA 1e6

static struct tails curve_tails(const struct quantile_curve *curve, double t)
{
    return curve->family == FAMILY_GAMMA ? special_gamma(curve->a, t)
                                         : special_beta(curve->a, curve->b, t);
}

static enum quantile_scale curve_scale(const struct quantile_curve *curve)
{
    if (curve->family == FAMILY_STUDENT)
        return SCALE_PLAIN;
    if (curve->family == FAMILY_GAMMA)
        return curve->a < 1.0 ? SCALE_LOG : SCALE_PLAIN;
    return curve->a < 1.0 || curve->b < 1.0 ? SCALE_LOGIT : SCALE_PLAIN;
}

static bool curve_large(const struct quantile_curve *curve)
{
    if (curve->family == FAMILY_GAMMA)
        return curve->a >= LARGE_GAMMA;
    return curve->a >= LARGE_BETA && curve->b >= LARGE_BETA;
}

static double plain(enum quantile_scale scale, double value)
{
    if (scale == SCALE_PLAIN)
        return value;
    return scale == SCALE_LOG ? math_exp(value) : 1.0 / (1.0 + math_exp(-value));
}

/* Cornish-Fisher expansion in 1 / shape, as the coefficients of z^0 ... z^4: for the gamma
 * (Goldberg and Levine 1946) to shape^-1, for the beta from its skewness and excess. */
static void large_polynomial(const struct quantile_curve *curve, double c[5])
{
    const double sd = curve->sd;
    if (curve->family == FAMILY_GAMMA) {
        const double r = 1.0 / sqrt(curve->a);
        c[0] = curve->mean - 1.0 / 3.0 + r * r * 8.0 / 405.0;
        c[1] = sd - r * 7.0 / 36.0;
        c[2] = 1.0 / 3.0 - r * r * 7.0 / 810.0;
        c[3] = r / 36.0;
        c[4] = -r * r / 270.0;
        return;
    }
    const double a = curve->a, b = curve->b, n = a + b;
    const double skewness = 2.0 * (b - a) / (n + 2.0) * sqrt((n + 1.0) / a / b);
    const double excess =
        6.0 * ((a - b) / b * ((a - b) / a) * (n + 1.0) - (n + 2.0)) / ((n + 2.0) * (n + 3.0));
    c[0] = curve->mean - sd * skewness / 6.0;
    c[1] = sd * (1.0 - excess / 8.0 + skewness * skewness * 5.0 / 36.0);
    c[2] = sd * skewness / 6.0;
    c[3] = sd * (excess / 24.0 - skewness * skewness / 18.0);
    c[4] = 0.0;
}

static struct quantile_node large_node(const struct quantile_curve *curve, double z)
{
    double c[5];
    large_polynomial(curve, c);
    struct quantile_node node = {.value = c[4]};
    for (int k = 3; k >= 0; k--) {
        node.slope = node.slope * z + node.value;
        node.value = node.value * z + c[k];
    }
    return node;
}

/* Where Newton's method for the median may begin. ln P and ln Q are concave in t, so that it
 * converges from any point at which neither has vanished. */
static double median_guess(const struct quantile_curve *curve)
{
    if (curve->family == FAMILY_STUDENT)
        return 0.0; /* not used */
    const double a = curve->a, b = curve->b, third = 1.0 / 3.0;
    if (curve->family == FAMILY_GAMMA)
        return a < 1.0 ? (math_log(0.5) + math_log_gamma(a + 1.0)) / a : math_log(a - third);
    if (a >= 1.0 && b >= 1.0)
        return math_log((a - third) / (b - third));
    return math_log(a / b);
}

/* The t at which the tail below z is the normal one, by Newton's method on the logarithm of the
 * smaller tail, starting at t. At the median the side is chosen by where the iteration stands. */
static double solve(const struct quantile_curve *curve, double z, double t)
{
    const double target = math_log(special_normal_tail(z < 0.0 ? -z : z));
    for (int i = 0; i < 200; i++) {
        const struct tails tails = curve_tails(curve, t);
        const bool lower = z < 0.0 || (z == 0.0 && tails.lower < tails.upper);
        const double tail = lower ? tails.lower : tails.upper;
        const double excess = math_log(tail) - target;
        const double step = (lower ? -excess : excess) * (tail / tails.density);
        t += step;
        if (!(excess > 1e-7 || excess < -1e-7))
            break;
    }
    return t;
}

static struct quantile_node node_at(const struct quantile_curve *curve, double z, double guess)
{
    if (curve->family == FAMILY_STUDENT)
        return quantile_student_node(curve->a, z, guess);
    if (curve_large(curve))
        return large_node(curve, z);
    const double t = solve(curve, z, guess);
    const double pace = special_normal_density(z) / curve_tails(curve, t).density;
    if (curve_scale(curve) != SCALE_PLAIN)
        return (struct quantile_node){t, pace, t, pace};
    const double e = math_exp(curve->family == FAMILY_GAMMA || t < 0.0 ? t : -t);
    if (curve->family == FAMILY_GAMMA)
        return (struct quantile_node){t, pace, e, pace * e};
    const double small = e / (1.0 + e), large = 1.0 / (1.0 + e);
    return (struct quantile_node){t, pace, t < 0.0 ? small : large, pace * small * large};
}

/* Outwards from the median, every stride-th node of FINEST + 1. */
static void coarse(const struct quantile_curve *curve, struct quantile_node *nodes)
{
    const int stride = FINEST / COARSEST, middle = FINEST / 2;
    const double width = 2.0 * QUANTILE_TABLE_REACH / COARSEST;
    nodes[middle] = node_at(curve, 0.0, median_guess(curve));
    for (int side = -1; side <= 1; side += 2) {
        for (int k = 1; k <= COARSEST / 2; k++) {
            const struct quantile_node *const last = &nodes[middle + side * (k - 1) * stride];
            const double guess = last->t + side * width * last->pace;
            nodes[middle + side * k * stride] = node_at(curve, side * k * width, guess);
        }
    }
}

static double middle_of(const struct quantile_node *left, const struct quantile_node *right,
                        double width)
{
    return 0.5 * (left->value + right->value) + 0.125 * width * (left->slope - right->slope);
}

/* Adds the nodes halfway between those at every stride-th place; returns how far the largest error
 * of the cubics there was, in standard deviations. */
static double refine(const struct quantile_curve *curve, struct quantile_node *nodes, int stride)
{
    const enum quantile_scale scale = curve_scale(curve);
    const double width = 2.0 * QUANTILE_TABLE_REACH * stride / FINEST;
    double worst = 0;
    for (int k = 0; k < FINEST; k += stride) {
        const struct quantile_node *const left = &nodes[k], *const right = &nodes[k + stride];
        const double z =
            (k + 0.5 * stride) * (2.0 * QUANTILE_TABLE_REACH / FINEST) - QUANTILE_TABLE_REACH;
        const double guess =
            0.5 * (left->t + right->t) + 0.125 * width * (left->pace - right->pace);
        const struct quantile_node node = node_at(curve, z, guess);
        const double x = plain(scale, node.value);
        const double error = x - plain(scale, middle_of(left, right, width));
        const double distance = x > curve->mean ? x - curve->mean : curve->mean - x;
        const double relative =
            (error < 0 ? -error : error) / (distance > curve->sd ? distance : curve->sd);
        if (!(relative <= worst))
            worst = relative; /* also when it is no number */
        nodes[k + stride / 2] = node;
    }
    return worst;
}

/* value(z) over each interval as a cubic in the fraction of the interval passed. */
static void cubics(const struct quantile_node *nodes, int stride, double *table)
{
    const double width = 2.0 * QUANTILE_TABLE_REACH * stride / FINEST;
    for (int k = 0; k < FINEST; k += stride, table += 4) {
        const double from = nodes[k].value, rise = nodes[k + stride].value - from;
        const double first = nodes[k].slope * width, second = nodes[k + stride].slope * width;
        table[0] = from;
        table[1] = first;
        table[2] = 3.0 * rise - 2.0 * first - second;
        table[3] = first + second - 2.0 * rise;
    }
}

const char *quantile_table_build(struct distribution_settings *settings,
                                 const struct quantile_curve *curve, double offset, double scale,
                                 struct arena *arena)
{
    struct quantile_node *const nodes = malloc((FINEST + 1) * sizeof *nodes);
    if (!nodes)
        return "not enough memory";
    coarse(curve, nodes);
    const int least = curve_scale(curve) == SCALE_PLAIN ? COARSEST : COARSEST_STEEP;
    int stride = FINEST / COARSEST;
    double error = refine(curve, nodes, stride);
    while ((FINEST / stride < least || !(error <= QUANTILE_TABLE_AIM)) && stride > 2) {
        stride /= 2;
        error = refine(curve, nodes, stride);
    }
    double *const table = ARENA_NEW(arena, (size_t)(FINEST / stride) * 4, double);
    if (table) {
        cubics(nodes, stride, table);
        settings->table = table;
        settings->table_size = FINEST / stride;
        settings->number[0] = offset;
        settings->number[1] = scale;
        settings->number[2] = curve_scale(curve);
    }
    free(nodes);
    if (!table)
        return "not enough memory";
    return error <= ADMITTED
               ? NULL
               : "these parameters are too extreme: the distribution is almost two points; use a "
                 "discrete distribution, or a larger shape";
}

KERNEL void quantile_table_look_up(const struct distribution_settings *settings,
                                   const double u[LANES], double x[LANES])
{
    const double *const table = settings->table;
    const double offset = settings->number[0], scale = settings->number[1];
    const int kind = (int)settings->number[2], size = settings->table_size;
    const double lowest = settings->lowest, highest = settings->highest;
    const double density = size / (2.0 * QUANTILE_TABLE_REACH);
    double value[LANES];
    math_normal_quantile_lanes(u, value);
    FOR_LANES(i)
    {
        double along = (value[i] + QUANTILE_TABLE_REACH) * density;
        along = along > 0.0 ? along : 0.0;
        along = along < size ? along : size;
        int at = (int)along;
        at = at < size ? at : size - 1;
        const double f = along - at;
        const double *const c = table + 4 * at;
        value[i] = c[0] + f * (c[1] + f * (c[2] + f * c[3]));
    }
    if (kind == SCALE_LOG)
        FOR_LANES(i) value[i] = math_exp_inline(value[i]);
    else if (kind == SCALE_LOGIT)
        FOR_LANES(i) value[i] = 1.0 / (1.0 + math_exp_inline(-value[i]));
    FOR_LANES(i)
    {
        double y = offset + scale * value[i];
        y = y > lowest ? y : lowest;
        x[i] = y < highest ? y : highest;
    }
}
