#include "run/worker.h"

#include "model/stage.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static size_t saved_doubles(const struct run_shared *shared)
{
    return (size_t)shared->saved * (size_t)shared->cells->models * (size_t)shared->cells->places *
           (size_t)shared->cells->years;
}

size_t worker_bytes(const struct run_shared *shared)
{
    const size_t outcomes = 2 + (size_t)shared->plan->models;
    return block_bytes(shared->plan) + outcomes * outcome_rows(shared->plan) * sizeof(lanes) +
           LANES * saved_doubles(shared) * sizeof(double);
}

bool worker_init(struct worker *worker, const struct run_shared *shared)
{
    const acs_plan *plan = shared->plan;
    *worker = (struct worker){0};
    struct arena *arena = &worker->arena;
    bool ready = block_init(&worker->block, plan, arena) &&
                 outcome_init(&worker->place, plan, arena) &&
                 outcome_init(&worker->baseline, plan, arena);
    worker->all = ARENA_NEW(arena, (size_t)plan->models, struct outcome);
    ready = ready && worker->all;
    for (int m = 0; ready && m < plan->models; m++)
        ready = outcome_init(&worker->all[m], plan, arena);
    if (ready && shared->saved) {
        worker->saved = ARENA_NEW(arena, LANES * saved_doubles(shared), double);
        ready = worker->saved != NULL;
    }
    worker->block.expected = shared->expected;
    worker->block.seed = shared->seed;
    worker->block.trials = shared->trials;
    return ready;
}

void worker_finish(struct worker *worker)
{
    arena_finish(&worker->arena);
}

static void keep_quantiles(const struct run_shared *shared, const double *value, int slot,
                           int model, int year, uint64_t first, int count)
{
    if (slot < 0)
        return;
    size_t at = (size_t)model * (size_t)shared->cells->slots_of_model + (size_t)(slot + year);
    quantile_add(shared->quantiles, at, first, value, count);
}

static void tally_columns(const struct run_shared *shared, const struct outcome *outcome, int model,
                          int place, uint64_t first, int count, struct moments *moments)
{
    const struct cells *c = shared->cells;
    for (int k = 0; k < c->columns.count; k++) {
        const size_t cell = cells_moment(c, model, place, k);
        const int slot = c->slot[place * c->columns.count + k];
        for (int y = 0; y < c->years; y++) {
            const double *value = outcome->value[row_of(shared->plan, k, y)];
            moments_add_lanes(&moments->mean[cell + (size_t)y], &moments->m2[cell + (size_t)y],
                              moments->trials, value, count);
            keep_quantiles(shared, value, slot, model, y, first, count);
        }
    }
}

/* The difference to do nothing, trial by trial. */
static void tally_paired(const struct run_shared *shared, const struct outcome *outcome,
                         const struct outcome *baseline, int model, int place, uint64_t first,
                         int count, struct moments *moments)
{
    const struct cells *c = shared->cells;
    for (int k = 0; k < METRICS; k++) {
        const size_t cell = c->moments + cells_paired(c, model, place, k);
        const int slot = c->paired_slot[place * METRICS + k];
        for (int y = 0; y < c->years; y++) {
            const double *value = outcome->value[row_of(shared->plan, k, y)];
            const double *before = baseline->value[row_of(shared->plan, k, y)];
            lanes difference;
            FOR_LANES(i)
            difference[i] = value[i] - before[i];
            moments_add_lanes(&moments->mean[cell + (size_t)y], &moments->m2[cell + (size_t)y],
                              moments->trials, difference, count);
            keep_quantiles(shared, difference, slot, model, y, first, count);
        }
    }
}

/* Networks, practices and schemes of a place, from the block itself. */
static void tally_details(const struct worker *worker, const struct run_shared *shared, int model,
                          int place, int count, struct moments *moments)
{
    const acs_plan *plan = shared->plan;
    for (int d = 0; d < DETAILS; d++) {
        const struct plan_detail *detail = &plan->detail[d];
        const int first = detail->kept ? detail->first[place] : 0;
        const int items = detail->kept ? detail->first[place + 1] - first : 0;
        for (int i = 0; i < items; i++) {
            size_t cell = cells_detail(shared->cells, plan, (enum detail)d, model, first + i);
            for (int v = 0; v < detail_rows[d].variables; v++)
                for (int y = 0; y <= plan->years; y++, cell++)
                    moments_add_lanes(&moments->mean[cell], &moments->m2[cell], moments->trials,
                                      block_detail(&worker->block, plan, (enum detail)d, i, v, y),
                                      count);
        }
    }
}

static void save_trials(struct worker *worker, const struct run_shared *shared,
                        const struct outcome *outcome, int model, int place)
{
    const struct cells *c = shared->cells;
    const size_t trial = saved_doubles(shared);
    for (int k = 0; k < shared->saved; k++) {
        size_t at =
            (((size_t)k * (size_t)c->models + (size_t)model) * (size_t)c->places + (size_t)place) *
            (size_t)c->years;
        for (int y = 0; y < c->years; y++) {
            const double *value = outcome->value[row_of(shared->plan, shared->saved_metric[k], y)];
            for (int i = 0; i < LANES; i++)
                worker->saved[(size_t)i * trial + at + (size_t)y] = value[i];
        }
    }
}

static bool write_spool(const struct worker *worker, const struct run_shared *shared,
                        uint64_t first, int count)
{
    const size_t trial = saved_doubles(shared) * sizeof(double);
    const char *bytes = (const char *)worker->saved;
    size_t left = (size_t)count * trial;
    off_t at = (off_t)(first * trial);
    while (left > 0) {
        ssize_t written = pwrite(shared->spool, bytes, left, at);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        at += written;
        left -= (size_t)written;
    }
    return true;
}

static void take(struct worker *worker, const struct run_shared *shared,
                 const struct outcome *outcome, const struct outcome *baseline, int model,
                 int place, int count, struct moments *moments)
{
    const uint64_t first = worker->block.first;
    tally_columns(shared, outcome, model, place, first, count, moments);
    tally_paired(shared, outcome, baseline, model, place, first, count, moments);
    if (worker->saved)
        save_trials(worker, shared, outcome, model, place);
}

/* The place that is number `run` of those run. */
static bool run_place(struct worker *worker, const struct run_shared *shared, int run, int count,
                      struct moments *moments)
{
    const acs_plan *plan = shared->plan;
    const int place = plan->run_place[run];
    struct block *block = &worker->block;
    block_enter_place(block, plan, place);
    stage_price(plan, block, place);
    stage_funding(plan, block, place);
    stage_scope(plan, block, place);
    stage_staff(plan, block, place);
    for (int m = 0; m < plan->models; m++) {
        struct outcome *outcome = m == 0 ? &worker->baseline : &worker->place;
        int year = 0, lane = stage_years(plan, block, place, m, &year);
        if (lane >= 0) {
            worker->breach = (struct breach){true, block->first + (uint64_t)lane, place, m, year};
            return false;
        }
        outcome_take(outcome, plan, block);
        outcome_add(&worker->all[m], plan, outcome);
        take(worker, shared, outcome, &worker->baseline, m, run, count, moments);
        tally_details(worker, shared, m, place, count, moments);
    }
    return true;
}

/* What must be known of all places that run before the first of them does. */
static void enter_places(const acs_plan *plan, struct block *block)
{
    const bool blends = benchmark_any_blend(plan);
    if (blends)
        stage_region_start(plan, block);
    for (int r = 0; r < plan->run_places; r++) {
        const int p = plan->run_place[r];
        block_enter_place(block, plan, p);
        stage_population(plan, block, p);
        stage_demand(plan, block, p);
        if (!blends)
            continue;
        stage_price(plan, block, p);
        stage_region_add(plan, block, p);
    }
}

bool worker_block(struct worker *worker, const struct run_shared *shared, uint64_t first, int count,
                  struct moments *moments)
{
    const acs_plan *plan = shared->plan;
    struct block *block = &worker->block;
    block_start(block, plan, first, count);
    enter_places(plan, block);
    for (int m = 0; m < plan->models; m++)
        outcome_clear(&worker->all[m], plan);
    for (int r = 0; r < plan->run_places; r++)
        if (!run_place(worker, shared, r, count, moments))
            return false;
    for (int m = 0; m < plan->models; m++)
        outcome_complete_all(&worker->all[m], plan, block);
    for (int m = 0; m < plan->models; m++)
        take(worker, shared, &worker->all[m], &worker->all[0], m, plan->run_places, count, moments);
    moments->trials += count;
    memcpy(worker->headline,
           worker->all[plan->models - 1].value[row_of(plan, METRIC_GAP, plan->years)],
           sizeof worker->headline);
    worker->spool_failed = worker->saved && !write_spool(worker, shared, first, count);
    return !worker->spool_failed;
}
