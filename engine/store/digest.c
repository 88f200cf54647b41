#include "store/digest.h"

#include "store/fetch.h"
#include "store/nc4.h"
#include "store/reader.h"

#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

#define SLAB_BYTES ((hsize_t)1 << 22)
#define LARGEST_DEPTH 4 /* of groups; a results file has one level */

struct digest {
    struct sha256_ctx sha;
    int depth;
};

/* Lengths go first, so that no two contents run into the same bytes. */
static void add_count(struct digest *digest, uint64_t count)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(count >> (8 * i));
    sha256_update(&digest->sha, sizeof bytes, bytes);
}

static void add_bytes(struct digest *digest, const void *bytes, size_t size)
{
    add_count(digest, size);
    sha256_update(&digest->sha, size, bytes);
}

static void add_text(struct digest *digest, const char *text)
{
    add_bytes(digest, text ? text : "", text ? strlen(text) : 0);
}

/* Adds a type's kind and size, and returns the type to read with: its own in little-endian order,
 * or -1 if it is none of ours. */
static hid_t add_type(struct digest *digest, hid_t type)
{
    const H5T_class_t class = H5Tget_class(type);
    if (class != H5T_INTEGER && class != H5T_FLOAT && class != H5T_STRING)
        return -1;
    hid_t memory = H5Tcopy(type);
    if (memory >= 0 && class != H5T_STRING && H5Tset_order(memory, H5T_ORDER_LE) < 0) {
        H5Tclose(memory);
        return -1;
    }
    add_count(digest, (uint64_t) class);
    add_count(digest, H5Tis_variable_str(type) > 0 ? 0 : H5Tget_size(type));
    add_count(digest, class == H5T_INTEGER ? (uint64_t)H5Tget_sign(type) : 0);
    return memory;
}

/* Adds items read with the type; texts are freed. */
static void add_items(struct digest *digest, hid_t type, void *items, size_t count)
{
    if (H5Tis_variable_str(type) <= 0) {
        add_bytes(digest, items, count * H5Tget_size(type));
        return;
    }
    char **texts = items;
    for (size_t i = 0; i < count; i++) {
        add_text(digest, texts[i]);
        H5free_memory(texts[i]);
    }
}

/* The data of a set, some rows of its first axis at a time. */
static bool add_rows(struct digest *digest, hid_t set, hid_t type, int axes, hsize_t *extents)
{
    hsize_t from[FETCH_AXES] = {0}, row = H5Tget_size(type), rows = axes ? extents[0] : 1;
    for (int i = 1; i < axes; i++)
        row *= extents[i];
    const hsize_t slab = row > 0 && row < SLAB_BYTES ? SLAB_BYTES / row : 1;
    void *items = malloc((size_t)(slab < rows ? slab : rows) * (size_t)row + 1);
    bool done = items != NULL;
    for (; done && from[0] < rows; from[0] += slab) {
        const hsize_t count = rows - from[0] < slab ? rows - from[0] : slab;
        if (axes > 0)
            extents[0] = count;
        hid_t space = H5Dget_space(set), memory = -1;
        if (axes > 0) {
            memory = H5Screate_simple(axes, extents, NULL);
            done = H5Sselect_hyperslab(space, H5S_SELECT_SET, from, NULL, extents, NULL) >= 0;
        }
        done = done && H5Dread(set, type, axes ? memory : H5S_ALL, axes ? space : H5S_ALL,
                               H5P_DEFAULT, items) >= 0;
        if (done)
            add_items(digest, type, items, (size_t)(count * row / H5Tget_size(type)));
        if (memory >= 0)
            H5Sclose(memory);
        if (space >= 0)
            H5Sclose(space);
    }
    free(items);
    return done;
}

static bool add_shape_and_data(struct digest *digest, hid_t set)
{
    hsize_t extents[FETCH_AXES];
    int axes = fetch_shape(set, extents);
    hid_t type = H5Dget_type(set), memory = -1;
    if (axes >= 0 && type >= 0) {
        add_count(digest, (uint64_t)axes);
        for (int i = 0; i < axes; i++)
            add_count(digest, extents[i]);
        memory = add_type(digest, type);
    }
    bool done = memory >= 0 && add_rows(digest, set, memory, axes, extents);
    if (memory >= 0)
        H5Tclose(memory);
    if (type >= 0)
        H5Tclose(type);
    return done;
}

/* Which scale each axis has, by name: the file holds addresses, and they may differ. */
static bool add_scales(struct digest *digest, hid_t attribute, hid_t type, hid_t object,
                       size_t axes)
{
    hvl_t *lists = calloc(axes ? axes : 1, sizeof *lists);
    bool done = lists && H5Aread(attribute, type, lists) >= 0;
    for (size_t i = 0; done && i < axes; i++) {
        char name[256] = "";
        done = lists[i].len == 1 &&
               H5Rget_name(object, H5R_OBJECT, lists[i].p, name, sizeof name) >= 0;
        add_text(digest, name);
    }
    for (size_t i = 0; lists && i < axes; i++)
        H5free_memory(lists[i].p);
    free(lists);
    return done;
}

static bool add_attribute_value(struct digest *digest, hid_t attribute, hid_t object, hid_t type,
                                size_t count)
{
    if (H5Tget_class(type) == H5T_VLEN) {
        hid_t native = H5Tget_native_type(type, H5T_DIR_DEFAULT);
        bool done = native >= 0 && add_scales(digest, attribute, native, object, count);
        if (native >= 0)
            H5Tclose(native);
        return done;
    }
    hid_t memory = add_type(digest, type);
    void *items = memory < 0 ? NULL : calloc(count + 1, H5Tget_size(memory));
    bool done = items && H5Aread(attribute, memory, items) >= 0;
    if (done)
        add_items(digest, memory, items, count);
    free(items);
    if (memory >= 0)
        H5Tclose(memory);
    return done;
}

static herr_t add_attribute(hid_t object, const char *name, const H5A_info_t *facts, void *data)
{
    (void)facts;
    /* the reverse of the sets' own lists, full of addresses */
    if (strcmp(name, "REFERENCE_LIST") == 0)
        return 0;
    struct digest *digest = data;
    hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    hid_t space = attribute < 0 ? -1 : H5Aget_space(attribute);
    hid_t type = attribute < 0 ? -1 : H5Aget_type(attribute);
    hssize_t count = space < 0 ? -1 : H5Sget_simple_extent_npoints(space);
    bool done = count >= 0 && type >= 0;
    if (done) {
        add_text(digest, name);
        add_count(digest, (uint64_t)count);
        done = add_attribute_value(digest, attribute, object, type, (size_t)count);
    }
    if (type >= 0)
        H5Tclose(type);
    if (space >= 0)
        H5Sclose(space);
    if (attribute >= 0)
        H5Aclose(attribute);
    return done ? 0 : -1;
}

static herr_t add_link(hid_t group, const char *name, const H5L_info_t *facts, void *data)
{
    (void)facts;
    struct digest *digest = data;
    if (digest->depth == 0 && strcmp(name, "run") == 0)
        return 0;
    hid_t object = H5Oopen(group, name, H5P_DEFAULT);
    H5I_type_t kind = object < 0 ? H5I_BADID : H5Iget_type(object);
    bool done = (kind == H5I_GROUP || kind == H5I_DATASET) && digest->depth < LARGEST_DEPTH;
    if (done) {
        add_text(digest, kind == H5I_GROUP ? "group" : "set");
        add_text(digest, name);
        done = H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, NULL, add_attribute, digest) >= 0;
        digest->depth++;
        if (kind == H5I_GROUP)
            done =
                done && H5Literate(object, H5_INDEX_NAME, H5_ITER_INC, NULL, add_link, digest) >= 0;
        else
            done = done && add_shape_and_data(digest, object);
        digest->depth--;
        add_text(digest, "end");
    }
    if (object >= 0)
        H5Oclose(object);
    return done ? 0 : -1;
}

acs_status digest_file(const char *path, char text[PROVENANCE_SHA256_SIZE], acs_error *error)
{
    struct reader reader;
    acs_status status = reader_open(&reader, path, error);
    if (status != ACS_OK)
        return status;
    struct digest digest = {.depth = 0};
    sha256_init(&digest.sha);
    struct nc4_watch watch;
    nc4_watch_begin(&watch);
    bool done =
        H5Aiterate2(reader.file, H5_INDEX_NAME, H5_ITER_INC, NULL, add_attribute, &digest) >= 0 &&
        H5Literate(reader.file, H5_INDEX_NAME, H5_ITER_INC, NULL, add_link, &digest) >= 0;
    nc4_watch_end(&watch);
    reader_close(&reader);
    if (!done)
        return error_plain(error, ACS_FAILED, "cannot read results file '%s': it is damaged", path);
    uint8_t sum[SHA256_DIGEST_SIZE];
    sha256_digest(&digest.sha, sizeof sum, sum);
    provenance_hexadecimal(sum, sizeof sum, text);
    return ACS_OK;
}
