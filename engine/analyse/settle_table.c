/* The rows of a settlement as CSV: read and checked, and printed with what was settled. */
#include "analyse/settle.h"

#include "plan/plan.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum need { ALWAYS, WITH_REVENUE, WITH_YEARS, IF_GIVEN };

/* A column of figures. */
struct column {
    const char *name, *unit;
    double lowest, highest;
    enum need need;
    size_t offset;
};

#define AT(member) offsetof(struct settle_row, member)

static const struct column columns[] = {
    {"persons", "persons", 1, 1e10, ALWAYS, AT(persons)},
    {"benchmark", "money", 0, INFINITY, ALWAYS, AT(benchmark)},
    {"expenditure", "money", 0, INFINITY, ALWAYS, AT(expenditure)},
    {"quality", "share of points", 0, 1, ALWAYS, AT(quality)},
    {"revenue", "money", 0, INFINITY, WITH_REVENUE, AT(revenue)},
    {"year", "calendar year", 1900, 2300, WITH_YEARS, AT(year)},
    {"minimum_savings_rate", "share of benchmark", 0, 1, IF_GIVEN, AT(minimum_savings_rate)},
    {"minimum_loss_rate", "share of benchmark", 0, 1, IF_GIVEN, AT(minimum_loss_rate)},
};
#define COLUMNS (sizeof columns / sizeof *columns)

/* What is added. The minimum rate that was applied takes the place of the one given. */
static const char *const added[] = {
    "savings", "savings_rate", "minimum_savings_rate", "share_rate", "gain", "loss", "capped"};
#define ADDED (sizeof added / sizeof *added)
#define REPLACED "minimum_savings_rate"

static bool is_needed(const acs_plan *plan, const struct column *column)
{
    const struct plan_contract *contract = &plan->model[0].contract;
    if (column->need == WITH_REVENUE)
        return contract->kind == CONTRACT_GAIN_SHARE && contract->two_sided &&
               contract->loss_cap_of_revenue;
    if (column->need == WITH_YEARS)
        return settle_needs_year(plan);
    return column->need == ALWAYS;
}

static acs_status check_header(const acs_plan *plan, const struct csv *table, acs_error *error)
{
    const char *required[COLUMNS + 2] = {"id"};
    size_t count = 1;
    for (size_t k = 0; k < COLUMNS; k++)
        if (is_needed(plan, &columns[k]))
            required[count++] = columns[k].name;
    bool good = csv_check_columns(table, required, NULL, false, (struct mark){0}, error);
    for (size_t k = 0; k < ADDED; k++) {
        const int at = csv_column(table, added[k]);
        if (at < 0 || strcmp(added[k], REPLACED) == 0)
            continue;
        error_add(error, ACS_INVALID, table->header[at].mark,
                  "settling adds a column '%s'; rename or remove this one", added[k]);
        good = false;
    }
    return good ? ACS_OK : ACS_INVALID;
}

static bool read_cell(const struct csv *table, size_t row, int at, const struct column *column,
                      double *figure, acs_error *error)
{
    const struct csv_field *field = csv_field(table, row, at);
    if (column->need == IF_GIVEN && !field->text[0])
        return true;
    if (!csv_number(table, row, at, column->lowest, column->highest, column->unit, figure, error))
        return false;
    if (column->offset != AT(benchmark) || *figure > 0)
        return true;
    error_add(error, ACS_INVALID, field->mark,
              "column 'benchmark': 0 must be more than 0 (%s); rates are shares of it",
              column->unit);
    return false;
}

static bool read_row(const acs_plan *plan, const struct csv *table, size_t row,
                     struct settle_row *figures, acs_error *error)
{
    const int id = csv_column(table, "id");
    bool good = csv_field(table, row, id)->text[0];
    if (!good)
        error_add(error, ACS_INVALID, csv_field(table, row, id)->mark,
                  "column 'id' is empty; every row has a name");
    figures->minimum_savings_rate = figures->minimum_loss_rate = -1;
    for (size_t k = 0; k < COLUMNS; k++) {
        const int at = csv_column(table, columns[k].name);
        if (at < 0 || !(columns[k].need == IF_GIVEN || is_needed(plan, &columns[k])))
            continue;
        double *figure = (double *)((char *)figures + columns[k].offset);
        good = read_cell(table, row, at, &columns[k], figure, error) && good;
    }
    return good;
}

acs_status settle_read(const acs_plan *plan, const char *path, struct arena *arena,
                       struct settle_table *result, acs_error *error)
{
    struct file_list files = {.arena = arena};
    const struct node name = {.kind = NODE_SCALAR, .text = path, .quoted = true};
    struct csv *table = NULL;
    acs_status status = csv_read(&files, &name, &table, error);
    if (status == ACS_OK)
        status = check_header(plan, table, error);
    if (status != ACS_OK)
        return status;
    struct settle_row *rows = ARENA_NEW(arena, table->rows, struct settle_row);
    if (!rows)
        return error_no_memory(error);
    bool good = true;
    for (size_t row = 0; row < table->rows && error_count(error) < ERROR_LIMIT; row++)
        good = read_row(plan, table, row, &rows[row], error) && good;
    *result = (struct settle_table){table, rows};
    return good ? ACS_OK : ACS_INVALID;
}

/* Quoted where RFC 4180 asks for it, or where space at an end would be lost. */
static void print_text(const char *text, FILE *out)
{
    const size_t size = strlen(text);
    const bool spaced = size && (strchr(" \t", text[0]) || strchr(" \t", text[size - 1]));
    if (!spaced && !strpbrk(text, ",\"\r\n")) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void print_line(const struct csv *table, const struct csv_field *fields, FILE *out)
{
    for (size_t i = 0; i < table->columns; i++) {
        if (strcmp(table->header[i].text, REPLACED) == 0)
            continue;
        print_text(fields[i].text, out);
        fputc(',', out);
    }
}

void settle_print(const struct settle_table *settle, const struct settled *settled, FILE *out)
{
    const struct csv *table = settle->table;
    print_line(table, table->header, out);
    for (size_t k = 0; k < ADDED; k++)
        fprintf(out, "%s%c", added[k], k + 1 < ADDED ? ',' : '\n');
    for (size_t row = 0; row < table->rows; row++) {
        const struct settled *s = &settled[row];
        print_line(table, csv_field(table, row, 0), out);
        fprintf(out, "%.12g,%.12g,%.12g,%.12g,%.12g,%.12g,%d\n", s->savings, s->savings_rate,
                s->minimum_savings_rate, s->share_rate, s->gain, s->loss, s->capped);
    }
}

void settle_print_summary(const struct settled *settled, size_t count, FILE *out)
{
    size_t gains = 0, losses = 0, capped = 0;
    double gain = 0, loss = 0;
    for (size_t i = 0; i < count; i++) {
        gains += settled[i].gain > 0;
        losses += settled[i].loss > 0;
        capped += settled[i].capped;
        gain += settled[i].gain;
        loss += settled[i].loss;
    }
    fprintf(out, "%zu row%s: %zu gain %.0f in all, %zu lose %.0f, %zu at a cap\n", count,
            count == 1 ? "" : "s", gains, gain, losses, loss, capped);
}
