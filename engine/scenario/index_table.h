/* Growth of age bands from tables of persons by age, one column a year. Internal. */
#ifndef ACSIM_SCENARIO_INDEX_TABLE_H
#define ACSIM_SCENARIO_INDEX_TABLE_H

#include "scenario/compiler.h"

/* Reads the variants and tables of population.index and fills every place's index, years 0 to the
 * compiler's reach; 1 everywhere without tables. */
void index_compile(struct compiler *c);

static inline double *index_at(const struct compiler *c, const struct place_draft *place, int band,
                               int variant, int year)
{
    size_t row = (size_t)band * (size_t)c->variants + (size_t)variant;
    return &place->index[row * ((size_t)c->reach + 1) + (size_t)year];
}

/* Column `place` or `area` of a table; -1 if it has neither. Both is an error. */
int area_column(struct compiler *c, const struct csv *table);

#endif
