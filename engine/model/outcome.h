/* The outcome of one model in one place, or in all places of a trial together: every column of
 * every year, as the tally takes it. */
#ifndef ACSIM_MODEL_OUTCOME_H
#define ACSIM_MODEL_OUTCOME_H

#include "model/block.h"
#include "plan/columns.h"

struct outcome {
    lanes *value;                  /* [columns][years + 1] */
    lanes *plan_saving, *plan_due; /* [years + 1] of schemes: real GBP, saved and to be saved */
    bool has_schemes;
    lanes *saving;      /* [years + 1] real net saving, whatever the price basis */
    lanes *list, *live; /* [years + 1] weights of PLACE_LIST_MEAN and PLACE_LIVE_MEAN, persons */
};

/* Rows of LANES doubles an outcome takes. */
size_t outcome_rows(const acs_plan *plan);
bool outcome_init(struct outcome *outcome, const acs_plan *plan, struct arena *arena);
void outcome_clear(struct outcome *outcome, const acs_plan *plan);

/* Takes the current place and model from the block and completes it. */
void outcome_take(struct outcome *outcome, const acs_plan *plan, const struct block *block);

/* Adds a place to the sums of all places: sums, or weighted means by list or live list. */
void outcome_add(struct outcome *all, const acs_plan *plan, const struct outcome *place);

/* After the last place: weighted sums become means; growth and horizon follow. */
void outcome_complete_all(struct outcome *all, const acs_plan *plan, const struct block *block);

#endif
