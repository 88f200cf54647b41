/* acsim: the accountable-care budget simulation engine. The whole public interface.
 *
 * A scenario file is read and compiled into a plan; a plan is run; results are stored as HDF5 that
 * is also netCDF-4, and shown. Nothing here prints or exits; text goes to the FILE it is given.
 */
#ifndef ACSIM_H
#define ACSIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a call came to; the values are the exit codes of the command. */
typedef enum acs_status {
    ACS_OK = 0,
    ACS_FAILED = 1,       /* could not: files, memory, disk, a breach of the ledger */
    ACS_INVALID = 2,      /* the scenario or an argument is wrong */
    ACS_NO_ANSWER = 3,    /* the question has no answer */
    ACS_INTERRUPTED = 130 /* asked to stop */
} acs_status;

/* Collects every diagnostic, each as "file:line:column: error: ..." with the source line and a
 * caret.
 */
typedef struct acs_error acs_error;
acs_error *acs_error_create(void); /* NULL when memory is out */
void acs_error_destroy(acs_error *error);
const char *acs_error_text(const acs_error *error); /* all diagnostics; "" when there are none */

/* A plan: a scenario read, checked and compiled; constant from then on. */
typedef struct acs_plan acs_plan;

/* Reads the scenario at path (with what it extends, its models, contracts and tables), applies the
 * overrides "path=value" in order, checks everything and compiles it, at every point of its own
 * `sweep` if it has one. Every mistake of the file is
 * added to error; *plan is set only when the result is ACS_OK. Warnings leave text in error with
 * ACS_OK. */
acs_status acs_plan_read(const char *path, const char *const *overrides, size_t override_count,
                         acs_plan **plan, acs_error *error);

/* The same at every point of a grid: the scenario's own `sweep` and sweeps "path=a,b,c", the first
 * the slowest. The points share their draws; each is what the override "path=value" would give. All
 * are read and checked, and the plan runs them all into one results file with a dimension `sweep`.
 */
acs_status acs_plan_read_sweep(const char *path, const char *const *overrides,
                               size_t override_count, const char *const *sweeps, size_t sweep_count,
                               acs_plan **plan, acs_error *error);
void acs_plan_destroy(acs_plan *plan);

typedef struct acs_run_options {
    uint64_t trials;         /* 0: as the scenario says */
    const uint64_t *seed;    /* NULL: as the scenario says */
    int threads;             /* 0: as many as there are processors */
    const char *output;      /* results file; NULL: named after the scenario in this folder */
    const char *save_trials; /* metrics whose trial values are kept, "gap,net_saving"; NULL: the
                                scenario's */
    bool all_quantiles;      /* quantiles of every metric in every place */
    bool reproducible;       /* leave the group "run" out: equal inputs give equal bytes */
    bool force;              /* overwrite an existing results file */
    const char *command;     /* command line, for the record; may be NULL */
    /* Called now and then, from one thread at a time, with trials done and in all; true asks the
     * run to stop.
     */
    bool (*progress)(void *context, uint64_t done, uint64_t trials, const char *headline);
    void *context;
} acs_run_options;

/* Prints what a run of the plan would do: places, models, trials, memory in bytes. */
acs_status acs_plan_describe(const acs_plan *plan, const acs_run_options *options, FILE *out,
                             acs_error *error);

/* Runs the plan and writes the results file, whole or not at all. The summary table goes to out
 * (NULL: none). */
acs_status acs_run(const acs_plan *plan, const acs_run_options *options, FILE *out,
                   acs_error *error);

typedef enum acs_format { ACS_TABLE, ACS_CSV, ACS_JSON, ACS_DIGEST } acs_format;

/* Filters of a results file; NULL or a negative year means: all that a reader would expect. */
typedef struct acs_show_options {
    const char *metric;
    const char *model;
    const char *place;
    const char *items; /* a group finer than a place, such as networks; NULL: places */
    int year;
    const char *const *where; /* "sharing_rate=0.5", "sweep=2": only such points of a sweep */
    size_t where_count;
    acs_format format;
} acs_show_options;

/* Prints a results file as a table, CSV, JSON, or the digest of all content outside "run". */
acs_status acs_show(const char *path, const acs_show_options *options, FILE *out, acs_error *error);

/* Writes a small scenario of one's own to path, which ends in .yaml: it extends the scenario `from`
 * (a file, or the name of a shipped one), runs only the place, and holds as comments the values
 * that are changed first, with their units and sources. An existing file is overwritten only by
 * force, the scenario itself never. */
acs_status acs_new(const char *path, const char *from, const char *place, bool force,
                   acs_error *error);

typedef struct acs_settle_options {
    const char *const *overrides; /* "path=value", applied to the contract in order */
    size_t override_count;
    const char *output; /* CSV file; NULL: print the table */
    bool force;         /* overwrite an existing file */
} acs_settle_options;

/* Applies a contract (a YAML file, or the name of a shipped one) to the rows of a CSV file: id,
 * persons, benchmark, expenditure, quality and, where the contract uses it, revenue; an optional
 * minimum_savings_rate beats the contract's. Adds savings,
 * savings_rate, minimum_savings_rate, share_rate, gain, loss (both 0 or more) and capped. The table
 * goes to the output, whole or not at all, and a summary to out; without an output the table goes
 * to out. Distributions are taken at their means, with a warning for each in error. */
acs_status acs_settle(const char *contract, const char *rows, const acs_settle_options *options,
                      FILE *out, acs_error *error);

/* Prints the reference page of a topic: scenario, distributions, metrics, models, contracts. */
acs_status acs_describe(const char *topic, FILE *out, acs_error *error);

/* "1.0.0 (git revision)" */
const char *acs_version(void);

/* The word of the list (a NULL ends it) that a misspelt one most likely means; NULL if none is
 * near. For front ends and their messages. */
const char *acs_nearest(const char *word, const char *const *words);

#ifdef __cplusplus
}
#endif

#endif
