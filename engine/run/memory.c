#include "run/memory.h"

#include "base/nearest.h"

#include <omp.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#define MOST_CHUNKS 4096u
#define SMALL_TREE_BYTES ((size_t)16 << 20)

uint64_t run_chunk_trials(const struct cells *cells, uint64_t trials)
{
    const size_t node = cells->tallied * 2 * sizeof(double);
    uint64_t blocks = node > SMALL_TREE_BYTES ? 16 : 1;
    while (trials / (blocks * LANES) > MOST_CHUNKS)
        blocks *= 2;
    return blocks * LANES;
}

struct run_chunks run_chunks(const struct run_shared *shared)
{
    const uint64_t size = run_chunk_trials(shared->cells, shared->trials);
    const int replicates = shared->replicates;
    uint64_t largest = 0;
    for (int r = 0; r < replicates; r++) {
        const uint64_t trials = sample_first(shared->trials, replicates, r + 1) -
                                sample_first(shared->trials, replicates, r);
        largest = trials > largest ? trials : largest;
    }
    return (struct run_chunks){size, (largest + size - 1) / size, replicates};
}

void run_chunk_range(const struct run_shared *shared, uint64_t chunk, uint64_t *from, uint64_t *to)
{
    const struct run_chunks chunks = run_chunks(shared);
    const int replicate = (int)(chunk / chunks.each);
    const uint64_t first = sample_first(shared->trials, chunks.replicates, replicate);
    const uint64_t last = sample_first(shared->trials, chunks.replicates, replicate + 1);
    *from = first + chunk % chunks.each * chunks.size;
    *from = *from < last ? *from : last;
    *to = last - *from < chunks.size ? last : *from + chunks.size;
}

int run_threads(const acs_run_options *options)
{
    return options->threads > 0 ? options->threads : omp_get_num_procs();
}

static const char *metric_name(const void *context, size_t i)
{
    (void)context;
    return i < METRICS ? metric_rows[i].name : NULL;
}

static acs_status choose_saved(const char *list, bool *chosen, acs_error *error)
{
    memset(chosen, 0, METRICS * sizeof *chosen);
    while (*list) {
        char name[64];
        size_t size = strcspn(list, ",");
        snprintf(name, sizeof name, "%.*s", (int)(size < 63 ? size : 63), list);
        list += size + (list[size] == ',');
        int metric = metric_find(name);
        if (metric < 0) {
            const char *near = nearest_word(name, metric_name, NULL);
            return error_plain(error, ACS_INVALID, "there is no metric '%s' to save%s%s%s", name,
                               near ? "; did you mean '" : "; see 'acsim describe metrics'",
                               near ? near : "", near ? "'?" : "");
        }
        chosen[metric] = true;
    }
    return ACS_OK;
}

acs_status run_prepare(const acs_plan *plan, const acs_run_options *options,
                       struct run_shared *shared, struct cells *cells, struct arena *arena,
                       acs_error *error)
{
    *shared = (struct run_shared){.plan = plan,
                                  .cells = cells,
                                  .trials = options->trials ? options->trials : plan->trials,
                                  .seed = options->seed ? *options->seed : plan->seed,
                                  .spool = -1};
    shared->replicates = sample_replicates(plan->sampling, shared->trials);
    if (!cells_init(cells, plan, options->all_quantiles, arena))
        return error_no_memory(error);
    bool chosen[METRICS];
    if (options->save_trials) {
        acs_status status = choose_saved(options->save_trials, chosen, error);
        if (status != ACS_OK)
            return status;
    } else {
        memcpy(chosen, plan->save_trials, sizeof chosen);
    }
    for (int k = 0; k < METRICS; k++)
        if (chosen[k])
            shared->saved_metric[shared->saved++] = k;
    return ACS_OK;
}

/* A number of kibibytes after a key of /proc/meminfo, as bytes; SIZE_MAX if unknown. */
static size_t memory_available(void)
{
    size_t available = SIZE_MAX;
    FILE *file = fopen("/proc/meminfo", "re");
    char line[128];
    while (file && fgets(line, sizeof line, file)) {
        unsigned long long kibibytes;
        if (sscanf(line, "MemAvailable: %llu", &kibibytes) == 1)
            available = (size_t)kibibytes * 1024;
    }
    if (file)
        fclose(file);
    return available;
}

/* What a limit on the address space (ulimit -v) still allows. */
static size_t address_space_left(void)
{
    struct rlimit limit;
    unsigned long long pages = 0;
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return SIZE_MAX;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file || fscanf(file, "%llu", &pages) != 1)
        pages = 0;
    if (file)
        fclose(file);
    size_t used = (size_t)pages * 4096;
    return limit.rlim_cur > used ? (size_t)limit.rlim_cur - used : 0;
}

static size_t tree_bytes(const struct run_shared *shared, int threads)
{
    const struct cells *cells = shared->cells;
    uint64_t chunks = shared->trials / run_chunk_trials(cells, shared->trials) + 1;
    size_t levels = 1;
    while (chunks >>= 1)
        levels++;
    const size_t node = cells->tallied * 2 * sizeof(double);
    const size_t replicates = shared->replicates > 1 ? (size_t)shared->replicates : 0;
    return ((size_t)threads + levels + replicates) * node;
}

static size_t results_bytes(const struct cells *cells)
{
    const size_t plain = (size_t)cells->moments, paired = cells->paired;
    const size_t detail = 3 * (cells->tallied - plain - paired);
    return ((3 + QUANTILES) * (plain + paired) + detail) * sizeof(double);
}

acs_status run_memory_plan(const acs_plan *plan, const acs_run_options *options,
                           struct run_memory *memory, acs_error *error)
{
    struct arena arena = {0};
    struct run_shared shared;
    struct cells cells;
    acs_status status = run_prepare(plan, options, &shared, &cells, &arena, error);
    if (status == ACS_OK) {
        struct quantile_sketch sketch;
        *memory = (struct run_memory){.threads = run_threads(options)};
        memory->plan = plan->arena.used;
        memory->blocks = (size_t)memory->threads * worker_bytes(&shared) + block_bytes(plan);
        memory->tally = tree_bytes(&shared, memory->threads) +
                        quantile_plan(&sketch, cells.slots, shared.trials);
        memory->results = results_bytes(&cells);
        memory->total = memory->plan + memory->blocks + memory->tally + memory->results;
        const size_t physical = memory_available(), space = address_space_left();
        memory->available = physical < space ? physical : space;
        if (memory->total - memory->plan > memory->available)
            status =
                error_plain(error, ACS_FAILED,
                            "the run needs %.1f MiB of memory and %.1f MiB are available; "
                            "fewer threads, places, models or headline metrics need less",
                            (double)memory->total / 0x1p20, (double)memory->available / 0x1p20);
    }
    arena_finish(&arena);
    return status;
}
