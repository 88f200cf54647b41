/* A place in a text that moves between libyaml's count of characters and a mark's of bytes. */
#ifndef ACSIM_SCENARIO_YAML_CURSOR_H
#define ACSIM_SCENARIO_YAML_CURSOR_H

#include "base/error.h"

#include <stdbool.h>

/* Moving by a little is cheap in either direction; marks come nearly in the order of the text. */
struct cursor {
    const struct source *source;
    size_t start;     /* byte at which characters begin to count */
    size_t character; /* from start */
    size_t byte, line, line_start;
};

/* At a byte of the source's first line, where characters begin to count. */
struct cursor cursor_at(const struct source *source, size_t byte);

void cursor_seek(struct cursor *cursor, size_t character);
void cursor_seek_byte(struct cursor *cursor, size_t byte); /* to the character that holds it */

/* The mark of the characters from first to last, which it does not hold; at most to the end of the
 * line. */
struct mark cursor_mark(struct cursor *cursor, size_t first, size_t last);

#endif
