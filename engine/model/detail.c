/* Model page section 11: what is told of each network, where the scenario asks for it. */
#include "model/stage.h"

#include <math.h>

struct network_row {
    int variable; /* enum network_variable */
    const double *value;
};

static void copy(double *to, const double *from)
{
    FOR_LANES(i)
    to[i] = from[i];
}

/* A model that cuts the place into fewer networks has nothing to tell of the rest. */
static void no_network(const acs_plan *plan, const struct block *block, int network, int year)
{
    for (int v = 0; v < NETWORK_VARIABLES; v++)
        lanes_fill(block_detail(block, plan, DETAIL_NETWORKS, network, v, year), (double)NAN);
}

static void tell_network(const acs_plan *plan, const struct block *block, int place, int model,
                         int network, int year)
{
    const struct plan_networks *networks = &plan->model[model].networks[place];
    const struct network_state *n = &block->network;
    const double *place_list = block->list[row_of(plan, place, year)];
    const double *live = n->live[network], *change = n->spend_change[network];
    const long now = (long)year * networks->count + network;
    const double share = networks->share[network];
    lanes list, failed, intensity, infrastructure, running, saving;
    FOR_LANES(i)
    {
        list[i] = place_list[i] * share;
        failed[i] = n->failed[network][i] + n->fails[network][i];
        intensity[i] = live[i] * n->intensity[network][i];
        infrastructure[i] = live[i] * n->infrastructure[network][i];
        running[i] = live[i] > 0.0 ? n->running[network][i] : 0.0;
        saving[i] = 0.0 - live[i] * change[i];
    }
    const struct network_row rows[] = {
        {NETWORK_LIST, list},
        {NETWORK_LIVE, live},
        {NETWORK_FAILED, failed},
        {NETWORK_INTENSITY, intensity},
        {NETWORK_INFRASTRUCTURE, infrastructure},
        {NETWORK_RUNNING_COST, running},
        {NETWORK_TRUE_SAVING, saving},
        {NETWORK_GAIN, n->gain[now]},
        {NETWORK_LOSS, n->loss[now]},
    };
    _Static_assert(sizeof rows / sizeof *rows == NETWORK_VARIABLES, "a variable is missing");
    for (int v = 0; v < NETWORK_VARIABLES; v++)
        copy(block_detail(block, plan, DETAIL_NETWORKS, network, rows[v].variable, year),
             rows[v].value);
}

/* After settlement and before reinvestment, while infrastructure is that of the year's start. */
void stage_detail(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    const struct plan_detail *detail = &plan->detail[DETAIL_NETWORKS];
    const int items = detail->kept ? detail->first[place + 1] - detail->first[place] : 0;
    for (int j = 0; j < items; j++) {
        if (j < plan->model[model].networks[place].count)
            tell_network(plan, block, place, model, j, year);
        else
            no_network(plan, block, j, year);
    }
}
