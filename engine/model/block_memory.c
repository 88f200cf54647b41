/* The arrays of a block: how many rows each has, and their memory. */
#include "model/stage.h"

static int most_networks(const acs_plan *plan)
{
    int most = 0;
    for (int m = 0; m < plan->models; m++)
        for (int p = 0; plan->model[m].networks && p < plan->places; p++)
            if (plan->model[m].networks[p].count > most)
                most = plan->model[m].networks[p].count;
    return most;
}

static int most_effects(const acs_plan *plan)
{
    int most = 0;
    for (int m = 0; m < plan->models; m++)
        if (plan->model[m].effects > most)
            most = plan->model[m].effects;
    return most;
}

static int most_practices(const acs_plan *plan)
{
    int most = 0;
    for (int p = 0; practices_are_followed(plan) && p < plan->places; p++)
        if (plan->workforce.practices[p].count > most)
            most = plan->workforce.practices[p].count;
    return most;
}

static int most_schemes(const acs_plan *plan)
{
    int most = 0;
    for (int p = 0; p < plan->places; p++)
        if (plan->place[p].schemes > most)
            most = plan->place[p].schemes;
    return most;
}

/* Every array of a block with its rows: the one list that sizes and allocates. */
struct block_array {
    lanes **rows;
    size_t count;
};

#define BLOCK_ARRAYS 80
#define WORKFORCE_ARRAYS 7
#define CONTRACT_ARRAYS 8
#define CARE_ARRAYS 16

static int detail_arrays(struct block *b, const acs_plan *plan, struct block_array *array,
                         int count)
{
    for (int d = 0; d < DETAILS; d++) {
        size_t items = plan->detail[d].kept ? (size_t)plan->detail[d].most : 0;
        size_t rows = items * (size_t)detail_rows[d].variables * ((size_t)plan->years + 1);
        array[count++] = (struct block_array){&b->detail[d], rows};
    }
    return count;
}

/* Of a place's practitioners and practices, in the groups of the model that has most. */
static int workforce_arrays(struct block *b, const acs_plan *plan, struct block_array *array,
                            int count)
{
    size_t years = (size_t)plan->years + 1, staffed = plan->workforce.lines ? years : 0;
    size_t practices = (size_t)most_practices(plan), networks = (size_t)most_networks(plan);
    size_t groups = practices ? (networks > 0 ? networks : 1) : 0;
    struct workforce_state *w = &b->workforce;
    const struct block_array all[WORKFORCE_ARRAYS] = {
        {&w->gp_fte, staffed}, {&w->unplanned, staffed},     {&w->closing, practices * years},
        {&w->open, practices}, {&w->open_practices, groups}, {&w->open_share, groups},
        {&w->hazard, groups},
    };
    for (int i = 0; i < WORKFORCE_ARRAYS; i++)
        array[count++] = all[i];
    return count;
}

/* Care of a year and what savings schemes do to it. */
static int care_arrays(struct block *b, const acs_plan *plan, struct block_array *array, int count)
{
    const size_t years = (size_t)plan->years + 1, services = (size_t)plan->services;
    const size_t schemes = (size_t)most_schemes(plan);
    const size_t told = plan->detail[DETAIL_SCHEMES].kept ? schemes : 0;
    struct care_totals *c = &b->care;
    struct scheme_state *s = &b->scheme;
    const struct block_array all[CARE_ARRAYS] = {
        {&c->avoided, services},     {&c->refilled, services},     {&c->shifted, services},
        {&c->live_change, services}, {&c->live_shifted, services}, {&c->capacity, services},
        {&c->activity, services},    {&s->started, schemes},       {&s->achieved, schemes},
        {&s->planned, schemes},      {&s->saving, schemes},        {&s->planned_saving, schemes},
        {&b->plan_saving, years},    {&b->plan_due, years},        {&s->full, told},
        {&s->full_saving, told},
    };
    for (int i = 0; i < CARE_ARRAYS; i++)
        array[count++] = all[i];
    return count;
}

/* Of contracts; most only where a benchmark follows a network's own past or demand of all places.
 */
static int contract_arrays(struct block *b, const acs_plan *plan, struct block_array *array,
                           int count)
{
    const size_t years = (size_t)plan->years + 1;
    const size_t whole = (size_t)plan->models * years;
    const size_t history = benchmark_any_history(plan) ? (size_t)most_networks(plan) : 0;
    const size_t region = benchmark_any_blend(plan) ? whole : 0;
    struct network_state *n = &b->network;
    const struct block_array all[CONTRACT_ARRAYS] = {
        {&b->spend, whole},         {&b->benchmark, whole},        {&b->revenue, whole},
        {&b->region_spend, region}, {&b->region_expected, region}, {&n->history, years * history},
        {&n->base_spend, history},  {&n->base_growth, history},
    };
    for (int i = 0; i < CONTRACT_ARRAYS; i++)
        array[count++] = all[i];
    return count;
}

static int block_arrays(struct block *b, const acs_plan *plan, struct block_array *array)
{
    size_t years = (size_t)plan->years + 1, services = (size_t)plan->services;
    size_t places = (size_t)plan->places;
    size_t networks = (size_t)most_networks(plan), effects = (size_t)most_effects(plan);
    struct network_state *n = &b->network;
    const struct block_array all[] = {
        {&b->trial_rows, (size_t)plan->rows.trial},
        {&b->place_rows, (size_t)plan->rows.place},
        {&b->shock, SHOCK_GROUPS * years},
        {&b->health_node, plan->health.lines ? years : 0},
        {&b->health_part, plan->health.lines ? years : 0},
        {&b->innovation, services * years},
        {&b->list, places * years},
        {&b->units, places * services * years},
        {&b->deflator, years},
        {&b->price, services * years},
        {&b->cost, services * years},
        {&b->cost_unmitigated, services * years},
        {&b->funding, years},
        {&b->maturity, years},
        {&b->decline, 1},
        {&n->start, networks},
        {&n->live, networks},
        {&n->failed, networks},
        {&n->fails, networks},
        {&n->fade, networks},
        {&n->fidelity, networks},
        {&n->intensity, networks},
        {&n->attempted, networks},
        {&n->persistence, effects * networks},
        {&n->persistence_attempted, effects * networks},
        {&n->spend_change, networks},
        {&n->revenue_change, networks},
        {&n->infrastructure, networks},
        {&n->running, networks},
        {&n->gain, years * networks},
        {&n->loss, years * networks},
        {&b->grant, PARTIES},
        {&b->flow, FLOWS},
        {&b->metric, years * METRICS},
        {&b->weight, years},
        {&b->surplus, years * PARTIES},
        {&b->activity, years * services},
        {&b->loss_due, years},
        {&b->loss_capped, years},
        {&b->list_weight, years},
        {&b->baseline_cost, years},
        {&b->gap_unmitigated, years},
    };
    int count = (int)(sizeof all / sizeof *all);
    _Static_assert(sizeof all / sizeof *all + WORKFORCE_ARRAYS + CONTRACT_ARRAYS + CARE_ARRAYS +
                           DETAILS <=
                       BLOCK_ARRAYS,
                   "BLOCK_ARRAYS is too small");
    for (int i = 0; i < count; i++)
        array[i] = all[i];
    count = workforce_arrays(b, plan, array, count);
    count = care_arrays(b, plan, array, count);
    count = contract_arrays(b, plan, array, count);
    return detail_arrays(b, plan, array, count);
}

size_t block_bytes(const acs_plan *plan)
{
    struct block block;
    struct block_array array[BLOCK_ARRAYS];
    int count = block_arrays(&block, plan, array);
    size_t rows = 0;
    for (int i = 0; i < count; i++)
        rows += array[i].count;
    return rows * sizeof(lanes);
}

bool block_allocate(struct block *block, const acs_plan *plan, struct arena *arena)
{
    struct block_array array[BLOCK_ARRAYS];
    int count = block_arrays(block, plan, array);
    for (int i = 0; i < count; i++) {
        *array[i].rows = arena_alloc(arena, array[i].count, sizeof(lanes));
        if (!*array[i].rows)
            return false;
    }
    return true;
}
