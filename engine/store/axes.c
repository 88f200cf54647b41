#include "store/axes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SWEEP_NAME 24 /* bytes of "sweep_1" */

/* A text or number of item i; the coordinate of an axis, or another fact of its items. */
typedef const char *(*item_text)(const struct results *results, size_t i);

static const char *model_name(const struct results *r, size_t i)
{
    return r->plan->model[i].name;
}

static const char *model_title(const struct results *r, size_t i)
{
    return r->plan->model[i].title;
}

/* NULL: all of them. */
static const struct plan_place *place_of(const struct results *r, size_t i)
{
    const acs_plan *plan = r->plan;
    return i < (size_t)plan->run_places ? &plan->place[plan->run_place[i]] : NULL;
}

static const char *place_name(const struct results *r, size_t i)
{
    const struct plan_place *place = place_of(r, i);
    return place ? place->name : "all";
}

static const char *place_title(const struct results *r, size_t i)
{
    const struct plan_place *place = place_of(r, i);
    if (place)
        return place->title;
    return r->plan->run_places < r->plan->places ? "All places that were run" : "All places";
}

static const char *service_name(const struct results *r, size_t i)
{
    return r->plan->service[i].name;
}

static const char *service_title(const struct results *r, size_t i)
{
    return r->plan->service[i].title;
}

static const char *service_unit(const struct results *r, size_t i)
{
    return r->plan->service[i].unit;
}

static const char *party_name(const struct results *r, size_t i)
{
    (void)r;
    return party_rows[i].name;
}

static const char *party_title(const struct results *r, size_t i)
{
    (void)r;
    return party_rows[i].meaning;
}

static const char *assumption_path(const struct results *r, size_t i)
{
    return r->plan->assumption[i].path;
}

/* Relative to the scenario's folder, so that it does not matter from where a run was started; a
 * file from elsewhere (the shipped models) goes by its folder and name. */
static const char *file_name(const struct results *r, size_t i)
{
    const char *name = r->plan->file[i].name, *path = r->plan->path;
    const char *slash = strrchr(path, '/');
    const size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
    if (folder > 0 && strncmp(name, path, folder) == 0)
        return name + folder;
    if (folder == 0 && name[0] != '/')
        return name;
    const char *start = name + strlen(name);
    for (int slashes = 0; start > name; start--)
        if (start[-1] == '/' && ++slashes == 2)
            break;
    return start;
}

static const struct axis_row {
    const char *name, *units, *long_name;
    enum nc4_type type;
    item_text text; /* of a text coordinate */
} axis_rows[AXIS_ITEM] = {
    [AXIS_QUANTILE] = {"quantile", "1", "probability of the quantile", NC4_DOUBLE, NULL},
    [AXIS_TRIAL] = {"trial", "1", "number of the trial, from 0", NC4_INTEGER, NULL},
    [AXIS_MODEL] = {"model", "1", "care model", NC4_TEXT, model_name},
    [AXIS_PLACE] = {"place", "1", "place; all: all places together", NC4_TEXT, place_name},
    [AXIS_SERVICE] = {"service", "1", "service line", NC4_TEXT, service_name},
    [AXIS_PARTY] = {"party", "1", "party of the ledger", NC4_TEXT, party_name},
    [AXIS_YEAR] = {"year", "year", "calendar year in which the financial year starts", NC4_YEAR,
                   NULL},
    [AXIS_PATH] = {"path", "1", "path of the assumption in the resolved scenario", NC4_TEXT,
                   assumption_path},
    [AXIS_FILE] = {"file", "1", "file the scenario was read from", NC4_TEXT, file_name},
    [AXIS_SWEEP] = {"sweep", "1", "number of the point of the sweep, from 1", NC4_INTEGER, NULL},
};

static const struct title_row {
    enum axis axis;
    const char *name, *long_name;
    item_text text;
} title_rows[] = {
    {AXIS_MODEL, "model_title", "title of the care model", model_title},
    {AXIS_PLACE, "place_title", "title of the place", place_title},
    {AXIS_SERVICE, "service_title", "title of the service line", service_title},
    {AXIS_SERVICE, "service_unit", "unit of activity of the service line", service_unit},
    {AXIS_PARTY, "party_title", "what the party is", party_title},
};

size_t axes_extent(const struct results *r, enum axis axis)
{
    switch (axis) {
    case AXIS_QUANTILE:
        return QUANTILES;
    case AXIS_TRIAL:
        return (size_t)r->trials;
    case AXIS_MODEL:
        return (size_t)r->models;
    case AXIS_PLACE:
        return (size_t)r->places;
    case AXIS_SERVICE:
        return (size_t)r->plan->services;
    case AXIS_PARTY:
        return PARTIES;
    case AXIS_YEAR:
        return (size_t)r->years;
    case AXIS_PATH:
        return (size_t)r->plan->assumptions;
    case AXIS_FILE:
        return (size_t)r->plan->files;
    case AXIS_SWEEP:
        return r->sweep ? (size_t)r->sweep->points : 0;
    default:
        return (size_t)r->plan->detail[axis - AXIS_ITEM].items;
    }
}

/* Name, unit and meaning of an axis; those of items come from the detail's row. */
static struct axis_row row_of_axis(enum axis axis)
{
    if (axis < AXIS_ITEM)
        return axis_rows[axis];
    const struct detail_row *detail = &detail_rows[axis - AXIS_ITEM];
    return (struct axis_row){detail->item, "1", detail->title, NC4_TEXT, NULL};
}

/* The values of a coordinate on the heap; NULL when memory is out. */
static void *coordinate_values(const struct results *r, enum axis axis, size_t extent)
{
    const struct axis_row row = row_of_axis(axis);
    size_t item = row.type == NC4_TEXT ? sizeof(char *) : sizeof(double);
    void *values = calloc(extent ? extent : 1, item);
    if (!values)
        return NULL;
    for (size_t i = 0; i < extent; i++) {
        if (axis >= AXIS_ITEM)
            ((const char **)values)[i] = r->plan->detail[axis - AXIS_ITEM].name[i];
        else if (row.type == NC4_TEXT)
            ((const char **)values)[i] = row.text(r, i);
        else if (row.type == NC4_DOUBLE)
            ((double *)values)[i] = result_quantiles[i];
        else if (row.type == NC4_YEAR)
            ((int32_t *)values)[i] = r->plan->base_year + (int32_t)i;
        else
            ((int64_t *)values)[i] = (int64_t)i + (axis == AXIS_SWEEP);
    }
    return values;
}

static bool write_coordinate(struct axes *axes, enum axis axis)
{
    const struct axis_row row = row_of_axis(axis);
    size_t extent = axes_extent(axes->results, axis);
    void *values = coordinate_values(axes->results, axis, extent);
    struct nc4_variable variable = {row.name, row.units, row.long_name, row.type,
                                    0,        {NULL},    false,         false};
    bool done = values && nc4_coordinate(axes->nc4, axes->group, &axes->axis[axis], &variable,
                                         extent, values);
    free(values);
    return done;
}

/* One text an item. */
static bool put_texts(struct axes *axes, enum axis axis, const char *name, const char *long_name,
                      const char *const *values)
{
    const enum axis over[] = {axis, AXIS_END};
    struct nc4_variable variable = axes_variable(axes, name, "1", long_name, NC4_TEXT, over);
    return nc4_put(axes->nc4, axes->group, &variable, values);
}

static bool write_title(struct axes *axes, const struct title_row *row)
{
    size_t extent = axes_extent(axes->results, row->axis);
    const char **values = calloc(extent, sizeof *values);
    if (!values)
        return false;
    for (size_t i = 0; i < extent; i++) {
        const char *text = row->text(axes->results, i);
        values[i] = text ? text : "";
    }
    bool done = put_texts(axes, row->axis, row->name, row->long_name, values);
    free(values);
    return done;
}

/* The place and the title of every item of a detail group. */
static bool write_item_facts(struct axes *axes, enum detail detail)
{
    const acs_plan *plan = axes->results->plan;
    const struct plan_detail *d = &plan->detail[detail];
    const enum axis axis = AXIS_ITEM + (enum axis)detail;
    const char **values = calloc((size_t)d->items, sizeof *values);
    char place[64], title[64];
    snprintf(place, sizeof place, "%s_place", detail_rows[detail].item);
    snprintf(title, sizeof title, "%s_title", detail_rows[detail].item);
    for (int p = 0; values && p < plan->places; p++)
        for (int i = d->first[p]; i < d->first[p + 1]; i++)
            values[i] = plan->place[p].name;
    bool done = values && put_texts(axes, axis, place, "place of the item", values) &&
                put_texts(axes, axis, title, "title of the item", d->title);
    free(values);
    return done;
}

/* The value of each axis of the sweep at every point: sweep_1, sweep_2 ... */
static bool write_sweep(struct axes *axes, int number)
{
    static const enum axis over[] = {AXIS_SWEEP, AXIS_END};
    const struct plan_sweep *sweep = axes->results->sweep;
    const struct plan_sweep_axis *swept = &sweep->axis[number];
    char name[SWEEP_NAME];
    snprintf(name, sizeof name, "sweep_%d", number + 1);
    struct nc4_variable variable =
        axes_variable(axes, name, "1", swept->path, swept->number ? NC4_DOUBLE : NC4_TEXT, over);
    const size_t item = swept->number ? sizeof(double) : sizeof(char *);
    void *values = calloc((size_t)sweep->points, item);
    for (int i = 0; values && i < sweep->points; i++) {
        const int value = plan_sweep_value(sweep, number, i);
        if (swept->number)
            ((double *)values)[i] = swept->number[value];
        else
            ((const char **)values)[i] = swept->text[value];
    }
    bool done = values && nc4_put(axes->nc4, axes->group, &variable, values);
    free(values);
    return done;
}

static void add_name(char *names, size_t size, const char *name)
{
    if (names[0])
        strncat(names, " ", size - strlen(names) - 1);
    strncat(names, name, size - strlen(names) - 1);
}

/* Titles of the set's axes; the group names them as coordinates, as xarray understands it. */
static bool write_titles(struct axes *axes, unsigned set)
{
    char names[256] = "", name[64];
    bool done = true;
    for (size_t i = 0; i < sizeof title_rows / sizeof *title_rows && done; i++) {
        if (!(set & AXIS_BIT(title_rows[i].axis)))
            continue;
        done = write_title(axes, &title_rows[i]);
        add_name(names, sizeof names, title_rows[i].name);
    }
    for (int d = 0; d < DETAILS && done; d++) {
        if (!(set & AXIS_BIT(AXIS_ITEM + d)))
            continue;
        done = write_item_facts(axes, (enum detail)d);
        for (int fact = 0; fact < 2; fact++) {
            snprintf(name, sizeof name, "%s_%s", detail_rows[d].item, fact ? "title" : "place");
            add_name(names, sizeof names, name);
        }
    }
    for (int i = 0; (set & AXIS_BIT(AXIS_SWEEP)) && i < axes->results->sweep->axes && done; i++) {
        done = write_sweep(axes, i);
        snprintf(name, sizeof name, "sweep_%d", i + 1);
        add_name(names, sizeof names, name);
    }
    return done &&
           (names[0] == '\0' || nc4_attribute_text(axes->nc4, axes->group, "coordinates", names));
}

/* The group of an earlier point, with the scales of its axes. */
static bool open_again(struct axes *axes, const char *group, unsigned set)
{
    axes->group = H5Gopen2(axes->nc4->file, group, H5P_DEFAULT);
    bool done = axes->group >= 0;
    for (int i = 0; i < AXES && done; i++) {
        if (!(set & AXIS_BIT(i)))
            continue;
        axes->axis[i].scale = H5Dopen2(axes->group, row_of_axis((enum axis)i).name, H5P_DEFAULT);
        axes->axis[i].extent = axes_extent(axes->results, (enum axis)i);
        done = axes->axis[i].scale >= 0;
    }
    return done;
}

bool axes_open(struct axes *axes, struct nc4 *nc4, const struct results *results, const char *group,
               unsigned set)
{
    *axes = (struct axes){.nc4 = nc4, .results = results, .group = -1};
    for (int i = 0; i < AXES; i++)
        axes->axis[i].scale = -1;
    if (results->sweep && (set & AXIS_BIT(AXIS_MODEL)))
        set |= AXIS_BIT(AXIS_SWEEP);
    if (results->point > 0)
        return open_again(axes, group, set);
    axes->group = nc4_group(nc4, group);
    bool done = axes->group >= 0;
    for (int i = 0; i < AXES && done; i++)
        if (set & AXIS_BIT(i))
            done = write_coordinate(axes, (enum axis)i);
    return done && write_titles(axes, set);
}

bool axes_close(struct axes *axes)
{
    bool done = true;
    for (int i = 0; i < AXES; i++)
        if (axes->axis[i].scale >= 0 && H5Dclose(axes->axis[i].scale) < 0)
            done = false;
    if (axes->group >= 0 && H5Gclose(axes->group) < 0)
        done = false;
    return done;
}

struct nc4_variable axes_variable(const struct axes *axes, const char *name, const char *units,
                                  const char *long_name, enum nc4_type type, const enum axis *over)
{
    struct nc4_variable variable = {name, units, long_name, type, 0, {NULL}, false, false};
    while (over[variable.axes] != AXIS_END) {
        variable.axis[variable.axes] = &axes->axis[over[variable.axes]];
        variable.axes++;
    }
    variable.compressed = variable.axes > 0 && type != NC4_TEXT;
    return variable;
}

struct nc4_variable axes_result(const struct axes *axes, const char *name, const char *units,
                                const char *long_name, const enum axis *over)
{
    enum axis all[NC4_AXES + 1] = {AXIS_SWEEP};
    const bool swept = axes->results->sweep;
    for (int i = 0; i == 0 || over[i - 1] != AXIS_END; i++)
        all[i + swept] = over[i];
    struct nc4_variable variable = axes_variable(axes, name, units, long_name, NC4_DOUBLE, all);
    variable.swept = swept;
    return variable;
}
