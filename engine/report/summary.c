#include "report/show.h"

#include "report/figure.h"
#include "report/grid.h"
#include "report/plan.h"

#include <math.h>

/* The table after a run: the money that matters with its 90 % interval, and the chances that a gap
 * is closed and a model paid back. Intervals only if anything is uncertain, net saving only if
 * there is a model that could save. */
struct summary {
    const struct results *results;
    struct grid grid;
    size_t column; /* the next to be filled */
    bool certain;
};

/* Of the last year and all places. */
static double mean_of(const struct summary *summary, int column, int model)
{
    const struct results *r = summary->results;
    return r->mean[results_cell(r, column, model, r->places - 1, r->years - 1)];
}

static double quantile_of(const struct summary *summary, int column, int quantile, int model)
{
    const struct results *r = summary->results;
    return r
        ->quantile[results_quantile_cell(r, column, quantile, model, r->places - 1, r->years - 1)];
}

static bool is_certain(const struct results *r)
{
    for (int metric = 0; metric < METRICS; metric++)
        for (int model = 0; model < r->models; model++) {
            const int column = r->columns.metric + metric;
            if (r->sd[results_cell(r, column, model, r->places - 1, r->years - 1)] > 0)
                return false;
        }
    return true;
}

/* One unit for all models, of the size of the largest figure. */
static struct figure figure_of(const struct summary *summary, int column)
{
    double largest = 0;
    for (int model = 0; model < summary->results->models; model++) {
        const double figures[3] = {mean_of(summary, column, model),
                                   quantile_of(summary, column, 0, model),
                                   quantile_of(summary, column, QUANTILES - 1, model)};
        for (int i = 0; i < 3; i++)
            if (isfinite(figures[i]))
                largest = fmax(largest, fabs(figures[i]));
    }
    return figure_for("GBP", largest, 0);
}

static void set_figure(struct summary *summary, int model, const struct figure *figure,
                       double value)
{
    char text[FIGURE_SIZE];
    figure_print(figure, value, text);
    grid_set(&summary->grid, (size_t)model, summary->column, text);
}

/* Mean and, unless all is certain, the ends of the 90 % interval, from the first model that can
 * have them. */
static void add_money(struct summary *summary, const char *name, int column, int first_model)
{
    const struct figure figure = figure_of(summary, column);
    char group[128];
    snprintf(group, sizeof group, "%s, %s", name, figure.unit);
    static const char *const headings[] = {"mean", "5 %", "95 %"};
    for (int i = 0; i < (summary->certain ? 1 : 3); i++, summary->column++) {
        grid_head(&summary->grid, summary->column, group, headings[i]);
        for (int model = first_model; model < summary->results->models; model++)
            set_figure(summary, model, &figure,
                       i == 0 ? mean_of(summary, column, model)
                              : quantile_of(summary, column, i == 1 ? 0 : QUANTILES - 1, model));
    }
}

static void add_chance(struct summary *summary, const char *name, int figure, int first_model)
{
    const struct figure percent = figure_for("1", 1, 1);
    const int column = summary->results->columns.horizon + figure;
    grid_head(&summary->grid, summary->column, "Chance, %", name);
    for (int model = first_model; model < summary->results->models; model++)
        set_figure(summary, model, &percent, mean_of(summary, column, model));
    summary->column++;
}

static void print_title(const struct results *r, FILE *out)
{
    const acs_plan *plan = r->plan;
    char text[1024], places[64], trials[FIGURE_SIZE], year[FIGURE_SIZE], base[FIGURE_SIZE];
    figure_print_count((long long)r->trials, trials);
    figure_print_year(plan->base_year + plan->years, year);
    figure_print_year(plan->base_year, base);
    snprintf(places, sizeof places, "All %d places", plan->run_places);
    grid_print_text(plan->title, out);
    snprintf(text, sizeof text, "%s in %s; %s trial%s; %s%s%s",
             plan->run_places == 1 ? plan->place[plan->run_place[0]].title : places, year, trials,
             r->trials == 1 ? "" : "s", plan->cash ? "cash of the year" : "GBP at ",
             plan->cash ? "" : base, plan->cash ? "" : " prices");
    grid_print_text(text, out);
    fputc('\n', out);
}

void show_summary(const struct results *r, const char *path, FILE *out)
{
    struct summary summary = {.results = r, .column = 1, .certain = is_certain(r)};
    const size_t money = summary.certain ? 1 : 3;
    const bool models = r->models > 1; /* the first is do nothing */
    grid_init(&summary.grid, models ? 3 + 2 * money : 2 + money, (size_t)r->models);
    grid_head(&summary.grid, 0, NULL, "Model");
    for (int model = 0; model < r->models; model++)
        grid_set(&summary.grid, (size_t)model, 0, r->plan->model[model].name);
    add_money(&summary, "Funding gap", r->columns.metric + METRIC_GAP, 0);
    if (models)
        add_money(&summary, "Net saving", r->columns.metric + METRIC_NET_SAVING, 1);
    add_chance(&summary, "no gap", HORIZON_GAP_CLOSED, 0);
    if (models)
        add_chance(&summary, "paid back", HORIZON_PAID_BACK, 1);
    print_title(r, out);
    grid_print(&summary.grid, out);
    grid_finish(&summary.grid);
    fputc('\n', out);
    if (!summary.certain)
        fputs("Nine trials in ten lie between 5 % and 95 %.", out);
    if (models)
        fprintf(out, "%sNet saving is against do_nothing.", summary.certain ? "" : " ");
    if (models || !summary.certain)
        fputc('\n', out);
    show_plan(r, out);
    if (path)
        fprintf(out, "Results: %s\n", path);
}
