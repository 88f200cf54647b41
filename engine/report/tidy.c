#include "report/tidy.h"

#include "report/escape.h"
#include "report/figure.h"
#include "report/points.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* One row on its way out. */
struct row {
    const struct selection *selection;
    const struct measure *measure;
    const struct reader_values *values;
    size_t point, model, place, year;
    bool first; /* of the rows written */
};

typedef void (*print_row)(const struct row *row, FILE *out);

static double number(const double *numbers, size_t at)
{
    return numbers ? numbers[at] : (double)NAN;
}

static size_t cell_of(const struct row *row)
{
    return reader_cell(row->selection->reader, row->measure, row->model, row->place, row->year);
}

static double quantile_of(const struct row *row, size_t quantile)
{
    const size_t cells = reader_cells(row->selection->reader, row->measure);
    return number(row->values->quantile, quantile * cells + cell_of(row));
}

/* "q05": the name of a quantile's column. */
static void quantile_name(const struct reader *reader, size_t quantile, char text[FIGURE_SIZE])
{
    const double percent = 100 * reader->quantile[quantile];
    snprintf(text, FIGURE_SIZE, percent < 9.95 ? "q0%.3g" : "q%.3g", percent);
}

/* The rows of a measure at one point of the sweep. */
static acs_status print_point(struct row *row, print_row print, FILE *out, acs_error *error)
{
    const struct selection *s = row->selection;
    const struct reader *reader = s->reader;
    struct arena arena = {0};
    struct reader_values values;
    acs_status status = reader_values(reader, row->point, row->measure, &arena, &values, error);
    row->values = &values;
    const size_t years = row->measure->yearly ? reader->years : 1;
    const size_t first_year = row->measure->yearly ? selection_first(s->year) : 0;
    const size_t end_year = row->measure->yearly ? selection_end(s->year, years) : 1;
    const size_t end_model = selection_end(s->model, reader->models.count);
    const size_t end_place = selection_end(s->place, reader->places.count);
    if (status == ACS_OK)
        for (row->model = selection_first(s->model); row->model < end_model; row->model++)
            for (row->place = selection_first(s->place); row->place < end_place; row->place++)
                for (row->year = first_year; row->year < end_year; row->year++) {
                    print(row, out);
                    row->first = false;
                }
    arena_finish(&arena);
    return status;
}

static acs_status print_measure(struct row *row, print_row print, FILE *out, acs_error *error)
{
    const size_t points = row->selection->reader->points;
    acs_status status = ACS_OK;
    for (row->point = 0; row->point < (points ? points : 1) && status == ACS_OK; row->point++)
        if (selection_has(row->selection, row->point))
            status = print_point(row, print, out, error);
    return status;
}

/* Figures of the whole horizon have no year: they stay out when a year is asked for, unless they
 * are asked for by name. */
static acs_status print_all(const struct selection *selection, print_row print, FILE *out,
                            acs_error *error)
{
    const struct reader *reader = selection->reader;
    const size_t end = selection_end(selection->metric, reader->measures);
    struct row row = {.selection = selection, .first = true};
    acs_status status = ACS_OK;
    for (size_t i = selection_first(selection->metric); i < end && status == ACS_OK; i++) {
        row.measure = &reader->measure[i];
        if (row.measure->yearly || selection->year == SELECT_ALL || selection->metric == i)
            status = print_measure(&row, print, out, error);
    }
    return status;
}

static void print_csv_row(const struct row *row, FILE *out)
{
    const struct reader *reader = row->selection->reader;
    points_csv(reader, row->point, out);
    escape_csv_text(row->measure->name, out);
    fputc(',', out);
    escape_csv_text(reader->models.name[row->model], out);
    fputc(',', out);
    escape_csv_text(reader->places.name[row->place], out);
    fputc(',', out);
    if (row->measure->yearly)
        fprintf(out, "%d", (int)reader->year[row->year]);
    escape_csv_number(number(row->values->mean, cell_of(row)), out);
    escape_csv_number(number(row->values->sd, cell_of(row)), out);
    escape_csv_number(number(row->values->se, cell_of(row)), out);
    for (size_t q = 0; q < reader->quantiles; q++)
        escape_csv_number(quantile_of(row, q), out);
    fputc('\n', out);
}

acs_status tidy_csv(const struct selection *selection, FILE *out, acs_error *error)
{
    points_csv_head(selection->reader, out);
    fputs("metric,model,place,year,mean,sd,se", out);
    for (size_t q = 0; q < selection->reader->quantiles; q++) {
        char name[FIGURE_SIZE];
        quantile_name(selection->reader, q, name);
        fprintf(out, ",%s", name);
    }
    fputc('\n', out);
    return print_all(selection, print_csv_row, out, error);
}

static void print_json_row(const struct row *row, FILE *out)
{
    const struct reader *reader = row->selection->reader;
    fputs(row->first ? "\n    {" : ",\n    {", out);
    points_json(reader, row->point, out);
    escape_json_pair("metric", row->measure->name, out);
    fputs(", ", out);
    escape_json_pair("model", reader->models.name[row->model], out);
    fputs(", ", out);
    escape_json_pair("place", reader->places.name[row->place], out);
    escape_json_number("year", row->measure->yearly ? reader->year[row->year] : (double)NAN, out);
    escape_json_number("mean", number(row->values->mean, cell_of(row)), out);
    escape_json_number("sd", number(row->values->sd, cell_of(row)), out);
    escape_json_number("se", number(row->values->se, cell_of(row)), out);
    for (size_t q = 0; q < reader->quantiles; q++) {
        char name[FIGURE_SIZE];
        quantile_name(reader, q, name);
        escape_json_number(name, quantile_of(row, q), out);
    }
    fputc('}', out);
}

acs_status tidy_json(const struct selection *selection, FILE *out, acs_error *error)
{
    const struct reader *reader = selection->reader;
    fputs("{\n  ", out);
    escape_json_pair("title", reader->title, out);
    fputs(",\n  ", out);
    escape_json_pair("acsim_version", reader->version, out);
    fprintf(out, ",\n  \"trials\": %" PRId64 ",\n  ", reader->trials);
    escape_json_pair("seed", reader->seed, out);
    fputs(",\n  ", out);
    escape_json_pair("price_basis", reader->price_basis, out);
    fputs(",\n  \"rows\": [", out);
    acs_status status = print_all(selection, print_json_row, out, error);
    fputs("\n  ]\n}\n", out);
    return status;
}
