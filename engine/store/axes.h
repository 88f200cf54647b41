/* The axes of a group: each group carries its own, with coordinates and titles. */
#ifndef ACSIM_STORE_AXES_H
#define ACSIM_STORE_AXES_H

#include "store/output.h"

struct axes {
    struct nc4 *nc4;
    const struct results *results;
    hid_t group;
    struct nc4_axis axis[AXES];
};

/* Creates a group with the axes of the set (AXIS_BIT), their coordinates and titles; opens it again
 * at later points of a sweep, which is an axis of every group with models. */
bool axes_open(struct axes *axes, struct nc4 *nc4, const struct results *results, const char *group,
               unsigned set) WARN_UNUSED;
bool axes_close(struct axes *axes) WARN_UNUSED;

size_t axes_extent(const struct results *results, enum axis axis);

/* A variable of the results over the axes listed, up to AXIS_END, and before them over the points
 * of the sweep if there is one. */
struct nc4_variable axes_result(const struct axes *axes, const char *name, const char *units,
                                const char *long_name, const enum axis *over);

/* A variable over the axes listed, up to AXIS_END. */
struct nc4_variable axes_variable(const struct axes *axes, const char *name, const char *units,
                                  const char *long_name, enum nc4_type type, const enum axis *over);

#endif
