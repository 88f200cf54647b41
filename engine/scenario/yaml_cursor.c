#include "scenario/yaml_cursor.h"

/* Whether a byte goes on with the character that began before it. */
static bool continues(const struct cursor *cursor, size_t byte)
{
    return byte < cursor->source->size &&
           ((unsigned char)cursor->source->text[byte] & 0xc0) == 0x80;
}

struct cursor cursor_at(const struct source *source, size_t byte)
{
    return (struct cursor){.source = source, .start = byte, .byte = byte, .line = 1};
}

void cursor_seek(struct cursor *cursor, size_t character)
{
    const char *text = cursor->source->text;
    while (cursor->character < character && cursor->byte < cursor->source->size) {
        bool break_line = text[cursor->byte++] == '\n';
        while (continues(cursor, cursor->byte))
            cursor->byte++;
        cursor->character++;
        if (break_line) {
            cursor->line++;
            cursor->line_start = cursor->byte;
        }
    }
    while (cursor->character > character && cursor->byte > cursor->start) {
        do
            cursor->byte--;
        while (cursor->byte > cursor->start && continues(cursor, cursor->byte));
        cursor->character--;
        if (text[cursor->byte] == '\n') {
            cursor->line--;
            size_t start = cursor->byte;
            while (start > 0 && text[start - 1] != '\n')
                start--;
            cursor->line_start = start;
        }
    }
}

void cursor_seek_byte(struct cursor *cursor, size_t byte)
{
    while (cursor->byte > byte && cursor->character > 0)
        cursor_seek(cursor, cursor->character - 1);
    while (cursor->byte < byte && cursor->byte < cursor->source->size)
        cursor_seek(cursor, cursor->character + 1);
}

struct mark cursor_mark(struct cursor *cursor, size_t first, size_t last)
{
    cursor_seek(cursor, first);
    const char *text = cursor->source->text;
    size_t byte = cursor->byte, length = 0;
    for (size_t character = first; character < last && byte + length < cursor->source->size;
         character++) {
        if (text[byte + length] == '\n' || text[byte + length] == '\r')
            break;
        length++;
        while (continues(cursor, byte + length))
            length++;
    }
    return (struct mark){cursor->source, cursor->line, byte - cursor->line_start + 1,
                         length ? length : 1};
}
