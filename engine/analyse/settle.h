/* A contract applied to rows of real figures: who would have been paid what. */
#ifndef ACSIM_ANALYSE_SETTLE_H
#define ACSIM_ANALYSE_SETTLE_H

#include "base/arena.h"
#include "base/error.h"
#include "plan/plan.h"
#include "scenario/csv.h"

/* One network's year. */
struct settle_row {
    double year;        /* calendar year; 0 where the contract needs none */
    double persons;     /* registered list */
    double benchmark;   /* B > 0, money of the year */
    double expenditure; /* X */
    double quality;     /* share of points */
    double revenue;     /* what a cap on revenue is a share of; 0 where the contract needs none */
    double minimum_savings_rate, minimum_loss_rate; /* of its own; negative: the contract's */
};

/* What the contract makes of it. */
struct settled {
    double savings, savings_rate; /* B - X, and over B */
    double minimum_savings_rate;
    double
        share_rate; /* share of the saving or loss that falls due, before payment factor and cap */
    double gain, loss; /* paid to, and by, the network; both 0 or more */
    bool capped;
};

struct settle_table {
    const struct csv *table;
    struct settle_row *row; /* [table->rows] */
};

/* Reads and checks a CSV of rows; all mistakes are reported. */
acs_status settle_read(const acs_plan *plan, const char *path, struct arena *arena,
                       struct settle_table *table, acs_error *error) WARN_UNUSED;

/* Settles count rows under the contract of the plan's one model, by the rules that settle trials
 * (model/contract.h). A distribution is taken at its mean. A row's own minimum savings rate stands
 * for the minimum loss rate too where the contract has one rate for both. */
void settle_rows(const acs_plan *plan, const struct settle_row *rows, size_t count,
                 struct settled *settled);

/* The next value of the settlement that is drawn in trials, from *next on; NULL at the end. */
const struct assumption *settle_uncertain(const acs_plan *plan, int *next);

/* Whether the contract's terms differ by calendar year. */
bool settle_needs_year(const acs_plan *plan);

/* Prints the table as CSV: its own columns, then what was settled. */
void settle_print(const struct settle_table *table, const struct settled *settled, FILE *out);

/* Prints how many gain and lose, and how much in all, in one line. */
void settle_print_summary(const struct settled *settled, size_t count, FILE *out);

/* Finds what would keep the table from being written; force: an existing file may be overwritten,
 * unless it is that of the rows. */
acs_status settle_check_output(const char *output, const char *rows, bool force,
                               acs_error *error) WARN_UNUSED;

/* Writes the table, whole or not at all. */
acs_status settle_write(const struct settle_table *table, const struct settled *settled,
                        const char *output, acs_error *error) WARN_UNUSED;

#endif
