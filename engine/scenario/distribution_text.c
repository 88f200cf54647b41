/* Distributions as a file states them: {normal: {mean: 0.03, sd: 0.01}}. */
#include "base/nearest.h"
#include "scenario/compiler.h"

#include <math.h>
#include <string.h>

#define SHOWN 20 /* numbers of a list that its text repeats */

static size_t stem(const char *field)
{
    size_t size = strlen(field);
    return size > 2 && strcmp(field + size - 2, "[]") == 0 ? size - 2 : size;
}

static bool same_name(const char *field, const char *key)
{
    return strlen(key) == stem(field) && strncmp(field, key, stem(field)) == 0;
}

/* "mean, sd or mu, sigma" */
static const char *forms_text(struct compiler *c, const struct distribution *row)
{
    const char *text = "";
    for (int f = 0; f < DISTRIBUTION_FORMS && row->forms[f].fields[0]; f++)
        for (int i = 0; i < DISTRIBUTION_FIELDS && row->forms[f].fields[i]; i++)
            text = compiler_format(c, "%s%s%.*s", text,
                                   i   ? ", "
                                   : f ? ", or "
                                       : "",
                                   (int)stem(row->forms[f].fields[i]), row->forms[f].fields[i]);
    return text;
}

/* The form whose fields are exactly the keys, or -1. */
static int find_form(const struct distribution *row, const struct node *node)
{
    for (int f = 0; f < DISTRIBUTION_FORMS && row->forms[f].fields[0]; f++) {
        size_t fields = 0, found = 0;
        for (; fields < DISTRIBUTION_FIELDS && row->forms[f].fields[fields]; fields++)
            for (size_t i = 0; i < node->count; i++)
                found += same_name(row->forms[f].fields[fields], node->pairs[i].key);
        if (found == fields && node->count == fields)
            return f;
    }
    return -1;
}

static bool read_argument(struct compiler *c, const char *field, const struct node *node,
                          struct distribution_argument *argument, const char **text)
{
    char number[NUMBER_TEXT];
    bool list = field[stem(field)] == '[';
    size_t count = list ? node->count : 1;
    if (list != (node->kind == NODE_LIST)) {
        error_add(c->error, ACS_INVALID, node->mark, "'%.*s' takes %s", (int)stem(field), field,
                  list ? "a list of numbers, [1, 2]" : "a number");
        return false;
    }
    double *values = COMPILER_NEW(c, count, double);
    if (!values)
        return false;
    *text = compiler_format(c, "%s%.*s=%s", *text, (int)stem(field), field, list ? "[" : "");
    for (size_t i = 0; i < count; i++) {
        if (!node_number(list ? node->items[i] : node, &values[i], c->error))
            return false;
        if (i < SHOWN)
            *text =
                compiler_format(c, "%s%s%s", *text, i ? ", " : "", number_text(values[i], number));
    }
    if (count > SHOWN)
        *text = compiler_format(c, "%s, ... (%zu in all)", *text, count);
    if (list)
        *text = compiler_format(c, "%s]", *text);
    *argument = (struct distribution_argument){field, values, count};
    return true;
}

static const struct node *argument_node(const struct node *node, const char *name)
{
    for (size_t i = 0; i < node->count; i++)
        if (same_name(name, node->pairs[i].key))
            return node->pairs[i].value;
    return NULL;
}

/* {table: FILE.csv, column: NAME}: the column as a list. */
static bool read_table(struct compiler *c, const struct node *node,
                       struct distribution_argument *argument, const char **text)
{
    struct csv *table;
    const struct node *file = node_find(node, "table"), *name = node_find(node, "column");
    if (name->kind != NODE_SCALAR) {
        error_add(c->error, ACS_INVALID, name->mark, "'column' takes the name of a column");
        return false;
    }
    if (csv_read(c->files, file, &table, c->error))
        return false;
    const char *const required[] = {name->text, NULL};
    if (!csv_check_columns(table, required, NULL, false, name->mark, c->error))
        return false;
    double *values = COMPILER_NEW(c, table->rows, double);
    if (!values)
        return false;
    bool good = true;
    for (size_t row = 0; row < table->rows; row++)
        good &= csv_number(table, row, csv_column(table, name->text), -INFINITY, INFINITY, "",
                           &values[row], c->error);
    *argument = (struct distribution_argument){"samples", values, table->rows};
    *text = compiler_format(c, "%stable=%s, column=%s", *text, file->text, name->text);
    return good;
}

bool distribution_read(struct compiler *c, const struct field *field,
                       const struct distribution *row, const struct node *node,
                       struct distribution_settings *settings, const char **text)
{
    int form = node->kind == NODE_MAP ? find_form(row, node) : -1;
    if (form < 0) {
        error_add(c->error, ACS_INVALID, node->mark, "%s takes the parameters {%s}", row->name,
                  forms_text(c, row));
        return false;
    }
    struct distribution_argument arguments[DISTRIBUTION_FIELDS] = {{0}};
    const char *const *fields = row->forms[form].fields;
    *text = compiler_format(c, "%s(", row->name);
    if (strcmp(fields[0], "table") == 0) {
        if (!read_table(c, node, &arguments[0], text))
            return false;
        form = 0;
        fields = NULL;
    }
    for (int i = 0; fields && i < DISTRIBUTION_FIELDS && fields[i]; i++) {
        if (i)
            *text = compiler_format(c, "%s, ", *text);
        if (!read_argument(c, fields[i], argument_node(node, fields[i]), &arguments[i], text))
            return false;
    }
    *text = compiler_format(c, "%s)", *text);
    memset(settings, 0, sizeof *settings);
    settings->row = row;
    const char *problem = row->compile(settings, form, arguments, c->arena);
    if (problem)
        error_add(c->error, ACS_INVALID, node->mark, "'%s': %s: %s", field->name, *text, problem);
    return !problem;
}

bool truncated_read(struct compiler *c, const struct field *field, const struct node *node,
                    struct distribution_settings *settings, const char **text)
{
    static const char *const keys[] = {"min", "max"};
    double ends[] = {-INFINITY, INFINITY};
    size_t known = 0;
    char number[NUMBER_TEXT];
    const char *words = "";
    for (size_t i = 0; node->kind == NODE_MAP && i < 2; i++) {
        const struct node *end = node_find(node, keys[i]);
        if (!end)
            continue;
        known++;
        if (!node_number(end, &ends[i], c->error))
            return false;
        words = compiler_format(c, "%s%s%s=%s", words, *words ? ", " : "", keys[i],
                                number_text(ends[i], number));
    }
    if (known == 0 || known != node->count) {
        error_add(c->error, ACS_INVALID, node->mark, "truncated takes {min, max} or one of them");
        return false;
    }
    *text = compiler_format(c, "%s truncated(%s)", *text, words);
    const char *problem = distribution_truncate(settings, ends[0], ends[1], c->arena);
    if (problem)
        error_add(c->error, ACS_INVALID, node->mark, "'%s': %s: %s", field->name, *text, problem);
    return !problem;
}
