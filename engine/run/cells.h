/* Which numbers a run keeps: moments of every column and kept detail, quantiles of the headline
 * metrics in every place and of everything in `all`. Derived from the plan alone, so that every
 * thread agrees. */
#ifndef ACSIM_RUN_CELLS_H
#define ACSIM_RUN_CELLS_H

#include "plan/columns.h"

struct cells {
    struct columns columns;
    int models, places, years; /* extents: the places run and `all`; years with the base year */
    size_t moments;            /* [models][places][columns][years] */
    size_t paired;             /* [models][places][METRICS][years] */
    size_t detail[DETAILS];    /* first of [models][items][variables][years], where kept */
    size_t tallied;            /* moments, paired and details: all that has moments */
    int *slot;                 /* [places][columns] first of `years` quantile slots, or -1 */
    int *paired_slot;          /* [places][METRICS] */
    int slots_of_model;        /* of both kinds */
    size_t slots;              /* of all models */
};

/* Memory from the arena; false if it cannot be had. */
bool cells_init(struct cells *cells, const acs_plan *plan, bool all_quantiles, struct arena *arena);

static inline size_t cells_moment(const struct cells *c, int model, int place, int column)
{
    return (((size_t)model * (size_t)c->places + (size_t)place) * (size_t)c->columns.count +
            (size_t)column) *
           (size_t)c->years;
}

static inline size_t cells_paired(const struct cells *c, int model, int place, int metric)
{
    return (((size_t)model * (size_t)c->places + (size_t)place) * METRICS + (size_t)metric) *
           (size_t)c->years;
}

/* Variable 0 of year 0 of an item, numbered over all places. */
static inline size_t cells_detail(const struct cells *c, const acs_plan *plan, enum detail detail,
                                  int model, int item)
{
    const struct plan_detail *d = &plan->detail[detail];
    return c->detail[detail] + ((size_t)model * (size_t)d->items + (size_t)item) *
                                   (size_t)detail_rows[detail].variables * (size_t)c->years;
}

#endif
