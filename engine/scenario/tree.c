/* Trees of values: look-up, merging, and which values are leaves. */
#include "scenario/tree.h"

#include "base/hash.h"
#include "draw/distribution.h"
#include "scenario/tree_index.h"

#include <ctype.h>
#include <string.h>

void index_insert(uint32_t *slots, size_t slot_count, const struct pair *pairs, size_t i)
{
    size_t at = hash_bytes(pairs[i].key, strlen(pairs[i].key)) & (slot_count - 1);
    while (slots[at])
        at = (at + 1) & (slot_count - 1);
    slots[at] = (uint32_t)i + 1;
}

/* Gives a map of many keys its hash table; false when memory is out. */
static bool index_build(struct arena *arena, struct node *map)
{
    map->slots = NULL;
    map->slot_count = 0;
    if (map->count <= INDEX_FROM)
        return true;
    size_t slot_count = 2 * INDEX_FROM;
    while (slot_count < 2 * map->count)
        slot_count *= 2;
    uint32_t *slots = ARENA_NEW(arena, slot_count, uint32_t);
    if (!slots)
        return false;
    for (size_t i = 0; i < map->count; i++)
        index_insert(slots, slot_count, map->pairs, i);
    map->slots = slots;
    map->slot_count = slot_count;
    return true;
}

struct pair *node_find_pair(const struct node *map, const char *key)
{
    if (!map || map->kind != NODE_MAP)
        return NULL;
    if (!map->slots) {
        for (size_t i = 0; i < map->count; i++)
            if (strcmp(map->pairs[i].key, key) == 0)
                return &map->pairs[i];
        return NULL;
    }
    size_t at = hash_bytes(key, strlen(key)) & (map->slot_count - 1);
    for (; map->slots[at]; at = (at + 1) & (map->slot_count - 1))
        if (strcmp(map->pairs[map->slots[at] - 1].key, key) == 0)
            return &map->pairs[map->slots[at] - 1];
    return NULL;
}

struct node *node_find(const struct node *map, const char *key)
{
    const struct pair *pair = node_find_pair(map, key);
    return pair ? pair->value : NULL;
}

const char *node_kind_words(const struct node *node)
{
    double number;
    if (node->kind == NODE_LIST)
        return "a list";
    if (node->kind == NODE_MAP)
        return "a group of keys";
    if (!node->quoted && !node->text[0])
        return "nothing";
    return !node->quoted && text_is_number(node->text, &number) ? "a number" : "text";
}

static bool is_year(const char *key)
{
    size_t digits = strspn(key, "0123456789");
    return digits > 0 && digits <= 4 && !key[digits];
}

bool node_is_leaf_value(const struct node *node)
{
    if (node->kind != NODE_MAP)
        return true;
    if (node_find(node, "value") || node_find(node, "path") || node_find(node, "by_list"))
        return true;
    bool column = node_find(node, "column") && node_find(node, "table");
    size_t years = 0, distributions = 0, remarks = 0, columns = 0;
    for (size_t i = 0; i < node->count; i++) {
        const char *key = node->pairs[i].key;
        years += is_year(key);
        distributions += node->pairs[i].value->kind == NODE_MAP && distribution_find(key);
        remarks += strcmp(key, "per") == 0 || strcmp(key, "source") == 0 || !strcmp(key, "note") ||
                   strcmp(key, "truncated") == 0;
        columns += strcmp(key, "table") == 0 || strcmp(key, "column") == 0;
    }
    if (years > 0)
        return years == node->count;
    if (distributions == 1)
        return distributions + remarks == node->count;
    return column && columns + remarks == node->count;
}

static struct node *map_create(struct arena *arena, const struct node *like, size_t capacity)
{
    struct node *map = ARENA_NEW(arena, 1, struct node);
    if (!map)
        return NULL;
    map->kind = NODE_MAP;
    map->mark = like->mark;
    map->pairs = ARENA_NEW(arena, capacity, struct pair);
    if (!map->pairs)
        return NULL;
    if (like->count)
        memcpy(map->pairs, like->pairs, like->count * sizeof *map->pairs);
    map->count = like->count;
    return map;
}

struct node *tree_merge(struct arena *arena, struct node *base, struct node *over)
{
    if (node_is_leaf_value(base) || node_is_leaf_value(over))
        return over;
    struct node *map = map_create(arena, base, base->count + over->count);
    if (!map)
        return NULL;
    map->mark = over->mark;
    for (size_t i = 0; i < over->count; i++) {
        const struct pair *pair = &over->pairs[i];
        const struct pair *old = node_find_pair(base, pair->key);
        if (!old) {
            map->pairs[map->count++] = *pair;
            continue;
        }
        struct node *value = tree_merge(arena, old->value, pair->value);
        if (!value)
            return NULL;
        map->pairs[old - base->pairs] = (struct pair){pair->key, pair->key_mark, value};
    }
    return index_build(arena, map) ? map : NULL;
}

struct node *node_with(struct arena *arena, const struct node *map, struct pair pair)
{
    struct node *copy = map_create(arena, map, map->count + 1);
    if (!copy)
        return NULL;
    const struct pair *old = node_find_pair(map, pair.key);
    copy->pairs[old ? (size_t)(old - map->pairs) : copy->count++] = pair;
    return index_build(arena, copy) ? copy : NULL;
}

struct node *node_without(struct arena *arena, const struct node *map, const char *key)
{
    struct node *copy = map_create(arena, map, map->count);
    if (!copy)
        return NULL;
    copy->count = 0;
    for (size_t i = 0; i < map->count; i++)
        if (strcmp(map->pairs[i].key, key) != 0)
            copy->pairs[copy->count++] = map->pairs[i];
    return index_build(arena, copy) ? copy : NULL;
}
