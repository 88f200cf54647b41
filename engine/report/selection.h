/* What of a results file is asked for. */
#ifndef ACSIM_REPORT_SELECTION_H
#define ACSIM_REPORT_SELECTION_H

#include "base/error.h"
#include "store/reader.h"

#include <stdbool.h>
#include <stddef.h>

#define SELECT_ALL ((size_t)-1)

/* Places in the reader's axes, SELECT_ALL where nothing was asked for. */
struct selection {
    const struct reader *reader;
    size_t metric, model, place, year;
    size_t point; /* of the sweep, whose figures are read; 0 without one */
    const char *const *where;
    size_t where_count;
};

/* Whether a point of the sweep is selected, and how many are: one without a sweep. */
bool selection_has(const struct selection *selection, size_t point);
size_t selection_points(const struct selection *selection);

/* Whether a measure is one of the metrics the file was made for. */
bool selection_is_headline(const struct reader *reader, const struct measure *measure);

/* Finds the names of the options; each unknown one is an error that tells the nearest. */
acs_status selection_find(struct selection *selection, const struct reader *reader,
                          const acs_show_options *options, acs_error *error) WARN_UNUSED;

/* The first and the end of what is selected of `count`. */
static inline size_t selection_first(size_t chosen)
{
    return chosen == SELECT_ALL ? 0 : chosen;
}

static inline size_t selection_end(size_t chosen, size_t count)
{
    return chosen == SELECT_ALL ? count : chosen + 1;
}

#endif
