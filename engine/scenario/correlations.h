/* The draws that a scenario's correlations name, and groups of them. Internal to compiling. */
#ifndef ACSIM_SCENARIO_CORRELATIONS_H
#define ACSIM_SCENARIO_CORRELATIONS_H

#include "scenario/compiler.h"

#define CORRELATED_LIMIT 200 /* draws that correlations may name */

/* A draw is known by hash and scope: models that share a value's draw share its correlations. */
struct named_draw {
    const char *path; /* as first named */
    uint64_t hash;
    unsigned scope;
    int dimension;
    int group; /* -1 until it has one */
};

struct correlations {
    int count;
    struct named_draw draw[CORRELATED_LIMIT]; /* in the order in which they are named */
    /* NaN where no entry names the pair; entry: the one that does */
    double rank[CORRELATED_LIMIT][CORRELATED_LIMIT];
    int entry[CORRELATED_LIMIT][CORRELATED_LIMIT];
};

/* Factors the groups, the connected parts, and hands them to what is drawn; reports those that
 * cannot hold together. */
void correlations_group(struct compiler *c, struct correlations *all);

#endif
