/* Savings schemes: a plan by hand, and what they must leave alone. */
#include "acsim.h"
#include "run/run.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

struct case_run {
    acs_plan *plan;
    struct results *results;
};

/* Runs a scenario with the overrides given, a NULL at their end. */
static struct case_run run_file(const char *path, const char *const *sets)
{
    struct case_run run = {0};
    size_t count = 0;
    while (sets[count])
        count++;
    acs_error *error = acs_error_create();
    acs_status status = acs_plan_read(path, sets, count, &run.plan, error);
    cr_assert_eq(status, ACS_OK, "%s", acs_error_text(error));
    acs_run_options options = {.threads = 1};
    status = run_plan(run.plan, &options, &run.results, error);
    cr_assert_eq(status, ACS_OK, "%s", acs_error_text(error));
    acs_error_destroy(error);
    return run;
}

#define SMALL PROPERTY_DIR "/scenario/small.yaml"
#define HAND PROPERTY_DIR "/schemes/hand.yaml"
#define TABLE(name) "schemes.table=" PROPERTY_DIR "/schemes/" name

static void finish(struct case_run run)
{
    results_destroy(run.results);
    acs_plan_destroy(run.plan);
}

static double mean(const struct results *r, int column, int model, int place, int year)
{
    return r->mean[results_cell(r, column, model, place, year)];
}

static void expect_near(double got, double want, const char *what, int year)
{
    cr_expect(fabs(got - want) <= 1e-12 * fmax(1, fabs(want)), "%s in year %d is %.17g, not %.17g",
              what, year, got, want);
}

static double clamp(double x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* A line by hand: activity, unit cost and payments. */
struct hand {
    double units, cost, price, deflator;
};

/* The schemes of hand.csv on beds, at a delivery (1: as planned) and slippage of 0 or as given. */
struct hand_beds {
    double factor, keep, cash;
};

static struct hand_beds by_hand(int y, bool planned)
{
    double late = planned ? 0 : 0.5, rent_late = planned ? 0 : 1;
    double first = (planned ? 1 : 0.8) * clamp((y - 1 - late + 1) / 2);
    double second = (planned ? 1 : 0.9) * clamp(y - 2 + 1) * first;
    double price = clamp((y - 1 + 1) / 4.0);
    double rent = (planned ? 1 : 0.5) * clamp(y - 2 - rent_late + 1);
    return (struct hand_beds){(1 - 0.05 * first) * (1 - 0.03 * second), 1 - 0.02 * price,
                              400000 * rent};
}

Test(plans, a_plan_by_hand)
{
    const char *sets[] = {NULL};
    struct case_run run = run_file(HAND, sets);
    const struct results *r = run.results;
    struct hand beds = {10000, 2500, 2400, 1}, visits = {200000, 80, 80, 1};
    double unmitigated_beds = 2500, unmitigated_visits = 80, funding = 60e6;
    double capacity = 10000, last = 10000;
    for (int y = 0; y <= 6; y++) {
        if (y > 0) {
            beds.units *= 1.03, visits.units *= 1.01;
            beds.cost *= 1.02 * 0.99, visits.cost *= 1.02 * 0.995;
            unmitigated_beds *= 1.02, unmitigated_visits *= 1.02;
            beds.deflator *= 1.02, funding *= 1.02;
        }
        const struct hand_beds now = by_hand(y, false), plan = by_hand(y, true);
        double activity = beds.units * now.factor;
        double before = beds.cost * activity;
        double after = before * now.keep - now.cash * beds.deflator;
        double planned =
            beds.cost * beds.units * (1 - plan.factor * plan.keep) + plan.cash * beds.deflator;
        double line = visits.cost * visits.units, off = y >= 5 ? line : 0;
        double built = fmin(beds.units, capacity + 0.5 * (beds.units - last));
        double idle = fmax(0, built - activity);
        double stranded = y == 0 ? 0 : 0.6 * beds.cost * idle;
        capacity = fmax(activity, built - idle / 3), last = beds.units;
        double running = ((y >= 1 ? 50000 : 0) + (y >= 3 ? 30000 : 0)) * beds.deflator;
        expect_near(mean(r, METRIC_SCHEME_SAVING, 0, 0, y), beds.cost * beds.units - after + off,
                    "saving", y);
        expect_near(mean(r, METRIC_SCHEME_PLANNED, 0, 0, y), planned + off, "planned", y);
        expect_near(mean(r, METRIC_SCHEME_COST, 0, 0, y), running, "scheme cost", y);
        expect_near(mean(r, METRIC_RUNNING_COST, 0, 0, y), running, "running cost", y);
        expect_near(mean(r, METRIC_ACTIVITY_COST, 0, 0, y), after + line - off, "activity cost", y);
        expect_near(mean(r, METRIC_STRANDED_COST, 0, 0, y), stranded, "stranded cost", y);
        expect_near(mean(r, METRIC_GAP, 0, 0, y), after + line - off + stranded + running - funding,
                    "gap", y);
        expect_near(mean(r, METRIC_GAP_UNMITIGATED, 0, 0, y),
                    beds.units * unmitigated_beds + visits.units * unmitigated_visits - funding,
                    "gap unmitigated", y);
        cr_expect_eq(mean(r, r->columns.horizon + HORIZON_PLAN_DELIVERS, 0, 0, y), y == 0,
                     "year %d", y);
    }
    finish(run);
}

/* Where every list is live, networks bear the whole of a line that they deliver, whatever schemes
 * take off its activity and cost: its provider is left with the cost of its own scheme. */
Test(plans, networks_bear_their_part_of_a_line)
{
    const char *sets[] = {TABLE("plan.csv"),
                          "models.network.delivers=[community]",
                          "models.network.survival={}",
                          "services.community.payment={marginal: 1}",
                          "models.network.effects={emergency: {level: 0.1}, community: {level: "
                          "0.05}}",
                          "models.network.shifts=[{from: emergency, to: {community: 6}}]",
                          NULL};
    struct case_run run = run_file(SMALL, sets);
    const struct results *r = run.results;
    for (int p = 0; p < r->places; p++)
        for (int y = 4; y < r->years; y++) {
            cr_assert_eq(mean(r, METRIC_COVERAGE, 1, p, y), 1.0);
            cr_expect_float_eq(mean(r, r->columns.surplus + COMMUNITY, 1, p, y),
                               p == 1 ? 0.0 : -50000.0, 1e-5, "place %d year %d", p, y);
        }
    finish(run);
}

static void expect_same_columns(struct case_run a, struct case_run b, int model, const int *except,
                                int exceptions)
{
    for (int k = 0; k < a.results->columns.count; k++) {
        bool skip = false;
        for (int i = 0; i < exceptions; i++)
            skip = skip || except[i] == k;
        for (int p = 0; !skip && p < a.results->places; p++)
            for (int y = 0; y < a.results->years; y++) {
                double x = mean(a.results, k, model, p, y), z = mean(b.results, k, model, p, y);
                cr_expect(memcmp(&x, &z, sizeof x) == 0, "column %d year %d: %.17g, %.17g", k, y, x,
                          z);
            }
    }
}

Test(plans, schemes_that_save_nothing_change_no_bit)
{
    const char *none[] = {NULL}, *zero[] = {TABLE("zero.csv"), NULL};
    struct case_run a = run_file(SMALL, none), b = run_file(SMALL, zero);
    const int except[] = {METRIC_SCHEME_PLANNED,
                          a.results->columns.horizon + HORIZON_PLAN_DELIVERS};
    expect_same_columns(a, b, 0, except, 2);
    expect_same_columns(a, b, 1, except, 2);
    cr_expect_gt(mean(b.results, METRIC_SCHEME_PLANNED, 1, 2, 6), 1e6);
    cr_expect_eq(mean(a.results, except[1], 0, 2, 6), 0.0, "no schemes, nothing to deliver");
    cr_expect_eq(mean(b.results, except[1], 0, 2, 6), 0.0);
    cr_expect_eq(mean(b.results, except[1], 0, 2, 0), 1.0);
    finish(a);
    finish(b);
}

Test(plans, contracts_do_not_see_schemes)
{
    const char *none[] = {"models.network.reinvestment={}", NULL};
    const char *plan[] = {TABLE("plan.csv"), "models.network.reinvestment={}", NULL};
    struct case_run a = run_file(SMALL, none), b = run_file(SMALL, plan);
    const int same[] = {METRIC_BENCHMARK,      METRIC_ACTUAL,       METRIC_GAIN,
                        METRIC_LOSS,           METRIC_INHERITED,    METRIC_UNEARNED_GAIN,
                        METRIC_MISSED_GAIN,    METRIC_AVOIDED_COST, METRIC_SHIFTED_COST,
                        METRIC_GAP_UNMITIGATED};
    for (size_t k = 0; k < sizeof same / sizeof *same; k++)
        for (int p = 0; p < a.results->places; p++)
            for (int y = 0; y < a.results->years; y++)
                cr_expect_eq(mean(a.results, same[k], 1, p, y), mean(b.results, same[k], 1, p, y));
    for (int m = 0; m < 2; m++)
        for (int p = 0; p < a.results->places; p++)
            for (int y = 0; y < a.results->years; y++) {
                double lower = mean(a.results, METRIC_ACTIVITY_COST, m, p, y) -
                               mean(b.results, METRIC_ACTIVITY_COST, m, p, y);
                cr_expect_float_eq(lower, mean(b.results, METRIC_SCHEME_SAVING, m, p, y), 1e-5);
            }
    cr_expect_gt(mean(b.results, METRIC_SCHEME_SAVING, 1, 2, 6), 3e6);
    cr_expect_gt(mean(b.results, METRIC_STRANDED_COST, 0, 2, 3), 1e5, "under do nothing too");
    cr_expect_eq(mean(a.results, METRIC_STRANDED_COST, 0, 2, 3), 0.0);
    finish(a);
    finish(b);
}

Test(plans, a_model_may_replace_schemes)
{
    const char *none[] = {NULL};
    const char *all[] = {TABLE("plan.csv"),
                         "schemes.replaced_by={network: [beds, stays, teams, rent, hubs, rooms]}",
                         NULL};
    const char *rent[] = {TABLE("plan.csv"), "schemes.replaced_by={network: [rent]}", NULL};
    const char *kept[] = {TABLE("plan.csv"), NULL};
    struct case_run a = run_file(SMALL, none), b = run_file(SMALL, all);
    const int h = a.results->columns.horizon;
    const int except[] = {METRIC_NET_SAVING, h + HORIZON_NPV, h + HORIZON_PAID_BACK,
                          h + HORIZON_NET_SAVING, h + HORIZON_PLAN_DELIVERS};
    expect_same_columns(a, b, 1, except, 5);
    cr_expect_gt(mean(b.results, METRIC_SCHEME_SAVING, 0, 2, 6), 3e6, "do nothing keeps them");
    struct case_run c = run_file(SMALL, rent), d = run_file(SMALL, kept);
    expect_same_columns(c, d, 0, NULL, 0);
    double less = mean(d.results, METRIC_SCHEME_PLANNED, 1, 0, 6) -
                  mean(c.results, METRIC_SCHEME_PLANNED, 1, 0, 6);
    cr_expect_float_eq(less, 900000.0, 1e-3);
    finish(a);
    finish(b);
    finish(c);
    finish(d);
}

Test(plans, each_party_pays_for_its_schemes)
{
    const char *none[] = {NULL};
    const char *parties[] = {TABLE("parties.csv"), NULL};
    struct case_run a = run_file(SMALL, none), b = run_file(SMALL, parties);
    const double cost[PARTIES] = {
        [COMMISSIONER] = 1e6, [NETWORK] = 2e6, [ACUTE] = 3e6, [COMMUNITY] = 4e6, [PRACTICES] = 5e6};
    for (int m = 0; m < 2; m++)
        for (int y = 0; y < a.results->years; y++) {
            for (int q = 0; q < PARTIES; q++) {
                const int column = a.results->columns.surplus + q;
                double paid = mean(a.results, column, m, 2, y) - mean(b.results, column, m, 2, y);
                cr_expect_float_eq(paid, y ? cost[q] : 0.0, 1e-5, "party %d year %d", q, y);
            }
            double more = mean(b.results, METRIC_RUNNING_COST, m, 2, y) -
                          mean(a.results, METRIC_RUNNING_COST, m, 2, y);
            cr_expect_float_eq(more, y ? 15e6 : 0.0, 1e-5);
        }
    finish(a);
    finish(b);
}

/* One scheme in GBP: P(delivery >= target / saving) of a uniform delivery from 0.5 to 1.2. */
Test(plans, the_probability_that_the_plan_delivers)
{
    const double trials = 4096, targets[] = {0.9e6, 1.1e6};
    for (int k = 0; k < 2; k++) {
        char target[64];
        snprintf(target, sizeof target, "schemes.target=%.0f", targets[k]);
        for (int cash = 0; cash < 2; cash++) {
            const char *sets[] = {TABLE("uniform.csv"), target, "trials=4096",
                                  cash ? "prices=cash" : "prices=real", NULL};
            struct case_run run = run_file(SMALL, sets);
            const struct results *r = run.results;
            const double p = (1.2 - targets[k] / 1e6) / 0.7, se = sqrt(p * (1 - p) / trials);
            const int column = r->columns.horizon + HORIZON_PLAN_DELIVERS;
            for (int place = 0; place < 3; place += 2)
                for (int y = 1; y < r->years; y++)
                    cr_expect_float_eq(mean(r, column, 0, place, y), p, 4 * se);
            cr_expect_eq(mean(r, column, 0, 1, 6), 0.0, "a place without schemes");
            finish(run);
        }
    }
    const char *sets[] = {TABLE("uniform.csv"), "trials=4096", NULL};
    struct case_run run = run_file(SMALL, sets);
    const double p = 0.2 / 0.7;
    cr_expect_float_eq(
        mean(run.results, run.results->columns.horizon + HORIZON_PLAN_DELIVERS, 1, 0, 6), p,
        4 * sqrt(p * (1 - p) / trials), "as planned where there is no target");
    finish(run);
}

static double of_scheme(const struct results *r, int model, int scheme, int variable, int year)
{
    return r->detail_mean[DETAIL_SCHEMES]
                         [results_detail_cell(r, DETAIL_SCHEMES, model, scheme, variable, year)];
}

/* What each scheme takes off adds up; a scheme in full never makes the plan less likely to deliver;
 * one that a model replaces is absent under it. */
Test(plans, schemes_by_themselves)
{
    const char *sets[] = {TABLE("plan.csv"), "schemes.replaced_by={network: [rent]}",
                          "schemes.target=4e6", NULL};
    struct case_run run = run_file(SMALL, sets);
    const struct results *r = run.results;
    const struct plan_detail *detail = &run.plan->detail[DETAIL_SCHEMES];
    cr_assert_eq(detail->items, 7);
    cr_expect_str_eq(detail->name[1], "north/stays");
    for (int m = 0; m < 2; m++)
        for (int y = 0; y < r->years; y++) {
            double planned = 0, achieved = 0, shortfall = 0;
            for (int k = 0; k < 7; k++) {
                if (m == 1 && k == 3) {
                    for (int v = 0; v < SCHEME_VARIABLES; v++)
                        cr_expect(isnan(of_scheme(r, m, k, v, y)));
                    continue;
                }
                planned += of_scheme(r, m, k, SCHEME_PLANNED, y);
                achieved += of_scheme(r, m, k, SCHEME_ACHIEVED, y);
                shortfall += of_scheme(r, m, k, SCHEME_SHORTFALL, y);
                const int place = k < 4 ? 0 : 1;
                cr_expect_geq(of_scheme(r, m, k, SCHEME_PLAN_IF_FULL, y) + 1e-12,
                              mean(r, r->columns.horizon + HORIZON_PLAN_DELIVERS, m, place, y));
            }
            cr_expect_float_eq(achieved, mean(r, METRIC_SCHEME_SAVING, m, 2, y), 1e-6);
            cr_expect_float_eq(planned, mean(r, METRIC_SCHEME_PLANNED, m, 2, y), 1e-6);
            cr_expect_float_eq(shortfall, planned - achieved, 1e-6);
        }
    finish(run);
}

/* Two schemes of 1m each, deliveries uniform from 0 and from 0.5 to 1, a target of 1.75m: with the
 * first in full P(second >= 0.75) = 1/2, with the second P(first >= 0.75) = 1/4; as they are, the
 * triangle above first + second = 1.75, of area 1/2 (1/4)^2 in 1/2. */
Test(plans, which_scheme_matters_most)
{
    const char *sets[] = {TABLE("two.csv"), "schemes.target=1.75e6", "trials=4096",
                          "run_places=[north]", NULL};
    struct case_run run = run_file(SMALL, sets);
    const struct results *r = run.results;
    const double expected[] = {0.5, 0.25}, as_is = 0.0625;
    cr_expect_str_eq(run.plan->detail[DETAIL_SCHEMES].name[0], "first");
    for (int y = 1; y < r->years; y++) {
        for (int k = 0; k < 2; k++)
            cr_expect_float_eq(of_scheme(r, 0, k, SCHEME_PLAN_IF_FULL, y), expected[k],
                               4 * sqrt(expected[k] * (1 - expected[k]) / 4096));
        cr_expect_float_eq(mean(r, r->columns.horizon + HORIZON_PLAN_DELIVERS, 0, 0, y), as_is,
                           4 * sqrt(as_is * (1 - as_is) / 4096));
    }
    /* late starts in 2018 + U(0, 2), so it has started in 2018 if it is less than a year late, and
     * is as planned from 2020 on; what depends on it at half its delivery never is */
    cr_expect_eq(of_scheme(r, 0, 2, SCHEME_STARTED, 1), 0.0);
    cr_expect_float_eq(of_scheme(r, 0, 2, SCHEME_STARTED, 2), 0.5, 4 * 0.5 / 64);
    cr_expect_eq(of_scheme(r, 0, 2, SCHEME_STARTED, 3), 1.0);
    cr_expect_eq(of_scheme(r, 0, 2, SCHEME_DELIVERS, 2), 0.0);
    cr_expect_float_eq(of_scheme(r, 0, 2, SCHEME_DELIVERS, 3), 0.5, 4 * 0.5 / 64);
    cr_expect_eq(of_scheme(r, 0, 2, SCHEME_DELIVERS, 4), 1.0);
    cr_expect_eq(of_scheme(r, 0, 3, SCHEME_DELIVERS, 4), 0.0);
    finish(run);
}
