/* What tests of reading share: an arena with errors and files, and a folder of files that is
 * removed again. */
#ifndef ACSIM_TESTS_SCRATCH_H
#define ACSIM_TESTS_SCRATCH_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* nftw; so this comes before other headers */
#endif

#include "base/arena.h"
#include "base/error.h"
#include "scenario/tree.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct scratch {
    struct arena arena;
    struct file_list files;
    acs_error *error;
    char folder[64];
};

static inline int scratch_remove(const char *path, const struct stat *facts, int type,
                                 struct FTW *walk)
{
    (void)facts, (void)type, (void)walk;
    return remove(path);
}

static inline void scratch_init(struct scratch *scratch)
{
    memset(scratch, 0, sizeof *scratch);
    scratch->error = acs_error_create();
    scratch->files.arena = &scratch->arena;
    strcpy(scratch->folder, "/tmp/acsim-test-XXXXXX");
    cr_assert(scratch->error && mkdtemp(scratch->folder));
}

static inline void scratch_finish(struct scratch *scratch)
{
    nftw(scratch->folder, scratch_remove, 8, FTW_DEPTH | FTW_PHYS);
    acs_error_destroy(scratch->error);
    arena_finish(&scratch->arena);
}

/* Forgets the errors so far. */
static inline void scratch_clear(struct scratch *scratch)
{
    acs_error_destroy(scratch->error);
    scratch->error = acs_error_create();
    cr_assert(scratch->error);
}

static inline const char *scratch_text(const struct scratch *scratch)
{
    return acs_error_text(scratch->error);
}

/* The path of a name in the folder; folders on the way are made. */
static inline const char *scratch_path(struct scratch *scratch, const char *name)
{
    char path[512];
    int size = snprintf(path, sizeof path, "%s/%s", scratch->folder, name);
    for (char *slash = path + strlen(scratch->folder) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    return arena_text(&scratch->arena, path, (size_t)size);
}

static inline const char *scratch_bytes(struct scratch *scratch, const char *name,
                                        const void *bytes, size_t size)
{
    const char *path = scratch_path(scratch, name);
    FILE *file = fopen(path, "wb");
    cr_assert(file && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
    return path;
}

static inline const char *scratch_file(struct scratch *scratch, const char *name, const char *text)
{
    return scratch_bytes(scratch, name, text, strlen(text));
}

/* The tree of a text called file.yaml, NULL when it was refused. */
static inline struct node *scratch_parse(struct scratch *scratch, const char *text, size_t size)
{
    struct source *source = ARENA_NEW(&scratch->arena, 1, struct source);
    *source = (struct source){"file.yaml", arena_text(&scratch->arena, text, size), size};
    struct node *root = NULL;
    acs_status status = tree_parse(&scratch->arena, source, &root, scratch->error);
    cr_assert_eq(status == ACS_OK, root != NULL);
    return root;
}

/* Whether two trees hold the same, whatever their places. */
static inline bool same_tree(const struct node *a, const struct node *b)
{
    if (a->kind != b->kind || a->count != b->count || a->quoted != b->quoted)
        return false;
    if (a->kind == NODE_SCALAR)
        return strcmp(a->text, b->text) == 0;
    for (size_t i = 0; i < a->count; i++) {
        if (a->kind == NODE_MAP && strcmp(a->pairs[i].key, b->pairs[i].key) != 0)
            return false;
        if (a->kind == NODE_MAP ? !same_tree(a->pairs[i].value, b->pairs[i].value)
                                : !same_tree(a->items[i], b->items[i]))
            return false;
    }
    return true;
}

/* Whether the errors hold these words. */
#define ASSERT_TOLD(scratch, words)                                                                \
    cr_assert(strstr(scratch_text(scratch), (words)), "expected '%s' in\n%s", (words),             \
              scratch_text(scratch))

#endif
