/* Quantiles of many slots. Exact where all trials fit into memory; otherwise integer histograms
 * whose edges are order statistics of the first trials. The histogram's error is known: a quantile
 * lies in the bin that holds its rank, so its rank is off by at most the bin's share of trials. */
#ifndef ACSIM_RUN_QUANTILE_H
#define ACSIM_RUN_QUANTILE_H

#include "base/arena.h"
#include "draw/lanes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct quantile_sketch {
    size_t slots;
    uint64_t trials;
    uint64_t sample; /* trials kept as they are: all of them, or the first that give the edges */
    bool exact;
    int bins;
    double *value;   /* [slots][sample], until the edges are made */
    double *edge;    /* [slots][bins - 1], ascending */
    uint32_t *count; /* [slots][bins] */
};

/* Sizes the sketch without allocating; bytes at its peak. */
size_t quantile_plan(struct quantile_sketch *sketch, size_t slots, uint64_t trials);
bool quantile_init(struct quantile_sketch *sketch);
void quantile_finish(struct quantile_sketch *sketch);

/* Adds trials first .. first + count - 1 of a slot; any thread, any order, but trials below
 * `sample` before quantile_make_edges and all others after it. */
void quantile_add(struct quantile_sketch *sketch, size_t slot, uint64_t first,
                  const double value[LANES], int count);

/* Once the first `sample` trials are in; frees the values. False when memory is out. */
bool quantile_make_edges(struct quantile_sketch *sketch);

/* The quantile at p in (0,1): type 7 of Hyndman and Fan where exact, else linear within its bin.
 * *rank_error is raised to the bin's share of trials where that is larger. */
double quantile_get(const struct quantile_sketch *sketch, size_t slot, double p,
                    double *rank_error);

/* Sorts the values of every slot, once all trials are in; needed before quantile_get when exact. */
void quantile_sort(struct quantile_sketch *sketch);

#endif
