/* Which dimensions of Sobol's sequence values take. */
#include "compiled.h"

TestSuite(dimensions, .init = start, .fini = finish);

#define UNCERTAIN(x) "{normal: {mean: " x ", sd: 0.001}}"

static const char text[] =
    "acsim: 1\n"
    "base_year: 2016\n"
    "horizon: 3\n"
    "sampling: sobol\n"
    "population: {growth_error: " UNCERTAIN(
        "0") "}\n"
             "economy: {inflation: {normal: {mean: 0.02, sd: 0.005}, per: year},\n"
             "          funding_growth: {2017: 0.01, 2019: " UNCERTAIN(
                 "0.01") "}}\n"
                         "places:\n"
                         "  here: {persons: 1000, funding: " UNCERTAIN(
                             "5000") "}\n"
                                     "services:\n"
                                     "  care: {provider: acute, activity: {here: 100}, "
                                     "price: " UNCERTAIN(
                                         "50") "}\n"
                                               "models:\n"
                                               "  - do_nothing\n"
                                               "  - plain: {name: one, effects: {care: "
                                               "{level: " UNCERTAIN(
                                                   "0.05") "}}, half_life: 2,\n"
                                                           "            "
                                                           "transportability: " UNCERTAIN(
                                                               "0.5") "}\n"
                                                                      "  - plain: {name: two, "
                                                                      "effects: {care: "
                                                                      "{level: " UNCERTAIN(
                                                                          "0.1") "}}, "
                                                                                 "transportability:"
                                                                                 " 1}\n"
                                                                                 "  - plain: "
                                                                                 "{name: own, "
                                                                                 "own_draws: true, "
                                                                                 "effects: {care: "
                                                                                 "{level:"
                                                                                 " " UNCERTAIN(
                                                                                     "0.1") "}},\n"
                                                                                            "      "
                                                                                            "      "
                                                                                            "transp"
                                                                                            "ortabi"
                                                                                            "lity: "
                                                                                            "1}\n";

static int dimension(const char *path)
{
    return assumption(path)->dimension;
}

Test(dimensions, follow_the_file_with_single_places_last)
{
    READ(text);
    cr_expect_eq(plan->variant_dimension, -1, "there is one variant");
    cr_expect_eq(dimension("population.growth_error"), 0, "and three more, one an age group");
    cr_expect_eq(dimension("economy.inflation"), -1, "drawn each year");
    cr_expect_eq(dimension("economy.funding_growth.2017"), -1, "certain");
    cr_expect_eq(dimension("economy.funding_growth.2019"), 4);
    cr_expect_eq(dimension("services.care.price"), 5);
    int last = 5;
    for (int k = 0; k < plan->assumptions; k++)
        if (plan->assumption[k].dimension > last)
            last = plan->assumption[k].dimension;
    cr_expect_eq(dimension("places.here.funding"), last);
    cr_expect_eq(last, 9, "%d", last);
}

Test(dimensions, are_shared_with_draws)
{
    READ(text);
    const int one = dimension("models.one.effects.care.level");
    cr_expect(one > 5 && dimension("models.two.effects.care.level") == one);
    cr_expect(dimension("models.own.effects.care.level") > 5 &&
              dimension("models.own.effects.care.level") != one);
}

Test(dimensions, are_for_sobol_alone)
{
    READ(text, "sampling=random");
    for (int k = 0; k < plan->assumptions; k++)
        cr_expect_eq(plan->assumption[k].dimension, -1);
    cr_expect_eq((int)plan->sampling, SAMPLING_RANDOM);
}
