/* The results of a run in memory: what the tally leaves and the store writes. */
#ifndef ACSIM_RUN_RESULTS_H
#define ACSIM_RUN_RESULTS_H

#include "plan/columns.h"

#include <stdint.h>
#include <stdio.h>

#define QUANTILES 7
extern const double result_quantiles[QUANTILES]; /* 0.05 0.10 0.25 0.50 0.75 0.90 0.95 */

/* A cell array has one number per column, model, place (the last one is `all`) and year. */
struct results {
    const acs_plan *plan;
    const struct plan_sweep *sweep; /* NULL: none */
    int point;                      /* of the sweep; its plan is that point's */
    uint64_t trials, seed;
    int replicates; /* whose means give the standard errors; 1: trials are independent */
    struct columns columns;
    int models, places, years; /* extents: the places run and `all`; years with the base year */
    double *mean, *sd, *se;    /* [column][model][place][year] */
    double *paired_mean, *paired_sd, *paired_se; /* of the difference to do_nothing */
    double *quantile; /* [column][quantile][model][place][year]; NaN where not kept */
    double *paired_quantile;
    double *detail_mean[DETAILS], *detail_sd[DETAILS], *detail_se[DETAILS]; /* where kept:
                                                   [model][item][variable][year]; else NULL */
    double rank_error;        /* largest possible error of a quantile's rank, a share; 0: exact */
    double growth_floor_hits; /* share of growth draws held at 1 + g = 0.5 */
    int trial_spool;          /* file descriptor of saved trials or -1: doubles
                                 [trial][saved metric][model][place][year] */
    int saved, saved_metric[METRICS]; /* which they are, in metric order */
    char started_text[32];
    const char *started; /* ISO 8601, UTC */
    double seconds;
    int threads;
    const char *command;
};

static inline size_t results_cell(const struct results *r, int column, int model, int place,
                                  int year)
{
    return (((size_t)column * (size_t)r->models + (size_t)model) * (size_t)r->places +
            (size_t)place) *
               (size_t)r->years +
           (size_t)year;
}

/* [column][quantile][model][place][year] */
static inline size_t results_quantile_cell(const struct results *r, int column, int quantile,
                                           int model, int place, int year)
{
    return ((((size_t)column * QUANTILES + (size_t)quantile) * (size_t)r->models + (size_t)model) *
                (size_t)r->places +
            (size_t)place) *
               (size_t)r->years +
           (size_t)year;
}

/* Of a detail group. */
static inline size_t results_detail_cell(const struct results *r, enum detail detail, int model,
                                         int item, int variable, int year)
{
    const size_t items = (size_t)r->plan->detail[detail].items;
    const size_t variables = (size_t)detail_rows[detail].variables;
    return (((size_t)model * items + (size_t)item) * variables + (size_t)variable) *
               (size_t)r->years +
           (size_t)year;
}

#endif
