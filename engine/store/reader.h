/* Reading a results file: its names and its measures. */
#ifndef ACSIM_STORE_READER_H
#define ACSIM_STORE_READER_H

#include "base/arena.h"
#include "base/error.h"

#include <hdf5.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The items of an axis. title is the name where the file has none. */
struct reader_axis {
    size_t count;
    const char **name, **title;
};

/* What a file tells by model, place and, mostly, year. */
struct measure {
    const char *name; /* gap, paired.gap, activity.prescribing, surplus.acute, npv */
    const char *group, *variable, *units, *long_name;
    const char *price_basis; /* "" where it is no money */
    int item;                /* along the axis of services or parties, -1 without one */
    size_t items;            /* of that axis, else 1 */
    bool yearly;             /* else one figure for the whole horizon */
};

/* A path of a sweep with its value at every point. */
struct reader_swept {
    const char *path;
    const char **text;    /* [points] */
    const double *number; /* [points]; NULL where the values are no numbers */
};

struct reader {
    struct arena arena;
    hid_t file;
    const char *path, *title, *version, *price_basis, *seed;
    const char *headline; /* names of metrics, separated by blanks */
    int64_t trials;
    double rank_error, growth_floor_hits;
    struct reader_axis models, places;
    size_t points; /* of the sweep, 0 without one */
    size_t swept_axes;
    const struct reader_swept *swept;
    size_t years, quantiles;
    const double *year, *quantile;
    size_t measures;
    struct measure *measure;
};

/* Opens a file of this program and reads all but its figures; refuses any other file. On failure
 * there is nothing to close. */
acs_status reader_open(struct reader *reader, const char *path, acs_error *error) WARN_UNUSED;
void reader_close(struct reader *reader);

/* Reads what the group says of a sweep; a file without one has none. */
bool reader_read_sweep(struct reader *reader, hid_t group) WARN_UNUSED;

/* The numbers of a variable at a point of the sweep; all of them in a file without one. */
double *reader_numbers(const struct reader *reader, struct arena *arena, hid_t group,
                       const char *name, size_t point, size_t *count);

/* Figures of a measure at a point of the sweep (0 without one): [model][place][year] (one year if
 * it is not yearly), quantile [quantile][model][place][year]; NULL where the file has none. */
struct reader_values {
    const double *mean, *sd, *se, *quantile;
};
acs_status reader_values(const struct reader *reader, size_t point, const struct measure *measure,
                         struct arena *arena, struct reader_values *values,
                         acs_error *error) WARN_UNUSED;

/* Where model, place and year (0 is the base year) stand in mean, sd and se. */
static inline size_t reader_cell(const struct reader *reader, const struct measure *measure,
                                 size_t model, size_t place, size_t year)
{
    const size_t years = measure->yearly ? reader->years : 1;
    return (model * reader->places.count + place) * years + (measure->yearly ? year : 0);
}

static inline size_t reader_cells(const struct reader *reader, const struct measure *measure)
{
    return reader->models.count * reader->places.count * (measure->yearly ? reader->years : 1);
}

#endif
