/* The address of a draw: every uniform is a function of (seed, hash, year, trial), never of
 * history.
 *
 * philox4x32-10 of Random123, key = seed, counter = 64-bit hash of (assumption, place, network),
 * then 16 bits of year and 48 bits of trial pair. One evaluation gives two trials 52 bits each.
 */
#ifndef ACSIM_DRAW_ADDRESS_H
#define ACSIM_DRAW_ADDRESS_H

#include "base/hash.h"
#include "draw/lanes.h"

#include <stdint.h>

/* Joins what a draw belongs to; 0 stands for "not scoped by place", networks count from 0 and -1
 * stands for "not scoped by network". */
static inline uint64_t address_hash(uint64_t assumption, uint64_t place, int64_t network)
{
    return hash_join(hash_join(assumption, place), (uint64_t)(network + 1));
}

/* u[i] in (0,1) for trials first .. first + LANES - 1 (first even, below 2^33, or any
 * multiple of LANES below 2^49).
 * u = (k + 1/2) / 2^52 with k the upper 52 bits of the trial's 64. year: the calendar year of a
 * year-scoped draw, else 0. */
void address_uniform(uint64_t seed, uint64_t hash, unsigned year, uint64_t first, double u[LANES]);

#endif
