/* Practices: where they belong, and their closings against distributions worked out state by
 * state. */
#include "ran.h"

TestSuite(practices, .init = start, .fini = finish);

#define CLOSING_IN(place)                                                                          \
    "acsim: 1\n"                                                                                   \
    "base_year: 2016\n"                                                                            \
    "horizon: 5\n"                                                                                 \
    "trials: 8192\n"                                                                               \
    "places:\n"                                                                                    \
    "  here: {" place ", funding: 1e8}\n"                                                          \
    "services:\n"                                                                                  \
    "  visits: {provider: practices, price: 40, activity: {here: 250000}}\n"                       \
    "workforce:\n"                                                                                 \
    "  gp_fte: {value: 0.0005, per_head: true}\n"                                                  \
    "  units_per_fte: {visits: 8000}\n"                                                            \
    "  closure: {hazard: 0.08, practice_list: 1000}\n"                                             \
    "models: [do_nothing, plain]\n"

#define CLOSING CLOSING_IN("persons: 40000")
#define CLOSING_LISTED CLOSING_IN("practices: {table: practices.csv}")

Test(practices, practices_belong_to_the_network_their_middle_falls_into)
{
    READ(CLOSING, "workforce.closure.practice_list=4000", "models.plain.list_size.target=15000");
    const int want[] = {0, 0, 0, 1, 1, 1, 1, 2, 2, 2}; /* middles at 0.05, 0.15 ...; thirds */
    cr_assert_eq(plan->model[1].networks[0].count, 3);
    for (int i = 0; i < 10; i++)
        cr_expect_eq(plan->model[1].networks[0].of_practice[i], want[i], "practice %d", i);
}

Test(practices, listed_practices_are_where_they_were_packed)
{
    scratch_file(&scratch, "practices.csv",
                 "code,name,contract,patients,network\na,Alpha,GMS,60,\nb,Beta,PMS,10,east\n"
                 "c,Gamma,GMS,80,\nd,Delta,GMS,40,\ne,Epsilon,GMS,30,east\nf,Zeta,GMS,20,\n");
    READ(CLOSING_LISTED, "models.plain.list_size={target: 100, minimum: 60, maximum: 130}");
    /* east; a + (c would pass the maximum); c + d; f is too small alone and joins them */
    const int want[] = {1, 0, 2, 2, 0, 2};
    const struct plan_practices *practices = &plan->workforce.practices[0];
    cr_assert_eq(practices->count, 6);
    for (int i = 0; i < 6; i++)
        cr_expect_eq(plan->model[1].networks[0].of_practice[i], want[i], "practice %d", i);
    cr_expect_str_eq(practices->practice[3].code, "d");
    cr_expect_str_eq(practices->practice[3].name, "Delta");
    EXPECT_NEAR(practices->practice[3].share, 40.0 / 240);
}

Test(practices, what_is_wrong_is_said_where_it_stands)
{
    REFUSE("'hazard' is 1.5", CLOSING, "workforce.closure.hazard=1.5");
    REFUSE("did you mean 'exponent'", CLOSING, "workforce.closure.exponnent=1");
    REFUSE("into 40000 practices, but at most 20000", CLOSING, "workforce.closure.practice_list=1");
    REFUSE("give workforce, or leave practices out", CLOSING, "workforce={}",
           "outputs={detail: [practices]}");
    scratch_file(&scratch, "practices.csv",
                 "code,name,contract,patients\na,Alpha,GMS,60\nb,Beta,PMS,0\n");
    REFUSE("practice 'b' of 'here' has no patients", CLOSING_LISTED);
}

/* A constant hazard: n (1 - (1 - h)^y), under both models the same practices in the same trials. */
Test(practices, closings_at_a_constant_hazard)
{
    READ(CLOSING, "models.plain.list_size.target=40000");
    struct results *r = run(2);
    for (int y = 0; y <= 5; y++) {
        const double closed = 1 - pow(0.92, y);
        const double bound = 4 * sqrt(40 * closed * (1 - closed) / 8192);
        for (int m = 0; m < 2; m++) {
            cr_expect_float_eq(mean(r, METRIC_PRACTICES_CLOSED, m, 0, y), 40 * closed,
                               bound + 1e-12, "model %d, year %d", m, y);
            EXPECT_NEAR(mean(r, METRIC_PRACTICES_OPEN, m, 0, y),
                        40 - mean(r, METRIC_PRACTICES_CLOSED, m, 0, y));
        }
        cr_expect_eq(r->paired_sd[results_cell(r, METRIC_PRACTICES_CLOSED, 1, 0, y)], 0.0);
    }
    results_destroy(r);
    READ(CLOSING, "models.plain={own_draws: true, list_size: {target: 40000}}");
    r = run(1);
    cr_expect_gt(r->paired_sd[results_cell(r, METRIC_PRACTICES_CLOSED, 1, 0, 3)], 1.0,
                 "draws of its own");
    results_destroy(r);
}

Test(practices, the_last_practice_of_a_group_stays)
{
    READ(CLOSING, "trials=64", "workforce.closure.hazard=1", "models.plain.list_size.target=10000");
    struct results *r = run(1);
    for (int y = 1; y <= 5; y++) {
        cr_expect_eq(mean(r, METRIC_PRACTICES_OPEN, 0, 0, y), 1.0, "the place is one group");
        cr_expect_eq(mean(r, METRIC_PRACTICES_OPEN, 1, 0, y), 4.0, "four networks");
        cr_expect_eq(r->sd[results_cell(r, METRIC_PRACTICES_CLOSED, 1, 0, y)], 0.0);
    }
    results_destroy(r);
}

/* Four practices: the probability of each set of open ones, moved on year by year. */
#define LISTED 4
#define SETS (1 << LISTED)

struct slow {
    double patients[LISTED];
    int group[LISTED];
    double group_share[LISTED]; /* of the place */
    double hazard, exponent, reference, list;
};

static double hazard_of(const struct slow *s, int set, int practice, double factor)
{
    double open = 0;
    for (int i = 0; i < LISTED; i++)
        open += set >> i & 1 && s->group[i] == s->group[practice] ? s->patients[i] : 0;
    double list = s->patients[practice] / open * s->group_share[s->group[practice]] * s->list;
    return fmin(1, s->hazard * factor * pow(list / s->reference, -s->exponent));
}

/* One year: every practice of the set by turns, the last of its group staying. */
static void slow_year(const struct slow *s, double factor, double *chance)
{
    double next[SETS] = {0};
    for (int set = 0; set < SETS; set++)
        for (int left = 0; left < SETS; left++) {
            double p = chance[set];
            int now = set;
            for (int i = 0; i < LISTED && p > 0; i++) {
                if (!(set >> i & 1)) {
                    p = left >> i & 1 ? 0 : p;
                    continue;
                }
                int others = 0;
                for (int k = 0; k < LISTED; k++)
                    others += k != i && now >> k & 1 && s->group[k] == s->group[i];
                double h = others ? hazard_of(s, set, i, factor) : 0;
                p *= left >> i & 1 ? 1 - h : h;
                now = left >> i & 1 ? now : now & ~(1 << i);
            }
            next[left] += p;
        }
    memcpy(chance, next, sizeof next);
}

#define SMALL_AND_LARGE                                                                            \
    CLOSING_LISTED, "workforce.net_growth=-0.05",                                                  \
        "workforce.closure={hazard: 0.05, shortage: 3, exponent: 0.8, reference_list: 10000, "     \
        "in_network: 0.4}",                                                                        \
        "models.plain={list_size: {target: 25000, maximum: 30000}, coverage: {2017: 0, 2018: 1}}", \
        "outputs={detail: [practices, networks]}"

static void write_listed(void)
{
    scratch_file(&scratch, "practices.csv",
                 "code,name,contract,patients\na,A,GMS,4000\nb,B,GMS,20000\nc,C,GMS,10000\n"
                 "d,D,GMS,6000\n");
}

Test(practices, closings_by_list_shortage_and_membership)
{
    static const struct slow places[2] = {
        {{4000, 20000, 10000, 6000}, {0, 0, 0, 0}, {1}, 0.05, 0.8, 10000, 40000},
        {{4000, 20000, 10000, 6000}, {0, 0, 1, 1}, {0.6, 0.4}, 0.05, 0.8, 10000, 40000}};
    write_listed();
    READ(SMALL_AND_LARGE);
    struct results *r = run(2);
    cr_assert_eq(plan->model[1].networks[0].count, 2);
    for (int m = 0; m < 2; m++) {
        double chance[SETS] = {[SETS - 1] = 1};
        for (int y = 1; y <= 5; y++) {
            const double short_of = 1 - pow(0.95, y);
            slow_year(&places[m], exp(3 * short_of) * (m == 1 && y >= 2 ? 0.4 : 1), chance);
            for (int i = 0; i < LISTED; i++) {
                double open = 0;
                for (int set = 0; set < SETS; set++)
                    open += set >> i & 1 ? chance[set] : 0;
                const size_t cell =
                    results_detail_cell(r, DETAIL_PRACTICES, m, i, PRACTICE_OPEN, y);
                cr_expect_float_eq(r->detail_mean[DETAIL_PRACTICES][cell], open,
                                   4.5 * sqrt(open * (1 - open) / 8192) + 1e-12,
                                   "model %d, year %d, practice %d: %g, not %g", m, y, i,
                                   r->detail_mean[DETAIL_PRACTICES][cell], open);
            }
        }
    }
    results_destroy(r);
}

Test(practices, patients_stay_in_their_network)
{
    write_listed();
    READ(SMALL_AND_LARGE);
    struct results *r = run(1);
    const double *practice = r->detail_mean[DETAIL_PRACTICES];
    for (int m = 0; m < 2; m++)
        for (int y = 0; y <= 5; y++) {
            double list[LISTED];
            for (int i = 0; i < LISTED; i++)
                list[i] =
                    practice[results_detail_cell(r, DETAIL_PRACTICES, m, i, PRACTICE_LIST, y)];
            EXPECT_NEAR(list[0] + list[1] + list[2] + list[3], 40000);
            if (m == 1)
                EXPECT_NEAR(list[0] + list[1], 24000);
            const double member =
                practice[results_detail_cell(r, DETAIL_PRACTICES, m, 1, PRACTICE_IN_NETWORK, y)];
            const double open = y < 2 ? 0
                                      : practice[results_detail_cell(r, DETAIL_PRACTICES, m, 1,
                                                                     PRACTICE_OPEN, y - 1)];
            EXPECT_NEAR(member, m * open); /* alive from 2018 on; it never fails here */
        }
    cr_expect_gt(practice[results_detail_cell(r, DETAIL_PRACTICES, 0, 1, PRACTICE_LIST, 5)], 21000,
                 "those of closed practices come");
    results_destroy(r);
}

Test(practices, the_same_bits_on_any_number_of_threads)
{
    write_listed();
    READ(SMALL_AND_LARGE);
    struct results *one = run(1);
    const size_t cells = results_cell(one, one->columns.count, 0, 0, 0);
    const size_t detail = results_detail_cell(one, DETAIL_PRACTICES, 2, 0, 0, 0);
    for (int threads = 2; threads <= 3; threads++) {
        struct results *other = run(threads);
        cr_expect_eq(memcmp(one->mean, other->mean, cells * sizeof(double)), 0);
        cr_expect_eq(memcmp(one->sd, other->sd, cells * sizeof(double)), 0);
        cr_expect_eq(memcmp(one->detail_mean[DETAIL_PRACTICES],
                            other->detail_mean[DETAIL_PRACTICES], detail * sizeof(double)),
                     0);
        results_destroy(other);
    }
    results_destroy(one);
}
