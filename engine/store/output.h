/* The output fields: which numbers of the results become which variables of the file.
 *
 * A row says where a family of columns goes and over which axes; a family has one variable per
 * statistic (mean, standard deviation, Monte Carlo standard error, quantiles).
 */
#ifndef ACSIM_STORE_OUTPUT_H
#define ACSIM_STORE_OUTPUT_H

#include "run/results.h"
#include "store/nc4.h"

#include <stdbool.h>
#include <stddef.h>

enum axis {
    AXIS_QUANTILE,
    AXIS_TRIAL,
    AXIS_MODEL,
    AXIS_PLACE,
    AXIS_SERVICE,
    AXIS_PARTY,
    AXIS_YEAR,
    AXIS_PATH,  /* assumptions */
    AXIS_FILE,  /* of the scenario */
    AXIS_SWEEP, /* the points of a sweep, before all others in variables of results */
    AXIS_ITEM,  /* + enum detail: networks, ... */
    AXES = AXIS_ITEM + DETAILS,
    AXIS_END
};
#define AXIS_BIT(axis) (1u << (axis))

/* One variable: its names, and how to walk the results for it. */
struct output {
    char name[64], long_name[256];
    const char *units;
    const char *price_basis;   /* NULL: no money */
    const char *places_add_up; /* how the places of a trial make `all` */
    const double *from;        /* the first number */
    bool complement;           /* 1 - x: the probability of the opposite */
    enum axis axis[NC4_AXES];
    size_t stride[NC4_AXES]; /* numbers between neighbours along an axis */
    int axes;
};

/* Calls with every output of a group until it returns false; returns whether all returned true. */
bool output_each(const struct results *results, const char *group,
                 bool (*call)(void *context, const struct output *output),
                 void *context) WARN_UNUSED;

/* The same of a detail group that is kept. */
bool output_each_detail(const struct results *results, enum detail detail,
                        bool (*call)(void *context, const struct output *output),
                        void *context) WARN_UNUSED;

/* "real: GBP at 2016/17 prices", or cash. */
const char *output_price_basis(const acs_plan *plan, char *text, size_t size);

extern const char *const output_places_add_up[]; /* by enum place_sum */

#endif
