/* The table of savings schemes: what is read, and every mistake with its place. */
#include "compiled.h"

#define HEADER                                                                                     \
    "name,party,service,kind,saving,start,ramp,cost,delivery,slippage,depends_on,source\n"
#define ROW "beds,acute,care,activity,0.05,2017,2,1000,0.8,0.5,,a book\n"

/* Two places, two lines, a model that may replace schemes. */
#define SCHEMES                                                                                    \
    "acsim: 1\nbase_year: 2016\nhorizon: 3\n"                                                      \
    "places:\n"                                                                                    \
    "  here: {persons: 1000, funding: 5000}\n"                                                     \
    "  there: {persons: 1000, funding: 5000}\n"                                                    \
    "services:\n"                                                                                  \
    "  care: {provider: acute, activity: {here: 100, there: 100}, price: 50}\n"                    \
    "  visits: {provider: community, activity: {here: 500, there: 500}, price: 5}\n"               \
    "models: [do_nothing, plain]\n"                                                                \
    "run_places: [here]\n"                                                                         \
    "schemes: {table: plan.csv}\n"

static void table(const char *text)
{
    scratch_file(&scratch, "plan.csv", text);
}

TestSuite(schemes, .init = start, .fini = finish);

Test(schemes, a_whole_table)
{
    table(HEADER "late,acute,care,activity,0.05,2018,2,1000,\"{triangular: {min: 0.2, mode: 0.6, "
                 "max: 1}}\",0.5,beds,a book\n"
                 "beds,acute,care,cost,0.1,2017,,,,,,\n"
                 ",,,,,,,,,,,\n"
                 "rent,community,visits,gbp,250000,2017,0.5,,0.9,1,late,\n");
    READ(SCHEMES, "schemes.target={2017: 100, 2019: 300}", "schemes.replaced_by={plain: [rent]}");
    cr_assert_eq(plan->schemes, 3);
    cr_assert_eq(plan->place[0].schemes, 3);
    cr_expect_eq(plan->place[1].schemes, 0);
    const struct plan_scheme *s = plan->scheme;
    cr_expect_str_eq(s[0].name, "late");
    cr_expect_eq(s[0].party, ACUTE);
    cr_expect_eq((int)s[0].kind, SCHEME_ACTIVITY);
    cr_expect_eq(s[0].start, 2);
    cr_expect_eq(s[0].ramp, 2);
    cr_expect_eq(s[0].depends_on, 1);
    cr_expect_eq(s[2].depends_on, 0);
    cr_expect_eq(s[1].depends_on, -1);
    cr_expect_eq(s[1].ramp, 1);
    cr_expect_eq(mean_of(s[1].delivery), 1);
    cr_expect_eq(mean_of(s[1].slippage), 0);
    cr_expect_eq(mean_of(s[1].cost), 0);
    cr_expect_eq(s[2].service, 1);
    EXPECT_NEAR(mean_of(s[0].delivery), 0.6);
    cr_expect(!s[0].replaced[1] && !s[1].replaced[1] && s[2].replaced[1]);
    for (int i = 0; i < 3; i++)
        cr_expect(!s[i].replaced[0]);
    /* each behind the one it depends on */
    cr_expect_eq(plan->scheme_order[0], 1);
    cr_expect_eq(plan->scheme_order[1], 0);
    cr_expect_eq(plan->scheme_order[2], 2);
    cr_expect_str_eq(assumption("schemes.here.late.delivery")->source, "a book");
    cr_expect_str_eq(assumption("schemes.here.late.saving")->source, "a book");
    cr_expect_geq(plan->scheme_target, 0);
}

Test(schemes, one_place_needs_no_place_in_paths)
{
    table(HEADER ROW);
    READ(PLAIN_SCENARIO "schemes: {table: plan.csv}\n");
    cr_expect_eq(assumption("schemes.beds.delivery")->distribution.mean, 0.8);
    cr_expect_eq(plan->scheme_target, -1);
    READ(PLAIN_SCENARIO "schemes: {table: plan.csv}\n", "schemes={}");
    cr_expect_eq(plan->schemes, 0);
}

Test(schemes, rows_are_put_in_the_order_of_places)
{
    table("place," HEADER "there,b,acute,care,activity,0.1,2017,,,,,,\n"
          "here,b,acute,care,activity,0.2,2017,,,,,,\n"
          "there,a,acute,care,activity,0.3,2017,,,,,b,\n");
    READ(SCHEMES, "run_places=[here, there]");
    cr_expect_eq(plan->place[0].schemes, 1);
    cr_expect_eq(plan->place[1].first_scheme, 1);
    cr_expect_eq(plan->place[1].schemes, 2);
    cr_expect_eq(mean_of(plan->scheme[0].saving), 0.2);
    cr_expect_eq(plan->scheme[2].depends_on, 1);
    cr_expect_eq(assumption("schemes.there.b.saving")->distribution.mean, 0.1);
}

struct mistake {
    const char *words, *row;
};

static const struct mistake mistakes[] = {
    {"plan.csv:2:3: error: 'party' cannot be 'akute'; it is one of: commissioner, network, "
     "acute, community, practices; did you mean 'acute'?",
     "b,akute,care,activity,0.05,2017,2,1000,0.8,0.5,,"},
    {"plan.csv:2:9: error: there is no service 'cares'; did you mean 'care'?",
     "b,acute,cares,activity,0.05,2017,2,1000,0.8,0.5,,"},
    {"'kind' cannot be 'activty'; it is one of: activity, cost, gbp",
     "b,acute,care,activty,0.05,2017,2,1000,0.8,0.5,,"},
    {"plan.csv:2:23: error: 'saving' is 5, but must be from 0 to 1 share of the line's "
     "activity",
     "b,acute,care,activity,5,2017,2,1000,0.8,0.5,,"},
    {"'saving' is 1.5, but must be from 0 to 1 share of the line's cost",
     "b,acute,care,cost,1.5,2017,2,1000,0.8,0.5,,"},
    {"'saving' is -1, but must be from 0 to", "b,acute,care,gbp,-1,2017,2,1000,0.8,0.5,,"},
    {"1,000", "b,acute,care,gbp,\"1,000\",2017,2,1000,0.8,0.5,,"},
    {"plan.csv:2:18: error: 'NaN' is not a number", "b,acute,care,gbp,NaN,2017,2,1000,0.8,0.5,,"},
    {"plan.csv:2:18: error: '1e999' is too large", "b,acute,care,gbp,1e999,2017,2,1000,0.8,0.5,,"},
    {"five", "b,acute,care,gbp,five,2017,2,1000,0.8,0.5,,"},
    {"plan.csv:2:1: error: schemes.here.b: 'saving' is missing",
     "b,acute,care,gbp,,2017,2,1000,0.8,0.5,,"},
    {"'name' is missing", ",acute,care,gbp,5,2017,2,1000,0.8,0.5,,"},
    {"'party' is missing", "b,,care,gbp,5,2017,2,1000,0.8,0.5,,"},
    {"'start' is missing", "b,acute,care,gbp,5,,2,1000,0.8,0.5,,"},
    {"'start' is 2016, but must be after the base year 2016",
     "b,acute,care,gbp,5,2016,2,1000,0.8,0.5,,"},
    {"'start' is '2017.5', but must be a whole number",
     "b,acute,care,gbp,5,2017.5,2,1000,0.8,0.5,,"},
    {"'ramp' is 0, but must be more than 0", "b,acute,care,gbp,5,2017,0,1000,0.8,0.5,,"},
    {"'cost' is -1, but must be from 0", "b,acute,care,gbp,5,2017,2,-1,0.8,0.5,,"},
    {"'delivery' is -0.1, but must be from 0 to 2 share of the saving",
     "b,acute,care,gbp,5,2017,2,1,-0.1,0.5,,"},
    {"'delivery' must be from 0 to 2",
     "b,acute,care,gbp,5,2017,2,1,\"{normal: {mean: 0.5, sd: 0.5}}\",0.5,,"},
    {"plan.csv:2:30: error: 'delivery' has neither", "b,acute,care,gbp,5,2017,2,1,\"{}\",0.5,,"},
    {"column 'delivery' holds no value; write a number, or a distribution such as",
     "b,acute,care,gbp,5,2017,2,1,\"{normal: \",0.5,,"},
    {"plan.csv:2:31: error: 'nromal' is no part of a value; did you mean 'normal'?",
     "b,acute,care,gbp,5,2017,2,1,\"{nromal: {mean: 1, sd: 0.1}}\",0.5,,"},
    {"'slippage' is -1, but must be from 0 to 60 years", "b,acute,care,gbp,5,2017,2,1,1,-1,,"},
    {"it does not run over years", "b,acute,care,gbp,5,2017,2,1,\"{2017: 1, 2018: 2}\",0.5,,"},
    {"cannot be drawn per 'year'",
     "b,acute,care,gbp,5,2017,2,1,\"{uniform: {min: 0, max: 1}, per: year}\",0.5,,"},
    {"plan.csv:2:33: error: there is no scheme 'bds' in this place; did you mean 'beds'?",
     "b,acute,care,gbp,5,2017,2,1,1,0,bds,"},
    {"'a b' is no name of a scheme", "a b,acute,care,gbp,5,2017,2,1,1,0,,"},
    {"no scheme may be called 'all'", "all,acute,care,gbp,5,2017,2,1,1,0,,"},
    {"plan.csv:3:1: error: the scheme 'beds' stands twice; the first is in line 2",
     ROW "beds,acute,care,gbp,5,2017,2,1,1,0,,"},
    {"schemes depend on each other in a circle: b -> b", "b,acute,care,gbp,5,2017,2,1,1,0,b,"},
    {"plan.csv:2:36: error: schemes depend on each other in a circle: b -> c -> d -> b",
     "b,acute,care,gbp,5,2017,2,1,1,0.50,c,\nc,acute,care,gbp,5,2017,2,1,1,0,d,\n"
     "d,acute,care,gbp,5,2017,2,1,1,0,b,"},
    {"fields in this row, where the header has 12", "b,acute"},
    {"the table has no schemes", ",,,,,,,,,,,"},
};

Test(schemes, mistakes_in_a_row)
{
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        char text[2048];
        snprintf(text, sizeof text, HEADER "%s\n%s", mistakes[i].row,
                 strstr(mistakes[i].words, "'bds'") ? ROW : "");
        table(text);
        REFUSE(mistakes[i].words, SCHEMES);
    }
}

Test(schemes, mistakes_in_the_header)
{
    table("name,party,service,kind,saving,start,dilivery\n" ROW);
    REFUSE("fields in this row", SCHEMES);
    table("name,party,service,kind,saving,start,dilivery\nb,acute,care,gbp,5,2017,1\n");
    REFUSE("plan.csv:1:38: error: unknown column 'dilivery'; did you mean 'delivery'?", SCHEMES);
    table("name,party,service,kind,savings,start\nb,acute,care,gbp,5,2017\n");
    REFUSE("the table has no column 'saving'; is it this one, 'savings'?", SCHEMES);
    table("name,party,party,service,kind,saving,start\nb,acute,acute,care,gbp,5,2017\n");
    REFUSE("the column 'party' stands twice", SCHEMES);
    table("name,party\nb,acute\n");
    REFUSE("has no column 'service'", SCHEMES);
    table("");
    REFUSE("the table is empty", SCHEMES);
    table(HEADER ROW);
    REFUSE("has no column 'place'", SCHEMES, "run_places=[here, there]");
    table("place," HEADER "," ROW);
    REFUSE("a scheme without its place", SCHEMES, "run_places=[here, there]");
    table("place," HEADER "ther," ROW);
    REFUSE("plan.csv:2:1: error: there is no place 'ther'; did you mean 'there'?", SCHEMES);
}

Test(schemes, mistakes_in_the_scenario)
{
    table(HEADER ROW);
    REFUSE("no file 'other.csv'", SCHEMES, "schemes.table=other.csv");
    REFUSE("unknown key 'replacedby' in schemes; did you mean 'replaced_by'?", SCHEMES,
           "schemes.replacedby={}");
    REFUSE("'table' is missing", SCHEMES, "schemes={replaced_by: {plain: [beds]}}");
    REFUSE("'table' is missing", SCHEMES, "schemes={target: 5}");
    REFUSE("there is no model 'plane'; did you mean 'plain'?", SCHEMES,
           "schemes.replaced_by={plane: [beds]}");
    REFUSE("there is no scheme 'bed'; did you mean 'beds'?", SCHEMES,
           "schemes.replaced_by={plain: [bed]}");
    REFUSE("takes a list of schemes", SCHEMES, "schemes.replaced_by={plain: beds}");
    REFUSE("takes {model: [scheme, scheme]}", SCHEMES, "schemes.replaced_by=[beds]");
    REFUSE("'do_nothing' changes no care and replaces no scheme", SCHEMES,
           "schemes.replaced_by={do_nothing: [beds]}");
    REFUSE("'target' is -1, but must be from 0", SCHEMES, "schemes.target=-1");
    REFUSE("'target' takes plain numbers", SCHEMES, "schemes.target={normal: {mean: 5, sd: 1}}");
}

Test(schemes, a_start_after_the_horizon_is_told)
{
    table(HEADER "b,acute,care,gbp,5,2020,2,1,1,0,,\n");
    READ(SCHEMES);
    ASSERT_TOLD(&scratch, "plan.csv:2:20: warning: scheme 'b' starts after the last year, 2019");
}

/* A long chain is followed without recursion, a table that is too long refused at once. */
Test(schemes, long_tables)
{
    static char text[400000];
    size_t used = (size_t)sprintf(text, "name,party,service,kind,saving,start,depends_on\n");
    for (int i = 0; i < 5000; i++) {
        used += (size_t)sprintf(text + used, "s%d,acute,care,gbp,1,2017,", i);
        used += (size_t)sprintf(text + used, i < 4999 ? "s%d\n" : "\n", i + 1);
    }
    table(text);
    READ(SCHEMES);
    cr_expect_eq(plan->schemes, 5000);
    cr_expect_eq(plan->scheme_order[0], 4999);
    sprintf(text + used, "one_more,acute,care,gbp,1,2017,\n");
    table(text);
    REFUSE("has 5001 schemes, where at most 5000 are read", SCHEMES);
}
