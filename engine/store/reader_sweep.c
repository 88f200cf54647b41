/* What a results file holds at the points of a sweep. */
#include "store/fetch.h"
#include "store/reader.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_AXES 100
#define NAME_BYTES 24

/* Numbers as texts, the shortest that read back as the same. */
static const char **numbers_as_texts(struct arena *arena, const double *numbers, size_t count)
{
    const char **texts = ARENA_NEW(arena, count, const char *);
    for (size_t i = 0; texts && i < count; i++) {
        char text[32];
        for (int digits = 15; digits <= 17; digits += 2) {
            snprintf(text, sizeof text, "%.*g", digits, numbers[i]);
            if (strtod(text, NULL) == numbers[i])
                break;
        }
        texts[i] = arena_text(arena, text, strlen(text));
        if (!texts[i])
            return NULL;
    }
    return texts;
}

static const char *path_of(struct arena *arena, hid_t group, const char *name)
{
    hid_t set = H5Dopen2(group, name, H5P_DEFAULT);
    const char *path = set < 0 ? NULL : fetch_attribute_text(arena, set, "long_name");
    if (set >= 0)
        H5Dclose(set);
    return path;
}

static bool read_axis(struct reader *reader, hid_t group, const char *name,
                      struct reader_swept *swept)
{
    struct arena *arena = &reader->arena;
    size_t count = 0;
    swept->path = path_of(arena, group, name);
    swept->number = fetch_numbers(arena, group, name, &count);
    swept->text = swept->number ? numbers_as_texts(arena, swept->number, count)
                                : fetch_texts(arena, group, name, &count);
    return swept->path && swept->text && count == reader->points;
}

bool reader_read_sweep(struct reader *reader, hid_t group)
{
    char name[NAME_BYTES];
    if (H5Lexists(group, "sweep", H5P_DEFAULT) <= 0)
        return true;
    if (!fetch_numbers(&reader->arena, group, "sweep", &reader->points) || reader->points == 0)
        return false;
    size_t axes = 0;
    do
        snprintf(name, sizeof name, "sweep_%zu", axes + 1);
    while (H5Lexists(group, name, H5P_DEFAULT) > 0 && ++axes < MOST_AXES);
    struct reader_swept *swept = ARENA_NEW(&reader->arena, axes, struct reader_swept);
    if (!swept || axes == 0)
        return false;
    for (size_t i = 0; i < axes; i++) {
        snprintf(name, sizeof name, "sweep_%zu", i + 1);
        if (!read_axis(reader, group, name, &swept[i]))
            return false;
    }
    reader->swept = swept;
    reader->swept_axes = axes;
    return true;
}

double *reader_numbers(const struct reader *reader, struct arena *arena, hid_t group,
                       const char *name, size_t point, size_t *count)
{
    return reader->points > 0 ? fetch_row(arena, group, name, point, count)
                              : fetch_numbers(arena, group, name, count);
}
