/* --set: a value of the tree by its path. */
#include "scenario/tree.h"

#include <stdio.h>
#include <string.h>

#define MESSAGE_PATH 120 /* bytes of a path that messages show */

struct assignment {
    struct arena *arena;
    const struct source *source;
    const char *path; /* up to the '=' */
    acs_error *error;
    size_t keys;
    char *key[TREE_DEPTH];
    struct mark mark[TREE_DEPTH];
};

static acs_status split_path(struct assignment *set, size_t size)
{
    const char *path = set->path;
    for (size_t start = 0; start <= size;) {
        const char *dot = memchr(path + start, '.', size - start);
        size_t length = dot ? (size_t)(dot - path) - start : size - start;
        struct mark mark = {set->source, 1, start + 1, length ? length : 1};
        if (length == 0)
            return error_add(set->error, ACS_INVALID, mark,
                             "a key is missing here; expected PATH=VALUE, such as horizon=10 or "
                             "models.pacs.fidelity=0.9");
        if (length > TREE_KEY_BYTES)
            return error_add(set->error, ACS_INVALID, mark, "a key of more than %d characters",
                             TREE_KEY_BYTES);
        for (size_t i = start; i < start + length; i++)
            if ((unsigned char)path[i] < 0x20)
                return error_add(set->error, ACS_INVALID, mark,
                                 "a key holds a control character or a line break");
        if (set->keys == TREE_DEPTH)
            return error_add(set->error, ACS_INVALID, mark,
                             "more than %d keys in a path; no value stands that deep", TREE_DEPTH);
        set->key[set->keys] = arena_text(set->arena, path + start, length);
        if (!set->key[set->keys])
            return error_no_memory(set->error);
        set->mark[set->keys++] = mark;
        start += length + 1;
    }
    return ACS_OK;
}

/* The path of the first keys, for messages. */
static void path_words(const struct assignment *set, size_t keys, char *words, size_t size)
{
    words[0] = '\0';
    for (size_t i = 0, used = 0; i < keys && used < size; i++)
        used += (size_t)snprintf(words + used, size - used, "%s%s", i ? "." : "", set->key[i]);
}

static acs_status refuse_step(const struct assignment *set, const struct node *node, size_t keys)
{
    char words[MESSAGE_PATH];
    path_words(set, keys, words, sizeof words);
    if (node->kind == NODE_LIST)
        return error_add(set->error, ACS_INVALID, set->mark[keys],
                         "%s is a list, whose items have no paths; set the whole list: %s=[...]",
                         words, words);
    return error_add(set->error, ACS_INVALID, set->mark[keys],
                     "%s is a single value, '%.40s', and has no keys; set it as a whole: %s=...",
                     words, node->text, words);
}

/* A copy of the map in which the path from key number `depth` on leads to the value. */
static acs_status with_value(struct assignment *set, struct node *map, size_t depth,
                             struct node *value, struct node **result)
{
    if (map->kind != NODE_MAP)
        return refuse_step(set, map, depth);
    struct pair pair = {set->key[depth], set->mark[depth], value};
    const struct pair *old = node_find_pair(map, pair.key);
    if (old && depth + 1 < set->keys)
        pair.key_mark = old->key_mark; /* only what is set comes from the argument */
    if (depth + 1 < set->keys) {
        struct node *child = old ? old->value : ARENA_NEW(set->arena, 1, struct node);
        if (!child)
            return error_no_memory(set->error);
        if (!old) {
            child->kind = NODE_MAP;
            child->mark = set->mark[depth];
        } else if (child->kind == NODE_SCALAR && !child->quoted && !child->text[0]) {
            child = ARENA_NEW(set->arena, 1, struct node); /* `key:` with nothing after it */
            if (!child)
                return error_no_memory(set->error);
            child->kind = NODE_MAP;
            child->mark = set->mark[depth];
        }
        acs_status status = with_value(set, child, depth + 1, value, &pair.value);
        if (status != ACS_OK)
            return status;
    }
    *result = node_with(set->arena, map, pair);
    return *result ? ACS_OK : error_no_memory(set->error);
}

/* An argument is a source of its own, named so that messages show what was typed. */
static struct source *argument_source(struct arena *arena, const char *assignment)
{
    size_t size = strlen(assignment), room = size + sizeof "--set ";
    struct source *source = ARENA_NEW(arena, 1, struct source);
    char *name = arena_alloc(arena, room, 1), *text = arena_text(arena, assignment, size);
    if (!source || !name || !text)
        return NULL;
    snprintf(name, room, "--set %s", assignment);
    *source = (struct source){name, text, size};
    if (size > MESSAGE_PATH)
        memcpy(name + MESSAGE_PATH, "...", 4);
    for (char *at = name; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            *at = '?';
    return source;
}

acs_status tree_set(struct arena *arena, struct node *root, const char *assignment,
                    acs_error *error)
{
    const struct source *source = argument_source(arena, assignment);
    if (!source)
        return error_no_memory(error);
    if (!source_is_text(source, error))
        return ACS_INVALID;
    const char *equals = strchr(source->text, '=');
    if (!equals)
        return error_add(error, ACS_INVALID, (struct mark){source, 1, source->size + 1, 1},
                         "expected PATH=VALUE, such as horizon=10; found no '='");
    size_t size = (size_t)(equals - source->text);
    struct assignment set = {
        .arena = arena, .source = source, .path = source->text, .error = error};
    acs_status status = split_path(&set, size);
    struct node *value = NULL, *changed = NULL;
    if (status == ACS_OK)
        status = tree_parse_value(arena, source, size + 1, &value, error);
    if (status == ACS_OK)
        status = with_value(&set, root, 0, value, &changed);
    if (status == ACS_OK)
        *root = *changed;
    return status;
}
