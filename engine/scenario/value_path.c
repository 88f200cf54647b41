/* Paths of years and columns of tables: knots joined as one series. */
#include "scenario/value_parts.h"

#include <stdlib.h>
#include <string.h>

static bool is_year(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && digits <= 4 && !text[digits];
}

bool value_is_path(const struct node *node)
{
    return node && node->kind == NODE_MAP &&
           (node_find(node, "path") || node_find(node, "table") ||
            (node->count > 0 && is_year(node->pairs[0].key)));
}

struct knot {
    int year;
    const struct node *node;      /* of a path */
    const struct csv_field *cell; /* of a table */
    double number;
};

static int compare_knots(const void *a, const void *b)
{
    int left = ((const struct knot *)a)->year, right = ((const struct knot *)b)->year;
    return (left > right) - (left < right);
}

/* Registers the knots, in the order of their years, as one series. */
static int join_knots(struct compiler *c, const struct field *field, struct knot *knots,
                      size_t count, struct at at)
{
    int origin = field->flags & FIELD_SINCE_START ? 0 : c->scenario.base_year;
    int *years = COMPILER_NEW(c, count, int);
    if (!years || count == 0)
        return 0;
    qsort(knots, count, sizeof *knots, compare_knots);
    struct series series = {.knots = (int)count};
    for (size_t i = 0; i < count; i++) {
        years[i] = knots[i].year - origin;
        struct at below = field_below(c, at, compiler_format(c, "%d", knots[i].year), at.mark);
        int index = knots[i].node ? knot_read(c, field, knots[i].node, below)
                                  : assumption_constant(c, below, knots[i].number, field->lowest,
                                                        field->highest, true);
        if (index < 0)
            return 0;
        if (i == 0)
            series.first = index;
        else if (years[i] == years[i - 1])
            error_add(c->error, ACS_INVALID, at.mark, "'%s' has the year %d twice", field->name,
                      knots[i].year);
        series.scope |= c->assumption[index].scope;
    }
    series.knot_year = count > 1 ? years : NULL;
    series.yearly = count > 1 || series.scope & SCOPE_YEAR;
    return series_add(c, series);
}

int path_read(struct compiler *c, const struct field *field, const struct node *path, struct at at)
{
    bool since_start = field->flags & FIELD_SINCE_START;
    size_t good = 0;
    struct knot *knots = COMPILER_NEW(c, path->count, struct knot);
    if (!knots)
        return 0;
    for (size_t i = 0; path->kind == NODE_MAP && i < path->count; i++) {
        const struct pair *pair = &path->pairs[i];
        int year = is_year(pair->key) ? atoi(pair->key) : -1;
        if (since_start ? year < 0 || year > 100 : year < 1900 || year > 2300)
            error_add(c->error, ACS_INVALID, pair->key_mark, "'%s' is no year of '%s': %s",
                      pair->key, field->name,
                      since_start ? "years since the start are whole numbers from 0 to 100"
                                  : "years are calendar years from 1900 to 2300");
        else
            knots[good++] = (struct knot){.year = year, .node = pair->value};
    }
    if (path->kind != NODE_MAP || path->count == 0)
        error_add(c->error, ACS_INVALID, path->mark, "a path is a mapping {2016: 0, 2018: 0.5}");
    return good == path->count ? join_knots(c, field, knots, good, at) : 0;
}

int path_read_column(struct compiler *c, const struct field *field, const struct node *node,
                     struct at at)
{
    struct csv *table;
    const struct node *file = node_find(node, "table"), *name = node_find(node, "column");
    if (!name || name->kind != NODE_SCALAR) {
        error_add(c->error, ACS_INVALID, node->mark,
                  "'%s' is a table; say which column: {table: "
                  "FILE.csv, column: NAME}",
                  field->name);
        return 0;
    }
    if (csv_read(c->files, file, &table, c->error))
        return 0;
    const char *const required[] = {"year", name->text, NULL};
    const char **all = COMPILER_NEW(c, table->columns + 1, const char *);
    if (!all)
        return 0;
    for (size_t i = 0; i < table->columns; i++)
        all[i] = table->header[i].text;
    if (!csv_check_columns(table, required, all, true, name->mark, c->error))
        return 0;
    int year = csv_column(table, "year"), column = csv_column(table, name->text);
    struct knot *knots = COMPILER_NEW(c, table->rows, struct knot);
    if (!knots)
        return 0;
    for (size_t row = 0; row < table->rows; row++) {
        double calendar;
        if (!csv_number(table, row, year, 1900, 2300, "calendar year", &calendar, c->error) ||
            !csv_number(table, row, column, field->lowest, field->highest, field->unit,
                        &knots[row].number, c->error))
            return 0;
        knots[row].year = (int)calendar;
    }
    if (table->rows == 0)
        error_add(c->error, ACS_INVALID, file->mark, "the table has no rows");
    return join_knots(c, field, knots, table->rows, at);
}

/* What may stand beside `path` or `table`. */
void path_check_keys(struct compiler *c, const struct node *node, bool table)
{
    for (size_t i = 0; i < node->count; i++) {
        const char *key = node->pairs[i].key;
        if (strcmp(key, "source") && strcmp(key, "note") && strcmp(key, table ? "table" : "path") &&
            !(table && strcmp(key, "column") == 0))
            error_add(c->error, ACS_INVALID, node->pairs[i].key_mark,
                      "'%s' is no part of a %s; it takes %s, source, note", key,
                      table ? "table column" : "path", table ? "table, column" : "path");
    }
}
