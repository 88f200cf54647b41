/* What a run says of a savings plan: whether it delivers, what is left of the gap, and which scheme
 * matters most. */
#include "report/plan.h"

#include "report/figure.h"
#include "report/grid.h"

#include <math.h>
#include <stdlib.h>

#define SHOWN 5 /* schemes at most */

static double last(const struct results *r, int column, int model)
{
    return r->mean[results_cell(r, column, model, r->places - 1, r->years - 1)];
}

static double of_scheme(const struct results *r, int scheme, int variable)
{
    return r->detail_mean[DETAIL_SCHEMES][results_detail_cell(r, DETAIL_SCHEMES, 0, scheme,
                                                              variable, r->years - 1)];
}

/* A column of one unit: the heading, and a number in every row. */
static void fill(struct grid *grid, size_t column, const char *group, const char *heading,
                 const struct figure *figure, const double *value, size_t rows)
{
    char text[FIGURE_SIZE];
    grid_head(grid, column, group, heading);
    for (size_t row = 0; row < rows; row++) {
        figure_print(figure, value[row], text);
        grid_set(grid, row, column, text);
    }
}

static struct figure money_of(const double *value, size_t count)
{
    double largest = 0;
    for (size_t i = 0; i < count; i++)
        largest = fmax(largest, fabs(value[i]));
    return figure_for("GBP", largest, 0);
}

static bool replaces_any(const acs_plan *plan)
{
    for (int k = 0; k < plan->schemes; k++)
        for (int m = 0; m < plan->models; m++)
            if (plan->scheme[k].replaced[m])
                return true;
    return false;
}

/* One row a model: what the plan saves, what it costs, what it leaves. */
static void print_models(const struct results *r, double *value, FILE *out)
{
    const size_t models = (size_t)r->models;
    static const struct {
        int metric;
        const char *heading;
    } columns[] = {{METRIC_SCHEME_PLANNED, "planned"},
                   {METRIC_SCHEME_SAVING, "saved"},
                   {METRIC_SCHEME_COST, "cost"}};
    const struct figure percent = figure_for("1", 1, 1);
    struct grid grid;
    char group[128];
    grid_init(&grid, 6, models);
    grid_head(&grid, 0, NULL, "Savings plan");
    for (size_t m = 0; m < models; m++) {
        grid_set(&grid, m, 0, r->plan->model[m].name);
        value[m] = last(r, METRIC_SCHEME_PLANNED, (int)m);
    }
    struct figure money = money_of(value, models);
    snprintf(group, sizeof group, "Schemes, %s", money.unit);
    for (size_t k = 0; k < 3; k++) {
        for (size_t m = 0; m < models; m++)
            value[m] = last(r, columns[k].metric, (int)m);
        fill(&grid, k + 1, group, columns[k].heading, &money, value, models);
    }
    for (size_t m = 0; m < models; m++)
        value[m] = last(r, METRIC_GAP, (int)m);
    money = money_of(value, models);
    snprintf(group, sizeof group, "Gap, %s", money.unit);
    fill(&grid, 4, group, "left", &money, value, models);
    for (size_t m = 0; m < models; m++)
        value[m] = last(r, r->columns.horizon + HORIZON_PLAN_DELIVERS, (int)m);
    fill(&grid, 5, "Chance, %", "plan delivers", &percent, value, models);
    grid_print(&grid, out);
    grid_finish(&grid);
    if (replaces_any(r->plan) && r->plan->scheme_target >= 0)
        fputs("A model that replaces schemes is held to the whole target all the same.\n", out);
}

struct ranked {
    int scheme;
    double if_full, shortfall;
};

/* The scheme whose delivery would help the plan most comes first; where none decides it, the one
 * that falls short by most. */
static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *left = a, *right = b;
    if (left->if_full != right->if_full)
        return left->if_full < right->if_full ? 1 : -1;
    if (left->shortfall != right->shortfall)
        return left->shortfall < right->shortfall ? 1 : -1;
    return (left->scheme > right->scheme) - (left->scheme < right->scheme);
}

static void print_schemes(const struct results *r, const struct ranked *ranked, size_t shown,
                          FILE *out)
{
    double planned[SHOWN], achieved[SHOWN], if_full[SHOWN];
    const struct figure percent = figure_for("1", 1, 1);
    struct grid grid;
    char group[128];
    grid_init(&grid, 4, shown);
    grid_head(&grid, 0, NULL, "Scheme");
    for (size_t i = 0; i < shown; i++) {
        planned[i] = of_scheme(r, ranked[i].scheme, SCHEME_PLANNED);
        achieved[i] = of_scheme(r, ranked[i].scheme, SCHEME_ACHIEVED);
        if_full[i] = ranked[i].if_full;
        grid_set(&grid, i, 0, r->plan->detail[DETAIL_SCHEMES].name[ranked[i].scheme]);
    }
    const struct figure money = money_of(planned, shown);
    snprintf(group, sizeof group, "Saving, %s", money.unit);
    fill(&grid, 1, group, "planned", &money, planned, shown);
    fill(&grid, 2, group, "achieved", &money, achieved, shown);
    fill(&grid, 3, "Chance, %, plan delivers", "had it in full", &percent, if_full, shown);
    fputc('\n', out);
    grid_print(&grid, out);
    grid_finish(&grid);
    fputs("The schemes that matter most to the plan, under do_nothing; acsim show FILE --items "
          "schemes\n"
          "has all of them.\n",
          out);
}

void show_plan(const struct results *r, FILE *out)
{
    const acs_plan *plan = r->plan;
    const int schemes = plan->detail[DETAIL_SCHEMES].kept ? plan->detail[DETAIL_SCHEMES].items : 0;
    double *value = plan->schemes ? calloc((size_t)r->models, sizeof *value) : NULL;
    struct ranked *ranked = schemes ? calloc((size_t)schemes, sizeof *ranked) : NULL;
    if (value) {
        fputc('\n', out);
        print_models(r, value, out);
    }
    if (ranked) {
        for (int k = 0; k < schemes; k++)
            ranked[k] = (struct ranked){k, of_scheme(r, k, SCHEME_PLAN_IF_FULL),
                                        of_scheme(r, k, SCHEME_SHORTFALL)};
        qsort(ranked, (size_t)schemes, sizeof *ranked, compare_ranked);
        print_schemes(r, ranked, schemes < SHOWN ? (size_t)schemes : SHOWN, out);
    }
    free(value);
    free(ranked);
}
