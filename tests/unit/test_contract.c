/* The contract's rules against worked accounts, and properties that hold for every draw. */
#include "model/contract.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

struct numbers {
    double msr, mlr, rate, cap, paid, quality, gate, loss_rate, lowest, highest, loss_cap;
};

static double terms_row[11][LANES];

static struct contract_terms terms_of(const struct plan_contract *contract, struct numbers n)
{
    const double value[11] = {n.msr,  n.mlr,       n.rate,   n.cap,     n.paid,    n.quality,
                              n.gate, n.loss_rate, n.lowest, n.highest, n.loss_cap};
    for (int k = 0; k < 11; k++)
        for (int i = 0; i < LANES; i++)
            terms_row[k][i] = value[k];
    return (struct contract_terms){contract,     terms_row[0], terms_row[1], terms_row[2],
                                   terms_row[3], terms_row[4], terms_row[5], terms_row[6],
                                   terms_row[7], terms_row[8], terms_row[9], terms_row[10]};
}

static const struct numbers usual = {.msr = 0.02,
                                     .mlr = 0.02,
                                     .rate = 0.5,
                                     .cap = 0.10,
                                     .paid = 0.98,
                                     .quality = 0.9,
                                     .gate = 0.5,
                                     .loss_rate = 0.6,
                                     .lowest = 0.4,
                                     .highest = 0.75,
                                     .loss_cap = 0.05};

static double gain_of(const struct plan_contract *contract, struct numbers n, double b, double x)
{
    struct contract_terms terms = terms_of(contract, n);
    double benchmark[LANES], actual[LANES], gain[LANES];
    for (int i = 0; i < LANES; i++)
        benchmark[i] = b, actual[i] = x;
    contract_gain(&terms, benchmark, actual, gain);
    return gain[LANES - 1];
}

static double loss_of(const struct plan_contract *contract, struct numbers n, double b, double x,
                      double *capped)
{
    struct contract_terms terms = terms_of(contract, n);
    double benchmark[LANES], actual[LANES], loss[LANES], cap[LANES];
    for (int i = 0; i < LANES; i++)
        benchmark[i] = b, actual[i] = x;
    contract_loss(&terms, benchmark, actual, benchmark, loss, cap);
    *capped = cap[LANES - 1];
    return loss[LANES - 1];
}

/* Rates that CMS published for lists of 2014, from its own table (42 CFR 425.604(b)). */
Test(contract, minimum_rates_by_list_as_published)
{
    static const double persons[] = {5000,  6000,  7000,  8000,  9000,
                                     10000, 15000, 20000, 50000, 60000};
    static const double rates[] = {0.039, 0.036, 0.034, 0.032, 0.031,
                                   0.030, 0.027, 0.025, 0.022, 0.020};
    static const double known[][2] = {
        {6850, 0.0342982983}, {11219, 0.02926845369}, {34601, 0.02353985133}, {51150, 0.021769977},
        {5000, 0.039},        {5999, 0.036},          {6000, 0.036},          {49999, 0.022},
        {49999.5, 0.022},     {59999, 0.020},         {60000, 0.020},         {250000, 0.020},
        {100, 0.039}};
    const struct plan_rate table = {.knots = 10, .persons = persons, .rate = rates};
    double list[LANES], minimum[LANES];
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        for (int i = 0; i < LANES; i++)
            list[i] = known[k][0];
        contract_rate_by_list(&table, list, minimum);
        cr_expect_float_eq(minimum[k], known[k][1], 1e-9, "%g persons: %.11g", list[0], minimum[k]);
    }
}

Test(contract, gains_as_worked_by_hand)
{
    struct plan_contract c = {
        .kind = CONTRACT_GAIN_SHARE, .first_pound = true, .quality_scales_gain = true};
    cr_assert_float_eq(gain_of(&c, usual, 100, 95), 0.98 * 0.5 * 0.9 * 5, 1e-12);
    cr_assert_eq(gain_of(&c, usual, 100, 98.5), 0, "below the minimum savings rate");
    cr_assert_float_eq(gain_of(&c, usual, 100, 98), 0.98 * 0.5 * 0.9 * 2, 1e-12, "at it");
    cr_assert_float_eq(gain_of(&c, usual, 100, 20), 10, 1e-12, "capped");
    cr_assert_eq(gain_of(&c, usual, 100, 105), 0);
    c.first_pound = false;
    cr_assert_float_eq(gain_of(&c, usual, 100, 95), 0.98 * 0.5 * 0.9 * 3, 1e-12, "above only");
    c.quality_scales_gain = false;
    cr_assert_float_eq(gain_of(&c, usual, 100, 95), 0.98 * 0.5 * 3, 1e-12);
    struct numbers poor = usual;
    poor.quality = 0.49;
    cr_assert_eq(gain_of(&c, poor, 100, 95), 0, "quality below its gate");
}

Test(contract, losses_as_worked_by_hand)
{
    struct plan_contract c = {.kind = CONTRACT_GAIN_SHARE, .two_sided = true};
    double capped;
    cr_assert_float_eq(loss_of(&c, usual, 100, 104, &capped), 0.6 * 4, 1e-12);
    cr_assert_eq(capped, 0);
    cr_assert_eq(loss_of(&c, usual, 100, 101.5, &capped), 0, "within the minimum loss rate");
    cr_assert_float_eq(loss_of(&c, usual, 100, 120, &capped), 5, 1e-12);
    cr_assert_eq(capped, 1);
    c.loss_inverse_to_quality = true; /* 1 - 0.6 x 0.9 = 0.46 */
    cr_assert_float_eq(loss_of(&c, usual, 100, 104, &capped), 0.46 * 4, 1e-12);
    struct numbers best = usual;
    best.quality = 1.0, best.loss_rate = 0.75; /* 0.25, raised to 0.40 */
    cr_assert_float_eq(loss_of(&c, best, 100, 104, &capped), 0.40 * 4, 1e-12);
    c.two_sided = false;
    cr_assert_eq(loss_of(&c, usual, 100, 120, &capped), 0, "one-sided");
}

Test(contract, full_risk_is_gain_share_at_rates_of_one)
{
    struct plan_contract risk = {.kind = CONTRACT_FULL_RISK};
    struct plan_contract share = {
        .kind = CONTRACT_GAIN_SHARE, .first_pound = true, .two_sided = true};
    struct numbers one = {.rate = 1,
                          .cap = 1e9,
                          .paid = 1,
                          .quality = 1,
                          .loss_rate = 1,
                          .highest = 1,
                          .loss_cap = 1e9};
    double capped;
    for (double x = 50; x < 150; x += 0.37) {
        cr_assert_eq(gain_of(&risk, usual, 100, x), gain_of(&share, one, 100, x));
        cr_assert_eq(loss_of(&risk, usual, 100, x, &capped), loss_of(&share, one, 100, x, &capped));
    }
}

Test(contract, gains_and_losses_stay_within_caps_and_never_meet)
{
    srand(7);
    for (int k = 0; k < 20000; k++) {
        struct numbers n = usual;
        double r[6];
        for (int i = 0; i < 6; i++)
            r[i] = rand() / (double)RAND_MAX;
        n.msr = 0.05 * r[0], n.mlr = 0.05 * r[1], n.rate = r[2], n.quality = r[3],
        n.cap = 0.2 * r[4];
        n.loss_cap = 0.2 * r[4];
        struct plan_contract c = {.kind = CONTRACT_GAIN_SHARE,
                                  .first_pound = k & 1,
                                  .two_sided = k & 2,
                                  .quality_scales_gain = k & 4,
                                  .loss_inverse_to_quality = k & 8};
        double x = 70 + 60 * r[5], capped;
        double gain = gain_of(&c, n, 100, x), loss = loss_of(&c, n, 100, x, &capped);
        cr_assert(gain >= 0 && loss >= 0 && (gain == 0 || loss == 0));
        cr_assert(gain <= n.cap * 100 + 1e-12 && loss <= n.loss_cap * 100 + 1e-12);
        cr_assert(c.two_sided || loss == 0, "a one-sided contract never charges a loss");
    }
}
