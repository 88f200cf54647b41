/* A measure of a results file as a table shows it: its figures, columns and unit. */
#ifndef ACSIM_REPORT_VIEW_H
#define ACSIM_REPORT_VIEW_H

#include "report/figure.h"
#include "report/grid.h"
#include "report/selection.h"

#define STATISTICS 6

/* A column of figures: the mean, or another array of the values. */
struct statistic {
    const char *heading;
    const double *numbers; /* [model][place][year] */
    int more_decimals;     /* than the mean: standard errors are small */
};

/* A measure with its figures and how to show them. */
struct view {
    const struct selection *selection;
    const struct measure *measure;
    struct arena arena;
    struct reader_values values;
    struct figure figure;
    double largest; /* magnitude of all that is shown */
    struct statistic statistic[STATISTICS];
    size_t statistics;
};

/* The models and years that are shown; one year, 0, of what is not yearly. */
struct cells {
    size_t model, end_model, first_year, end_year;
};

/* Reads the figures and chooses columns and unit; all: every statistic, not only the interval.
 * Closed in any case. */
acs_status view_open(struct view *view, const struct selection *selection,
                     const struct measure *measure, bool all, acs_error *error) WARN_UNUSED;
void view_close(struct view *view);

/* How figures of the measure are shown when the largest is of this size; view_scale shows them so,
 * which tables of several views need. */
struct figure view_figure(const struct view *view, double largest);
void view_scale(struct view *view, double largest);

struct cells view_cells(const struct view *view);

/* The selected place, or all of them together. */
size_t view_place(const struct selection *selection);

double view_number(const struct view *view, const double *numbers, size_t model, size_t year);

/* The quantiles of a probability, [model][place][year]; NULL if the file has none. */
const double *view_quantile(const struct view *view, double probability);

/* Writes a figure of a column into a cell of the grid. */
void view_set(const struct view *view, struct grid *grid, size_t row, size_t column,
              const struct statistic *statistic, size_t model, size_t year);

#endif
