/* What tests of compiling share: a small scenario in a folder of its own, read with overrides. */
#ifndef ACSIM_TESTS_COMPILED_H
#define ACSIM_TESTS_COMPILED_H

#include "scratch.h"

#include "scenario/compile.h"

#include <math.h>

/* One place, one line, two years; overrides change it. */
#define PLAIN_SCENARIO                                                                             \
    "acsim: 1\n"                                                                                   \
    "title: plain\n"                                                                               \
    "base_year: 2016\n"                                                                            \
    "horizon: 2\n"                                                                                 \
    "places:\n"                                                                                    \
    "  here: {persons: 1000, funding: 5000}\n"                                                     \
    "services:\n"                                                                                  \
    "  care: {provider: acute, activity: {here: 100}, price: 50}\n"                                \
    "models: [do_nothing]\n"

/* A care model that gives only what it must. */
#define PLAIN_MODEL                                                                                \
    "acsim_model: 1\n"                                                                             \
    "list_size: {target: 400}\n"                                                                   \
    "coverage: {2016: 0, 2017: 1}\n"

static struct scratch scratch;
static acs_plan *plan;

static void start(void)
{
    scratch_init(&scratch);
    plan = NULL;
    scratch_file(&scratch, "models/do_nothing.yaml", "acsim_model: 1\ntitle: Do nothing\n");
    scratch_file(&scratch, "models/plain.yaml", PLAIN_MODEL);
}

static void finish(void)
{
    plan_destroy(plan);
    scratch_finish(&scratch);
}

static inline acs_status read_with(const char *text, const char *const *overrides, size_t count)
{
    const char *path = scratch_file(&scratch, "scenario.yaml", text);
    plan_destroy(plan);
    plan = NULL;
    return scenario_read(path, overrides, count, &plan, scratch.error);
}

/* Reads a scenario that is right: its text, then overrides. */
#define READ(...)                                                                                  \
    do {                                                                                           \
        const char *const list[] = {__VA_ARGS__, NULL};                                            \
        scratch_clear(&scratch);                                                                   \
        acs_status got = read_with(list[0], list + 1, sizeof list / sizeof *list - 2);             \
        cr_assert_eq(got, ACS_OK, "%s", scratch_text(&scratch));                                   \
    } while (0)

/* Reads a scenario that is wrong and says so in these words: words, its text, overrides. */
#define REFUSE(words, ...)                                                                         \
    do {                                                                                           \
        const char *const list[] = {__VA_ARGS__, NULL};                                            \
        scratch_clear(&scratch);                                                                   \
        acs_status got = read_with(list[0], list + 1, sizeof list / sizeof *list - 2);             \
        cr_expect_eq(got, ACS_INVALID, "accepted, but expected '%s'", (words));                    \
        cr_expect_null(plan);                                                                      \
        cr_expect(strstr(scratch_text(&scratch), (words)), "expected '%s' in\n%s", (words),        \
                  scratch_text(&scratch));                                                         \
    } while (0)

static inline const struct assumption *assumption(const char *path)
{
    for (int i = 0; i < plan->assumptions; i++)
        if (strcmp(plan->assumption[i].path, path) == 0)
            return &plan->assumption[i];
    cr_assert_fail("no assumption %s", path);
    return NULL;
}

/* The number a series with one knot starts from. */
static inline double mean_of(int series)
{
    return plan->assumption[plan->series[series].first].distribution.mean;
}

#define EXPECT_NEAR(got, want)                                                                     \
    cr_expect(fabs((double)(got) - (double)(want)) <= 1e-12 * fmax(1, fabs((double)(want))),       \
              "%s is %.17g, not %.17g", #got, (double)(got), (double)(want))

#endif
