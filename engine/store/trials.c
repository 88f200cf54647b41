#include "store/content.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static bool read_fully(int file, void *buffer, size_t bytes, off_t at)
{
    char *to = buffer;
    while (bytes > 0) {
        ssize_t got = pread(file, to, bytes, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        to += got;
        at += got;
        bytes -= (size_t)got;
    }
    return true;
}

/* Saved trials: one variable a metric, filled from slices of the spool, a chunk of trials a time.
 */
struct trials {
    int metrics, metric[METRICS];
    hid_t id[METRICS];
    size_t cells;     /* of one metric in one trial */
    hsize_t slice;    /* trials read at a time */
    double *in, *out; /* a slice of all metrics, of one */
};

static bool open_trials(struct content *content, struct trials *trials)
{
    static const enum axis over[] = {AXIS_TRIAL, AXIS_MODEL, AXIS_PLACE, AXIS_YEAR, AXIS_END};
    char basis[64];
    output_price_basis(content->results->plan, basis, sizeof basis);
    for (int i = 0; i < trials->metrics; i++) {
        const struct metric_row *row = &metric_rows[trials->metric[i]];
        struct nc4_variable variable =
            axes_result(&content->axes, row->name, row->unit, row->long_name, over);
        struct output output = {.places_add_up = output_places_add_up[row->places],
                                .price_basis = row->money ? basis : NULL};
        const bool again = content->results->point > 0;
        trials->id[i] = again ? H5Dopen2(content->axes.group, row->name, H5P_DEFAULT)
                              : nc4_variable(content->nc4, content->axes.group, &variable);
        if (trials->id[i] < 0 || (!again && !content_describe(content, trials->id[i], &output)))
            return false;
        trials->slice = nc4_chunk_rows(&variable);
    }
    return true;
}

static bool copy_trials(struct content *content, struct trials *trials)
{
    const hsize_t all = content->results->trials;
    const int point = content->results->sweep ? content->results->point : -1;
    const size_t trial_cells = trials->cells * (size_t)trials->metrics;
    trials->in = calloc((size_t)trials->slice * trial_cells, sizeof(double));
    trials->out = calloc((size_t)trials->slice * trials->cells, sizeof(double));
    if (!trials->in || !trials->out)
        return content_no_memory(content);
    for (hsize_t first = 0; first < all; first += trials->slice) {
        const hsize_t count = all - first < trials->slice ? all - first : trials->slice;
        const size_t bytes = (size_t)count * trial_cells * sizeof(double);
        const off_t at = (off_t)(first * trial_cells * sizeof(double));
        if (!read_fully(content->results->trial_spool, trials->in, bytes, at)) {
            content->failure = "the spool of saved trials cannot be read";
            return false;
        }
        for (int i = 0; i < trials->metrics; i++) {
            for (hsize_t t = 0; t < count; t++)
                for (size_t c = 0; c < trials->cells; c++)
                    trials->out[t * trials->cells + c] = content_canonical(
                        trials->in[t * trial_cells + (size_t)i * trials->cells + c]);
            if (!nc4_write_rows(trials->id[i], point, first, count, trials->out))
                return false;
        }
    }
    return true;
}

bool content_trials(struct content *content)
{
    const struct results *r = content->results;
    struct trials trials = {.cells = (size_t)r->models * (size_t)r->places * (size_t)r->years};
    for (int i = 0; i < r->saved; i++) {
        trials.id[i] = -1;
        trials.metric[i] = r->saved_metric[i];
    }
    trials.metrics = r->saved;
    if (r->trial_spool < 0 || trials.metrics == 0)
        return true;
    bool done = axes_open(&content->axes, content->nc4, r, "trials",
                          CONTENT_CELLS | AXIS_BIT(AXIS_TRIAL)) &&
                (r->point > 0 ||
                 nc4_attribute_text(content->nc4, content->axes.group, "title", "Every trial")) &&
                open_trials(content, &trials) && copy_trials(content, &trials);
    for (int i = 0; i < trials.metrics; i++)
        if (trials.id[i] >= 0 && H5Dclose(trials.id[i]) < 0)
            done = false;
    free(trials.in);
    free(trials.out);
    return axes_close(&content->axes) && done;
}
