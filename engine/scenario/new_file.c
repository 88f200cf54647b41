#define _GNU_SOURCE /* open_memstream */
#include "scenario/new_file.h"

#include "base/nearest.h"
#include "scenario/compile.h"
#include "scenario/compiler.h"
#include "scenario/resolve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH 100 /* of the lines of a comment */
#define PATH_BYTES 500

/* What the file is about: a place, the largest line that the first care model changes, and the
 * model. */
struct draft {
    const acs_plan *plan;
    const struct node *root;
    struct arena *arena;
    FILE *out;
    int place, service, model; /* service and model: -1 where the scenario has none */
};

static const struct node *find_path(const struct node *node, const char *path)
{
    char key[PATH_BYTES];
    while (node && *path) {
        const size_t size = strcspn(path, ".");
        snprintf(key, sizeof key, "%.*s", (int)size, path);
        node = node->kind == NODE_MAP ? node_find(node, key) : NULL;
        path += size + (path[size] == '.');
    }
    return node;
}

/* The value without its sources and notes: {value: 3, source: ...} is 3. NULL: memory is out. */
static const struct node *bare(struct arena *arena, const struct node *node)
{
    if (node->kind != NODE_MAP)
        return node;
    struct node *copy = ARENA_NEW(arena, 1, struct node);
    struct pair *pairs = ARENA_NEW(arena, node->count + 1, struct pair);
    if (!copy || !pairs)
        return NULL;
    *copy = (struct node){.kind = NODE_MAP, .pairs = pairs};
    for (size_t i = 0; i < node->count; i++) {
        struct pair pair = node->pairs[i];
        if (strcmp(pair.key, "source") == 0 || strcmp(pair.key, "note") == 0)
            continue;
        pair.value = (struct node *)bare(arena, pair.value);
        if (!pair.value)
            return NULL;
        pairs[copy->count++] = pair;
    }
    const bool wrapped = copy->count == 1 &&
                         (strcmp(pairs[0].key, "value") == 0 || strcmp(pairs[0].key, "path") == 0);
    return wrapped ? pairs[0].value : copy;
}

/* A table is named as seen from its own file, so it cannot be written into another. */
static bool names_table(const struct node *node)
{
    if (node->kind != NODE_MAP)
        return false;
    for (size_t i = 0; i < node->count; i++)
        if (strcmp(node->pairs[i].key, "table") == 0 || names_table(node->pairs[i].value))
            return true;
    return false;
}

/* The value's own source, or the first of its parts'. */
static const char *source_of(const struct node *node)
{
    if (!node || node->kind != NODE_MAP)
        return "";
    const struct node *own = node_find(node, "source");
    if (own && own->kind == NODE_SCALAR)
        return own->text;
    for (size_t i = 0; i < node->count; i++) {
        const char *source = source_of(node->pairs[i].value);
        if (*source)
            return source;
    }
    return "";
}

/* Words as comment lines of the width; control characters become blanks. */
static void put_comment(FILE *out, int indent, const char *text)
{
    int column = 0;
    while (*text) {
        text += strspn(text, " \n\t\r");
        const int size = (int)strcspn(text, " \n\t\r");
        if (size > 0 && column > 0 && column + 1 + size > WIDTH) {
            fputc('\n', out);
            column = 0;
        }
        if (size > 0 && column == 0)
            column = fprintf(out, "%*s# %.*s", indent, "", size, text);
        else if (size > 0)
            column += fprintf(out, " %.*s", size, text);
        text += size;
    }
    fputc('\n', out);
}

/* The comment above a value: what it is, its unit, where the present one comes from. */
static void put_meaning(const struct draft *draft, int indent, const char *path, const char *words,
                        const char *source)
{
    const struct field *field = field_find(path);
    const bool unit = field && field->unit && *field->unit;
    char text[4000];
    snprintf(text, sizeof text, "%s%s%s. %s%s", words, unit ? ", " : "", unit ? field->unit : "",
             *source ? "Now: " : "Now as shown, without a source", source);
    put_comment(draft->out, indent, text);
}

/* A value as a comment at the depth of its key; `within` is the flow form around it, such as
 * "running: {per_head: %}", the % its place. */
static void put_node(const struct draft *draft, int indent, const char *within,
                     const struct node *value)
{
    const struct node *plain = bare(draft->arena, value);
    const char *text = plain ? tree_print_flow(draft->arena, plain) : "";
    const int before = (int)strcspn(within, "%");
    fprintf(draft->out, "%*s#%.*s%s%s\n", indent, "", before, within, text ? text : "",
            within + before + 1);
}

/* The value at the path, or what stands in for an absent one: `other`'s, or the key's default. */
static void put_value(const struct draft *draft, int indent, const char *within, const char *path,
                      const char *other, const char *words)
{
    const struct node *value = find_path(draft->root, path);
    if (!value && other)
        value = find_path(draft->root, other);
    if (value && names_table(value)) {
        put_meaning(draft, indent, path, words, "a column of a table");
        return;
    }
    put_meaning(draft, indent, path, words, value ? source_of(value) : "the default");
    if (value) {
        put_node(draft, indent, within, value);
        return;
    }
    char number[NUMBER_TEXT];
    const struct field *field = field_find(path);
    const bool text = field && field->flags & FIELD_FALLBACK_VALUE;
    const struct node stand_in = {.kind = NODE_SCALAR,
                                  .text = text ? field->fallback
                                               : number_text(field ? field->initial : 0, number)};
    put_node(draft, indent, within, &stand_in);
}

static void put_title(const struct draft *draft, int indent, const char *title)
{
    const struct node text = {.kind = NODE_SCALAR, .text = title, .quoted = true};
    const char *printed = tree_print_flow(draft->arena, &text);
    fprintf(draft->out, "%*stitle: %s\n", indent, "", printed ? printed : "\"\"");
}

static void put_head(const struct draft *draft, const char *extends)
{
    const acs_plan *plan = draft->plan;
    const struct plan_place *place = &plan->place[draft->place];
    const struct node name = {.kind = NODE_SCALAR, .text = extends, .quoted = true};
    const char *title = arena_text(draft->arena, "", 0),
               *file = tree_print_flow(draft->arena, &name);
    const size_t room = strlen(place->title) + strlen(plan->title) + 3;
    char *joined = arena_alloc(draft->arena, room, 1);
    if (joined)
        snprintf(joined, room, "%s: %s", place->title, plan->title);
    put_comment(draft->out, 0,
                "A scenario of one's own. What it does not say is as in the file it extends. The "
                "values below are that file's: take away the # in front of one and change it, a "
                "number or a distribution such as {triangular: {min: 1, mode: 2, max: 4}}. "
                "'acsim describe scenario' lists every key.");
    fputs("acsim: 1\n", draft->out);
    put_title(draft, 0, joined ? joined : title);
    fprintf(draft->out, "extends: %s\n", file ? file : "");
    put_comment(draft->out, 0,
                "Other places still count where totals and shares are set over all of them.");
    fprintf(draft->out, "run_places: [%s]\n", place->name);
}

static void put_place(const struct draft *draft)
{
    const struct plan_place *place = &draft->plan->place[draft->place];
    char path[PATH_BYTES];
    fprintf(draft->out, "\nplaces:\n  %s:\n", place->name);
    put_title(draft, 4, place->title);
    snprintf(path, sizeof path, "places.%s.funding", place->name);
    put_value(draft, 4, "funding: %", path, NULL, "Funding of the base year");
    if (place->funding_is_path)
        return;
    /* as it stands in the file: a place's own growth has draws of its own */
    snprintf(path, sizeof path, "places.%s.funding_growth", place->name);
    if (find_path(draft->root, path))
        put_value(draft, 4, "funding_growth: %", path, NULL, "Growth of funding above inflation");
    else
        put_value(draft, 0, "economy: {funding_growth: %}", "economy.funding_growth", NULL,
                  "Growth of funding above inflation");
}

/* The activity of the place as a plain number, whatever tables it comes from. */
static void put_activity(const struct draft *draft, const char *service)
{
    const acs_plan *plan = draft->plan;
    const double units = plan->activity[(long)draft->place * plan->services + draft->service];
    char path[PATH_BYTES], number[NUMBER_TEXT], within[PATH_BYTES];
    snprintf(path, sizeof path, "services.%s.activity", service);
    const struct node *activity = find_path(draft->root, path);
    const bool total = plan->places == 1 && activity && node_find(activity, "total");
    const struct node value = {.kind = NODE_SCALAR, .text = number_text(units, number)};
    snprintf(within, sizeof within, "activity: {%s: %%}",
             total ? "total" : plan->place[draft->place].name);
    put_meaning(draft, 4, path, "Activity of the base year", source_of(activity));
    put_node(draft, 4, within, &value);
}

static void put_service(const struct draft *draft)
{
    const struct plan_service *service = &draft->plan->service[draft->service];
    char path[PATH_BYTES], price[PATH_BYTES];
    fprintf(draft->out, "\nservices:\n  %s:\n", service->name);
    put_title(draft, 4, service->title);
    put_activity(draft, service->name);
    snprintf(path, sizeof path, "services.%s.cost", service->name);
    snprintf(price, sizeof price, "services.%s.price", service->name);
    put_value(draft, 4, "cost: %", path, price, "Cost of the base year");
    snprintf(path, sizeof path, "services.%s.growth.total", service->name);
    const bool total = find_path(draft->root, path);
    if (!total)
        snprintf(path, sizeof path, "services.%s.growth.other", service->name);
    put_value(draft, 4, total ? "growth: {total: %}" : "growth: {other: %}", path, NULL,
              total ? "Growth in all, demography included" : "Growth beyond demography");
}

static void put_effect(const struct draft *draft, const struct plan_model *model)
{
    const char *const service = draft->plan->service[draft->service].name;
    for (int e = 0; e < model->effects; e++) {
        char path[PATH_BYTES], within[PATH_BYTES];
        const struct plan_effect *effect = &model->effect[e];
        const char *key = effect->growth >= 0 ? "growth" : "level";
        if (effect->service != draft->service)
            continue;
        snprintf(path, sizeof path, "models.%s.effects.%s.%s", model->name, service, key);
        snprintf(within, sizeof within, "effects: {%s: {%s: %%}}", service, key);
        put_value(draft, 4, within, path, NULL,
                  effect->growth >= 0 ? "What the care model takes off the growth of this line"
                                      : "What the care model takes off this line");
    }
}

static void put_model(const struct draft *draft)
{
    const struct plan_model *model = &draft->plan->model[draft->model];
    char path[PATH_BYTES];
    fprintf(draft->out, "\nmodels:\n  %s:\n", model->name);
    put_title(draft, 4, model->title);
    snprintf(path, sizeof path, "models.%s.coverage", model->name);
    put_value(draft, 4, "coverage: %", path, NULL,
              "Share of registered patients in networks, by year");
    if (draft->service >= 0)
        put_effect(draft, model);
    snprintf(path, sizeof path, "models.%s.fidelity", model->name);
    put_value(draft, 4, "fidelity: %", path, NULL,
              "How much of the design networks carry out: 1 is all of it");
    snprintf(path, sizeof path, "models.%s.running.per_head", model->name);
    put_value(draft, 4, "running: {per_head: %}", path, NULL, "Running cost of networks");
    snprintf(path, sizeof path, "models.%s.contract.sharing_rate", model->name);
    if (model->contract.kind == CONTRACT_GAIN_SHARE)
        put_value(draft, 4, "contract: {sharing_rate: %}", path, NULL,
                  "Share of savings that the contract pays out");
}

/* Spend of the base year in the place, every price at its mean. */
static double spend(const struct draft *draft, int service)
{
    const acs_plan *plan = draft->plan;
    const struct series *price = &plan->series[plan->service[service].price];
    return plan->activity[(long)draft->place * plan->services + service] *
           plan->assumption[price->first].distribution.mean;
}

/* The largest line that the model changes, or the largest of all. */
static void choose(struct draft *draft)
{
    const acs_plan *plan = draft->plan;
    draft->model = plan->models > 1 ? 1 : -1;
    draft->service = -1;
    const struct plan_model *model = draft->model > 0 ? &plan->model[draft->model] : NULL;
    for (int e = 0; model && e < model->effects; e++) {
        const int service = model->effect[e].service;
        if (draft->service < 0 || spend(draft, service) > spend(draft, draft->service))
            draft->service = service;
    }
    for (int s = 0; (!model || model->effects == 0) && s < plan->services; s++)
        if (draft->service < 0 || spend(draft, s) > spend(draft, draft->service))
            draft->service = s;
}

static acs_status write_text(struct draft *draft, const char *extends, const char **text,
                             acs_error *error)
{
    char *written = NULL;
    size_t size = 0;
    draft->out = open_memstream(&written, &size);
    if (!draft->out)
        return error_no_memory(error);
    choose(draft);
    put_head(draft, extends);
    put_place(draft);
    if (draft->service >= 0)
        put_service(draft);
    if (draft->model >= 0)
        put_model(draft);
    const bool whole = fclose(draft->out) == 0;
    *text = whole ? arena_text(draft->arena, written, size) : NULL;
    free(written);
    return *text ? ACS_OK : error_no_memory(error);
}

static const char *next_place(const void *context, size_t i)
{
    const acs_plan *plan = context;
    return i < (size_t)plan->places ? plan->place[i].name : NULL;
}

static acs_status find_place(struct draft *draft, const char *place, acs_error *error)
{
    const char *name;
    for (draft->place = 0; (name = next_place(draft->plan, (size_t)draft->place)); draft->place++)
        if (strcmp(name, place) == 0)
            return ACS_OK;
    const char *nearest = nearest_word(place, next_place, draft->plan);
    return error_plain(error, ACS_INVALID, "there is no place '%s' in %s%s%s%s", place,
                       draft->plan->path, nearest ? "; did you mean '" : "", nearest ? nearest : "",
                       nearest ? "'?" : "");
}

acs_status new_file_text(struct arena *arena, const char *from, const char *extends,
                         const char *place, const char **text, acs_error *error)
{
    acs_plan *plan = NULL;
    acs_status status = scenario_read(from, NULL, 0, &plan, error);
    if (status != ACS_OK)
        return status;
    struct node *root = NULL;
    struct file_list files = {.arena = &plan->arena};
    struct draft draft = {.plan = plan, .arena = arena};
    status = find_place(&draft, place, error);
    if (status == ACS_OK)
        status = scenario_resolve(&files, plan->path, NULL, 0, &root, error);
    draft.root = root;
    if (status == ACS_OK)
        status = write_text(&draft, extends, text, error);
    plan_destroy(plan);
    return status;
}
