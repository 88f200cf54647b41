#include "report/items.h"

#include "base/nearest.h"
#include "plan/rows.h"
#include "report/escape.h"
#include "report/figure.h"
#include "report/grid.h"
#include "report/points.h"
#include "store/fetch.h"
#include "store/nc4.h"

#include <math.h>
#include <string.h>

/* One variable of the group: [model][item][year]; sd is NULL for probabilities. */
struct item_variable {
    const char *name, *units, *long_name;
    const double *mean, *sd, *se;
};

/* A group as it stands in the file. */
struct items {
    const struct reader *reader;
    struct arena arena;
    const struct detail_row *row;
    size_t count, variables;
    const char **name, **title, **place;
    struct item_variable *variable;
    size_t point;               /* of the sweep */
    struct selection selection; /* metric: a variable */
};

static const char *next_group(const void *context, size_t i)
{
    (void)context;
    return i < DETAILS ? detail_rows[i].group : NULL;
}

static const char *next_variable(const void *context, size_t i)
{
    const struct items *items = context;
    return i < items->variables ? items->variable[i].name : NULL;
}

static const char **fetch_facts(struct items *items, hid_t group, const char *suffix)
{
    char name[64];
    size_t count = 0;
    snprintf(name, sizeof name, "%s%s", items->row->item, suffix);
    const char **facts = fetch_texts(&items->arena, group, name, &count);
    if (*suffix == '\0')
        items->count = count;
    return count == items->count ? facts : NULL;
}

static const double *fetch_statistic(struct items *items, hid_t group, const char *variable,
                                     const char *suffix)
{
    char name[96];
    size_t count = 0;
    snprintf(name, sizeof name, "%s%s", variable, suffix);
    if (H5Lexists(group, name, H5P_DEFAULT) <= 0)
        return NULL;
    const struct reader *reader = items->reader;
    const double *numbers =
        reader_numbers(reader, &items->arena, group, name, items->point, &count);
    return count == reader->models.count * items->count * reader->years ? numbers : NULL;
}

static bool fetch_variable(struct items *items, hid_t group, const struct detail_variable *variable)
{
    struct item_variable *to = &items->variable[items->variables];
    *to = (struct item_variable){variable->name,
                                 variable->unit,
                                 variable->long_name,
                                 fetch_statistic(items, group, variable->name, ""),
                                 fetch_statistic(items, group, variable->name, "_sd"),
                                 fetch_statistic(items, group, variable->name, "_se")};
    items->variables += to->mean != NULL;
    return to->mean && to->se;
}

/* false where the file has something else than this program writes */
static bool fetch_group(struct items *items)
{
    hid_t group = H5Gopen2(items->reader->file, items->row->group, H5P_DEFAULT);
    if (group < 0)
        return false;
    items->name = fetch_facts(items, group, "");
    items->title = fetch_facts(items, group, "_title");
    items->place = fetch_facts(items, group, "_place");
    items->variable = ARENA_NEW(&items->arena, (size_t)items->row->variables, struct item_variable);
    bool whole = items->name && items->title && items->place && items->variable;
    for (int v = 0; whole && v < items->row->variables; v++)
        whole = fetch_variable(items, group, &items->row->variable[v]);
    H5Gclose(group);
    return whole;
}

static acs_status open_group(struct items *items, const char *name, acs_error *error)
{
    const int detail = detail_find(name);
    if (detail < 0) {
        const char *nearest = nearest_word(name, next_group, NULL);
        return error_plain(error, ACS_INVALID, "results have no group of items '%s'%s%s%s", name,
                           nearest ? "; did you mean '" : "", nearest ? nearest : "",
                           nearest ? "'?" : "");
    }
    items->row = &detail_rows[detail];
    if (H5Lexists(items->reader->file, name, H5P_DEFAULT) <= 0)
        return error_plain(error, ACS_INVALID,
                           "'%s' has no %s; run the scenario with --set outputs.detail=[%s]",
                           items->reader->path, name, name);
    if (fetch_group(items))
        return ACS_OK;
    return error_plain(error, ACS_FAILED, "cannot read results file '%s': '%s' is damaged",
                       items->reader->path, name);
}

static acs_status choose(struct items *items, const acs_show_options *options, acs_error *error)
{
    acs_show_options rest = *options;
    rest.metric = NULL;
    acs_status status = selection_find(&items->selection, items->reader, &rest, error);
    if (status != ACS_OK || !options->metric)
        return status;
    for (size_t v = 0; v < items->variables; v++)
        if (strcmp(items->variable[v].name, options->metric) == 0)
            items->selection.metric = v;
    if (items->selection.metric != SELECT_ALL)
        return ACS_OK;
    const char *nearest = nearest_word(options->metric, next_variable, items);
    return error_plain(error, ACS_INVALID, "%s have no '%s'%s%s%s", items->row->group,
                       options->metric, nearest ? "; did you mean '" : "", nearest ? nearest : "",
                       nearest ? "'?" : "");
}

static size_t cell(const struct items *items, size_t model, size_t item, size_t year)
{
    return (model * items->count + item) * items->reader->years + year;
}

static bool is_of_place(const struct items *items, size_t item)
{
    const size_t place = items->selection.place;
    return place == SELECT_ALL || place + 1 == items->reader->places.count ||
           strcmp(items->reader->places.name[place], items->place[item]) == 0;
}

/* A column of the table, in a unit that suits its largest figure. */
static void fill_column(const struct items *items, struct grid *grid, size_t column,
                        const struct item_variable *variable, size_t model, size_t year)
{
    double largest = 0.0;
    for (size_t i = 0; i < items->count; i++)
        if (is_of_place(items, i))
            largest = fmax(largest, fabs(variable->mean[cell(items, model, i, year)]));
    const struct figure figure =
        figure_for(variable->units, largest, strncmp(variable->name, "p_", 2) == 0);
    grid_head(grid, column, *figure.unit ? figure.unit : " ", variable->name);
    for (size_t i = 0, row = 0; i < items->count; i++) {
        char text[FIGURE_SIZE];
        if (!is_of_place(items, i))
            continue;
        figure_print(&figure, variable->mean[cell(items, model, i, year)], text);
        grid_set(grid, row++, column, text);
    }
}

/* "B86001 The practice": a title that says more than the name. */
static void fill_labels(const struct items *items, struct grid *grid)
{
    grid_head(grid, 0, NULL, items->row->item);
    for (size_t i = 0, row = 0; i < items->count; i++) {
        char text[64];
        if (!is_of_place(items, i))
            continue;
        snprintf(text, sizeof text, "%s%s%.30s", items->name[i], *items->title[i] ? " " : "",
                 items->title[i]);
        grid_set(grid, row++, 0, text);
    }
}

/* The first model that tells of most items: do nothing where practices and schemes are told, the
 * one with most networks where it is networks. */
static size_t fullest_model(const struct items *items)
{
    size_t fullest = 0, most = 0;
    for (size_t m = 0; m < items->reader->models.count; m++) {
        size_t known = 0;
        for (size_t i = 0; i < items->count; i++)
            known += isnan(items->variable[0].mean[cell(items, m, i, 0)]) ? 0 : 1;
        if (known > most) {
            most = known;
            fullest = m;
        }
    }
    return fullest;
}

static acs_status print_table(const struct items *items, FILE *out, acs_error *error)
{
    const struct reader *reader = items->reader;
    const struct selection *s = &items->selection;
    const size_t model = s->model == SELECT_ALL ? fullest_model(items) : s->model;
    const size_t year = s->year == SELECT_ALL ? reader->years - 1 : s->year;
    const size_t first = selection_first(s->metric);
    const size_t end = selection_end(s->metric, items->variables);
    size_t rows = 0;
    for (size_t i = 0; i < items->count; i++)
        rows += is_of_place(items, i);
    char text[FIGURE_SIZE];
    figure_print_year((int)reader->year[year], text);
    fprintf(out, "%s of %s, %s: means over trials\n\n", items->row->group,
            reader->models.name[model], text);
    struct grid grid;
    grid_init(&grid, 1 + end - first, rows);
    fill_labels(items, &grid);
    for (size_t v = first; v < end; v++)
        fill_column(items, &grid, 1 + v - first, &items->variable[v], model, year);
    const bool failed = grid.failed;
    grid_print(&grid, out);
    grid_finish(&grid);
    return failed ? error_no_memory(error) : ACS_OK;
}

static void print_csv_row(const struct items *items, const struct item_variable *variable,
                          size_t model, size_t item, size_t year, FILE *out)
{
    const size_t at = cell(items, model, item, year);
    points_csv(items->reader, items->point, out);
    const char *const texts[] = {variable->name, items->reader->models.name[model],
                                 items->place[item], items->name[item], items->title[item]};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (i > 0)
            fputc(',', out);
        escape_csv_text(texts[i], out);
    }
    fprintf(out, ",%d", (int)items->reader->year[year]);
    escape_csv_number(variable->mean[at], out);
    escape_csv_number(variable->sd ? variable->sd[at] : (double)NAN, out);
    escape_csv_number(variable->se[at], out);
    fputc('\n', out);
}

static void print_json_row(const struct items *items, const struct item_variable *variable,
                           size_t model, size_t item, size_t year, bool first, FILE *out)
{
    const size_t at = cell(items, model, item, year);
    const struct {
        const char *name, *text;
    } pairs[] = {{"metric", variable->name},
                 {"model", items->reader->models.name[model]},
                 {"place", items->place[item]},
                 {"item", items->name[item]},
                 {"title", items->title[item]}};
    fputs(first ? "\n  {" : ",\n  {", out);
    points_json(items->reader, items->point, out);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (i > 0)
            fputs(", ", out);
        escape_json_pair(pairs[i].name, pairs[i].text, out);
    }
    escape_json_number("year", items->reader->year[year], out);
    escape_json_number("mean", variable->mean[at], out);
    escape_json_number("sd", variable->sd ? variable->sd[at] : (double)NAN, out);
    escape_json_number("se", variable->se[at], out);
    fputc('}', out);
}

/* What is not known of an item in any statistic (a network that a model does not have) stays out.
 */
static void print_rows(const struct items *items, bool json, bool first, FILE *out)
{
    const struct reader *reader = items->reader;
    const struct selection *s = &items->selection;
    const size_t end = selection_end(s->metric, items->variables);
    const size_t end_model = selection_end(s->model, reader->models.count);
    for (size_t v = selection_first(s->metric); v < end; v++)
        for (size_t m = selection_first(s->model); m < end_model; m++)
            for (size_t i = 0; i < items->count; i++)
                for (size_t y = selection_first(s->year);
                     is_of_place(items, i) && y < selection_end(s->year, reader->years); y++) {
                    if (isnan(items->variable[v].mean[cell(items, m, i, y)]))
                        continue;
                    if (json)
                        print_json_row(items, &items->variable[v], m, i, y, first, out);
                    else
                        print_csv_row(items, &items->variable[v], m, i, y, out);
                    first = false;
                }
}

/* The group at one point of the sweep. */
static acs_status print_point(struct items *items, const acs_show_options *options, bool first,
                              FILE *out, acs_error *error)
{
    struct nc4_watch watch;
    nc4_watch_begin(&watch);
    acs_status status = open_group(items, options->items, error);
    nc4_watch_end(&watch);
    if (status == ACS_OK)
        status = choose(items, options, error);
    if (status != ACS_OK)
        return status;
    if (options->format == ACS_TABLE) {
        char text[1024];
        points_name(items->reader, items->point, text, sizeof text);
        if (items->reader->points > 0)
            grid_print_text(text, out);
        return print_table(items, out, error);
    }
    if (first && options->format == ACS_CSV) {
        points_csv_head(items->reader, out);
        fputs("metric,model,place,item,title,year,mean,sd,se\n", out);
    }
    print_rows(items, options->format == ACS_JSON, first, out);
    return ACS_OK;
}

acs_status items_print(const struct reader *reader, const acs_show_options *options, FILE *out,
                       acs_error *error)
{
    struct selection asked;
    acs_show_options rest = *options;
    rest.metric = NULL;
    acs_status status = selection_find(&asked, reader, &rest, error);
    const size_t points = reader->points > 0 ? reader->points : 1;
    bool first = true;
    if (status == ACS_OK && options->format == ACS_JSON)
        fputs("[", out);
    for (size_t point = 0; point < points && status == ACS_OK; point++) {
        if (!selection_has(&asked, point))
            continue;
        struct items items = {.reader = reader, .point = point};
        status = print_point(&items, options, first, out, error);
        arena_finish(&items.arena);
        first = false;
    }
    if (status == ACS_OK && options->format == ACS_JSON)
        fputs("\n]\n", out);
    return status;
}
