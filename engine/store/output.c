#include "store/output.h"

#include <stdio.h>
#include <string.h>

const char *const output_places_add_up[] = {
    [PLACE_SUM] = "all is the sum of the places",
    [PLACE_LIST_MEAN] = "all is the mean of the places weighted by registered lists",
    [PLACE_LIVE_MEAN] = "all is the mean of the places weighted by lists of live networks",
};

enum statistic { MEAN = 1, SD = 2, SE = 4, QUANTILE = 8, ALL = 15 };

static const struct statistic_row {
    enum statistic bit;
    const char *suffix, *prefix; /* of the name, of the long name */
    size_t plain, paired;        /* members of struct results */
} statistic_rows[] = {
    {MEAN, "", "", offsetof(struct results, mean), offsetof(struct results, paired_mean)},
    {SD, "_sd", "standard deviation over trials: ", offsetof(struct results, sd),
     offsetof(struct results, paired_sd)},
    {SE, "_se", "Monte Carlo standard error of the mean: ", offsetof(struct results, se),
     offsetof(struct results, paired_se)},
    {QUANTILE, "_q", "quantile over trials: ", offsetof(struct results, quantile),
     offsetof(struct results, paired_quantile)},
};

/* What the columns of a family are: each a variable of its own, or items along an axis. */
enum columns_kind { METRIC_COLUMNS, HORIZON_COLUMN, SERVICE_COLUMNS, PARTY_COLUMNS };

static const struct family_row {
    const char *group, *name; /* name NULL: of the metric */
    enum columns_kind kind;
    size_t first; /* member of struct columns */
    int column;   /* of a horizon figure */
    unsigned statistics;
    bool paired, last_year, complement;
    const char *units, *long_name; /* NULL: of the metric or horizon row */
} family_rows[] = {
    {"summary", NULL, METRIC_COLUMNS, offsetof(struct columns, metric), 0, ALL, false, false, false,
     NULL, NULL},
    {"paired", NULL, METRIC_COLUMNS, offsetof(struct columns, metric), 0, ALL, true, false, false,
     NULL, NULL},
    {"activity", "activity", SERVICE_COLUMNS, offsetof(struct columns, activity), 0, ALL, false,
     false, false, "see service_unit", "activity of the service line in the year"},
    {"activity", "growth", SERVICE_COLUMNS, offsetof(struct columns, growth), 0, ALL, false, false,
     false, "1", "growth of activity on the year before, a share (0 in the base year)"},
    {"party", "surplus", PARTY_COLUMNS, offsetof(struct columns, surplus), 0, ALL, false, false,
     false, "GBP", "surplus of the party: what it receives less what it pays and spends"},
    {"horizon", "npv", HORIZON_COLUMN, offsetof(struct columns, horizon), HORIZON_NPV, ALL, false,
     true, false, NULL,
     "net present value of real net saving over the horizon (health benefits are not counted)"},
    {"horizon", "p_never_paid_back", HORIZON_COLUMN, offsetof(struct columns, horizon),
     HORIZON_PAID_BACK, MEAN | SE, false, true, true, NULL,
     "probability that cumulative net saving does not return to 0 or more within the horizon"},
    {"horizon", "p_paid_back", HORIZON_COLUMN, offsetof(struct columns, horizon), HORIZON_PAID_BACK,
     MEAN | SE, false, false, false, NULL, NULL},
    {"horizon", "p_gap_closed", HORIZON_COLUMN, offsetof(struct columns, horizon),
     HORIZON_GAP_CLOSED, MEAN | SE, false, false, false, NULL, NULL},
    {"horizon", "p_net_saving", HORIZON_COLUMN, offsetof(struct columns, horizon),
     HORIZON_NET_SAVING, MEAN | SE, false, false, false, NULL, NULL},
    {"horizon", "p_plan_delivers", HORIZON_COLUMN, offsetof(struct columns, horizon),
     HORIZON_PLAN_DELIVERS, MEAN | SE, false, false, false, NULL, NULL},
    {"horizon", "p_loss", HORIZON_COLUMN, offsetof(struct columns, horizon), HORIZON_LOSS,
     MEAN | SE, false, false, false, NULL, NULL},
    {"horizon", "p_loss_capped", HORIZON_COLUMN, offsetof(struct columns, horizon),
     HORIZON_LOSS_CAPPED, MEAN | SE, false, false, false, NULL, NULL},
};

/* real: whatever the scenario says */
static const char *price_basis(const acs_plan *plan, bool real, char *text, size_t size)
{
    int year = plan->base_year;
    if (plan->cash && !real)
        snprintf(text, size, "cash: GBP of each year");
    else
        snprintf(text, size, "real: GBP at %d/%02d prices", year, (year + 1) % 100);
    return text;
}

const char *output_price_basis(const acs_plan *plan, char *text, size_t size)
{
    return price_basis(plan, false, text, size);
}

static void add_axis(struct output *output, enum axis axis, size_t stride)
{
    output->axis[output->axes] = axis;
    output->stride[output->axes] = stride;
    output->axes++;
}

/* The axes of a variable; the strides follow results_cell and results_quantile_cell. */
static void set_axes(struct output *output, const struct results *r, const struct family_row *row,
                     bool quantiles)
{
    size_t place = (size_t)r->years, model = place * (size_t)r->places;
    size_t cells = model * (size_t)r->models, column = quantiles ? cells * QUANTILES : cells;
    if (quantiles)
        add_axis(output, AXIS_QUANTILE, cells);
    add_axis(output, AXIS_MODEL, model);
    add_axis(output, AXIS_PLACE, place);
    if (row->kind == SERVICE_COLUMNS)
        add_axis(output, AXIS_SERVICE, column);
    if (row->kind == PARTY_COLUMNS)
        add_axis(output, AXIS_PARTY, column);
    if (row->last_year)
        output->from += r->years - 1;
    else
        add_axis(output, AXIS_YEAR, 1);
}

/* Names, units and meaning, from the row of the metric or horizon figure where it has one. */
static void describe(struct output *output, const struct family_row *row, int metric,
                     const struct statistic_row *statistic)
{
    const char *name = row->name, *units = row->units, *long_name = row->long_name;
    if (row->kind == METRIC_COLUMNS) {
        name = metric_rows[metric].name;
        units = metric_rows[metric].unit;
        long_name = metric_rows[metric].long_name;
        output->places_add_up = output_places_add_up[metric_rows[metric].places];
    } else if (row->kind == HORIZON_COLUMN) {
        units = horizon_rows[row->column].unit;
        long_name = long_name ? long_name : horizon_rows[row->column].long_name;
        output->places_add_up = "all is the figure of all places together";
    } else {
        output->places_add_up = strcmp(row->name, "growth") == 0
                                    ? "all is the figure of all places together"
                                    : output_places_add_up[PLACE_SUM];
    }
    output->units = units;
    snprintf(output->name, sizeof output->name, "%s%s", name, statistic->suffix);
    snprintf(output->long_name, sizeof output->long_name, "%s%s%s", statistic->prefix,
             row->paired ? "difference to do nothing, trial by trial: " : "", long_name);
}

static bool call_family(const struct results *results, const struct family_row *row, int metric,
                        bool (*call)(void *, const struct output *), void *context)
{
    char basis[64];
    /* a net present value is of real money, in cash scenarios too */
    price_basis(results->plan, row->kind == HORIZON_COLUMN, basis, sizeof basis);
    int first = 0;
    memcpy(&first, (const char *)&results->columns + row->first, sizeof first);
    for (size_t i = 0; i < sizeof statistic_rows / sizeof *statistic_rows; i++) {
        const struct statistic_row *statistic = &statistic_rows[i];
        if (!(row->statistics & (unsigned)statistic->bit))
            continue;
        const double *array = NULL;
        memcpy(&array, (const char *)results + (row->paired ? statistic->paired : statistic->plain),
               sizeof array);
        bool quantiles = statistic->bit == QUANTILE;
        int column = first + metric + row->column;
        struct output output = {.complement = row->complement && statistic->bit == MEAN};
        output.from = array + (quantiles ? results_quantile_cell(results, column, 0, 0, 0, 0)
                                         : results_cell(results, column, 0, 0, 0));
        describe(&output, row, metric, statistic);
        set_axes(&output, results, row, quantiles);
        if (strcmp(output.units, "GBP") == 0)
            output.price_basis = basis;
        if (!call(context, &output))
            return false;
    }
    return true;
}

bool output_each(const struct results *results, const char *group,
                 bool (*call)(void *context, const struct output *output), void *context)
{
    for (size_t i = 0; i < sizeof family_rows / sizeof *family_rows; i++) {
        const struct family_row *row = &family_rows[i];
        if (strcmp(row->group, group) != 0)
            continue;
        int variables = row->kind == METRIC_COLUMNS ? METRICS : 1;
        for (int metric = 0; metric < variables; metric++)
            if (!call_family(results, row, metric, call, context))
                return false;
    }
    return true;
}

static bool call_detail(const struct results *r, enum detail detail, int variable,
                        const struct statistic_row *statistic,
                        bool (*call)(void *, const struct output *), void *context)
{
    const struct detail_row *row = &detail_rows[detail];
    const struct detail_variable *v = &row->variable[variable];
    const double *const arrays[] = {r->detail_mean[detail], r->detail_sd[detail],
                                    r->detail_se[detail]};
    const double *array = statistic->bit == MEAN ? arrays[0]
                          : statistic->bit == SD ? arrays[1]
                                                 : arrays[2];
    const size_t years = (size_t)r->years, item = years * (size_t)row->variables;
    char basis[64];
    price_basis(r->plan, false, basis, sizeof basis);
    struct output output = {.units = v->unit,
                            .from = array + results_detail_cell(r, detail, 0, 0, variable, 0),
                            .price_basis = v->money ? basis : NULL};
    snprintf(output.name, sizeof output.name, "%s%s", v->name, statistic->suffix);
    snprintf(output.long_name, sizeof output.long_name, "%s%s", statistic->prefix, v->long_name);
    add_axis(&output, AXIS_MODEL, item * (size_t)r->plan->detail[detail].items);
    add_axis(&output, AXIS_ITEM + (enum axis)detail, item);
    add_axis(&output, AXIS_YEAR, 1);
    return call(context, &output);
}

bool output_each_detail(const struct results *results, enum detail detail,
                        bool (*call)(void *context, const struct output *output), void *context)
{
    for (int v = 0; v < detail_rows[detail].variables; v++) {
        /* the spread of a probability says no more than the probability */
        const bool probability = strncmp(detail_rows[detail].variable[v].name, "p_", 2) == 0;
        const unsigned statistics = probability ? MEAN | SE : MEAN | SD | SE;
        for (size_t i = 0; i < sizeof statistic_rows / sizeof *statistic_rows; i++)
            if ((statistics & (unsigned)statistic_rows[i].bit) &&
                !call_detail(results, detail, v, &statistic_rows[i], call, context))
                return false;
    }
    return true;
}
