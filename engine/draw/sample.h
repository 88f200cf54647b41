/* How what is drawn once a trial is spread over the trials of a run: at random, or evenly, which
 * makes means more precise.
 *
 * Evenly spread trials are not independent of each other, so a run then consists of replicates,
 * ranges of consecutive trials that are spread by themselves; how far their means lie apart is what
 * the standard errors come from. */
#ifndef ACSIM_DRAW_SAMPLE_H
#define ACSIM_DRAW_SAMPLE_H

#include "draw/lanes.h"

#include <stdint.h>

enum sampling { SAMPLING_RANDOM, SAMPLING_LATIN_HYPERCUBE, SAMPLING_SOBOL };

#define SAMPLE_REPLICATES 16 /* of a run with 64 trials or more for each */
#define SOBOL_DIMENSIONS 1111

/* Replicates of a run: 1 at random; else 16, or as many as have 64 trials, but 2 (1 below 4). */
int sample_replicates(enum sampling sampling, uint64_t trials);

/* The first trial of a replicate, an even number; that of number `replicates` is `trials`. They are
 * equal to 3 trials. */
uint64_t sample_first(uint64_t trials, int replicates, int replicate);

/* LANES consecutive trials of a run. */
struct sample {
    enum sampling sampling;
    uint64_t seed, first; /* first trial, of the run */
    int replicate;
    uint64_t index, trials; /* first trial within the replicate, and its trials */
};

struct sample sample_at(enum sampling sampling, uint64_t seed, uint64_t trials, uint64_t first);

/* u[i] in (0,1) of a draw of trial scope at a hash (see address_hash).
 *
 * Latin hypercube (McKay, Beckman, Conover 1979): of n trials each lies in another n-th, in an
 * order that is a permutation of its own for each hash and replicate, at random within it.
 *
 * Sobol: the points of Joe and Kuo in Gray code order, dimension counted from 0, scrambled by
 * nested uniform scrambling (Owen 1995; by hashing as in Burley 2020, JCGT 9(4)) of its own for
 * each hash and replicate. Dimensions that are negative stay random. */
void sample_uniform(const struct sample *sample, uint64_t hash, int dimension, double u[LANES]);

/* The parts, for tests: where trial `index` of n goes; a point of the sequence as it was published
 * (over 2^32); the point scrambled. */
uint32_t sample_permute(uint32_t index, uint32_t n, uint64_t key);
uint32_t sobol_point(int dimension, uint32_t index);
uint32_t sobol_scramble(uint32_t point, uint64_t key);
void sobol_directions(int dimension, uint32_t direction[32]);

#endif
