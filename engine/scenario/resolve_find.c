/* Where a care model or a contract is found by its name. */
#include "scenario/resolve.h"

#include "base/nearest.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Folders of the installed scenarios, separated by ':'. */
#ifndef ACSIM_SCENARIOS_DIR
#define ACSIM_SCENARIOS_DIR ""
#endif

#define FOLDERS 16
#define NAMES 1000

static const char *const kind_folder[] = {"", "models", "contracts"};
static const char *const kind_words[] = {"scenario file", "model", "contract"};

struct folders {
    struct resolver *resolver;
    const char *path[FOLDERS]; /* without a '/' at the end */
    size_t count;
    bool failed;
};

static void folder_add(struct folders *folders, const char *base, size_t size, const char *between,
                       enum file_kind kind)
{
    size_t room = size + strlen(between) + strlen(kind_folder[kind]) + 1;
    char *path = arena_alloc(folders->resolver->arena, room, 1);
    if (!path) {
        folders->failed = true;
        return;
    }
    snprintf(path, room, "%.*s%s%s", (int)size, base, between, kind_folder[kind]);
    for (size_t i = 0; i < folders->count; i++)
        if (strcmp(folders->path[i], path) == 0)
            return;
    if (folders->count < FOLDERS)
        folders->path[folders->count++] = path;
}

static void folder_add_beside(struct folders *folders, const char *file, enum file_kind kind)
{
    const char *slash = strrchr(file, '/');
    size_t size = slash ? (size_t)(slash - file) + 1 : 0;
    folder_add(folders, file, size, "", kind);
    folder_add(folders, file, size, "../", kind);
}

static void folder_add_list(struct folders *folders, const char *list, enum file_kind kind)
{
    while (list && *list) {
        size_t size = strcspn(list, ":");
        if (size)
            folder_add(folders, list, size, kind == SCENARIO_FILE ? "" : "/", kind);
        list += size + (list[size] == ':');
    }
}

static const char *join(struct arena *arena, const char *folder, const char *name,
                        const char *ending)
{
    size_t room = strlen(folder) + strlen(name) + strlen(ending) + 2;
    char *path = arena_alloc(arena, room, 1);
    if (path)
        snprintf(path, room, "%s/%s%s", folder, name, ending);
    return path;
}

static bool exists(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0;
}

struct names {
    char *name[NAMES + 1];
    size_t count;
};

static void names_read(struct names *names, const char *folder)
{
    DIR *directory = opendir(folder);
    struct dirent *entry;
    while (directory && names->count < NAMES && (entry = readdir(directory))) {
        size_t size = strlen(entry->d_name);
        if (size < 6 || strcmp(entry->d_name + size - 5, ".yaml") != 0)
            continue;
        char *name = strndup(entry->d_name, size - 5);
        if (name)
            names->name[names->count++] = name;
    }
    if (directory)
        closedir(directory);
}

/* Names what is nearest, or all there are when they are few, and where was looked. */
static acs_status refuse_name(const struct folders *folders, const struct node *name,
                              enum file_kind kind)
{
    struct names names = {.count = 0};
    char where[1024] = "", advice[512] = "";
    for (size_t i = 0, used = 0; i < folders->count; i++) {
        names_read(&names, folders->path[i]);
        if (used < sizeof where)
            used += (size_t)snprintf(where + used, sizeof where - used, "%s%s", i ? ", " : "",
                                     folders->path[i]);
    }
    const char *near = nearest_word(name->text, nearest_in_list, names.name);
    if (near)
        snprintf(advice, sizeof advice, "; did you mean '%s'?", near);
    else if (names.count > 0 && names.count <= 12) {
        size_t used = (size_t)snprintf(advice, sizeof advice, "; there are");
        for (size_t i = 0; i < names.count && used < sizeof advice; i++)
            used += (size_t)snprintf(advice + used, sizeof advice - used, "%s %s", i ? "," : "",
                                     names.name[i]);
    }
    for (size_t i = 0; i < names.count; i++)
        free(names.name[i]);
    return error_add(folders->resolver->error, ACS_INVALID, name->mark,
                     "no %s '%.60s'%s (searched %s)", kind_words[kind], name->text, advice, where);
}

static bool is_path(const char *name)
{
    size_t size = strlen(name);
    return strchr(name, '/') || (size > 5 && strcmp(name + size - 5, ".yaml") == 0);
}

static acs_status find_name(struct folders *folders, const struct node *name, enum file_kind kind,
                            const char **path)
{
    for (size_t i = 0; i < folders->count; i++) {
        *path = join(folders->resolver->arena, folders->path[i], name->text, ".yaml");
        if (!*path)
            return error_no_memory(folders->resolver->error);
        if (exists(*path))
            return ACS_OK;
    }
    return refuse_name(folders, name, kind);
}

/* A scenario that is not beside the asking file may be one of the shipped ones. */
static acs_status find_shipped(struct folders *folders, const struct node *name, const char **path)
{
    if (exists(*path) || name->text[0] == '/')
        return ACS_OK;
    for (size_t i = 0; i < folders->count; i++) {
        const char *shipped = join(folders->resolver->arena, folders->path[i], name->text, "");
        if (!shipped)
            return error_no_memory(folders->resolver->error);
        if (exists(shipped)) {
            *path = shipped;
            return ACS_OK;
        }
    }
    return ACS_OK; /* loading it says what is missing */
}

acs_status resolve_path(struct resolver *resolver, const struct node *name, enum file_kind kind,
                        const char **path)
{
    struct folders folders = {.resolver = resolver};
    double number;
    if (name->kind != NODE_SCALAR || !name->text[0] ||
        (!name->quoted && text_is_number(name->text, &number)))
        return error_add(resolver->error, ACS_INVALID, name->mark,
                         "expected the name of a %s, found %s", kind_words[kind],
                         node_kind_words(name));
    bool named = kind != SCENARIO_FILE && !is_path(name->text);
    const struct loaded_file *asker = file_of(resolver->files, name->mark.source);
    if (named && asker)
        folder_add_beside(&folders, asker->path, kind);
    if (named)
        folder_add_beside(&folders, resolver->scenario, kind);
    folder_add_list(&folders, getenv("ACSIM_SCENARIOS"), kind);
    folder_add_list(&folders, ACSIM_SCENARIOS_DIR, kind);
    if (folders.failed)
        return error_no_memory(resolver->error);
    if (named)
        return find_name(&folders, name, kind, path);
    *path = file_path(resolver->files, name->text, name->mark);
    if (!*path)
        return error_no_memory(resolver->error);
    return kind == SCENARIO_FILE ? find_shipped(&folders, name, path) : ACS_OK;
}
