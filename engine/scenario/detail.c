/* Groups of results finer than a place: which are kept, and the names of their items. */
#include "base/nearest.h"
#include "scenario/compiler.h"

#include <string.h>

static const char *next_detail(const void *context, size_t i)
{
    (void)context;
    return i < DETAILS ? detail_rows[i].group : NULL;
}

void read_details(struct compiler *c, const struct field *field, const struct node *node,
                  struct at at, void *target)
{
    bool *kept = COMPILER_NEW(c, DETAILS, bool);
    (void)at;
    *(bool **)target = kept;
    if (!kept || !node)
        return;
    if (node->kind != NODE_LIST)
        error_add(c->error, ACS_INVALID, node->mark, "'%s' takes a list of groups, [%s]",
                  field->name, detail_rows[0].group);
    for (size_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        const struct node *item = node->items[i];
        const char *name = item->kind == NODE_SCALAR ? item->text : "";
        int detail = detail_find(name);
        const char *nearest = detail < 0 ? nearest_word(name, next_detail, NULL) : NULL;
        if (detail >= 0)
            kept[detail] = true;
        else
            error_add(c->error, ACS_INVALID, item->mark, "there is no detail '%s'%s%s%s", name,
                      nearest ? "; did you mean '" : "", nearest ? nearest : "",
                      nearest ? "'?" : "");
    }
}

/* Room for the items of every place, counted by the caller; false when memory is out. */
static bool make_room(struct compiler *c, struct plan_detail *detail, const int *count,
                      const char ***name, const char ***title)
{
    const int places = c->plan->places;
    int *first = COMPILER_NEW(c, places + 1, int);
    if (!first)
        return false;
    for (int p = 0; p < places; p++) {
        first[p + 1] = first[p] + count[p];
        detail->most = count[p] > detail->most ? count[p] : detail->most;
    }
    detail->items = first[places];
    *name = COMPILER_NEW(c, detail->items, const char *);
    *title = COMPILER_NEW(c, detail->items, const char *);
    detail->first = first;
    detail->name = *name;
    detail->title = *title;
    detail->kept = detail->items > 0 && *name && *title;
    return detail->kept;
}

/* The name that all models with so many networks give it; "" where it is but its number. */
static const char *common_name(struct compiler *c, int place, int network)
{
    const char *common = NULL;
    for (int m = 0; m < c->plan->models; m++) {
        const struct plan_networks *networks = &c->model[m].plan.networks[place];
        if (network >= networks->count)
            continue;
        if (common && strcmp(common, networks->name[network]) != 0)
            return "";
        common = networks->name[network];
    }
    const char *number = compiler_format(c, "network %d", network + 1);
    return common && strcmp(common, number) != 0 ? common : "";
}

static int most_networks(const struct compiler *c, int place)
{
    int most = 0;
    for (int m = 0; m < c->plan->models; m++)
        if (c->model[m].plan.networks[place].count > most)
            most = c->model[m].plan.networks[place].count;
    return most;
}

/* Models cut a place into different lists: network n of a place is each model's n-th. */
static void keep_networks(struct compiler *c)
{
    struct plan_detail *detail = &c->plan->detail[DETAIL_NETWORKS];
    int *count = COMPILER_NEW(c, c->plan->places, int);
    const char **name, **title;
    for (int r = 0; count && r < c->plan->run_places; r++)
        count[c->plan->run_place[r]] = most_networks(c, c->plan->run_place[r]);
    if (!count || !make_room(c, detail, count, &name, &title))
        return;
    for (int p = 0; p < c->plan->places; p++)
        for (int j = 0; j < count[p]; j++) {
            name[detail->first[p] + j] = compiler_format(c, "%s/%d", c->place[p].plan.name, j + 1);
            title[detail->first[p] + j] = common_name(c, p, j);
        }
}

/* Practices are those of the workforce, by code where there is a practice list. */
static void keep_practices(struct compiler *c)
{
    const struct plan_practices *practices = c->plan->workforce.practices;
    struct plan_detail *detail = &c->plan->detail[DETAIL_PRACTICES];
    int *count = COMPILER_NEW(c, c->plan->places, int);
    const char **name, **title;
    if (!practices) {
        error_plain(c->error, ACS_INVALID,
                    "outputs.detail asks for practices, which close and lose patients as the "
                    "workforce has it; give workforce, or leave practices out");
        return;
    }
    for (int r = 0; count && r < c->plan->run_places; r++)
        count[c->plan->run_place[r]] = practices[c->plan->run_place[r]].count;
    if (!count || !make_room(c, detail, count, &name, &title))
        return;
    for (int p = 0; p < c->plan->places; p++)
        for (int i = 0; i < count[p]; i++) {
            const struct plan_practice *practice = &practices[p].practice[i];
            const int item = detail->first[p] + i;
            name[item] = *practice->code
                             ? practice->code
                             : compiler_format(c, "%s/%d", c->place[p].plan.name, i + 1);
            title[item] = practice->name;
        }
}

/* Kept without being asked for up to so many in a place: the summary of a run names them. */
#define SCHEMES_UNASKED 100

static void keep_schemes(struct compiler *c, bool asked)
{
    const acs_plan *plan = c->plan;
    struct plan_detail *detail = &c->plan->detail[DETAIL_SCHEMES];
    int *count = COMPILER_NEW(c, plan->places, int);
    const char **name, **title;
    if (asked && plan->schemes == 0) {
        error_plain(c->error, ACS_INVALID,
                    "outputs.detail asks for schemes; give schemes, or leave them out");
        return;
    }
    for (int r = 0; count && r < plan->run_places; r++) {
        const int place = plan->run_place[r];
        count[place] = c->place[place].plan.schemes;
        if (count[place] > SCHEMES_UNASKED && !asked)
            return;
    }
    if (!count || !make_room(c, detail, count, &name, &title))
        return;
    for (int p = 0; p < plan->places; p++)
        for (int k = 0; k < count[p]; k++) {
            const char *scheme = plan->scheme[c->place[p].plan.first_scheme + k].name;
            name[detail->first[p] + k] =
                plan->run_places == 1 ? scheme
                                      : compiler_format(c, "%s/%s", c->place[p].plan.name, scheme);
            title[detail->first[p] + k] = "";
        }
}

void details_compile(struct compiler *c)
{
    const bool *kept = c->scenario.detail;
    if (!kept || error_status(c->error))
        return;
    keep_schemes(c, kept[DETAIL_SCHEMES]);
    if (kept[DETAIL_NETWORKS])
        keep_networks(c);
    if (kept[DETAIL_PRACTICES])
        keep_practices(c);
}
