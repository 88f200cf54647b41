#include "store/nc4.h"

#include <hdf5_hl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* The chunk cache of readers holds 1 MiB: larger chunks are slow in pieces. */
#define CHUNK_BYTES ((hsize_t)1 << 20)
#define DEFLATE_LEVEL 4
/* Smaller variables stand as they are: their chunk index would outweigh them. */
#define SMALL_BYTES ((hsize_t)1 << 12)
/* Half the chunks in a node of the index; the default of 32 spends 5 kB on a single chunk. */
#define CHUNK_INDEX_HALF 4

static const unsigned creation_order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;

struct type_row {
    hid_t (*stored)(const struct nc4 *);
    hid_t (*memory)(const struct nc4 *);
};

static hid_t text_type(const struct nc4 *nc4)
{
    return nc4->text;
}

/* The names of HDF5's types are calls to its start-up, no constants: hence functions. */
#define TYPE_FUNCTION(name, type)                                                                  \
    static hid_t name(const struct nc4 *nc4)                                                       \
    {                                                                                              \
        (void)nc4;                                                                                 \
        return type;                                                                               \
    }
TYPE_FUNCTION(double_stored, H5T_IEEE_F64LE)
TYPE_FUNCTION(double_memory, H5T_NATIVE_DOUBLE)
TYPE_FUNCTION(integer_stored, H5T_STD_I64LE)
TYPE_FUNCTION(integer_memory, H5T_NATIVE_INT64)
TYPE_FUNCTION(year_stored, H5T_STD_I32LE)
TYPE_FUNCTION(year_memory, H5T_NATIVE_INT32)
TYPE_FUNCTION(flag_stored, H5T_STD_I8LE)
TYPE_FUNCTION(flag_memory, H5T_NATIVE_INT8)

static const struct type_row type_rows[] = {
    [NC4_TEXT] = {text_type, text_type},
    [NC4_DOUBLE] = {double_stored, double_memory},
    [NC4_INTEGER] = {integer_stored, integer_memory},
    [NC4_YEAR] = {year_stored, year_memory},
    [NC4_FLAG] = {flag_stored, flag_memory},
};

static bool close_all(bool done, hid_t id, herr_t (*close)(hid_t))
{
    if (id >= 0 && close(id) < 0)
        return false;
    return done;
}

bool nc4_create(struct nc4 *nc4, struct disk *disk, const char *path)
{
    *nc4 = (struct nc4){-1, -1, 0, disk};
    disk->driver = -1;
    hid_t creation = H5Pcreate(H5P_FILE_CREATE), access = H5Pcreate(H5P_FILE_ACCESS);
    bool done = creation >= 0 && access >= 0 &&
                H5Pset_link_creation_order(creation, creation_order) >= 0 &&
                H5Pset_attr_creation_order(creation, creation_order) >= 0 &&
                H5Pset_istore_k(creation, CHUNK_INDEX_HALF) >= 0 &&
                H5Pset_obj_track_times(creation, false) >= 0 &&
                H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_V18) >= 0 &&
                H5Pset_fclose_degree(access, H5F_CLOSE_STRONG) >= 0 && disk_begin(disk, access);
    if (done)
        nc4->file = H5Fcreate(path, H5F_ACC_EXCL, creation, access);
    done = done && nc4->file >= 0;
    done = close_all(done, creation, H5Pclose);
    done = close_all(done, access, H5Pclose);
    if (done) {
        nc4->text = H5Tcopy(H5T_C_S1);
        done = nc4->text >= 0 && H5Tset_size(nc4->text, H5T_VARIABLE) >= 0 &&
               H5Tset_cset(nc4->text, H5T_CSET_UTF8) >= 0;
    }
    return done;
}

bool nc4_close(struct nc4 *nc4)
{
    bool done = close_all(true, nc4->text, H5Tclose);
    done = close_all(done, nc4->file, H5Fclose);
    disk_end(nc4->disk);
    nc4->file = nc4->text = -1;
    return done && nc4->disk->reason == 0;
}

hid_t nc4_group(struct nc4 *nc4, const char *name)
{
    hid_t creation = H5Pcreate(H5P_GROUP_CREATE), group = -1;
    if (nc4->disk->reason == 0 && creation >= 0 &&
        H5Pset_link_creation_order(creation, creation_order) >= 0 &&
        H5Pset_attr_creation_order(creation, creation_order) >= 0 &&
        H5Pset_obj_track_times(creation, false) >= 0)
        group = H5Gcreate2(nc4->file, name, H5P_DEFAULT, creation, H5P_DEFAULT);
    close_all(true, creation, H5Pclose);
    return group;
}

static bool attribute(hid_t object, const char *name, hid_t stored, hid_t memory, const void *value,
                      hsize_t count)
{
    hid_t space = count ? H5Screate_simple(1, &count, NULL) : H5Screate(H5S_SCALAR);
    hid_t id = space < 0 ? -1 : H5Acreate2(object, name, stored, space, H5P_DEFAULT, H5P_DEFAULT);
    bool done = id >= 0 && H5Awrite(id, memory, value) >= 0;
    done = close_all(done, id, H5Aclose);
    return close_all(done, space, H5Sclose);
}

bool nc4_attribute_text(const struct nc4 *nc4, hid_t object, const char *name, const char *text)
{
    return attribute(object, name, nc4->text, nc4->text, &text, 0);
}

bool nc4_attribute_number(hid_t object, const char *name, double number)
{
    return attribute(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &number, 0);
}

bool nc4_attribute_integer(hid_t object, const char *name, int64_t number)
{
    return attribute(object, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &number, 0);
}

/* Whole rows of the first axes as long as a chunk stays within CHUNK_BYTES. */
static void chunk_of(const struct nc4_variable *variable, hsize_t chunk[NC4_AXES])
{
    hsize_t bytes = sizeof(double);
    for (int i = 0; i < variable->axes; i++) {
        chunk[i] = variable->axis[i]->extent;
        bytes *= chunk[i];
    }
    if (variable->swept) {
        bytes /= chunk[0] ? chunk[0] : 1;
        chunk[0] = 1;
    }
    for (int i = variable->swept; i < variable->axes - 1 && bytes > CHUNK_BYTES; i++) {
        hsize_t row = bytes / chunk[i];
        chunk[i] = row < CHUNK_BYTES ? CHUNK_BYTES / row : 1;
        bytes = row * chunk[i];
    }
}

hsize_t nc4_chunk_rows(const struct nc4_variable *variable)
{
    hsize_t chunk[NC4_AXES];
    chunk_of(variable, chunk);
    return chunk[variable->swept];
}

static bool worth_compressing(const struct nc4_variable *variable)
{
    hsize_t bytes = sizeof(double);
    for (int i = 0; i < variable->axes; i++)
        bytes *= variable->axis[i]->extent;
    return variable->compressed && bytes >= SMALL_BYTES;
}

static bool describe(const struct nc4 *nc4, hid_t id, const struct nc4_variable *variable)
{
    static const double fill = NAN;
    static const int8_t flags[2] = {0, 1};
    bool done = nc4_attribute_text(nc4, id, "units", variable->units) &&
                nc4_attribute_text(nc4, id, "long_name", variable->long_name);
    if (variable->type == NC4_DOUBLE)
        done = done && attribute(id, "_FillValue", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &fill, 1);
    if (variable->type == NC4_FLAG)
        done = done && attribute(id, "flag_values", H5T_STD_I8LE, H5T_NATIVE_INT8, flags, 2) &&
               nc4_attribute_text(nc4, id, "flag_meanings", "no yes");
    return done;
}

static hid_t create_set(struct nc4 *nc4, hid_t group, const struct nc4_variable *variable,
                        const hsize_t *extents)
{
    static const double fill = NAN;
    hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    hid_t space =
        variable->axes ? H5Screate_simple(variable->axes, extents, NULL) : H5Screate(H5S_SCALAR);
    bool done = nc4->disk->reason == 0 && creation >= 0 && space >= 0 &&
                H5Pset_attr_creation_order(creation, creation_order) >= 0 &&
                H5Pset_obj_track_times(creation, false) >= 0;
    if (variable->type == NC4_DOUBLE)
        done = done && H5Pset_fill_value(creation, H5T_NATIVE_DOUBLE, &fill) >= 0;
    if (worth_compressing(variable)) {
        hsize_t chunk[NC4_AXES];
        chunk_of(variable, chunk);
        done = done && H5Pset_chunk(creation, variable->axes, chunk) >= 0 &&
               H5Pset_shuffle(creation) >= 0 && H5Pset_deflate(creation, DEFLATE_LEVEL) >= 0;
    }
    hid_t id = -1;
    if (done)
        id = H5Dcreate2(group, variable->name, type_rows[variable->type].stored(nc4), space,
                        H5P_DEFAULT, creation, H5P_DEFAULT);
    close_all(true, space, H5Sclose);
    close_all(true, creation, H5Pclose);
    if (id >= 0 && !describe(nc4, id, variable)) {
        H5Dclose(id);
        return -1;
    }
    return id;
}

hid_t nc4_variable(struct nc4 *nc4, hid_t group, const struct nc4_variable *variable)
{
    hsize_t extents[NC4_AXES];
    for (int i = 0; i < variable->axes; i++)
        extents[i] = variable->axis[i]->extent;
    hid_t id = create_set(nc4, group, variable, extents);
    for (int i = 0; id >= 0 && i < variable->axes; i++)
        if (H5DSattach_scale(id, variable->axis[i]->scale, (unsigned)i) < 0) {
            H5Dclose(id);
            return -1;
        }
    return id;
}

bool nc4_coordinate(struct nc4 *nc4, hid_t group, struct nc4_axis *axis,
                    const struct nc4_variable *variable, size_t extent, const void *values)
{
    *axis = (struct nc4_axis){-1, extent};
    struct nc4_variable coordinate = *variable;
    coordinate.axes = 1;
    coordinate.axis[0] = axis;
    axis->scale = create_set(nc4, group, &coordinate, &axis->extent);
    int32_t number = nc4->dimensions++;
    return axis->scale >= 0 && H5DSset_scale(axis->scale, coordinate.name) >= 0 &&
           attribute(axis->scale, "_Netcdf4Dimid", H5T_STD_I32LE, H5T_NATIVE_INT32, &number, 0) &&
           nc4_write(nc4, axis->scale, coordinate.type, values);
}

bool nc4_write(const struct nc4 *nc4, hid_t variable, enum nc4_type type, const void *values)
{
    return H5Dwrite(variable, type_rows[type].memory(nc4), H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >=
           0;
}

bool nc4_write_rows(hid_t variable, int point, hsize_t first, hsize_t count, const double *values)
{
    const int rows = point >= 0;
    hsize_t extents[NC4_AXES], from[NC4_AXES] = {rows ? (hsize_t)point : 0};
    from[rows] = first;
    hid_t space = H5Dget_space(variable), memory = -1;
    int axes = space < 0 ? -1 : H5Sget_simple_extent_dims(space, extents, NULL);
    bool done = axes > rows;
    if (done) {
        extents[0] = 1;
        extents[rows] = count;
        memory = H5Screate_simple(axes, extents, NULL);
        done = memory >= 0 &&
               H5Sselect_hyperslab(space, H5S_SELECT_SET, from, NULL, extents, NULL) >= 0 &&
               H5Dwrite(variable, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, values) >= 0;
    }
    done = close_all(done, memory, H5Sclose);
    return close_all(done, space, H5Sclose);
}

bool nc4_put(struct nc4 *nc4, hid_t group, const struct nc4_variable *variable, const void *values)
{
    hid_t id = nc4_variable(nc4, group, variable);
    bool done = id >= 0 && nc4_write(nc4, id, variable->type, values);
    return close_all(done, id, H5Dclose);
}

/* The innermost description, unless one quotes the system: "... error message = 'No space ...'". */
static herr_t find_failure(unsigned n, const H5E_error2_t *entry, void *data)
{
    (void)n;
    struct nc4_watch *watch = data;
    static const char quoted[] = "error message = '";
    const char *system = entry->desc ? strstr(entry->desc, quoted) : NULL;
    if (system) {
        system += sizeof quoted - 1;
        snprintf(watch->failure, sizeof watch->failure, "%.*s", (int)strcspn(system, "'"), system);
        return 1; /* enough */
    }
    if (watch->failure[0] == '\0' && entry->desc)
        snprintf(watch->failure, sizeof watch->failure, "%s", entry->desc);
    return 0;
}

static herr_t keep_failure(hid_t stack, void *data)
{
    struct nc4_watch *watch = data;
    if (watch->failure[0] == '\0') {
        H5Ewalk2(stack, H5E_WALK_UPWARD, find_failure, watch);
        if (watch->failure[0] == '\0')
            snprintf(watch->failure, sizeof watch->failure, "unknown failure of HDF5");
    }
    return 0;
}

void nc4_watch_begin(struct nc4_watch *watch)
{
    watch->failure[0] = '\0';
    H5Eget_auto2(H5E_DEFAULT, &watch->function, &watch->data);
    H5Eset_auto2(H5E_DEFAULT, keep_failure, watch);
}

void nc4_watch_end(struct nc4_watch *watch)
{
    H5Eset_auto2(H5E_DEFAULT, watch->function, watch->data);
}
