#include "store/fetch.h"

#include <string.h>

/* More than any results file has; a file that claims more is not ours. */
#define LARGEST_COUNT ((hsize_t)1 << 32)

int fetch_shape(hid_t set, hsize_t extents[FETCH_AXES])
{
    hid_t space = H5Dget_space(set);
    int axes = space < 0 ? -1 : H5Sget_simple_extent_ndims(space);
    if (axes > FETCH_AXES)
        axes = -1;
    if (axes > 0)
        axes = H5Sget_simple_extent_dims(space, extents, NULL);
    if (space >= 0)
        H5Sclose(space);
    return axes;
}

static hid_t text_type(void)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    if (type >= 0 &&
        (H5Tset_size(type, H5T_VARIABLE) < 0 || H5Tset_cset(type, H5T_CSET_UTF8) < 0)) {
        H5Tclose(type);
        return -1;
    }
    return type;
}

static bool is_number(hid_t type)
{
    H5T_class_t class = H5Tget_class(type);
    return class == H5T_INTEGER || class == H5T_FLOAT;
}

static bool is_text(hid_t type)
{
    return H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) > 0;
}

/* The one value of an attribute, if its type passes. */
static bool attribute_value(hid_t object, const char *name, bool (*passes)(hid_t), hid_t memory,
                            void *value)
{
    if (memory < 0 || H5Aexists(object, name) <= 0)
        return false;
    hid_t id = H5Aopen(object, name, H5P_DEFAULT);
    hid_t space = id < 0 ? -1 : H5Aget_space(id), type = id < 0 ? -1 : H5Aget_type(id);
    bool done = space >= 0 && type >= 0 && H5Sget_simple_extent_npoints(space) == 1 &&
                passes(type) && H5Aread(id, memory, value) >= 0;
    if (type >= 0)
        H5Tclose(type);
    if (space >= 0)
        H5Sclose(space);
    if (id >= 0)
        H5Aclose(id);
    return done;
}

const char *fetch_attribute_text(struct arena *arena, hid_t object, const char *name)
{
    char *value = NULL, *text = NULL;
    hid_t type = text_type();
    if (attribute_value(object, name, is_text, type, &value)) {
        text = arena_text(arena, value ? value : "", value ? strlen(value) : 0);
        H5free_memory(value);
    }
    if (type >= 0)
        H5Tclose(type);
    return text;
}

bool fetch_attribute_integer(hid_t object, const char *name, int64_t *number)
{
    return attribute_value(object, name, is_number, H5T_NATIVE_INT64, number);
}

bool fetch_attribute_number(hid_t object, const char *name, double *number)
{
    return attribute_value(object, name, is_number, H5T_NATIVE_DOUBLE, number);
}

/* Opens a data set whose type passes and counts its items. */
static hid_t open_set(hid_t group, const char *name, bool (*passes)(hid_t), size_t *count)
{
    hsize_t extents[FETCH_AXES], items = 1;
    if (H5Lexists(group, name, H5P_DEFAULT) <= 0)
        return -1;
    hid_t set = H5Dopen2(group, name, H5P_DEFAULT), type = set < 0 ? -1 : H5Dget_type(set);
    int axes = set < 0 ? -1 : fetch_shape(set, extents);
    bool good = axes >= 0 && type >= 0 && passes(type);
    for (int i = 0; i < axes && good; i++)
        good = !__builtin_mul_overflow(items, extents[i], &items) && items < LARGEST_COUNT;
    if (type >= 0)
        H5Tclose(type);
    if (good) {
        *count = (size_t)items;
        return set;
    }
    if (set >= 0)
        H5Dclose(set);
    return -1;
}

double *fetch_numbers(struct arena *arena, hid_t group, const char *name, size_t *count)
{
    hid_t set = open_set(group, name, is_number, count);
    if (set < 0)
        return NULL;
    double *numbers = ARENA_NEW(arena, *count, double);
    if (numbers && H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers) < 0)
        numbers = NULL;
    H5Dclose(set);
    return numbers;
}

double *fetch_row(struct arena *arena, hid_t group, const char *name, size_t row, size_t *count)
{
    hsize_t extents[FETCH_AXES], from[FETCH_AXES] = {row};
    hid_t set = open_set(group, name, is_number, count), memory = -1, space = -1;
    double *numbers = NULL;
    int axes = set < 0 ? -1 : fetch_shape(set, extents);
    if (axes > 1 && row < extents[0]) {
        *count /= (size_t)extents[0];
        extents[0] = 1;
        memory = H5Screate_simple(axes, extents, NULL);
        space = H5Dget_space(set);
        numbers = ARENA_NEW(arena, *count, double);
    }
    if (memory < 0 || space < 0 ||
        H5Sselect_hyperslab(space, H5S_SELECT_SET, from, NULL, extents, NULL) < 0 || !numbers ||
        H5Dread(set, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, numbers) < 0)
        numbers = NULL;
    if (memory >= 0)
        H5Sclose(memory);
    if (space >= 0)
        H5Sclose(space);
    if (set >= 0)
        H5Dclose(set);
    return numbers;
}

/* Copies into the arena what HDF5 has allocated, and frees that. */
static bool adopt_texts(struct arena *arena, const char **texts, size_t count, hid_t set,
                        hid_t type)
{
    bool done = true;
    char **read = ARENA_NEW(arena, count, char *);
    if (!read || H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, read) < 0)
        return false;
    for (size_t i = 0; i < count; i++) {
        texts[i] = arena_text(arena, read[i] ? read[i] : "", read[i] ? strlen(read[i]) : 0);
        done = done && texts[i];
        H5free_memory(read[i]);
    }
    return done;
}

const char **fetch_texts(struct arena *arena, hid_t group, const char *name, size_t *count)
{
    hid_t set = open_set(group, name, is_text, count), type = text_type();
    const char **texts = set < 0 ? NULL : ARENA_NEW(arena, *count, const char *);
    if (texts && (type < 0 || !adopt_texts(arena, texts, *count, set, type)))
        texts = NULL;
    if (type >= 0)
        H5Tclose(type);
    if (set >= 0)
        H5Dclose(set);
    return texts;
}

const char **fetch_links(struct arena *arena, hid_t group, size_t *count)
{
    H5G_info_t facts;
    if (H5Gget_info(group, &facts) < 0 || facts.nlinks > LARGEST_COUNT)
        return NULL;
    *count = (size_t)facts.nlinks;
    const char **names = ARENA_NEW(arena, *count, const char *);
    for (size_t i = 0; names && i < *count; i++) {
        ssize_t size = H5Lget_name_by_idx(group, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, NULL, 0,
                                          H5P_DEFAULT);
        char *name = size < 0 ? NULL : ARENA_NEW(arena, (size_t)size + 1, char);
        if (!name || H5Lget_name_by_idx(group, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, name,
                                        (size_t)size + 1, H5P_DEFAULT) < 0)
            return NULL;
        names[i] = name;
    }
    return names;
}
