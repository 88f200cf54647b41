/* CSV tables with a header, checked as strictly as YAML: every row has the header's fields. */
#ifndef ACSIM_SCENARIO_CSV_H
#define ACSIM_SCENARIO_CSV_H

#include "scenario/tree.h"

#define CSV_FILE_BYTES ((size_t)256 << 20)
#define CSV_FIELDS ((size_t)8000000) /* of one table */

struct csv_field {
    const char *text; /* NUL-terminated, unquoted */
    struct mark mark;
};

struct csv {
    const struct source *source;
    size_t columns, rows;
    const struct csv_field *header; /* [columns] */
    const struct csv_field *fields; /* [rows][columns] */
};

/* Reads the table a node names (relative to the node's own file). Reports every malformed row (at
 * most ERROR_LIMIT): RFC 4180 quoting, fields missing or extra, bad UTF-8, empty or repeated
 * header. */
acs_status csv_read(struct file_list *files, const struct node *name, struct csv **table,
                    acs_error *error) WARN_UNUSED;

/* Index of a column or -1. */
int csv_column(const struct csv *table, const char *name);

static inline const struct csv_field *csv_field(const struct csv *table, size_t row, int column)
{
    return &table->fields[row * table->columns + (size_t)column];
}

/* A finite number in [lowest, highest]; otherwise adds an error at the field, naming the column,
 * the range and the unit, and returns false. */
bool csv_number(const struct csv *table, size_t row, int column, double lowest, double highest,
                const char *unit, double *number, acs_error *error);

/* Complains of a required column that is absent (with the nearest one) and of columns that are
 * neither required nor optional (lists end with NULL; optional itself NULL: any further column is
 * allowed). years: columns named 2016 or y2016 are allowed too. asked is the place in the scenario
 * that names the table, for the note on a missing column. */
bool csv_check_columns(const struct csv *table, const char *const required[],
                       const char *const optional[], bool years, struct mark asked,
                       acs_error *error);

#endif
