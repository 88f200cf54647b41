/* What tests of whole runs share: scenario/small.yaml with overrides, and its figures. */
#ifndef ACSIM_TESTS_CASE_RUN_H
#define ACSIM_TESTS_CASE_RUN_H

#include "acsim.h"
#include "run/run.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

struct case_run {
    acs_plan *plan;
    struct results *results;
};

/* Runs small.yaml with the overrides given, a NULL at their end. */
static inline struct case_run run_with(const char *const *sets, int threads)
{
    struct case_run run = {0};
    size_t count = 0;
    while (sets[count])
        count++;
    acs_error *error = acs_error_create();
    acs_status status =
        acs_plan_read(PROPERTY_DIR "/scenario/small.yaml", sets, count, &run.plan, error);
    cr_assert_eq(status, ACS_OK, "%s", acs_error_text(error));
    acs_run_options options = {.threads = threads};
    status = run_plan(run.plan, &options, &run.results, error);
    cr_assert_eq(status, ACS_OK, "%s", acs_error_text(error));
    acs_error_destroy(error);
    return run;
}

static inline void finish(struct case_run run)
{
    results_destroy(run.results);
    acs_plan_destroy(run.plan);
}

static inline double mean(const struct results *r, int metric, int model, int place, int year)
{
    return r->mean[results_cell(r, metric, model, place, year)];
}

static inline double paired(const struct results *r, int metric, int model, int place, int year)
{
    return r->paired_mean[results_cell(r, metric, model, place, year)];
}

#define NO_EFFECT                                                                                  \
    "models.network.effects={emergency: {level: 0, growth: 0}}", "models.network.running={}",      \
        "models.network.reinvestment={}", "models.network.shifts=[]"

#endif
