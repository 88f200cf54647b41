#include "run/quantile.h"

#include <stdlib.h>
#include <string.h>

#define EXACT_BYTES ((size_t)512 << 20) /* all trials are kept up to here */
#define EDGE_TRIALS 1024u               /* trials that give the edges, memory allowing */
#define MOST_BINS 512
#define LEAST_BINS 32

size_t quantile_plan(struct quantile_sketch *sketch, size_t slots, uint64_t trials)
{
    *sketch = (struct quantile_sketch){.slots = slots, .trials = trials};
    const size_t kept = slots ? EXACT_BYTES / sizeof(double) / slots : trials;
    sketch->exact = trials <= kept || trials <= LANES;
    if (sketch->exact) {
        sketch->sample = trials;
        return slots * (size_t)trials * sizeof(double);
    }
    sketch->sample = kept < EDGE_TRIALS ? kept / LANES * LANES : EDGE_TRIALS;
    if (sketch->sample < LANES)
        sketch->sample = LANES;
    if (sketch->sample > trials)
        sketch->sample = trials;
    sketch->bins = (int)(sketch->sample / 2);
    sketch->bins = sketch->bins > MOST_BINS ? MOST_BINS : sketch->bins;
    sketch->bins = sketch->bins < LEAST_BINS ? LEAST_BINS : sketch->bins;
    const size_t bins = (size_t)sketch->bins;
    const size_t histogram = slots * (bins * sizeof(uint32_t) + (bins - 1) * sizeof(double));
    return slots * (size_t)sketch->sample * sizeof(double) + histogram;
}

bool quantile_init(struct quantile_sketch *sketch)
{
    size_t values;
    if (__builtin_mul_overflow(sketch->slots, (size_t)sketch->sample, &values))
        return false;
    sketch->value = calloc(values ? values : 1, sizeof(double));
    return sketch->value != NULL;
}

void quantile_finish(struct quantile_sketch *sketch)
{
    free(sketch->value);
    free(sketch->edge);
    free(sketch->count);
    *sketch = (struct quantile_sketch){0};
}

/* The number of edges below value; a value equal to an edge that stands more than once goes between
 * the equal edges, so that a point mass has a bin of no width. */
static int bin_of(const double *edge, int edges, double value)
{
    int low = 0, high = edges;
    while (low < high) {
        int middle = (low + high) / 2;
        if (edge[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    if (low + 1 < edges && edge[low] == value && edge[low + 1] == value)
        return low + 1;
    return low;
}

static void count_value(struct quantile_sketch *sketch, size_t slot, double value)
{
    const int edges = sketch->bins - 1;
    const double *edge = sketch->edge + slot * (size_t)edges;
    int bin = bin_of(edge, edges, value);
    /* integers add up to the same sum in any order */
    __atomic_fetch_add(&sketch->count[slot * (size_t)sketch->bins + (size_t)bin], 1u,
                       __ATOMIC_RELAXED);
}

void quantile_add(struct quantile_sketch *sketch, size_t slot, uint64_t first,
                  const double value[LANES], int count)
{
    for (int i = 0; i < count; i++) {
        uint64_t trial = first + (uint64_t)i;
        if (trial < sketch->sample)
            sketch->value[slot * (size_t)sketch->sample + (size_t)trial] = value[i];
        else
            count_value(sketch, slot, value[i]);
    }
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void quantile_sort(struct quantile_sketch *sketch)
{
    if (!sketch->value)
        return;
#pragma omp parallel for schedule(static)
    for (size_t slot = 0; slot < sketch->slots; slot++)
        qsort(sketch->value + slot * (size_t)sketch->sample, (size_t)sketch->sample, sizeof(double),
              ascending);
}

/* Edge i is the order statistic (i + 1) sample / bins. */
bool quantile_make_edges(struct quantile_sketch *sketch)
{
    if (sketch->exact)
        return true;
    const size_t bins = (size_t)sketch->bins, edges = bins - 1, sample = (size_t)sketch->sample;
    sketch->edge = calloc(sketch->slots * edges, sizeof(double));
    sketch->count = calloc(sketch->slots * bins, sizeof(uint32_t));
    if (!sketch->edge || !sketch->count)
        return false;
    quantile_sort(sketch);
    for (size_t slot = 0; slot < sketch->slots; slot++) {
        const double *value = sketch->value + slot * sample;
        for (size_t i = 0; i < edges; i++)
            sketch->edge[slot * edges + i] = value[(i + 1) * sample / bins];
        for (size_t i = 0; i < sample; i++)
            count_value(sketch, slot, value[i]);
    }
    free(sketch->value);
    sketch->value = NULL;
    return true;
}

static double exact_quantile(const double *value, uint64_t trials, double p)
{
    double rank = p * (double)(trials - 1);
    uint64_t low = (uint64_t)rank;
    double part = rank - (double)low;
    if (low + 1 >= trials)
        return value[trials - 1];
    return value[low] + part * (value[low + 1] - value[low]);
}

double quantile_get(const struct quantile_sketch *sketch, size_t slot, double p, double *rank_error)
{
    if (sketch->exact)
        return exact_quantile(sketch->value + slot * (size_t)sketch->sample, sketch->trials, p);
    const int edges = sketch->bins - 1;
    const double *edge = sketch->edge + slot * (size_t)edges;
    const uint32_t *count = sketch->count + slot * (size_t)sketch->bins;
    const double rank = p * (double)(sketch->trials - 1);
    double below = 0.0;
    int bin = 0;
    while (bin < edges && below + count[bin] <= rank)
        below += count[bin++];
    const double low = edge[bin > 0 ? bin - 1 : 0], high = edge[bin < edges ? bin : edges - 1];
    const bool inner = bin > 0 && bin < edges;
    if (inner && low == high)
        return low; /* a point mass: exact */
    const double error = (double)count[bin] / (double)sketch->trials;
    *rank_error = error > *rank_error ? error : *rank_error;
    return low + (high - low) * ((rank - below + 0.5) / (double)count[bin]);
}
