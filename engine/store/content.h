/* The groups of a results file, each written whole. */
#ifndef ACSIM_STORE_CONTENT_H
#define ACSIM_STORE_CONTENT_H

#include "run/results.h"
#include "store/axes.h"
#include "store/nc4.h"
#include "store/output.h"

/* Over the points of a sweep: the largest, the mean, the sum; one point's own where there is none.
 */
struct content_totals {
    double rank_error, growth_floor_hits, seconds;
    char started[32]; /* the first point's */
};

/* What writing the groups shares. */
struct content {
    struct nc4 *nc4;
    const struct results *results; /* of the point being written */
    const char *failure;           /* NULL, or what failed other than HDF5 */
    struct content_totals totals;
    struct axes axes; /* of the group being written */
    double *cells;    /* of the variable being written; freed by content_finish */
    size_t capacity;
};

bool content_root(struct content *content) WARN_UNUSED;    /* attributes of the file */
bool content_results(struct content *content) WARN_UNUSED; /* summary to horizon */
bool content_trials(struct content *content) WARN_UNUSED;  /* where some were saved */
bool content_assumptions(struct content *content) WARN_UNUSED;
bool content_scenario(struct content *content) WARN_UNUSED;
bool content_run(struct content *content) WARN_UNUSED;
void content_finish(struct content *content);

/* One NaN for all: its sign and payload differ between processors. */
double content_canonical(double x);

/* The attributes of a variable that its output knows. */
bool content_describe(const struct content *content, hid_t id,
                      const struct output *output) WARN_UNUSED;

bool content_no_memory(struct content *content) WARN_UNUSED; /* sets the failure; false */

#define CONTENT_CELLS (AXIS_BIT(AXIS_MODEL) | AXIS_BIT(AXIS_PLACE) | AXIS_BIT(AXIS_YEAR))

#endif
