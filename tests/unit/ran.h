/* Runs of the scenario at hand and their means. Include before anything else. */
#ifndef ACSIM_TESTS_RAN_H
#define ACSIM_TESTS_RAN_H

#include "scratch.h"

#include "run/run.h" /* before the global `plan` of the next */

#include "compiled.h"

static inline struct results *run(int threads)
{
    struct results *results = NULL;
    acs_run_options options = {.threads = threads};
    acs_status status = run_plan(plan, &options, &results, scratch.error);
    cr_assert_eq(status, ACS_OK, "%s", scratch_text(&scratch));
    return results;
}

static inline double mean(const struct results *r, int metric, int model, int place, int year)
{
    return r->mean[results_cell(r, metric, model, place, year)];
}

#endif
