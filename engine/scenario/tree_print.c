/* A tree as YAML text, written so that it parses to the same tree again. */
#include "scenario/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FLOW_WIDTH 96 /* a value that fits is written in one line, {normal: {mean: 0, sd: 1}} */
#define SAFE "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.+-/"

struct printer {
    char *text;
    size_t size, capacity;
    bool failed;
};

static void put(struct printer *printer, const char *text, size_t size)
{
    if (printer->failed || size > SIZE_MAX / 4 - printer->size) {
        printer->failed = true;
        return;
    }
    if (printer->size + size > printer->capacity) {
        size_t capacity = 2 * (printer->size + size) + 256;
        char *grown = realloc(printer->text, capacity);
        if (!grown) {
            printer->failed = true;
            return;
        }
        printer->text = grown;
        printer->capacity = capacity;
    }
    if (size)
        memcpy(printer->text + printer->size, text, size);
    printer->size += size;
}

static void put_text(struct printer *printer, const char *text)
{
    put(printer, text, strlen(text));
}

static void put_blanks(struct printer *printer, size_t count)
{
    while (count--)
        put(printer, " ", 1);
}

/* Plain wherever it stands: no sign of YAML's, nothing that is empty. */
static bool is_safe(const char *text)
{
    size_t size = strlen(text);
    return size > 0 && strspn(text, SAFE) == size && strspn(text, "-.+/") < size &&
           (text[0] != '-' || text[1] != '-');
}

/* Characters that YAML reads as line breaks or marks, escaped in double quotes. */
static const struct {
    const char *bytes, *escape;
} escapes[] = {{"\"", "\\\""},          {"\\", "\\\\"},
               {"\n", "\\n"},           {"\t", "\\t"},
               {"\xc2\x85", "\\N"},     {"\xe2\x80\xa8", "\\L"},
               {"\xe2\x80\xa9", "\\P"}, {"\xef\xbb\xbf", "\\uFEFF"}};

static void put_quoted(struct printer *printer, const char *text)
{
    put(printer, "\"", 1);
    while (*text) {
        size_t i = 0, count = sizeof escapes / sizeof escapes[0];
        while (i < count && strncmp(text, escapes[i].bytes, strlen(escapes[i].bytes)) != 0)
            i++;
        if (i < count) {
            put_text(printer, escapes[i].escape);
            text += strlen(escapes[i].bytes);
        } else {
            put(printer, text++, 1);
        }
    }
    put(printer, "\"", 1);
}

static void put_key(struct printer *printer, const char *key)
{
    if (is_safe(key))
        put_text(printer, key);
    else
        put_quoted(printer, key);
}

static void put_scalar(struct printer *printer, const struct node *node)
{
    if (node->quoted)
        put_quoted(printer, node->text);
    else
        put_text(printer, node->text);
}

/* The width of a node in flow form, or more than limit when it must be written in lines. */
static size_t flow_width(const struct node *node, size_t limit)
{
    size_t width = 2;
    if (node->kind == NODE_SCALAR && !node->quoted)
        return is_safe(node->text) ? strlen(node->text) : limit + 1;
    if (node->kind == NODE_SCALAR)
        return width + strnlen(node->text, limit);
    for (size_t i = 0; i < node->count && width <= limit; i++) {
        if (node->kind == NODE_MAP)
            width += strlen(node->pairs[i].key) + 2;
        width += i ? 2 : 0;
        if (width <= limit)
            width += flow_width(node->kind == NODE_MAP ? node->pairs[i].value : node->items[i],
                                limit - width);
    }
    return width;
}

static void put_flow(struct printer *printer, const struct node *node)
{
    if (node->kind == NODE_SCALAR) {
        put_scalar(printer, node);
        return;
    }
    bool map = node->kind == NODE_MAP;
    put_text(printer, map ? "{" : "[");
    for (size_t i = 0; i < node->count; i++) {
        if (i)
            put_text(printer, ", ");
        if (map) {
            put_key(printer, node->pairs[i].key);
            put_text(printer, ": ");
        }
        put_flow(printer, map ? node->pairs[i].value : node->items[i]);
    }
    put_text(printer, map ? "}" : "]");
}

/* Lists, their items and leaf values stand in one line if they fit. */
static bool is_flow(const struct node *node, bool item)
{
    bool leaf = item || node_is_leaf_value(node);
    return node->count == 0 || (leaf && flow_width(node, FLOW_WIDTH) <= FLOW_WIDTH);
}

static void put_lines(struct printer *printer, const struct node *node, size_t indent);

/* What follows "key:" or "-": on the same line if it can be. */
static void put_value(struct printer *printer, const struct node *node, size_t indent, bool item)
{
    if (node->kind == NODE_SCALAR) {
        if (node->quoted || node->text[0])
            put_text(printer, " ");
        put_scalar(printer, node);
        put_text(printer, "\n");
    } else if (is_flow(node, item)) {
        put_text(printer, " ");
        put_flow(printer, node);
        put_text(printer, "\n");
    } else {
        put_text(printer, "\n");
        put_lines(printer, node, indent + 2);
    }
}

static void put_lines(struct printer *printer, const struct node *node, size_t indent)
{
    for (size_t i = 0; i < node->count; i++) {
        put_blanks(printer, indent);
        if (node->kind == NODE_MAP) {
            put_key(printer, node->pairs[i].key);
            put_text(printer, ":");
            put_value(printer, node->pairs[i].value, indent, false);
        } else {
            put_text(printer, "-");
            put_value(printer, node->items[i], indent, true);
        }
    }
}

static char *finish(struct printer *printer, struct arena *arena)
{
    char *text = printer->failed ? NULL : arena_text(arena, printer->text, printer->size);
    free(printer->text);
    return text;
}

char *tree_print(struct arena *arena, const struct node *root)
{
    struct printer printer = {0};
    if (root->kind == NODE_SCALAR || root->count == 0) {
        put_flow(&printer, root);
        put_text(&printer, "\n");
    } else {
        put_lines(&printer, root, 0);
    }
    return finish(&printer, arena);
}

char *tree_print_flow(struct arena *arena, const struct node *node)
{
    struct printer printer = {0};
    put_flow(&printer, node);
    return finish(&printer, arena);
}
