/* One thread's share of a run: a block of trials through the stages, into the tallies. */
#ifndef ACSIM_RUN_WORKER_H
#define ACSIM_RUN_WORKER_H

#include "model/outcome.h"
#include "run/cells.h"
#include "run/moments.h"
#include "run/quantile.h"

/* What a run shares between its threads. */
struct run_shared {
    const acs_plan *plan;
    const struct expected *expected;
    const struct cells *cells;
    struct quantile_sketch *quantiles;
    uint64_t trials, seed;
    int replicates; /* of the sampling; 1: trials are independent */
    int saved;      /* metrics whose trials are kept */
    int saved_metric[METRICS];
    int spool; /* file descriptor, -1: none */
};

/* Where the identity of the ledger broke. */
struct breach {
    bool found;
    uint64_t trial;
    int place, model, year;
};

struct worker {
    struct arena arena;
    struct block block;
    struct outcome place, baseline;
    struct outcome *all; /* [models] */
    double *saved;       /* [LANES][saved][models][places][years], NULL if none */
    struct breach breach;
    bool spool_failed;
    double headline[LANES]; /* gap of `all` under the last model in the last year */
};

size_t worker_bytes(const struct run_shared *shared);
bool worker_init(struct worker *worker, const struct run_shared *shared);
void worker_finish(struct worker *worker);

/* Runs the trials first .. first + count - 1 and adds them to moments (of plain cells, then paired
 * ones) and to the shared quantiles. False: a breach, or the spool could not be written. */
bool worker_block(struct worker *worker, const struct run_shared *shared, uint64_t first, int count,
                  struct moments *moments);

#endif
