/* What contracts do in whole runs, against the rules worked again from what the run reports. */
#include "case_run.h"

#define POOLED "models.network.contract.pooled=true"

static double min(double a, double b)
{
    return a < b ? a : b;
}

static double detail(const struct results *r, int item, int variable, int year)
{
    return r->detail_mean[DETAIL_NETWORKS]
                         [results_detail_cell(r, DETAIL_NETWORKS, 1, item, variable, year)];
}

Test(contracts, a_pool_of_one_is_that_one)
{
    const char *const one = "models.network.list_size={target: 1e9}";
    const char *alone[] = {one, NULL}, *pool[] = {one, POOLED, NULL};
    struct case_run a = run_with(alone, 1), b = run_with(pool, 1);
    for (int k = 0; k < a.results->columns.count; k++)
        for (int p = 0; p < a.results->places; p++)
            for (int y = 0; y < a.results->years; y++)
                cr_assert_eq(mean(a.results, k, 1, p, y), mean(b.results, k, 1, p, y),
                             "column %d year %d", k, y);
    cr_assert_gt(mean(a.results, METRIC_GAIN, 1, 2, 6), 0.0);
    cr_assert_gt(mean(a.results, METRIC_LOSS, 1, 2, 6), 0.0);
    finish(a);
    finish(b);
}

/* small.yaml's terms on the sums of one trial's live networks; z is 1 standard error of the joint
 * list. Returns gain less loss. */
static double settled(double benchmark, double actual, double quality, double list)
{
    const double saving = benchmark - actual, minimum = 3 / sqrt(list) * benchmark;
    if (saving > 0 && saving >= minimum && quality >= 0.5)
        return min(0.5 * quality * saving, 0.1 * benchmark);
    return saving < 0 && -saving >= minimum ? -min(0.4 * -saving, 0.05 * benchmark) : 0;
}

/* Single trials, so that means are values: what the pool gains or loses follows from its sums, and
 * each network's part from its list. */
Test(contracts, a_pool_is_settled_on_its_sums)
{
    int gains = 0, losses = 0, apart = 0;
    for (int k = 0; k < 60; k++) {
        char seed[32];
        snprintf(seed, sizeof seed, "seed=%d", 100 + k);
        const char *sets[] = {POOLED,
                              "trials=1",
                              seed,
                              "models.network.survival={}",
                              "models.network.contract.gain_shares={network: 1}",
                              "outputs.detail=[networks]",
                              NULL};
        struct case_run run = run_with(sets, 1);
        const struct results *r = run.results;
        const struct plan_detail *networks = &run.plan->detail[DETAIL_NETWORKS];
        for (int p = 0; p < 2; p++)
            for (int y = 1; y < r->years; y++) {
                double list = 0, live = 0;
                for (int j = networks->first[p]; j < networks->first[p + 1]; j++) {
                    list += detail(r, j, NETWORK_LIVE, y) * detail(r, j, NETWORK_LIST, y);
                    live += detail(r, j, NETWORK_LIVE, y);
                }
                const double benchmark = mean(r, METRIC_BENCHMARK, 1, p, y);
                const double due = list > 0 ? settled(benchmark, mean(r, METRIC_ACTUAL, 1, p, y),
                                                      mean(r, METRIC_QUALITY, 1, p, y), list)
                                            : 0;
                const double gain = mean(r, METRIC_GAIN, 1, p, y),
                             loss = mean(r, METRIC_LOSS, 1, p, y);
                cr_assert_float_eq(gain - loss, due, 1e-9 * benchmark, "seed %d place %d year %d",
                                   k, p, y);
                gains += gain > 0, losses += loss > 0, apart += live > 1 && gain > 0;
                for (int j = networks->first[p]; j < networks->first[p + 1]; j++) {
                    const double own =
                        detail(r, j, NETWORK_LIVE, y) * detail(r, j, NETWORK_LIST, y);
                    cr_assert_float_eq(detail(r, j, NETWORK_GAIN, y),
                                       list > 0 ? gain * own / list : 0, 1e-9 * benchmark);
                    cr_assert_float_eq(detail(r, j, NETWORK_LOSS, y),
                                       list > 0 ? loss * own / list : 0, 1e-9 * benchmark);
                }
            }
        finish(run);
    }
    cr_assert(gains > 30 && losses > 30 && apart > 30, "%d %d %d", gains, losses, apart);
}

/* Luck of a joint list is that of its size: 1 - Phi(msr / cv) of the place's whole list. */
Test(contracts, a_pool_has_the_luck_of_its_joint_list)
{
    const char *sets[] = {
        NO_EFFECT,
        "trials=16384",
        "models.network.survival={}",
        "economy.inflation=0.02",
        "services.emergency.growth={other: 0.02}",
        "models.network.contract={kind: gain_share, pooled: true, scope: [emergency], luck: "
        "{cv_person: 3, shape: normal}, minimum_savings_rate: 0.01, gain_shares: {network: 1}}",
        NULL};
    struct case_run run = run_with(sets, 2);
    const double cv = 3.0 / sqrt(180000.0);
    const double expected = 0.5 * erfc(0.01 / cv / sqrt(2.0));
    const double bound = 4.0 * sqrt(expected * (1.0 - expected) / 16384.0);
    for (int y = 4; y <= 6; y++) {
        cr_assert_float_eq(mean(run.results, METRIC_P_FALSE_PAYMENT, 1, 0, y), expected, bound);
        cr_assert_float_eq(mean(run.results, METRIC_P_FALSE_PAYMENT_PATIENTS, 1, 0, y), expected,
                           bound);
    }
    finish(run);
}

/* Single trials: what is paid in a year stays within its cap, and is shared out whole. */
Test(contracts, gains_stay_within_caps_and_are_shared_whole)
{
    int capped = 0;
    for (int k = 0; k < 40; k++) {
        char seed[32];
        snprintf(seed, sizeof seed, "seed=%d", 300 + k);
        const char *sets[] = {"trials=1",
                              seed,
                              "models.network.survival={}",
                              "models.network.contract.gain_cap=0.008",
                              "models.network.contract.two_sided={rate: 0.4, cap: 0.005}",
                              "outputs.detail=[networks]",
                              NULL};
        struct case_run run = run_with(sets, 1);
        const struct results *r = run.results;
        const struct plan_detail *networks = &run.plan->detail[DETAIL_NETWORKS];
        for (int p = 0; p < 2; p++)
            for (int y = 1; y < r->years; y++) {
                const double benchmark = mean(r, METRIC_BENCHMARK, 1, p, y);
                const double gain = mean(r, METRIC_GAIN, 1, p, y);
                double own = 0, lost = 0;
                for (int j = networks->first[p]; j < networks->first[p + 1]; j++) {
                    own += detail(r, j, NETWORK_GAIN, y);
                    lost += detail(r, j, NETWORK_LOSS, y);
                }
                cr_assert_leq(gain, 0.008 * benchmark * (1 + 1e-12));
                cr_assert_leq(mean(r, METRIC_LOSS, 1, p, y), 0.005 * benchmark * (1 + 1e-12));
                cr_assert_float_eq(own, 0.6 * gain, 1e-12 * benchmark);
                cr_assert_float_eq(lost, mean(r, METRIC_LOSS, 1, p, y), 1e-12 * benchmark);
                capped += gain > 0.0079 * benchmark * mean(r, METRIC_COVERAGE, 1, p, y) / 4;
            }
        finish(run);
    }
    cr_assert_gt(capped, 10);
}

Test(contracts, a_one_sided_contract_never_charges_a_loss)
{
    const char *contract = "models.network.contract={kind: gain_share, scope: [emergency], luck: "
                           "{cv_person: 6, shape: gamma}, sharing_rate: 0.5";
    for (int pooled = 0; pooled < 2; pooled++) {
        char text[200];
        snprintf(text, sizeof text, "%s, pooled: %s}", contract, pooled ? "true" : "false");
        const char *sets[] = {text, NULL};
        struct case_run run = run_with(sets, 1);
        for (int p = 0; p < 3; p++)
            for (int y = 0; y < run.results->years; y++)
                cr_assert_eq(mean(run.results, METRIC_LOSS, 1, p, y), 0.0);
        cr_assert_gt(mean(run.results, METRIC_GAIN, 1, 2, 6), 0.0);
        finish(run);
    }
}

/* At a constant minimum rate, luck of patients of a larger list pays less often. The luck of a
 * place is the same draw whatever its list, so this holds for every trial. */
Test(contracts, a_larger_list_is_never_paid_more_often)
{
    static const char *const shapes[] = {"normal", "lognormal", "gamma"};
    for (int k = 0; k < 3; k++) {
        double last = 1;
        for (double list = 2000; list < 3e6; list *= 3) {
            char contract[240], north[80];
            snprintf(contract, sizeof contract,
                     "models.network.contract={kind: gain_share, scope: [emergency], luck: "
                     "{cv_person: 3, shape: %s, truncate_at: 0.999}, minimum_savings_rate: 0.01}",
                     shapes[k]);
            snprintf(north, sizeof north, "places.north.persons=%.0f", list);
            const char *sets[] = {NO_EFFECT,
                                  contract,
                                  "models.network.list_size={target: 1e9}",
                                  "models.network.survival={}",
                                  north,
                                  NULL};
            struct case_run run = run_with(sets, 1);
            const double now = mean(run.results, METRIC_P_FALSE_PAYMENT_PATIENTS, 1, 0, 5);
            cr_assert_leq(now, last, "%s, %g persons", shapes[k], list);
            last = now;
            finish(run);
        }
        cr_assert_lt(last, 0.2);
    }
}
