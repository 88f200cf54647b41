/* A table of text for a terminal: labels at the left, figures at the right, within 80 columns. */
#ifndef ACSIM_REPORT_GRID_H
#define ACSIM_REPORT_GRID_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define GRID_WIDTH 80

/* Columns stand in groups under a heading of their own; groups that do not fit go below. Column 0
 * holds the labels of the rows and is in no group. Texts must live as long as the grid. */
struct grid {
    struct arena arena;
    size_t columns, rows;
    const char **heading; /* [columns] */
    const char **group;   /* [columns]: heading of the group, the same pointer for all of it */
    const char **cell;    /* [rows][columns] */
    bool failed;          /* memory was out */
};

void grid_init(struct grid *grid, size_t columns, size_t rows);
void grid_finish(struct grid *grid);

/* Copies texts into the grid. */
void grid_head(struct grid *grid, size_t column, const char *group, const char *heading);
void grid_set(struct grid *grid, size_t row, size_t column, const char *text);

/* Control characters become '?'. */
void grid_print(const struct grid *grid, FILE *out);

/* A line of text, wrapped at the width; control characters become '?'. */
void grid_print_text(const char *text, FILE *out);

#endif
