#include "points.h"

#include "report/show.h"
#include "store/store.h"

#include <stdio.h>

#define MOST_LINES 40 /* of points that are listed */

/* Progress of all points from that of one. */
struct progress {
    const acs_run_options *options;
    int point, points;
};

static bool report(void *context, uint64_t done, uint64_t trials, const char *headline)
{
    const struct progress *progress = context;
    char text[256];
    snprintf(text, sizeof text, "point %d of %d, %s", progress->point + 1, progress->points,
             headline ? headline : "");
    return progress->options->progress(progress->options->context,
                                       done + (uint64_t)progress->point * trials,
                                       (uint64_t)progress->points * trials, text);
}

static const acs_plan *plan_at(const acs_plan *plan, int point)
{
    return plan->sweep ? plan->sweep->point[point] : plan;
}

/* "price = 50, horizon = 3" */
static void point_words(const struct plan_sweep *sweep, int point, char *words, size_t size)
{
    words[0] = '\0';
    for (size_t i = 0, used = 0; i < (size_t)sweep->axes && used < size; i++)
        used += (size_t)snprintf(words + used, size - used, "%s%s = %s", i ? ", " : "",
                                 sweep->axis[i].path,
                                 sweep->axis[i].text[plan_sweep_value(sweep, (int)i, point)]);
}

static acs_status run_point(const acs_plan *plan, int point, const acs_run_options *options,
                            struct store *store, FILE *out, acs_error *error)
{
    const struct plan_sweep *sweep = plan->sweep;
    struct progress progress = {options, point, sweep ? sweep->points : 1};
    acs_run_options own = *options;
    if (sweep && options->progress) {
        own.progress = report;
        own.context = &progress;
    }
    struct results *results = NULL;
    acs_status status = run_plan(plan_at(plan, point), &own, &results, error);
    if (status == ACS_OK) {
        results->sweep = sweep;
        results->point = point;
        status = store_point(store, results, error);
    }
    if (status == ACS_OK && !sweep && out)
        show_summary(results, options->output, out);
    results_destroy(results);
    char words[600];
    if (status != ACS_OK && sweep) {
        point_words(sweep, point, words, sizeof words);
        error_plain(error, status, "that was point %d of %d of the sweep, %s", point + 1,
                    sweep->points, words);
    }
    return status;
}

acs_status points_run(const acs_plan *plan, const acs_run_options *options, FILE *out,
                      acs_error *error)
{
    const int points = plan->sweep ? plan->sweep->points : 1;
    struct store *store = NULL;
    struct run_memory memory;
    acs_status status = store_open(&store, options->output, options->reproducible, error);
    if (status == ACS_OK && plan->sweep) /* what a later point needs must not show up late */
        status = points_memory(plan, options, &memory, error);
    for (int i = 0; i < points && status == ACS_OK; i++)
        status = run_point(plan, i, options, store, out, error);
    store_close(store);
    if (status == ACS_OK && plan->sweep && out)
        status = show_sweep(options->output, out, error);
    return status;
}

acs_status points_memory(const acs_plan *plan, const acs_run_options *options,
                         struct run_memory *memory, acs_error *error)
{
    const int points = plan->sweep ? plan->sweep->points : 1;
    size_t plans = 0, most = 0;
    acs_status status = ACS_OK;
    *memory = (struct run_memory){0};
    for (int i = 0; i < points && status == ACS_OK; i++) {
        status = run_memory_plan(plan_at(plan, i), options, memory, error);
        plans += memory->plan;
        most = memory->total - memory->plan > most ? memory->total - memory->plan : most;
    }
    memory->plan = plans;
    memory->total = plans + most;
    return status;
}

void points_describe(const struct plan_sweep *sweep, FILE *out)
{
    fprintf(out, "  sweep of %d point%s, each:\n", sweep->points, sweep->points == 1 ? "" : "s");
    for (int i = 0; i < sweep->points && i < MOST_LINES; i++) {
        char words[600];
        point_words(sweep, i, words, sizeof words);
        fprintf(out, "  %4d  %s\n", i + 1, words);
    }
    if (sweep->points > MOST_LINES)
        fprintf(out, "   ...  and %d more\n", sweep->points - MOST_LINES);
}
