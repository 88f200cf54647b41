#include "report/show.h"

#include "report/figure.h"
#include "report/grid.h"

#include <math.h>

/* Columns of the table after a run: the money that matters with its 90 % interval, and whether the
 * gap closes. */
enum { FIRST_GAP = 1, FIRST_SAVING = 4, CLOSES = 7, PAID_BACK = 8, COLUMNS = 9 };

struct interval {
    double mean, low, high;
};

/* Of the last year and all places. */
static struct interval interval_of(const struct results *r, int column, int model)
{
    const int all = r->places - 1, last = r->years - 1;
    return (struct interval){
        r->mean[results_cell(r, column, model, all, last)],
        r->quantile[results_quantile_cell(r, column, 0, model, all, last)],
        r->quantile[results_quantile_cell(r, column, QUANTILES - 1, model, all, last)]};
}

static double share_of(const struct results *r, int figure, int model)
{
    return r
        ->mean[results_cell(r, r->columns.horizon + figure, model, r->places - 1, r->years - 1)];
}

/* One unit for all models, of the size of the largest. */
static struct figure figure_of(const struct results *r, int column)
{
    double largest = 0;
    for (int model = 0; model < r->models; model++) {
        const struct interval x = interval_of(r, column, model);
        largest = fmax(largest, fmax(fabs(x.mean), fmax(fabs(x.low), fabs(x.high))));
    }
    return figure_for("GBP", largest, 0);
}

static void set_interval(struct grid *grid, int model, size_t column, const struct figure *figure,
                         struct interval x)
{
    const double figures[3] = {x.mean, x.low, x.high};
    for (size_t i = 0; i < 3; i++) {
        char text[FIGURE_SIZE];
        figure_print(figure, figures[i], text);
        grid_set(grid, (size_t)model, column + i, text);
    }
}

static void set_share(struct grid *grid, int model, size_t column, double share)
{
    char text[FIGURE_SIZE];
    const struct figure figure = figure_for("1", 1, 1);
    figure_print(&figure, share, text);
    grid_set(grid, (size_t)model, column, text);
}

static void head(struct grid *grid, const struct figure *gap, const struct figure *saving)
{
    static const char *const statistics[] = {"mean", "5 %", "95 %"};
    char text[2][128];
    snprintf(text[0], sizeof text[0], "Funding gap, %s", gap->unit);
    snprintf(text[1], sizeof text[1], "Net saving, %s", saving->unit);
    grid_head(grid, 0, NULL, "Model");
    for (size_t i = 0; i < 3; i++)
        grid_head(grid, FIRST_GAP + i, text[0], statistics[i]);
    for (size_t i = 0; i < 3; i++)
        grid_head(grid, FIRST_SAVING + i, text[1], statistics[i]);
    grid_head(grid, CLOSES, "Chance, %", "no gap");
    grid_head(grid, PAID_BACK, "Chance, %", "paid back");
}

static void print_title(const struct results *r, FILE *out)
{
    const acs_plan *plan = r->plan;
    char text[1024], trials[FIGURE_SIZE], year[FIGURE_SIZE], base[FIGURE_SIZE];
    figure_print_count((long long)r->trials, trials);
    figure_print_year(plan->base_year + plan->years, year);
    figure_print_year(plan->base_year, base);
    grid_print_text(plan->title, out);
    snprintf(text, sizeof text, "All %d places in %s, %s trials; %s%s%s", r->places - 1, year,
             trials, plan->cash ? "cash of the year" : "GBP at ", plan->cash ? "" : base,
             plan->cash ? "" : " prices");
    grid_print_text(text, out);
    fputc('\n', out);
}

void show_summary(const struct results *r, const char *path, FILE *out)
{
    const int gap = r->columns.metric + METRIC_GAP, saving = r->columns.metric + METRIC_NET_SAVING;
    const struct figure gap_figure = figure_of(r, gap), saving_figure = figure_of(r, saving);
    struct grid grid;
    grid_init(&grid, COLUMNS, (size_t)r->models);
    head(&grid, &gap_figure, &saving_figure);
    for (int model = 0; model < r->models; model++) {
        grid_set(&grid, (size_t)model, 0, r->plan->model[model].name);
        set_interval(&grid, model, FIRST_GAP, &gap_figure, interval_of(r, gap, model));
        if (model > 0) { /* net saving is what a model saves against do nothing */
            set_interval(&grid, model, FIRST_SAVING, &saving_figure, interval_of(r, saving, model));
            set_share(&grid, model, PAID_BACK, share_of(r, HORIZON_PAID_BACK, model));
        }
        set_share(&grid, model, CLOSES, share_of(r, HORIZON_GAP_CLOSED, model));
    }
    print_title(r, out);
    grid_print(&grid, out);
    grid_finish(&grid);
    fprintf(out, "\n5 %% to 95 %% holds nine trials in ten. Net saving is against do_nothing.\n");
    if (path)
        fprintf(out, "Results: %s\n", path);
}
