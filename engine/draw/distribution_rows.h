/* The functions behind the rows of distribution.c; include distribution.h for everything else. */
#ifndef ACSIM_DRAW_DISTRIBUTION_ROWS_H
#define ACSIM_DRAW_DISTRIBUTION_ROWS_H

#include "draw/distribution.h"

/* compile and quantile as in struct distribution */
#define DISTRIBUTION_FUNCTIONS(name)                                                               \
    const char *name##_compile(struct distribution_settings *settings, int form,                   \
                               const struct distribution_argument *arguments,                      \
                               struct arena *arena);                                               \
    void name##_quantile(const struct distribution_settings *settings, const double u[LANES],      \
                         double x[LANES])

DISTRIBUTION_FUNCTIONS(constant);
DISTRIBUTION_FUNCTIONS(normal);
DISTRIBUTION_FUNCTIONS(lognormal);
DISTRIBUTION_FUNCTIONS(uniform);
DISTRIBUTION_FUNCTIONS(triangular);
DISTRIBUTION_FUNCTIONS(pert);
DISTRIBUTION_FUNCTIONS(beta);
DISTRIBUTION_FUNCTIONS(gamma);
DISTRIBUTION_FUNCTIONS(weibull);
DISTRIBUTION_FUNCTIONS(student_t);
DISTRIBUTION_FUNCTIONS(quantiles);
DISTRIBUTION_FUNCTIONS(discrete);
const char *bernoulli_compile(struct distribution_settings *settings, int form,
                              const struct distribution_argument *arguments, struct arena *arena);
const char *empirical_compile(struct distribution_settings *settings, int form,
                              const struct distribution_argument *arguments, struct arena *arena);

/* Keeps the outcomes from min to max of a distribution with steps. */
const char *discrete_truncate(struct distribution_settings *settings, double min, double max,
                              struct arena *arena);

/* Fills mean and sd with those of value(s), s = ln(u / (1 - u)), by the trapezoid rule over s from
 * -reach to reach, which for smooth quantiles is exact to rounding; a kink costs the step's
 * square. */
void distribution_integrate(struct distribution_settings *settings,
                            void (*value)(const struct distribution_settings *settings,
                                          const double s[LANES], double x[LANES]),
                            double reach, double step);

/* A message in the arena; it tells of missing memory when there is none. */
const char *distribution_message(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Fills settings for a distribution that has no spread; every row's quantile understands it. */
void distribution_fix(struct distribution_settings *settings, double value);

static inline bool distribution_fixed(const struct distribution_settings *settings)
{
    return settings->lowest >= settings->highest;
}

static inline bool distribution_finite(double x)
{
    return x - x == 0.0;
}

/* NULL if the first count arguments have one finite value each, else a message. */
const char *distribution_check(const struct distribution_argument *arguments, int count,
                               struct arena *arena);

/* NULL if the arguments are min, mode and max in ascending order, not too far apart; else a
 * message. */
const char *distribution_check_three(const struct distribution_argument *arguments,
                                     struct arena *arena);

#endif
