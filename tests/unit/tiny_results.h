/* Results filled by hand: two models, two places, two services, three years, every number known
 * from where it stands. */
#ifndef ACSIM_TESTS_TINY_RESULTS_H
#define ACSIM_TESTS_TINY_RESULTS_H

#include "run/results.h"

enum { TINY_MODELS = 2, TINY_PLACES = 3, TINY_YEARS = 3, TINY_SERVICES = 2, TINY_TRIALS = 5 };

/* The number that stands for column, model, place and year: distinct, and exact as a double. */
static inline double tiny_number(int column, int model, int place, int year)
{
    return 1e6 * column + 1e4 * model + 1e2 * place + year + 0.5;
}

/* The same for a saved trial. */
static inline double tiny_trial(int trial, int saved, int model, int place, int year)
{
    return 1e6 * trial + 1e5 * saved + 1e4 * model + 1e2 * place + year;
}

/* A probability for horizon figures but the first. */
static inline double tiny_probability(int column, int model, int place, int year)
{
    return (column % 7 + model + place + year) / 16.0;
}

/* Allocates everything; the trials of gap and net_saving are spooled. */
struct results *tiny_results_create(void);

/* Spools this many trials instead of TINY_TRIALS. */
void tiny_results_spool(struct results *results, int trials);

void tiny_results_destroy(struct results *results);

#endif
