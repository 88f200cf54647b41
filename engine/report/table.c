#include "report/table.h"

#include "report/points.h"
#include "report/view.h"

#include <string.h>

/* "gap (GBP bn): funding gap: cost less funding and grants, positive is a shortfall" */
static void print_caption(const struct view *view, FILE *out)
{
    char text[1024];
    const char *unit = view->figure.unit;
    snprintf(text, sizeof text, "%s%s%s%s: %s", view->measure->name, *unit ? " (" : "", unit,
             *unit ? ")" : "", view->measure->long_name);
    fputc('\n', out);
    grid_print_text(text, out);
}

static acs_status finish_grid(struct grid *grid, FILE *out, acs_error *error)
{
    const bool failed = grid->failed;
    grid_print(grid, out);
    grid_finish(grid);
    return failed ? error_no_memory(error) : ACS_OK;
}

/* Do nothing saves nothing and is paid no gain: no columns for what is 0 by definition. */
static bool is_all_zero(const struct view *view, size_t model)
{
    const struct cells cells = view_cells(view);
    for (size_t i = 0; i < view->statistics; i++)
        for (size_t year = cells.first_year; year < cells.end_year; year++)
            if (view_number(view, view->statistic[i].numbers, model, year) != 0)
                return false;
    return true;
}

/* Years as rows, models as groups of columns. */
static acs_status print_years(const struct view *view, FILE *out, acs_error *error)
{
    const struct reader *reader = view->selection->reader;
    struct cells cells = view_cells(view);
    if (cells.end_model - cells.model > 1 && is_all_zero(view, cells.model))
        cells.model++;
    const size_t k = view->statistics;
    struct grid grid;
    grid_init(&grid, 1 + (cells.end_model - cells.model) * k, cells.end_year - cells.first_year);
    grid_head(&grid, 0, NULL, "Year");
    for (size_t model = cells.model; model < cells.end_model; model++)
        for (size_t i = 0; i < k; i++)
            grid_head(&grid, 1 + (model - cells.model) * k + i, reader->models.name[model],
                      view->statistic[i].heading);
    for (size_t year = cells.first_year; year < cells.end_year; year++) {
        char text[FIGURE_SIZE];
        const size_t row = year - cells.first_year;
        figure_print_year((int)reader->year[year], text);
        grid_set(&grid, row, 0, text);
        for (size_t model = cells.model; model < cells.end_model; model++)
            for (size_t i = 0; i < k; i++)
                view_set(view, &grid, row, 1 + (model - cells.model) * k + i, &view->statistic[i],
                         model, year);
    }
    return finish_grid(&grid, out, error);
}

/* Models as rows, for one year or the whole horizon. */
static acs_status print_models(const struct view *view, FILE *out, acs_error *error)
{
    const struct reader *reader = view->selection->reader;
    const struct cells cells = view_cells(view);
    struct grid grid;
    grid_init(&grid, 1 + view->statistics, cells.end_model - cells.model);
    grid_head(&grid, 0, NULL, "Model");
    for (size_t i = 0; i < view->statistics; i++)
        grid_head(&grid, 1 + i, NULL, view->statistic[i].heading);
    for (size_t model = cells.model; model < cells.end_model; model++) {
        const size_t row = model - cells.model;
        grid_set(&grid, row, 0, reader->models.name[model]);
        for (size_t i = 0; i < view->statistics; i++)
            view_set(view, &grid, row, 1 + i, &view->statistic[i], model, cells.first_year);
    }
    return finish_grid(&grid, out, error);
}

static acs_status print_measure(const struct selection *selection, const struct measure *measure,
                                FILE *out, acs_error *error)
{
    struct view view;
    const bool one_year = !measure->yearly || selection->year != SELECT_ALL;
    acs_status status = view_open(&view, selection, measure, one_year, error);
    if (status == ACS_OK) {
        print_caption(&view, out);
        if (one_year)
            status = print_models(&view, out, error);
        else
            status = print_years(&view, out, error);
    }
    view_close(&view);
    return status;
}

/* "gap, GBP m" */
static void set_label(const struct view *view, struct grid *grid, size_t row)
{
    char text[256];
    const char *unit = view->figure.unit;
    snprintf(text, sizeof text, "%s%s%s", view->measure->name, *unit ? ", " : "", unit);
    grid_set(grid, row, 0, text);
}

/* Every metric of one model in one year, each in a unit of its own. */
static acs_status print_metrics(const struct selection *selection, FILE *out, acs_error *error)
{
    static const char *const headings[] = {"mean", "sd", "5 %", "50 %", "95 %"};
    const size_t columns = sizeof headings / sizeof *headings;
    const struct reader *reader = selection->reader;
    size_t row = 0, rows = 0;
    for (size_t i = 0; i < reader->measures; i++)
        rows += strcmp(reader->measure[i].group, "summary") == 0;
    struct grid grid;
    grid_init(&grid, 1 + columns, rows);
    grid_head(&grid, 0, NULL, "Metric");
    for (size_t i = 0; i < columns; i++)
        grid_head(&grid, 1 + i, NULL, headings[i]);
    acs_status status = ACS_OK;
    for (size_t i = 0; i < reader->measures && status == ACS_OK; i++) {
        struct view view;
        if (strcmp(reader->measure[i].group, "summary") != 0)
            continue;
        status = view_open(&view, selection, &reader->measure[i], true, error);
        set_label(&view, &grid, row);
        for (size_t at = 0; at < view.statistics; at++)
            for (size_t h = 0; h < columns; h++)
                if (strcmp(headings[h], view.statistic[at].heading) == 0)
                    view_set(&view, &grid, row, 1 + h, &view.statistic[at], selection->model,
                             selection->year);
        row++;
        view_close(&view);
    }
    fputc('\n', out);
    const acs_status printed = finish_grid(&grid, out, error);
    return status == ACS_OK ? printed : status;
}

/* Columns of the table of the horizon, those of them that the file has. */
static const struct horizon_column {
    const char *measure, *group, *heading;
    double quantile; /* 0: the mean */
} horizon_columns[] = {
    {"npv", "Net present value", "mean", 0},      {"npv", "Net present value", "5 %", 0.05},
    {"npv", "Net present value", "95 %", 0.95},   {"p_gap_closed", "Chance, %", "no gap", 0},
    {"p_paid_back", "Chance, %", "paid back", 0}, {"p_net_saving", "Chance, %", "saves", 0},
    {"p_loss", "Chance, %", "loss due", 0},
};

static const struct measure *find_measure(const struct reader *reader, const char *name)
{
    for (size_t i = 0; i < reader->measures; i++)
        if (strcmp(reader->measure[i].name, name) == 0)
            return &reader->measure[i];
    return NULL;
}

static acs_status set_horizon(const struct selection *selection, struct grid *grid, size_t column,
                              const struct horizon_column *row, acs_error *error)
{
    const struct reader *reader = selection->reader;
    const struct measure *measure = find_measure(reader, row->measure);
    struct view view;
    acs_status status = view_open(&view, selection, measure, false, error);
    if (status != ACS_OK) {
        view_close(&view);
        return status;
    }
    char group[128];
    const bool money = strcmp(measure->units, "GBP") == 0;
    snprintf(group, sizeof group, "%s%s%s", row->group, money ? ", " : "",
             money ? view.figure.unit : "");
    grid_head(grid, column, group, row->heading);
    const double *numbers =
        row->quantile > 0 ? view_quantile(&view, row->quantile) : view.values.mean;
    const struct statistic statistic = {row->heading, numbers, 0};
    const struct cells cells = view_cells(&view);
    for (size_t model = cells.model; numbers && model < cells.end_model; model++)
        view_set(&view, grid, model - cells.model, column, &statistic, model, cells.end_year - 1);
    view_close(&view);
    return ACS_OK;
}

/* Models as rows: what the whole horizon, or the years up to the one asked for, came to. */
static acs_status print_horizon(const struct selection *selection, FILE *out, acs_error *error)
{
    const struct reader *reader = selection->reader;
    const size_t first = selection_first(selection->model);
    const size_t end = selection_end(selection->model, reader->models.count);
    const size_t last = selection->year == SELECT_ALL ? reader->years - 1 : selection->year;
    const struct horizon_column *shown[sizeof horizon_columns / sizeof *horizon_columns];
    size_t columns = 0;
    for (size_t i = 0; i < sizeof horizon_columns / sizeof *horizon_columns; i++) {
        const struct measure *measure = find_measure(reader, horizon_columns[i].measure);
        if (measure && (measure->yearly || last == reader->years - 1))
            shown[columns++] = &horizon_columns[i];
    }
    struct grid grid;
    grid_init(&grid, 1 + columns, end - first);
    grid_head(&grid, 0, NULL, "Model");
    for (size_t model = first; model < end; model++)
        grid_set(&grid, model - first, 0, reader->models.name[model]);
    acs_status status = ACS_OK;
    for (size_t i = 0; i < columns && status == ACS_OK; i++)
        status = set_horizon(selection, &grid, 1 + i, shown[i], error);
    char year[FIGURE_SIZE];
    figure_print_year((int)reader->year[last], year);
    fprintf(out, "\nBy %s: value of what was saved, and chances\n", year);
    const acs_status printed = finish_grid(&grid, out, error);
    return status == ACS_OK ? printed : status;
}

static void print_header(const struct selection *selection, FILE *out)
{
    const struct reader *reader = selection->reader;
    char trials[FIGURE_SIZE], year[FIGURE_SIZE], text[1024];
    figure_print_count(reader->trials, trials);
    figure_print_year((int)reader->year[selection_first(selection->year)], year);
    grid_print_text(reader->title, out);
    snprintf(text, sizeof text, "%s%s%s%s%s; %s trials, seed %s; %s",
             reader->places.title[view_place(selection)],
             selection->model == SELECT_ALL ? "" : ", ",
             selection->model == SELECT_ALL ? "" : reader->models.title[selection->model],
             selection->year == SELECT_ALL ? "" : ", ", selection->year == SELECT_ALL ? "" : year,
             trials, reader->seed, reader->price_basis);
    grid_print_text(text, out);
}

acs_status table_print(const struct selection *asked, FILE *out, acs_error *error)
{
    const struct reader *reader = asked->reader;
    struct selection one = *asked;
    const struct selection *selection = &one;
    print_header(selection, out);
    if (selection_points(selection) > 1)
        return points_print(selection, out, error);
    while (!selection_has(selection, one.point))
        one.point++;
    if (reader->points > 0) {
        char text[1024];
        points_name(reader, one.point, text, sizeof text);
        grid_print_text(text, out);
    }
    if (selection->metric != SELECT_ALL)
        return print_measure(selection, &reader->measure[selection->metric], out, error);
    if (selection->model != SELECT_ALL && selection->year != SELECT_ALL)
        return print_metrics(selection, out, error);
    acs_status status = ACS_OK;
    for (size_t i = 0; i < reader->measures && status == ACS_OK; i++)
        if (selection_is_headline(reader, &reader->measure[i]))
            status = print_measure(selection, &reader->measure[i], out, error);
    return status == ACS_OK ? print_horizon(selection, out, error) : status;
}
