#define _GNU_SOURCE /* asprintf */
#include "locate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool locate_is_there(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

/* The first file "folder/name" or "folder/name.yaml" of a list of folders between colons; NULL if
 * there is none. The caller frees. */
static char *find_in(const char *folders, const char *name)
{
    static const char *const endings[] = {"", ".yaml"};
    while (folders && *folders) {
        const int size = (int)strcspn(folders, ":");
        for (size_t i = 0; size > 0 && i < sizeof endings / sizeof endings[0]; i++) {
            char *path;
            if (asprintf(&path, "%.*s/%s%s", size, folders, name, endings[i]) < 0)
                return NULL;
            struct stat status;
            if (stat(path, &status) == 0 && S_ISREG(status.st_mode))
                return path;
            free(path);
        }
        folders += size + (folders[size] == ':');
    }
    return NULL;
}

char *locate_shipped(const char *path)
{
    char *found = NULL;
    if (!locate_is_there(path) && *path && *path != '/' && *path != '.') {
        found = find_in(".", path);
        if (found) {
            free(found);
            return NULL;
        }
        found = find_in(getenv("ACSIM_SCENARIOS"), path);
        if (!found)
            found = find_in(ACSIM_SCENARIOS_DIR, path);
    }
    return found;
}

char *locate_scenario(const char *path)
{
    char *found = NULL;
    if (!locate_is_there(path) && *path && *path != '/' && *path != '.')
        found = find_in(".", path);
    if (!found)
        found = locate_shipped(path);
    return found ? found : strdup(path);
}
