/* HDF5 written so that every netCDF-4 reader opens it: h5py, xarray, ncdump, R's ncdf4.
 *
 * What those readers need, and what this file alone knows: creation order is tracked and indexed on
 * files, groups and attributes; every axis has a dimension scale, named as its dimension and
 * numbered by _Netcdf4Dimid; a fill value stands both in the data set and in _FillValue; text is
 * variable-length UTF-8; flags are int8 with flag_values and flag_meanings. No time stamps are
 * kept, so that equal content is equal bytes.
 *
 * Functions return false (or a negative hid_t) on failure; an nc4_watch keeps the reason.
 */
#ifndef ACSIM_STORE_NC4_H
#define ACSIM_STORE_NC4_H

#include "base/error.h"
#include "store/disk.h"

#include <hdf5.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NC4_AXES 6

enum nc4_type {
    NC4_TEXT,   /* const char *, NUL-terminated UTF-8 */
    NC4_DOUBLE, /* double; NaN is the fill value */
    NC4_INTEGER,
    NC4_YEAR, /* int32_t in the file and in memory */
    NC4_FLAG  /* int8_t, 0 or 1 */
};

/* A file being written. */
struct nc4 {
    hid_t file, text;
    int dimensions; /* made so far; the next _Netcdf4Dimid */
    struct disk *disk;
};

/* An axis of a group: its dimension scale. */
struct nc4_axis {
    hid_t scale;
    hsize_t extent;
};

struct nc4_variable {
    const char *name, *units, *long_name;
    enum nc4_type type;
    int axes; /* 0: a scalar */
    const struct nc4_axis *axis[NC4_AXES];
    bool compressed;
    bool swept; /* its first axis is written one item at a time */
};

/* Writes through disk, which must outlive it; further groups and variables are refused once the
 * disk has failed. */
bool nc4_create(struct nc4 *nc4, struct disk *disk, const char *path) WARN_UNUSED;
/* Closes the file and frees what belongs to it, whatever went wrong before. */
bool nc4_close(struct nc4 *nc4) WARN_UNUSED;

hid_t nc4_group(struct nc4 *nc4, const char *name) WARN_UNUSED;

bool nc4_attribute_text(const struct nc4 *nc4, hid_t object, const char *name,
                        const char *text) WARN_UNUSED;
bool nc4_attribute_number(hid_t object, const char *name, double number) WARN_UNUSED;
bool nc4_attribute_integer(hid_t object, const char *name, int64_t number) WARN_UNUSED;

/* A dimension of the group with its coordinate; values has extent items of the type. */
bool nc4_coordinate(struct nc4 *nc4, hid_t group, struct nc4_axis *axis,
                    const struct nc4_variable *variable, size_t extent,
                    const void *values) WARN_UNUSED;

/* A variable over axes of the same group, without its values. The caller closes it. */
hid_t nc4_variable(struct nc4 *nc4, hid_t group, const struct nc4_variable *variable) WARN_UNUSED;

/* Writes all values of a variable; nc4_write_rows only `count` from `first` along its first axis,
 * or, of a swept variable, along the second at item `point` of the first (else -1). */
bool nc4_write(const struct nc4 *nc4, hid_t variable, enum nc4_type type,
               const void *values) WARN_UNUSED;
bool nc4_write_rows(hid_t variable, int point, hsize_t first, hsize_t count,
                    const double *values) WARN_UNUSED;

/* A variable with its values, closed again. */
bool nc4_put(struct nc4 *nc4, hid_t group, const struct nc4_variable *variable,
             const void *values) WARN_UNUSED;

/* How many items of the first axis that is not swept stand in one chunk of a compressed variable.
 */
hsize_t nc4_chunk_rows(const struct nc4_variable *variable);

/* While it watches, HDF5 prints nothing, and the first failure is kept: the system's message if
 * there is one ("No space left on device"), else HDF5's own. */
struct nc4_watch {
    char failure[256]; /* "" while nothing has failed */
    H5E_auto2_t function;
    void *data;
};
void nc4_watch_begin(struct nc4_watch *watch);
void nc4_watch_end(struct nc4_watch *watch);

#endif
