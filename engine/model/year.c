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

static void make_real(double *money, const double *deflator)
{
    FOR_LANES(i)
    money[i] /= deflator[i];
}

/* Items that another place has and this one lacks are not read. */
static void present_details(const acs_plan *plan, struct block *block, int place, int year)
{
    for (int d = 0; d < DETAILS && !plan->cash; d++) {
        const struct plan_detail *detail = &plan->detail[d];
        const struct detail_row *row = &detail_rows[d];
        const int items = detail->kept ? detail->first[place + 1] - detail->first[place] : 0;
        for (int i = 0; i < items; i++)
            for (int v = 0; v < row->variables; v++)
                if (row->variable[v].money)
                    make_real(block_detail(block, plan, (enum detail)d, i, v, year),
                              block->deflator[year]);
    }
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
        if (metric_rows[k].money && !plan->cash)
            make_real(metric, deflator);
    }
    for (int q = 0; q < PARTIES && !plan->cash; q++)
        make_real(block->surplus[(long)year * PARTIES + q], deflator);
}

void stage_year(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    clear_year(plan, block, year);
    stage_grants(plan, block, place, model, year);
    stage_rollout(plan, block, place, model, year);
    stage_care(plan, block, place, model, year);
    stage_schemes(plan, block, place, model, year);
    stage_cost(plan, block, place, model, year);
    stage_workforce(plan, block, place, model, year);
    stage_practice(plan, block, place, model, year);
    stage_running(plan, block, place, model, year);
    stage_settle(plan, block, place, model, year);
    stage_detail(plan, block, place, model, year);
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
        present_details(plan, block, place, y);
    }
    return -1;
}
