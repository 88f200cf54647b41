/* Every flow of the ledger, perturbed by a millionth of the funding, stops the run. */
#include "acsim.h"
#include "base/arena.h"
#include "model/stage.h"

#include <criterion/criterion.h>

/* small.yaml with every party paid, and paying, for something. */
#define EVERY_PARTY                                                                                \
    "population.national=1e6",                                                                     \
        "grants={a: {payee: network, models: all, per_head: 3}, "                                  \
        "b: {payee: commissioner, models: all, per_head: 1}, "                                     \
        "c: {payee: practices, models: all, national: 1e6, shared_by: population}}",               \
        "workforce={gp_fte: 150, net_growth: -0.01, agency_premium: 50000, "                       \
        "units_per_fte: {general_practice: 9000}}",                                                \
        "models.network.contract.gain_shares={network: 0.5, commissioner: 0.5}",                   \
        "models.network.contract.loss_shares={network: 0.5, commissioner: 0.5}"

struct opened {
    acs_plan *plan;
    struct arena arena;
    struct expected expected;
    struct block block;
};

static void open_block(struct opened *o)
{
    static const char *const sets[] = {EVERY_PARTY};
    acs_error *error = acs_error_create();
    *o = (struct opened){0};
    acs_status status = acs_plan_read(PROPERTY_DIR "/scenario/small.yaml", sets,
                                      sizeof sets / sizeof *sets, &o->plan, error);
    cr_assert_eq(status, ACS_OK, "%s", acs_error_text(error));
    acs_error_destroy(error);
    cr_assert(expected_init(&o->expected, o->plan, &o->arena));
    cr_assert(block_init(&o->block, o->plan, &o->arena));
    o->block.expected = &o->expected;
    o->block.seed = 5;
}

static void close_block(struct opened *o)
{
    arena_finish(&o->arena);
    acs_plan_destroy(o->plan);
}

/* Draws 64 trials and takes a place as far as its models. */
static void enter_place(struct opened *o, int place)
{
    const acs_plan *plan = o->plan;
    struct block *block = &o->block;
    block_start(block, plan, 0, LANES);
    for (int p = 0; p < plan->places; p++) {
        stage_population(plan, block, p);
        stage_demand(plan, block, p);
    }
    block_enter_place(block, plan, place);
    stage_price(plan, block, place);
    stage_funding(plan, block, place);
    stage_scope(plan, block, place);
    stage_staff(plan, block, place);
}

/* The flows of a finished year: right as they are, wrong if any one of them is changed. */
static int perturb_flows(struct opened *o, int place, int model, int year)
{
    struct block *block = &o->block;
    const double *funding = block->funding[year];
    cr_assert_eq(stage_ledger(o->plan, block, place, model, year), -1);
    for (int flow = 0; flow < FLOWS; flow++) {
        const int lane = (7 * flow + 11 * year) % LANES;
        double *amount = &block->flow[flow][lane], right = *amount;
        for (int sign = -1; sign <= 1; sign += 2) {
            *amount = right + sign * 1e-6 * funding[lane];
            cr_expect_eq(stage_ledger(o->plan, block, place, model, year), lane,
                         "%s of %d: model %d, year %d", flow_row(flow)->name, flow, model, year);
        }
        *amount = right;
    }
    cr_assert_eq(stage_ledger(o->plan, block, place, model, year), -1);
    return FLOWS;
}

Test(ledger, every_flow_perturbed_is_a_breach)
{
    struct opened o;
    open_block(&o);
    int perturbed = 0;
    for (int place = 0; place < o.plan->places; place++) {
        enter_place(&o, place);
        for (int model = 0; model < o.plan->models; model++) {
            stage_enter_model(o.plan, &o.block, place, model);
            for (int year = 0; year <= o.plan->years; year++) {
                stage_year(o.plan, &o.block, place, model, year);
                perturbed += perturb_flows(&o, place, model, year);
            }
        }
    }
    cr_expect_eq(perturbed, FLOWS * o.plan->places * o.plan->models * (o.plan->years + 1));
    close_block(&o);
}

/* The test above would be worth less if a flow were always nothing. */
Test(ledger, the_scenario_has_flows_of_every_kind)
{
    struct opened o;
    open_block(&o);
    bool met[METRICS + 1] = {false};
    enter_place(&o, 0);
    stage_enter_model(o.plan, &o.block, 0, 1);
    for (int year = 0; year <= o.plan->years; year++) {
        stage_year(o.plan, &o.block, 0, 1, year);
        for (int flow = 0; flow < FLOWS; flow++)
            for (int i = 0; i < LANES; i++)
                met[flow_row(flow)->counted_in] |= o.block.flow[flow][i] != 0.0;
    }
    for (int flow = 0; flow < FLOWS; flow++)
        cr_expect(met[flow_row(flow)->counted_in], "no %s", flow_row(flow)->name);
    close_block(&o);
}

Test(ledger, what_is_counted_perturbed_is_a_breach)
{
    struct opened o;
    open_block(&o);
    enter_place(&o, 1);
    stage_enter_model(o.plan, &o.block, 1, 1);
    const int year = 4;
    for (int y = 0; y <= year; y++)
        stage_year(o.plan, &o.block, 1, 1, y);
    for (int flow = 0; flow < FLOWS; flow++) {
        const int metric = flow_row(flow)->counted_in;
        double *counted = metric == THE_BILL ? &o.block.bill[3]
                                             : &o.block.metric[(long)year * METRICS + metric][3];
        const double right = *counted;
        *counted = right - 1e-6 * o.block.funding[year][3];
        cr_expect_eq(stage_ledger(o.plan, &o.block, 1, 1, year), 3, "%s", flow_row(flow)->name);
        *counted = right;
    }
    double *cost = &o.block.metric[(long)year * METRICS + METRIC_COST][3];
    *cost += 1e-6 * o.block.funding[year][3];
    cr_expect_eq(stage_ledger(o.plan, &o.block, 1, 1, year), 3, "cost");
    close_block(&o);
}
