/* Values: numbers and distributions, each with its source and scope. */
#include "base/nearest.h"
#include "scenario/value_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MASS_OUTSIDE 1e-6 /* of a distribution that may lie outside the range of its key */

static const char *const value_words[] = {"value", "per",   "source",   "note",
                                          "path",  "table", "truncated"};
#define VALUE_WORDS (sizeof value_words / sizeof *value_words)

static const char *next_word(const void *context, size_t i)
{
    (void)context;
    return i < VALUE_WORDS ? value_words[i] : distribution_rows[i - VALUE_WORDS].name;
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
void remarks_read(struct compiler *c, const struct node *node, struct at *at)
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
                   strcmp(pair->key, "note") != 0 && strcmp(pair->key, "truncated") != 0) {
            const char *nearest = nearest_word(pair->key, next_word, NULL);
            error_add(c->error, ACS_INVALID, pair->key_mark,
                      "'%s' is no part of a value%s%s%s; a value is a number, {distribution: "
                      "{...}} or {value: number}, with per, truncated, source, note",
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
    if (from_zero && field->highest > m + 20 * s && m > 0)
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
    double mass_under = below ? distribution_below(settings, field->lowest) : 0;
    double mass_over = above ? 1 - distribution_below(settings, field->highest) : 0;
    if (!below && !above)
        return;
    const char *sides =
        below && above
            ? compiler_format(c, "%.2g %% of its probability lies below and %.2g %% above",
                              100 * mass_under, 100 * mass_over)
            : compiler_format(c, "%.2g %% of its probability lies %s",
                              100 * (mass_under + mass_over), below ? "below" : "above");
    error_add(c->error, ACS_INVALID, mark,
              "'%s' must be %s, but of %s %s; %s, as does 'truncated' beside it", field->name,
              field_range(field, range), text, sides, better_distribution(c, field, settings));
}

/* One number or distribution; returns its assumption, or -1 after an error. */
int knot_read(struct compiler *c, const struct field *field, const struct node *node, struct at at)
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
        remarks_read(c, node, &at);
    }
    const struct node *value = main ? main->value : node;
    unsigned scope = main ? read_scope_list(c, field, node) : 0;
    const struct node *range = main ? node_find(node, "truncated") : NULL;
    if (!main || strcmp(main->key, "value") == 0) {
        if (range) {
            error_add(c->error, ACS_INVALID, range->mark,
                      "'%s' is a number; 'truncated' stands beside a distribution", field->name);
            return -1;
        }
        if (!node_number(value, &number, c->error) || !in_range(c, field, number, value->mark))
            return -1;
        return assumption_constant(c, at, number, field->lowest, field->highest, true);
    }
    struct distribution_settings settings;
    const char *text = "";
    if (field->flags & FIELD_PLAIN) {
        error_add(c->error, ACS_INVALID, main->key_mark,
                  "'%s' takes plain numbers, not a distribution", field->name);
        return -1;
    }
    if (!distribution_read(c, field, distribution_find(main->key), value, &settings, &text) ||
        (range && !truncated_read(c, field, range, &settings, &text)))
        return -1;
    check_mass(c, field, text, &settings, main->key_mark);
    int index = assumption_add(c, at, field->lowest, field->highest);
    c->assumption[index].distribution = settings;
    c->assumption[index].scope = scope;
    c->assumption[index].text = text;
    c->assumption[index].stated = true;
    return index;
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
    int index = knot_read(c, field, node_find(root, "default"), at);
    if (index < 0)
        return 0;
    c->assumption[index].stated = false;
    return series_add(c, (struct series){.first = index, .knots = 1});
}

int value_read(struct compiler *c, const struct field *field, const struct node *node, struct at at)
{
    if (!node) {
        if (field->flags & FIELD_NONE)
            return -1;
        if (field->flags & FIELD_FALLBACK_VALUE)
            return read_fallback(c, field, at);
        int index =
            assumption_constant(c, at, field->initial, field->lowest, field->highest, false);
        return series_add(c, (struct series){.first = index, .knots = 1});
    }
    if (value_is_path(node)) {
        const struct node *path = node_find(node, "path"), *table = node_find(node, "table");
        if (field->kind != FIELD_SERIES) {
            error_add(c->error, ACS_INVALID, node->mark,
                      "'%s' is one value, it does not run over years", field->name);
            return 0;
        }
        if (path || table) {
            remarks_read(c, node, &at);
            path_check_keys(c, node, table);
        }
        return table ? path_read_column(c, field, node, at)
                     : path_read(c, field, path ? path : node, at);
    }
    int index = knot_read(c, field, node, at);
    if (index < 0)
        return 0;
    unsigned scope = c->assumption[index].scope;
    return series_add(
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
    int index = knot_read(c, &plain, node, at);
    return index < 0 ? field->initial : c->assumption[index].distribution.mean;
}
