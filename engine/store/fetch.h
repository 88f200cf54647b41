/* Small reads from an HDF5 file that may be anything: every type and shape is checked. Everything
 * read lives in the arena. Functions return false (NULL, -1) if the thing is absent or otherwise.
 */
#ifndef ACSIM_STORE_FETCH_H
#define ACSIM_STORE_FETCH_H

#include "base/arena.h"
#include "base/error.h"

#include <hdf5.h>
#include <stdbool.h>
#include <stdint.h>

#define FETCH_AXES 8

/* Extents of a data set; the number of axes, -1 if it is none or has too many. */
int fetch_shape(hid_t set, hsize_t extents[FETCH_AXES]);

const char *fetch_attribute_text(struct arena *arena, hid_t object, const char *name);
bool fetch_attribute_integer(hid_t object, const char *name, int64_t *number);
bool fetch_attribute_number(hid_t object, const char *name, double *number);

/* All numbers of a data set of numbers, as double. */
double *fetch_numbers(struct arena *arena, hid_t group, const char *name, size_t *count);

/* The numbers of one item along the first axis of a data set that has more. */
double *fetch_row(struct arena *arena, hid_t group, const char *name, size_t row, size_t *count);

/* All texts of a data set of texts. */
const char **fetch_texts(struct arena *arena, hid_t group, const char *name, size_t *count);

/* The names of the links of a group in order of creation. */
const char **fetch_links(struct arena *arena, hid_t group, size_t *count);

#endif
