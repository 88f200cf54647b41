/* Readers of the items of a scenario: places, service lines, grants, lists of metrics. */
#include "base/hash.h"
#include "base/nearest.h"
#include "scenario/compiler.h"

#include <string.h>

void read_node(struct compiler *c, const struct field *field, const struct node *node, struct at at,
               void *target)
{
    (void)c, (void)field, (void)at;
    *(const struct node **)target = node;
}

/* Whether a section is a mapping with at least one item; otherwise says so. */
static bool has_items(struct compiler *c, const struct field *field, const struct node *node)
{
    if (!node || (node->kind == NODE_MAP && node->count > 0))
        return node;
    error_add(c->error, ACS_INVALID, node->mark, "'%s' takes a mapping with at least one name",
              field->name);
    return false;
}

void read_places(struct compiler *c, const struct field *field, const struct node *node,
                 struct at at, void *target)
{
    (void)target;
    if (!has_items(c, field, node))
        return;
    c->place = COMPILER_NEW(c, node->count, struct place_draft);
    if (!c->place)
        return;
    for (size_t i = 0; i < node->count; i++) {
        const struct pair *pair = &node->pairs[i];
        struct place_draft *place = &c->place[i];
        place->mark = pair->key_mark;
        if (!name_check(c, "place", pair->key, pair->key_mark))
            continue;
        field_read_map(c, field->fields, pair->value, field_below(c, at, pair->key, pair->key_mark),
                       place);
        place->plan.name = pair->key;
        place->plan.hash = hash_bytes(pair->key, strlen(pair->key));
        if (!place->plan.title || !*place->plan.title)
            place->plan.title = pair->key;
        if (!place->area || !*place->area)
            place->area = pair->key;
        if (place->plan.funding_growth < 0)
            place->plan.funding_growth = c->scenario.funding_growth;
        const struct pair *growth =
            pair->value->kind == NODE_MAP ? node_find_pair(pair->value, "funding_growth") : NULL;
        if (growth && place->plan.funding_is_path)
            error_add(c->error, ACS_INVALID, growth->key_mark,
                      "funding of '%s' is a path in cash, which excludes funding_growth; give one "
                      "of the two",
                      pair->key);
    }
    c->plan->places = (int)node->count;
}

void read_funding(struct compiler *c, const struct field *field, const struct node *node,
                  struct at at, void *target)
{
    struct plan_place *place = target;
    struct field value = *field;
    place->funding_is_path = value_is_path(node);
    value.kind = place->funding_is_path ? FIELD_SERIES : FIELD_VALUE;
    place->funding = value_read(c, &value, node, at);
}

void read_distance(struct compiler *c, const struct field *field, const struct node *node,
                   struct at at, void *target)
{
    struct plan_place *place = target;
    if (node && node->kind == NODE_MAP && node_find(node, "pace")) {
        field_read_map(c, field->fields, node, at, target);
        return;
    }
    struct field value = *field;
    value.kind = FIELD_VALUE;
    place->distance = value_read(c, &value, node, at);
    place->pace = 0;
}

void read_activity(struct compiler *c, const struct field *field, const struct node *node,
                   struct at at, void *target)
{
    struct service_draft *service =
        (struct service_draft *)((char *)target - offsetof(struct service_draft, activity));
    (void)field;
    if (node && node->kind == NODE_MAP) {
        service->activity = node;
        service->activity_at = at;
    } else if (node) {
        error_add(c->error, ACS_INVALID, node->mark,
                  "'activity' takes %s; for one place that is {PLACE: units a year}", field->shape);
    }
}

static void finish_growth(struct compiler *c, struct service_draft *service,
                          const struct node *node, struct at at)
{
    const struct node *growth = node_find(node, "growth");
    if (growth && growth->kind != NODE_MAP)
        return;
    bool window = growth && node_find(growth, "window");
    if (service->total >= 0 && service->other >= 0)
        error_add(c->error, ACS_INVALID, growth->mark,
                  "growth of '%s' is either total (with window) or other, not both",
                  service->plan.name);
    else if (service->total >= 0 && !window)
        error_add(c->error, ACS_INVALID, growth->mark,
                  "total growth of '%s' needs window: the years over which demography is taken out",
                  service->plan.name);
    else if (service->total < 0 && window)
        error_add(c->error, ACS_INVALID, growth->mark,
                  "window of '%s' belongs to total growth, which is not given", service->plan.name);
    if (service->total < 0 && service->other < 0) {
        struct at below = field_below(c, field_below(c, at, "growth", at.mark), "other", at.mark);
        service->other = value_constant(c, below, 0, false);
    }
    service->plan.growth = service->total >= 0 ? service->total : service->other;
    service->plan.growth_factor = 1;
}

static void finish_service(struct compiler *c, struct service_draft *service,
                           const struct pair *pair, struct at at)
{
    struct plan_service *plan = &service->plan;
    const char *innovation = compiler_format(c, "%s.growth.innovation", at.path);
    const char *place_innovation = compiler_format(c, "%s.growth.place_innovation", at.path);
    plan->name = pair->key;
    plan->innovation_hash = hash_bytes(innovation, strlen(innovation));
    plan->place_innovation_hash = hash_bytes(place_innovation, strlen(place_innovation));
    if (!plan->title || !*plan->title)
        plan->title = pair->key;
    if (pair->value->kind != NODE_MAP)
        return;
    if (!node_find(pair->value, "cost"))
        plan->cost = plan->price;
    const struct pair *change = node_find_pair(pair->value, "price_change");
    if (change && node_find(pair->value, "tariff_efficiency"))
        error_add(c->error, ACS_INVALID, change->key_mark,
                  "'%s' has price_change and tariff_efficiency; an announced change of price "
                  "excludes the efficiency factor",
                  pair->key);
    finish_growth(c, service, pair->value, at);
}

void read_services(struct compiler *c, const struct field *field, const struct node *node,
                   struct at at, void *target)
{
    (void)target;
    if (!has_items(c, field, node))
        return;
    c->service = COMPILER_NEW(c, node->count, struct service_draft);
    if (!c->service)
        return;
    for (size_t i = 0; i < node->count; i++) {
        const struct pair *pair = &node->pairs[i];
        struct service_draft *service = &c->service[i];
        service->mark = pair->key_mark;
        service->total = service->other = -1;
        struct at below = field_below(c, at, pair->key, pair->key_mark);
        if (!name_check(c, "service", pair->key, pair->key_mark))
            continue;
        field_read_map(c, field->fields, pair->value, below, service);
        finish_service(c, service, pair, below);
    }
    c->plan->services = (int)node->count;
}

static void check_grant(struct compiler *c, struct grant_draft *grant)
{
    int ways = (grant->per_head >= 0) + (grant->national >= 0) + grant->places;
    if (ways != 1)
        error_add(c->error, ACS_INVALID, grant->mark,
                  "grant '%s' has %s of per_head, national and places; give exactly one",
                  grant->plan.name, ways ? "several" : "none");
    grant->plan.basis = grant->places          ? GRANT_PLACES
                        : grant->national >= 0 ? GRANT_NATIONAL
                                               : GRANT_PER_HEAD;
    if (grant->places)
        grant->plan.amount = 0;
    else
        grant->plan.amount = grant->national >= 0 ? grant->national : grant->per_head;
}

void read_grants(struct compiler *c, const struct field *field, const struct node *node,
                 struct at at, void *target)
{
    (void)target;
    if (node && node->kind == NODE_MAP && node->count == 0)
        return; /* --set grants={} takes those of the file away */
    if (!has_items(c, field, node))
        return;
    c->grant = COMPILER_NEW(c, node->count, struct grant_draft);
    if (!c->grant)
        return;
    for (size_t i = 0; i < node->count; i++) {
        const struct pair *pair = &node->pairs[i];
        struct grant_draft *grant = &c->grant[i];
        grant->mark = pair->key_mark;
        grant->plan.name = pair->key;
        grant->per_head = grant->national = -1;
        if (!name_check(c, "grant", pair->key, pair->key_mark))
            continue;
        field_read_map(c, field->fields, pair->value, field_below(c, at, pair->key, pair->key_mark),
                       grant);
        check_grant(c, grant);
    }
    c->plan->grants = (int)node->count;
}

void read_grant_models(struct compiler *c, const struct field *field, const struct node *node,
                       struct at at, void *target)
{
    size_t count = c->model_map ? c->model_map->count : 1;
    bool *models = COMPILER_NEW(c, count, bool);
    (void)at;
    *(const bool **)target = models;
    if (!models)
        return;
    bool all = !node || (node->kind == NODE_SCALAR && strcmp(node->text, "all") == 0);
    for (size_t i = 0; all && i < count; i++)
        models[i] = true;
    if (!all && node->kind != NODE_LIST)
        error_add(c->error, ACS_INVALID, node->mark, "'%s' takes all or a list of models",
                  field->name);
    for (size_t i = 0; !all && node->kind == NODE_LIST && i < node->count; i++) {
        const struct node *item = node->items[i];
        int model = name_require(c, c->model_map, "model",
                                 item->kind == NODE_SCALAR ? item->text : "", item->mark);
        if (model >= 0)
            models[model] = true;
    }
}

void read_grant_places(struct compiler *c, const struct field *field, const struct node *node,
                       struct at at, void *target)
{
    struct grant_draft *grant =
        (struct grant_draft *)((char *)target - offsetof(struct grant_draft, plan.place_amount));
    struct field value = *field;
    value.kind = FIELD_SERIES;
    if (!has_items(c, field, node))
        return;
    size_t places = c->place_map ? c->place_map->count : 0;
    int *amount = COMPILER_NEW(c, places, int);
    if (!amount)
        return;
    for (size_t i = 0; i < places; i++)
        amount[i] = -1;
    for (size_t i = 0; i < node->count; i++) {
        const struct pair *pair = &node->pairs[i];
        if (strcmp(pair->key, "source") == 0 || strcmp(pair->key, "note") == 0)
            continue;
        int place = name_require(c, c->place_map, "place", pair->key, pair->key_mark);
        struct at below = field_below(c, at, pair->key, pair->key_mark);
        value.name = pair->key;
        if (place >= 0)
            amount[place] = value_read(c, &value, pair->value, below);
    }
    grant->plan.place_amount = amount;
    grant->places = true;
}

static const char *next_metric(const void *context, size_t i)
{
    (void)context;
    return i < METRICS ? metric_rows[i].name : NULL;
}

void read_metrics(struct compiler *c, const struct field *field, const struct node *node,
                  struct at at, void *target)
{
    bool *metrics = COMPILER_NEW(c, METRICS, bool);
    (void)at;
    *(bool **)target = metrics;
    if (!metrics || (!node && strcmp(field->name, "headline") != 0))
        return;
    if (!node) {
        metrics[METRIC_GAP] = metrics[METRIC_NET_SAVING] = metrics[METRIC_GAIN] = true;
        return;
    }
    if (node->kind != NODE_LIST)
        error_add(c->error, ACS_INVALID, node->mark, "'%s' takes a list of metrics, [gap, gain]",
                  field->name);
    for (size_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        const struct node *item = node->items[i];
        const char *name = item->kind == NODE_SCALAR ? item->text : "";
        int metric = metric_find(name);
        const char *nearest = metric < 0 ? nearest_word(name, next_metric, NULL) : NULL;
        if (metric >= 0)
            metrics[metric] = true;
        else
            error_add(c->error, ACS_INVALID, item->mark, "there is no metric '%s'%s%s%s", name,
                      nearest ? "; did you mean '" : "; acsim describe metrics lists them",
                      nearest ? nearest : "", nearest ? "'?" : "");
    }
}
