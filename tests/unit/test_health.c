/* Health status: demand of every trial against a slow plain sum over bands, at its own h. */
#include "scratch.h"

#include "model/stage.h" /* before compiled.h, whose variables have the names of its parameters */

#include "compiled.h"

TestSuite(health, .init = start, .fini = finish);

#define YEARS 12
#define BANDS 10 /* of each sex */
#define RATES 6

/* Bands of persons are finer than those of rates above 65 and the same below. */
static const struct {
    const char *name;
    double lower, upper; /* upper: the first age beyond; 0: open */
    int rate;
} band[BANDS] = {{"0-4", 0, 5, 0},     {"5-14", 5, 15, 1},   {"15-17", 15, 18, 2},
                 {"18-44", 18, 45, 3}, {"45-64", 45, 65, 4}, {"65-69", 65, 70, 5},
                 {"70-74", 70, 75, 5}, {"75-79", 75, 80, 5}, {"80-84", 80, 85, 5},
                 {"85plus", 85, 0, 5}};
static const char *const rate_name[RATES] = {"0-4", "5-14", "15-17", "18-44", "45-64", "65plus"};
static const double rate[2][RATES] = {{0.21, 0.05, 0.08, 0.10, 0.14, 0.45},
                                      {0.25, 0.06, 0.07, 0.07, 0.17, 0.61}};
static const double persons[2][BANDS] = {
    {3100, 6200, 1900, 17000, 13000, 2900, 2700, 2000, 1500, 1900},
    {3300, 6400, 2000, 17500, 12500, 2700, 2400, 1700, 1100, 1000}};
static const double growth[2][BANDS] = {
    {0.95, 0.9, 1.05, 1.02, 0.99, 1.10, 1.21, 1.3, 1.25, 1.4},
    {0.96, 0.9, 1.04, 1.01, 0.98, 1.12, 1.19, 1.28, 1.33, 1.6}}; /* by 2028 */
#define OLDER 1.07 /* what the second variant adds to the growth of bands from 65 */

static void write_town(bool fine)
{
    static char base[4096], index[8192], rates[4096];
    int b = snprintf(base, sizeof base, "place,age,sex,persons\n"), k, i, r;
    i = snprintf(index, sizeof index, "variant,age,sex,2016,2028\n");
    r = snprintf(rates, sizeof rates, "age,sex,care,births\n");
    for (int sex = 0; sex < 2; sex++) {
        const char *name = sex ? "male" : "female";
        for (k = BANDS - 1; k >= 0; k--) { /* the order of rows must not matter */
            b += snprintf(base + b, sizeof base - (size_t)b, "town,%s,%s,%.17g\n", band[k].name,
                          name, persons[sex][k]);
            for (int v = 0; v < 2; v++)
                i += snprintf(index + i, sizeof index - (size_t)i, "%s,%s,%s,1,%.17g\n",
                              v ? "older" : "middle", band[k].name, name,
                              growth[sex][k] * (v && band[k].lower >= 65 ? OLDER : 1));
            if (fine)
                r += snprintf(rates + r, sizeof rates - (size_t)r, "%s,%s,%.17g,0\n", band[k].name,
                              name, rate[sex][band[k].rate] + 0.01 * k);
        }
        for (k = 0; k < RATES && !fine; k++)
            r += snprintf(rates + r, sizeof rates - (size_t)r, "%s,%s,%.17g,%g\n", rate_name[k],
                          name, rate[sex][k], k == 3 && !sex ? 0.07 : 0.0);
    }
    scratch_file(&scratch, "base.csv", base);
    scratch_file(&scratch, "index.csv", index);
    scratch_file(&scratch, "rates.csv", rates);
}

#define TOWN                                                                                       \
    "acsim: 1\nbase_year: 2016\nhorizon: 12\n"                                                     \
    "population:\n  base: {table: base.csv}\n"                                                     \
    "  index: {table: index.csv, variants: {middle: 0.5, older: 0.5}}\n"                           \
    "  growth_error: {normal: {mean: 0, sd: 0.02}, per: year}\n"                                   \
    "places: {town: {funding: 1}}\n"                                                               \
    "services:\n"                                                                                  \
    "  flat: {provider: acute, price: 1, activity: {town: 7}}\n"                                   \
    "  care: {provider: acute, price: 1, activity: {rates: rates.csv, column: care}}\n"            \
    "models: [do_nothing]\n"
#define CARE 1
#define UNCERTAIN "population.health_status={uniform: {min: -0.7, max: 0.9}}"

static double middle(int k)
{
    return band[k].upper > 0 ? (band[k].lower + band[k].upper) / 2 : band[k].lower + 5;
}

static double own_rate(int sex, int k, bool fine)
{
    return rate[sex][band[k].rate] + (fine ? 0.01 * k : 0);
}

/* The rate of a sex at an age, walking up the bands. */
static double rate_at(int sex, double age, bool fine)
{
    if (age <= middle(0))
        return own_rate(sex, 0, fine);
    for (int k = 1; k < BANDS; k++)
        if (age <= middle(k)) {
            double weight = (middle(k) - age) / (middle(k) - middle(k - 1));
            return weight * own_rate(sex, k - 1, fine) + (1 - weight) * own_rate(sex, k, fine);
        }
    return own_rate(sex, BANDS - 1, fine);
}

/* The units of a trial in a year, in the plainest way. */
static double plain_units(const struct block *block, int lane, double h, int year, bool fine)
{
    double units = 0;
    for (int sex = 0; sex < 2; sex++)
        for (int k = 0; k < BANDS; k++) {
            int group = middle(k) < 18 ? 0 : middle(k) < 65 ? 1 : middle(k) < 85 ? 2 : 3;
            double end = growth[sex][k];
            if (block->variant[lane] == 1 && band[k].lower >= 65)
                end *= OLDER;
            units += persons[sex][k] * (1 + (end - 1) * year / YEARS) *
                     block->shock[row_of(plan, group, year)][lane] *
                     rate_at(sex, middle(k) - h * year, fine);
        }
    return units;
}

/* The units of all years of the first block of trials. */
static struct block run_block(struct arena *arena, bool at_means)
{
    struct block block;
    cr_assert(block_init(&block, plan, arena));
    block.at_means = at_means;
    block_start(&block, plan, 0, LANES);
    block_enter_place(&block, plan, 0);
    stage_population(plan, &block, 0);
    stage_demand(plan, &block, 0);
    return block;
}

static double units_of(const struct block *block, int service, int year, int lane)
{
    return block->units[row_of(plan, service, year)][lane];
}

static void compare_with_plain(bool fine)
{
    struct arena arena = {0};
    struct block block = run_block(&arena, false);
    const double *h = series_at(&block, plan, plan->population.health_status, 0);
    double lowest = 1, highest = -1;
    for (int i = 0; i < LANES; i++) {
        lowest = fmin(lowest, h[i]);
        highest = fmax(highest, h[i]);
        for (int y = 0; y <= YEARS; y++) {
            double want = plain_units(&block, i, h[i], y, fine), got = units_of(&block, CARE, y, i);
            cr_assert(fabs(got - want) <= 1e-12 * want, "trial %d, year %d, h %g: %.17g, not %.17g",
                      i, y, h[i], got, want);
        }
    }
    cr_expect(lowest < -0.5 && highest > 0.7, "the trials reach beyond many kinks");
    arena_finish(&arena);
}

Test(health, demand_of_every_trial_is_that_of_its_own_shift)
{
    write_town(false);
    READ(TOWN, UNCERTAIN);
    compare_with_plain(false);
    write_town(true);
    READ(TOWN, UNCERTAIN);
    compare_with_plain(true);
}

Test(health, expected_and_certain_shifts)
{
    struct arena arena = {0};
    write_town(false);
    READ(TOWN, UNCERTAIN);
    struct block mean = run_block(&arena, true);
    for (int y = 0; y <= YEARS; y++) {
        double want = plain_units(&mean, 3, 0.1, y, false);
        EXPECT_NEAR(units_of(&mean, CARE, y, 3) / want, 1);
        EXPECT_NEAR(plan->activity[CARE] *
                        (plan_demographic(plan, 0, CARE, 0, y)[0] +
                         plan_demographic(plan, 0, CARE, 0, y)[1] +
                         plan_demographic(plan, 0, CARE, 0, y)[2] +
                         plan_demographic(plan, 0, CARE, 0, y)[3]) /
                        want,
                    1);
    }
    READ(TOWN, "population.health_status=0.3");
    cr_expect_eq(plan->health.lines, 0, "what is certain needs no table");
    struct block certain = run_block(&arena, false);
    for (int y = 0; y <= YEARS; y++)
        EXPECT_NEAR(units_of(&certain, CARE, y, 5) / plain_units(&certain, 5, 0.3, y, false), 1);
    arena_finish(&arena);
}

Test(health, none_and_zero_are_the_same_bits)
{
    struct arena arena = {0};
    double units[2][2][YEARS + 1];
    const char *const status[] = {"title=none", "population.health_status=0"};
    write_town(false);
    for (int k = 0; k < 2; k++) {
        READ(TOWN, status[k], "services.care.growth={total: 0.02, window: 5}");
        struct block block = run_block(&arena, false);
        for (int s = 0; s < 2; s++)
            for (int y = 0; y <= YEARS; y++)
                units[k][s][y] = units_of(&block, s, y, 11);
    }
    cr_expect_arr_eq(units[0], units[1], sizeof units[0]);
    arena_finish(&arena);
}

Test(health, healthier_means_less_of_what_rises_with_age)
{
    struct arena arena = {0};
    write_town(true);
    READ(TOWN, UNCERTAIN, "population.growth_error=0", "population.index.variants={middle: 1}");
    struct block block = run_block(&arena, false);
    const double *h = series_at(&block, plan, plan->population.health_status, 0);
    double still[YEARS + 1] = {0};
    for (int y = 1; y <= YEARS; y++)
        still[y] = plain_units(&block, 0, 0, y, true);
    for (int i = 0; i < LANES; i++)
        for (int y = 1; y <= YEARS; y++)
            /* rates of this town rise from 15 on; children's fall is the smaller part */
            cr_expect((units_of(&block, CARE, y, i) < still[y]) == (h[i] > 0), "h %g, year %d",
                      h[i], y);
    EXPECT_NEAR(units_of(&block, 0, YEARS, 0), units_of(&block, 0, YEARS, 1));
    arena_finish(&arena);
}

Test(health, total_growth_is_split_at_the_mean)
{
    struct arena arena = {0};
    write_town(false);
    READ(TOWN, UNCERTAIN, "services.care.growth={total: 0.03, window: 5}");
    struct block mean = run_block(&arena, true);
    double base = plain_units(&mean, 0, 0.1, 0, false), then = plain_units(&mean, 0, 0.1, 5, false);
    EXPECT_NEAR(plan->service[CARE].growth_factor, pow(then / base, -0.2));
    EXPECT_NEAR(units_of(&mean, CARE, 5, 0) / units_of(&mean, CARE, 0, 0), pow(1.03, 5));
    arena_finish(&arena);
}

Test(health, what_is_refused)
{
    write_town(false);
    REFUSE("'health_status' is 1.5, but must be from -1 to 1 years of age a year", TOWN,
           "population.health_status=1.5");
    REFUSE("cannot be drawn per 'place'", TOWN,
           "population.health_status={normal: {mean: 0.1, sd: 0.05}, per: place}");
    REFUSE("does not run over years", TOWN, "population.health_status={2016: 0, 2020: 0.1}");
    REFUSE("did you mean 'health_status'", TOWN, "population.healthstatus=0.1");
}
