#include "store/reader.h"

#include "base/version.h"
#include "store/fetch.h"
#include "store/nc4.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The groups that tell by model and place, and the axis of items some of them have besides. */
static const struct measure_row {
    const char *group, *prefix; /* of the measures' names; NULL: the variable's name */
    const char *items;          /* coordinate of the axis of items, the third; NULL without one */
} measure_rows[] = {
    {"summary", "", NULL},    {"paired", "paired.", NULL}, {"activity", NULL, "service"},
    {"party", NULL, "party"}, {"horizon", "", NULL},
};

static acs_status refuse(acs_error *error, const char *path, const char *why)
{
    return error_plain(error, ACS_FAILED, "cannot read results file '%s': %s", path, why);
}

/* A clear word for what is no file, or no HDF5 file, before HDF5 gives its own. */
static const char *why_not(const char *path)
{
    struct stat facts;
    if (stat(path, &facts) != 0 || access(path, R_OK) != 0)
        return strerror(errno);
    if (S_ISDIR(facts.st_mode))
        return "it is a folder";
    if (!S_ISREG(facts.st_mode))
        return "it is not a regular file";
    if (H5Fis_hdf5(path) <= 0)
        return "it is not an HDF5 file";
    return NULL;
}

static bool read_axis(struct reader *reader, hid_t group, const char *name, const char *title,
                      struct reader_axis *axis)
{
    size_t titles = 0;
    axis->name = fetch_texts(&reader->arena, group, name, &axis->count);
    axis->title = fetch_texts(&reader->arena, group, title, &titles);
    if (!axis->title || titles != axis->count)
        axis->title = axis->name;
    return axis->name && axis->count > 0;
}

static bool read_root(struct reader *reader)
{
    hid_t file = reader->file;
    struct arena *arena = &reader->arena;
    reader->title = fetch_attribute_text(arena, file, "title");
    reader->version = fetch_attribute_text(arena, file, "acsim_version");
    reader->price_basis = fetch_attribute_text(arena, file, "price_basis");
    reader->seed = fetch_attribute_text(arena, file, "seed_text");
    return reader->title && reader->version && reader->price_basis && reader->seed &&
           fetch_attribute_integer(file, "trials", &reader->trials) &&
           fetch_attribute_number(file, "quantile_rank_error", &reader->rank_error) &&
           fetch_attribute_number(file, "growth_floor_hits", &reader->growth_floor_hits);
}

static bool read_axes(struct reader *reader, hid_t group)
{
    reader->headline = fetch_attribute_text(&reader->arena, group, "headline");
    reader->year = fetch_numbers(&reader->arena, group, "year", &reader->years);
    reader->quantile = fetch_numbers(&reader->arena, group, "quantile", &reader->quantiles);
    return reader->headline && reader->year && reader->years > 0 && reader->quantile &&
           read_axis(reader, group, "model", "model_title", &reader->models) &&
           read_axis(reader, group, "place", "place_title", &reader->places) &&
           reader_read_sweep(reader, group);
}

static bool ends_with(const char *text, const char *end)
{
    const size_t size = strlen(text), tail = strlen(end);
    return size > tail && strcmp(text + size - tail, end) == 0;
}

/* Fills in a variable's shape and words; false if it is not a mean by model and place. */
static bool read_measure(struct reader *reader, hid_t group, const struct measure_row *row,
                         const char *variable, struct measure *measure)
{
    if (ends_with(variable, "_sd") || ends_with(variable, "_se") || ends_with(variable, "_q"))
        return false;
    hsize_t extents[FETCH_AXES];
    hid_t set = H5Dopen2(group, variable, H5P_DEFAULT), type = set < 0 ? -1 : H5Dget_type(set);
    const int swept = reader->points > 0, items = row->items != NULL, least = 2 + swept + items;
    int axes = set < 0 ? -1 : fetch_shape(set, extents);
    bool good = type >= 0 && H5Tget_class(type) == H5T_FLOAT &&
                (axes == least || axes == least + 1) && (!swept || extents[0] == reader->points) &&
                extents[swept] == reader->models.count &&
                extents[swept + 1] == reader->places.count;
    measure->yearly = axes == least + 1;
    good = good && (!measure->yearly || extents[axes - 1] == reader->years);
    measure->items = good && items ? (size_t)extents[swept + 2] : 1;
    if (good) {
        const char *basis = fetch_attribute_text(&reader->arena, set, "price_basis");
        measure->price_basis = basis ? basis : "";
        measure->units = fetch_attribute_text(&reader->arena, set, "units");
        measure->long_name = fetch_attribute_text(&reader->arena, set, "long_name");
        good = measure->units && measure->long_name;
    }
    if (type >= 0)
        H5Tclose(type);
    if (set >= 0)
        H5Dclose(set);
    return good;
}

static const char *joined(struct arena *arena, const char *prefix, const char *name)
{
    const size_t size = strlen(prefix) + strlen(name);
    char *text = ARENA_NEW(arena, size + 1, char);
    if (text)
        snprintf(text, size + 1, "%s%s", prefix, name);
    return text;
}

/* One measure for each item of the variable's axis of items. */
static bool add_items(struct reader *reader, hid_t group, const struct measure_row *row,
                      const struct measure *measure)
{
    size_t names = 0, units = 0;
    const char **name = fetch_texts(&reader->arena, group, row->items, &names);
    const char **unit = fetch_texts(&reader->arena, group, "service_unit", &units);
    const char *prefix = joined(&reader->arena, measure->variable, ".");
    if (!name || names != measure->items || !prefix)
        return false;
    for (size_t i = 0; i < names; i++) {
        struct measure *added = &reader->measure[reader->measures++];
        *added = *measure;
        added->item = (int)i;
        added->name = joined(&reader->arena, prefix, name[i]);
        if (unit && units == names && strcmp(measure->units, "see service_unit") == 0)
            added->units = unit[i];
        if (!added->name)
            return false;
    }
    return true;
}

static bool read_group(struct reader *reader, hid_t group, const struct measure_row *row)
{
    size_t links = 0, more = 0;
    const char **link = fetch_links(&reader->arena, group, &links);
    const char **items = row->items ? fetch_texts(&reader->arena, group, row->items, &more) : NULL;
    const size_t capacity = reader->measures + links * (items ? more : 1);
    struct measure *grown = link ? ARENA_NEW(&reader->arena, capacity, struct measure) : NULL;
    if (!grown)
        return false;
    memcpy(grown, reader->measure, reader->measures * sizeof *grown);
    reader->measure = grown;
    for (size_t i = 0; i < links; i++) {
        struct measure measure = {.group = row->group, .variable = link[i], .item = -1};
        if (!read_measure(reader, group, row, link[i], &measure))
            continue;
        if (row->items) {
            if (!add_items(reader, group, row, &measure))
                return false;
            continue;
        }
        measure.name = joined(&reader->arena, row->prefix, link[i]);
        if (!measure.name)
            return false;
        reader->measure[reader->measures++] = measure;
    }
    return true;
}

static bool read_content(struct reader *reader)
{
    static struct measure none;
    reader->measure = &none;
    for (size_t i = 0; i < sizeof measure_rows / sizeof *measure_rows; i++) {
        const struct measure_row *row = &measure_rows[i];
        hid_t group = H5Gopen2(reader->file, row->group, H5P_DEFAULT);
        bool done =
            group >= 0 && (i > 0 || read_axes(reader, group)) && read_group(reader, group, row);
        if (group >= 0)
            H5Gclose(group);
        if (!done)
            return false;
    }
    return true;
}

/* Everything but the figures; what is wrong, or NULL. */
static const char *read_file(struct reader *reader)
{
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    if (access < 0 || H5Pset_file_locking(access, false, true) < 0)
        return "HDF5 does not start";
    reader->file = H5Fopen(reader->path, H5F_ACC_RDONLY, access);
    H5Pclose(access);
    if (reader->file < 0)
        return "it is damaged or cut short";
    int64_t format = 0;
    if (!fetch_attribute_text(&reader->arena, reader->file, "acsim_version") ||
        !fetch_attribute_integer(reader->file, "format_version", &format))
        return "it is an HDF5 file, but not a results file of acsim";
    if (format != ACSIM_FORMAT_VERSION)
        return "its format is of another version of acsim; run the scenario again";
    if (!read_root(reader) || !read_content(reader))
        return "it is damaged: what a results file of acsim has is missing or changed";
    return NULL;
}

acs_status reader_open(struct reader *reader, const char *path, acs_error *error)
{
    *reader = (struct reader){.file = -1, .path = path};
    struct nc4_watch watch;
    nc4_watch_begin(&watch);
    const char *why = why_not(path);
    if (!why)
        why = read_file(reader);
    nc4_watch_end(&watch);
    if (!why)
        return ACS_OK;
    reader_close(reader);
    return refuse(error, path, why);
}

void reader_close(struct reader *reader)
{
    if (reader->file >= 0)
        H5Fclose(reader->file);
    reader->file = -1;
    arena_finish(&reader->arena);
}

/* The numbers of one item: [outer][item][year] to [outer][year]. */
static const double *pick(struct arena *arena, const struct measure *measure, const double *all,
                          size_t outer, size_t years)
{
    if (measure->item < 0)
        return all;
    double *picked = ARENA_NEW(arena, outer * years, double);
    for (size_t i = 0; picked && i < outer; i++)
        memcpy(picked + i * years, all + (i * measure->items + (size_t)measure->item) * years,
               years * sizeof *picked);
    return picked;
}

static bool read_statistic(const struct reader *reader, size_t point, const struct measure *measure,
                           struct arena *arena, const char *suffix, size_t repeats,
                           const double **numbers)
{
    char name[256];
    snprintf(name, sizeof name, "%s/%s%s", measure->group, measure->variable, suffix);
    *numbers = NULL;
    if (H5Lexists(reader->file, name, H5P_DEFAULT) <= 0)
        return suffix[0] != '\0'; /* only the mean must be there */
    const size_t years = measure->yearly ? reader->years : 1;
    const size_t outer = repeats * reader->models.count * reader->places.count;
    size_t count = 0;
    const double *all = reader_numbers(reader, arena, reader->file, name, point, &count);
    if (!all || count != outer * measure->items * years)
        return false;
    *numbers = pick(arena, measure, all, outer, years);
    return *numbers != NULL;
}

acs_status reader_values(const struct reader *reader, size_t point, const struct measure *measure,
                         struct arena *arena, struct reader_values *values, acs_error *error)
{
    struct nc4_watch watch;
    nc4_watch_begin(&watch);
    bool done =
        read_statistic(reader, point, measure, arena, "", 1, &values->mean) &&
        read_statistic(reader, point, measure, arena, "_sd", 1, &values->sd) &&
        read_statistic(reader, point, measure, arena, "_se", 1, &values->se) &&
        read_statistic(reader, point, measure, arena, "_q", reader->quantiles, &values->quantile);
    nc4_watch_end(&watch);
    if (done)
        return ACS_OK;
    return error_plain(error, ACS_FAILED, "cannot read results file '%s': '%s/%s' is damaged",
                       reader->path, measure->group, measure->variable);
}
