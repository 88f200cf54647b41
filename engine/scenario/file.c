/* Files as sources: read once, hashed, with a clear word when one cannot be read. */
#include "scenario/tree.h"

#include "base/nearest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MESSAGE_PATH 200 /* bytes of a path that messages show */

const struct loaded_file *file_of(const struct file_list *files, const struct source *source)
{
    for (size_t i = 0; source && i < files->count; i++)
        if (files->files[i].source.text == source->text)
            return &files->files[i];
    return NULL;
}

const char *file_path(struct file_list *files, const char *path, struct mark from)
{
    const struct loaded_file *asker = file_of(files, from.source);
    const char *slash = asker && path[0] != '/' ? strrchr(asker->path, '/') : NULL;
    if (!slash)
        return arena_text(files->arena, path, strlen(path));
    size_t folder = (size_t)(slash - asker->path) + 1, size = strlen(path);
    char *joined = arena_alloc(files->arena, folder + size + 1, 1);
    if (!joined)
        return NULL;
    memcpy(joined, asker->path, folder);
    memcpy(joined + folder, path, size);
    return joined;
}

/* The entry of a folder with the nearest name to the given one, or "". */
static void nearest_entry(const char *folder, const char *name, char *near, size_t size)
{
    const char *names[1001] = {NULL};
    size_t count = 0;
    struct dirent *entry;
    DIR *directory = opendir(folder);
    while (directory && count < 1000 && (entry = readdir(directory)))
        if (entry->d_name[0] != '.' && (names[count] = strdup(entry->d_name)))
            count++;
    const char *nearest = nearest_word(name, nearest_in_list, names);
    snprintf(near, size, "%s", nearest ? nearest : "");
    for (size_t i = 0; i < count; i++)
        free((char *)names[i]);
    if (directory)
        closedir(directory);
}

/* Names the first part of the path that does not exist, and what may have been meant. */
static acs_status refuse_missing(const char *path, struct mark from, acs_error *error)
{
    char near[256] = "", *prefix = strdup(path);
    if (!prefix)
        return error_no_memory(error);
    char *name = prefix;
    for (char *slash; (slash = strchr(name, '/')); name = slash + 1) {
        struct stat facts;
        *slash = '\0';
        bool missing = slash > prefix && stat(prefix, &facts);
        if (missing)
            break;
        *slash = '/';
    }
    bool folder = strlen(prefix) < strlen(path);
    char parent[4096];
    snprintf(parent, sizeof parent, "%.*s", (int)(name - prefix), prefix);
    nearest_entry(parent[0] ? parent : ".", name, near, sizeof near);
    error_add(error, ACS_INVALID, from, "no file '%.*s'%s%.*s%s%s%s%s", MESSAGE_PATH, path,
              folder ? "; there is no folder '" : "", folder ? MESSAGE_PATH : 0, prefix,
              folder ? "'" : "", near[0] ? "; did you mean '" : "", near, near[0] ? "'?" : "");
    free(prefix);
    return ACS_INVALID;
}

static acs_status refuse_kind(const char *path, mode_t mode, struct mark from, acs_error *error)
{
    if (S_ISDIR(mode))
        return error_add(error, ACS_INVALID, from, "'%.*s' is a folder; name a file in it",
                         MESSAGE_PATH, path);
    return error_add(error, ACS_INVALID, from,
                     "'%.*s' is not a regular file (a pipe, socket or device); save it as a file",
                     MESSAGE_PATH, path);
}

static acs_status refuse_system(const char *path, int number, struct mark from, acs_error *error)
{
    if (number == ENOENT || number == ENOTDIR)
        return refuse_missing(path, from, error);
    if (number == EISDIR)
        return refuse_kind(path, S_IFDIR, from, error);
    return error_add(error, number == ENAMETOOLONG || number == ELOOP ? ACS_INVALID : ACS_FAILED,
                     from, "cannot read '%.*s': %s", MESSAGE_PATH, path, strerror(number));
}

/* Opens a regular file of at most limit bytes; stat comes first since opening a device may act. */
static acs_status open_regular(const char *path, size_t limit, struct mark from, int *descriptor,
                               struct stat *facts, acs_error *error)
{
    if (stat(path, facts))
        return refuse_system(path, errno, from, error);
    if (!S_ISREG(facts->st_mode))
        return refuse_kind(path, facts->st_mode, from, error);
    *descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*descriptor < 0)
        return refuse_system(path, errno, from, error);
    acs_status status = ACS_OK;
    if (fstat(*descriptor, facts))
        status = refuse_system(path, errno, from, error);
    else if (!S_ISREG(facts->st_mode))
        status = refuse_kind(path, facts->st_mode, from, error);
    else if ((uintmax_t)facts->st_size > limit)
        status = error_add(error, ACS_INVALID, from,
                           "'%.*s' is too large: %.1f MB where at most %zu MB are read",
                           MESSAGE_PATH, path, (double)facts->st_size / 1048576.0, limit >> 20);
    if (status != ACS_OK)
        close(*descriptor);
    return status;
}

/* Reads exactly the size that was stated, so that a file that changes meanwhile is noticed. */
static acs_status read_whole(int descriptor, char *text, size_t size, const char *path,
                             struct mark from, acs_error *error)
{
    size_t done = 0;
    for (;;) {
        char beyond;
        ssize_t got =
            done < size ? read(descriptor, text + done, size - done) : read(descriptor, &beyond, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return refuse_system(path, errno, from, error);
        if (got == 0 && done == size)
            return ACS_OK;
        if (got == 0 || done == size)
            return error_add(error, ACS_FAILED, from, "'%.*s' changed while it was read",
                             MESSAGE_PATH, path);
        done += (size_t)got;
    }
}

static const char *sha256_text(struct arena *arena, const char *text, size_t size)
{
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    sha256_update(&context, size, (const uint8_t *)text);
    sha256_digest(&context, sizeof digest, digest);
    char *hex = arena_alloc(arena, 2 * sizeof digest + 1, 1);
    for (size_t i = 0; hex && i < sizeof digest; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    return hex;
}

static acs_status list_add(struct file_list *files, const char *path, char *text, size_t size,
                           struct stat facts, const struct source **source, acs_error *error)
{
    if (files->count == files->capacity) {
        size_t capacity = files->capacity ? 2 * files->capacity : 16;
        struct loaded_file *grown = ARENA_NEW(files->arena, capacity, struct loaded_file);
        if (!grown)
            return error_no_memory(error);
        if (files->count)
            memcpy(grown, files->files, files->count * sizeof *grown);
        files->files = grown;
        files->capacity = capacity;
    }
    const char *sha256 = sha256_text(files->arena, text, size);
    /* marks point at this copy, which stays where it is when the list grows */
    struct source *kept = ARENA_NEW(files->arena, 1, struct source);
    if (!sha256 || !kept)
        return error_no_memory(error);
    bool marked = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0; /* a byte-order mark */
    *kept = (struct source){path, marked ? text + 3 : text, marked ? size - 3 : size};
    files->files[files->count++] = (struct loaded_file){
        *kept, path, sha256, kept, (uint64_t)facts.st_dev, (uint64_t)facts.st_ino};
    *source = kept;
    return ACS_OK;
}

acs_status file_load(struct file_list *files, const char *path, struct mark from, size_t limit,
                     const struct source **source, acs_error *error)
{
    if (!path[0])
        return error_add(error, ACS_INVALID, from, "a file name is missing");
    path = file_path(files, path, from);
    return path ? file_load_path(files, path, from, limit, source, error) : error_no_memory(error);
}

acs_status file_load_path(struct file_list *files, const char *path, struct mark from, size_t limit,
                          const struct source **source, acs_error *error)
{
    int descriptor = -1;
    struct stat facts;
    acs_status status = open_regular(path, limit, from, &descriptor, &facts, error);
    if (status != ACS_OK)
        return status;
    for (size_t i = 0; i < files->count; i++) {
        const struct loaded_file *file = &files->files[i];
        if (file->device == (uint64_t)facts.st_dev && file->inode == (uint64_t)facts.st_ino) {
            *source = file->kept;
            close(descriptor);
            return ACS_OK;
        }
    }
    size_t size = (size_t)facts.st_size;
    char *text = arena_alloc(files->arena, size + 1, 1);
    status = text ? read_whole(descriptor, text, size, path, from, error) : error_no_memory(error);
    close(descriptor);
    if (status != ACS_OK)
        return status;
    return list_add(files, path, text, size, facts, source, error);
}

/* Bytes of the UTF-8 character at text (RFC 3629), 0 if it is none. */
static size_t character_size(const unsigned char *text, size_t left)
{
    if (text[0] < 0x80)
        return 1;
    size_t size = text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : 2;
    if (text[0] < 0xc2 || text[0] > 0xf4 || size > left)
        return 0;
    for (size_t i = 1; i < size; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    bool overlong = (text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xf0 && text[1] < 0x90);
    bool beyond = (text[0] == 0xed && text[1] >= 0xa0) || (text[0] == 0xf4 && text[1] >= 0x90);
    return overlong || beyond ? 0 : size;
}

/* The code point of a control character or of one that Unicode keeps out of texts, -1 of others;
 * line ends, tabs and the next-line sign may stand in a text. */
static int control_character(const unsigned char *text, size_t size)
{
    if (size == 1 && (text[0] < 0x20 || text[0] == 0x7f))
        return text[0] == '\n' || text[0] == '\r' || text[0] == '\t' ? -1 : text[0];
    if (size == 2 && text[0] == 0xc2 && text[1] < 0xa0)
        return text[1] == 0x85 ? -1 : text[1];
    if (size == 3 && text[0] == 0xef && text[1] == 0xbf && text[2] >= 0xbe)
        return 0xffc0 | (text[2] & 0x3f);
    return -1;
}

size_t text_first_bad(const char *text, size_t size, int *control)
{
    for (size_t at = 0; at < size;) {
        const unsigned char *here = (const unsigned char *)text + at;
        size_t bytes = character_size(here, size - at);
        *control = bytes ? control_character(here, bytes) : -1;
        if (!bytes || *control >= 0)
            return at;
        at += bytes;
    }
    return size;
}

bool source_is_text(const struct source *source, acs_error *error)
{
    int control;
    size_t at = text_first_bad(source->text, source->size, &control);
    if (at == source->size)
        return true;
    struct mark mark = {source, 1, at + 1, 1};
    for (size_t i = 0; i < at; i++)
        if (source->text[i] == '\n') {
            mark.line++;
            mark.column = at - i;
        }
    const unsigned char *bytes = (const unsigned char *)source->text;
    if (at < 2 && source->size >= 2 && bytes[0] >= 0xfe && bytes[1] >= 0xfe)
        error_add(error, ACS_INVALID, mark, "this is UTF-16; save the file as UTF-8");
    else if (control >= 0)
        error_add(error, ACS_INVALID, mark, "control character U+%04X; only text may stand here",
                  (unsigned)control);
    else
        error_add(error, ACS_INVALID, mark,
                  "byte 0x%02x is not UTF-8 text; save or type it as UTF-8", bytes[at]);
    return false;
}
