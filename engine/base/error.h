/* Errors: every user mistake is a diagnostic with a place; all of them are kept, none printed. */
#ifndef ACSIM_BASE_ERROR_H
#define ACSIM_BASE_ERROR_H

#include "acsim.h"

#include <stdarg.h>
#include <stddef.h>

#define WARN_UNUSED __attribute__((warn_unused_result))
#define FORMAT_LIKE_PRINTF(at, first) __attribute__((format(printf, at, first)))

/* A text that was read: a file, or an argument of the command line. Lives as long as its arena. */
struct source {
    const char *name; /* as messages show it */
    const char *text;
    size_t size; /* bytes */
};

/* A place in a source; line and column count from 1 (columns in bytes). A zero mark has no place.
 */
struct mark {
    const struct source *source;
    size_t line;
    size_t column;
    size_t length; /* bytes under the caret, at least 1 */
};

/* Adds one diagnostic and returns status. The text says what is wrong, then what would be right. */
acs_status error_add(acs_error *error, acs_status status, struct mark mark, const char *format, ...)
    FORMAT_LIKE_PRINTF(4, 5);

/* The same without a place. */
acs_status error_plain(acs_error *error, acs_status status, const char *format, ...)
    FORMAT_LIKE_PRINTF(3, 4);

/* A warning: shown like an error, but the status stays. */
void error_warn(acs_error *error, struct mark mark, const char *format, ...)
    FORMAT_LIKE_PRINTF(3, 4);

acs_status error_no_memory(acs_error *error);

/* Adds the diagnostics of another that are not there yet, as they are when one file is read several
 * times. */
void error_merge(acs_error *error, const acs_error *from);

/* ACS_OK while only warnings were added, else the status of the first error. */
acs_status error_status(const acs_error *error);

/* How many errors (not warnings) were added; at most ERROR_LIMIT are kept as text. */
size_t error_count(const acs_error *error);
#define ERROR_LIMIT 50

#endif
