/* Field rows: what a file may say, declared once. The parser, range checks, defaults, units in
 * messages, the nearest known key and the reference pages all come from these tables. */
#ifndef ACSIM_SCENARIO_FIELD_H
#define ACSIM_SCENARIO_FIELD_H

#include "plan/plan.h"
#include "scenario/tree.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

enum field_kind {
    FIELD_TEXT,    /* const char * */
    FIELD_INTEGER, /* int */
    FIELD_WHOLE,   /* uint64_t */
    FIELD_NUMBER,  /* double: a plain number, or {value:, source:, note:} */
    FIELD_FLAG,    /* bool */
    FIELD_CHOICE,  /* int, or bool with FIELD_AS_FLAG */
    FIELD_PARTY,   /* int: an enum party out of the mask `parties` */
    FIELD_VALUE,   /* int: a series of one knot, a number or a distribution */
    FIELD_SERIES,  /* int: a series, also a path of years or a table column */
    FIELD_GROUP,   /* a mapping with the keys of `fields`, read into the struct at the offset */
    FIELD_ITEMS,   /* a mapping from names to mappings with the keys of `fields`; read by `read` */
    FIELD_CUSTOM   /* read by `read` */
};

enum field_flag {
    FIELD_REQUIRED = 1,
    FIELD_NONE = 2,            /* no default: a value is -1 where absent, a group is not read */
    FIELD_AS_FLAG = 8,         /* a choice kept as bool */
    FIELD_PLAIN = 16,          /* numbers only: a plan, not an estimate */
    FIELD_SINCE_START = 32,    /* knots count years since the network's start */
    FIELD_FALLBACK_VALUE = 64, /* `fallback` is the default, written as in a file */
    FIELD_OR_EMPTY = 128       /* a group that {} takes away: --set workforce={} */
};

/* The smallest number of a field that must be more than 0. */
#define ABOVE_ZERO 1e-9

struct compiler;
struct field;

/* Where a value stands: its path in the resolved file, and the part of it that is hashed. */
struct at {
    const char *path, *identity;
    struct mark mark;          /* of the key; of the file for the root */
    const char *source, *note; /* of the group, for values without their own */
};

typedef void field_reader(struct compiler *compiler, const struct field *field,
                          const struct node *node, struct at at, void *target);

struct choice {
    const char *name;
    int value;
};

struct field {
    const char *name;
    enum field_kind kind;
    unsigned flags;
    size_t offset;
    const char *unit; /* "" for text, flags, choices, groups */
    double lowest, highest, initial;
    unsigned scopes;  /* what `per` may say besides trial */
    unsigned parties; /* bit mask of enum party */
    const struct choice *choices;
    const char *fallback;       /* what stands in for an absent key, if not `initial` */
    const struct field *fields; /* of a group or of each item; ends with a NULL name */
    field_reader *read;
    const char *shape; /* of a custom key: what it takes */
    const char *doc;
};

/* All tables, for the reference pages and for tests that iterate the rows. */
extern const struct field scenario_fields[];
extern const struct field model_fields[];
extern const struct field contract_fields[];
extern const struct field do_nothing_fields[];

/* Reads a mapping (NULL: absent, everything takes its default) into target, reporting all that is
 * wrong with it. */
void field_read_map(struct compiler *compiler, const struct field *fields, const struct node *map,
                    struct at at, void *target);

/* The place of a key below. */
struct at field_below(struct compiler *compiler, struct at at, const char *key, struct mark mark);

/* The row of a key by its path in the resolved file, "models.pacs.fidelity"; NULL if there is none.
 */
const struct field *field_find(const char *path);

/* "from 0 to 1 share", "more than 0 years", for messages and reference pages. */
#define RANGE_TEXT 96
const char *field_range(const struct field *field, char text[RANGE_TEXT]);

/* The shortest decimal that reads back as the number. */
#define NUMBER_TEXT 32
const char *number_text(double number, char text[NUMBER_TEXT]);

#endif
