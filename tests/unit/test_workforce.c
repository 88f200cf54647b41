/* General practitioners: what readers refuse, and the recursion by hand. */
#include "ran.h"

TestSuite(workforce, .init = start, .fini = finish);

#define STAFFED                                                                                    \
    "acsim: 1\n"                                                                                   \
    "base_year: 2016\n"                                                                            \
    "horizon: 4\n"                                                                                 \
    "trials: 64\n"                                                                                 \
    "economy: {inflation: 0.02}\n"                                                                 \
    "population: {national: 500000}\n"                                                             \
    "places:\n"                                                                                    \
    "  here: {persons: 50000, funding: 1e8}\n"                                                     \
    "  there: {persons: 30000, funding: 5e7, gp_fte: 20}\n"                                        \
    "services:\n"                                                                                  \
    "  visits: {provider: practices, price: 40, activity: {here: 250000, there: 140000}, "         \
    "growth: {other: 0.02}}\n"                                                                     \
    "  checks: {provider: practices, price: 10, activity: {here: 60000, there: 30000}, "           \
    "growth: {other: 0.05}}\n"                                                                     \
    "  beds: {provider: acute, price: 2000, activity: {here: 4000, there: 2000}, "                 \
    "growth: {other: 0.03}}\n"                                                                     \
    "workforce:\n"                                                                                 \
    "  gp_fte: 40\n"                                                                               \
    "  net_growth: {2017: -0.02, 2019: -0.04}\n"                                                   \
    "  recruits: {national: {2017: 10, 2019: 0}}\n"                                                \
    "  units_per_fte: {visits: 8000, checks: 5000}\n"                                              \
    "  elasticity: 0.7\n"                                                                          \
    "  tolerance: 0.03\n"                                                                          \
    "  agency_premium: {2016: 60000, 2020: 80000}\n"                                               \
    "models:\n"                                                                                    \
    "  - do_nothing\n"                                                                             \
    "  - plain: {coverage: {2016: 0, 2017: 1}, list_size: {target: 25000}, half_life: 1,\n"        \
    "      transportability: 1, effects: {beds: {level: 0.1}},\n"                                  \
    "      shifts: [{from: beds, to: {visits: 6}}]}\n"

Test(workforce, is_compiled)
{
    READ(STAFFED);
    const struct plan_workforce *w = &plan->workforce;
    cr_assert_eq(w->lines, 2);
    EXPECT_NEAR(w->gp_fte[0], 25); /* its part of 40 by list */
    EXPECT_NEAR(w->gp_fte[1], 20); /* its own */
    EXPECT_NEAR(w->recruit_share[0], 0.1);
    cr_expect_not(w->practices_close);
    cr_expect_eq(w->practices[0].count, 7); /* 50,000 over the default of 7,000 */
    EXPECT_NEAR(w->practices[0].practice[3].share, 1.0 / 7);
    READ(STAFFED, "workforce.gp_fte={value: 0.0006, per_head: true}",
         "workforce.closure={hazard: 0.01, reference_list: {uniform: {min: 5000, max: 15000}}}");
    EXPECT_NEAR(plan->workforce.gp_fte[0], 30);
    cr_expect(plan->workforce.practices_close);
    cr_expect_eq(plan->workforce.practices[0].count, 5);
    READ(STAFFED, "workforce={}");
    cr_expect_eq(plan->workforce.lines, 0);
}

Test(workforce, what_is_wrong_is_said_where_it_stands)
{
    REFUSE("did you mean 'net_growth'", STAFFED, "workforce.net_growht=0.1");
    REFUSE("which cannot be: gp_fte is their number", STAFFED,
           "workforce.gp_fte={value: 60, per_head: true}");
    REFUSE("which cannot be: gp_fte is their number", STAFFED, "workforce.gp_fte=0.00059");
    REFUSE("'units_per_fte' is missing", STAFFED, "workforce={gp_fte: 40}");
    REFUSE("'beds' is provided by acute", STAFFED, "workforce.units_per_fte={beds: 100}");
    REFUSE("did you mean 'visits'", STAFFED, "workforce.units_per_fte={visit: 100}");
    REFUSE("at least one line", STAFFED, "workforce.units_per_fte={}");
    REFUSE("'visits' is 0, but must be more than 0", STAFFED,
           "workforce.units_per_fte={visits: 0}");
    REFUSE("takes plain numbers", STAFFED,
           "workforce.units_per_fte={visits: {uniform: {min: 1, max: 2}}}");
    REFUSE("'gp_fte' is -3", STAFFED, "workforce.gp_fte=-3");
    REFUSE("'here' has no general practitioners", STAFFED,
           "workforce={units_per_fte: {visits: 100}}");
    REFUSE("did you mean 'per_head'", STAFFED, "workforce.gp_fte={value: 3, per_haed: true}");
    REFUSE("give population.national", STAFFED, "population={}");
    REFUSE("'there' has no activity in the lines", STAFFED,
           "services.visits.activity={here: 10, there: 0}",
           "services.checks.activity={here: 10, there: 0}");
}

/* The recursion of one place by hand. */
struct hand {
    double gp_fte[5], need[2][5], throttle[2][5], agency[2][5], lambda[5], shifted[5];
};

static struct hand by_hand(double gp_fte, double list, double visits, double checks, double beds)
{
    static const double growth[] = {0, -0.02, -0.03, -0.04, -0.04}, recruits[] = {0, 10, 5, 0, 0};
    static const double premium[] = {60000, 65000, 70000, 75000, 80000};
    struct hand h = {.gp_fte = {gp_fte}};
    const double base = visits / 8000 + checks / 5000;
    for (int m = 0; m < 2; m++) {
        double left = 1;
        for (int y = 0; y <= 4; y++) {
            if (y > 0)
                h.gp_fte[y] = h.gp_fte[y - 1] * (1 + growth[y]) + recruits[y] * list / 500000;
            h.throttle[m][y] = left;
            if (m == 1 && y > 0) {
                h.lambda[y] = (1 - pow(2, -(y - 0.5))) * left;
                h.shifted[y] = 6 * 0.1 * h.lambda[y] * beds * pow(1.03, y);
            }
            double done =
                (visits * pow(1.02, y) + m * h.shifted[y]) / 8000 + checks * pow(1.05, y) / 5000;
            h.need[m][y] = gp_fte * done / base;
            h.agency[m][y] = y > 0 ? premium[y] * fmax(0, 0.97 * h.need[m][y] - h.gp_fte[y]) : 0;
            left = pow(fmin(1, h.gp_fte[y] / h.need[m][y]), 0.7);
        }
    }
    return h;
}

static void expect_hand(const struct results *r, const struct hand *h, int place)
{
    for (int m = 0; m < 2; m++)
        for (int y = 0; y <= 4; y++) {
            EXPECT_NEAR(mean(r, METRIC_GP_FTE, m, place, y), h->gp_fte[y]);
            EXPECT_NEAR(mean(r, METRIC_GP_FTE_REQUIRED, m, place, y), h->need[m][y]);
            EXPECT_NEAR(mean(r, METRIC_GP_SHORTFALL, m, place, y),
                        fmax(0, h->need[m][y] - h->gp_fte[y]));
            EXPECT_NEAR(mean(r, METRIC_THROTTLE, m, place, y), h->throttle[m][y]);
            EXPECT_NEAR(mean(r, METRIC_AGENCY_COST, m, place, y), h->agency[m][y]);
        }
}

Test(workforce, the_recursion_by_hand)
{
    READ(STAFFED);
    struct results *r = run(1);
    const struct hand here = by_hand(25, 50000, 250000, 60000, 4000);
    const struct hand there = by_hand(20, 30000, 140000, 30000, 2000);
    expect_hand(r, &here, 0);
    expect_hand(r, &there, 1);
    for (int y = 0; y <= 4; y++) {
        EXPECT_NEAR(mean(r, METRIC_INTENSITY, 1, 0, y), here.lambda[y]);
        EXPECT_NEAR(mean(r, METRIC_SHIFTED_COST, 1, 0, y), 40 * here.shifted[y]);
        EXPECT_NEAR(mean(r, METRIC_THROTTLE, 1, 2, y),
                    (5 * here.throttle[1][y] + 3 * there.throttle[1][y]) / 8);
        EXPECT_NEAR(mean(r, METRIC_AGENCY_COST, 1, 2, y), here.agency[1][y] + there.agency[1][y]);
        double rest = mean(r, METRIC_ACTIVITY_COST, 1, 0, y) +
                      mean(r, METRIC_STRANDED_COST, 1, 0, y) +
                      mean(r, METRIC_RUNNING_COST, 1, 0, y);
        EXPECT_NEAR(mean(r, METRIC_COST, 1, 0, y), rest + here.agency[1][y]);
        /* nothing is saved on unit costs here, so the gap of do nothing is the unmitigated one */
        EXPECT_NEAR(mean(r, METRIC_GAP_UNMITIGATED, 1, 0, y), mean(r, METRIC_GAP, 0, 0, y));
    }
    cr_expect_gt(here.agency[1][4], here.agency[0][4] + 1, "the shift needs agency staff");
    cr_expect_lt(here.throttle[1][4], here.throttle[0][4]);
    cr_expect_eq(here.throttle[0][1], 1.0);
    results_destroy(r);
}

/* Who pays: the practices, and nobody is paid inside the system. */
Test(workforce, agency_is_borne_by_practices)
{
    READ(STAFFED);
    struct results *with = run(1);
    READ(STAFFED, "workforce.agency_premium=0");
    struct results *without = run(1);
    for (int q = 0; q < PARTIES; q++)
        for (int y = 0; y <= 4; y++) {
            const int column = with->columns.surplus + q;
            const double paid = q == PRACTICES ? mean(with, METRIC_AGENCY_COST, 1, 0, y) : 0;
            EXPECT_NEAR(mean(without, column, 1, 0, y) - mean(with, column, 1, 0, y), paid);
        }
    results_destroy(with);
    results_destroy(without);
}

Test(workforce, without_elasticity_or_premium_nothing_else_moves)
{
    READ(STAFFED, "workforce.elasticity=0", "workforce.agency_premium=0",
         "workforce.closure={hazard: 0.1}");
    struct results *with = run(1);
    READ(STAFFED, "workforce={}");
    struct results *without = run(1);
    for (int k = 0; k < with->columns.count; k++)
        for (int m = 0; m < 2; m++)
            for (int p = 0; p < 3; p++)
                for (int y = 0; y <= 4; y++) {
                    bool own = k > METRIC_THROTTLE && k <= METRIC_PRACTICES_CLOSED;
                    if (!own)
                        cr_assert_eq(mean(with, k, m, p, y), mean(without, k, m, p, y), "column %d",
                                     k);
                    else
                        cr_assert_eq(mean(without, k, m, p, y), 0.0);
                }
    cr_expect_eq(mean(with, METRIC_THROTTLE, 1, 2, 4), 1.0);
    cr_expect_gt(mean(with, METRIC_PRACTICES_CLOSED, 1, 2, 4), 0.0);
    results_destroy(with);
    results_destroy(without);
}

/* Networks that do nothing cost nothing, whatever the shortage. */
Test(workforce, zero_effects_give_zero_differences)
{
    READ(STAFFED, "models.plain.effects={beds: {level: 0}}",
         "workforce.net_growth={normal: {mean: -0.03, sd: 0.02}, per: [place, year]}",
         "services.visits.growth={other: {normal: {mean: 0.02, sd: 0.01}}}");
    struct results *r = run(1);
    static const int zero[] = {METRIC_COST,   METRIC_NET_SAVING,      METRIC_AGENCY_COST,
                               METRIC_GP_FTE, METRIC_GP_FTE_REQUIRED, METRIC_THROTTLE};
    for (size_t k = 0; k < sizeof zero / sizeof *zero; k++)
        for (int p = 0; p < 3; p++)
            for (int y = 0; y <= 4; y++) {
                cr_expect_eq(r->paired_mean[results_cell(r, zero[k], 1, p, y)], 0.0);
                cr_expect_eq(r->paired_sd[results_cell(r, zero[k], 1, p, y)], 0.0);
            }
    cr_expect_gt(r->sd[results_cell(r, METRIC_AGENCY_COST, 1, 0, 4)], 0.0);
    results_destroy(r);
}
