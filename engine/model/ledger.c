/* Model page section 10: every flow has a payer and a payee; what they leave is each party's
 * surplus. A transfer between parties leaves the sum of surpluses as it is, so that sum alone would
 * not see a wrong one: the flows of each kind must also make what their stage counted elsewhere. */
#include "model/stage.h"

#include <math.h>

static inline void post(lanes *surplus, int flow, const double *amount)
{
    const struct flow_row *row = flow_row(flow);
    if (row->payer != OUTSIDE) {
        double *payer = surplus[row->payer];
        FOR_LANES(i)
        payer[i] -= amount[i];
    }
    if (row->payee != OUTSIDE) {
        double *payee = surplus[row->payee];
        FOR_LANES(i)
        payee[i] += amount[i];
    }
}

/* not (a <= b) so that a NaN is a breach */
static inline void compare(const double *booked, const double *counted, const double *allowed,
                           double *breach)
{
    FOR_LANES(i)
    breach[i] = !(fabs(booked[i] - counted[i]) <= allowed[i]) ? 1.0 : breach[i];
}

/* Posts all flows; marks the trials in which those of a kind are not what was counted. */
KERNEL static void post_flows(const struct block *block, lanes *metric, const double *allowed,
                              lanes *surplus, double *breach)
{
    lanes booked;
    for (int flow = 0; flow < FLOWS; flow++) {
        const int counted_in = flow_row(flow)->counted_in;
        const double *amount = block->flow[flow];
        post(surplus, flow, amount);
        const bool first = flow == 0 || flow_row(flow - 1)->counted_in != counted_in;
        const bool last = flow + 1 == FLOWS || flow_row(flow + 1)->counted_in != counted_in;
        FOR_LANES(i)
        booked[i] = first ? amount[i] : booked[i] + amount[i];
        if (last)
            compare(booked, counted_in == THE_BILL ? block->bill : metric[counted_in], allowed,
                    breach);
    }
}

int stage_ledger(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    (void)plan, (void)place, (void)model;
    lanes *surplus = block->surplus + (long)year * PARTIES;
    lanes *metric = block->metric + (long)year * METRICS;
    lanes breach = {0}, allowed, sum = {0}, due;
    for (int q = 0; q < PARTIES; q++)
        lanes_fill(surplus[q], 0.0);
    FOR_LANES(i)
    allowed[i] = LEDGER_TOLERANCE * (metric[METRIC_FUNDING][i] + 1e-4 * metric[METRIC_COST][i]);
    post_flows(block, metric, allowed, surplus, breach);
    for (int q = 0; q < PARTIES; q++) {
        FOR_LANES(i)
        sum[i] += surplus[q][i];
    }
    FOR_LANES(i)
    due[i] = metric[METRIC_FUNDING][i] + metric[METRIC_GRANTS][i] - metric[METRIC_COST][i];
    compare(sum, due, allowed, breach);
    for (int i = 0; i < block->count; i++)
        if (breach[i] > 0.0)
            return i;
    return -1;
}
