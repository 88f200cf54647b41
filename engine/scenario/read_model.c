/* Readers of a care model's parts that are more than plain keys. */
#include "base/hash.h"
#include "scenario/compiler.h"

#include <string.h>

#define DO_NOTHING "do_nothing"

/* What other sections say of the model after its rows were read. */
static void finish_model(struct compiler *c, struct model_draft *model, const struct pair *pair)
{
    struct plan_model *plan = &model->plan;
    plan->name = pair->key;
    if (!plan->title || !*plan->title)
        plan->title = pair->key;
    if (!plan->source)
        plan->source = "";
    plan->salt = c->salt;
    if (plan->fade_half_life < 0)
        plan->fade_half_life = plan->half_life;
    if (plan->list_maximum < plan->list_target || plan->list_minimum > plan->list_target)
        error_add(c->error, ACS_INVALID, model->mark,
                  "list_size of '%s': the target must lie between minimum and maximum", pair->key);
    if (c->error && plan->intensity_lowest && plan->intensity_highest &&
        c->assumption[c->series[plan->intensity_lowest].first].distribution.mean >
            c->assumption[c->series[plan->intensity_highest].first].distribution.mean)
        error_add(c->error, ACS_INVALID, model->mark,
                  "intensity of '%s': min must not be above max", pair->key);
}

static bool *no_services(struct compiler *c)
{
    return COMPILER_NEW(c, c->service_map ? c->service_map->count : 1, bool);
}

static void read_model(struct compiler *c, const struct pair *pair, struct at at,
                       struct model_draft *model)
{
    bool nothing = strcmp(pair->key, DO_NOTHING) == 0;
    model->mark = pair->key_mark;
    model->plan.maturity = -1;
    model->plan.delivers = no_services(c);
    model->plan.contract.scope = no_services(c);
    model->plan.contract.name = model->plan.contract.title = "";
    if (nothing) {
        field_read_map(c, do_nothing_fields, pair->value, at, model);
        model->plan.list_target = model->plan.list_maximum = INFINITY;
        finish_model(c, model, pair);
        return;
    }
    const struct node *own =
        pair->value->kind == NODE_MAP ? node_find(pair->value, "own_draws") : NULL;
    if (own && own->kind == NODE_SCALAR && strcmp(own->text, "true") == 0)
        c->salt = hash_bytes(pair->key, strlen(pair->key));
    field_read_map(c, model_fields, pair->value, at, model);
    if (pair->value->kind == NODE_MAP)
        finish_model(c, model, pair);
    c->salt = 0;
}

void read_models(struct compiler *c, const struct field *field, const struct node *node,
                 struct at at, void *target)
{
    static const struct pair nothing = {.key = DO_NOTHING};
    (void)target, (void)field;
    size_t count = node && node->kind == NODE_MAP ? node->count : 0;
    if (node && node->kind != NODE_MAP)
        error_add(c->error, ACS_INVALID, node->mark,
                  "'models' takes a list of models, [do_nothing, NAME, {NAME: {overrides}}]");
    c->model = COMPILER_NEW(c, count + 1, struct model_draft);
    if (!c->model)
        return;
    for (size_t i = 0; i < count; i++) {
        const struct pair *pair = &node->pairs[i];
        struct at below = at;
        below.path = compiler_format(c, "models.%s", pair->key);
        below.identity = "";
        below.mark = pair->key_mark;
        if (name_check(c, "model", pair->key, pair->key_mark))
            read_model(c, pair, below, &c->model[i]);
    }
    if (count > 0 && strcmp(node->pairs[0].key, DO_NOTHING) != 0)
        error_add(c->error, ACS_INVALID, node->pairs[0].key_mark, "the first model is do_nothing");
    if (count == 0)
        c->model[0].plan =
            (struct plan_model){.name = nothing.key,
                                .title = "Do nothing",
                                .source = "",
                                .maturity = -1,
                                .list_target = INFINITY,
                                .delivers = no_services(c),
                                .contract = {.scope = no_services(c), .name = "", .title = ""}};
    c->plan->models = count ? (int)count : 1;
}

void read_coverage(struct compiler *c, const struct field *field, const struct node *node,
                   struct at at, void *target)
{
    struct plan_model *plan = &((struct model_draft *)target)->plan;
    const struct node *logistic =
        node && node->kind == NODE_MAP ? node_find(node, "logistic") : NULL;
    if (logistic) {
        plan->logistic = true;
        struct field rest[] = {{.name = "logistic",
                                .kind = FIELD_GROUP,
                                .fields = field->fields,
                                .doc = "curve of coverage"},
                               {0}};
        field_read_map(c, rest, node, at, target);
        return;
    }
    struct field value = *field;
    value.kind = FIELD_SERIES;
    plan->coverage = value_read(c, &value, node, at);
    const struct series *series = &c->series[plan->coverage];
    for (int i = 1; i < series->knots; i++) {
        const struct assumption *knot = &c->assumption[series->first + i];
        if (knot->distribution.mean < knot[-1].distribution.mean)
            error_add(c->error, ACS_INVALID, at.mark,
                      "coverage falls in %d; it may not: networks end by failing, not by plan",
                      c->scenario.base_year + series->knot_year[i]);
    }
}

void read_effects(struct compiler *c, const struct field *field, const struct node *node,
                  struct at at, void *target)
{
    struct plan_model *plan = &((struct model_draft *)target)->plan;
    if (!node)
        return;
    if (node->kind != NODE_MAP) {
        error_add(c->error, ACS_INVALID, node->mark,
                  "'effects' takes {service: {level:, growth:, lasts:}}");
        return;
    }
    struct plan_effect *effects = COMPILER_NEW(c, node->count, struct plan_effect);
    if (!effects)
        return;
    plan->effect = effects;
    for (size_t i = 0; i < node->count; i++) {
        const struct pair *pair = &node->pairs[i];
        struct plan_effect *effect = &effects[plan->effects];
        int service = name_require(c, c->service_map, "service", pair->key, pair->key_mark);
        if (service < 0)
            continue;
        field_read_map(c, field->fields, pair->value, field_below(c, at, pair->key, pair->key_mark),
                       effect);
        effect->service = service;
        if (pair->value->kind == NODE_MAP && effect->level < 0 && effect->growth < 0)
            error_add(c->error, ACS_INVALID, pair->key_mark,
                      "the effect on '%s' has neither level nor growth", pair->key);
        plan->effects++;
    }
}

static int find_effect(const struct plan_model *plan, int service)
{
    for (int i = 0; i < plan->effects; i++)
        if (plan->effect[i].service == service)
            return i;
    return -1;
}

/* One entry of the list: a line whose units become units of several others. */
static void read_shift(struct compiler *c, const struct field *fields, const struct node *node,
                       struct at at, struct plan_model *plan, struct plan_shift *shifts)
{
    struct shift_draft draft = {0};
    field_read_map(c, fields, node, at, &draft);
    if (!draft.from || !draft.to)
        return;
    const struct field *to = &fields[1];
    const struct node *from = node_find(node, "from");
    int service = name_require(c, c->service_map, "service", draft.from, from->mark);
    int effect = service >= 0 ? find_effect(plan, service) : -1;
    if (service >= 0 && effect < 0)
        error_add(c->error, ACS_INVALID, from->mark,
                  "units shift from '%s', on which the model has no effect; add effects.%s",
                  draft.from, draft.from);
    if (draft.to->kind != NODE_MAP || draft.to->count == 0) {
        error_add(c->error, ACS_INVALID, draft.to->mark, "'to' takes %s", to->shape);
        return;
    }
    struct at from_at = field_below(c, at, draft.from, from->mark);
    for (size_t i = 0; effect >= 0 && i < draft.to->count; i++) {
        const struct pair *pair = &draft.to->pairs[i];
        struct field value = *to;
        value.kind = FIELD_SERIES;
        value.name = pair->key;
        int target = name_require(c, c->service_map, "service", pair->key, pair->key_mark);
        if (target < 0)
            continue;
        if (target == service)
            error_add(c->error, ACS_INVALID, pair->key_mark,
                      "units of '%s' cannot shift to itself; name another line", draft.from);
        for (int k = 0; k < plan->shifts; k++)
            if (shifts[k].effect == effect && shifts[k].to == target)
                error_add(c->error, ACS_INVALID, pair->key_mark,
                          "'%s' is shifted to '%s' twice; give one number", draft.from, pair->key);
        shifts[plan->shifts++] = (struct plan_shift){
            .effect = effect,
            .to = target,
            .units = value_read(c, &value, pair->value,
                                field_below(c, from_at, pair->key, pair->key_mark)),
            .basis = (enum shift_basis)draft.per};
    }
}

void read_shifts(struct compiler *c, const struct field *field, const struct node *node,
                 struct at at, void *target)
{
    struct plan_model *plan = &((struct model_draft *)target)->plan;
    size_t most = 0;
    if (!node)
        return;
    if (node->kind != NODE_LIST) {
        error_add(c->error, ACS_INVALID, node->mark, "'shifts' takes a list, %s", field->shape);
        return;
    }
    for (size_t i = 0; i < node->count; i++) {
        const struct node *to =
            node->items[i]->kind == NODE_MAP ? node_find(node->items[i], "to") : NULL;
        most += to && to->kind == NODE_MAP ? to->count : 0;
    }
    struct plan_shift *shifts = COMPILER_NEW(c, most, struct plan_shift);
    if (!shifts)
        return;
    plan->shift = shifts;
    for (size_t i = 0; i < node->count; i++) {
        at.mark = node->items[i]->mark;
        read_shift(c, field->fields, node->items[i], at, plan, shifts);
    }
}

void read_service_list(struct compiler *c, const struct field *field, const struct node *node,
                       struct at at, void *target)
{
    bool *services = no_services(c);
    (void)at;
    *(const bool **)target = services;
    if (!services)
        return;
    bool all = !node && strcmp(field->fallback, "none") != 0;
    for (size_t i = 0; all && c->service_map && i < c->service_map->count; i++)
        services[i] = true;
    if (!node)
        return;
    if (node->kind != NODE_LIST)
        error_add(c->error, ACS_INVALID, node->mark, "'%s' takes a list of service lines",
                  field->name);
    else if (node->count == 0 && strcmp(field->fallback, "none") != 0)
        error_add(c->error, ACS_INVALID, node->mark,
                  "'%s' is empty; name at least one service line, or leave it out for all",
                  field->name);
    for (size_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        const struct node *item = node->items[i];
        int service = name_require(c, c->service_map, "service",
                                   item->kind == NODE_SCALAR ? item->text : "", item->mark);
        if (service >= 0 && services[service])
            error_add(c->error, ACS_INVALID, item->mark, "'%s' stands in '%s' twice", item->text,
                      field->name);
        if (service >= 0)
            services[service] = true;
    }
}
