#include "run/cells.h"

static bool keeps_quantiles(const acs_plan *plan, const struct cells *c, int place, int column,
                            bool all_quantiles)
{
    const bool horizon = column >= c->columns.horizon;
    if (horizon && column != c->columns.horizon + HORIZON_NPV)
        return false; /* probabilities have none */
    if (place == plan->run_places || all_quantiles)
        return true;
    return column < METRICS && plan->headline[column];
}

bool cells_init(struct cells *cells, const acs_plan *plan, bool all_quantiles, struct arena *arena)
{
    *cells = (struct cells){.columns = columns_of(plan),
                            .models = plan->models,
                            .places = plan->run_places + 1,
                            .years = plan->years + 1};
    const size_t places = (size_t)cells->places, columns = (size_t)cells->columns.count;
    cells->moments = (size_t)plan->models * places * columns * (size_t)cells->years;
    cells->paired = (size_t)plan->models * places * METRICS * (size_t)cells->years;
    cells->tallied = cells->moments + cells->paired;
    for (int d = 0; d < DETAILS; d++) {
        const size_t items = plan->detail[d].kept ? (size_t)plan->detail[d].items : 0;
        cells->detail[d] = cells->tallied;
        cells->tallied +=
            (size_t)plan->models * items * (size_t)detail_rows[d].variables * (size_t)cells->years;
    }
    cells->slot = ARENA_NEW(arena, places * columns, int);
    cells->paired_slot = ARENA_NEW(arena, places * METRICS, int);
    if (!cells->slot || !cells->paired_slot)
        return false;
    int next = 0;
    for (int p = 0; p < cells->places; p++) {
        for (int c = 0; c < cells->columns.count; c++) {
            bool kept = keeps_quantiles(plan, cells, p, c, all_quantiles);
            cells->slot[p * cells->columns.count + c] = kept ? next : -1;
            next += kept ? cells->years : 0;
            if (c >= METRICS)
                continue;
            cells->paired_slot[p * METRICS + c] = kept ? next : -1;
            next += kept ? cells->years : 0;
        }
    }
    cells->slots_of_model = next;
    cells->slots = (size_t)next * (size_t)plan->models;
    return true;
}
