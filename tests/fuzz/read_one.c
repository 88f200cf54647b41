#include "read_one.h"

#include "scenario/compile.h"
#include "scenario/csv.h"
#include "scenario/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void insist(bool holds, const char *what, const acs_error *error)
{
    if (holds)
        return;
    fprintf(stderr, "does not hold: %s\n%s", what, error ? acs_error_text(error) : "");
    abort();
}

static bool same(const struct node *a, const struct node *b)
{
    if (a->kind != b->kind || a->count != b->count || a->quoted != b->quoted)
        return false;
    if (a->kind == NODE_SCALAR)
        return strcmp(a->text, b->text) == 0;
    for (size_t i = 0; i < a->count; i++) {
        if (a->kind == NODE_LIST && !same(a->items[i], b->items[i]))
            return false;
        if (a->kind == NODE_MAP && (strcmp(a->pairs[i].key, b->pairs[i].key) != 0 ||
                                    !same(a->pairs[i].value, b->pairs[i].value)))
            return false;
    }
    return true;
}

static size_t depth_of(const struct node *node)
{
    size_t deepest = 0;
    for (size_t i = 0; node->kind != NODE_SCALAR && i < node->count; i++) {
        size_t depth = depth_of(node->kind == NODE_MAP ? node->pairs[i].value : node->items[i]);
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + 1;
}

static void check_printing(struct arena *arena, const struct node *root)
{
    acs_error *error = acs_error_create();
    char *text = tree_print(arena, root);
    insist(text != NULL, "a tree prints", error);
    struct source printed = {"printed", text, strlen(text)};
    struct node *again = NULL;
    if (depth_of(root) <= TREE_DEPTH) { /* overrides may go deeper than a file */
        insist(tree_parse(arena, &printed, &again, error) == ACS_OK, text, error);
        insist(same(root, again), "what is printed parses to the same tree", error);
        insist(strcmp(tree_print(arena, again), text) == 0, "printing is stable", error);
    }
    acs_error_destroy(error);
}

static acs_status read_tree(struct arena *arena, const struct source *source, acs_error *error)
{
    struct node *root = NULL;
    acs_status status = tree_parse(arena, source, &root, error);
    if (status == ACS_OK) {
        check_printing(arena, root);
        struct node *merged = tree_merge(arena, root, root);
        insist(merged && same(merged, root), "a tree merged over itself is itself", error);
    }
    return status;
}

static acs_status read_set(struct arena *arena, const struct source *source, acs_error *error)
{
    static const char base[] = "horizon: 10\nlist: [1]\nplaces: {town: {funding: 5}}\nempty:\n";
    struct source file = {"base", base, sizeof base - 1};
    struct node *root = NULL;
    insist(tree_parse(arena, &file, &root, error) == ACS_OK, "the base parses", error);
    acs_status status = tree_set(arena, root, source->text, error);
    check_printing(arena, root);
    return status;
}

static const char *write_file(struct arena *arena, const char *folder, const char *name,
                              const struct source *source)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    insist(file && fwrite(source->text, 1, source->size, file) == source->size && fclose(file) == 0,
           "a file is written", NULL);
    return arena_text(arena, path, strlen(path));
}

static acs_status read_table(struct arena *arena, const char *path, acs_error *error)
{
    struct file_list files = {.arena = arena};
    struct node name = {.kind = NODE_SCALAR, .text = path, .quoted = true};
    struct csv *table = NULL;
    acs_status status = csv_read(&files, &name, &table, error);
    if (status != ACS_OK)
        return status;
    insist(table->rows > 0 && table->columns > 0, "a table has rows and columns", error);
    for (size_t row = 0; row < table->rows; row++)
        for (size_t i = 0; i < table->columns; i++) {
            const struct csv_field *field = csv_field(table, row, (int)i);
            insist(field->text && field->mark.line > 1 && field->mark.column > 0,
                   "a field has its place", error);
        }
    return status;
}

static acs_status read_scenario(const char *path, acs_error *error)
{
    acs_plan *plan = NULL;
    acs_status status = scenario_read(path, NULL, 0, &plan, error);
    insist((status == ACS_OK) == (plan != NULL), "a plan comes with success alone", error);
    plan_destroy(plan);
    return status;
}

int read_one(enum reader reader, const char *text, size_t size, const char *folder)
{
    struct arena arena = {0};
    acs_error *error = acs_error_create();
    struct source source = {"text", arena_text(&arena, text, size), size};
    insist(error && source.text, "there is memory", NULL);
    acs_status status = ACS_OK;
    if (reader == READ_TREE)
        status = read_tree(&arena, &source, error);
    else if (reader == READ_SET)
        status = read_set(&arena, &source, error);
    else if (reader == READ_TABLE)
        status = read_table(&arena, write_file(&arena, folder, "t.csv", &source), error);
    else
        status = read_scenario(write_file(&arena, folder, "s.yaml", &source), error);
    insist((status == ACS_OK) == (error_status(error) == ACS_OK), "a failure is explained", error);
    insist(status == ACS_OK || status == ACS_INVALID, "a text is good or wrong", error);
    acs_error_destroy(error);
    arena_finish(&arena);
    return status == ACS_OK;
}
