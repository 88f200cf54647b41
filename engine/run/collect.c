#include "run/collect.h"

#include "run/memory.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double *numbers(size_t count, double value)
{
    double *all = malloc((count ? count : 1) * sizeof *all);
    for (size_t i = 0; all && i < count; i++)
        all[i] = value;
    return all;
}

/* Room for a detail group that is kept. */
static bool detail_create(struct results *r, enum detail detail)
{
    const struct plan_detail *d = &r->plan->detail[detail];
    if (!d->kept)
        return true;
    const size_t cells = results_detail_cell(r, detail, r->models, 0, 0, 0);
    r->detail_mean[detail] = numbers(cells, 0.0);
    r->detail_sd[detail] = numbers(cells, 0.0);
    r->detail_se[detail] = numbers(cells, 0.0);
    return r->detail_mean[detail] && r->detail_sd[detail] && r->detail_se[detail];
}

static const char *time_now(struct results *results)
{
    time_t now = time(NULL);
    struct tm utc;
    if (!gmtime_r(&now, &utc) ||
        !strftime(results->started_text, sizeof results->started_text, "%Y-%m-%dT%H:%M:%SZ", &utc))
        results->started_text[0] = '\0';
    return results->started_text;
}

struct results *results_create(const struct run_shared *shared, const acs_run_options *options,
                               acs_error *error)
{
    const acs_plan *plan = shared->plan;
    struct results *r = calloc(1, sizeof *r);
    if (!r) {
        (void)error_no_memory(error);
        return NULL;
    }
    *r = (struct results){.plan = plan,
                          .trials = shared->trials,
                          .seed = shared->seed,
                          .replicates = shared->replicates,
                          .columns = columns_of(plan),
                          .models = plan->models,
                          .places = plan->run_places + 1,
                          .years = plan->years + 1,
                          .trial_spool = -1,
                          .saved = shared->saved,
                          .threads = run_threads(options),
                          .command = options->command};
    for (int k = 0; k < shared->saved; k++)
        r->saved_metric[k] = shared->saved_metric[k];
    r->started = time_now(r);
    const size_t cells = shared->cells->moments, paired = shared->cells->paired;
    r->mean = numbers(cells, 0.0);
    r->sd = numbers(cells, 0.0);
    r->se = numbers(cells, 0.0);
    r->paired_mean = numbers(paired, 0.0);
    r->paired_sd = numbers(paired, 0.0);
    r->paired_se = numbers(paired, 0.0);
    bool details = true;
    for (int d = 0; d < DETAILS; d++)
        details = details && detail_create(r, (enum detail)d);
    r->quantile = numbers(QUANTILES * cells, NAN);
    r->paired_quantile = numbers(QUANTILES * paired, NAN);
    if (!r->mean || !r->sd || !r->se || !r->paired_mean || !r->paired_sd || !r->paired_se ||
        !r->quantile || !r->paired_quantile || !details) {
        (void)error_no_memory(error);
        results_destroy(r);
        return NULL;
    }
    return r;
}

void results_destroy(struct results *results)
{
    if (!results)
        return;
    free(results->mean);
    free(results->sd);
    free(results->se);
    free(results->paired_mean);
    free(results->paired_sd);
    free(results->paired_se);
    free(results->quantile);
    free(results->paired_quantile);
    for (int d = 0; d < DETAILS; d++) {
        free(results->detail_mean[d]);
        free(results->detail_sd[d]);
        free(results->detail_se[d]);
    }
    if (results->trial_spool >= 0)
        close(results->trial_spool);
    free(results);
}

/* The moments of all trials, and how far the means of replicates lie apart (NULL: one replicate).
 */
struct tally {
    const struct moments *root;
    const double *between;
    int replicates;
};

/* mean, standard deviation (n - 1) and Monte Carlo standard error of one cell: from the spread of
 * independent trials, or from that of the means of replicates within which they are not */
static void put_moments(const struct tally *tally, size_t cell, double *mean, double *sd,
                        double *se)
{
    const double n = tally->root->trials;
    *mean = tally->root->mean[cell];
    *sd = n > 1.0 ? sqrt(tally->root->m2[cell] / (n - 1.0)) : 0.0;
    *se =
        tally->between ? sqrt(tally->between[cell] / (tally->replicates - 1.0) / n) : *sd / sqrt(n);
}

static void put_quantiles(struct results *r, const struct run_shared *shared, double *quantile,
                          int slot, int column, int model, int place)
{
    if (slot < 0)
        return;
    const size_t first = (size_t)model * (size_t)shared->cells->slots_of_model + (size_t)slot;
    for (int q = 0; q < QUANTILES; q++)
        for (int y = 0; y < r->years; y++)
            quantile[results_quantile_cell(r, column, q, model, place, y)] = quantile_get(
                shared->quantiles, first + (size_t)y, result_quantiles[q], &r->rank_error);
}

static void put_place(struct results *r, const struct run_shared *shared, const struct tally *tally,
                      int model, int place)
{
    const struct cells *c = shared->cells;
    for (int k = 0; k < c->columns.count; k++) {
        for (int y = 0; y < r->years; y++) {
            size_t at = results_cell(r, k, model, place, y);
            put_moments(tally, cells_moment(c, model, place, k) + (size_t)y, &r->mean[at],
                        &r->sd[at], &r->se[at]);
        }
        put_quantiles(r, shared, r->quantile, c->slot[place * c->columns.count + k], k, model,
                      place);
    }
    for (int k = 0; k < METRICS; k++) {
        for (int y = 0; y < r->years; y++) {
            size_t at = results_cell(r, k, model, place, y);
            put_moments(tally, c->moments + cells_paired(c, model, place, k) + (size_t)y,
                        &r->paired_mean[at], &r->paired_sd[at], &r->paired_se[at]);
        }
        put_quantiles(r, shared, r->paired_quantile, c->paired_slot[place * METRICS + k], k, model,
                      place);
    }
}

/* The cells of a detail group stand in the order of its results. */
static void put_details(struct results *r, const struct run_shared *shared,
                        const struct tally *tally)
{
    for (int d = 0; d < DETAILS; d++) {
        const size_t first = shared->cells->detail[d];
        const size_t cells = shared->plan->detail[d].kept
                                 ? results_detail_cell(r, (enum detail)d, r->models, 0, 0, 0)
                                 : 0;
        for (size_t i = 0; i < cells; i++)
            put_moments(tally, first + i, &r->detail_mean[d][i], &r->detail_sd[d][i],
                        &r->detail_se[d][i]);
    }
}

static void put_all(struct results *results, const struct run_shared *shared,
                    const struct tally *tally)
{
    if (shared->quantiles->exact)
        quantile_sort(shared->quantiles);
    for (int m = 0; m < results->models; m++)
        for (int p = 0; p < results->places; p++)
            put_place(results, shared, tally, m, p);
    put_details(results, shared, tally);
    const acs_plan *plan = shared->plan;
    results->growth_floor_hits /=
        (double)shared->trials * plan->run_places * plan->services * plan->years;
}

acs_status collect_results(struct results *results, const struct run_shared *shared,
                           struct moments_tree *tree, acs_error *error)
{
    double *between = shared->replicates > 1 ? numbers(shared->cells->tallied, 0.0) : NULL;
    if (shared->replicates > 1 && !between)
        return error_no_memory(error);
    const struct tally tally = {moments_tree_root(tree, between), between, shared->replicates};
    acs_status status = ACS_OK;
    if (tally.root->trials == (double)shared->trials)
        put_all(results, shared, &tally);
    else
        status = error_plain(error, ACS_FAILED, "%.0f of %llu trials were tallied",
                             tally.root->trials, (unsigned long long)shared->trials);
    free(between);
    return status;
}
