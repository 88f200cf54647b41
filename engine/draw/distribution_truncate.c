/* Truncated distributions: the quantile of what they were, at u from F(min) to F(max). */
#include "draw/distribution_rows.h"

#include "draw/math_inline.h"

#define LEAST_MASS 1e-4 /* further out the doubles near 1 are too coarse for the upper tail */
#define LAST_U 0x1.fffffffffffffp-1
#define REACH 36.0 /* ln(u / (1 - u)); beyond, u is not told from 0 or 1 */
#define STEP 0x1p-10

/* number: u of the lower end, the width in u, u of the upper end. */
static void truncated_quantile(const struct distribution_settings *settings, const double u[LANES],
                               double x[LANES])
{
    const double from = settings->number[0], width = settings->number[1];
    const double last = settings->number[2];
    const double lowest = settings->lowest, highest = settings->highest;
    double inside[LANES];
    FOR_LANES(i)
    {
        const double at = from + width * u[i];
        inside[i] = at < last ? at : last;
    }
    settings->inside->row->quantile(settings->inside, inside, x);
    FOR_LANES(i)
    {
        const double raised = x[i] > lowest ? x[i] : lowest;
        x[i] = raised < highest ? raised : highest;
    }
}

static const struct distribution truncated_row = {
    .name = "truncated",
    .summary = "A distribution restricted to a range.",
    .forms = {{{"min", "max"}}},
    .quantile = truncated_quantile,
};

/* The u at which the quantile reaches x (or passes it): the ends of the last interval. */
struct crossing {
    double below, above;
};

static struct crossing cross(const struct distribution_settings *settings, double x, bool pass)
{
    struct crossing at = {0, 1};
    for (int i = 0; i < 100; i++) {
        const double middle = 0.5 * (at.below + at.above);
        if (middle <= at.below || middle >= at.above || middle < 0x1p-64)
            break;
        const double value = distribution_quantile(settings, middle);
        if (value < x || (pass && value == x))
            at.below = middle;
        else
            at.above = middle;
    }
    if (at.below >= LAST_U)
        at.below = 1;
    if (at.above <= 0x1p-63)
        at.above = 0;
    return at;
}

double distribution_below(const struct distribution_settings *settings, double x)
{
    return cross(settings, x, false).below;
}

static void value_at(const struct distribution_settings *settings, const double s[LANES],
                     double x[LANES])
{
    double u[LANES];
    FOR_LANES(i) u[i] = 1.0 / (1.0 + math_exp_inline(-s[i]));
    settings->row->quantile(settings, u, x);
}

void distribution_integrate(struct distribution_settings *settings,
                            void (*value)(const struct distribution_settings *settings,
                                          const double s[LANES], double x[LANES]),
                            double reach, double step)
{
    const double middle = distribution_quantile(settings, 0.5);
    double total = 0, first = 0, second = 0;
    for (double from = -reach; from < reach; from += LANES * step) {
        double s[LANES], x[LANES];
        for (int i = 0; i < LANES; i++)
            s[i] = from + step * i;
        value(settings, s, x);
        for (int i = 0; i < LANES; i++) {
            const double e = math_exp_inline(s[i] < 0 ? s[i] : -s[i]);
            const double weight = e / ((1.0 + e) * (1.0 + e)), distance = x[i] - middle;
            total += weight;
            first += weight * distance;
            second += weight * distance * distance;
        }
    }
    const double mean = first / total, variance = second / total - mean * mean;
    settings->mean = middle + mean;
    settings->sd = variance > 0 ? sqrt(variance) : 0;
}

/* What of the distribution lies in the range, in words, if it is too little. */
static const char *mass_refused(double mass, double min, double max, struct arena *arena)
{
    if (mass >= LEAST_MASS)
        return NULL;
    return distribution_message(arena,
                                "truncated to %.6g to %.6g only %.2g of its probability is left, "
                                "less than %g; choose a distribution that lies there",
                                min, max, mass > 0 ? mass : 0.0, LEAST_MASS);
}

const char *distribution_truncate(struct distribution_settings *settings, double min, double max,
                                  struct arena *arena)
{
    if (!(min < max))
        return distribution_message(arena,
                                    "truncated: min must be below max, but they are %.6g "
                                    "and %.6g",
                                    min, max);
    if (settings->lowest >= min && settings->highest <= max)
        return NULL;
    if (distribution_fixed(settings))
        return distribution_message(arena, "without spread it is %.6g, outside %.6g to %.6g",
                                    settings->mean, min, max);
    if (settings->steps)
        return discrete_truncate(settings, min, max, arena);
    struct distribution_settings *const inside = ARENA_NEW(arena, 1, struct distribution_settings);
    if (!inside)
        return "not enough memory";
    *inside = *settings;
    const double from = min > inside->lowest ? cross(inside, min, false).above : 0;
    const double upto = max < inside->highest ? cross(inside, max, true).below : 1;
    const char *const refused = mass_refused(upto - from, min, max, arena);
    if (refused)
        return refused;
    *settings = (struct distribution_settings){
        .row = &truncated_row,
        .number = {from, upto - from, upto < LAST_U ? upto : LAST_U},
        .inside = inside,
        .lowest = min > inside->lowest ? min : inside->lowest,
        .highest = max < inside->highest ? max : inside->highest,
    };
    distribution_integrate(settings, value_at, REACH, STEP);
    return NULL;
}
