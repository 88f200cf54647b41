/* From a scenario file to one whole tree: what it extends, its models and contracts, overrides. */
#include "scenario/resolve.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *version_key, *words;
} kinds[] = {
    {"acsim", "a scenario"}, {"acsim_model", "a care model"}, {"acsim_contract", "a contract"}};

/* The files of a chain of `extends`, newest first. */
struct chain {
    const struct chain *before;
    const struct source *source;
};

static acs_status parse_once(struct resolver *resolver, const struct source *source,
                             struct node **root)
{
    for (size_t i = 0; i < resolver->parsed_count; i++)
        if (resolver->parsed[i].source == source) {
            *root = resolver->parsed[i].root;
            return *root ? ACS_OK : ACS_INVALID; /* its mistakes were reported */
        }
    if (resolver->parsed_count == resolver->parsed_capacity) {
        size_t capacity = resolver->parsed_capacity ? 2 * resolver->parsed_capacity : 16;
        struct parsed_file *grown = ARENA_NEW(resolver->arena, capacity, struct parsed_file);
        if (!grown)
            return error_no_memory(resolver->error);
        if (resolver->parsed_count)
            memcpy(grown, resolver->parsed, resolver->parsed_count * sizeof *grown);
        resolver->parsed = grown;
        resolver->parsed_capacity = capacity;
    }
    *root = NULL;
    acs_status status = tree_parse(resolver->arena, source, root, resolver->error);
    resolver->parsed[resolver->parsed_count++] =
        (struct parsed_file){source, status == ACS_OK ? *root : NULL};
    return status;
}

/* Refuses a file of another kind; one without any version key is left to the field rows. */
static acs_status check_kind(struct resolver *resolver, const struct node *name,
                             const struct source *source, const struct node *root,
                             enum file_kind kind)
{
    if (node_find(root, kinds[kind].version_key))
        return ACS_OK;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (node_find(root, kinds[i].version_key))
            return error_add(resolver->error, ACS_INVALID, name->mark,
                             "'%.200s' is %s, expected %s (`%s: 1` at its top)", source->name,
                             kinds[i].words, kinds[kind].words, kinds[kind].version_key);
    return ACS_OK;
}

/* Writes "a.yaml -> b.yaml -> a.yaml", oldest first. */
static size_t chain_words(const struct chain *chain, char *words, size_t size)
{
    size_t used = chain->before ? chain_words(chain->before, words, size) : 0;
    if (used < size)
        used += (size_t)snprintf(words + used, size - used, "%s -> ", chain->source->name);
    return used;
}

static acs_status check_chain(struct resolver *resolver, const struct node *name,
                              const struct source *source, const struct chain *chain)
{
    char words[600] = "";
    size_t length = 0;
    for (const struct chain *link = chain; link; link = link->before, length++)
        if (link->source == source) {
            chain_words(chain, words, sizeof words);
            return error_add(resolver->error, ACS_INVALID, name->mark,
                             "`extends` goes round in a circle: %s%s", words, source->name);
        }
    if (length >= EXTENDS_LIMIT)
        return error_add(resolver->error, ACS_INVALID, name->mark,
                         "`extends` goes through more than %d files", EXTENDS_LIMIT);
    return ACS_OK;
}

static acs_status resolve_chain(struct resolver *resolver, const struct node *name,
                                enum file_kind kind, const struct chain *chain, struct node **root);

/* Merges a file's tree over what it extends, with models in a form that merges by name. */
static acs_status extend(struct resolver *resolver, enum file_kind kind, const struct chain *chain,
                         struct node **root)
{
    const struct node *extends = node_find(*root, "extends");
    if (extends) {
        struct node *base = NULL;
        acs_status status = resolve_chain(resolver, extends, kind, chain, &base);
        if (status != ACS_OK)
            return status;
        struct node *own = node_without(resolver->arena, *root, "extends");
        if (own && kind == MODEL_FILE)
            return resolve_model_merge(resolver, base, own, root);
        *root = own ? tree_merge(resolver->arena, base, own) : NULL;
        if (!*root)
            return error_no_memory(resolver->error);
    }
    return kind == SCENARIO_FILE ? resolve_model_names(resolver, root) : ACS_OK;
}

static acs_status load_chain(struct resolver *resolver, const struct node *name, const char *path,
                             enum file_kind kind, const struct chain *before, struct node **root)
{
    const struct source *source = NULL;
    acs_status status = file_load_path(resolver->files, path, name->mark, TREE_FILE_BYTES, &source,
                                       resolver->error);
    if (status == ACS_OK)
        status = check_chain(resolver, name, source, before);
    if (status == ACS_OK)
        status = parse_once(resolver, source, root);
    if (status == ACS_OK)
        status = check_kind(resolver, name, source, *root, kind);
    if (status == ACS_OK)
        status = extend(resolver, kind, &(struct chain){before, source}, root);
    return status;
}

static acs_status resolve_chain(struct resolver *resolver, const struct node *name,
                                enum file_kind kind, const struct chain *chain, struct node **root)
{
    const char *path = NULL;
    acs_status status = resolve_path(resolver, name, kind, &path);
    return status == ACS_OK ? load_chain(resolver, name, path, kind, chain, root) : status;
}

acs_status resolve_file(struct resolver *resolver, const struct node *name, enum file_kind kind,
                        struct node **root)
{
    return resolve_chain(resolver, name, kind, NULL, root);
}

/* Applies one override; models and contracts it names are read at once, so that the next override
 * finds their keys; not once that failed (*models), so that nothing is reported twice. */
static void apply(struct resolver *resolver, struct node *root, const char *assignment,
                  bool *models)
{
    struct node *changed = root;
    if (tree_set(resolver->arena, root, assignment, resolver->error) != ACS_OK)
        return;
    const struct pair *extends = node_find_pair(root, "extends");
    if (extends) {
        error_add(resolver->error, ACS_INVALID, extends->key_mark,
                  "`extends` can only stand in a file");
        struct node *without = node_without(resolver->arena, root, "extends");
        if (without)
            *root = *without;
    }
    if (!*models)
        return;
    *models = resolve_model_names(resolver, &changed) == ACS_OK;
    if (*models) {
        *root = *changed;
        *models = resolve_models(resolver, root) == ACS_OK;
    }
}

acs_status scenario_resolve(struct file_list *files, const char *path, const char *const *overrides,
                            size_t override_count, struct node **root, acs_error *error)
{
    struct resolver resolver = {
        .files = files, .arena = files->arena, .error = error, .scenario = path};
    struct node command_line = {.kind = NODE_SCALAR, .text = path, .quoted = true};
    size_t errors = error_count(error);
    if (!path[0])
        return error_plain(error, ACS_INVALID, "a scenario file is missing");
    struct node *read = NULL;
    acs_status status = load_chain(&resolver, &command_line, path, SCENARIO_FILE, NULL, &read);
    if (status != ACS_OK)
        return status;
    struct node *whole = node_without(files->arena, read, ""); /* a copy that may be changed */
    if (!whole)
        return error_no_memory(error);
    bool models = resolve_models(&resolver, whole) == ACS_OK;
    for (size_t i = 0; i < override_count; i++)
        apply(&resolver, whole, overrides[i], &models);
    *root = whole;
    return error_count(error) > errors ? error_status(error) : ACS_OK;
}
