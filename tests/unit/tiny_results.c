#include "tiny_results.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct plan_place places[] = {
    {.name = "north", .title = "North \xe2\x80\x93 and beyond"}, /* an en dash */
    {.name = "south", .title = "South"},
};
static const int run_places[] = {0, 1};
static const struct plan_service services[] = {
    {.name = "emergency_admissions", .title = "Emergency admissions", .unit = "admission"},
    {.name = "prescribing", .title = "Prescribing", .unit = "item"},
};
static const struct plan_model models[] = {
    {.name = "do_nothing", .title = "Do nothing"},
    {.name = "pacs", .title = "Primary and acute care system"},
};
static const struct plan_file files[] = {
    {"tiny.yaml", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"models/pacs.yaml", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
};
static const struct assumption assumptions[] = {
    {.path = "places.north.funding",
     .distribution = {.mean = 5e8},
     .scope = SCOPE_TRIAL,
     .stated = true,
     .text = "500e6",
     .source = "NHS England \xe2\x80\x9cplan\xe2\x80\x9d",
     .note = ""},
    {.path = "models.pacs.fidelity",
     .distribution = {.mean = 0.9, .sd = 0.25},
     .scope = SCOPE_PLACE | SCOPE_NETWORK,
     .text = "normal(mean=0.9, sd=0.25)",
     .source = "",
     .note = "a default"},
};
static const bool headline[METRICS] = {[METRIC_GAP] = true, [METRIC_NET_SAVING] = true};

static const acs_plan tiny_plan = {
    .title = "A tiny scenario",
    .path = "tiny.yaml",
    .base_year = 2016,
    .years = TINY_YEARS - 1,
    .trials = TINY_TRIALS,
    .seed = 9007199254740993, /* 2^53 + 1: no double holds it */
    .assumptions = 2,
    .assumption = assumptions,
    .places = TINY_PLACES - 1,
    .run_places = TINY_PLACES - 1,
    .run_place = run_places,
    .services = TINY_SERVICES,
    .models = TINY_MODELS,
    .place = places,
    .service = services,
    .model = models,
    .headline = headline,
    .save_trials = headline,
    .text_read = "acsim: 1\ntitle: A tiny scenario\n",
    .text_resolved = "acsim: 1\ntitle: A tiny scenario\ntrials: 5\n",
    .files = 2,
    .file = files,
};

/* Quantiles stand for headline metrics everywhere, for the rest in `all`. */
static double tiny_quantile(int column, int quantile, int model, int place, int year)
{
    if (column < METRICS && !headline[column] && place != TINY_PLACES - 1)
        return NAN;
    return tiny_number(column, model, place, year) * (1 + 0.125 * (quantile - 3));
}

static double value(const struct results *r, int column, int model, int place, int year)
{
    if (column > r->columns.horizon)
        return tiny_probability(column - r->columns.horizon, model, place, year);
    return tiny_number(column, model, place, year);
}

static void fill_cell(struct results *r, int column, int model, int place, int year)
{
    const size_t cell = results_cell(r, column, model, place, year);
    const double x = value(r, column, model, place, year);
    r->mean[cell] = x;
    r->sd[cell] = x / 4;
    r->se[cell] = x / 8;
    r->paired_mean[cell] = model ? -x : 0;
    r->paired_sd[cell] = model ? x / 16 : 0;
    r->paired_se[cell] = model ? x / 32 : 0;
    for (int q = 0; q < QUANTILES; q++) {
        const size_t at = results_quantile_cell(r, column, q, model, place, year);
        r->quantile[at] = tiny_quantile(column, q, model, place, year);
        r->paired_quantile[at] = model ? -r->quantile[at] : r->quantile[at] * 0;
    }
}

/* [trial][saved metric][model][place][year] in a file without a name. */
static int spool_trials(int trials)
{
    FILE *file = tmpfile();
    int spool = -1;
    for (int t = 0; file && t < trials; t++)
        for (int s = 0; s < 2; s++)
            for (int m = 0; m < TINY_MODELS; m++)
                for (int p = 0; p < TINY_PLACES; p++)
                    for (int y = 0; y < TINY_YEARS; y++) {
                        const double x = tiny_trial(t, s, m, p, y);
                        if (fwrite(&x, sizeof x, 1, file) != 1)
                            abort();
                    }
    if (file && fflush(file) == 0)
        spool = dup(fileno(file));
    if (file)
        fclose(file);
    return spool;
}

struct results *tiny_results_create(void)
{
    struct results *r = calloc(1, sizeof *r);
    const int activity = METRICS, growth = activity + TINY_SERVICES;
    const int surplus = growth + TINY_SERVICES, horizon = surplus + PARTIES;
    *r = (struct results){.plan = &tiny_plan,
                          .trials = TINY_TRIALS,
                          .seed = tiny_plan.seed,
                          .columns = {0, activity, growth, surplus, horizon, horizon + HORIZONS},
                          .models = TINY_MODELS,
                          .places = TINY_PLACES,
                          .years = TINY_YEARS,
                          .rank_error = 0.001,
                          .growth_floor_hits = 0.25,
                          .trial_spool = spool_trials(TINY_TRIALS),
                          .saved = 2,
                          .saved_metric = {METRIC_GAP, METRIC_NET_SAVING},
                          .started = "2026-11-22T12:00:00Z",
                          .seconds = 1.5,
                          .threads = 2,
                          .command = "acsim run tiny.yaml"};
    const size_t cells = results_cell(r, r->columns.count, 0, 0, 0);
    double **const arrays[] = {&r->mean,        &r->sd,        &r->se,
                               &r->paired_mean, &r->paired_sd, &r->paired_se};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        *arrays[i] = calloc(cells, sizeof(double));
    r->quantile = calloc(cells * QUANTILES, sizeof(double));
    r->paired_quantile = calloc(cells * QUANTILES, sizeof(double));
    for (int column = 0; column < r->columns.count; column++)
        for (int m = 0; m < TINY_MODELS; m++)
            for (int p = 0; p < TINY_PLACES; p++)
                for (int y = 0; y < TINY_YEARS; y++)
                    fill_cell(r, column, m, p, y);
    return r;
}

void tiny_results_spool(struct results *r, int trials)
{
    close(r->trial_spool);
    r->trial_spool = spool_trials(trials);
    r->trials = (uint64_t)trials;
}

void tiny_results_destroy(struct results *r)
{
    double *const arrays[] = {r->mean,      r->sd,        r->se,       r->paired_mean,
                              r->paired_sd, r->paired_se, r->quantile, r->paired_quantile};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]);
    close(r->trial_spool);
    free(r);
}
