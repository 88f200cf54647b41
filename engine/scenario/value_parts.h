/* What reading values and reading paths of values share. Internal. */
#ifndef ACSIM_SCENARIO_VALUE_PARTS_H
#define ACSIM_SCENARIO_VALUE_PARTS_H

#include "scenario/compiler.h"

/* assumption.c: each returns the index of what it registered; the caller fills in what else it
 * knows. */
int assumption_add(struct compiler *c, struct at at, double lowest, double highest);
int assumption_constant(struct compiler *c, struct at at, double number, double lowest,
                        double highest, bool stated);
int series_add(struct compiler *c, struct series series);

/* value.c: one number or distribution; returns its assumption, or -1 after an error. */
int knot_read(struct compiler *c, const struct field *field, const struct node *node, struct at at);
/* source and note of a mapping replace those of its group. */
void remarks_read(struct compiler *c, const struct node *node, struct at *at);

/* value_path.c: both return a series, 0 after an error. */
int path_read(struct compiler *c, const struct field *field, const struct node *path, struct at at);
int path_read_column(struct compiler *c, const struct field *field, const struct node *node,
                     struct at at);
/* Complains of what may not stand beside `path` or `table`. */
void path_check_keys(struct compiler *c, const struct node *node, bool table);

#endif
