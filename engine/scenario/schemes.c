/* Savings schemes: a CSV of rows that are read like mappings of a YAML file, what they depend on,
 * and which model replaces them. */
#include "base/hash.h"
#include "base/nearest.h"
#include "scenario/compiler.h"

#include <stdlib.h>
#include <string.h>

#define MOST_SCHEMES 5000u

/* The table while it is being read. */
struct scheme_table {
    struct compiler *c;
    const struct csv *csv;
    struct scheme_draft *scheme; /* in file order */
    int count;
};

void read_service(struct compiler *c, const struct field *field, const struct node *node,
                  struct at at, void *target)
{
    (void)field, (void)at;
    if (node)
        *(int *)target = name_require(c, c->service_map, "service",
                                      node->kind == NODE_SCALAR ? node->text : "", node->mark);
}

/* The marks of a text in flow form become those of its cell. `quote` is 1 where it stands within
 * quotes; a cell with line breaks or quotes inside is marked as a whole. */
static void mark_nodes(struct node *node, struct mark cell, bool exact, size_t quote)
{
    struct mark *marks[2] = {&node->mark, NULL};
    for (size_t i = 0; i <= (node->kind == NODE_MAP ? node->count : 0); i++) {
        struct mark *mark = i ? &node->pairs[i - 1].key_mark : marks[0];
        const size_t column = mark->column, length = mark->length;
        *mark = cell;
        if (exact) {
            mark->column = cell.column + quote + column - 1;
            mark->length = length;
        }
    }
    for (size_t i = 0; i < node->count; i++)
        mark_nodes(node->kind == NODE_MAP ? node->pairs[i].value : node->items[i], cell, exact,
                   quote);
}

/* A cell in flow form, {triangular: {...}}; NULL after an error. */
static struct node *parse_cell(struct compiler *c, const struct csv_field *cell, const char *column)
{
    struct node *node = NULL;
    struct source *source = COMPILER_NEW(c, 1, struct source);
    acs_error *error = acs_error_create();
    if (source && error) {
        *source = (struct source){cell->mark.source->name, cell->text, strlen(cell->text)};
        if (tree_parse_value(c->arena, source, 0, &node, error) != ACS_OK)
            node = NULL;
        if (!node)
            error_add(c->error, ACS_INVALID, cell->mark,
                      "column '%s' holds no value; write a number, or a distribution such as "
                      "\"{triangular: {min: 0.2, mode: 0.6, max: 1}}\"",
                      column);
    }
    acs_error_destroy(error);
    if (node) {
        const bool plain = !strpbrk(cell->text, "\"\n");
        mark_nodes(node, cell->mark, plain, cell->mark.length > strlen(cell->text));
    }
    return node;
}

/* A row as a mapping from columns to cells; empty cells are absent. */
static struct node *row_node(struct compiler *c, const struct csv *table, size_t row)
{
    struct node *map = COMPILER_NEW(c, 1, struct node);
    struct pair *pairs = COMPILER_NEW(c, table->columns, struct pair);
    if (!map || !pairs)
        return NULL;
    *map = (struct node){.kind = NODE_MAP, .mark = csv_field(table, row, 0)->mark, .pairs = pairs};
    for (size_t i = 0; i < table->columns; i++) {
        const struct csv_field *cell = csv_field(table, row, (int)i);
        const char *column = table->header[i].text;
        if (!cell->text[0] || strcmp(column, "place") == 0)
            continue;
        struct node *value = NULL;
        if (cell->text[0] == '{')
            value = parse_cell(c, cell, column);
        else if ((value = COMPILER_NEW(c, 1, struct node)))
            *value = (struct node){.kind = NODE_SCALAR, .mark = cell->mark, .text = cell->text};
        if (!value)
            return NULL;
        pairs[map->count++] = (struct pair){column, cell->mark, value};
    }
    return map;
}

static bool is_empty(const struct csv *table, size_t row)
{
    for (size_t i = 0; i < table->columns; i++)
        if (csv_field(table, row, (int)i)->text[0])
            return false;
    return true;
}

/* The place of a row, or -1 after an error. */
static int place_of(struct compiler *c, const struct csv *table, size_t row)
{
    const int column = csv_column(table, "place");
    const struct csv_field *cell = csv_field(table, row, column < 0 ? 0 : column);
    if (column >= 0 && cell->text[0])
        return name_require(c, c->place_map, "place", cell->text, cell->mark);
    if (c->plan->run_places == 1)
        return c->plan->run_place[0];
    error_add(c->error, ACS_INVALID, cell->mark,
              "a scheme without its place; the scenario has %d, so column 'place' says which",
              c->plan->run_places);
    return -1;
}

static void read_scheme(struct scheme_table *t, size_t row)
{
    struct compiler *c = t->c;
    const size_t before = error_count(c->error);
    struct scheme_draft draft = {.plan = {.party = -1, .service = -1, .depends_on = -1}};
    const struct node *map = row_node(c, t->csv, row);
    const struct node *name = map ? node_find(map, "name") : NULL;
    draft.plan.place = place_of(c, t->csv, row);
    if (!map || draft.plan.place < 0 ||
        (name && !name_check(c, "scheme", name->text ? name->text : "", name->mark)))
        return;
    draft.mark = name ? name->mark : map->mark;
    struct at at = {.path = "schemes", .identity = "schemes", .mark = draft.mark};
    /* the draws are those of the place's scheme, however many places there are to tell apart */
    struct at placed = field_below(c, at, c->place_map->pairs[draft.plan.place].key, at.mark);
    at.identity = placed.identity;
    if (c->place_map->count > 1)
        at.path = placed.path;
    at = field_below(c, at, name ? name->text : "NAME", draft.mark);
    field_read_map(c, scheme_fields, map, at, &draft);
    if (error_count(c->error) > before)
        return;
    const struct field *saving = &scheme_saving_fields[draft.plan.kind];
    const struct node *source = node_find(map, "source");
    struct at below = field_below(c, at, saving->name, draft.saving->mark);
    below.source = source && source->kind == NODE_SCALAR ? source->text : "";
    draft.plan.saving = value_read(c, saving, draft.saving, below);
    const int base = c->scenario.base_year;
    if (base > 0 && draft.start_year <= base)
        error_add(
            c->error, ACS_INVALID, node_find(map, "start")->mark,
            "'start' is %d, but must be after the base year %d: what schemes saved by then is "
            "in the figures of the base year",
            draft.start_year, base);
    else if (base > 0 && c->scenario.horizon > 0 && draft.start_year > base + c->scenario.horizon)
        error_warn(c->error, node_find(map, "start")->mark,
                   "scheme '%s' starts after the last year, %d, and saves nothing", name->text,
                   base + c->scenario.horizon);
    draft.plan.start = draft.start_year - base;
    draft.hash = hash_bytes(draft.plan.name, strlen(draft.plan.name));
    t->scheme[t->count++] = draft;
}

static int find_scheme(const struct scheme_table *t, int place, const char *name)
{
    const uint64_t hash = hash_bytes(name, strlen(name));
    for (int i = 0; i < t->count; i++)
        if (t->scheme[i].hash == hash && t->scheme[i].plan.place == place &&
            strcmp(t->scheme[i].plan.name, name) == 0)
            return i;
    return -1;
}

static const char *next_scheme(const void *context, size_t i)
{
    const struct scheme_table *t = context;
    return i < (size_t)t->count ? t->scheme[i].plan.name : NULL;
}

static void no_scheme(struct scheme_table *t, const char *name, const char *where, struct mark mark)
{
    const bool shown = error_count(t->c->error) <= ERROR_LIMIT;
    const char *nearest = shown ? nearest_word(name, next_scheme, t) : NULL;
    error_add(t->c->error, ACS_INVALID, mark, "there is no scheme '%s'%s%s%s%s", name, where,
              nearest && strcmp(nearest, name) != 0 ? "; did you mean '" : "",
              nearest && strcmp(nearest, name) != 0 ? nearest : "",
              nearest && strcmp(nearest, name) != 0 ? "'?" : "");
}

/* By place, in the order of the file within one. */
static int compare_places(const void *a, const void *b)
{
    const struct scheme_draft *left = a, *right = b;
    if (left->plan.place != right->plan.place)
        return left->plan.place < right->plan.place ? -1 : 1;
    return (left->mark.line > right->mark.line) - (left->mark.line < right->mark.line);
}

static void link_schemes(struct scheme_table *t)
{
    for (int i = 0; i < t->count; i++) {
        struct scheme_draft *scheme = &t->scheme[i];
        const int first = find_scheme(t, scheme->plan.place, scheme->plan.name);
        if (first < i)
            error_add(t->c->error, ACS_INVALID, scheme->mark,
                      "the scheme '%s' stands twice; the first is in line %zu", scheme->plan.name,
                      t->scheme[first].mark.line);
        const struct node *on = scheme->depends_on;
        if (!on)
            continue;
        const char *name = on->kind == NODE_SCALAR ? on->text : "";
        scheme->plan.depends_on = find_scheme(t, scheme->plan.place, name);
        if (scheme->plan.depends_on < 0)
            no_scheme(t, name, t->c->place_map->count > 1 ? " in this place" : "", on->mark);
    }
}

/* Puts each scheme behind the one it depends on; a chain that comes back to itself is an error. */
static void order_schemes(struct scheme_table *t, int *order)
{
    enum { NEW, OPEN, DONE };
    char *state = COMPILER_NEW(t->c, t->count, char);
    int *chain = COMPILER_NEW(t->c, t->count, int);
    int placed = 0;
    for (int i = 0; state && chain && i < t->count; i++) {
        int length = 0, next = i;
        while (next >= 0 && state[next] == NEW) {
            state[next] = OPEN;
            chain[length++] = next;
            next = t->scheme[next].plan.depends_on;
        }
        if (next >= 0 && state[next] == OPEN) {
            const char *words = t->scheme[next].plan.name;
            int at = t->scheme[next].plan.depends_on;
            for (int shown = 0; at != next && shown < 10;
                 shown++, at = t->scheme[at].plan.depends_on)
                words = compiler_format(t->c, "%s -> %s", words, t->scheme[at].plan.name);
            error_add(t->c->error, ACS_INVALID, t->scheme[next].depends_on->mark,
                      "schemes depend on each other in a circle: %s -> %s%s", words,
                      at == next ? "" : "... -> ", t->scheme[next].plan.name);
        }
        while (length > 0) {
            state[chain[--length]] = DONE;
            order[placed++] = chain[length];
        }
    }
}

static void replace_one(struct scheme_table *t, const struct node *item, int model)
{
    const char *name = item->kind == NODE_SCALAR ? item->text : "";
    bool found = false;
    for (size_t p = 0; p < t->c->place_map->count; p++) {
        const int scheme = find_scheme(t, (int)p, name);
        if (scheme >= 0)
            ((bool *)t->scheme[scheme].plan.replaced)[model] = found = true;
    }
    if (!found)
        no_scheme(t, name, "", item->mark);
}

static void replace_schemes(struct scheme_table *t, const struct node *replaced_by)
{
    struct compiler *c = t->c;
    const size_t models = c->model_map ? c->model_map->count : 1;
    for (int i = 0; i < t->count; i++)
        if (!(t->scheme[i].plan.replaced = COMPILER_NEW(c, models, bool)))
            return;
    if (replaced_by && replaced_by->kind != NODE_MAP)
        error_add(c->error, ACS_INVALID, replaced_by->mark,
                  "'replaced_by' takes {model: [scheme, scheme]}");
    for (size_t i = 0; replaced_by && replaced_by->kind == NODE_MAP && i < replaced_by->count;
         i++) {
        const struct pair *pair = &replaced_by->pairs[i];
        const int model = name_require(c, c->model_map, "model", pair->key, pair->key_mark);
        if (model == 0)
            error_add(c->error, ACS_INVALID, pair->key_mark,
                      "'%s' changes no care and replaces no scheme", pair->key);
        else if (pair->value->kind != NODE_LIST)
            error_add(c->error, ACS_INVALID, pair->value->mark,
                      "'%s' takes a list of schemes, [name, name]", pair->key);
        else
            for (size_t k = 0; model > 0 && k < pair->value->count; k++)
                replace_one(t, pair->value->items[k], model);
    }
}

/* Hands the schemes to the plan and its places. */
static void take_schemes(struct scheme_table *t)
{
    struct compiler *c = t->c;
    struct plan_scheme *schemes = COMPILER_NEW(c, t->count, struct plan_scheme);
    int *order = COMPILER_NEW(c, t->count, int);
    if (!schemes || !order)
        return;
    order_schemes(t, order);
    for (int i = 0; i < t->count; i++) {
        schemes[i] = t->scheme[i].plan;
        struct plan_place *place = c->place ? &c->place[schemes[i].place].plan : NULL;
        if (place && place->schemes++ == 0)
            place->first_scheme = i;
    }
    c->plan->schemes = t->count;
    c->plan->scheme = schemes;
    c->plan->scheme_order = order;
}

static bool columns_are_known(struct compiler *c, const struct csv *csv, struct mark asked)
{
    const char *required[16] = {0}, *optional[16] = {"source", "place"};
    int needed = 0, allowed = 2;
    for (const struct field *field = scheme_fields; field->name; field++)
        *(field->flags & FIELD_REQUIRED ? &required[needed++] : &optional[allowed++]) = field->name;
    if (c->plan->run_places > 1) {
        required[needed] = "place";
        optional[1] = "source";
    }
    return csv_check_columns(csv, required, optional, false, asked, c->error);
}

void schemes_compile(struct compiler *c)
{
    const struct schemes_draft *draft = &c->scenario.schemes;
    struct csv *csv = NULL;
    c->plan->scheme_target = draft->table ? draft->target : -1;
    if (!draft->table && (draft->replaced_by || draft->target >= 0))
        error_add(c->error, ACS_INVALID,
                  draft->replaced_by ? draft->replaced_by->mark : (struct mark){0},
                  "schemes: 'table' is missing, the CSV file of the schemes");
    if (!draft->table || !c->place_map || !c->service_map || c->place_map->count == 0 ||
        csv_read(c->files, draft->table, &csv, c->error) != ACS_OK ||
        !columns_are_known(c, csv, draft->table->mark))
        return;
    if (csv->rows > MOST_SCHEMES) {
        error_add(c->error, ACS_INVALID, draft->table->mark,
                  "the table has %zu schemes, where at most %u are read", csv->rows, MOST_SCHEMES);
        return;
    }
    struct scheme_table t = {.c = c, .csv = csv};
    t.scheme = COMPILER_NEW(c, csv->rows, struct scheme_draft);
    const size_t before = error_count(c->error);
    for (size_t row = 0; t.scheme && row < csv->rows; row++)
        if (!is_empty(csv, row))
            read_scheme(&t, row);
    if (error_count(c->error) > before)
        return; /* a row that was left out would be missed by others */
    if (t.count == 0) {
        error_add(c->error, ACS_INVALID, draft->table->mark, "the table has no schemes");
        return;
    }
    qsort(t.scheme, (size_t)t.count, sizeof *t.scheme, compare_places);
    link_schemes(&t);
    replace_schemes(&t, draft->replaced_by);
    take_schemes(&t);
}
