/* Tables of persons and rates against hand computation, and what is said when they are wrong. */
#include "compiled.h"

TestSuite(population, .init = start, .fini = finish);

/* Two places, two lines, base 2016 and two years on; tables are written by each test. */
#define TABLES                                                                                     \
    "acsim: 1\n"                                                                                   \
    "base_year: 2016\n"                                                                            \
    "horizon: 2\n"                                                                                 \
    "population:\n"                                                                                \
    "  base: {table: base.csv}\n"                                                                  \
    "  index: {table: index.csv}\n"                                                                \
    "places:\n"                                                                                    \
    "  north: {funding: 1}\n"                                                                      \
    "  south: {funding: 1}\n"                                                                      \
    "services:\n"                                                                                  \
    "  care:\n"                                                                                    \
    "    {provider: acute, price: 1, activity: {rates: rates.csv, column: care}}\n"                \
    "  flat: {provider: acute, price: 1, activity: {north: 7, south: 9}}\n"                        \
    "models: [do_nothing]\n"

#define BASE                                                                                       \
    "place,age,sex,persons\n"                                                                      \
    "north,0-17,f,100\nnorth,18-64,f,300\nnorth,65plus,f,50\n"                                     \
    "north,0-17,m,110\nnorth,18-64,m,310\nnorth,65plus,m,30\n"                                     \
    "south,0-64,f,200\nsouth,65-84,f,80\nsouth,85 and over,f,20\n"
#define INDEX                                                                                      \
    "area,age,sex,2016,2017,2018\n"                                                                \
    "north,0-64,f,1000,1010,1040\nnorth,65-84,f,100,110,120\nnorth,85plus,f,10,12,16\n"            \
    "north,0-64,m,900,900,990\nnorth,65-84,m,90,90,99\nnorth,85plus,m,5,6,7\n"                     \
    "south,0-64,f,500,505,510\nsouth,65plus,f,70,77,84\n"
static void write_tables(const char *base, const char *index, const char *rates)
{
    scratch_file(&scratch, "base.csv", base);
    scratch_file(&scratch, "index.csv", index);
    scratch_file(&scratch, "rates.csv", rates);
}

#define GOOD_RATES "age,sex,care,other\n0-64,f,0.1,9\n65plus,f,0.5,9\n0-64,m,0.2,9\n65+,m,0.4,9\n"

static double sum_groups(const double *group)
{
    return group[0] + group[1] + group[2] + group[3];
}

Test(population, persons_grow_by_the_index_of_their_bands)
{
    write_tables(BASE, INDEX, GOOD_RATES);
    READ(TABLES);
    /* the index is coarser below 65 (1040/1000 and 990/900) and finer above: (120 + 16)/(100 + 10)
     * and (99 + 7)/(90 + 5) */
    const double *now = plan_persons(plan, 0, 0, 0), *then = plan_persons(plan, 0, 0, 2);
    cr_expect_eq(now[0], 210);
    cr_expect_eq(now[1], 610);
    cr_expect_eq(now[2], 80, "65 and over has its middle at 70");
    cr_expect_eq(now[3], 0);
    EXPECT_NEAR(then[0], 100 * 1.04 + 110 * 1.1);
    EXPECT_NEAR(then[1], 300 * 1.04 + 310 * 1.1);
    EXPECT_NEAR(then[2], 50 * 136.0 / 110 + 30 * 106.0 / 95);
    /* of the south every band over 65 takes the index of 65plus */
    then = plan_persons(plan, 1, 0, 1);
    EXPECT_NEAR(then[1], 200 * 505.0 / 500);
    EXPECT_NEAR(then[2], 80 * 1.1);
    EXPECT_NEAR(then[3], 20 * 1.1);
}

Test(population, demographic_index_weighs_bands_by_rates)
{
    write_tables(BASE, INDEX, GOOD_RATES);
    READ(TABLES);
    double base = 400 * 0.1 + 50 * 0.5 + 420 * 0.2 + 30 * 0.4;
    double then =
        400 * 1.04 * 0.1 + 50 * 136.0 / 110 * 0.5 + 420 * 1.1 * 0.2 + 30 * 106.0 / 95 * 0.4;
    EXPECT_NEAR(plan->activity[0], base);
    EXPECT_NEAR(sum_groups(plan_demographic(plan, 0, 0, 0, 0)), 1);
    EXPECT_NEAR(sum_groups(plan_demographic(plan, 0, 0, 0, 2)), then / base);
    EXPECT_NEAR(plan_demographic(plan, 0, 0, 0, 0)[0], (100 * 0.1 + 110 * 0.2) / base);
    /* without rates the profile is flat: the index is that of persons */
    cr_expect_eq(plan->activity[1], 7);
    cr_expect_eq(plan->activity[3], 9);
    EXPECT_NEAR(sum_groups(plan_demographic(plan, 1, 1, 0, 1)), (200 * 1.01 + 100 * 1.1) / 300);
}

Test(population, tables_are_chained_by_ratio)
{
    write_tables(BASE, "age,2016,2017\n0-64,100,110\n65plus,50,50\n", GOOD_RATES);
    scratch_file(&scratch, "later.csv",
                 "variant,age,y2016,y2018\na,0-64,700,900\na,65plus,80,100\n"
                 "b,0-64,1000,1000\nb,65plus,10,20\n");
    READ("acsim: 1\nbase_year: 2016\nhorizon: 2\n"
         "population:\n  base: {table: base.csv}\n"
         "  index: {table: index.csv, chain: [{table: later.csv, from: 2017}],\n"
         "    variants: {b: 0.25, a: 0.75}}\n"
         "places: {north: {funding: 1}, south: {funding: 1}}\n"
         "services: {flat: {provider: acute, price: 1, activity: {north: 7, south: 9}}}\n"
         "models: [do_nothing]\n");
    cr_assert_eq(plan->population.variants, 2);
    cr_expect_eq(plan->population.variant_probability[0], 0.25);
    /* 2017 stands halfway between the later table's years: a 800 -> 900, b 1000 -> 1000 */
    EXPECT_NEAR(plan_persons(plan, 0, 0, 1)[0], 210 * 1.1);
    EXPECT_NEAR(plan_persons(plan, 0, 0, 2)[0], 210 * 1.1);
    EXPECT_NEAR(plan_persons(plan, 0, 1, 2)[0], 210 * 1.1 * 900 / 800);
    EXPECT_NEAR(plan_persons(plan, 0, 0, 2)[2], 80 * 20.0 / 15);
    EXPECT_NEAR(plan_persons(plan, 0, 1, 2)[2], 80 * 100.0 / 90);
}

Test(population, one_area_for_all)
{
    write_tables(BASE, "place,age,2016,2018\nwest,0-64,1,2\nwest,65plus,1,4\nnorth,0plus,1,9\n",
                 GOOD_RATES);
    READ(TABLES, "population.index.area=west");
    EXPECT_NEAR(plan_persons(plan, 0, 0, 1)[0], 210 * 1.5);
    EXPECT_NEAR(plan_persons(plan, 1, 0, 2)[3], 20 * 4);
    REFUSE("no rows of area 'south' (place 'south')", TABLES);
    READ(TABLES, "places.north.area=west", "places.south.area=west");
}

Test(population, total_growth_is_split_at_the_window)
{
    write_tables(BASE, "age,2016,2021\n0-64,100,110\n65plus,100,150\n", GOOD_RATES);
    READ(TABLES, "services.care.growth={total: 0.03, window: 4}");
    double base = 0, then = 0;
    const double units[2][2] = {{400 * 0.1 + 420 * 0.2, 50 * 0.5 + 30 * 0.4},
                                {200 * 0.1, 100 * 0.5}};
    for (int p = 0; p < 2; p++) {
        base += units[p][0] + units[p][1];
        then += units[p][0] * 1.08 + units[p][1] * 1.4; /* four of five years */
    }
    EXPECT_NEAR(plan->service[0].growth_factor, pow(then / base, -0.25));
    EXPECT_NEAR(mean_of(plan->service[0].growth), 0.03);
    cr_expect_eq(plan->service[1].growth_factor, 1);
    REFUSE("but not 2022", TABLES, "services.care.growth={total: 0.03, window: 6}");
}

Test(population, levels_of_activity)
{
    write_tables(BASE, INDEX, GOOD_RATES);
    READ(TABLES);
    double north = plan->activity[0], south = plan->activity[2];
    READ(TABLES, "services.care.activity.total={value: 1000, source: counted}");
    EXPECT_NEAR(plan->activity[0], 1000 * north / (north + south));
    EXPECT_NEAR(plan->activity[2], 1000 * south / (north + south));
    cr_expect_str_eq(assumption("services.care.activity.total")->source, "counted");
    READ(TABLES, "services.care.activity.north=12");
    cr_expect_eq(plan->activity[0], 12);
    EXPECT_NEAR(plan->activity[2], south);
    READ(TABLES, "services.care.activity.north=12", "services.care.activity.total=1000");
    cr_expect_eq(plan->activity[0], 12);
    EXPECT_NEAR(plan->activity[2], 988);
    REFUSE("leave the total out", TABLES, "services.care.activity.north=1200",
           "services.care.activity.total=1000");
    REFUSE("all of which are stated", TABLES, "services.flat.activity.total=17");
    READ(TABLES, "services.flat.activity.total=16");
    REFUSE("there is no place 'sout'; did you mean 'south'", TABLES,
           "services.flat.activity={north: 1, sout: 2}");
    REFUSE("activity of 'flat' in 'south' is missing", TABLES, "services.flat.activity={north: 1}");
}

Test(population, weighted_lists)
{
    write_tables("place,age,persons,weighted\nnorth,0plus,100,130\nsouth,0plus,200,150\n",
                 "age,2016,2018\n0plus,1,1\n", "age,care\n0plus,1\n");
    READ(TABLES);
    cr_expect_eq(plan->place[0].weighted_population, 130);
    READ(TABLES, "places.north.weighted_population=140", "population.national=1000",
         "grants={fund: {payee: practices, national: 50}, "
         "other: {payee: practices, national: 50, shared_by: population}}");
    cr_expect_eq(plan->place[0].weighted_population, 140);
    EXPECT_NEAR(plan->grant[0].place_share[0], 0.14);
    EXPECT_NEAR(plan->grant[0].place_share[1], 0.15);
    EXPECT_NEAR(plan->grant[1].place_share[0], 0.1);
    REFUSE("give population.national", TABLES, "grants={fund: {payee: practices, national: 50}}");
}

Test(population, wrong_base_tables)
{
    write_tables("place,age,sex,persons\nnorth,0plus,,-1\nsouth,0plus,,1\n", INDEX, GOOD_RATES);
    REFUSE("base.csv:2:", TABLES);
    write_tables("place,age,persons\nnort,0plus,1\nsouth,0plus,1\n", INDEX, GOOD_RATES);
    REFUSE("there is no place 'nort'; did you mean 'north'?", TABLES);
    write_tables("place,age,persons\nnorth,0plus,1\n", INDEX, GOOD_RATES);
    REFUSE("the population table has no persons of 'south'", TABLES);
    write_tables("place,age,persons\nnorth,0-20,1\nnorth,20plus,1\nsouth,0plus,1\n", INDEX,
                 GOOD_RATES);
    REFUSE("age 20plus  of 'north' overlaps an earlier row", TABLES);
    write_tables("place,age,persons\nnorth,old,1\nsouth,0plus,1\n", INDEX, GOOD_RATES);
    REFUSE("'old' is no age", TABLES);
    write_tables("place,age\nnorth,1\n", INDEX, GOOD_RATES);
    REFUSE("persons", TABLES);
    write_tables(BASE, INDEX, GOOD_RATES);
    REFUSE("give one of the two", TABLES, "places.north.persons=5");
}

Test(population, wrong_index_tables)
{
    write_tables(BASE, "age,2016,2017\n0plus,1,1\n", GOOD_RATES);
    REFUSE("the table covers 2016 to 2017, but not 2018", TABLES);
    write_tables(BASE, "age,2017,2018\n0plus,1,1\n", GOOD_RATES);
    REFUSE("but not 2016", TABLES);
    write_tables(BASE, "age,2016,2018\n0-64,1,1\n65-89,1,1\n", GOOD_RATES);
    REFUSE("no band that contains age 65plus f of 'north'", TABLES);
    write_tables(BASE, "age,2016,2018\n0-64,1,1\n65-89,1,1\n85plus,1,1\n", GOOD_RATES);
    REFUSE("fill it exactly", TABLES);
    write_tables(BASE, "age,2016,2018\n0-64,0,1\n65plus,1,1\n", GOOD_RATES);
    REFUSE("growth cannot be taken from 0", TABLES);
    write_tables(BASE, "age,2016,2018\n0-64,-3,1\n65plus,1,1\n", GOOD_RATES);
    REFUSE("index.csv:2:", TABLES);
    write_tables(BASE, "age,variant,2016,2018\n0plus,a,1,1\n0plus,b,1,1\n", GOOD_RATES);
    REFUSE("several variants ('a', 'b')", TABLES);
    REFUSE("no variant 'c'", TABLES, "population.index.variants={a: 0.5, c: 0.5}");
    REFUSE("add up to 0.9", TABLES, "population.index.variants={a: 0.5, b: 0.4}");
}

Test(population, wrong_rates)
{
    write_tables(BASE, INDEX, "age,sex,care\n0-64,f,0.1\n65plus,f,0.5\n0-64,m,0.2\n");
    REFUSE("the rates have no band for age 65plus m of 'north'", TABLES);
    write_tables(BASE, INDEX, "age,care\n0-30,0.1\n31plus,0.5\n");
    REFUSE("the rates have no band for age 18-64 f", TABLES);
    write_tables(BASE, INDEX, "age,care\n0-64,0.1\n65plus,-0.5\n");
    REFUSE("rates.csv:3:", TABLES);
    write_tables(BASE, INDEX, "age,care\n0-64,0\n65plus,0\n");
    REFUSE("no units at all", TABLES);
    write_tables(BASE, INDEX, "age,car\n0plus,1\n");
    REFUSE("'care'", TABLES);
}
