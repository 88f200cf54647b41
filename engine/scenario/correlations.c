/* The key `correlations`: which draws depend on each other, and how strongly. */
#include "scenario/correlations.h"

#include <stdlib.h>
#include <string.h>

void read_correlations(struct compiler *c, const struct field *field, const struct node *node,
                       struct at at, void *target)
{
    struct scenario_draft *draft = &c->scenario;
    (void)target;
    if (!node)
        return;
    if (node->kind != NODE_LIST) {
        error_add(c->error, ACS_INVALID, node->mark, "'correlations' takes a list, %s",
                  field->shape);
        return;
    }
    draft->correlation = COMPILER_NEW(c, node->count + 1, struct correlation_draft);
    for (size_t i = 0; draft->correlation && i < node->count; i++) {
        const struct node *item = node->items[i];
        struct correlation_draft *entry = &draft->correlation[draft->correlations];
        field_read_map(c, field->fields, item,
                       field_below(c, at, compiler_format(c, "%zu", i + 1), item->mark), entry);
        if (!entry->between)
            continue;
        if (entry->between->kind != NODE_LIST || entry->between->count < 2) {
            error_add(c->error, ACS_INVALID, entry->between->mark,
                      "'between' takes a list of two or more paths, [PATH, PATH]");
            continue;
        }
        entry->rank_node = node_find(item, "rank");
        draft->correlations += entry->rank_node != NULL;
    }
}

static const char *scope_words(struct compiler *c, unsigned scope)
{
    if (!scope)
        return "trial";
    const bool place = scope & SCOPE_PLACE, network = scope & SCOPE_NETWORK;
    return compiler_format(c, "%s%s%s%s%s", place ? "place" : "", place && network ? ", " : "",
                           network ? "network" : "", place && scope & SCOPE_YEAR ? ", " : "",
                           scope & SCOPE_YEAR ? "year" : "");
}

static bool varies(const struct assumption *assumption)
{
    return assumption->distribution.lowest < assumption->distribution.highest;
}

/* Of all that may be named, values and shocks of growth; NULL if none is near. */
static const char *nearest_path(struct compiler *c, const char *path)
{
    const size_t most = (size_t)c->plan->assumptions + 2 * (size_t)c->plan->services + 1;
    const char **names = COMPILER_NEW(c, most, const char *);
    size_t count = 0;
    for (int k = 0; names && k < c->plan->assumptions; k++)
        if (varies(&c->assumption[k]))
            names[count++] = c->assumption[k].path;
    for (int s = 0; names && s < c->plan->services; s++) {
        const char *service = c->service[s].plan.name;
        names[count++] = compiler_format(c, "services.%s.growth.innovation", service);
        names[count++] = compiler_format(c, "services.%s.growth.place_innovation", service);
    }
    return names ? nearest_of(names, path) : NULL;
}

static const struct assumption *find_assumption(const struct compiler *c, const char *path)
{
    for (int k = 0; k < c->plan->assumptions; k++)
        if (strcmp(c->assumption[k].path, path) == 0)
            return &c->assumption[k];
    return NULL;
}

static const struct assumption *first_of(const struct compiler *c, int series)
{
    return &c->assumption[c->series[series].first];
}

/* A shock of a line's growth: true if the path is one, with what is wrong with it or NULL. */
static bool find_innovation(const struct compiler *c, const char *path, struct named_draw *draw,
                            const char **wrong)
{
    for (int s = 0; s < c->plan->services; s++) {
        const struct plan_service *service = &c->service[s].plan;
        const size_t size = strlen(service->name);
        if (strncmp(path, "services.", 9) != 0 || strncmp(path + 9, service->name, size) != 0)
            continue;
        const bool shared = strcmp(path + 9 + size, ".growth.innovation") == 0;
        if (!shared && strcmp(path + 9 + size, ".growth.place_innovation") != 0)
            continue;
        const struct assumption *spread =
            first_of(c, shared ? service->volatility : service->place_volatility);
        draw->hash = shared ? service->innovation_hash : service->place_innovation_hash;
        draw->scope = shared ? SCOPE_YEAR : SCOPE_PLACE | SCOPE_YEAR;
        if (!varies(spread) && spread->distribution.mean == 0.0)
            *wrong = shared ? "is no shock at all while growth.volatility is 0"
                            : "is no shock at all while growth.place_volatility is 0";
        return true;
    }
    return false;
}

/* A value that runs over years has a path for each of its years. */
static const char *first_below(const struct compiler *c, const char *path)
{
    const size_t size = strlen(path);
    for (int k = 0; k < c->plan->assumptions; k++)
        if (strncmp(c->assumption[k].path, path, size) == 0 && c->assumption[k].path[size] == '.' &&
            varies(&c->assumption[k]))
            return c->assumption[k].path;
    return NULL;
}

static void refuse_unknown(struct compiler *c, const char *path, struct mark mark)
{
    const char *below = *path ? first_below(c, path) : NULL;
    const bool shown = error_count(c->error) <= ERROR_LIMIT; /* others need no search */
    if (below) {
        error_add(c->error, ACS_INVALID, mark,
                  "'%s' is more than one value; name one of them, such as '%s'", path, below);
        return;
    }
    const char *near = shown ? nearest_path(c, path) : NULL;
    error_add(c->error, ACS_INVALID, mark, "there is no uncertain value '%s'%s%s%s", path,
              near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* The draw of a path; false after an error. */
static bool find_draw(struct compiler *c, const struct node *node, struct named_draw *draw)
{
    const char *path = node->kind == NODE_SCALAR ? node->text : "", *wrong = NULL;
    *draw = (struct named_draw){.path = path, .dimension = -1, .group = -1};
    const struct assumption *found = find_assumption(c, path);
    if (found) {
        draw->hash = found->hash;
        draw->scope = found->scope;
        draw->dimension = found->dimension;
        if (!varies(found))
            wrong = "is the same in every trial; only what varies can be correlated";
        else if (found == first_of(c, c->scenario.growth_error))
            wrong = "stands for a shock of each of four ages and cannot be correlated";
    } else if (!find_innovation(c, path, draw, &wrong)) {
        refuse_unknown(c, path, node->mark);
        return false;
    }
    if (wrong)
        error_add(c->error, ACS_INVALID, node->mark, "'%s' %s", path, wrong);
    return !wrong;
}

/* Its index among the draws named so far; -1 after an error. */
static int name_draw(struct compiler *c, struct correlations *all, const struct named_draw *draw,
                     struct mark mark)
{
    for (int i = 0; i < all->count; i++)
        if (all->draw[i].hash == draw->hash && all->draw[i].scope == draw->scope)
            return i;
    if (all->count == CORRELATED_LIMIT) {
        error_add(c->error, ACS_INVALID, mark, "correlations name more than %d values",
                  CORRELATED_LIMIT);
        return -1;
    }
    for (int i = 0; i <= all->count; i++)
        all->rank[i][all->count] = all->rank[all->count][i] = (double)NAN;
    all->draw[all->count] = *draw;
    return all->count++;
}

static void name_pair(struct compiler *c, struct correlations *all, int a, int b, int entry)
{
    const struct correlation_draft *draft = &c->scenario.correlation[entry];
    char before[NUMBER_TEXT], now[NUMBER_TEXT];
    if (!isnan(all->rank[a][b]) && all->rank[a][b] != draft->rank)
        error_add(c->error, ACS_INVALID, draft->rank_node->mark,
                  "'%s' and '%s' have the rank correlation %s above and %s here; give one",
                  all->draw[a].path, all->draw[b].path, number_text(all->rank[a][b], before),
                  number_text(draft->rank, now));
    all->rank[a][b] = all->rank[b][a] = draft->rank;
    all->entry[a][b] = all->entry[b][a] = entry;
}

/* The values of one entry, each pair of which it correlates. */
static void read_entry(struct compiler *c, struct correlations *all, int entry)
{
    const struct node *between = c->scenario.correlation[entry].between;
    int index[CORRELATED_LIMIT], count = 0;
    const char *path[CORRELATED_LIMIT] = {NULL};
    for (size_t i = 0; i < between->count; i++) {
        const struct node *node = between->items[i];
        struct named_draw draw;
        if (!find_draw(c, node, &draw))
            continue;
        const int new = name_draw(c, all, &draw, node->mark);
        int twin = 0;
        while (twin < count && index[twin] != new)
            twin++;
        if (new < 0)
            return;
        if (twin < count) {
            const bool same = strcmp(path[twin], draw.path) == 0;
            error_add(c->error, ACS_INVALID, node->mark,
                      same ? "'%s' stands here twice"
                           : "'%s' and '%s' are one draw that models share; own_draws: true in one "
                             "of the models would part them",
                      draw.path, path[twin]);
            continue;
        }
        if (count > 0 && draw.scope != all->draw[index[0]].scope) {
            error_add(c->error, ACS_INVALID, node->mark,
                      "'%s' is drawn per %s, but '%s' per %s; values that are correlated have the "
                      "same scope (per:)",
                      draw.path, scope_words(c, draw.scope), path[0],
                      scope_words(c, all->draw[index[0]].scope));
            continue;
        }
        for (int k = 0; k < count; k++)
            name_pair(c, all, index[k], new, entry);
        path[count] = draw.path;
        index[count++] = new;
    }
}

void correlations_compile(struct compiler *c)
{
    if (c->scenario.correlations == 0)
        return;
    struct correlations *all = calloc(1, sizeof *all);
    if (!all) {
        (void)error_no_memory(c->error);
        return;
    }
    for (int i = 0; i < c->scenario.correlations; i++)
        read_entry(c, all, i);
    if (!error_status(c->error))
        correlations_group(c, all);
    free(all);
}
