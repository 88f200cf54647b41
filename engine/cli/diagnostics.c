#define _GNU_SOURCE /* memmem */
#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool wants_colour(void)
{
    const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return isatty(STDERR_FILENO) && !(no_colour && *no_colour) && terminal &&
           strcmp(terminal, "dumb") != 0;
}

/* One word of a line in a colour, if the line holds it; returns whether it did. */
static bool print_coloured(const char *line, size_t size, const char *word, const char *colour)
{
    const char *at = memmem(line, size, word, strlen(word));
    if (!at)
        return false;
    const size_t before = (size_t)(at - line), after = before + strlen(word);
    fprintf(stderr, "%.*s%s%s\033[0m%.*s", (int)before, line, colour, word, (int)(size - after),
            line + after);
    return true;
}

void diagnostics_print(const acs_error *error)
{
    const char *text = acs_error_text(error);
    if (!wants_colour()) {
        fputs(text, stderr);
        return;
    }
    while (*text) {
        const size_t length = strcspn(text, "\n");
        const size_t size = text[length] ? length + 1 : length;
        if (strncmp(text, "    ", 4) == 0 ||
            (!print_coloured(text, size, "error:", "\033[1;31m") &&
             !print_coloured(text, size, "warning:", "\033[1;35m")))
            fwrite(text, 1, size, stderr);
        text += size;
    }
}
