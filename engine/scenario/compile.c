#include "scenario/compile.h"
#include "base/hash.h"
#include "base/nearest.h"
#include "scenario/health.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_BYTES 100 /* most in the name of a place, service, model or grant */

void *compiler_alloc(struct compiler *c, size_t count, size_t size)
{
    void *memory = arena_alloc(c->arena, count, size);
    if (!memory)
        (void)error_no_memory(c->error);
    return memory;
}

const char *compiler_format(struct compiler *c, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    char *text = size < 0 ? NULL : compiler_alloc(c, (size_t)size + 1, 1);
    if (text)
        vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    va_end(arguments);
    return text ? text : "";
}

int name_find(const struct node *map, const char *name)
{
    const struct pair *pair = node_find_pair(map, name);
    return pair ? (int)(pair - map->pairs) : -1;
}

static const char *next_key(const void *context, size_t i)
{
    const struct node *map = context;
    return map && i < map->count ? map->pairs[i].key : NULL;
}

static const char *next_name(const void *context, size_t i)
{
    return ((const char *const *)context)[i];
}

const char *nearest_of(const char *const *names, const char *name)
{
    return nearest_word(name, next_name, names);
}

int name_require(struct compiler *c, const struct node *map, const char *what, const char *name,
                 struct mark mark)
{
    int index = name_find(map, name);
    if (index >= 0)
        return index;
    /* errors that are not shown need no search */
    bool shown = error_count(c->error) <= ERROR_LIMIT;
    const char *nearest = shown ? nearest_word(name, next_key, map) : NULL;
    error_add(c->error, ACS_INVALID, mark, "there is no %s '%s'%s%s%s", what, name,
              nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
    return -1;
}

bool name_check(struct compiler *c, const char *what, const char *name, struct mark mark)
{
    size_t size = strlen(name);
    size_t good = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
    if (size == 0 || size != good || size > NAME_BYTES) {
        error_add(c->error, ACS_INVALID, mark,
                  "'%s' is no name of a %s: names are letters, digits, _ and -, at most %d", name,
                  what, NAME_BYTES);
        return false;
    }
    if (strcmp(name, "all") == 0) {
        error_add(c->error, ACS_INVALID, mark,
                  "no %s may be called 'all', the word for all of them", what);
        return false;
    }
    return true;
}

static const struct node *section(const struct node *root, const char *name)
{
    const struct node *node = node_find(root, name);
    return node && node->kind == NODE_MAP ? node : NULL;
}

/* The constant 0 of what is absent goes behind the assumptions that results report. */
static void hide_absent(struct compiler *c)
{
    const struct assumption absent = c->assumption[0];
    const int last = c->plan->assumptions - 1;
    memmove(c->assumption, c->assumption + 1, (size_t)last * sizeof absent);
    c->assumption[last] = absent;
    c->plan->assumptions = last;
    for (int i = 0; i < c->plan->series_count; i++)
        c->series[i].first = c->series[i].first > 0 ? c->series[i].first - 1 : last;
}

/* Drafts become the plan's arrays. */
static void take_drafts(struct compiler *c)
{
    acs_plan *plan = c->plan;
    struct plan_place *places = COMPILER_NEW(c, plan->places, struct plan_place);
    struct plan_service *services = COMPILER_NEW(c, plan->services, struct plan_service);
    struct plan_model *models = COMPILER_NEW(c, plan->models, struct plan_model);
    struct plan_grant *grants = COMPILER_NEW(c, plan->grants, struct plan_grant);
    if (!places || !services || !models || !grants)
        return;
    for (int i = 0; i < plan->places; i++)
        places[i] = c->place[i].plan;
    for (int i = 0; i < plan->services; i++)
        services[i] = c->service[i].plan;
    for (int i = 0; i < plan->models; i++)
        models[i] = c->model[i].plan;
    for (int i = 0; i < plan->grants; i++)
        grants[i] = c->grant[i].plan;
    plan->place = places;
    plan->service = services;
    plan->model = models;
    plan->grant = grants;
    if (!error_status(c->error))
        hide_absent(c);
    plan->assumption = c->assumption;
    plan->series = c->series;
}

static void take_scenario(struct compiler *c)
{
    const struct scenario_draft *draft = &c->scenario;
    acs_plan *plan = c->plan;
    plan->title = draft->title;
    plan->base_year = draft->base_year;
    plan->years = draft->horizon;
    plan->cash = draft->cash;
    plan->trials = draft->trials;
    plan->seed = draft->seed;
    plan->sampling = (enum sampling)draft->sampling;
    plan->inflation = draft->inflation;
    plan->discount_rate = draft->discount_rate;
    memcpy(plan->efficiency, draft->efficiency, sizeof plan->efficiency);
    plan->population.growth_error = draft->growth_error;
    plan->population.national = draft->national;
    plan->population.health_status = draft->health_status;
    plan->headline = draft->headline;
    plan->save_trials = draft->save_trials;
    plan->variant_hash = hash_bytes("population.variant", strlen("population.variant"));
}

/* Only where the rows left something to work on; each stage reports all it finds. A horizon that is
 * wrong must not hide what is wrong in tables. */
static void compile_tables(struct compiler *c)
{
    acs_plan *plan = c->plan;
    if (plan->years <= 0 && error_status(c->error))
        plan->years = 1;
    bool whole = plan->places > 0 && plan->services > 0 && plan->years > 0 && plan->base_year > 0 &&
                 c->place && c->service && c->model;
    if (!whole)
        return;
    const size_t before = error_count(c->error);
    practices_compile(c);
    population_compile(c);
    if (error_count(c->error) > before)
        return;
    health_compile(c);
    activity_compile(c);
    workforce_compile(c);
    networks_compile(c);
    details_compile(c);
    grants_compile(c);
}

acs_status scenario_compile(struct file_list *files, const struct node *root, acs_plan *plan,
                            acs_error *error)
{
    struct compiler *c = calloc(1, sizeof *c);
    if (!c)
        return error_no_memory(error);
    c->files = files;
    c->arena = &plan->arena;
    c->plan = plan;
    c->error = error;
    c->place_map = section(root, "places");
    c->service_map = section(root, "services");
    c->model_map = section(root, "models");
    c->workforce_map = section(root, "workforce");
    struct at at = {.path = "", .identity = "", .mark = root->mark};
    /* series 0 is what parts of the plan that are absent point to */
    struct at absent = {.path = "absent", .identity = "absent"};
    value_constant(c, absent, 0, false);
    field_read_map(c, scenario_fields, root, at, &c->scenario);
    take_scenario(c);
    run_places_compile(c);
    schemes_compile(c);
    compile_tables(c);
    if (!error_status(error))
        addresses_check(c);
    if (!error_status(error))
        dimensions_assign(c);
    if (!error_status(error)) /* else values may be missing that it names */
        correlations_compile(c);
    take_drafts(c);
    if (!error_status(error))
        plan_assign_rows(plan, c->series);
    free(c);
    return error_status(error);
}

/* Names and hashes of every file that was read, for the results. */
static acs_status record_files(const struct file_list *files, acs_plan *plan, acs_error *error)
{
    struct plan_file *list = ARENA_NEW(&plan->arena, files->count, struct plan_file);
    if (!list)
        return error_no_memory(error);
    for (size_t i = 0; i < files->count; i++)
        list[i] = (struct plan_file){files->files[i].source.name, files->files[i].sha256};
    plan->files = (int)files->count;
    plan->file = list;
    if (files->count > 0)
        plan->text_read = files->files[0].source.text;
    return ACS_OK;
}

acs_status scenario_read(const char *path, const char *const *overrides, size_t override_count,
                         acs_plan **result, acs_error *error)
{
    struct node *root = NULL;
    acs_plan *plan = calloc(1, sizeof *plan);
    if (!plan)
        return error_no_memory(error);
    struct file_list files = {.arena = &plan->arena};
    /* the plan's files keep their names: the path must live as long as they */
    plan->path = arena_text(&plan->arena, path, strlen(path));
    acs_status status =
        plan->path ? scenario_resolve(&files, plan->path, overrides, override_count, &root, error)
                   : error_no_memory(error);
    if (!status) {
        plan->text_resolved = tree_print(&plan->arena, root);
        if (!plan->text_resolved)
            status = error_no_memory(error);
    }
    if (!status)
        status = scenario_compile(&files, root, plan, error);
    else if (status == ACS_INVALID && root)
        (void)!scenario_compile(&files, root, plan, error); /* tells what else is wrong */
    if (!status)
        status = record_files(&files, plan, error);
    if (status)
        plan_destroy(plan);
    else
        *result = plan;
    return status;
}

void plan_destroy(acs_plan *plan)
{
    if (!plan)
        return;
    for (int i = 1; plan->sweep && i < plan->sweep->points; i++)
        plan_destroy(plan->sweep->point[i]);
    arena_finish(&plan->arena);
    free(plan);
}
