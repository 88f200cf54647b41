#include "report/selection.h"

#include "base/nearest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef const char *(*item_name)(const void *context, size_t i);

static const char *axis_name(const void *context, size_t i)
{
    const struct reader_axis *axis = context;
    return i < axis->count ? axis->name[i] : NULL;
}

static const char *measure_name(const void *context, size_t i)
{
    const struct reader *reader = context;
    return i < reader->measures ? reader->measure[i].name : NULL;
}

/* With some of the names there are, where none is near. */
static void refuse(const struct reader *reader, const char *kind, const char *name, item_name next,
                   const void *context, acs_error *error)
{
    char names[200] = "";
    size_t i = 0, used = 0;
    for (; next(context, i) && used + strlen(next(context, i)) + 3 < sizeof names; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i > 0 ? ", " : "",
                                 next(context, i));
    error_plain(error, ACS_INVALID, "'%s' has no %s '%s'; it has %s%s", reader->path, kind, name,
                names, next(context, i) ? " and more" : "");
}

/* Where the name stands; SELECT_ALL for no name, an error for one that is not there. */
static size_t find(const struct reader *reader, const char *kind, const char *name, item_name next,
                   const void *context, acs_error *error)
{
    if (!name)
        return SELECT_ALL;
    for (size_t i = 0; next(context, i); i++)
        if (strcmp(next(context, i), name) == 0)
            return i;
    const char *near = nearest_word(name, next, context);
    if (near)
        error_plain(error, ACS_INVALID, "'%s' has no %s '%s'; did you mean '%s'?", reader->path,
                    kind, name, near);
    else
        refuse(reader, kind, name, next, context, error);
    return SELECT_ALL;
}

bool selection_is_headline(const struct reader *reader, const struct measure *measure)
{
    const size_t size = strlen(measure->name);
    const char *at = reader->headline;
    while ((at = strstr(at, measure->name)) != NULL) {
        const bool starts = at == reader->headline || at[-1] == ' ';
        if (starts && (at[size] == ' ' || at[size] == '\0'))
            return strcmp(measure->group, "summary") == 0;
        at += size;
    }
    return false;
}

/* Whether "sharing_rate" or "contract.sharing_rate" means the path: its last keys. */
static bool means(const char *path, const char *name, size_t size)
{
    const size_t length = strlen(path);
    return length >= size && strncmp(path + length - size, name, size) == 0 &&
           (length == size || path[length - size - 1] == '.');
}

/* The axis of the sweep that a condition names; axes if there is none, or several. */
static size_t axis_of(const struct reader *reader, const char *condition)
{
    const size_t size = strcspn(condition, "=");
    size_t found = reader->swept_axes;
    for (size_t i = 0; i < reader->swept_axes; i++)
        if (means(reader->swept[i].path, condition, size)) {
            if (found < reader->swept_axes)
                return reader->swept_axes;
            found = i;
        }
    return found;
}

static bool is_number_of_point(const char *condition)
{
    return strncmp(condition, "sweep=", 6) == 0;
}

static bool holds(const struct reader *reader, const char *condition, size_t point)
{
    const char *value = condition + strcspn(condition, "=");
    value += *value == '=';
    char *end;
    const double number = strtod(value, &end);
    const bool is_number = end != value && *end == '\0';
    if (is_number_of_point(condition))
        return is_number && number == (double)(point + 1);
    const size_t axis = axis_of(reader, condition);
    if (axis == reader->swept_axes)
        return false;
    const struct reader_swept *swept = &reader->swept[axis];
    if (swept->number && is_number)
        return fabs(swept->number[point] - number) <= 1e-12 * fabs(number);
    return strcmp(swept->text[point], value) == 0;
}

bool selection_has(const struct selection *selection, size_t point)
{
    for (size_t i = 0; i < selection->where_count; i++)
        if (!holds(selection->reader, selection->where[i], point))
            return false;
    return true;
}

size_t selection_points(const struct selection *selection)
{
    size_t points = 0;
    for (size_t i = 0; i < selection->reader->points; i++)
        points += selection_has(selection, i);
    return selection->reader->points > 0 ? points : 1;
}

/* "sharing_rate=0.5": its path and, of all points, the values it has. */
static void refuse_condition(const struct reader *reader, const char *condition, acs_error *error)
{
    char words[300] = "";
    size_t used = 0;
    const size_t axis = axis_of(reader, condition);
    const bool known = axis < reader->swept_axes;
    for (size_t i = 0; !known && i < reader->swept_axes && used < sizeof words; i++)
        used += (size_t)snprintf(words + used, sizeof words - used, "%s%s", i ? ", " : "",
                                 reader->swept[i].path);
    for (size_t i = 0; known && i < reader->points && used < sizeof words; i++) {
        bool before = false;
        for (size_t k = 0; k < i; k++)
            before =
                before || strcmp(reader->swept[axis].text[k], reader->swept[axis].text[i]) == 0;
        if (!before)
            used += (size_t)snprintf(words + used, sizeof words - used, "%s%s", i ? ", " : "",
                                     reader->swept[axis].text[i]);
    }
    if (is_number_of_point(condition))
        error_plain(error, ACS_INVALID, "'%s' has no point with %s; its sweep has points 1 to %zu",
                    reader->path, condition, reader->points);
    else if (known)
        error_plain(error, ACS_INVALID, "'%s' has no point with %s; the values are %s",
                    reader->path, condition, words);
    else
        error_plain(error, ACS_INVALID,
                    "%s: the sweep of '%s' has one path or several of that "
                    "name; it is over %s",
                    condition, reader->path, words);
}

static void check_where(const struct selection *selection, acs_error *error)
{
    const struct reader *reader = selection->reader;
    if (selection->where_count == 0)
        return;
    if (reader->points == 0) {
        error_plain(error, ACS_INVALID, "'%s' has no sweep; leave --where out", reader->path);
        return;
    }
    bool all = true;
    for (size_t i = 0; i < selection->where_count; i++) {
        bool any = false;
        for (size_t point = 0; point < reader->points; point++)
            any = any || holds(reader, selection->where[i], point);
        if (!any)
            refuse_condition(reader, selection->where[i], error);
        all = all && any;
    }
    if (all && selection_points(selection) == 0)
        error_plain(error, ACS_INVALID, "'%s' has no point with all of these values", reader->path);
}

acs_status selection_find(struct selection *selection, const struct reader *reader,
                          const acs_show_options *options, acs_error *error)
{
    *selection = (struct selection){.reader = reader, .year = SELECT_ALL};
    selection->metric = find(reader, "metric", options->metric, measure_name, reader, error);
    selection->model = find(reader, "model", options->model, axis_name, &reader->models, error);
    selection->place = find(reader, "place", options->place, axis_name, &reader->places, error);
    selection->where = options->where;
    selection->where_count = options->where_count;
    check_where(selection, error);
    for (size_t i = 0; options->year >= 0 && i < reader->years; i++)
        if ((int)reader->year[i] == options->year)
            selection->year = i;
    if (options->year >= 0 && selection->year == SELECT_ALL)
        error_plain(error, ACS_INVALID, "'%s' has no year %d; its years are %d to %d", reader->path,
                    options->year, (int)reader->year[0], (int)reader->year[reader->years - 1]);
    if (selection->metric != SELECT_ALL && options->year >= 0 &&
        !reader->measure[selection->metric].yearly)
        error_plain(error, ACS_INVALID, "'%s' is of the whole horizon; leave --year out",
                    options->metric);
    return error_status(error);
}
