/* Sweeps: the grid of points, what each holds, and what is refused. */
#include "compiled.h"

#include "scenario/sweep.h"

#include <criterion/criterion.h>

TestSuite(sweep, .init = start, .fini = finish);

#define COUNT(list) (sizeof(list) / sizeof *(list))

static acs_status read_sweeps(const char *text, const char *const *sweeps, size_t count)
{
    const char *path = scratch_file(&scratch, "scenario.yaml", text);
    scratch_clear(&scratch);
    plan_destroy(plan);
    plan = NULL;
    return sweep_read(path, NULL, 0, sweeps, count, &plan, scratch.error);
}

#define SWEPT(text, ...)                                                                           \
    do {                                                                                           \
        const char *const list[] = {__VA_ARGS__};                                                  \
        cr_assert_eq(read_sweeps(text, list, COUNT(list)), ACS_OK, "%s", scratch_text(&scratch));  \
    } while (0)

#define REFUSED(words, text, ...)                                                                  \
    do {                                                                                           \
        const char *const list[] = {__VA_ARGS__};                                                  \
        cr_assert_eq(read_sweeps(text, list, COUNT(list)), ACS_INVALID);                           \
        cr_assert_not_null(strstr(scratch_text(&scratch), words), "'%s' is missing from\n%s",      \
                           words, scratch_text(&scratch));                                         \
        cr_assert_null(plan);                                                                      \
    } while (0)

static double mean_in(const acs_plan *point, int series)
{
    return point->assumption[point->series[series].first].distribution.mean;
}

Test(sweep, the_first_path_is_the_slowest)
{
    SWEPT(PLAIN_SCENARIO
          "sweep: {services.care.price: [50, 60], places.here.funding: [4e3, 5e3, 6e3]}\n",
          "economy.inflation=0,{normal: {mean: 0.02, sd: 0.01}}");
    const struct plan_sweep *sweep = plan->sweep;
    cr_assert_not_null(sweep);
    cr_assert_eq(sweep->axes, 3);
    cr_assert_eq(sweep->points, 12);
    cr_assert_eq(sweep->point[0], plan);
    const double price[] = {50, 60}, funding[] = {4000, 5000, 6000}, inflation[] = {0, 0.02};
    for (int i = 0; i < 12; i++) {
        const acs_plan *point = sweep->point[i];
        cr_assert_eq(mean_in(point, point->service[0].price), price[i / 6]);
        cr_assert_eq(mean_in(point, point->place[0].funding), funding[i / 2 % 3]);
        cr_assert_eq(mean_in(point, point->inflation), inflation[i % 2]);
        cr_assert_eq(plan_sweep_value(sweep, 0, i), i / 6);
        cr_assert_eq(plan_sweep_value(sweep, 1, i), i / 2 % 3);
        cr_assert_eq(plan_sweep_value(sweep, 2, i), i % 2);
    }
    cr_assert_str_eq(sweep->axis[0].path, "services.care.price");
    cr_assert_eq(sweep->axis[1].number[2], 6000);
    cr_assert_str_eq(sweep->axis[1].text[2], "6e3");
    cr_assert_null(sweep->axis[2].number, "a distribution is no number");
    cr_assert_str_eq(sweep->axis[2].text[1], "{normal: {mean: 0.02, sd: 0.01}}");
}

Test(sweep, the_command_line_comes_last)
{
    SWEPT(PLAIN_SCENARIO
          "sweep: {services.care.price: [50, 60], places.here.funding: [4e3, 5e3]}\n",
          "services.care.price=70,80,90");
    cr_assert_eq(plan->sweep->axes, 2);
    cr_assert_eq(plan->sweep->points, 6);
    cr_assert_eq(plan->sweep->axis[0].values, 3);
    cr_assert_eq(mean_in(plan, plan->service[0].price), 70);
    cr_assert_not_null(strstr(plan->text_resolved, "places.here.funding"), "%s",
                       plan->text_resolved);
    cr_assert_not_null(strstr(plan->text_resolved, "90"), "%s", plan->text_resolved);
}

Test(sweep, what_is_recorded_reads_to_the_same)
{
    SWEPT(PLAIN_SCENARIO, "services.care.price=70,80", "places.here.title=a,\"b, c\"");
    char *text = strdup(plan->text_resolved);
    SWEPT(text, "services.care.price=70,80");
    cr_assert_eq(plan->sweep->points, 4);
    cr_assert_str_eq(plan->sweep->axis[1].text[1], "b, c");
    cr_assert_str_eq(plan->text_resolved, text);
    free(text);
}

Test(sweep, without_one_there_is_none)
{
    cr_assert_eq(read_sweeps(PLAIN_SCENARIO, NULL, 0), ACS_OK, "%s", scratch_text(&scratch));
    cr_assert_null(plan->sweep);
}

Test(sweep, mistakes_are_named)
{
    REFUSED("a sweep is PATH=VALUE", PLAIN_SCENARIO, "services.care.price");
    REFUSED("a sweep is PATH=VALUE", PLAIN_SCENARIO, "=1,2");
    REFUSED("an empty one", PLAIN_SCENARIO, "services.care.price=");
    REFUSED("stands twice", PLAIN_SCENARIO, "services.care.price=50,50");
    REFUSED("is swept twice", PLAIN_SCENARIO, "services.care.price=1,2", "services.care.price=3");
    REFUSED("one is a part of the other", PLAIN_SCENARIO, "services.care.price=1,2",
            "services.care={price: 3},{price: 4}");
    REFUSED("one is a part of the other", PLAIN_SCENARIO, "services.care={price: 3},{price: 4}",
            "services.care.price=1,2");
    REFUSED("'seed' is the same at all points", PLAIN_SCENARIO, "seed=1,2");
    REFUSED("'sweep' is the same", PLAIN_SCENARIO, "sweep.x=1,2");
    REFUSED("'sweep' takes paths", PLAIN_SCENARIO "sweep: [1]\n", "services.care.price=1,2");
    REFUSED("found a number", PLAIN_SCENARIO "sweep: {services.care.price: 5}\n",
            "services.care.cost=1,2");
    REFUSED("more than 1000 points", PLAIN_SCENARIO, "services.care.price=1,2,3,4,5,6,7,8,9,10",
            "services.care.cost=1,2,3,4,5,6,7,8,9,10", "places.here.funding=1,2,3,4,5,6,7,8,9,10",
            "economy.inflation=0,0.1");
    REFUSED("years are not those of the first", PLAIN_SCENARIO, "horizon=2,3");
    REFUSED("models, places or service lines", PLAIN_SCENARIO, "models=[do_nothing],[plain]");
}

Test(sweep, wrong_points_are_named_and_told_once)
{
    const char *const list[] = {"services.care.price=50,-1,-2", "services.care.prise=1"};
    cr_assert_eq(read_sweeps(PLAIN_SCENARIO, list, 1), ACS_INVALID);
    const char *text = scratch_text(&scratch);
    cr_assert_not_null(strstr(text, "point 2 of 3 of the sweep, services.care.price=-1"), "%s",
                       text);
    cr_assert_not_null(strstr(text, "point 3 of 3 of the sweep, services.care.price=-2"), "%s",
                       text);
    cr_assert_null(strstr(text, "point 1"), "%s", text);
    cr_assert_eq(read_sweeps(PLAIN_SCENARIO, list, 2), ACS_INVALID);
    text = scratch_text(&scratch);
    const char *unknown = strstr(text, "did you mean 'price'");
    cr_assert_not_null(unknown, "%s", text);
    cr_assert_null(strstr(unknown + 1, "did you mean"), "told again:\n%s", text);
}
