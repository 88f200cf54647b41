/* The tree of values a scenario file holds, each with the place it came from. Untyped: the field
 * rows give meaning. Everything lives in the arena of the plan. */
#ifndef ACSIM_SCENARIO_TREE_H
#define ACSIM_SCENARIO_TREE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Limits of a YAML file: a hand-written scenario is far below them, an attack is refused at once.
 */
#define TREE_FILE_BYTES ((size_t)16 << 20)
#define TREE_DEPTH 32
#define TREE_NODES 200000
#define TREE_KEYS 20000 /* of one map */
#define TREE_KEY_BYTES 200

enum node_kind { NODE_SCALAR, NODE_MAP, NODE_LIST };

struct node {
    enum node_kind kind;
    struct mark mark;
    const char *text; /* scalar, NUL-terminated; never NULL for a scalar */
    bool quoted;      /* a quoted scalar is text, never a number */
    size_t count;
    struct pair *pairs;    /* map, in file order */
    struct node **items;   /* list */
    const uint32_t *slots; /* hash table of the keys, NULL for a small map: private to tree.c */
    size_t slot_count;
};

struct pair {
    const char *key;
    struct mark key_mark;
    struct node *value;
};

/* A file that was read: its name as given, text and SHA-256, for provenance and messages. */
struct file_list {
    struct arena *arena;
    size_t count, capacity;
    struct loaded_file {
        struct source source;
        const char *path;          /* as opened */
        const char *sha256;        /* 64 hexadecimal digits */
        const struct source *kept; /* the source marks point at; a byte-order mark is left out */
        uint64_t device, inode;    /* which tell a file that was read before */
    } * files;
};

/* Opens and reads a file as a source (regular file, at most limit bytes), adding it to the list; a
 * file read before is found again. from is the place that asked for it (zero mark: the command
 * line); a missing file is reported there. Relative paths are relative to the folder of from's
 * source. */
acs_status file_load(struct file_list *files, const char *path, struct mark from, size_t limit,
                     const struct source **source, acs_error *error) WARN_UNUSED;

/* The same for a path that is taken as it stands; it must live as long as the list. */
acs_status file_load_path(struct file_list *files, const char *path, struct mark from, size_t limit,
                          const struct source **source, acs_error *error) WARN_UNUSED;

/* A path as seen from the folder of the file that asks, as it stands when no file does (an argument
 * of the command line); NULL when memory is out. */
const char *file_path(struct file_list *files, const char *path, struct mark from);

/* The file a source was read from, NULL for an argument. */
const struct loaded_file *file_of(const struct file_list *files, const struct source *source);

/* Complains of the first byte that is not UTF-8 text: bad sequences and control characters. */
bool source_is_text(const struct source *source, acs_error *error);

/* The first byte of a text that is not UTF-8 or begins a control character, whose code point is
 * then in *control (else -1); size if there is none. */
size_t text_first_bad(const char *text, size_t size, int *control);

/* Parses one YAML document. The root is a map. Aliases, anchors, tags, merge keys, keys that are
 * not one word and duplicate keys are refused; all of them are reported, a syntax error is the
 * last.
 */
acs_status tree_parse(struct arena *arena, const struct source *source, struct node **root,
                      acs_error *error) WARN_UNUSED;

/* The same for a value that stands from a byte of the source on, in flow form or a plain word. */
acs_status tree_parse_value(struct arena *arena, const struct source *source, size_t offset,
                            struct node **value, acs_error *error) WARN_UNUSED;

/* "a list", "a group of keys", "text", "a number": what a node is, for messages. */
const char *node_kind_words(const struct node *node);

struct node *node_find(const struct node *map, const char *key); /* NULL if absent */
struct pair *node_find_pair(const struct node *map, const char *key);

/* Strict: decimal digits, sign, point, exponent; finite; the whole scalar; not quoted. On failure
 * adds an error saying what is wrong with it and returns false. */
bool node_number(const struct node *node, double *number, acs_error *error);
bool text_is_number(const char *text, double *number); /* the same without messages */

/* What is wrong with a text that is not a number and what would be right: "1,5 has a decimal comma;
 * write 1.5". */
void text_number_problem(const char *text, char *words, size_t size);

/* over laid on base, key by key; leaf values (numbers, distributions, {value: ...}, paths of years,
 * table columns, rates by list size, lists) replace whole. Neither is changed; the result shares
 * their nodes. NULL when memory is out. */
struct node *tree_merge(struct arena *arena, struct node *base, struct node *over);
bool node_is_leaf_value(const struct node *node);

/* A copy of the map with one key given a value, or left out; the map itself is not changed. NULL
 * when memory is out. */
struct node *node_with(struct arena *arena, const struct node *map, struct pair pair);
struct node *node_without(struct arena *arena, const struct node *map, const char *key);

/* Applies "path=value" to the tree; path.to.key, value in YAML flow form. Missing keys are made.
 * Only the root is changed in place: below it the maps on the path are copied, since trees share
 * nodes. */
acs_status tree_set(struct arena *arena, struct node *root, const char *assignment,
                    acs_error *error) WARN_UNUSED;

/* The tree as YAML text, stable: the resolved scenario of the results file. Parsing it gives the
 * same tree. NULL when memory is out. */
char *tree_print(struct arena *arena, const struct node *root);

/* The same in one line of flow form, {normal: {mean: 0, sd: 1}}. */
char *tree_print_flow(struct arena *arena, const struct node *node);

/* Reads the scenario, what it extends, its models and contracts, applies the overrides and returns
 * the resolved tree, in which `models` is a map from name to model and each `contract` is inlined.
 */
acs_status scenario_resolve(struct file_list *files, const char *path, const char *const *overrides,
                            size_t override_count, struct node **root,
                            acs_error *error) WARN_UNUSED;

#endif
