/* What must hold of any run: zero effects, equal contracts, monotone reinvestment, common draws. */
#include "case_run.h"

Test(model, zero_effects_give_exactly_zero_differences)
{
    const char *sets[] = {NO_EFFECT, "models.network.delivers=[]", NULL};
    struct case_run run = run_with(sets, 2);
    const int zero[] = {METRIC_GAP,           METRIC_COST,    METRIC_ACTIVITY_COST,
                        METRIC_STRANDED_COST, METRIC_FUNDING, METRIC_NET_SAVING};
    for (size_t k = 0; k < sizeof zero / sizeof *zero; k++)
        for (int p = 0; p < run.results->places; p++)
            for (int y = 0; y < run.results->years; y++) {
                cr_assert_eq(paired(run.results, zero[k], 1, p, y), 0.0);
                cr_assert_eq(run.results->paired_sd[results_cell(run.results, zero[k], 1, p, y)],
                             0.0);
            }
    cr_assert_gt(mean(run.results, METRIC_GAIN, 1, 2, 6), 0.0, "luck still pays gains");
    finish(run);
}

Test(model, gap_and_net_saving_tie_up)
{
    const char *sets[] = {NULL};
    struct case_run run = run_with(sets, 1);
    const struct results *r = run.results;
    for (int p = 0; p < r->places; p++)
        for (int y = 0; y < r->years; y++) {
            /* gap_0 - gap_m = net_saving + grants_m - grants_0; no grants here */
            double scale = mean(r, METRIC_COST, 1, p, y);
            cr_assert_float_eq(-paired(r, METRIC_GAP, 1, p, y), mean(r, METRIC_NET_SAVING, 1, p, y),
                               1e-12 * scale);
            double surplus = 0;
            for (int q = 0; q < PARTIES; q++)
                surplus += mean(r, r->columns.surplus + q, 1, p, y);
            cr_assert_float_eq(-surplus, mean(r, METRIC_GAP, 1, p, y), 1e-9 * scale);
        }
    finish(run);
}

Test(model, full_risk_equals_gain_share_at_rates_of_one)
{
    const char *const share[] = {
        "models.network.contract={kind: gain_share, scope: [emergency, community], benchmark: "
        "{method: trend}, luck: {cv_person: 3}, sharing_rate: 1, two_sided: {minimum_loss_rate: 0, "
        "rate: 1}, gain_shares: {network: 1}, loss_shares: {network: 1}}",
        NULL};
    const char *const risk[] = {
        "models.network.contract={kind: full_risk, holder: network, scope: [emergency, community], "
        "benchmark: {method: trend}, luck: {cv_person: 3}}",
        NULL};
    struct case_run a = run_with(share, 1), b = run_with(risk, 1);
    for (int k = 0; k < a.results->columns.count; k++)
        for (int p = 0; p < a.results->places; p++)
            for (int y = 0; y < a.results->years; y++)
                cr_assert_eq(mean(a.results, k, 1, p, y), mean(b.results, k, 1, p, y),
                             "column %d year %d", k, y);
    finish(a);
    finish(b);
}

/* Mean intensity by year at a share of gains reinvested; fidelity is the same for all networks. */
static void intensity_at(const char *fidelity, int percent, double mean_of[7])
{
    char share[64];
    snprintf(share, sizeof share, "models.network.reinvestment.share=%.2f", 0.01 * percent);
    const char *sets[] = {fidelity, share, NULL};
    struct case_run run = run_with(sets, 1);
    cr_assert_eq(run.results->years, 7);
    for (int y = 0; y < 7; y++)
        mean_of[y] = mean(run.results, METRIC_INTENSITY, 1, 2, y);
    finish(run);
}

/* A network that made things worse makes them worse still with more to spend. */
Test(model, more_reinvestment_never_lowers_the_size_of_intensity)
{
    static const char *const fidelity[] = {"models.network.fidelity=0.9",
                                           "models.network.fidelity=-0.4"};
    for (int sign = 0; sign < 2; sign++) {
        double last[7] = {0}, now[7];
        for (int percent = 0; percent <= 100; percent += 25) {
            intensity_at(fidelity[sign], percent, now);
            for (int y = 1; y < 7; y++) {
                cr_expect_geq(fabs(now[y]), fabs(last[y]) - 1e-12, "year %d", y);
                cr_expect_eq(now[y] < 0.0, sign == 1 && now[y] != 0.0);
            }
            cr_expect(percent == 0 || fabs(now[6]) > fabs(last[6]), "%d %%", percent);
            memcpy(last, now, sizeof last);
        }
    }
}

static void assert_same_bits(const double *a, const double *b, size_t count)
{
    cr_assert_eq(memcmp(a, b, count * sizeof *a), 0);
}

Test(model, the_same_bits_on_any_number_of_threads)
{
    /* 257 blocks of trials and a part of one; enough for histograms of quantiles is elsewhere */
    const char *sets[] = {"trials=16450", NULL};
    struct case_run one = run_with(sets, 1);
    const size_t cells = results_cell(one.results, one.results->columns.count, 0, 0, 0);
    const int threads[] = {2, 3, 5};
    for (int k = 0; k < 3; k++) {
        struct case_run other = run_with(sets, threads[k]);
        assert_same_bits(one.results->mean, other.results->mean, cells);
        assert_same_bits(one.results->sd, other.results->sd, cells);
        assert_same_bits(one.results->quantile, other.results->quantile, QUANTILES * cells);
        finish(other);
    }
    finish(one);
}

Test(model, luck_moves_money_between_parties_and_no_real_cost)
{
    const char *without[] = {"models.network.contract.luck.cv_person=0",
                             "models.network.reinvestment={}", NULL};
    const char *with[] = {"models.network.reinvestment={}", NULL};
    struct case_run a = run_with(without, 1), b = run_with(with, 1);
    for (int y = 0; y < a.results->years; y++)
        cr_assert_eq(mean(a.results, METRIC_COST, 1, 2, y), mean(b.results, METRIC_COST, 1, 2, y));
    cr_assert_neq(mean(a.results, METRIC_GAIN, 1, 2, 6), mean(b.results, METRIC_GAIN, 1, 2, 6));
    cr_assert_gt(mean(b.results, METRIC_UNEARNED_GAIN, 1, 2, 6), 0.0);
    finish(a);
    finish(b);
}

/* P(false payment) of a network with no true saving and no benchmark luck: 1 - Phi(msr / cv). */
Test(model, false_payments_have_their_closed_form)
{
    const char *sets[] = {
        NO_EFFECT,
        "trials=4096",
        "models.network.survival={}",
        "economy.inflation=0.02",
        "services.emergency.growth={other: 0.02}",
        "models.network.contract={kind: gain_share, scope: [emergency], luck: {cv_person: 3, "
        "shape: normal}, minimum_savings_rate: 0.01, sharing_rate: 0.5, gain_shares: {network: 1}}",
        NULL};
    struct case_run run = run_with(sets, 2);
    /* north: 180,000 over round(4.5) = 5 networks (ties away from zero) or 4 */
    const int networks = run.plan->model[1].networks[0].count;
    const double cv = 3.0 / sqrt(180000.0 / networks);
    const double expected = 0.5 * erfc(0.01 / cv / sqrt(2.0));
    const double draws = 4096.0 * networks;
    const double bound = 4.0 * sqrt(expected * (1.0 - expected) / draws);
    for (int y = 3; y <= 6; y++)
        cr_assert_float_eq(mean(run.results, METRIC_P_FALSE_PAYMENT, 1, 0, y), expected, bound);
    finish(run);
}

/* Every trial's parts add up, hence their means do; each part follows from draws of its own. */
Test(model, luck_of_patients_and_of_the_benchmark_add_up)
{
    const char *sets[] = {NULL};
    const char *no_patients[] = {"models.network.contract.luck.cv_person=0", NULL};
    const int whole[] = {METRIC_UNEARNED_GAIN, METRIC_MISSED_GAIN};
    struct case_run run = run_with(sets, 1), calm = run_with(no_patients, 1);
    for (int k = 0; k < 2; k++)
        for (int p = 0; p < run.results->places; p++)
            for (int y = 0; y < run.results->years; y++) {
                const double sum = mean(run.results, whole[k], 1, p, y);
                const double patients = mean(run.results, whole[k] + 1, 1, p, y);
                const double benchmark = mean(run.results, whole[k] + 2, 1, p, y);
                cr_assert_float_eq(patients + benchmark, sum, 1e-9 + 1e-12 * sum);
                cr_assert_eq(mean(calm.results, whole[k] + 1, 1, p, y), 0.0);
            }
    cr_assert_gt(mean(run.results, METRIC_UNEARNED_GAIN_PATIENTS, 1, 2, 6), 0.0);
    cr_assert_gt(mean(run.results, METRIC_P_FALSE_PAYMENT_PATIENTS, 1, 2, 6), 0.0);
    cr_assert_eq(mean(calm.results, METRIC_P_FALSE_PAYMENT_PATIENTS, 1, 2, 6), 0.0);
    finish(run);
    finish(calm);
}
