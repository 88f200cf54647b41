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

FORMAT_LIKE_PRINTF(2, 0)
static void append_formatted(acs_error *error, const char *format, va_list arguments)
{
    char line[1024];
    int size = vsnprintf(line, sizeof line, format, arguments);
    if (size < 0)
        return;
    if ((size_t)size >= sizeof line)
        memcpy(line + sizeof line - 4, "...", 4);
    /* what a file holds must not drive the terminal */
    for (char *at = line; *at; at++)
        if (((unsigned char)*at < 0x20 && *at != '\n') || *at == 0x7f)
            *at = '?';
    append(error, line, strlen(line));
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
    size_t column = mark.column ? mark.column - 1 : 0;
    if (column > length)
        column = length;
    size_t from = column > 60 ? column - 60 : 0;
    size_t shown = length - from > 100 ? 100 : length - from;
    size_t carets = mark.length ? mark.length : 1;
    if (carets > from + shown - column)
        carets = from + shown > column ? from + shown - column : 1;
    append(error, "    ", 4);
    for (size_t i = 0; i < shown; i++) {
        char c = start[from + i];
        append(error, (unsigned char)c < 0x20 || c == 0x7f ? " " : &c, 1);
    }
    append(error, "\n    ", 5);
    for (size_t i = from; i < column; i++) /* one blank per character, not per byte */
        if (((unsigned char)start[i] & 0xc0) != 0x80)
            append(error, " ", 1);
    append(error, "^", 1);
    for (size_t i = 1; i < carets && i < 60; i++)
        if (column + i >= from + shown || ((unsigned char)start[column + i] & 0xc0) != 0x80)
            append(error, "~", 1);
    append(error, "\n", 1);
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
    append(error, place, strlen(place));
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

acs_status error_no_memory(acs_error *error)
{
    return error_plain(error, ACS_FAILED, "out of memory");
}
