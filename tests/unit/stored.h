/* What tests of written files share: a folder, the tiny results written into it, a file's bytes. */
#ifndef ACSIM_TESTS_STORED_H
#define ACSIM_TESTS_STORED_H

#include "store/store.h"

#include "tiny_results.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char folder[] = "/tmp/acsim-store-XXXXXX";

static inline void make_folder(void)
{
    cr_assert(mkdtemp(folder));
}

static inline void remove_folder(void)
{
    char command[256];
    snprintf(command, sizeof command, "chmod u+w %s; rm -rf %s", folder, folder);
    cr_assert_eq(system(command), 0);
}

/* Good until the call after the next. */
static inline const char *path_of(const char *name)
{
    static char path[2][256];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    return path[turn];
}

/* Writes the tiny results; the text of the errors goes to text if there is room for it. */
static inline acs_status write_tiny(const char *path, bool reproducible, char *text, size_t size)
{
    struct results *results = tiny_results_create();
    acs_error *error = acs_error_create();
    acs_status status = store_write(results, path, reproducible, error);
    if (text)
        snprintf(text, size, "%s", acs_error_text(error));
    acs_error_destroy(error);
    tiny_results_destroy(results);
    return status;
}

static inline char *slurp(const char *path, long *size)
{
    FILE *file = fopen(path, "rb");
    cr_assert(file, "%s", path);
    fseek(file, 0, SEEK_END);
    *size = ftell(file);
    rewind(file);
    char *bytes = malloc((size_t)*size + 1);
    cr_assert_eq(fread(bytes, 1, (size_t)*size, file), (size_t)*size);
    bytes[*size] = '\0';
    fclose(file);
    return bytes;
}

#endif
