/* How practices become networks, and lists are cut where practices are not known. */
#include "compiled.h"

TestSuite(networks, .init = start, .fini = finish);

#define WITH_PRACTICES                                                                             \
    "acsim: 1\n"                                                                                   \
    "base_year: 2016\n"                                                                            \
    "horizon: 2\n"                                                                                 \
    "places:\n"                                                                                    \
    "  here: {funding: 1, practices: {table: practices.csv}}\n"                                    \
    "services:\n"                                                                                  \
    "  care: {provider: acute, price: 1, activity: {here: 1}}\n"                                   \
    "models:\n"                                                                                    \
    "  - do_nothing\n"                                                                             \
    "  - plain: {list_size: {target: 100, minimum: 60, maximum: 130}}\n"

#define HEADER "code,name,contract,patients,network\n"

static void expect_shares(const double *want, int count)
{
    const struct plan_networks *networks = &plan->model[1].networks[0];
    double before = 0;
    cr_assert_eq(networks->count, count, "%d networks", networks->count);
    for (int j = 0; j < count; j++) {
        EXPECT_NEAR(networks->share[j], want[j]);
        EXPECT_NEAR(networks->midpoint[j], before + want[j] / 2);
        before += want[j];
    }
    EXPECT_NEAR(before, 1);
    cr_expect_eq(plan->model[0].networks[0].count, 0, "do nothing has no networks");
}

Test(networks, practices_are_packed_in_order)
{
    /* a + b reach the target; c + d would pass the maximum; d + e reach it; f is too small alone */
    scratch_file(&scratch, "practices.csv",
                 HEADER "a,A,GMS,60,\nb,B,PMS,50,\nc,C,GMS,80,\nd,D,GMS,60,\ne,E,APMS,50,\n"
                        "f,F,GMS,20,\n");
    READ(WITH_PRACTICES);
    const double shares[] = {110.0 / 320, 80.0 / 320, 130.0 / 320};
    expect_shares(shares, 3);
    cr_expect_eq(plan->model[1].networks[0].below_minimum, 0);
}

Test(networks, a_remainder_that_is_large_enough_stands_alone)
{
    scratch_file(&scratch, "practices.csv", HEADER "a,A,GMS,100,\nb,B,PMS,60,\n");
    READ(WITH_PRACTICES);
    const double shares[] = {100.0 / 160, 60.0 / 160};
    expect_shares(shares, 2);
}

Test(networks, named_networks_come_first)
{
    scratch_file(&scratch, "practices.csv",
                 HEADER "a,A,GMS,60,\nb,B,PMS,10,east\nc,C,GMS,80,west\nd,D,GMS,40,\n"
                        "e,E,APMS,30,east\n");
    READ(WITH_PRACTICES);
    const double shares[] = {40.0 / 220, 80.0 / 220, 100.0 / 220};
    expect_shares(shares, 3);
    cr_expect_str_eq(plan->model[1].networks[0].name[0], "east");
    cr_expect_str_eq(plan->model[1].networks[0].name[1], "west");
    cr_expect_eq(plan->model[1].networks[0].below_minimum, 1);
    cr_expect(strstr(scratch_text(&scratch), "warning: 1 network of 'plain' in 1 place"), "%s",
              scratch_text(&scratch));
}

Test(networks, weights_of_practices)
{
    scratch_file(&scratch, "practices.csv",
                 "code,name,contract,patients,weighted\na,A,GMS,100,150\nb,B,PMS,100,50\n");
    READ(WITH_PRACTICES);
    const double shares[] = {0.5, 0.5};
    expect_shares(shares, 2);
    EXPECT_NEAR(plan->model[1].networks[0].weighted_share[0], 0.75);
    cr_expect_eq(plan->place[0].weighted_population, 200);
}

Test(networks, equal_lists_without_practices)
{
    READ(PLAIN_SCENARIO, "models=[do_nothing, plain]", "places.here.persons=1000");
    const double third[] = {1.0 / 3, 1.0 / 3, 1.0 / 3}, whole[] = {1};
    expect_shares(third, 3); /* 1000 / 400 rounds to 3 */
    READ(PLAIN_SCENARIO, "models=[do_nothing, plain]", "places.here.persons=100");
    expect_shares(whole, 1);
}

Test(networks, wrong_practice_tables)
{
    scratch_file(&scratch, "practices.csv", HEADER "a,A,GMS,60,\na,B,GMS,60,\n");
    REFUSE("practice 'a' stands in the table twice", WITH_PRACTICES);
    scratch_file(&scratch, "practices.csv", HEADER "a,A,XMS,60,\n");
    REFUSE("it is GMS, PMS or APMS", WITH_PRACTICES);
    scratch_file(&scratch, "practices.csv", HEADER "a,A,GMS,-60,\n");
    REFUSE("practices.csv:2:", WITH_PRACTICES);
    scratch_file(&scratch, "practices.csv", HEADER "a,A,GMS,0,\n");
    REFUSE("the table has no patients", WITH_PRACTICES);
    REFUSE("into 20000 networks, but at most 10000 are possible", PLAIN_SCENARIO,
           "models=[do_nothing, plain]", "models.plain.list_size={target: 1}",
           "places.here.persons=20000");
    REFUSE("target must lie between", PLAIN_SCENARIO, "models=[do_nothing, plain]",
           "models.plain.list_size={target: 10, maximum: 5}");
}
