#include "store/content.h"

#include "base/version.h"
#include "store/provenance.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "trial", or "place, year": what a draw differs by. */
static const char *scope_text(unsigned scope)
{
    static const char *const texts[8] = {
        [SCOPE_TRIAL] = "trial",
        [SCOPE_PLACE] = "place",
        [SCOPE_NETWORK] = "network",
        [SCOPE_PLACE | SCOPE_NETWORK] = "place, network",
        [SCOPE_YEAR] = "year",
        [SCOPE_PLACE | SCOPE_YEAR] = "place, year",
        [SCOPE_NETWORK | SCOPE_YEAR] = "network, year",
        [SCOPE_PLACE | SCOPE_NETWORK | SCOPE_YEAR] = "place, network, year",
    };
    return texts[scope & 7u];
}

enum assumption_fact {
    FACT_DISTRIBUTION,
    FACT_SCOPE,
    FACT_MEAN,
    FACT_SD,
    FACT_SOURCE,
    FACT_NOTE,
    FACT_STATED
};

static const struct fact_row {
    enum assumption_fact fact;
    const char *name, *units, *long_name;
    enum nc4_type type;
} fact_rows[] = {
    {FACT_DISTRIBUTION, "distribution", "1", "distribution, or the number", NC4_TEXT},
    {FACT_SCOPE, "scope", "1", "what a draw differs by", NC4_TEXT},
    {FACT_MEAN, "mean", "see path", "mean of the distribution", NC4_DOUBLE},
    {FACT_SD, "sd", "see path", "standard deviation of the distribution", NC4_DOUBLE},
    {FACT_SOURCE, "source", "1", "where the value comes from", NC4_TEXT},
    {FACT_NOTE, "note", "1", "note on the value", NC4_TEXT},
    {FACT_STATED, "stated", "1", "stands in a file; otherwise it is a default", NC4_FLAG},
};

/* Either a text, or a number through *number. */
static const char *fact_of(const struct assumption *assumption, enum assumption_fact fact,
                           double *number)
{
    switch (fact) {
    case FACT_DISTRIBUTION:
        return assumption->text;
    case FACT_SCOPE:
        return scope_text(assumption->scope);
    case FACT_MEAN:
        *number = assumption->distribution.mean;
        return NULL;
    case FACT_SD:
        *number = assumption->distribution.sd;
        return NULL;
    case FACT_SOURCE:
        return assumption->source;
    case FACT_NOTE:
        return assumption->note;
    default:
        *number = assumption->stated;
        return NULL;
    }
}

static bool write_fact(struct content *content, const struct fact_row *row, void *values)
{
    static const enum axis over[] = {AXIS_PATH, AXIS_END};
    const acs_plan *plan = content->results->plan;
    for (int i = 0; i < plan->assumptions; i++) {
        double number = 0;
        const char *text = fact_of(&plan->assumption[i], row->fact, &number);
        if (row->type == NC4_TEXT)
            ((const char **)values)[i] = text ? text : "";
        else if (row->type == NC4_DOUBLE)
            ((double *)values)[i] = content_canonical(number);
        else
            ((int8_t *)values)[i] = number != 0;
    }
    struct nc4_variable variable =
        axes_variable(&content->axes, row->name, row->units, row->long_name, row->type, over);
    variable.compressed = false;
    return nc4_put(content->nc4, content->axes.group, &variable, values);
}

bool content_assumptions(struct content *content)
{
    const acs_plan *plan = content->results->plan;
    if (plan->assumptions == 0)
        return true;
    void *values = calloc((size_t)plan->assumptions, sizeof(double) + sizeof(char *));
    if (!values)
        return content_no_memory(content);
    bool done = axes_open(&content->axes, content->nc4, content->results, "assumptions",
                          AXIS_BIT(AXIS_PATH)) &&
                nc4_attribute_text(content->nc4, content->axes.group, "title",
                                   "Every number the run rests on");
    for (size_t i = 0; i < sizeof fact_rows / sizeof *fact_rows && done; i++)
        done = write_fact(content, &fact_rows[i], values);
    free(values);
    return axes_close(&content->axes) && done;
}

static bool put_scalar(struct content *content, hid_t group, const char *name, const char *units,
                       const char *long_name, enum nc4_type type, const void *value)
{
    struct nc4_variable variable = {name, units, long_name, type, 0, {NULL}, false, false};
    return nc4_put(content->nc4, group, &variable, value);
}

static bool put_text(struct content *content, hid_t group, const char *name, const char *long_name,
                     const char *text)
{
    const char *value = text ? text : "";
    return put_scalar(content, group, name, "1", long_name, NC4_TEXT, &value);
}

static bool write_digests(struct content *content)
{
    static const enum axis over[] = {AXIS_FILE, AXIS_END};
    const acs_plan *plan = content->results->plan;
    const char **values = calloc((size_t)plan->files, sizeof *values);
    if (!values)
        return content_no_memory(content);
    for (int i = 0; i < plan->files; i++)
        values[i] = plan->file[i].sha256;
    struct nc4_variable variable =
        axes_variable(&content->axes, "sha256", "1", "SHA-256 of the file", NC4_TEXT, over);
    bool done = nc4_put(content->nc4, content->axes.group, &variable, values);
    free(values);
    return done;
}

bool content_scenario(struct content *content)
{
    const acs_plan *plan = content->results->plan;
    unsigned axes = plan->files > 0 ? AXIS_BIT(AXIS_FILE) : 0;
    bool done = axes_open(&content->axes, content->nc4, content->results, "scenario", axes) &&
                nc4_attribute_text(content->nc4, content->axes.group, "title",
                                   "The scenario as it was read and as it was understood") &&
                put_text(content, content->axes.group, "text_read", "scenario file as read",
                         plan->text_read) &&
                put_text(content, content->axes.group, "text_resolved",
                         "scenario with what it extends, its models, contracts and overrides",
                         plan->text_resolved);
    if (plan->files > 0)
        done = done && write_digests(content);
    return axes_close(&content->axes) && done;
}

/* All that may differ between identical runs, and nothing else. */
bool content_run(struct content *content)
{
    const struct results *r = content->results;
    char host[256], hdf5[32];
    provenance_host(host, sizeof host);
    provenance_hdf5(hdf5, sizeof hdf5);
    const struct {
        const char *name, *long_name, *text;
    } texts[] = {
        {"host", "machine of the run", host},
        {"start", "start of the run, UTC", content->totals.started},
        {"command", "command line", r->command},
        {"scenario_path", "path of the scenario file", r->plan->path},
        {"git_revision", "revision the program was built from", provenance_revision()},
        {"compiler", "compiler of the program", provenance_compiler()},
        {"flags", "settings of the compiler", provenance_flags()},
        {"hdf5_version", "version of HDF5", hdf5},
        {"gsl_version", "version of the GNU Scientific Library", provenance_gsl()},
        {"libyaml_version", "version of libyaml", provenance_yaml()},
    };
    const int64_t threads = r->threads, ranks = 1;
    bool done = axes_open(&content->axes, content->nc4, r, "run", 0) &&
                nc4_attribute_text(content->nc4, content->axes.group, "title",
                                   "How the file was made: may differ between identical runs");
    hid_t group = content->axes.group;
    for (size_t i = 0; i < sizeof texts / sizeof *texts && done; i++)
        done = put_text(content, group, texts[i].name, texts[i].long_name, texts[i].text);
    done =
        done &&
        put_scalar(content, group, "duration", "s", "duration of the run", NC4_DOUBLE,
                   &content->totals.seconds) &&
        put_scalar(content, group, "threads", "1", "threads of the run", NC4_INTEGER, &threads) &&
        put_scalar(content, group, "ranks", "1", "processes of the run", NC4_INTEGER, &ranks);
    return axes_close(&content->axes) && done;
}

static const char *const sampling_names[] = {[SAMPLING_RANDOM] = "random",
                                             [SAMPLING_LATIN_HYPERCUBE] = "latin_hypercube",
                                             [SAMPLING_SOBOL] = "sobol"};

bool content_root(struct content *content)
{
    const struct results *r = content->results;
    const acs_plan *plan = r->plan;
    struct nc4 *nc4 = content->nc4;
    const char *resolved = plan->text_resolved ? plan->text_resolved : "";
    char seed[32], basis[64], hash[PROVENANCE_SHA256_SIZE];
    snprintf(seed, sizeof seed, "%" PRIu64, r->seed);
    output_price_basis(plan, basis, sizeof basis);
    provenance_sha256(resolved, strlen(resolved), hash);
    hid_t file = nc4->file;
    return nc4_attribute_text(nc4, file, "title", plan->title) &&
           nc4_attribute_integer(file, "format_version", ACSIM_FORMAT_VERSION) &&
           nc4_attribute_text(nc4, file, "acsim_version", provenance_version()) &&
           nc4_attribute_text(nc4, file, "scenario_hash", hash) &&
           nc4_attribute_integer(file, "seed", (int64_t)r->seed) &&
           nc4_attribute_text(nc4, file, "seed_text", seed) &&
           nc4_attribute_integer(file, "trials", (int64_t)r->trials) &&
           nc4_attribute_text(nc4, file, "sampling", sampling_names[plan->sampling]) &&
           (plan->sampling == SAMPLING_RANDOM ||
            nc4_attribute_integer(file, "replicates", r->replicates)) &&
           nc4_attribute_text(nc4, file, "price_basis", basis) &&
           nc4_attribute_integer(file, "base_year", plan->base_year) &&
           nc4_attribute_integer(file, "horizon", plan->years) &&
           nc4_attribute_number(file, "quantile_rank_error", content->totals.rank_error) &&
           nc4_attribute_number(file, "growth_floor_hits", content->totals.growth_floor_hits);
}
