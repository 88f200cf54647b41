/* Blocks of trials over threads. Chunks of a fixed number of trials go to whichever thread is free;
 * their sums meet in a fixed tree, so the bits are the same on any number of threads. */
#include "run/run.h"

#include "model/stage.h"
#include "run/collect.h"
#include "run/memory.h"
#include "run/spool.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <time.h>

#define PROGRESS_SECONDS 0.1

const double result_quantiles[QUANTILES] = {0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95};

/* The state all threads write, under its lock. */
struct schedule {
    struct moments_tree tree;
    uint64_t done; /* trials */
    bool stop, interrupted, no_memory, spool_failed;
    struct breach breach;
    double gap_trials, gap_mean, gap_m2; /* of the headline, for the progress line only */
    double last_report;
};

static void note_progress(struct schedule *schedule, const struct run_shared *shared,
                          const acs_run_options *options, const struct worker *worker, int count)
{
    schedule->done += (uint64_t)count;
    moments_add_lanes(&schedule->gap_mean, &schedule->gap_m2, schedule->gap_trials,
                      worker->headline, count);
    schedule->gap_trials += count;
    const double now = omp_get_wtime();
    if (!options->progress || now - schedule->last_report < PROGRESS_SECONDS)
        return;
    schedule->last_report = now;
    const acs_plan *plan = shared->plan;
    const double error = sqrt(schedule->gap_m2 / schedule->gap_trials / schedule->gap_trials);
    char headline[160];
    snprintf(headline, sizeof headline, "gap %s %d: GBP %.1fm +- %.1fm",
             plan->model[plan->models - 1].name, plan->base_year + plan->years,
             schedule->gap_mean / 1e6, error / 1e6);
    if (options->progress(options->context, schedule->done, shared->trials, headline))
        schedule->stop = schedule->interrupted = true;
}

/* The earliest breach wins, so that the message does not depend on threads more than it must. */
static void note_failure(struct schedule *schedule, const struct worker *worker)
{
    schedule->stop = true;
    schedule->spool_failed |= worker->spool_failed;
    if (worker->breach.found &&
        (!schedule->breach.found || worker->breach.trial < schedule->breach.trial))
        schedule->breach = worker->breach;
}

static bool run_chunk(struct schedule *schedule, const struct run_shared *shared,
                      const acs_run_options *options, struct worker *worker,
                      struct moments *moments, uint64_t from, uint64_t to)
{
    for (uint64_t first = from; first < to; first += LANES) {
        const int count = (int)(to - first < LANES ? to - first : LANES);
        bool stopped;
#pragma omp atomic read
        stopped = schedule->stop;
        if (stopped)
            return false;
        bool ran = worker_block(worker, shared, first, count, moments);
#pragma omp critical(schedule)
        {
            if (ran)
                note_progress(schedule, shared, options, worker, count);
            else
                note_failure(schedule, worker);
        }
        if (!ran)
            return false;
    }
    return true;
}

/* Runs the chunks from .. to - 1 on all threads. */
static void run_range(struct schedule *schedule, const struct run_shared *shared,
                      const acs_run_options *options, struct worker *workers, int threads,
                      uint64_t from, uint64_t to)
{
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (uint64_t chunk = from; chunk < to; chunk++) {
        struct worker *worker = &workers[omp_get_thread_num()];
        struct moments_node *node;
#pragma omp critical(schedule)
        {
            node = moments_tree_take(&schedule->tree);
            if (!node)
                schedule->stop = schedule->no_memory = true;
        }
        if (!node)
            continue;
        uint64_t first, end;
        run_chunk_range(shared, chunk, &first, &end);
        run_chunk(schedule, shared, options, worker, moments_node_moments(node), first, end);
#pragma omp critical(schedule)
        moments_tree_give(&schedule->tree, node, chunk);
    }
}

static acs_status status_of(const struct schedule *schedule, const acs_plan *plan, acs_error *error)
{
    if (schedule->breach.found) {
        const struct breach *b = &schedule->breach;
        return error_plain(error, ACS_FAILED,
                           "the ledger does not balance in trial %llu, place %s, model %s, year "
                           "%d: the parties' surpluses differ from funding + grants - cost",
                           (unsigned long long)b->trial, plan->place[b->place].name,
                           plan->model[b->model].name, plan->base_year + b->year);
    }
    if (schedule->no_memory)
        return error_no_memory(error);
    if (schedule->spool_failed)
        return error_plain(error, ACS_FAILED,
                           "saved trials could not be written: is the disk full?");
    if (schedule->interrupted)
        return error_plain(error, ACS_INTERRUPTED,
                           "interrupted after %llu trials; no results were written",
                           (unsigned long long)schedule->done);
    return ACS_OK;
}

/* The chunk in which the trials that give the edges of histograms end: those first, then the edges,
 * then the rest, on one thread. Without trials of the kind, the edges alone. */
static void run_edge_chunk(struct schedule *schedule, const struct run_shared *shared,
                           const acs_run_options *options, struct worker *worker, uint64_t chunk)
{
    const uint64_t sample = shared->quantiles->sample;
    uint64_t from, end;
    run_chunk_range(shared, chunk, &from, &end);
    struct moments_node *node = sample > from ? moments_tree_take(&schedule->tree) : NULL;
    bool ready = sample <= from || node;
    if (node)
        run_chunk(schedule, shared, options, worker, moments_node_moments(node), from, sample);
    ready = ready && (schedule->stop || quantile_make_edges(shared->quantiles));
    if (!ready)
        schedule->stop = schedule->no_memory = true;
    if (node && !schedule->stop)
        run_chunk(schedule, shared, options, worker, moments_node_moments(node), sample, end);
    if (node)
        moments_tree_give(&schedule->tree, node, chunk);
}

/* All trials; those that give the edges of histograms come first. */
static acs_status run_all(struct schedule *schedule, const struct run_shared *shared,
                          const acs_run_options *options, struct worker *workers, int threads,
                          acs_error *error)
{
    const struct run_chunks each = run_chunks(shared);
    const uint64_t chunks = each.each * (uint64_t)each.replicates;
    const uint64_t sample = shared->quantiles->sample;
    schedule->tree = (struct moments_tree){
        .chunks = each.each, .replicates = each.replicates, .cells = shared->cells->tallied};
    schedule->last_report = omp_get_wtime();
    if (shared->quantiles->exact) {
        run_range(schedule, shared, options, workers, threads, 0, chunks);
    } else {
        uint64_t edge = 0, from, to;
        for (run_chunk_range(shared, edge, &from, &to); to <= sample && edge + 1 < chunks; edge++)
            run_chunk_range(shared, edge + 1, &from, &to);
        run_range(schedule, shared, options, workers, threads, 0, edge);
        if (!schedule->stop)
            run_edge_chunk(schedule, shared, options, workers, edge);
        if (!schedule->stop)
            run_range(schedule, shared, options, workers, threads, edge + (sample > from), chunks);
    }
    return status_of(schedule, shared->plan, error);
}

static acs_status start_workers(struct worker *workers, int threads,
                                const struct run_shared *shared, acs_error *error)
{
    bool ready = true;
#pragma omp parallel for num_threads(threads) reduction(&& : ready)
    for (int t = 0; t < threads; t++)
        ready = worker_init(&workers[t], shared) && ready;
    return ready ? ACS_OK : error_no_memory(error);
}

static acs_status run_prepared(struct run_shared *shared, const acs_run_options *options,
                               struct results *results, struct arena *arena, acs_error *error)
{
    struct quantile_sketch quantiles;
    struct schedule schedule = {0};
    const int threads = run_threads(options);
    struct expected expected;
    struct worker *workers = ARENA_NEW(arena, (size_t)threads, struct worker);
    quantile_plan(&quantiles, shared->cells->slots, shared->trials);
    shared->quantiles = &quantiles;
    shared->expected = &expected;
    acs_status status = ACS_OK;
    if (!workers || !expected_init(&expected, shared->plan, arena) || !quantile_init(&quantiles))
        status = error_no_memory(error);
    if (status == ACS_OK && shared->saved)
        status = spool_open(options->output, &shared->spool, error);
    if (status == ACS_OK)
        status = start_workers(workers, threads, shared, error);
    if (status == ACS_OK)
        status = run_all(&schedule, shared, options, workers, threads, error);
    for (int t = 0; workers && t < threads; t++) {
        results->growth_floor_hits += (double)workers[t].block.floor_hits;
        worker_finish(&workers[t]);
    }
    if (status == ACS_OK)
        status = collect_results(results, shared, &schedule.tree, error);
    results->trial_spool = shared->spool;
    moments_tree_finish(&schedule.tree);
    quantile_finish(&quantiles);
    return status;
}

acs_status run_plan(const acs_plan *plan, const acs_run_options *options, struct results **results,
                    acs_error *error)
{
    struct arena arena = {0};
    struct run_shared shared;
    struct cells cells;
    struct run_memory memory;
    const double start = omp_get_wtime();
    acs_status status = run_memory_plan(plan, options, &memory, error);
    if (status != ACS_OK)
        return status;
    status = run_prepare(plan, options, &shared, &cells, &arena, error);
    struct results *made = status == ACS_OK ? results_create(&shared, options, error) : NULL;
    if (status == ACS_OK && !made)
        status = ACS_FAILED;
    if (status == ACS_OK)
        status = run_prepared(&shared, options, made, &arena, error);
    arena_finish(&arena);
    if (status != ACS_OK) {
        results_destroy(made);
        return status;
    }
    made->seconds = omp_get_wtime() - start;
    *results = made;
    return ACS_OK;
}
