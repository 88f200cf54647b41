/* The models of a scenario: from names and overrides to whole models with their contracts. */
#include "scenario/resolve.h"

#include "base/nearest.h"

#include <stdio.h>
#include <string.h>

static struct node *scalar_create(struct arena *arena, const char *text, struct mark mark)
{
    struct node *node = ARENA_NEW(arena, 1, struct node);
    if (node)
        *node = (struct node){.kind = NODE_SCALAR, .mark = mark, .text = text, .quoted = true};
    return node;
}

static struct node *map_create(struct arena *arena, struct mark mark)
{
    struct node *node = ARENA_NEW(arena, 1, struct node);
    if (node)
        *node = (struct node){.kind = NODE_MAP, .mark = mark};
    return node;
}

/* "scenarios/models/pacs.yaml" names the model pacs. */
static const char *base_name(struct arena *arena, const char *name)
{
    const char *slash = strrchr(name, '/'), *start = slash ? slash + 1 : name;
    size_t size = strlen(start);
    if (size > 5 && strcmp(start + size - 5, ".yaml") == 0)
        size -= 5;
    return arena_text(arena, start, size);
}

/* A model's entry as overrides over a file: *entry becomes {extends: NAME, ...}, its key the name
 * it goes by. */
static acs_status entry_prepare(struct resolver *resolver, struct pair *entry)
{
    struct arena *arena = resolver->arena;
    struct node *map = entry->value;
    if (map->kind == NODE_SCALAR && !map->quoted && !map->text[0])
        map = map_create(arena, entry->key_mark); /* `pacs:` with nothing after it */
    if (!map)
        return error_no_memory(resolver->error);
    if (map->kind != NODE_MAP)
        return error_add(resolver->error, ACS_INVALID, map->mark,
                         "expected overrides {key: value, ...} of the model '%.60s', found %s",
                         entry->key, node_kind_words(map));
    if (!node_find(map, "extends") && !node_find(map, "acsim_model")) {
        struct node *file = scalar_create(arena, entry->key, entry->key_mark);
        map = file ? node_with(arena, map, (struct pair){"extends", entry->key_mark, file}) : NULL;
        entry->key = base_name(arena, entry->key);
        if (!map || !entry->key)
            return error_no_memory(resolver->error);
    }
    const struct node *name = node_find(map, "name");
    if (name) {
        if (name->kind != NODE_SCALAR || !name->text[0] || strpbrk(name->text, "./"))
            return error_add(resolver->error, ACS_INVALID, name->mark,
                             "a model's name is a word such as pacs_risk, without '.' and '/'");
        entry->key = name->text;
        entry->key_mark = name->mark;
        map = node_without(arena, map, "name");
    }
    entry->value = map;
    return map ? ACS_OK : error_no_memory(resolver->error);
}

/* One item of the list `models`: a name, or one name with its overrides. */
static acs_status item_entry(struct resolver *resolver, struct node *item, struct pair *entry)
{
    if (item->kind == NODE_SCALAR && (item->quoted || item->text[0])) {
        struct node *map = map_create(resolver->arena, item->mark);
        *entry = (struct pair){item->text, item->mark, map};
        return map ? ACS_OK : error_no_memory(resolver->error);
    }
    if (item->kind == NODE_MAP && item->count == 1) {
        *entry = item->pairs[0];
        return ACS_OK;
    }
    if (item->kind == NODE_MAP && item->count > 1)
        return error_add(resolver->error, ACS_INVALID, item->pairs[1].key_mark,
                         "one model an item: overrides of '%.60s' stand in braces or are indented "
                         "under it, another model begins with '- '",
                         item->pairs[0].key);
    return error_add(resolver->error, ACS_INVALID, item->mark,
                     "expected the name of a model, or `NAME: {overrides}`, found %s",
                     node_kind_words(item));
}

static acs_status entry_add(struct resolver *resolver, struct node **models, struct pair entry)
{
    const struct pair *first = node_find_pair(*models, entry.key);
    if (first)
        return error_add(resolver->error, ACS_INVALID, entry.key_mark,
                         "two models are named '%.60s'; give one of them another name: "
                         "{name: ...}",
                         entry.key);
    *models = node_with(resolver->arena, *models, entry);
    return *models ? ACS_OK : error_no_memory(resolver->error);
}

acs_status resolve_model_names(struct resolver *resolver, struct node **root)
{
    const struct pair *pair = node_find_pair(*root, "models");
    if (!pair)
        return ACS_OK;
    const struct node *stated = pair->value;
    if (stated->kind == NODE_SCALAR)
        return error_add(resolver->error, ACS_INVALID, stated->mark,
                         "expected a list of models, [pacs, mcp_soft], found %s",
                         node_kind_words(stated));
    if (stated->count > MODEL_LIMIT)
        return error_add(resolver->error, ACS_INVALID, stated->mark,
                         "%zu models, where at most %d are run together", stated->count,
                         MODEL_LIMIT);
    struct node *models = map_create(resolver->arena, stated->mark);
    if (!models)
        return error_no_memory(resolver->error);
    acs_status worst = ACS_OK;
    for (size_t i = 0; i < stated->count && worst != ACS_FAILED; i++) {
        struct pair entry;
        acs_status status = ACS_OK;
        if (stated->kind == NODE_MAP)
            entry = stated->pairs[i];
        else
            status = item_entry(resolver, stated->items[i], &entry);
        if (status == ACS_OK)
            status = entry_prepare(resolver, &entry);
        if (status == ACS_OK)
            status = entry_add(resolver, &models, entry);
        worst = status != ACS_OK ? status : worst;
    }
    if (worst != ACS_OK)
        return worst;
    *root = node_with(resolver->arena, *root, (struct pair){"models", pair->key_mark, models});
    return *root ? ACS_OK : error_no_memory(resolver->error);
}

/* A contract by name, or with keys of its own over a named one, becomes a whole map. */
static acs_status contract_inline(struct resolver *resolver, struct node **contract)
{
    struct node *stated = *contract;
    const struct node *name = stated->kind == NODE_MAP ? node_find(stated, "extends") : stated;
    if (!name)
        return ACS_OK;
    if (name == stated && stated->kind == NODE_SCALAR && strcmp(stated->text, "none") == 0) {
        struct node *kind = scalar_create(resolver->arena, "none", stated->mark);
        struct node *map = map_create(resolver->arena, stated->mark);
        *contract = kind && map
                        ? node_with(resolver->arena, map, (struct pair){"kind", stated->mark, kind})
                        : NULL;
        return *contract ? ACS_OK : error_no_memory(resolver->error);
    }
    struct node *file = NULL;
    acs_status status = resolve_file(resolver, name, CONTRACT_FILE, &file);
    if (status != ACS_OK)
        return status;
    *contract = file;
    if (name != stated) {
        struct node *own = node_without(resolver->arena, stated, "extends");
        *contract = own ? tree_merge(resolver->arena, file, own) : NULL;
    }
    return *contract ? ACS_OK : error_no_memory(resolver->error);
}

/* Inlines a model's contract, if it has one; model is replaced by a copy. */
static acs_status model_contract(struct resolver *resolver, struct node **model)
{
    const struct pair *pair = node_find_pair(*model, "contract");
    if (!pair)
        return ACS_OK;
    struct node *contract = pair->value;
    acs_status status = contract_inline(resolver, &contract);
    if (status != ACS_OK || contract == pair->value)
        return status;
    *model =
        node_with(resolver->arena, *model, (struct pair){"contract", pair->key_mark, contract});
    return *model ? ACS_OK : error_no_memory(resolver->error);
}

acs_status resolve_model_merge(struct resolver *resolver, struct node *file, struct node *own,
                               struct node **model)
{
    const struct node *contract = node_find(own, "contract");
    acs_status status = ACS_OK;
    if (contract && (contract->kind != NODE_MAP || node_find(contract, "extends")))
        file = node_without(resolver->arena, file, "contract");
    else
        status = model_contract(resolver, &file);
    if (status != ACS_OK)
        return status;
    struct node *merged = file ? tree_merge(resolver->arena, file, own) : NULL;
    if (!merged)
        return error_no_memory(resolver->error);
    *model = merged;
    return model_contract(resolver, model);
}

/* A model's entry becomes its file under the entry's overrides. */
static acs_status model_resolve(struct resolver *resolver, struct node **model)
{
    const struct node *name = node_find(*model, "extends");
    if (!name)
        return model_contract(resolver, model);
    struct node *file = NULL, *own = node_without(resolver->arena, *model, "extends");
    if (!own)
        return error_no_memory(resolver->error);
    acs_status status = resolve_file(resolver, name, MODEL_FILE, &file);
    if (status == ACS_OK)
        status = resolve_model_merge(resolver, file, own, model);
    if (status == ACS_OK)
        (*model)->mark = file->mark; /* a key that is missing is missing in the file */
    return status;
}

/* Model 0 needs no file: it is what happens without a model. */
static struct pair do_nothing_entry(struct resolver *resolver, struct mark mark)
{
    struct arena *arena = resolver->arena;
    struct node *map = map_create(arena, mark), *title = scalar_create(arena, "Do nothing", mark);
    struct node *version = scalar_create(arena, "1", mark);
    if (!version || !title)
        return (struct pair){"do_nothing", mark, NULL};
    version->quoted = false;
    if (map)
        map = node_with(arena, map, (struct pair){"acsim_model", mark, version});
    if (map)
        map = node_with(arena, map, (struct pair){"title", mark, title});
    return (struct pair){"do_nothing", mark, map};
}

acs_status resolve_models(struct resolver *resolver, struct node *root)
{
    struct arena *arena = resolver->arena;
    const struct pair *pair = node_find_pair(root, "models");
    struct mark mark = pair ? pair->key_mark : root->mark;
    const struct node *stated = pair ? pair->value : map_create(arena, mark);
    struct node *models = map_create(arena, stated ? stated->mark : mark);
    if (!stated || !models)
        return error_no_memory(resolver->error);
    const struct pair *first = node_find_pair(stated, "do_nothing");
    struct pair entry = first ? *first : do_nothing_entry(resolver, mark);
    acs_status worst = ACS_OK;
    for (size_t i = 0; i <= stated->count && worst != ACS_FAILED; i++) {
        if (i > 0 && first == &stated->pairs[i - 1])
            continue;
        if (i > 0)
            entry = stated->pairs[i - 1];
        if (!entry.value)
            return error_no_memory(resolver->error);
        acs_status status = model_resolve(resolver, &entry.value);
        models = status == ACS_OK ? node_with(arena, models, entry) : models;
        if (!models)
            return error_no_memory(resolver->error);
        worst = status != ACS_OK ? status : worst;
    }
    struct node *changed = node_with(arena, root, (struct pair){"models", mark, models});
    if (!changed)
        return error_no_memory(resolver->error);
    *root = *changed; /* without the models that failed: the rest is still checked */
    return worst;
}
