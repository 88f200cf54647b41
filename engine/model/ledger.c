/* Model page section 10: every flow has a payer and a payee; what they leave is each party's
 * surplus. */
#include "model/stage.h"

#include <math.h>

static void post(lanes *surplus, int flow, const double *amount)
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

int stage_ledger(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    (void)plan, (void)place, (void)model;
    lanes *surplus = block->surplus + (long)year * PARTIES;
    lanes *metric = block->metric + (long)year * METRICS;
    for (int q = 0; q < PARTIES; q++)
        lanes_fill(surplus[q], 0.0);
    for (int flow = 0; flow < FLOWS; flow++)
        post(surplus, flow, block->flow[flow]);
    lanes breach;
    FOR_LANES(i)
    {
        double sum = 0.0;
        for (int q = 0; q < PARTIES; q++)
            sum += surplus[q][i];
        double due = metric[METRIC_FUNDING][i] + metric[METRIC_GRANTS][i] - metric[METRIC_COST][i];
        double scale = metric[METRIC_FUNDING][i] + 1e-4 * metric[METRIC_COST][i];
        /* not (a <= b) so that a NaN is a breach */
        breach[i] = !(fabs(sum - due) <= LEDGER_TOLERANCE * scale) ? 1.0 : 0.0;
    }
    for (int i = 0; i < block->count; i++)
        if (breach[i] > 0.0)
            return i;
    return -1;
}
