/* Writes a scenario of one's own that builds on another. */
#define _GNU_SOURCE /* asprintf */
#include "acsim.h"

#include "base/error.h"
#include "locate.h"
#include "scenario/new_file.h"

#include <errno.h>
#include <gsl/gsl_errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static acs_status check_target(const char *path, const char *from, bool force, acs_error *error)
{
    struct stat there, source;
    const size_t size = strlen(path);
    if (size < 6 || strcmp(path + size - 5, ".yaml") != 0)
        return error_plain(error, ACS_INVALID, "%s: the name of a scenario ends in .yaml", path);
    if (stat(path, &there) != 0)
        return ACS_OK;
    if (!S_ISREG(there.st_mode))
        return error_plain(error, ACS_FAILED, "%s: not a file that could be written", path);
    if (stat(from, &source) == 0 && source.st_dev == there.st_dev && source.st_ino == there.st_ino)
        return error_plain(error, ACS_FAILED,
                           "%s: is the scenario to start from; choose another name", path);
    return force ? ACS_OK
                 : error_plain(error, ACS_FAILED,
                               "%s: exists already; choose another name, or --force to overwrite "
                               "it",
                               path);
}

/* The folder of a path, without links; NULL if there is none. The caller frees. */
static char *folder_of(const char *path)
{
    char *copy = strdup(path), *folder = copy ? realpath(dirname(copy), NULL) : NULL;
    free(copy);
    return folder;
}

/* A file as seen from a folder, both without links: "../scenarios/town.yaml". The caller frees. */
static char *relative(const char *file, const char *folder)
{
    size_t same = 0;
    for (size_t i = 0; file[i] == folder[i] || (!folder[i] && file[i] == '/'); i++) {
        if (file[i] == '/' && (folder[i] == '/' || !folder[i]))
            same = i + 1;
        if (!folder[i])
            break;
    }
    const size_t length = strlen(folder);
    size_t up = same > length ? 0 : 1;
    for (size_t i = same; i < length; i++)
        up += folder[i] == '/';
    char *path = calloc(3 * up + strlen(file + same) + 1, 1), *end = path;
    for (; path && up > 0; up--)
        end = stpcpy(end, "../");
    if (path)
        strcpy(end, file + same);
    return path;
}

/* How the new file names the one it extends: a shipped scenario by its name, unless a file of that
 * name stands in the way, any other by its way from the new file. The caller frees. */
static char *name_from(const char *path, const char *from, const char *found, bool shipped)
{
    char *folder = folder_of(path), *file = realpath(found, NULL), *name = NULL, *beside = NULL;
    const size_t size = strlen(from);
    const bool ends = size > 5 && strcmp(from + size - 5, ".yaml") == 0;
    if (folder && file && shipped && asprintf(&name, "%s%s", from, ends ? "" : ".yaml") >= 0 &&
        (asprintf(&beside, "%s/%s", folder, name) < 0 || locate_is_there(beside))) {
        free(name);
        name = NULL;
    }
    if (folder && file && !name)
        name = relative(file, folder);
    free(beside);
    free(folder);
    free(file);
    return name;
}

static acs_status write_whole(const char *path, const char *text, acs_error *error)
{
    char *partial; /* its name until it is whole */
    if (asprintf(&partial, "%s.%ld.partial", path, (long)getpid()) < 0)
        return error_no_memory(error);
    FILE *file = fopen(partial, "wx");
    int reason = file ? 0 : errno;
    errno = 0;
    if (file && fputs(text, file) < 0)
        reason = errno ? errno : EIO;
    if (file && fclose(file) != 0 && !reason)
        reason = errno;
    if (file && !reason && rename(partial, path) != 0)
        reason = errno;
    if (file && reason)
        unlink(partial);
    free(partial);
    return reason
               ? error_plain(error, ACS_FAILED, "%s: cannot be written: %s", path, strerror(reason))
               : ACS_OK;
}

acs_status acs_new(const char *path, const char *from, const char *place, bool force,
                   acs_error *error)
{
    gsl_set_error_handler_off(); /* GSL's own handler ends the program */
    char *shipped = locate_shipped(from),
         *found = shipped ? strdup(shipped) : locate_scenario(from);
    struct arena arena = {0};
    const char *text = NULL;
    acs_status status = found ? check_target(path, found, force, error) : error_no_memory(error);
    char *folder = folder_of(path);
    if (status == ACS_OK && !folder)
        status = error_plain(error, ACS_FAILED, "%s: cannot be written: %s", path, strerror(errno));
    char *name = status == ACS_OK ? name_from(path, from, found, shipped) : NULL;
    /* a scenario that is not there is reported by reading it */
    if (status == ACS_OK)
        status = new_file_text(&arena, found, name ? name : "", place, &text, error);
    if (status == ACS_OK)
        status = write_whole(path, text, error);
    free(name);
    free(folder);
    arena_finish(&arena);
    free(found);
    free(shipped);
    return status;
}
