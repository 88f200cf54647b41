/* Growth of age bands from tables of persons by age, one column a year. Internal. */
#ifndef ACSIM_SCENARIO_INDEX_TABLE_H
#define ACSIM_SCENARIO_INDEX_TABLE_H

#include "scenario/compiler.h"

#define ANY_VARIANT (-1) /* a row that holds for all variants */
#define NOT_DRAWN (-2)   /* a row of a variant that the scenario does not list */

struct index_table {
    const struct csv *csv;
    struct mark mark;
    int from; /* calendar year from which it gives the growth */
    int area, age, sex, variant;
    int years;
    int *year, *column; /* [years], ascending */
    struct band *band;  /* [rows] */
    int *row_variant;   /* [rows] */
    double *cell;       /* [rows][years], read when a place needs the row */
    bool *read;         /* [rows] */
};

/* Reads the variants and tables of population.index and fills every place's index, years 0 to the
 * compiler's reach; 1 everywhere without tables. */
void index_compile(struct compiler *c);

static inline double *index_at(const struct compiler *c, const struct place_draft *place, int band,
                               int variant, int year)
{
    size_t row = (size_t)band * (size_t)c->variants + (size_t)variant;
    return &place->index[row * ((size_t)c->reach + 1) + (size_t)year];
}

/* The rows of a place's area; *count is 0 after an error. */
size_t *index_table_rows(struct compiler *c, const struct index_table *t,
                         const struct place_draft *place, size_t *count);
/* Reads a row's numbers, once; false after an error. */
bool index_table_read_row(struct compiler *c, struct index_table *t, size_t row);
/* Persons of a row in a calendar year that the table covers, linear between its years. */
double index_table_value(const struct index_table *t, size_t row, int year);

/* index_band.c: fills the index of all bands and variants of a place. */
void index_compile_place(struct compiler *c, struct place_draft *place, struct index_table *tables,
                         int count);

/* Column `place` or `area` of a table; -1 if it has neither. Both is an error. */
int area_column(struct compiler *c, const struct csv *table);

#endif
