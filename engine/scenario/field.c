#include "scenario/field.h"
#include "base/nearest.h"
#include "scenario/compiler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *number_text(double number, char text[NUMBER_TEXT])
{
    int precision = 1;
    for (; precision <= 17; precision++) {
        snprintf(text, NUMBER_TEXT, "%.*g", precision, number);
        if (strtod(text, NULL) == number)
            break;
    }
    /* 54000000 rather than 5.4e+07 */
    double size = fabs(number);
    if (strchr(text, 'e') && size >= 1e-6 && size < 1e15) {
        int exponent = (int)floor(log10(size)), decimals = precision - 1 - exponent;
        snprintf(text, NUMBER_TEXT, "%.*f", decimals > 0 ? decimals : 0, number);
    }
    return text;
}

const char *field_range(const struct field *field, char text[RANGE_TEXT])
{
    char low[NUMBER_TEXT], high[NUMBER_TEXT];
    bool plain = !field->unit || strcmp(field->unit, "1") == 0; /* a number without a dimension */
    const char *unit = plain ? "" : field->unit;
    const char *gap = *unit ? " " : "";
    bool above_zero = field->lowest == ABOVE_ZERO;
    if (above_zero && isinf(field->highest))
        snprintf(text, RANGE_TEXT, "more than 0%s%s", gap, unit);
    else if (above_zero)
        snprintf(text, RANGE_TEXT, "more than 0, at most %s%s%s", number_text(field->highest, high),
                 gap, unit);
    else if (field->highest >= 9223372036854775807.0 && !isinf(field->highest))
        snprintf(text, RANGE_TEXT, "from %s to 9223372036854775807",
                 number_text(field->lowest, low));
    else if (isinf(field->highest))
        snprintf(text, RANGE_TEXT, "at least %s%s%s", number_text(field->lowest, low), gap, unit);
    else
        snprintf(text, RANGE_TEXT, "from %s to %s%s%s", number_text(field->lowest, low),
                 number_text(field->highest, high), gap, unit);
    return text;
}

struct at field_below(struct compiler *c, struct at at, const char *key, struct mark mark)
{
    struct at below = at;
    below.path = *at.path ? compiler_format(c, "%s.%s", at.path, key) : key;
    below.identity = *at.identity ? compiler_format(c, "%s.%s", at.identity, key) : key;
    below.mark = mark;
    return below;
}

static const char *next_field(const void *context, size_t i)
{
    const struct field *fields = context;
    for (; fields->name; fields++)
        if (i-- == 0)
            return fields->name;
    return NULL;
}

static const struct field *find_field(const struct field *fields, const char *name)
{
    for (; fields->name; fields++)
        if (strcmp(fields->name, name) == 0)
            return fields;
    return NULL;
}

/* source and note may stand in every group; they belong to the values below. */
static bool is_remark(const char *key)
{
    return strcmp(key, "source") == 0 || strcmp(key, "note") == 0;
}

static void check_keys(struct compiler *c, const struct field *fields, const struct node *map,
                       struct at at)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct pair *pair = &map->pairs[i];
        const struct field *field = find_field(fields, pair->key);
        const char *where = *at.path ? at.path : "the scenario";
        if (!field && !is_remark(pair->key)) {
            bool shown = error_count(c->error) <= ERROR_LIMIT; /* others need no search */
            const char *nearest = shown ? nearest_word(pair->key, next_field, fields) : NULL;
            if (nearest)
                error_add(c->error, ACS_INVALID, pair->key_mark,
                          "unknown key '%s' in %s; did you mean '%s'?", pair->key, where, nearest);
            else
                error_add(c->error, ACS_INVALID, pair->key_mark, "unknown key '%s' in %s",
                          pair->key, where);
        }
    }
}

/* The text of a scalar; an error and NULL for anything else. */
static const char *scalar(struct compiler *c, const struct field *field, const struct node *node,
                          const char *expected)
{
    if (node->kind == NODE_SCALAR)
        return node->text;
    error_add(c->error, ACS_INVALID, node->mark, "'%s' takes %s, not a %s", field->name, expected,
              node->kind == NODE_MAP ? "mapping" : "list");
    return NULL;
}

static void read_text(struct compiler *c, const struct field *field, const struct node *node,
                      void *target)
{
    const char *text = node ? scalar(c, field, node, "text") : NULL;
    if (text || !node)
        *(const char **)target = text ? text : field->fallback;
}

static void read_whole(struct compiler *c, const struct field *field, const struct node *node,
                       void *target)
{
    uint64_t value = 0;
    char range[RANGE_TEXT];
    const char *text = node ? scalar(c, field, node, "a whole number") : "";
    if (!text)
        return;
    bool zeros = text[0] == '0' && text[1]; /* 010 might be meant as octal */
    bool whole = node && !node->quoted && *text && !zeros && strlen(text) <= 19;
    for (const char *at = text; whole && *at; at++) {
        whole = *at >= '0' && *at <= '9';
        value = 10 * value + (uint64_t)(*at - '0');
    }
    if (!node)
        value = (uint64_t)field->initial;
    else if (!whole || value > (uint64_t)INT64_MAX || (double)value < field->lowest ||
             (double)value > field->highest) {
        error_add(c->error, ACS_INVALID, node->mark,
                  "'%s' is '%s', but must be a whole number %s, without a point or an exponent",
                  field->name, text, field_range(field, range));
        return;
    }
    if (field->kind == FIELD_WHOLE)
        *(uint64_t *)target = value;
    else
        *(int *)target = (int)value;
}

static void read_flag(struct compiler *c, const struct field *field, const struct node *node,
                      void *target)
{
    const char *text = node ? scalar(c, field, node, "true or false") : NULL;
    if (!node)
        *(bool *)target = field->initial != 0;
    else if (text && !node->quoted && strcmp(text, "true") == 0)
        *(bool *)target = true;
    else if (text && !node->quoted && strcmp(text, "false") == 0)
        *(bool *)target = false;
    else if (text)
        error_add(c->error, ACS_INVALID, node->mark, "'%s' is '%s', but must be true or false",
                  field->name, text);
}

static const char *choice_list(struct compiler *c, const struct choice *choices)
{
    const char *text = "";
    for (; choices->name; choices++)
        text = compiler_format(c, "%s%s%s", text, *text ? ", " : "", choices->name);
    return text;
}

static void read_choice(struct compiler *c, const struct field *field, const struct node *node,
                        void *target)
{
    int value = (int)field->initial;
    const char *list = choice_list(c, field->choices);
    const char *text = node ? scalar(c, field, node, "one word") : NULL;
    if (node) {
        const struct choice *choice = field->choices;
        while (text && choice->name && strcmp(choice->name, text) != 0)
            choice++;
        if (!text)
            return;
        if (!choice->name) {
            error_add(c->error, ACS_INVALID, node->mark, "'%s' cannot be '%s'; it is one of: %s",
                      field->name, text, list);
            return;
        }
        value = choice->value;
    }
    if (field->flags & FIELD_AS_FLAG)
        *(bool *)target = value != 0;
    else
        *(int *)target = value;
}

static const char *next_party(const void *context, size_t i)
{
    (void)context;
    return i < PARTIES ? party_rows[i].name : NULL;
}

static void read_party(struct compiler *c, const struct field *field, const struct node *node,
                       void *target)
{
    int party = (int)field->initial;
    const char *text = node ? scalar(c, field, node, "a party") : NULL;
    if (text)
        party = party_find(text);
    if (node && !text)
        return;
    if (party < 0 || !(field->parties & 1u << party)) {
        const char *list = "", *near = text ? nearest_word(text, next_party, NULL) : NULL;
        for (int i = 0; i < PARTIES; i++)
            if (field->parties & 1u << i)
                list = compiler_format(c, "%s%s%s", list, *list ? ", " : "", party_rows[i].name);
        error_add(c->error, ACS_INVALID, node ? node->mark : (struct mark){0},
                  "'%s' cannot be '%s'; it is one of: %s%s%s%s", field->name, text ? text : "",
                  list, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
        return;
    }
    *(int *)target = party;
}

static void read_field(struct compiler *c, const struct field *field, const struct node *node,
                       struct at at, void *target)
{
    switch (field->kind) {
    case FIELD_TEXT:
        read_text(c, field, node, target);
        break;
    case FIELD_INTEGER:
    case FIELD_WHOLE:
        read_whole(c, field, node, target);
        break;
    case FIELD_NUMBER:
        *(double *)target = number_read(c, field, node, at);
        break;
    case FIELD_FLAG:
        read_flag(c, field, node, target);
        break;
    case FIELD_CHOICE:
        read_choice(c, field, node, target);
        break;
    case FIELD_PARTY:
        read_party(c, field, node, target);
        break;
    case FIELD_VALUE:
    case FIELD_SERIES:
        *(int *)target = value_read(c, field, node, at);
        break;
    case FIELD_GROUP:
        if (node && field->flags & FIELD_OR_EMPTY && node->kind == NODE_MAP && node->count == 0)
            break;
        if (node || !(field->flags & FIELD_NONE))
            field_read_map(c, field->fields, node, at, target);
        break;
    case FIELD_ITEMS:
    case FIELD_CUSTOM:
        field->read(c, field, node, at, target);
        break;
    }
}

static const char *remark(const struct field *fields, const struct node *map, const char *key,
                          const char *inherited)
{
    if (find_field(fields, key))
        return inherited;
    const struct node *node = map ? node_find(map, key) : NULL;
    return node && node->kind == NODE_SCALAR ? node->text : inherited;
}

void field_read_map(struct compiler *c, const struct field *fields, const struct node *map,
                    struct at at, void *target)
{
    if (map && map->kind != NODE_MAP) {
        error_add(c->error, ACS_INVALID, map->mark, "%s takes a mapping, {key: value}, not %s",
                  *at.path ? at.path : "a scenario", map->kind == NODE_LIST ? "a list" : map->text);
        return;
    }
    if (map)
        check_keys(c, fields, map, at);
    at.source = remark(fields, map, "source", "");
    at.note = remark(fields, map, "note", "");
    for (const struct field *field = fields; field->name; field++) {
        const struct pair *pair = map ? node_find_pair(map, field->name) : NULL;
        if (!pair && field->flags & FIELD_REQUIRED && map) {
            error_add(c->error, ACS_INVALID, at.mark, "%s%s'%s' is missing: %s", at.path,
                      *at.path ? ": " : "", field->name, field->doc);
            continue;
        }
        struct at below = field_below(c, at, field->name, pair ? pair->key_mark : at.mark);
        read_field(c, field, pair ? pair->value : NULL, below, (char *)target + field->offset);
    }
}

const struct field *field_find(const char *path)
{
    const struct field *fields = scenario_fields;
    while (fields) {
        const size_t size = strcspn(path, ".");
        const struct field *field = fields;
        while (field->name && (strlen(field->name) != size || memcmp(field->name, path, size) != 0))
            field++;
        if (!field->name)
            return NULL;
        path += size;
        if (*path && field->kind == FIELD_ITEMS)
            path += 1 + strcspn(path + 1, "."); /* the item's name */
        if (!*path)
            return field;
        path++;
        fields = field->fields;
    }
    return NULL;
}
