/* The places that are run. Every place is compiled, because totals, the growth stated for all of
 * them and shares of national money are calibrated over all; leaving some out of the trials moves
 * no draw and no figure of the others. */
#include "scenario/compiler.h"

/* Marks the places of the list; false after an error. */
static bool mark_listed(struct compiler *c, const struct node *list, bool *chosen)
{
    const size_t before = error_count(c->error);
    for (size_t i = 0; i < list->count; i++) {
        const struct node *item = list->items[i];
        if (item->kind != NODE_SCALAR) {
            error_add(c->error, ACS_INVALID, item->mark, "expected the name of a place, found %s",
                      node_kind_words(item));
            continue;
        }
        const int place = name_require(c, c->place_map, "place", item->text, item->mark);
        if (place >= 0 && chosen[place])
            error_add(c->error, ACS_INVALID, item->mark, "place '%s' is named twice", item->text);
        if (place >= 0)
            chosen[place] = true;
    }
    return error_count(c->error) == before;
}

void run_places_compile(struct compiler *c)
{
    acs_plan *plan = c->plan;
    const struct node *list = c->scenario.run_places;
    if (plan->places <= 0)
        return;
    bool *chosen = COMPILER_NEW(c, plan->places, bool);
    int *run = COMPILER_NEW(c, plan->places, int);
    if (!chosen || !run)
        return;
    if (list && (list->kind != NODE_LIST || list->count == 0)) {
        error_add(c->error, ACS_INVALID, list->mark,
                  "'run_places' takes a list of at least one place, such as [%s]",
                  c->place_map->pairs[0].key);
        return;
    }
    if (list && !mark_listed(c, list, chosen))
        return;
    for (int p = 0; p < plan->places; p++)
        if (!list || chosen[p])
            run[plan->run_places++] = p;
    plan->run_place = run;
}
