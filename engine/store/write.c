#include "store/store.h"

#include "store/content.h"
#include "store/nc4.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* All groups into a new file; closing can fail as well, disks report late. */
static bool write_part(struct content *content, struct disk *disk, const char *part,
                       bool reproducible)
{
    struct nc4 nc4;
    content->nc4 = &nc4;
    bool done = nc4_create(&nc4, disk, part) && content_root(content) && content_results(content) &&
                content_trials(content) && content_assumptions(content) &&
                content_scenario(content) && (reproducible || content_run(content));
    content_finish(content);
    return nc4_close(&nc4) && done;
}

/* The name itself must reach the disk too. */
static bool sync_folder(const char *folder)
{
    int file = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (file < 0)
        return errno == EACCES; /* one may write into folders one may not read */
    bool done = fsync(file) == 0 || errno == EINVAL; /* not every file system can */
    int reason = errno;
    close(file);
    errno = reason;
    return done;
}

/* The folder of path, "." if it names none; on the heap. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return strdup(".");
    return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

/* Gives the finished file its name, for good. */
static bool publish(const char *part, const char *path)
{
    if (rename(part, path) != 0)
        return false;
    char *folder = folder_of(path);
    bool done = folder && sync_folder(folder);
    free(folder);
    return done;
}

static acs_status write_and_publish(const struct results *results, const char *part,
                                    const char *path, bool reproducible, acs_error *error)
{
    struct content content = {.results = results};
    struct disk disk;
    struct nc4_watch watch;
    nc4_watch_begin(&watch);
    bool done = write_part(&content, &disk, part, reproducible);
    nc4_watch_end(&watch);
    const char *why = content.failure ? content.failure : watch.failure;
    if (disk.reason != 0)
        why = strerror(disk.reason);
    if (done && !publish(part, path)) {
        done = false;
        why = strerror(errno);
    }
    if (done)
        return ACS_OK;
    unlink(part);
    return error_plain(error, ACS_FAILED, "cannot write results file '%s': %s", path, why);
}

/* Each process has a part of its own, so that two runs with one name cannot spoil each other's. */
acs_status store_write(const struct results *results, const char *path, bool reproducible,
                       acs_error *error)
{
    const size_t size = strlen(path) + 32;
    char *part = malloc(size);
    if (!part)
        return error_no_memory(error);
    snprintf(part, size, "%s.%ld.part", path, (long)getpid());
    acs_status status;
    if (unlink(part) != 0 && errno != ENOENT) /* of a run that was killed */
        status = error_plain(error, ACS_FAILED, "cannot write results file '%s': '%s': %s", path,
                             part, strerror(errno));
    else
        status = write_and_publish(results, part, path, reproducible, error);
    free(part);
    return status;
}
