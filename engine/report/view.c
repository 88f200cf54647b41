#include "report/view.h"

#include <math.h>
#include <string.h>

size_t view_place(const struct selection *selection)
{
    const size_t all = selection->reader->places.count - 1; /* the last place is all of them */
    return selection->place == SELECT_ALL ? all : selection->place;
}

struct cells view_cells(const struct view *view)
{
    const struct selection *s = view->selection;
    struct cells cells = {selection_first(s->model),
                          selection_end(s->model, s->reader->models.count), 0, 1};
    if (view->measure->yearly) {
        cells.first_year = selection_first(s->year);
        cells.end_year = selection_end(s->year, s->reader->years);
    }
    return cells;
}

double view_number(const struct view *view, const double *numbers, size_t model, size_t year)
{
    const struct selection *s = view->selection;
    return numbers[reader_cell(s->reader, view->measure, model, view_place(s), year)];
}

/* The largest magnitude shown; -1 if no figure is known. */
static double largest_of(const struct view *view, const double *numbers)
{
    const struct cells cells = view_cells(view);
    double largest = -1;
    for (size_t model = cells.model; numbers && model < cells.end_model; model++)
        for (size_t year = cells.first_year; year < cells.end_year; year++) {
            const double size = fabs(view_number(view, numbers, model, year));
            if (isfinite(size) && size > largest)
                largest = size;
        }
    return largest;
}

const double *view_quantile(const struct view *view, double probability)
{
    const struct reader *reader = view->selection->reader;
    for (size_t q = 0; view->values.quantile && q < reader->quantiles; q++)
        if (fabs(reader->quantile[q] - probability) < 1e-9)
            return view->values.quantile + q * reader_cells(reader, view->measure);
    return NULL;
}

/* Adds a column unless the file has none of its figures. */
static void add_statistic(struct view *view, const char *heading, const double *numbers,
                          int more_decimals)
{
    if (largest_of(view, numbers) < 0 || view->statistics == STATISTICS)
        return;
    view->statistic[view->statistics++] = (struct statistic){heading, numbers, more_decimals};
}

/* Mean and 90 % interval where it is known; else mean and what else tells of the spread, if there
 * is any. A long view has all of them. */
static void choose_statistics(struct view *view, bool all)
{
    const struct reader_values *values = &view->values;
    const double *low = view_quantile(view, 0.05), *high = view_quantile(view, 0.95);
    const bool interval = largest_of(view, low) >= 0;
    add_statistic(view, "mean", values->mean, 0);
    if (values->sd && largest_of(view, values->sd) == 0)
        return;
    if (all || !interval)
        add_statistic(view, "sd", values->sd, 0);
    if (all || (!interval && !values->sd))
        add_statistic(view, "s.e.", values->se, 2);
    add_statistic(view, "5 %", low, 0);
    if (all)
        add_statistic(view, "50 %", view_quantile(view, 0.5), 0);
    add_statistic(view, "95 %", high, 0);
}

acs_status view_open(struct view *view, const struct selection *selection,
                     const struct measure *measure, bool all, acs_error *error)
{
    *view = (struct view){.selection = selection, .measure = measure};
    acs_status status = reader_values(selection->reader, selection->point, measure, &view->arena,
                                      &view->values, error);
    if (status != ACS_OK)
        return status;
    choose_statistics(view, all);
    double largest = 0;
    for (size_t i = 0; i < view->statistics; i++)
        largest = fmax(largest, largest_of(view, view->statistic[i].numbers));
    view_scale(view, largest);
    return ACS_OK;
}

struct figure view_figure(const struct view *view, double largest)
{
    const struct measure *measure = view->measure;
    const bool probability =
        strcmp(measure->units, "1") == 0 &&
        (strncmp(measure->variable, "p_", 2) == 0 || strcmp(measure->variable, "growth") == 0);
    return figure_for(measure->units, largest, probability);
}

void view_scale(struct view *view, double largest)
{
    view->largest = largest;
    view->figure = view_figure(view, largest);
}

void view_close(struct view *view)
{
    arena_finish(&view->arena);
}

void view_set(const struct view *view, struct grid *grid, size_t row, size_t column,
              const struct statistic *statistic, size_t model, size_t year)
{
    char text[FIGURE_SIZE];
    struct figure figure = view->figure;
    figure.decimals += statistic->more_decimals;
    figure_print(&figure, view_number(view, statistic->numbers, model, year), text);
    grid_set(grid, row, column, text);
}
