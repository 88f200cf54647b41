#define _GNU_SOURCE /* strndup */
#include "base/error.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct acs_error {
    char *text; /* rendered diagnostics, one after the other */
    size_t size, capacity;
    size_t errors, shown;
    acs_status status;
};

acs_error *acs_error_create(void)
{
    return calloc(1, sizeof(struct acs_error));
}

void acs_error_destroy(acs_error *error)
{
    if (!error)
        return;
    free(error->text);
    free(error);
}

const char *acs_error_text(const acs_error *error)
{
    return error->text ? error->text : "";
}

acs_status error_status(const acs_error *error)
{
    return error->status;
}

size_t error_count(const acs_error *error)
{
    return error->errors;
}

static void append(acs_error *error, const char *text, size_t size)
{
    if (error->size + size + 1 > error->capacity) {
        size_t capacity = 2 * error->capacity + size + 256;
        char *grown = realloc(error->text, capacity);
        if (!grown)
            return;
        error->text = grown;
        error->capacity = capacity;
    }
    memcpy(error->text + error->size, text, size);
    error->size += size;
    error->text[error->size] = '\0';
}

/* Bytes of the UTF-8 character at text if a terminal may be shown it, else 0: not controls, not
 * bytes that are no UTF-8, not marks that turn the direction of writing. */
static size_t shown_character(const unsigned char *text, size_t left)
{
    static const unsigned char first[] = {0, 0x80, 0xc2, 0xe0, 0xf0}; /* by length */
    if (text[0] < 0x80)
        return text[0] >= 0x20 && text[0] != 0x7f;
    size_t size = text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : 2;
    if (text[0] < first[2] || text[0] > 0xf4 || size > left)
        return 0;
    unsigned long code = text[0] & (0x7fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (text[i] & 0x3fu);
    }
    static const unsigned long least[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool no_character =
        code < least[size] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000);
    const bool turns = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
                       code == 0x200e || code == 0x200f || code == 0x61c;
    return no_character || turns || code < 0xa0 ? 0 : size;
}

/* What a file holds must not drive the terminal: what cannot be shown becomes `instead`. */
static void append_shown(acs_error *error, const char *text, size_t size, char instead)
{
    for (size_t i = 0; i < size;) {
        size_t character = shown_character((const unsigned char *)text + i, size - i);
        const bool keep = character > 0 || text[i] == '\n';
        append(error, keep ? text + i : &instead, character ? character : 1);
        i += character ? character : 1;
    }
}

FORMAT_LIKE_PRINTF(2, 0)
static void append_formatted(acs_error *error, const char *format, va_list arguments)
{
    char line[1024];
    int size = vsnprintf(line, sizeof line, format, arguments);
    if (size < 0)
        return;
    if ((size_t)size >= sizeof line)
        memcpy(line + sizeof line - 4, "...", 4);
    append_shown(error, line, strlen(line), '?');
}

/* Bytes before the caret and in all that an excerpt of a long line shows. */
#define EXCERPT_BEFORE 60
#define EXCERPT_BYTES 100

static void append_line(acs_error *error, const char *start, size_t length, size_t column,
                        size_t carets)
{
    size_t from = column > EXCERPT_BEFORE ? column - EXCERPT_BEFORE : 0;
    while (from > 0 && from < column && ((unsigned char)start[from] & 0xc0) == 0x80)
        from++; /* not within a character */
    const size_t shown = length - from > EXCERPT_BYTES ? EXCERPT_BYTES : length - from;
    append(error, from > 0 ? "    ..." : "    ", from > 0 ? 7 : 4);
    append_shown(error, start + from, shown, ' ');
    append(error, from + shown < length ? "...\n" : "\n", from + shown < length ? 4 : 1);
    append(error, from > 0 ? "       " : "    ", from > 0 ? 7 : 4);
    for (size_t i = from; i < column; i++) /* one blank per character, not per byte */
        if (((unsigned char)start[i] & 0xc0) != 0x80)
            append(error, " ", 1);
    append(error, "^", 1);
    if (carets > from + shown - column)
        carets = from + shown > column ? from + shown - column : 1;
    for (size_t i = 1; i < carets && i < 60; i++)
        if (column + i >= from + shown || ((unsigned char)start[column + i] & 0xc0) != 0x80)
            append(error, "~", 1);
    append(error, "\n", 1);
}

/* The source line with a caret under the mark; long lines are cut around it. */
static void append_excerpt(acs_error *error, struct mark mark)
{
    const char *start = mark.source->text, *end = start + mark.source->size;
    for (size_t line = 1; line < mark.line && start < end; start++)
        if (*start == '\n')
            line++;
    size_t length = 0;
    while (start + length < end && start[length] != '\n' && start[length] != '\r')
        length++;
    const size_t column = mark.column ? mark.column - 1 : 0;
    append_line(error, start, length, column > length ? length : column,
                mark.length ? mark.length : 1);
}

FORMAT_LIKE_PRINTF(4, 0)
static void diagnose(acs_error *error, struct mark mark, const char *kind, const char *format,
                     va_list arguments)
{
    char place[512] = "";
    if (mark.source && mark.line)
        snprintf(place, sizeof place, "%s:%zu:%zu: ", mark.source->name, mark.line, mark.column);
    else if (mark.source)
        snprintf(place, sizeof place, "%s: ", mark.source->name);
    append_shown(error, place, strlen(place), '?');
    append(error, kind, strlen(kind));
    append_formatted(error, format, arguments);
    append(error, "\n", 1);
    if (mark.source && mark.line && mark.source->text)
        append_excerpt(error, mark);
}

FORMAT_LIKE_PRINTF(4, 0)
static acs_status add(acs_error *error, acs_status status, struct mark mark, const char *format,
                      va_list arguments)
{
    if (error->status == ACS_OK)
        error->status = status;
    error->errors++;
    if (error->shown < ERROR_LIMIT)
        diagnose(error, mark, "error: ", format, arguments);
    else if (error->shown == ERROR_LIMIT)
        append(error, "further errors are not shown\n", 29);
    error->shown++;
    return status;
}

acs_status error_add(acs_error *error, acs_status status, struct mark mark, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(error, status, mark, format, arguments);
    va_end(arguments);
    return status;
}

acs_status error_plain(acs_error *error, acs_status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(error, status, (struct mark){0}, format, arguments);
    va_end(arguments);
    return status;
}

void error_warn(acs_error *error, struct mark mark, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    diagnose(error, mark, "warning: ", format, arguments);
    va_end(arguments);
}

/* A diagnostic is a line and the indented ones below it. */
static size_t diagnostic_size(const char *text)
{
    size_t size = strcspn(text, "\n");
    size += text[size] == '\n';
    while (strncmp(text + size, "    ", 4) == 0) {
        size += strcspn(text + size, "\n");
        size += text[size] == '\n';
    }
    return size;
}

void error_merge(acs_error *error, const acs_error *from)
{
    const char *text = acs_error_text(from);
    for (size_t size; *text; text += size) {
        size = diagnostic_size(text);
        char *diagnostic = strndup(text, size);
        if (!diagnostic || !strstr(acs_error_text(error), diagnostic))
            append(error, text, size);
        free(diagnostic);
    }
    if (error->status == ACS_OK)
        error->status = from->status;
    error->errors += from->errors;
    error->shown += from->shown;
}

acs_status error_no_memory(acs_error *error)
{
    return error_plain(error, ACS_FAILED, "out of memory");
}
