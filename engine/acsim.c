/* Joins the rooms behind acsim.h: scenario, run, store, report. */
#define _GNU_SOURCE /* asprintf */
#include "acsim.h"

#include "analyse/settle.h"
#include "base/error.h"
#include "base/nearest.h"
#include "locate.h"
#include "points.h"
#include "report/show.h"
#include "run/run.h"
#include "scenario/compile.h"
#include "scenario/contract_file.h"
#include "scenario/describe.h"
#include "scenario/sweep.h"
#include "store/build_info.h" /* made by the build */

#include <errno.h>
#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *list_word(const void *context, size_t i)
{
    const char *const *words = context;
    return words[i];
}

const char *acs_nearest(const char *word, const char *const *words)
{
    return nearest_word(word, list_word, words);
}

acs_status acs_plan_read(const char *path, const char *const *overrides, size_t override_count,
                         acs_plan **plan, acs_error *error)
{
    return acs_plan_read_sweep(path, overrides, override_count, NULL, 0, plan, error);
}

acs_status acs_plan_read_sweep(const char *path, const char *const *overrides,
                               size_t override_count, const char *const *sweeps, size_t sweep_count,
                               acs_plan **plan, acs_error *error)
{
    gsl_set_error_handler_off(); /* GSL's own handler ends the program */
    char *found = locate_scenario(path);
    if (!found)
        return error_no_memory(error);
    const acs_status status =
        sweep_read(found, overrides, override_count, sweeps, sweep_count, plan, error);
    free(found);
    return status;
}

void acs_plan_destroy(acs_plan *plan)
{
    plan_destroy(plan);
}

static void print_size(FILE *out, size_t bytes)
{
    const double mebibytes = (double)bytes / 0x1p20;
    fprintf(out, mebibytes < 9.95 ? "%.1f MiB" : "%.0f MiB", mebibytes);
}

static int count_networks(const acs_plan *plan, const struct plan_model *model)
{
    int count = 0;
    for (int r = 0; r < plan->run_places; r++)
        count += model->networks[plan->run_place[r]].count;
    return count;
}

/* That what is not named is independent is an assumption too, and said. */
static void print_dependence(const acs_plan *plan, FILE *out)
{
    const int count = plan_uncertain(plan);
    if (count == 0)
        return;
    fprintf(out, "  %d uncertain assumption%s", count, count == 1 ? "" : "s");
    if (plan->correlated_draws)
        fprintf(out, "; %d values named in correlations, all others independent",
                plan->correlated_draws);
    else if (count > 1)
        fputs(", independent of each other: no correlations are named", out);
    fputc('\n', out);
}

acs_status acs_plan_describe(const acs_plan *plan, const acs_run_options *options, FILE *out,
                             acs_error *error)
{
    const uint64_t trials = options->trials ? options->trials : plan->trials;
    const uint64_t seed = options->seed ? *options->seed : plan->seed;
    struct run_memory memory = {0};
    const acs_status status = points_memory(plan, options, &memory, error);
    fprintf(out, "%s: %s\n", plan->path, plan->title);
    fprintf(out, "  %d ", plan->run_places);
    if (plan->run_places < plan->places)
        fprintf(out, "of %d ", plan->places);
    fprintf(out, "place%s, %d service line%s, %d to %d, %s prices\n", plan->places == 1 ? "" : "s",
            plan->services, plan->services == 1 ? "" : "s", plan->base_year,
            plan->base_year + plan->years, plan->cash ? "cash" : "real");
    for (int m = 0; m < plan->models; m++) {
        const int networks = count_networks(plan, &plan->model[m]);
        fprintf(out, "  %-16s %s", plan->model[m].name, plan->model[m].title);
        if (networks)
            fprintf(out, " (%d network%s)", networks, networks == 1 ? "" : "s");
        fputc('\n', out);
    }
    print_dependence(plan, out);
    if (plan->sweep)
        points_describe(plan->sweep, out);
    static const char *const spread[] = {
        [SAMPLING_LATIN_HYPERCUBE] = "Latin hypercube", [SAMPLING_SOBOL] = "Sobol"};
    fprintf(out, "  %llu trials", (unsigned long long)trials);
    if (plan->sampling != SAMPLING_RANDOM)
        fprintf(out, " (%s, %d replicates)", spread[plan->sampling],
                sample_replicates(plan->sampling, trials));
    fprintf(out, ", seed %llu, %d thread%s, ", (unsigned long long)seed, memory.threads,
            memory.threads == 1 ? "" : "s");
    print_size(out, memory.total);
    fputs(" of memory\n", out);
    return status;
}

/* Named after the scenario, in this folder. The caller frees. */
static char *default_output(const acs_plan *plan)
{
    const char *slash = strrchr(plan->path, '/');
    const char *name = slash ? slash + 1 : plan->path;
    const char *dot = strrchr(name, '.');
    const int size = dot && dot > name ? (int)(dot - name) : (int)strlen(name);
    char *output;
    return asprintf(&output, "%.*s.h5", size, name) < 0 ? NULL : output;
}

/* Whether an existing file may be overwritten: an empty one, or HDF5 (its first eight bytes).
 * Anything else, above all a scenario, is never taken for a results file. */
static bool is_results_file(const char *path)
{
    static const char signature[] = "\211HDF\r\n\032\n";
    char start[sizeof signature - 1];
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    const size_t size = fread(start, 1, sizeof start, file);
    fclose(file);
    return size == 0 || (size == sizeof start && memcmp(start, signature, sizeof start) == 0);
}

/* A file that comes and goes beside the results shows that they can be written, before the trials.
 */
static acs_status try_writing(const char *output, acs_error *error)
{
    char *name;
    if (asprintf(&name, "%s.try.XXXXXX", output) < 0)
        return error_no_memory(error);
    acs_status status = ACS_OK;
    const int file = mkstemp(name);
    if (file < 0)
        status =
            error_plain(error, ACS_FAILED, "%s: cannot be written: %s", output, strerror(errno));
    else
        close(file);
    if (file >= 0)
        unlink(name);
    free(name);
    return status;
}

static acs_status check_output(const char *output, bool force, acs_error *error)
{
    struct stat status;
    if (stat(output, &status) == 0) {
        if (!S_ISREG(status.st_mode))
            return error_plain(error, ACS_FAILED, "%s: not a file that could be written", output);
        if (!force)
            return error_plain(error, ACS_FAILED,
                               "%s: exists already; choose another name with -o, or --force to "
                               "overwrite it",
                               output);
        if (!is_results_file(output))
            return error_plain(error, ACS_FAILED,
                               "%s: exists and is no results file, so --force does not overwrite "
                               "it; choose another name with -o",
                               output);
    }
    return try_writing(output, error);
}

static acs_status run_and_store(const acs_plan *plan, const acs_run_options *options, FILE *out,
                                acs_error *error)
{
    acs_status status = check_output(options->output, options->force, error);
    if (status != ACS_OK)
        return status;
    return points_run(plan, options, out, error);
}

acs_status acs_run(const acs_plan *plan, const acs_run_options *options, FILE *out,
                   acs_error *error)
{
    char *output = options->output ? strdup(options->output) : default_output(plan);
    if (!output)
        return error_no_memory(error);
    acs_run_options named = *options;
    named.output = output;
    const acs_status status = run_and_store(plan, &named, out, error);
    free(output);
    return status;
}

acs_status acs_show(const char *path, const acs_show_options *options, FILE *out, acs_error *error)
{
    return show_file(path, options, out, error);
}

/* The contract a user means: a file, else the name of a shipped one, with or without ".yaml". */
static char *find_contract(const char *path)
{
    char *found = locate_scenario(path);
    const char *dot = found ? strrchr(found, '.') : NULL;
    if (dot && strcmp(dot, ".yaml") == 0 && !strchr(found, '/') && !locate_is_there(found))
        found[dot - found] = '\0';
    return found;
}

static acs_status settle_with(const acs_plan *plan, const char *rows,
                              const acs_settle_options *options, struct arena *arena, FILE *out,
                              acs_error *error)
{
    struct settle_table table;
    acs_status status = settle_read(plan, rows, arena, &table, error);
    if (status != ACS_OK)
        return status;
    const size_t count = table.table->rows;
    struct settled *settled = ARENA_NEW(arena, count, struct settled);
    if (!settled)
        return error_no_memory(error);
    settle_rows(plan, table.row, count, settled);
    int next = 0;
    for (const struct assumption *a; (a = settle_uncertain(plan, &next));)
        error_warn(error, (struct mark){0}, "%s is %s, taken at its mean, %.6g", a->path, a->text,
                   a->distribution.mean);
    if (!options->output) {
        settle_print(&table, settled, out);
        return ACS_OK;
    }
    status = settle_write(&table, settled, options->output, error);
    if (status == ACS_OK) {
        fprintf(out, "%s\n", plan->model[0].contract.title);
        settle_print_summary(settled, count, out);
        fprintf(out, "Table: %s\n", options->output);
    }
    return status;
}

acs_status acs_settle(const char *contract, const char *rows, const acs_settle_options *options,
                      FILE *out, acs_error *error)
{
    gsl_set_error_handler_off(); /* GSL's own handler ends the program */
    if (options->output) {
        const acs_status writable =
            settle_check_output(options->output, rows, options->force, error);
        if (writable != ACS_OK)
            return writable;
    }
    char *found = find_contract(contract);
    if (!found)
        return error_no_memory(error);
    acs_plan *plan = NULL;
    struct arena arena = {0};
    acs_status status =
        contract_file_read(found, options->overrides, options->override_count, &plan, error);
    if (status == ACS_OK)
        status = settle_with(plan, rows, options, &arena, out, error);
    arena_finish(&arena);
    plan_destroy(plan);
    free(found);
    return status;
}

acs_status acs_describe(const char *topic, FILE *out, acs_error *error)
{
    return describe_topic(topic, out, error);
}

const char *acs_version(void)
{
    return ACSIM_VERSION " (" ACSIM_GIT_REVISION ")";
}
