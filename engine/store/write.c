#include "store/store.h"

#include "store/content.h"
#include "store/nc4.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct store {
    char *part, *path;
    bool reproducible, created, published;
    struct content content;
    struct nc4 nc4;
    struct disk disk;
};

static void add_totals(struct content_totals *totals, const struct results *results)
{
    const double points = results->sweep ? results->sweep->points : 1;
    if (results->point == 0)
        *totals = (struct content_totals){0};
    if (results->point == 0 && results->started)
        snprintf(totals->started, sizeof totals->started, "%s", results->started);
    if (results->rank_error > totals->rank_error)
        totals->rank_error = results->rank_error;
    totals->growth_floor_hits += results->growth_floor_hits / points;
    totals->seconds += results->seconds;
}

static bool is_last(const struct results *results)
{
    return !results->sweep || results->point + 1 == results->sweep->points;
}

/* What one point adds; the first brings what all share, the last what is known at the end. */
static bool write_point(struct store *store)
{
    struct content *content = &store->content;
    const struct results *results = content->results;
    add_totals(&content->totals, results);
    bool done = content_results(content) && content_trials(content);
    if (results->point == 0)
        done = done && content_assumptions(content) && content_scenario(content);
    if (is_last(results)) {
        /* the first point tells of all, and a later one opens what is there */
        struct results whole = *results;
        whole.point = 0;
        content->results = &whole;
        done = done && content_root(content) && (store->reproducible || content_run(content));
    }
    return done;
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

static acs_status refuse(const struct store *store, const char *why, acs_error *error)
{
    return error_plain(error, ACS_FAILED, "cannot write results file '%s': %s", store->path, why);
}

/* Each process has a part of its own, so that two runs with one name cannot spoil each other's. */
acs_status store_open(struct store **result, const char *path, bool reproducible, acs_error *error)
{
    const size_t size = strlen(path) + 32;
    struct store *store = calloc(1, sizeof *store);
    if (!store)
        return error_no_memory(error);
    *result = store;
    store->reproducible = reproducible;
    store->part = malloc(size);
    store->path = strdup(path);
    if (!store->part || !store->path)
        return error_no_memory(error);
    snprintf(store->part, size, "%s.%ld.part", path, (long)getpid());
    if (unlink(store->part) == 0 || errno == ENOENT) /* of a run that was killed */
        return ACS_OK;
    return error_plain(error, ACS_FAILED, "cannot write results file '%s': '%s': %s", path,
                       store->part, strerror(errno));
}

/* Closing can fail as well, disks report late. */
static bool close_part(struct store *store)
{
    content_finish(&store->content);
    store->content.nc4 = NULL;
    return nc4_close(&store->nc4);
}

acs_status store_point(struct store *store, const struct results *results, acs_error *error)
{
    struct content *content = &store->content;
    struct nc4_watch watch;
    nc4_watch_begin(&watch);
    bool done = true;
    if (!content->nc4) {
        content->nc4 = &store->nc4;
        store->created = true;
        done = nc4_create(&store->nc4, &store->disk, store->part);
    }
    content->results = results;
    done = done && write_point(store);
    if (!done || is_last(results))
        done = close_part(store) && done;
    nc4_watch_end(&watch);
    const char *why = content->failure ? content->failure : watch.failure;
    if (store->disk.reason != 0)
        why = strerror(store->disk.reason);
    if (done && is_last(results) && !(store->published = publish(store->part, store->path))) {
        done = false;
        why = strerror(errno);
    }
    return done ? ACS_OK : refuse(store, why, error);
}

void store_close(struct store *store)
{
    if (!store)
        return;
    if (store->content.nc4) {
        struct nc4_watch watch;
        nc4_watch_begin(&watch);
        (void)!close_part(store);
        nc4_watch_end(&watch);
    }
    if (store->created && !store->published)
        unlink(store->part);
    free(store->part);
    free(store->path);
    free(store);
}

acs_status store_write(const struct results *results, const char *path, bool reproducible,
                       acs_error *error)
{
    struct store *store = NULL;
    acs_status status = store_open(&store, path, reproducible, error);
    if (status == ACS_OK)
        status = store_point(store, results, error);
    store_close(store);
    return status;
}
