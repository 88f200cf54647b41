/* Distributions as a file states them: {normal: {mean: 0.03, sd: 0.01}}. */
#include "base/nearest.h"
#include "scenario/compiler.h"

#include <string.h>

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
        *text = compiler_format(c, "%s%s%s", *text, i ? ", " : "", number_text(values[i], number));
    }
    if (list)
        *text = compiler_format(c, "%s]", *text);
    *argument = (struct distribution_argument){field, values, count};
    return true;
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
    *text = compiler_format(c, "%s(", row->name);
    for (int i = 0; i < DISTRIBUTION_FIELDS && row->forms[form].fields[i]; i++) {
        const char *name = row->forms[form].fields[i];
        const struct node *value = NULL;
        for (size_t k = 0; k < node->count; k++)
            if (same_name(name, node->pairs[k].key))
                value = node->pairs[k].value;
        if (i)
            *text = compiler_format(c, "%s, ", *text);
        if (!read_argument(c, name, value, &arguments[i], text))
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
