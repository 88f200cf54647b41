#include "run/moments.h"

#include <stdlib.h>
#include <string.h>

#define SUM_LANES 8 /* partial sums of a block, added in a fixed order */

bool moments_init(struct moments *moments, size_t cells)
{
    *moments = (struct moments){.cells = cells};
    moments->mean = calloc(cells ? cells : 1, sizeof(double));
    moments->m2 = calloc(cells ? cells : 1, sizeof(double));
    if (moments->mean && moments->m2)
        return true;
    moments_finish(moments);
    return false;
}

void moments_finish(struct moments *moments)
{
    free(moments->mean);
    free(moments->m2);
    *moments = (struct moments){0};
}

void moments_clear(struct moments *moments)
{
    memset(moments->mean, 0, moments->cells * sizeof(double));
    memset(moments->m2, 0, moments->cells * sizeof(double));
    moments->trials = 0.0;
}

static double sum_of(const double part[SUM_LANES])
{
    return ((part[0] + part[1]) + (part[2] + part[3])) +
           ((part[4] + part[5]) + (part[6] + part[7]));
}

/* Deviations are taken from the first value, so a constant has exactly no variance. */
KERNEL void moments_add_lanes(double *mean, double *m2, double trials, const double value[LANES],
                              int count)
{
    const double shift = value[0];
    double part[SUM_LANES] = {0}, square[SUM_LANES] = {0};
    if (count == LANES) {
        for (int i = 0; i < LANES; i += SUM_LANES)
            for (int k = 0; k < SUM_LANES; k++)
                part[k] += value[i + k] - shift;
    } else {
        for (int i = 0; i < count; i++)
            part[i % SUM_LANES] += value[i] - shift;
    }
    const double n = count, block_mean = shift + sum_of(part) / n;
    if (count == LANES) {
        for (int i = 0; i < LANES; i += SUM_LANES)
            for (int k = 0; k < SUM_LANES; k++)
                square[k] += (value[i + k] - block_mean) * (value[i + k] - block_mean);
    } else {
        for (int i = 0; i < count; i++)
            square[i % SUM_LANES] += (value[i] - block_mean) * (value[i] - block_mean);
    }
    if (trials == 0.0) {
        *mean = block_mean;
        *m2 = sum_of(square);
        return;
    }
    const double delta = block_mean - *mean, all = trials + n;
    *mean += delta * (n / all);
    *m2 += sum_of(square) + delta * delta * (trials * n / all);
}

KERNEL void moments_merge(struct moments *left, const struct moments *right)
{
    const double all = left->trials + right->trials;
    const double part = right->trials / all, between = left->trials * right->trials / all;
    double *mean = left->mean, *m2 = left->m2;
    const double *other = right->mean, *other_m2 = right->m2;
    const size_t cells = left->cells;
#pragma omp simd
    for (size_t i = 0; i < cells; i++) {
        double delta = other[i] - mean[i];
        mean[i] += delta * part;
        m2[i] += other_m2[i] + delta * delta * between;
    }
    left->trials = all;
}

struct moments_node {
    struct moments_node *next;
    struct moments moments;
    unsigned level;
    uint64_t index; /* among the nodes of its level */
    uint64_t replicate;
};

struct moments *moments_node_moments(struct moments_node *node)
{
    return &node->moments;
}

struct moments_node *moments_tree_take(struct moments_tree *tree)
{
    struct moments_node *node = tree->spare;
    if (node) {
        tree->spare = node->next;
        moments_clear(&node->moments);
        return node;
    }
    node = calloc(1, sizeof *node);
    if (node && moments_init(&node->moments, tree->cells))
        return node;
    free(node);
    return NULL;
}

static struct moments_node *remove_sibling(struct moments_tree *tree,
                                           const struct moments_node *node)
{
    for (struct moments_node **at = &tree->waiting; *at; at = &(*at)->next) {
        struct moments_node *other = *at;
        if (other->replicate == node->replicate && other->level == node->level &&
            other->index == (node->index ^ 1)) {
            *at = other->next;
            return other;
        }
    }
    return NULL;
}

static struct moments_node *join(struct moments_tree *tree, struct moments_node *node,
                                 struct moments_node *sibling)
{
    struct moments_node *left = node->index & 1 ? sibling : node;
    struct moments_node *right = node->index & 1 ? node : sibling;
    moments_merge(&left->moments, &right->moments);
    right->next = tree->spare;
    tree->spare = right;
    return left;
}

void moments_tree_give(struct moments_tree *tree, struct moments_node *node, uint64_t chunk)
{
    node->level = 0;
    node->replicate = chunk / tree->chunks;
    node->index = chunk % tree->chunks;
    uint64_t width = tree->chunks; /* nodes on this level */
    while (width > 1) {
        bool alone = (node->index & 1) == 0 && node->index + 1 == width;
        if (!alone) {
            struct moments_node *sibling = remove_sibling(tree, node);
            if (!sibling)
                break;
            node = join(tree, node, sibling);
        }
        node->level++;
        node->index >>= 1;
        width = (width + 1) / 2;
    }
    node->next = tree->waiting;
    tree->waiting = node;
}

/* Takes the root of a replicate's tree out of those that wait. */
static struct moments_node *take_root(struct moments_tree *tree, uint64_t replicate)
{
    struct moments_node **at = &tree->waiting;
    while ((*at)->replicate != replicate)
        at = &(*at)->next;
    struct moments_node *node = *at;
    *at = node->next;
    return node;
}

/* What merging adds to the squares between replicates. */
static void add_between(double *between, const struct moments *left, const struct moments *right)
{
    const double weight = left->trials * right->trials / (left->trials + right->trials);
    for (size_t i = 0; i < left->cells; i++) {
        const double delta = right->mean[i] - left->mean[i];
        between[i] += delta * delta * weight;
    }
}

const struct moments *moments_tree_root(struct moments_tree *tree, double *between)
{
    struct moments_node *root = take_root(tree, 0);
    for (int r = 1; r < tree->replicates; r++) {
        struct moments_node *next = take_root(tree, (uint64_t)r);
        add_between(between, &root->moments, &next->moments);
        moments_merge(&root->moments, &next->moments);
        next->next = tree->spare;
        tree->spare = next;
    }
    root->next = tree->waiting;
    tree->waiting = root;
    tree->replicates = 1;
    return &root->moments;
}

static void finish_list(struct moments_node *node)
{
    while (node) {
        struct moments_node *next = node->next;
        moments_finish(&node->moments);
        free(node);
        node = next;
    }
}

void moments_tree_finish(struct moments_tree *tree)
{
    finish_list(tree->waiting);
    finish_list(tree->spare);
    *tree = (struct moments_tree){0};
}
