/* YAML through libyaml's events: no aliases, anchors, tags or merge keys, and every node has its
 * place. libyaml counts characters; marks here count bytes, as error messages do. */
#include "scenario/tree.h"
#include "scenario/tree_index.h"
#include "scenario/yaml_cursor.h"
#include "scenario/yaml_words.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* An open map or list; arrays grow on the heap and are copied to the arena when it is complete. */
struct level {
    struct node *node;
    size_t capacity;
    bool has_key; /* of a map: a key waits for its value */
    struct pair key;
};

struct reader {
    struct arena *arena;
    const struct source *source;
    acs_error *error;
    bool flow_only;   /* a value of the command line: {key: value}, [item], or a word */
    struct cursor at; /* where the last mark was found */
    size_t nodes, documents, depth;
    struct level levels[TREE_DEPTH];
    struct node *root;
};

static acs_status refuse(struct reader *reader, struct mark mark, const char *words)
{
    return error_add(reader->error, ACS_INVALID, mark, "%s", words);
}

static acs_status refuse_syntax(struct reader *reader, const yaml_parser_t *parser)
{
    if (parser->error == YAML_MEMORY_ERROR)
        return error_no_memory(reader->error);
    struct yaml_problem problem = {.problem = parser->problem,
                                   .context = parser->context,
                                   .text = reader->source->text,
                                   .size = reader->source->size};
    if (parser->error == YAML_READER_ERROR) {
        cursor_seek_byte(&reader->at, reader->at.start + parser->problem_offset);
    } else {
        cursor_seek(&reader->at, parser->context_mark.index);
        problem.context_at = reader->at.byte;
        cursor_seek(&reader->at, parser->problem_mark.index);
    }
    problem.at = reader->at.byte;
    problem.line = reader->at.line;
    char words[256];
    cursor_seek_byte(&reader->at, yaml_problem_words(&problem, words, sizeof words));
    return refuse(reader, cursor_mark(&reader->at, reader->at.character, reader->at.character + 1),
                  words);
}

/* The text of a scalar or key, which must be fit to be shown; NULL after an error. */
static const char *scalar_text(struct reader *reader, const yaml_event_t *event, struct mark mark,
                               bool key)
{
    const char *text = (const char *)event->data.scalar.value;
    size_t size = event->data.scalar.length;
    int control;
    bool good = text_first_bad(text, size, &control) == size && !memchr(text, '\r', size);
    if (!good || (key && strcspn(text, "\n\t") < size)) {
        refuse(reader, mark,
               key ? "a key holds a control character or a line break"
                   : "the text holds a control character; only text may stand here");
        return NULL;
    }
    const char *copy = arena_text(reader->arena, text, size);
    if (!copy)
        error_no_memory(reader->error);
    return copy;
}

static bool level_grow(struct level *level)
{
    size_t capacity = level->capacity ? 2 * level->capacity : INDEX_FROM;
    if (level->node->kind == NODE_LIST) {
        struct node **items = realloc(level->node->items, capacity * sizeof(struct node *));
        if (!items)
            return false;
        level->node->items = items;
    } else {
        struct pair *pairs = realloc(level->node->pairs, capacity * sizeof *pairs);
        if (!pairs)
            return false;
        level->node->pairs = pairs;
        free((uint32_t *)level->node->slots);
        level->node->slot_count = 2 * capacity;
        uint32_t *slots = calloc(level->node->slot_count, sizeof *slots);
        level->node->slots = slots;
        if (!slots)
            return false;
        for (size_t i = 0; i < level->node->count; i++)
            index_insert(slots, level->node->slot_count, pairs, i);
    }
    level->capacity = capacity;
    return true;
}

static void level_free(struct level *level)
{
    free(level->node->items);
    free(level->node->pairs);
    free((uint32_t *)level->node->slots);
    level->node->items = NULL;
    level->node->pairs = NULL;
    level->node->slots = NULL;
}

/* Moves a complete map or list to the arena. */
static bool level_settle(struct reader *reader, struct level *level)
{
    struct node *node = level->node;
    struct node settled = *node;
    bool list = node->kind == NODE_LIST, index = !list && node->count > INDEX_FROM;
    settled.items = list ? ARENA_NEW(reader->arena, node->count, struct node *) : NULL;
    settled.pairs = list ? NULL : ARENA_NEW(reader->arena, node->count, struct pair);
    uint32_t *slots = index ? ARENA_NEW(reader->arena, node->slot_count, uint32_t) : NULL;
    settled.slots = slots;
    settled.slot_count = index ? node->slot_count : 0;
    bool good = (list ? settled.items != NULL : settled.pairs != NULL) && (!index || slots);
    if (good && node->count && list)
        memcpy(settled.items, node->items, node->count * sizeof *settled.items);
    if (good && node->count && !list)
        memcpy(settled.pairs, node->pairs, node->count * sizeof *settled.pairs);
    if (good && index)
        memcpy(slots, node->slots, node->slot_count * sizeof *slots);
    level_free(level);
    *node = settled;
    return good;
}

/* Takes a scalar as the key whose value comes next. */
static acs_status take_key(struct reader *reader, struct level *level, const yaml_event_t *event,
                           struct mark mark)
{
    const char *text = scalar_text(reader, event, mark, true);
    if (!text)
        return error_status(reader->error);
    bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (plain && strcmp(text, "<<") == 0)
        refuse(reader, mark, "merge keys (<<) are not used here; take another file by `extends:`");
    else if (!text[0])
        refuse(reader, mark, "a key is missing before this ':'");
    else if (strlen(text) > TREE_KEY_BYTES)
        error_add(reader->error, ACS_INVALID, mark, "a key of more than %d characters",
                  TREE_KEY_BYTES);
    level->key = (struct pair){text, mark, NULL};
    level->has_key = true;
    const struct pair *first = node_find_pair(level->node, text);
    if (first)
        error_add(reader->error, ACS_INVALID, mark,
                  "the key '%.60s' stands twice, first on line %zu; remove one of them", text,
                  first->key_mark.line);
    if (level->node->count >= TREE_KEYS)
        return error_add(reader->error, ACS_INVALID, mark, "more than %d keys in one group",
                         TREE_KEYS);
    return ACS_OK;
}

/* Puts a node where it belongs: the root, the next item, or the value of the waiting key. */
static acs_status place(struct reader *reader, struct node *node)
{
    if (reader->depth == 0) {
        reader->root = node;
        return ACS_OK;
    }
    struct level *level = &reader->levels[reader->depth - 1];
    level->has_key = false;
    struct node *parent = level->node;
    if (parent->count == level->capacity && !level_grow(level))
        return error_no_memory(reader->error);
    if (parent->kind == NODE_LIST) {
        parent->items[parent->count++] = node;
        return ACS_OK;
    }
    level->key.value = node;
    parent->pairs[parent->count] = level->key;
    index_insert((uint32_t *)parent->slots, parent->slot_count, parent->pairs, parent->count);
    parent->count++;
    return ACS_OK;
}

static struct node *node_create(struct reader *reader, enum node_kind kind, struct mark mark)
{
    struct node *node = NULL;
    if (++reader->nodes > TREE_NODES)
        error_add(reader->error, ACS_INVALID, mark, "more than %d values in one file", TREE_NODES);
    else if (!(node = ARENA_NEW(reader->arena, 1, struct node)))
        error_no_memory(reader->error);
    if (node) {
        node->kind = kind;
        node->mark = mark;
    }
    return node;
}

/* Plain texts that can only be text and need quotes in print: those with line breaks, and one that
 * begins like an item of a list, as braces allow: {a: -}. */
static bool needs_quotes(const char *text)
{
    bool item = text[0] == '-' && (text[1] == '\0' || text[1] == ' ' || text[1] == '\t');
    return item || strchr(text, '\n') || strstr(text, "\xc2\x85") || strstr(text, "\xe2\x80\xa8") ||
           strstr(text, "\xe2\x80\xa9") || strstr(text, "\xef\xbb\xbf");
}

static acs_status read_scalar(struct reader *reader, const yaml_event_t *event)
{
    struct mark mark = cursor_mark(&reader->at, event->start_mark.index, event->end_mark.index);
    if (event->data.scalar.anchor)
        refuse(reader, mark, "anchors (&) are not used here; write the value out");
    if (event->data.scalar.tag)
        refuse(reader, mark, "tags (!) are not used here; put text that begins with '!' in quotes");
    struct level *level = reader->depth ? &reader->levels[reader->depth - 1] : NULL;
    if (level && level->node->kind == NODE_MAP && !level->has_key)
        return take_key(reader, level, event, mark);
    struct node *node = node_create(reader, NODE_SCALAR, mark);
    if (!node)
        return error_status(reader->error);
    node->text = scalar_text(reader, event, mark, false);
    if (!node->text) {
        node->text = "";
        return error_status(reader->error) == ACS_FAILED ? ACS_FAILED : place(reader, node);
    }
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE || needs_quotes(node->text);
    return place(reader, node);
}

static acs_status read_alias(struct reader *reader, const yaml_event_t *event)
{
    struct mark mark = cursor_mark(&reader->at, event->start_mark.index, event->end_mark.index);
    return refuse(reader, mark,
                  "aliases (*) are not used here; write the value out, or put text in quotes");
}

static acs_status open_level(struct reader *reader, const yaml_event_t *event)
{
    bool list = event->type == YAML_SEQUENCE_START_EVENT;
    struct mark mark =
        cursor_mark(&reader->at, event->start_mark.index, event->start_mark.index + 1);
    const yaml_char_t *anchor =
        list ? event->data.sequence_start.anchor : event->data.mapping_start.anchor;
    const yaml_char_t *tag = list ? event->data.sequence_start.tag : event->data.mapping_start.tag;
    if (anchor)
        refuse(reader, mark, "anchors (&) are not used here; write the value out");
    if (tag)
        refuse(reader, mark, "tags (!) are not used here");
    bool flow = list ? event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
                     : event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
    if (reader->flow_only && !flow)
        return refuse(reader, mark,
                      list ? "expected one value: a list stands in brackets, [a, b]"
                           : "expected one value: text that holds ': ' stands in quotes, keys in "
                             "braces, {key: value}");
    struct level *parent = reader->depth ? &reader->levels[reader->depth - 1] : NULL;
    if (parent && parent->node->kind == NODE_MAP && !parent->has_key)
        return refuse(reader, mark, "a key must be one word, not a list or a group");
    if (reader->depth == TREE_DEPTH)
        return error_add(reader->error, ACS_INVALID, mark, "nested more than %d levels deep",
                         TREE_DEPTH);
    struct node *node = node_create(reader, list ? NODE_LIST : NODE_MAP, mark);
    if (!node)
        return error_status(reader->error);
    reader->levels[reader->depth++] = (struct level){.node = node};
    return ACS_OK;
}

static acs_status close_level(struct reader *reader)
{
    struct level *level = &reader->levels[--reader->depth];
    struct node *node = level->node;
    return level_settle(reader, level) ? place(reader, node) : error_no_memory(reader->error);
}

static acs_status start_document(struct reader *reader, const yaml_event_t *event)
{
    size_t index = event->start_mark.index;
    if (reader->documents++)
        return refuse(reader, cursor_mark(&reader->at, index, index + 3),
                      "a second document begins; a file holds one: remove this '---'");
    if (event->data.document_start.tag_directives.start !=
        event->data.document_start.tag_directives.end)
        return refuse(reader, cursor_mark(&reader->at, index, index + 1), "%TAG is not used here");
    return ACS_OK;
}

static acs_status read_event(struct reader *reader, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return start_document(reader, event);
    case YAML_ALIAS_EVENT:
        return read_alias(reader, event);
    case YAML_SCALAR_EVENT:
        return read_scalar(reader, event);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return open_level(reader, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_level(reader);
    default:
        return ACS_OK;
    }
}

/* Reads all events; errors that leave the shape of the file clear do not stop it. */
static acs_status read_events(struct reader *reader, yaml_parser_t *parser)
{
    size_t errors = error_count(reader->error);
    for (bool done = false; !done;) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event))
            return refuse_syntax(reader, parser);
        acs_status status = read_event(reader, &event);
        done = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
        if (status != ACS_OK)
            return status;
    }
    return error_count(reader->error) == errors ? ACS_OK : ACS_INVALID;
}

static acs_status read_text(struct reader *reader)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return error_no_memory(reader->error);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser,
                                 (const unsigned char *)reader->source->text + reader->at.start,
                                 reader->source->size - reader->at.start);
    acs_status status = read_events(reader, &parser);
    yaml_parser_delete(&parser);
    while (reader->depth)
        level_free(&reader->levels[--reader->depth]);
    return status;
}

acs_status tree_parse(struct arena *arena, const struct source *source, struct node **root,
                      acs_error *error)
{
    struct reader reader = {
        .arena = arena, .source = source, .error = error, .at = cursor_at(source, 0)};
    if (!source_is_text(source, error))
        return ACS_INVALID;
    acs_status status = read_text(&reader);
    if (status != ACS_OK)
        return status;
    if (!reader.root)
        return error_add(error, ACS_INVALID, (struct mark){source, 0, 0, 0}, "the file is empty");
    if (reader.root->kind != NODE_MAP)
        return error_add(error, ACS_INVALID, reader.root->mark,
                         "expected lines of `key: value`, found %s", node_kind_words(reader.root));
    *root = reader.root;
    return ACS_OK;
}

acs_status tree_parse_value(struct arena *arena, const struct source *source, size_t offset,
                            struct node **value, acs_error *error)
{
    struct reader reader = {.arena = arena,
                            .source = source,
                            .error = error,
                            .flow_only = true,
                            .at = cursor_at(source, offset)};
    if (!source_is_text(source, error))
        return ACS_INVALID;
    acs_status status = read_text(&reader);
    if (status != ACS_OK)
        return status;
    if (!reader.root)
        return error_add(error, ACS_INVALID, (struct mark){source, 1, offset + 1, 1},
                         "a value is missing");
    *value = reader.root;
    return ACS_OK;
}
