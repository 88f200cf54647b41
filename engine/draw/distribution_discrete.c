/* Distributions with steps: discrete, bernoulli, empirical. */
#include "draw/distribution_rows.h"

#include "draw/math_inline.h"

#include <limits.h>
#include <stdlib.h>

struct outcome {
    double value, probability;
};

static int compare(double a, double b)
{
    return (a > b) - (a < b);
}

static int outcome_order(const void *left, const void *right)
{
    const struct outcome *const a = left, *const b = right;
    const int by_value = compare(a->value, b->value);
    return by_value ? by_value : compare(a->probability, b->probability);
}

static const char *check(const struct distribution_argument *values,
                         const struct distribution_argument *probabilities, double *total,
                         struct arena *arena)
{
    if (values->count == 0)
        return "values must list at least one number";
    if (values->count != probabilities->count)
        return distribution_message(
            arena, "values and probabilities must be equally long, but there are %zu and %zu",
            values->count, probabilities->count);
    if (values->count > INT_MAX / 4)
        return "there are too many values; give at most 500 million";
    *total = 0;
    for (size_t i = 0; i < values->count; i++) {
        const double probability = probabilities->values[i];
        if (!distribution_finite(values->values[i]) || !distribution_finite(probability))
            return "values and probabilities must be finite numbers";
        if (probability < 0 || probability > 1)
            return distribution_message(arena, "a probability must lie in 0 to 1, not %.6g",
                                        probability);
        *total += probability;
    }
    if (*total < 1 - 1e-9 || *total > 1 + 1e-9)
        return distribution_message(arena, "probabilities must add up to 1, not to %.9g", *total);
    return NULL;
}

/* Sorted, equal values joined, impossible ones dropped; returns how many are left. */
static size_t tidy(struct outcome *outcomes, size_t count)
{
    qsort(outcomes, count, sizeof *outcomes, outcome_order);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (outcomes[i].probability == 0)
            continue;
        if (kept && outcomes[kept - 1].value == outcomes[i].value)
            outcomes[kept - 1].probability += outcomes[i].probability;
        else
            outcomes[kept++] = outcomes[i];
    }
    return kept;
}

static void moments(struct distribution_settings *settings, const struct outcome *outcomes,
                    size_t count, double total)
{
    double mean = 0, variance = 0;
    for (size_t i = 0; i < count; i++)
        mean += outcomes[i].value * (outcomes[i].probability / total);
    for (size_t i = 0; i < count; i++) {
        const double distance = outcomes[i].value - mean;
        variance += distance * distance * (outcomes[i].probability / total);
    }
    settings->mean = mean;
    settings->sd = sqrt(variance);
    settings->lowest = outcomes[0].value;
    settings->highest = outcomes[count - 1].value;
}

/* table: table_size (a power of two) upper ends of the outcomes' intervals of u, padded with
 * infinity, then as many values. Sorts the outcomes; probabilities count relative to total. */
static const char *build(struct distribution_settings *settings, struct outcome *outcomes,
                         size_t listed, double total, struct arena *arena)
{
    const size_t count = tidy(outcomes, listed);
    size_t size = 1;
    while (size < count)
        size *= 2;
    double *const table = ARENA_NEW(arena, 2 * size, double);
    if (!table)
        return "not enough memory";
    moments(settings, outcomes, count, total);
    double sum = 0;
    for (size_t i = 0; i < size; i++) {
        const size_t at = i < count ? i : count - 1;
        sum += outcomes[at].probability;
        table[i] = i + 1 < count ? sum / total : INFINITY;
        table[size + i] = outcomes[at].value;
    }
    settings->table = table;
    settings->table_size = (int)size;
    settings->steps = true;
    return NULL;
}

const char *discrete_compile(struct distribution_settings *settings, int form,
                             const struct distribution_argument *arguments, struct arena *arena)
{
    (void)form;
    const struct distribution_argument *const values = &arguments[0];
    const struct distribution_argument *const probabilities = &arguments[1];
    double total = 0;
    const char *const wrong = check(values, probabilities, &total, arena);
    if (wrong)
        return wrong;
    struct outcome *const outcomes = malloc(values->count * sizeof *outcomes);
    if (!outcomes)
        return "not enough memory";
    for (size_t i = 0; i < values->count; i++)
        outcomes[i] = (struct outcome){values->values[i], probabilities->values[i]};
    const char *const failed = build(settings, outcomes, values->count, total, arena);
    free(outcomes);
    return failed;
}

const char *bernoulli_compile(struct distribution_settings *settings, int form,
                              const struct distribution_argument *arguments, struct arena *arena)
{
    (void)form;
    const char *const wrong = distribution_check(arguments, 1, arena);
    if (wrong)
        return wrong;
    const double p = arguments[0].values[0];
    if (!(p >= 0 && p <= 1))
        return distribution_message(arena, "p is a probability and must lie in 0 to 1, not %.6g",
                                    p);
    struct outcome outcomes[] = {{0, 1 - p}, {1, p}};
    return build(settings, outcomes, 2, 1, arena);
}

/* Each sample weighs 1, so that equal ones join exactly. */
const char *empirical_compile(struct distribution_settings *settings, int form,
                              const struct distribution_argument *arguments, struct arena *arena)
{
    (void)form;
    const size_t count = arguments[0].count;
    if (count == 0)
        return "samples must list at least one number";
    if (count > INT_MAX / 4)
        return "there are too many samples; give at most 500 million";
    struct outcome *const outcomes = malloc(count * sizeof *outcomes);
    if (!outcomes)
        return "not enough memory";
    const char *wrong = NULL;
    for (size_t i = 0; i < count; i++) {
        outcomes[i] = (struct outcome){arguments[0].values[i], 1};
        if (!distribution_finite(outcomes[i].value))
            wrong = "samples must be finite numbers";
    }
    if (!wrong)
        wrong = build(settings, outcomes, count, (double)count, arena);
    free(outcomes);
    return wrong;
}

const char *discrete_truncate(struct distribution_settings *settings, double min, double max,
                              struct arena *arena)
{
    const size_t size = (size_t)settings->table_size;
    struct outcome *const outcomes = malloc(size * sizeof *outcomes);
    if (!outcomes)
        return "not enough memory";
    size_t count = 0;
    double last = 0, total = 0;
    for (size_t i = 0; i < size && last < 1; i++) {
        const double end = settings->table[i] < 1 ? settings->table[i] : 1;
        const double value = settings->table[size + i];
        if (value >= min && value <= max) {
            outcomes[count++] = (struct outcome){value, end - last};
            total += end - last;
        }
        last = end;
    }
    const char *const wrong =
        total > 0 ? build(settings, outcomes, count, total, arena)
                  : distribution_message(arena,
                                         "none of its values lies from %.6g to %.6g; widen "
                                         "the range",
                                         min, max);
    free(outcomes);
    return wrong;
}

/* A binary search of the same number of steps in every lane. */
KERNEL void discrete_quantile(const struct distribution_settings *settings, const double u[LANES],
                              double x[LANES])
{
    const double *const ends = settings->table;
    const double *const values = settings->table + settings->table_size;
    int at[LANES];
    FOR_LANES(i) at[i] = 0;
    for (int step = settings->table_size / 2; step > 0; step /= 2) {
        const double *const probed = ends + step - 1;
        FOR_LANES(i) at[i] += probed[at[i]] <= u[i] ? step : 0;
    }
    FOR_LANES(i) x[i] = values[at[i]];
}
