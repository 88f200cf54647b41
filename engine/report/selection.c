#include "report/selection.h"

#include "base/nearest.h"

#include <stdio.h>
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

acs_status selection_find(struct selection *selection, const struct reader *reader,
                          const acs_show_options *options, acs_error *error)
{
    *selection = (struct selection){.reader = reader, .year = SELECT_ALL};
    selection->metric = find(reader, "metric", options->metric, measure_name, reader, error);
    selection->model = find(reader, "model", options->model, axis_name, &reader->models, error);
    selection->place = find(reader, "place", options->place, axis_name, &reader->places, error);
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
