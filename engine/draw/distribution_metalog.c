/* quantiles: the three-term metalog through p10, p50 and p90 (Keelin 2016, The Metalog
 * Distributions, Decision Analysis 13(4), 243-277). With s = ln(u / (1 - u)),
 *     M(u) = a1 + a2 s + a3 (u - 1/2) s,
 * and the value is M, min + e^M, max - e^-M, or (min + max e^M) / (1 + e^M). */
#include "draw/distribution_rows.h"

#include "draw/math.h"
#include "draw/math_inline.h"

#define LOG_9 2.1972245773362196 /* s at 0.9 */
#define PI_SQUARED 9.869604401089358
/* M rises everywhere if |a3| < 1.6671131192019293 a2, the inverse of the largest value of
 * (u - 1/2) + u (1 - u) s; so p50 keeps this share of p90 - p10 from both, on the scale of M. */
#define CLEARANCE 0.16657737615961415
#define HEAVIEST 0.45 /* (1 - u)^-h has a standard deviation for h below 1/2 */
#define STEP 0x1p-7

enum ends { ENDS_NONE, ENDS_MIN, ENDS_MAX, ENDS_BOTH };

/* number: as the members here, in this order. */
struct metalog {
    double a1, a2, a3, min, max;
    enum ends ends;
};

static double to_scale(const struct metalog *m, double x)
{
    if (m->ends == ENDS_NONE)
        return x;
    if (m->ends == ENDS_MIN)
        return math_log(x - m->min);
    return m->ends == ENDS_MAX ? -math_log(m->max - x)
                               : math_log(x - m->min) - math_log(m->max - x);
}

static double from_scale(const struct metalog *m, double scaled)
{
    if (m->ends == ENDS_NONE)
        return scaled;
    if (m->ends == ENDS_MIN)
        return m->min + math_exp(scaled);
    return m->ends == ENDS_MAX ? m->max - math_exp(-scaled)
                               : m->min + (m->max - m->min) / (1.0 + math_exp(-scaled));
}

static void at_logit(const struct distribution_settings *settings, const double s[LANES],
                     double x[LANES])
{
    const double a1 = settings->number[0], a2 = settings->number[1], a3 = settings->number[2];
    const double min = settings->number[3], max = settings->number[4], width = max - min;
    const enum ends ends = (enum ends)(int)settings->number[5];
    FOR_LANES(i)
    {
        const double u = 1.0 / (1.0 + math_exp_inline(-s[i]));
        x[i] = a1 + (a2 + a3 * (u - 0.5)) * s[i];
    }
    if (ends == ENDS_MIN)
        FOR_LANES(i) x[i] = min + math_exp_inline(x[i]);
    else if (ends == ENDS_MAX)
        FOR_LANES(i) x[i] = max - math_exp_inline(-x[i]);
    else if (ends == ENDS_BOTH)
        FOR_LANES(i)
        {
            const double value = min + width / (1.0 + math_exp_inline(-x[i]));
            x[i] = value < max ? value : max;
        }
}

KERNEL void quantiles_quantile(const struct distribution_settings *settings, const double u[LANES],
                               double x[LANES])
{
    if (distribution_fixed(settings)) {
        constant_quantile(settings, u, x);
        return;
    }
    double s[LANES];
    FOR_LANES(i) s[i] = math_log_normal(u[i]) - math_log_normal(1.0 - u[i]);
    at_logit(settings, s, x);
}

static const char *order_refused(const struct metalog *m, double p10, double p50, double p90,
                                 struct arena *arena)
{
    if ((m->ends == ENDS_MIN || m->ends == ENDS_BOTH) && !(m->min < p10))
        return distribution_message(arena, "min must be below p10, but they are %.6g and %.6g",
                                    m->min, p10);
    if ((m->ends == ENDS_MAX || m->ends == ENDS_BOTH) && !(p90 < m->max))
        return distribution_message(arena, "max must be above p90, but they are %.6g and %.6g",
                                    m->max, p90);
    if (!(p10 < p50 && p50 < p90))
        return distribution_message(
            arena, "p10, p50 and p90 must be in ascending order, not %.6g, %.6g, %.6g", p10, p50,
            p90);
    return distribution_finite(p90 - p10) && distribution_finite(m->max - m->min)
               ? NULL
               : "the range is too large to be represented; give a narrower one";
}

/* a1, a2, a3 from the quantiles (equation 18 of Keelin), or why no curve that rises fits them. */
static const char *fit(struct metalog *m, double p10, double p50, double p90, struct arena *arena)
{
    const double low = to_scale(m, p10), middle = to_scale(m, p50), high = to_scale(m, p90);
    const double width = high - low;
    const double least = low + CLEARANCE * width, most = high - CLEARANCE * width;
    if (!(middle > least && middle < most))
        return distribution_message(
            arena,
            "no smooth curve rises through these quantiles: for this p10 and p90 p50 must lie "
            "between %.6g and %.6g, not be %.6g; for so skewed a judgement %s",
            from_scale(m, least), from_scale(m, most), p50,
            m->ends == ENDS_NONE ? "give min or max, or a lognormal or gamma"
                                 : "give other ends, or a triangular or discrete");
    m->a1 = middle;
    m->a2 = width / (2.0 * LOG_9);
    m->a3 = (low + high - 2.0 * middle) / (0.8 * LOG_9);
    return NULL;
}

static const char *moments(struct distribution_settings *settings, const struct metalog *m)
{
    if (m->ends == ENDS_NONE) {
        settings->mean = m->a1 + 0.5 * m->a3;
        settings->sd = sqrt(m->a2 * m->a2 * (PI_SQUARED / 3.0) +
                            m->a3 * m->a3 * (1.0 / 12.0 + PI_SQUARED / 36.0));
        return NULL;
    }
    const double heavy = m->ends == ENDS_MIN   ? m->a2 + 0.5 * m->a3
                         : m->ends == ENDS_MAX ? m->a2 - 0.5 * m->a3
                                               : 0.0;
    if (heavy > HEAVIEST)
        return "these quantiles lie so far apart that the tail has no standard deviation; give "
               "both min and max, or a lognormal";
    distribution_integrate(settings, at_logit, 40.0 / (1.0 - 2.0 * (heavy > 0.0 ? heavy : 0.0)),
                           STEP);
    return distribution_finite(settings->mean) && distribution_finite(settings->sd)
               ? NULL
               : "the mean or the spread is too large to be represented; give smaller quantiles";
}

/* Forms: neither end, min, max, both. */
const char *quantiles_compile(struct distribution_settings *settings, int form,
                              const struct distribution_argument *arguments, struct arena *arena)
{
    const enum ends ends = (enum ends)form;
    const int first = ends == ENDS_MIN || ends == ENDS_BOTH ? 1 : 0;
    const int last = ends == ENDS_MAX || ends == ENDS_BOTH ? 1 : 0;
    const char *wrong = distribution_check(arguments, first + 3 + last, arena);
    if (wrong)
        return wrong;
    const double p10 = arguments[first].values[0], p50 = arguments[first + 1].values[0];
    const double p90 = arguments[first + 2].values[0];
    struct metalog m = {.ends = ends,
                        .min = first ? arguments[0].values[0] : 0.0,
                        .max = last ? arguments[first + 3].values[0] : 0.0};
    if (p10 == p50 && p50 == p90 && (!first || m.min <= p10) && (!last || p90 <= m.max)) {
        distribution_fix(settings, p50);
        return NULL;
    }
    wrong = order_refused(&m, p10, p50, p90, arena);
    if (!wrong)
        wrong = fit(&m, p10, p50, p90, arena);
    if (wrong)
        return wrong;
    const double numbers[DISTRIBUTION_NUMBERS] = {m.a1, m.a2, m.a3, m.min, m.max, m.ends};
    for (int i = 0; i < DISTRIBUTION_NUMBERS; i++)
        settings->number[i] = numbers[i];
    settings->lowest = first ? m.min : -INFINITY;
    settings->highest = last ? m.max : INFINITY;
    return moments(settings, &m);
}
