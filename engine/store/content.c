#include "store/content.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct group_row {
    const char *name, *title, *comment; /* comment may be NULL */
    unsigned axes;
} group_rows[] = {
    {"summary", "Mean, standard deviation, standard error and quantiles over trials", NULL,
     CONTENT_CELLS | AXIS_BIT(AXIS_QUANTILE)},
    {"paired", "The same of the difference to do_nothing, trial by trial", NULL,
     CONTENT_CELLS | AXIS_BIT(AXIS_QUANTILE)},
    {"activity", "Activity by service line", NULL,
     CONTENT_CELLS | AXIS_BIT(AXIS_QUANTILE) | AXIS_BIT(AXIS_SERVICE)},
    {"party", "Surplus by party of the ledger", NULL,
     CONTENT_CELLS | AXIS_BIT(AXIS_QUANTILE) | AXIS_BIT(AXIS_PARTY)},
    {"horizon", "Over the whole horizon",
     "No care model has started in the base year: but for p_gap_closed and p_plan_delivers, its "
     "probabilities are 0 by definition. Without cumulative net saving below 0 a model is paid "
     "back from the first year.",
     CONTENT_CELLS | AXIS_BIT(AXIS_QUANTILE)},
};

double content_canonical(double x)
{
    return isnan(x) ? (double)NAN : x;
}

/* Copies an output into cells in the order of its axes; false if no number of it is finite. */
static bool gather(struct content *content, const struct output *output, size_t count)
{
    size_t extent[NC4_AXES], index[NC4_AXES] = {0};
    for (int i = 0; i < output->axes; i++)
        extent[i] = axes_extent(content->results, output->axis[i]);
    bool any = false;
    const double *at = output->from;
    for (size_t n = 0; n < count; n++) {
        double x = output->complement ? 1 - *at : *at;
        content->cells[n] = content_canonical(x);
        any = any || isfinite(x);
        for (int i = output->axes - 1; i >= 0; i--) {
            at += output->stride[i];
            if (++index[i] < extent[i])
                break;
            at -= output->stride[i] * extent[i];
            index[i] = 0;
        }
    }
    return any;
}

bool content_no_memory(struct content *content)
{
    content->failure = "out of memory";
    return false;
}

void content_finish(struct content *content)
{
    free(content->cells);
    content->cells = NULL;
    content->capacity = 0;
}

static bool reserve(struct content *content, size_t count)
{
    if (count <= content->capacity)
        return true;
    double *cells = realloc(content->cells, count * sizeof *cells);
    if (!cells)
        return content_no_memory(content);
    content->cells = cells;
    content->capacity = count;
    return true;
}

bool content_describe(const struct content *content, hid_t id, const struct output *output)
{
    return (!output->places_add_up ||
            nc4_attribute_text(content->nc4, id, "places", output->places_add_up)) &&
           (!output->price_basis ||
            nc4_attribute_text(content->nc4, id, "price_basis", output->price_basis));
}

/* The variable of an output, made at the first point of a sweep that has it. */
static hid_t open_variable(struct content *content, const struct output *output,
                           const enum axis *over)
{
    const hid_t group = content->axes.group;
    if (content->results->point > 0 && H5Lexists(group, output->name, H5P_DEFAULT) > 0)
        return H5Dopen2(group, output->name, H5P_DEFAULT);
    struct nc4_variable variable =
        axes_result(&content->axes, output->name, output->units, output->long_name, over);
    hid_t id = nc4_variable(content->nc4, group, &variable);
    if (id >= 0 && !content_describe(content, id, output)) {
        H5Dclose(id);
        return -1;
    }
    return id;
}

/* What was not tallied is absent rather than filled with nothing. */
static bool write_output(void *context, const struct output *output)
{
    struct content *content = context;
    enum axis over[NC4_AXES + 1];
    size_t count = 1;
    for (int i = 0; i < output->axes; i++) {
        over[i] = output->axis[i];
        count *= axes_extent(content->results, over[i]);
    }
    over[output->axes] = AXIS_END;
    if (!reserve(content, count))
        return false;
    if (!gather(content, output, count))
        return true;
    hid_t id = open_variable(content, output, over);
    if (id < 0)
        return false;
    const struct results *r = content->results;
    bool done = r->sweep ? nc4_write_rows(id, r->point, 0, axes_extent(r, over[0]), content->cells)
                         : nc4_write(content->nc4, id, NC4_DOUBLE, content->cells);
    return H5Dclose(id) >= 0 && done;
}

static bool headline_attribute(struct content *content)
{
    char names[METRICS * 32] = "";
    const bool *headline = content->results->plan->headline;
    for (int i = 0; i < METRICS; i++)
        if (headline[i]) {
            if (names[0])
                strncat(names, " ", sizeof names - strlen(names) - 1);
            strncat(names, metric_rows[i].name, sizeof names - strlen(names) - 1);
        }
    return nc4_attribute_text(content->nc4, content->axes.group, "headline", names);
}

/* What a group says of itself, once. */
static bool describe_group(struct content *content, const char *title, const char *comment,
                           bool headline)
{
    const hid_t group = content->axes.group;
    if (content->results->point > 0)
        return true;
    return nc4_attribute_text(content->nc4, group, "title", title) &&
           (!comment || nc4_attribute_text(content->nc4, group, "comment", comment)) &&
           (!headline || headline_attribute(content));
}

static bool write_group(struct content *content, const struct group_row *row)
{
    const bool headline = strcmp(row->name, "summary") == 0;
    bool done = axes_open(&content->axes, content->nc4, content->results, row->name, row->axes) &&
                describe_group(content, row->title, row->comment, headline) &&
                output_each(content->results, row->name, write_output, content);
    return axes_close(&content->axes) && done;
}

static bool write_detail(struct content *content, enum detail detail)
{
    const unsigned set =
        AXIS_BIT(AXIS_MODEL) | AXIS_BIT(AXIS_YEAR) | AXIS_BIT(AXIS_ITEM + (unsigned)detail);
    const char *group = detail_rows[detail].group;
    bool done = axes_open(&content->axes, content->nc4, content->results, group, set) &&
                describe_group(content, detail_rows[detail].title, NULL, false) &&
                output_each_detail(content->results, detail, write_output, content);
    return axes_close(&content->axes) && done;
}

bool content_results(struct content *content)
{
    for (size_t i = 0; i < sizeof group_rows / sizeof *group_rows; i++)
        if (!write_group(content, &group_rows[i]))
            return false;
    for (int d = 0; d < DETAILS; d++)
        if (content->results->plan->detail[d].kept && !write_detail(content, (enum detail)d))
            return false;
    return true;
}
