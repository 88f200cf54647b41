/* Readers of the workforce's parts that are more than plain keys. */
#include "scenario/compiler.h"

#include <string.h>

static bool is_remark(const char *key)
{
    return strcmp(key, "source") == 0 || strcmp(key, "note") == 0;
}

void read_gp_fte(struct compiler *c, const struct field *field, const struct node *node,
                 struct at at, void *target)
{
    struct workforce_draft *draft = target;
    if (!node)
        return;
    bool more = false;
    for (size_t i = 0; node->kind == NODE_MAP && i < node->count; i++)
        more |= strcmp(node->pairs[i].key, "value") != 0 && !is_remark(node->pairs[i].key);
    if (more) {
        field_read_map(c, field->fields, node, at, target);
        return;
    }
    struct field value = field->fields[0];
    value.name = field->name;
    value.unit = "FTE";
    draft->gp_fte = number_read(c, &value, node, at);
}

/* A line and what a practitioner does of it; false after an error. */
static bool read_line(struct compiler *c, const struct field *field, const struct pair *pair,
                      struct at at, struct plan_work *line)
{
    struct field value = *field;
    struct at below = field_below(c, at, pair->key, pair->key_mark);
    value.kind = FIELD_NUMBER;
    value.name = pair->key;
    value.initial = 0;
    line->service = name_require(c, c->service_map, "service", pair->key, pair->key_mark);
    line->units = number_read(c, &value, pair->value, below);
    if (line->service < 0 || !c->service)
        return false;
    int provider = c->service[line->service].plan.provider;
    if (provider != PRACTICES) {
        error_add(c->error, ACS_INVALID, pair->key_mark,
                  "'%s' is provided by %s; general practitioners do the work of lines provided by "
                  "practices",
                  pair->key, party_rows[provider].name);
        return false;
    }
    return line->units > 0;
}

void read_work(struct compiler *c, const struct field *field, const struct node *node, struct at at,
               void *target)
{
    struct plan_workforce *plan = target;
    size_t lines = 0;
    for (size_t i = 0; node && node->kind == NODE_MAP && i < node->count; i++)
        lines += !is_remark(node->pairs[i].key);
    if (!lines) {
        if (node)
            error_add(c->error, ACS_INVALID, node->mark,
                      "'%s' takes a mapping with at least one line, %s", field->name, field->shape);
        return;
    }
    struct plan_work *line = COMPILER_NEW(c, lines, struct plan_work);
    if (!line)
        return;
    for (size_t i = 0; i < node->count; i++) {
        const struct pair *pair = &node->pairs[i];
        if (!is_remark(pair->key) && read_line(c, field, pair, at, &line[plan->lines]))
            plan->lines++;
    }
    plan->line = line;
}
