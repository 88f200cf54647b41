/* Streaming mean and sum of squared deviations, merged over a fixed binary tree of chunks of
 * trials, so that the bits do not depend on threads. Chan, Golub, LeVeque (1983), Algorithms for
 * computing the sample variance. */
#ifndef ACSIM_RUN_MOMENTS_H
#define ACSIM_RUN_MOMENTS_H

#include "base/arena.h"
#include "draw/lanes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The moments of `cells` numbers over some trials. */
struct moments {
    size_t cells;
    double trials; /* the same for every cell */
    double *mean, *m2;
};

bool moments_init(struct moments *moments, size_t cells);
void moments_finish(struct moments *moments);
void moments_clear(struct moments *moments);

/* Adds the first count of LANES values to one cell that so far holds `trials` of them. */
void moments_add_lanes(double *mean, double *m2, double trials, const double value[LANES],
                       int count);

/* left becomes both; left holds the earlier trials. */
void moments_merge(struct moments *left, const struct moments *right);

/* The tree: chunks hand in their moments in any order; the root has all. Replicates have a tree
 * each, of as many chunks; chunk number c belongs to replicate c / chunks. */
struct moments_tree {
    uint64_t chunks;
    int replicates;
    struct moments_node *waiting; /* subtrees whose sibling is not there yet */
    struct moments_node *spare;   /* memory to use again */
    size_t cells;
};

/* A cleared node to fill, or NULL when memory is out. Callers hold the run's lock. */
struct moments_node *moments_tree_take(struct moments_tree *tree);
struct moments *moments_node_moments(struct moments_node *node);
/* Hands in chunk number `chunk`; merges whatever is ready. Callers hold the run's lock. */
void moments_tree_give(struct moments_tree *tree, struct moments_node *node, uint64_t chunk);
/* The moments of all chunks once every one is handed in; joins the replicates, once. between
 * [cells]: the sum over replicates of trials x (mean of the replicate - mean of all)^2; NULL where
 * there is one replicate. */
const struct moments *moments_tree_root(struct moments_tree *tree, double *between);
void moments_tree_finish(struct moments_tree *tree);

#endif
