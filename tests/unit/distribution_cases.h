/* Distributions with known answers: every row of distribution_rows has at least one case. */
#ifndef DISTRIBUTION_CASES_H
#define DISTRIBUTION_CASES_H

#include "draw/distribution.h"

struct distribution_case {
    const char *name;
    int form;
    double argument[5]; /* a truncated case: up to three of the row's, then min and max */
    /* GSL, or a closed form: the quantile from the lower and from the upper tail, and the cdf. NULL
     * for a constant and for steps. */
    double (*lower)(double p, const double argument[5]);
    double (*upper)(double q, const double argument[5]);
    double (*cdf)(double x, const double argument[5]);
    double mean, sd; /* by another route than the engine's where there is one */
    double body;     /* largest admitted error of the quantile in sds, u in 1e-4 to 1 - 1e-4 */
    double tails;    /* the same beyond, of the distance to the mean */
    double moments;  /* admitted error of mean and sd in sds, where the engine integrates them */
    bool truncated;
};

extern const struct distribution_case distribution_cases[];

/* Compiles a case with its own arguments; aborts the test if it is refused. */
struct distribution_settings distribution_case_compile(const struct distribution_case *given,
                                                       struct arena *arena);

/* The discrete case: values and probabilities; the values are also the empirical one. */
#define DISCRETE_OUTCOMES 5
extern const double discrete_values[DISCRETE_OUTCOMES];
extern const double discrete_probabilities[DISCRETE_OUTCOMES];

#endif
