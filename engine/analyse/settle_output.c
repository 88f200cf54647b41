/* The file a settled table goes to. */
#define _GNU_SOURCE /* asprintf */
#include "analyse/settle.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

acs_status settle_check_output(const char *output, const char *rows, bool force, acs_error *error)
{
    struct stat there, read;
    if (stat(output, &there) != 0)
        return ACS_OK;
    if (!S_ISREG(there.st_mode))
        return error_plain(error, ACS_FAILED, "%s: not a file that could be written", output);
    if (stat(rows, &read) == 0 && read.st_dev == there.st_dev && read.st_ino == there.st_ino)
        return error_plain(error, ACS_FAILED,
                           "%s: holds the rows themselves; choose another name with -o", output);
    if (force)
        return ACS_OK;
    return error_plain(
        error, ACS_FAILED,
        "%s: exists already; choose another name with -o, or --force to overwrite it", output);
}

/* Prints and closes the file; the reason of a failure, 0 if there is none. */
static int print_whole(const struct settle_table *table, const struct settled *settled, FILE *file)
{
    errno = 0;
    settle_print(table, settled, file);
    const bool lost = fflush(file) != 0 || ferror(file);
    int reason = lost ? (errno ? errno : EIO) : 0;
    if (fclose(file) != 0 && !reason)
        reason = errno;
    return reason;
}

acs_status settle_write(const struct settle_table *table, const struct settled *settled,
                        const char *output, acs_error *error)
{
    char *partial; /* its name until it is whole */
    if (asprintf(&partial, "%s.%ld.partial", output, (long)getpid()) < 0)
        return error_no_memory(error);
    FILE *file = fopen(partial, "wx");
    int reason = file ? print_whole(table, settled, file) : errno;
    if (!reason && rename(partial, output) != 0)
        reason = errno;
    if (file && reason)
        unlink(partial);
    free(partial);
    return reason ? error_plain(error, ACS_FAILED, "%s: cannot be written: %s", output,
                                strerror(reason))
                  : ACS_OK;
}
