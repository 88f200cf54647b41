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
};

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
