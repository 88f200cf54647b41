#include "report/points.h"

#include "report/escape.h"
#include "report/view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define VALUE_WIDTH 20 /* characters of a swept value in a label */

static const char *const figures_of_horizon[] = {"npv", "p_gap_closed", "p_paid_back"};

/* "models.pacs.contract.sharing_rate" is sharing_rate. */
static const char *last_key(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot ? dot + 1 : path;
}

void points_name(const struct reader *reader, size_t point, char *text, size_t size)
{
    size_t used = (size_t)snprintf(text, size, "point %zu of %zu: ", point + 1, reader->points);
    for (size_t i = 0; i < reader->swept_axes && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s = %s", i ? ", " : "",
                                 reader->swept[i].path, reader->swept[i].text[point]);
}

/* What all points of one measure share in a table. */
struct wide {
    struct selection selection; /* with the point being looked at */
    const struct measure *measure;
    const char *heading[STATISTICS];
    size_t headings;
    double largest;
    bool zero;     /* the first model of those shown is 0 throughout */
    double *first; /* [models][STATISTICS] of the first point */
    bool *same;    /* [models] whose figures are those at all points: one row tells them */
};

static void note_heading(struct wide *wide, const char *heading)
{
    for (size_t i = 0; i < wide->headings; i++)
        if (strcmp(wide->heading[i], heading) == 0)
            return;
    if (wide->headings < STATISTICS)
        wide->heading[wide->headings++] = heading;
}

/* Whether a model's figures are still those of the first point. */
static void compare(struct wide *wide, const struct view *view, size_t model, bool first)
{
    const size_t year = view_cells(view).end_year - 1;
    for (size_t i = 0; i < view->statistics; i++) {
        const double value = view_number(view, view->statistic[i].numbers, model, year);
        double *kept = &wide->first[model * STATISTICS + i];
        if (first)
            *kept = value;
        else if (memcmp(kept, &value, sizeof value) != 0)
            wide->same[model] = false;
    }
}

/* Columns, unit, and whether do nothing has anything to show, over all points. */
static acs_status survey(struct wide *wide, acs_error *error)
{
    const struct reader *reader = wide->selection.reader;
    bool first = true;
    wide->zero = true;
    for (size_t point = 0; point < reader->points; point++) {
        struct view view;
        wide->selection.point = point;
        if (!selection_has(&wide->selection, point))
            continue;
        acs_status status = view_open(&view, &wide->selection, wide->measure, false, error);
        const struct cells cells = view_cells(&view);
        for (size_t m = cells.model; status == ACS_OK && m < cells.end_model; m++)
            compare(wide, &view, m, first);
        first = false;
        for (size_t i = 0; status == ACS_OK && i < view.statistics; i++) {
            note_heading(wide, view.statistic[i].heading);
            for (size_t year = cells.first_year; year < cells.end_year; year++)
                wide->zero = wide->zero &&
                             view_number(&view, view.statistic[i].numbers, cells.model, year) == 0;
        }
        wide->largest = fmax(wide->largest, view.largest);
        view_close(&view);
        if (status != ACS_OK)
            return status;
    }
    return ACS_OK;
}

static void set_label(const struct wide *wide, struct grid *grid, size_t row, size_t model)
{
    const struct reader *reader = wide->selection.reader;
    char text[512];
    size_t used = (size_t)snprintf(text, sizeof text, "%s", reader->models.name[model]);
    for (size_t i = 0; i < reader->swept_axes && used < sizeof text; i++) {
        const char *value =
            wide->same[model] ? "any" : reader->swept[i].text[wide->selection.point];
        const bool cut = strlen(value) > VALUE_WIDTH;
        used += (size_t)snprintf(text + used, sizeof text - used, ", %.*s%s", VALUE_WIDTH, value,
                                 cut ? "..." : "");
    }
    grid_set(grid, row, 0, text);
}

static void set_heading(const struct wide *wide, struct grid *grid)
{
    const struct reader *reader = wide->selection.reader;
    char text[512];
    size_t used = (size_t)snprintf(text, sizeof text, "Model");
    for (size_t i = 0; i < reader->swept_axes && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, ", %s",
                                 last_key(reader->swept[i].path));
    grid_head(grid, 0, NULL, text);
    for (size_t h = 0; h < wide->headings; h++)
        grid_head(grid, 1 + h, NULL, wide->heading[h]);
}

/* The rows before those of a model, which stand together. */
static size_t rows_before(const struct wide *wide, size_t first, size_t model, size_t points)
{
    size_t rows = 0;
    for (size_t m = first; m < model; m++)
        rows += wide->same[m] ? 1 : points;
    return rows;
}

static acs_status fill_point(struct wide *wide, struct grid *grid, size_t nth, size_t points,
                             acs_error *error)
{
    struct view view;
    acs_status status = view_open(&view, &wide->selection, wide->measure, false, error);
    if (status == ACS_OK) {
        view_scale(&view, wide->largest);
        const struct cells cells = view_cells(&view);
        const size_t first = cells.model + wide->zero;
        for (size_t model = first; model < cells.end_model; model++) {
            const size_t row = rows_before(wide, first, model, points) + nth;
            if (wide->same[model] && nth > 0)
                continue;
            set_label(wide, grid, row, model);
            for (size_t i = 0; i < view.statistics; i++)
                for (size_t h = 0; h < wide->headings; h++)
                    if (strcmp(wide->heading[h], view.statistic[i].heading) == 0)
                        view_set(&view, grid, row, 1 + h, &view.statistic[i], model,
                                 cells.end_year - 1);
        }
    }
    view_close(&view);
    return status;
}

static void print_caption(const struct wide *wide, FILE *out)
{
    const struct view view = {.selection = &wide->selection, .measure = wide->measure};
    const struct figure figure = view_figure(&view, wide->largest);
    const struct reader *reader = wide->selection.reader;
    char text[1024], year[FIGURE_SIZE] = "";
    if (wide->measure->yearly)
        figure_print_year((int)reader->year[wide->selection.year], year);
    snprintf(text, sizeof text, "%s%s%s%s%s%s: %s", wide->measure->name, *year ? " in " : "", year,
             *figure.unit ? " (" : "", figure.unit, *figure.unit ? ")" : "",
             wide->measure->long_name);
    fputc('\n', out);
    grid_print_text(text, out);
}

static acs_status print_wide(const struct selection *selection, const struct measure *measure,
                             struct arena *arena, FILE *out, acs_error *error)
{
    const struct reader *reader = selection->reader;
    struct wide wide = {.selection = *selection, .measure = measure};
    wide.first = ARENA_NEW(arena, reader->models.count * STATISTICS, double);
    wide.same = ARENA_NEW(arena, reader->models.count, bool);
    if (!wide.first || !wide.same)
        return error_no_memory(error);
    memset(wide.same, true, reader->models.count * sizeof *wide.same);
    if (selection->year == SELECT_ALL)
        wide.selection.year = reader->years - 1;
    acs_status status = survey(&wide, error);
    if (status != ACS_OK)
        return status;
    const size_t first = selection_first(selection->model);
    const size_t end = selection_end(selection->model, reader->models.count);
    wide.zero = wide.zero && end - first > 1;
    const size_t points = selection_points(selection);
    struct grid grid;
    grid_init(&grid, 1 + wide.headings, rows_before(&wide, first + wide.zero, end, points));
    set_heading(&wide, &grid);
    for (size_t point = 0, nth = 0; point < reader->points && status == ACS_OK; point++) {
        wide.selection.point = point;
        if (selection_has(selection, point))
            status = fill_point(&wide, &grid, nth++, points, error);
    }
    print_caption(&wide, out);
    const bool failed = grid.failed;
    grid_print(&grid, out);
    grid_finish(&grid);
    return failed ? error_no_memory(error) : status;
}

static bool is_wanted(const struct reader *reader, const struct measure *measure)
{
    for (size_t i = 0; i < sizeof figures_of_horizon / sizeof *figures_of_horizon; i++)
        if (strcmp(figures_of_horizon[i], measure->name) == 0)
            return true;
    return selection_is_headline(reader, measure);
}

acs_status points_print(const struct selection *selection, FILE *out, acs_error *error)
{
    const struct reader *reader = selection->reader;
    char text[1024];
    size_t used = (size_t)snprintf(text, sizeof text, "%zu of %zu points over ",
                                   selection_points(selection), reader->points);
    for (size_t i = 0; i < reader->swept_axes && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i ? ", " : "",
                                 reader->swept[i].path);
    grid_print_text(text, out);
    struct arena arena = {0};
    acs_status status = ACS_OK;
    if (selection->metric != SELECT_ALL)
        status = print_wide(selection, &reader->measure[selection->metric], &arena, out, error);
    const size_t end = selection->metric == SELECT_ALL ? reader->measures : 0;
    for (size_t i = 0; i < end && status == ACS_OK; i++) {
        const struct measure *measure = &reader->measure[i];
        const bool over_horizon = !measure->yearly && selection->year != SELECT_ALL &&
                                  selection->year + 1 != reader->years;
        if (is_wanted(reader, measure) && !over_horizon)
            status = print_wide(selection, measure, &arena, out, error);
    }
    arena_finish(&arena);
    return status;
}

void points_csv_head(const struct reader *reader, FILE *out)
{
    if (reader->points > 0)
        fputs("sweep,", out);
    for (size_t i = 0; i < reader->swept_axes; i++) {
        escape_csv_text(reader->swept[i].path, out);
        fputc(',', out);
    }
}

void points_csv(const struct reader *reader, size_t point, FILE *out)
{
    if (reader->points > 0)
        fprintf(out, "%zu,", point + 1);
    for (size_t i = 0; i < reader->swept_axes; i++) {
        escape_csv_text(reader->swept[i].text[point], out);
        fputc(',', out);
    }
}

void points_json(const struct reader *reader, size_t point, FILE *out)
{
    if (reader->points > 0)
        fprintf(out, "\"sweep\": %zu, ", point + 1);
    for (size_t i = 0; i < reader->swept_axes; i++) {
        const struct reader_swept *swept = &reader->swept[i];
        escape_json_text(swept->path, out);
        fputs(": ", out);
        if (swept->number)
            fputs(swept->text[point], out);
        else
            escape_json_text(swept->text[point], out);
        fputs(", ", out);
    }
}
