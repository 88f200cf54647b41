/* Values: numbers, distributions, paths of years and table columns, each with its source. */
#include "base/hash.h"
#include "base/nearest.h"
#include "scenario/compiler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MASS_OUTSIDE 1e-6 /* of a distribution that may lie outside the range of its key */

static const char *const value_words[] = {"value", "per", "source", "note", "path", "table"};
#define VALUE_WORDS (sizeof value_words / sizeof *value_words)

static const char *next_word(const void *context, size_t i)
{
    (void)context;
    return i < VALUE_WORDS ? value_words[i] : distribution_rows[i - VALUE_WORDS].name;
}

static bool grow(struct compiler *c)
{
    acs_plan *plan = c->plan;
    if (plan->assumptions == c->assumption_capacity) {
        int capacity = 2 * c->assumption_capacity + 256;
        size_t used = (size_t)plan->assumptions;
        struct assumption *assumption = COMPILER_NEW(c, capacity, struct assumption);
        const char **identity = COMPILER_NEW(c, capacity, const char *);
        uint64_t *salt_of = COMPILER_NEW(c, capacity, uint64_t);
        if (!assumption || !identity || !salt_of)
            return false;
        if (used) {
            memcpy(assumption, c->assumption, used * sizeof *assumption);
            memcpy(identity, c->identity, used * sizeof *identity);
            memcpy(salt_of, c->salt_of, used * sizeof *salt_of);
        }
        c->assumption = assumption;
        c->identity = identity;
        c->salt_of = salt_of;
        c->assumption_capacity = capacity;
    }
    if (plan->series_count == c->series_capacity) {
        int capacity = 2 * c->series_capacity + 256;
        struct series *series = COMPILER_NEW(c, capacity, struct series);
        if (!series)
            return false;
        if (plan->series_count)
            memcpy(series, c->series, (size_t)plan->series_count * sizeof *series);
        c->series = series;
        c->series_capacity = capacity;
    }
    return true;
}

/* Its index; the caller fills in what else it knows. */
static int add_assumption(struct compiler *c, struct at at, double lowest, double highest)
{
    if (!grow(c))
        return 0;
    int index = c->plan->assumptions++;
    uint64_t hash = hash_bytes(at.identity, strlen(at.identity));
    c->assumption[index] = (struct assumption){
        .path = at.path,
        .hash = c->salt ? hash_join(hash, c->salt) : hash,
        .lowest = lowest,
        .highest = highest,
        .text = "",
        .source = at.source ? at.source : "",
        .note = at.note ? at.note : "",
    };
    c->identity[index] = at.identity;
    c->salt_of[index] = c->salt;
    return index;
}

static int add_series(struct compiler *c, struct series series)
{
    if (!grow(c))
        return 0;
    c->series[c->plan->series_count] = series;
    return c->plan->series_count++;
}

static int add_constant(struct compiler *c, struct at at, double number, double lowest,
                        double highest, bool stated)
{
    char text[NUMBER_TEXT];
    int index = add_assumption(c, at, lowest, highest);
    struct assumption *assumption = &c->assumption[index];
    assumption->distribution = distribution_constant(number);
    assumption->text = compiler_format(c, "%s", number_text(number, text));
    assumption->stated = stated;
    if (!stated)
        assumption->source = assumption->note = "";
    return index;
}

int value_constant(struct compiler *c, struct at at, double number, bool stated)
{
    int index = add_constant(c, at, number, number, number, stated);
    return add_series(c, (struct series){.first = index, .knots = 1});
}

static bool in_range(struct compiler *c, const struct field *field, double number, struct mark mark)
{
    char text[NUMBER_TEXT], range[RANGE_TEXT];
    if (number >= field->lowest && number <= field->highest)
        return true;
    error_add(c->error, ACS_INVALID, mark, "'%s' is %s, but must be %s", field->name,
              number_text(number, text), field_range(field, range));
    return false;
}

/* source and note of a mapping replace those of its group. */
static void read_remarks(struct compiler *c, const struct node *node, struct at *at)
{
    const char **const remarks[] = {&at->source, &at->note};
    const char *const keys[] = {"source", "note"};
    for (size_t i = 0; i < 2; i++) {
        const struct node *remark = node_find(node, keys[i]);
        if (remark && remark->kind == NODE_SCALAR)
            *remarks[i] = remark->text;
        else if (remark)
            error_add(c->error, ACS_INVALID, remark->mark, "'%s' takes text", keys[i]);
    }
}

static unsigned scope_of(struct compiler *c, const struct field *field, const struct node *word)
{
    static const struct {
        const char *name;
        unsigned bit;
    } scopes[] = {
        {"trial", 0}, {"place", SCOPE_PLACE}, {"network", SCOPE_NETWORK}, {"year", SCOPE_YEAR}};
    const char *allowed = "trial";
    for (size_t i = 1; i < 4; i++)
        if (field->scopes & scopes[i].bit)
            allowed = compiler_format(c, "%s, %s", allowed, scopes[i].name);
    const char *text = word->kind == NODE_SCALAR ? word->text : "";
    for (size_t i = 0; i < 4; i++) {
        if (strcmp(text, scopes[i].name) != 0)
            continue;
        if (scopes[i].bit && !(field->scopes & scopes[i].bit))
            break;
        /* a network is a network of a place */
        return scopes[i].bit == SCOPE_NETWORK ? SCOPE_NETWORK | SCOPE_PLACE : scopes[i].bit;
    }
    error_add(c->error, ACS_INVALID, word->mark, "'%s' cannot be drawn per '%s'; it may be: %s",
              field->name, text, allowed);
    return 0;
}

static unsigned read_scope_list(struct compiler *c, const struct field *field,
                                const struct node *node)
{
    const struct node *per = node_find(node, "per");
    if (!per)
        return 0;
    if (per->kind != NODE_LIST)
        return scope_of(c, field, per);
    unsigned scope = 0;
    for (size_t i = 0; i < per->count; i++)
        scope |= scope_of(c, field, per->items[i]);
    return scope;
}

/* The key that says what the value is; NULL after an error. */
static const struct pair *main_key(struct compiler *c, const struct field *field,
                                   const struct node *node)
{
    const struct pair *main = NULL;
    for (size_t i = 0; i < node->count; i++) {
        const struct pair *pair = &node->pairs[i];
        bool is_main = strcmp(pair->key, "value") == 0 || distribution_find(pair->key);
        if (is_main && main) {
            error_add(c->error, ACS_INVALID, pair->key_mark,
                      "'%s' has both '%s' and '%s'; a value is one of them", field->name, main->key,
                      pair->key);
            return NULL;
        }
        if (is_main) {
            main = pair;
        } else if (strcmp(pair->key, "per") != 0 && strcmp(pair->key, "source") != 0 &&
                   strcmp(pair->key, "note") != 0) {
            const char *nearest = nearest_word(pair->key, next_word, NULL);
            error_add(c->error, ACS_INVALID, pair->key_mark,
                      "'%s' is no part of a value%s%s%s; a value is a number, {distribution: "
                      "{...}} or {value: number}, with per, source, note",
                      pair->key, nearest ? "; did you mean '" : "", nearest ? nearest : "",
                      nearest ? "'?" : "");
            return NULL;
        }
    }
    if (!main)
        error_add(c->error, ACS_INVALID, node->mark,
                  "'%s' has neither a number ('value') nor a distribution", field->name);
    return main;
}

/* Probability below x, by bisection of the quantile: exact enough for a message. */
static double mass_below(const struct distribution_settings *settings, double x)
{
    double low = 0, high = 1;
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (middle <= 0 || middle >= 1)
            break;
        if (distribution_quantile(settings, middle) < x)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* What would stay inside the range, in words. */
static const char *better_distribution(struct compiler *c, const struct field *field,
                                       const struct distribution_settings *settings)
{
    char mean[NUMBER_TEXT], sd[NUMBER_TEXT], low[NUMBER_TEXT], high[NUMBER_TEXT];
    double m = settings->mean, s = settings->sd;
    snprintf(mean, sizeof mean, "%.6g", m);
    snprintf(sd, sizeof sd, "%.6g", s);
    bool from_zero = field->lowest == 0 || field->lowest == ABOVE_ZERO;
    if (field->lowest == 0 && field->highest == 1 && m > 0 && m < 1 && s * s < m * (1 - m))
        return compiler_format(c, "{beta: {mean: %s, sd: %s}} stays inside", mean, sd);
    if (from_zero && field->highest > 1e3 * (m + s) && m > 0)
        return compiler_format(c, "{gamma: {mean: %s, sd: %s}} stays inside", mean, sd);
    if (isinf(field->highest))
        return compiler_format(c, "a triangular or pert with min at least %s stays inside",
                               number_text(field->lowest, low));
    return compiler_format(c, "a triangular or pert with min and max from %s to %s stays inside",
                           number_text(field->lowest == ABOVE_ZERO ? 0 : field->lowest, low),
                           number_text(field->highest, high));
}

static void check_mass(struct compiler *c, const struct field *field, const char *text,
                       const struct distribution_settings *settings, struct mark mark)
{
    char range[RANGE_TEXT];
    bool below = distribution_quantile(settings, MASS_OUTSIDE) < field->lowest;
    bool above = distribution_quantile(settings, 1 - MASS_OUTSIDE) > field->highest;
    double mass_under = below ? mass_below(settings, field->lowest) : 0;
    double mass_over = above ? 1 - mass_below(settings, field->highest) : 0;
    if (!below && !above)
        return;
    const char *sides =
        below && above
            ? compiler_format(c, "%.2g %% of its probability lies below and %.2g %% above",
                              100 * mass_under, 100 * mass_over)
            : compiler_format(c, "%.2g %% of its probability lies %s",
                              100 * (mass_under + mass_over), below ? "below" : "above");
    error_add(c->error, ACS_INVALID, mark, "'%s' must be %s, but of %s %s; %s", field->name,
              field_range(field, range), text, sides, better_distribution(c, field, settings));
}

/* One number or distribution; returns its assumption, or -1 after an error. */
static int read_knot(struct compiler *c, const struct field *field, const struct node *node,
                     struct at at)
{
    double number;
    if (node->kind == NODE_LIST) {
        error_add(c->error, ACS_INVALID, node->mark, "'%s' takes a value, not a list", field->name);
        return -1;
    }
    const struct pair *main = NULL;
    if (node->kind == NODE_MAP) {
        main = main_key(c, field, node);
        if (!main)
            return -1;
        read_remarks(c, node, &at);
    }
    const struct node *value = main ? main->value : node;
    unsigned scope = main ? read_scope_list(c, field, node) : 0;
    if (!main || strcmp(main->key, "value") == 0) {
        if (!node_number(value, &number, c->error) || !in_range(c, field, number, value->mark))
            return -1;
        return add_constant(c, at, number, field->lowest, field->highest, true);
    }
    struct distribution_settings settings;
    const char *text = "";
    if (field->flags & FIELD_PLAIN) {
        error_add(c->error, ACS_INVALID, main->key_mark,
                  "'%s' takes plain numbers, not a distribution", field->name);
        return -1;
    }
    if (!distribution_read(c, field, distribution_find(main->key), value, &settings, &text))
        return -1;
    check_mass(c, field, text, &settings, main->key_mark);
    int index = add_assumption(c, at, field->lowest, field->highest);
    c->assumption[index].distribution = settings;
    c->assumption[index].scope = scope;
    c->assumption[index].text = text;
    c->assumption[index].stated = true;
    return index;
}

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
        int index = knots[i].node ? read_knot(c, field, knots[i].node, below)
                                  : add_constant(c, below, knots[i].number, field->lowest,
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
    return add_series(c, series);
}

static int read_path(struct compiler *c, const struct field *field, const struct node *path,
                     struct at at)
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

static int read_column(struct compiler *c, const struct field *field, const struct node *node,
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
static void check_path_keys(struct compiler *c, const struct node *node, bool table)
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

/* A default that is a distribution, written as in a file. */
static int read_fallback(struct compiler *c, const struct field *field, struct at at)
{
    struct node *root = NULL;
    struct source *source = COMPILER_NEW(c, 1, struct source);
    const char *text = compiler_format(c, "default: %s", field->fallback);
    if (!source)
        return 0;
    *source = (struct source){"default", text, strlen(text)};
    if (tree_parse(c->arena, source, &root, c->error))
        return 0;
    at.source = at.note = "";
    int index = read_knot(c, field, node_find(root, "default"), at);
    if (index < 0)
        return 0;
    c->assumption[index].stated = false;
    return add_series(c, (struct series){.first = index, .knots = 1});
}

int value_read(struct compiler *c, const struct field *field, const struct node *node, struct at at)
{
    if (!node) {
        if (field->flags & FIELD_NONE)
            return -1;
        if (field->flags & FIELD_FALLBACK_VALUE)
            return read_fallback(c, field, at);
        int index = add_constant(c, at, field->initial, field->lowest, field->highest, false);
        return add_series(c, (struct series){.first = index, .knots = 1});
    }
    if (value_is_path(node)) {
        const struct node *path = node_find(node, "path"), *table = node_find(node, "table");
        if (field->kind != FIELD_SERIES) {
            error_add(c->error, ACS_INVALID, node->mark,
                      "'%s' is one value, it does not run over years", field->name);
            return 0;
        }
        if (path || table) {
            read_remarks(c, node, &at);
            check_path_keys(c, node, table);
        }
        return table ? read_column(c, field, node, at)
                     : read_path(c, field, path ? path : node, at);
    }
    int index = read_knot(c, field, node, at);
    if (index < 0)
        return 0;
    unsigned scope = c->assumption[index].scope;
    return add_series(
        c,
        (struct series){.first = index, .knots = 1, .scope = scope, .yearly = scope & SCOPE_YEAR});
}

double number_read(struct compiler *c, const struct field *field, const struct node *node,
                   struct at at)
{
    if (!node)
        return field->initial;
    struct field plain = *field;
    plain.flags |= FIELD_PLAIN;
    int index = read_knot(c, &plain, node, at);
    return index < 0 ? field->initial : c->assumption[index].distribution.mean;
}
