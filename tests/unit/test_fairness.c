/* Gains that luck made, and the part of patients and of the benchmark in them, against accounts
 * worked by hand and a plain loop. */
#include "model/account.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

struct worked {
    double live, weight, b, x, x0, xm;
};

static const struct plan_contract share = {.kind = CONTRACT_GAIN_SHARE, .first_pound = true};

/* Half of savings from a minimum of 2 % on, at most 10 % of the benchmark. */
static struct account account_of(const struct worked *w)
{
    static double row[6][LANES];
    static const double value[6] = {0.02, 0.5, 0.10, 1.0, 1.0, 0.0};
    struct account a = {0};
    for (int i = 0; i < LANES; i++) {
        for (int k = 0; k < 6; k++)
            row[k][i] = value[k];
        a.live[i] = w[i].live, a.weight[i] = w[i].weight;
        a.benchmark[i] = w[i].b, a.actual[i] = w[i].x;
        a.before[i] = w[i].x0, a.model[i] = w[i].xm;
    }
    a.terms = (struct contract_terms){.contract = &share,
                                      .minimum_savings_rate = row[0],
                                      .sharing_rate = row[1],
                                      .gain_cap = row[2],
                                      .payment_factor = row[3],
                                      .quality = row[4],
                                      .quality_gate = row[5]};
    return a;
}

static double rule(double b, double x)
{
    double gain = 0.5 * (b - x);
    if (b <= 0 || b - x <= 0 || (b - x) / b < 0.02)
        return 0;
    return gain < 0.10 * b ? gain : 0.10 * b;
}

static void run(const struct worked *w, lanes *metric)
{
    struct account a = account_of(w);
    lanes gain;
    contract_gain(&a.terms, a.benchmark, a.actual, gain);
    fairness_add(&a, gain, metric);
}

Test(fairness, luck_of_one_kind_is_all_of_it)
{
    lanes metric[METRICS] = {{0}};
    struct worked w[LANES];
    for (int i = 0; i < LANES; i++)
        w[i] = (struct worked){1, 0.25, 100, 95, 100, 100}; /* patients: 2.5 is not earned */
    w[1] = (struct worked){1, 0.25, 106, 100, 100, 100};    /* benchmark: 3 is not earned */
    w[2] = (struct worked){1, 0.25, 100, 101, 100, 96};     /* patients: 2 is missed */
    w[3] = (struct worked){1, 0.25, 97, 96, 100, 96};       /* benchmark: 2 is missed */
    w[4] = (struct worked){0, 0.0, 100, 95, 100, 100};      /* not live */
    run(w, metric);
    cr_expect_float_eq(metric[METRIC_UNEARNED_GAIN_PATIENTS][0], 2.5, 1e-12);
    cr_expect_float_eq(metric[METRIC_UNEARNED_GAIN_BENCHMARK][0], 0, 1e-12);
    cr_expect_float_eq(metric[METRIC_UNEARNED_GAIN_PATIENTS][1], 0, 1e-12);
    cr_expect_float_eq(metric[METRIC_UNEARNED_GAIN_BENCHMARK][1], 3, 1e-12);
    cr_expect_float_eq(metric[METRIC_MISSED_GAIN_PATIENTS][2], 2, 1e-12);
    cr_expect_float_eq(metric[METRIC_MISSED_GAIN_BENCHMARK][3], 2, 1e-12);
    static const double paid[3][5] = {
        {0.25, 0.25, 0, 0, 0}, {0.25, 0, 0, 0, 0}, {0, 0.25, 0, 0, 0}};
    for (int i = 0; i < 5; i++) {
        cr_expect_eq(metric[METRIC_P_FALSE_PAYMENT][i], paid[0][i], "lane %d", i);
        cr_expect_eq(metric[METRIC_P_FALSE_PAYMENT_PATIENTS][i], paid[1][i], "lane %d", i);
        cr_expect_eq(metric[METRIC_P_FALSE_PAYMENT_BENCHMARK][i], paid[2][i], "lane %d", i);
    }
    cr_expect_eq(metric[METRIC_UNEARNED_GAIN][4], 0);
}

/* What neither kind would have paid alone is shared between them. */
Test(fairness, luck_of_both_kinds_is_halved_where_it_meets)
{
    lanes metric[METRICS] = {{0}};
    struct worked w[LANES];
    for (int i = 0; i < LANES; i++)
        w[i] = (struct worked){1, 1, 101.5, 99.5, 100, 100};
    run(w, metric);
    /* neither alone reaches the minimum rate; together 2 / 101.5 does not either */
    cr_expect_eq(metric[METRIC_UNEARNED_GAIN][0], 0);
    for (int i = 0; i < LANES; i++)
        w[i] = (struct worked){1, 1, 101.5, 98.5, 100, 100};
    run(w, metric); /* neither alone, but 3 / 101.5: half each */
    cr_expect_float_eq(metric[METRIC_UNEARNED_GAIN][0], 1.5, 1e-12);
    cr_expect_float_eq(metric[METRIC_UNEARNED_GAIN_PATIENTS][0], 0.75, 1e-12);
    cr_expect_float_eq(metric[METRIC_UNEARNED_GAIN_BENCHMARK][0], 0.75, 1e-12);
    cr_expect_eq(metric[METRIC_P_FALSE_PAYMENT_PATIENTS][0], 0);
    cr_expect_eq(metric[METRIC_P_FALSE_PAYMENT_BENCHMARK][0], 0);
    cr_expect_eq(metric[METRIC_P_FALSE_PAYMENT][0], 1);
}

static double uniform(double low, double high)
{
    return low + (high - low) * (rand() / (double)RAND_MAX);
}

Test(fairness, parts_add_up_and_follow_a_plain_loop)
{
    srand(11);
    for (int k = 0; k < 300; k++) {
        lanes metric[METRICS] = {{0}};
        struct worked w[LANES];
        for (int i = 0; i < LANES; i++) {
            w[i] =
                (struct worked){1, 0.5, uniform(90, 115), uniform(85, 110), 100, uniform(90, 102)};
        }
        run(w, metric);
        for (int i = 0; i < LANES; i++) {
            const double both = rule(w[i].b, w[i].x), fair = rule(100, w[i].xm);
            const double patients = (both - rule(w[i].b, w[i].xm) + rule(100, w[i].x) - fair) / 2;
            const double unearned = metric[METRIC_UNEARNED_GAIN][i];
            const double missed = metric[METRIC_MISSED_GAIN][i];
            cr_assert_float_eq(unearned, fmax(0, both - fair), 1e-12);
            cr_assert_float_eq(missed, fmax(0, fair - both), 1e-12);
            cr_assert_float_eq(metric[METRIC_UNEARNED_GAIN_PATIENTS][i] +
                                   metric[METRIC_UNEARNED_GAIN_BENCHMARK][i],
                               unearned, 1e-14);
            cr_assert_float_eq(metric[METRIC_MISSED_GAIN_PATIENTS][i] +
                                   metric[METRIC_MISSED_GAIN_BENCHMARK][i],
                               missed, 1e-14);
            cr_assert_float_eq(metric[METRIC_UNEARNED_GAIN_PATIENTS][i], both > fair ? patients : 0,
                               1e-12);
            cr_assert_float_eq(metric[METRIC_MISSED_GAIN_PATIENTS][i], both < fair ? -patients : 0,
                               1e-12);
        }
    }
}
