/* The years of one place under one model: the stages in order, then money in real terms. */
#include "model/stage.h"

static void clear_year(const acs_plan *plan, struct block *block, int year)
{
    (void)plan;
    for (int k = 0; k < FLOWS; k++)
        lanes_fill(block->flow[k], 0.0);
    lanes_fill(block->bill, 0.0);
    for (int k = 0; k < METRICS; k++)
        lanes_fill(block->metric[(long)year * METRICS + k], 0.0);
}

/* Sums weighted by list share become means of the place; money becomes real. */
static void present(const acs_plan *plan, struct block *block, int year)
{
    const double *deflator = block->deflator[year];
    const double *live_share = block->live_share;
    for (int k = 0; k < METRICS; k++) {
        double *metric = block->metric[(long)year * METRICS + k];
        if (metric_rows[k].places == PLACE_LIVE_MEAN) {
            FOR_LANES(i)
            metric[i] = live_share[i] > 0.0 ? metric[i] / live_share[i] : 0.0;
        }
        if (metric_rows[k].money && !plan->cash) {
            FOR_LANES(i)
            metric[i] /= deflator[i];
        }
    }
    for (int q = 0; q < PARTIES && !plan->cash; q++) {
        double *surplus = block->surplus[(long)year * PARTIES + q];
        FOR_LANES(i)
        surplus[i] /= deflator[i];
    }
}

void stage_year(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    clear_year(plan, block, year);
    stage_grants(plan, block, place, model, year);
    stage_rollout(plan, block, place, model, year);
    stage_care(plan, block, place, model, year);
    stage_cost(plan, block, place, model, year);
    stage_running(plan, block, place, model, year);
    stage_settle(plan, block, place, model, year);
    stage_reinvest(plan, block, place, model, year);
    stage_metric(plan, block, place, model, year);
}

int stage_years(const acs_plan *plan, struct block *block, int place, int model, int *breach_year)
{
    stage_enter_model(plan, block, place, model);
    for (int y = 0; y <= plan->years; y++) {
        stage_year(plan, block, place, model, y);
        int breach = stage_ledger(plan, block, place, model, y);
        if (breach >= 0) {
            *breach_year = y;
            return breach;
        }
        present(plan, block, y);
    }
    return -1;
}
