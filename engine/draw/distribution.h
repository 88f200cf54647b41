/* Distributions: one row each. A draw is always quantile(distribution, u).
 *
 * Accuracy, tested against GSL: closed forms to rounding; beta, pert and gamma, which come from
 * tables, to 2e-9 of the standard deviation (4e-9 for shapes of 0.05), or of the distance to the
 * mean where that is more, for u from 2^-53 to 1 - 2^-53; Student's t the same. Parameters whose
 * table would miss 1e-7 are refused. Means and standard deviations are closed forms, or integrals
 * over the quantile good to 1e-6 of the standard deviation (truncated ones, quantiles with ends; a
 * very heavy tail that truncation leaves open counts only as far as u is told from 1, in draws as
 * in the integral). No spread (sd 0, or min = max) is allowed and gives a constant. */
#ifndef ACSIM_DRAW_DISTRIBUTION_H
#define ACSIM_DRAW_DISTRIBUTION_H

#include "base/arena.h"
#include "draw/lanes.h"

#include <stdbool.h>
#include <stddef.h>

#define DISTRIBUTION_FORMS 4  /* ways to parametrise one: mean and sd, or its own parameters */
#define DISTRIBUTION_FIELDS 6 /* parameters of a form, NULL-terminated */
#define DISTRIBUTION_NUMBERS 6

struct distribution;

/* A distribution with its parameters compiled; constant. */
struct distribution_settings {
    const struct distribution *row;
    double number[DISTRIBUTION_NUMBERS]; /* meaning is the row's own */
    const double *table;                 /* quantile table or values; owned by the arena */
    int table_size;
    bool steps; /* the quantile has steps; the table is discrete's */
    const struct distribution_settings *inside; /* what a truncated distribution was before */
    double mean, sd;
    double lowest, highest; /* the support; infinite where it has no end */
};

/* One parameter as given by the user; most have one value. */
struct distribution_argument {
    const char *name;
    const double *values;
    size_t count;
};

struct distribution_form {
    /* All required; lists end in "[]". The form "table", "column" is a list read from a CSV file
     * and compiles as form 0, which has that list alone. */
    const char *fields[DISTRIBUTION_FIELDS];
};

struct distribution {
    const char *name;
    const char *summary; /* one sentence for the reference page */
    struct distribution_form forms[DISTRIBUTION_FORMS];
    /* Fills settings from the arguments of form number `form`, in the order of its fields; returns
     * NULL, or what is wrong and what would be right. Needs no libm: bits must not change. */
    const char *(*compile)(struct distribution_settings *settings, int form,
                           const struct distribution_argument *arguments, struct arena *arena);
    /* x[i] = quantile at u[i], u in (0,1) */
    void (*quantile)(const struct distribution_settings *settings, const double u[LANES],
                     double x[LANES]);
};

/* Ends with a NULL name. "constant" has the one field "value" and is what a plain number compiles
 * to. */
extern const struct distribution distribution_rows[];

const struct distribution *distribution_find(const char *name); /* NULL if there is none */

struct distribution_settings distribution_constant(double value);

/* Restricts a compiled distribution to min .. max (infinite where there is no end): the same shape,
 * what lay outside spread over the inside in proportion. NULL, or what is wrong. */
const char *distribution_truncate(struct distribution_settings *settings, double min, double max,
                                  struct arena *arena);

/* P(X < x), by bisection of the quantile: exact to 2^-53, and as good as the quantile is. */
double distribution_below(const struct distribution_settings *settings, double x);

/* The quantile of one u, through the same code as the lanes. */
double distribution_quantile(const struct distribution_settings *settings, double u);

#endif
