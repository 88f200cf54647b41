#include "scenario/sweep.h"

#include "scenario/compile.h"
#include "scenario/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AXES 8
#define WRONG_POINTS 5 /* after so many, no further point is read */

/* The sweep as it was read, before its points are. */
struct draft {
    struct arena *arena;
    acs_error *error;
    size_t axes;
    struct pair axis[AXES]; /* path and list of values */
    size_t points;
};

/* What is asked for, and how the scenario is read. */
struct request {
    const char *path;
    const char *const *overrides;
    size_t override_count;
};

static bool check_path(struct draft *draft, const char *path, struct mark mark)
{
    static const char *const refused[] = {"sweep", "extends", "trials", "seed", "sampling"};
    const size_t size = strcspn(path, ".");
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (strlen(refused[i]) == size && strncmp(path, refused[i], size) == 0) {
            error_add(draft->error, ACS_INVALID, mark,
                      "'%s' is the same at all points and cannot be swept", refused[i]);
            return false;
        }
    return true;
}

static bool check_values(struct draft *draft, const char *path, const struct node *values)
{
    if (values->kind != NODE_LIST || values->count == 0) {
        error_add(draft->error, ACS_INVALID, values->mark,
                  "a sweep takes a list of values, {%s: [...]}, found %s", path,
                  values->kind == NODE_LIST ? "an empty one" : node_kind_words(values));
        return false;
    }
    for (size_t i = 0; i < values->count; i++) {
        const char *own = tree_print_flow(draft->arena, values->items[i]);
        for (size_t k = 0; own && k < i; k++) {
            const char *other = tree_print_flow(draft->arena, values->items[k]);
            if (other && strcmp(own, other) == 0) {
                error_add(draft->error, ACS_INVALID, values->items[i]->mark,
                          "the value %s of %s stands twice", own, path);
                return false;
            }
        }
    }
    return true;
}

static bool holds(const char *path, const char *part)
{
    const size_t size = strlen(path);
    return strncmp(path, part, size) == 0 && part[size] == '.';
}

/* The path of an axis that holds this one or a part of it, or NULL: the later would replace what
 * the earlier set. */
static const char *overlap(const struct draft *draft, const char *path)
{
    for (size_t i = 0; i < draft->axes; i++)
        if (holds(draft->axis[i].key, path) || holds(path, draft->axis[i].key))
            return draft->axis[i].key;
    return NULL;
}

/* Adds an axis; one that replaces keeps the place of the axis of that path, if there is one. */
static void add_axis(struct draft *draft, struct pair axis, bool replaces)
{
    size_t at = 0;
    while (at < draft->axes && strcmp(draft->axis[at].key, axis.key) != 0)
        at++;
    if (!check_path(draft, axis.key, axis.key_mark) || !check_values(draft, axis.key, axis.value))
        return;
    const char *other = overlap(draft, axis.key);
    if (other)
        error_add(draft->error, ACS_INVALID, axis.key_mark,
                  "%s and %s are swept, but one is a part of the other", other, axis.key);
    else if (at < draft->axes && !replaces)
        error_add(draft->error, ACS_INVALID, axis.key_mark, "%s is swept twice", axis.key);
    else if (at == AXES)
        error_add(draft->error, ACS_INVALID, axis.key_mark, "more than %d paths are swept", AXES);
    else if (at == draft->axes)
        draft->axis[draft->axes++] = axis;
    else
        draft->axis[at] = axis;
}

static void read_file_axes(struct draft *draft, const struct node *sweep)
{
    if (sweep->kind != NODE_MAP) {
        error_add(draft->error, ACS_INVALID, sweep->mark,
                  "'sweep' takes paths with their values, {economy.funding_growth: [0.01, 0.02]}");
        return;
    }
    for (size_t i = 0; i < sweep->count; i++)
        add_axis(draft, sweep->pairs[i], false);
}

/* "path=a,b,c" as a source of its own, "path=[a,b,c]"; false after an error. */
static bool parse_argument(struct draft *draft, const char *text, struct pair *axis)
{
    const char *equals = strchr(text, '=');
    const size_t size = strlen(text), path = equals ? (size_t)(equals - text) : 0;
    struct source *source = ARENA_NEW(draft->arena, 1, struct source);
    char *name = arena_alloc(draft->arena, size + 16, 1);
    char *listed = arena_alloc(draft->arena, size + 3, 1);
    if (!source || !name || !listed) {
        (void)error_no_memory(draft->error);
        return false;
    }
    snprintf(name, size + 16, "--sweep %s", text);
    *source = (struct source){name, text, size};
    if (path == 0) {
        error_add(draft->error, ACS_INVALID, (struct mark){source, 1, 1, 1},
                  "a sweep is PATH=VALUE,VALUE,..., such as economy.funding_growth=0.01,0.02");
        return false;
    }
    snprintf(listed, size + 3, "%.*s=[%s]", (int)path, text, equals + 1);
    *source = (struct source){name, listed, size + 2};
    *axis = (struct pair){arena_text(draft->arena, text, path), {source, 1, 1, path}, NULL};
    if (!axis->key) {
        (void)error_no_memory(draft->error);
        return false;
    }
    return source_is_text(source, draft->error) &&
           tree_parse_value(draft->arena, source, path + 1, &axis->value, draft->error) == ACS_OK;
}

static void read_arguments(struct draft *draft, const char *const *sweeps, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct pair axis;
        if (!parse_argument(draft, sweeps[i], &axis))
            continue;
        bool again = false;
        for (size_t k = 0; k < i; k++)
            again = again || (strncmp(sweeps[k], axis.key, strlen(axis.key)) == 0 &&
                              sweeps[k][strlen(axis.key)] == '=');
        add_axis(draft, axis, !again);
    }
}

static void count_points(struct draft *draft)
{
    draft->points = 1;
    for (size_t i = 0; i < draft->axes && draft->points <= SWEEP_POINTS; i++)
        draft->points *= draft->axis[i].value->count;
    if (draft->points > SWEEP_POINTS)
        error_add(draft->error, ACS_INVALID, draft->axis[0].key_mark,
                  "the sweep has more than %d points", SWEEP_POINTS);
}

/* What the points are called and hold, in the memory of the plan. */
static const struct plan_sweep *sweep_of(struct arena *arena, const struct draft *draft,
                                         acs_plan *const *point)
{
    struct plan_sweep *sweep = ARENA_NEW(arena, 1, struct plan_sweep);
    struct plan_sweep_axis *axis = ARENA_NEW(arena, draft->axes, struct plan_sweep_axis);
    if (!sweep || !axis)
        return NULL;
    for (size_t i = 0; i < draft->axes; i++) {
        const struct node *values = draft->axis[i].value;
        const char **text = ARENA_NEW(arena, values->count, const char *);
        double *number = ARENA_NEW(arena, values->count, double);
        const char *path = arena_text(arena, draft->axis[i].key, strlen(draft->axis[i].key));
        bool numbers = true;
        if (!text || !number || !path)
            return NULL;
        for (size_t k = 0; k < values->count; k++) {
            const struct node *value = values->items[k];
            const bool scalar = value->kind == NODE_SCALAR;
            numbers =
                numbers && scalar && !value->quoted && text_is_number(value->text, &number[k]);
            text[k] = scalar ? arena_text(arena, value->text, strlen(value->text))
                             : tree_print_flow(arena, value);
            if (!text[k])
                return NULL;
        }
        axis[i] = (struct plan_sweep_axis){path, (int)values->count, text, numbers ? number : NULL};
    }
    *sweep = (struct plan_sweep){(int)draft->axes, (int)draft->points, axis, point};
    return sweep;
}

/* Where the value of an axis stands among them at a point. */
static const struct node *value_at(const struct draft *draft, size_t axis, size_t point)
{
    for (size_t i = draft->axes; i-- > axis + 1;)
        point /= draft->axis[i].value->count;
    return draft->axis[axis].value->items[point % draft->axis[axis].value->count];
}

/* "path=value" of each axis at a point; false when memory is out. */
static bool assignments(const struct draft *draft, size_t point, const char **assignment)
{
    for (size_t i = 0; i < draft->axes; i++) {
        const char *value = tree_print_flow(draft->arena, value_at(draft, i, point));
        const size_t room = value ? strlen(draft->axis[i].key) + strlen(value) + 2 : 0;
        char *text = value ? arena_alloc(draft->arena, room, 1) : NULL;
        if (!text)
            return false;
        snprintf(text, room, "%s=%s", draft->axis[i].key, value);
        assignment[i] = text;
    }
    return true;
}

static void name_point(const struct draft *draft, size_t point, const char *const *assignment,
                       const char *what)
{
    char words[600] = "";
    for (size_t i = 0, used = 0; i < draft->axes && used < sizeof words; i++)
        used += (size_t)snprintf(words + used, sizeof words - used, "%s%s", i ? ", " : "",
                                 assignment[i]);
    error_plain(draft->error, ACS_INVALID, "point %zu of %zu of the sweep, %s: %s", point + 1,
                draft->points, words, what);
}

/* What of two points is not the same though it must be, or NULL. */
static const char *difference(const acs_plan *a, const acs_plan *b)
{
    if (a->base_year != b->base_year || a->years != b->years)
        return "its years are not those of the first point";
    if (a->cash != b->cash)
        return "its prices are not those of the first point";
    bool models = a->models == b->models, places = a->run_places == b->run_places;
    bool services = a->services == b->services;
    for (int i = 0; models && i < a->models; i++)
        models = strcmp(a->model[i].name, b->model[i].name) == 0;
    for (int i = 0; places && i < a->run_places; i++)
        places = strcmp(a->place[a->run_place[i]].name, b->place[b->run_place[i]].name) == 0;
    for (int i = 0; services && i < a->services; i++)
        services = strcmp(a->service[i].name, b->service[i].name) == 0;
    if (!models || !places || !services)
        return "its models, places or service lines are not those of the first point";
    if (memcmp(a->headline, b->headline, METRICS * sizeof *a->headline) != 0 ||
        memcmp(a->save_trials, b->save_trials, METRICS * sizeof *a->save_trials) != 0)
        return "its outputs are not those of the first point";
    for (int d = 0; d < DETAILS; d++) {
        const struct plan_detail *of_a = &a->detail[d], *of_b = &b->detail[d];
        bool same = of_a->kept == of_b->kept && (!of_a->kept || of_a->items == of_b->items);
        for (int i = 0; same && of_a->kept && i < of_a->items; i++)
            same = strcmp(of_a->name[i], of_b->name[i]) == 0;
        if (!same)
            return "it has other items (networks, practices or schemes) than the first point; "
                   "leave them out of outputs.detail";
    }
    return NULL;
}

/* Reads one point. Diagnostics that other points had before are not repeated. */
static acs_status read_point(const struct draft *draft, const struct request *request, size_t point,
                             acs_plan **plans)
{
    const size_t count = request->override_count + draft->axes;
    const char **all = ARENA_NEW(draft->arena, count, const char *);
    acs_error *own = acs_error_create();
    if (!all || !own || !assignments(draft, point, all + request->override_count)) {
        acs_error_destroy(own);
        return error_no_memory(draft->error);
    }
    if (request->override_count)
        memcpy(all, request->overrides, request->override_count * sizeof *all);
    acs_status status = scenario_read(request->path, all, count, &plans[point], own);
    error_merge(draft->error, own);
    acs_error_destroy(own);
    const char *other = status == ACS_OK && plans[0] ? difference(plans[0], plans[point]) : NULL;
    if (status != ACS_OK || other)
        name_point(draft, point, all + request->override_count,
                   other ? other : "see the errors above");
    return other ? ACS_INVALID : status;
}

/* The scenario with the whole sweep, as it is recorded: it runs to the same results. */
static const char *resolved_text(const struct draft *draft, const struct node *root,
                                 struct arena *arena)
{
    struct node *map = ARENA_NEW(draft->arena, 1, struct node);
    if (map)
        *map = (struct node){.kind = NODE_MAP};
    for (size_t i = 0; map && i < draft->axes; i++)
        map = node_with(draft->arena, map, draft->axis[i]);
    struct node *whole =
        map ? node_with(draft->arena, root, (struct pair){"sweep", root->mark, map}) : NULL;
    return whole ? tree_print(arena, whole) : NULL;
}

static acs_status read_points(const struct draft *draft, const struct request *request,
                              const struct node *root, acs_plan **result)
{
    acs_plan **plans = calloc(draft->points, sizeof *plans), **kept = NULL;
    acs_status worst = plans ? ACS_OK : error_no_memory(draft->error);
    int wrong = 0;
    for (size_t i = 0; plans && i < draft->points && wrong < WRONG_POINTS; i++) {
        const acs_status status = read_point(draft, request, i, plans);
        wrong += status != ACS_OK;
        worst = worst == ACS_OK ? status : worst;
    }
    if (worst == ACS_OK) {
        acs_plan *first = plans[0];
        kept = ARENA_NEW(&first->arena, draft->points, acs_plan *);
        if (kept)
            memcpy(kept, plans, draft->points * sizeof *kept);
        first->sweep = kept ? sweep_of(&first->arena, draft, kept) : NULL;
        first->text_resolved = first->sweep ? resolved_text(draft, root, &first->arena) : NULL;
        if (!first->text_resolved) {
            first->sweep = NULL;
            worst = error_no_memory(draft->error);
        }
    }
    for (size_t i = 0; plans && worst != ACS_OK && i < draft->points; i++)
        plan_destroy(plans[i]);
    if (worst == ACS_OK)
        *result = plans[0];
    free(plans);
    return worst;
}

/* The scenario as one tree; NULL if it cannot be had, which reading it will tell. */
static struct node *resolve_quietly(struct arena *arena, const struct request *request)
{
    struct file_list files = {.arena = arena};
    struct node *root = NULL;
    acs_error *unheard = acs_error_create();
    if (unheard && scenario_resolve(&files, request->path, request->overrides,
                                    request->override_count, &root, unheard) != ACS_OK)
        root = NULL;
    acs_error_destroy(unheard);
    return root;
}

acs_status sweep_read(const char *path, const char *const *overrides, size_t override_count,
                      const char *const *sweeps, size_t sweep_count, acs_plan **result,
                      acs_error *error)
{
    struct arena arena = {0};
    const struct request request = {path, overrides, override_count};
    struct draft draft = {.arena = &arena, .error = error};
    const size_t errors = error_count(error);
    const struct node *root = resolve_quietly(&arena, &request);
    const struct node *sweep = root ? node_find(root, "sweep") : NULL;
    if (sweep)
        read_file_axes(&draft, sweep);
    if (root)
        read_arguments(&draft, sweeps, sweep_count);
    count_points(&draft);
    acs_status status;
    if (error_count(error) > errors)
        status = ACS_INVALID;
    else if (draft.axes == 0)
        status = scenario_read(path, overrides, override_count, result, error);
    else
        status = read_points(&draft, &request, root, result);
    arena_finish(&arena);
    return status;
}
