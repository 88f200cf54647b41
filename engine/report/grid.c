#include "report/grid.h"

#include <stdint.h>
#include <string.h>

void grid_init(struct grid *grid, size_t columns, size_t rows)
{
    *grid = (struct grid){.columns = columns, .rows = rows};
    grid->heading = ARENA_NEW(&grid->arena, columns, const char *);
    grid->group = ARENA_NEW(&grid->arena, columns, const char *);
    grid->cell = ARENA_NEW(&grid->arena, columns * rows, const char *);
    grid->failed = !grid->heading || !grid->group || !grid->cell;
}

void grid_finish(struct grid *grid)
{
    arena_finish(&grid->arena);
}

static const char *copy(struct grid *grid, const char *text)
{
    char *copied = arena_text(&grid->arena, text, strlen(text));
    if (!copied) {
        grid->failed = true;
        return "";
    }
    for (char *at = copied; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            *at = '?';
    return copied;
}

void grid_head(struct grid *grid, size_t column, const char *group, const char *heading)
{
    if (grid->failed)
        return;
    const char *before = column > 0 ? grid->group[column - 1] : NULL;
    if (before && group && strcmp(before, group) == 0)
        grid->group[column] = before;
    else
        grid->group[column] = group ? copy(grid, group) : NULL;
    grid->heading[column] = copy(grid, heading);
}

void grid_set(struct grid *grid, size_t row, size_t column, const char *text)
{
    if (!grid->failed)
        grid->cell[row * grid->columns + column] = copy(grid, text);
}

/* Characters, not bytes. */
static size_t width_of(const char *text)
{
    size_t width = 0;
    for (; text && *text; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

static void print_blank(size_t count, FILE *out)
{
    for (size_t i = 0; i < count; i++)
        fputc(' ', out);
}

static void print_cell(const char *text, size_t width, bool left, FILE *out)
{
    const size_t own = width_of(text), blank = width > own ? width - own : 0;
    print_blank(left ? 0 : blank, out);
    fputs(text ? text : "", out);
    print_blank(left ? blank : 0, out);
}

static size_t column_width(const struct grid *grid, size_t column)
{
    size_t width = width_of(grid->heading[column]);
    for (size_t row = 0; row < grid->rows; row++) {
        const size_t cell = width_of(grid->cell[row * grid->columns + column]);
        width = cell > width ? cell : width;
    }
    return width;
}

/* A column without a heading above it is a group of its own. */
static size_t group_end(const struct grid *grid, size_t first)
{
    size_t end = first + 1;
    while (end < grid->columns && grid->group[first] && grid->group[end] == grid->group[first])
        end++;
    return end;
}

/* Columns [first, end) of widths, with the blanks between them. */
static size_t span_of(const size_t *width, size_t first, size_t end)
{
    size_t span = 2 * (end - first - 1);
    for (size_t i = first; i < end; i++)
        span += width[i];
    return span;
}

/* Widens the first column of each group until its heading fits. */
static void fit_headings(const struct grid *grid, size_t *width)
{
    for (size_t first = 1; first < grid->columns; first = group_end(grid, first)) {
        const size_t span = span_of(width, first, group_end(grid, first));
        const size_t heading = width_of(grid->group[first]);
        if (heading > span)
            width[first] += heading - span;
    }
}

/* The end of the groups from `first` that fit beside the labels: at least one, at most `most`. */
static size_t block_end(const struct grid *grid, const size_t *width, size_t first, size_t between,
                        size_t most)
{
    size_t used = width[0], end = first;
    for (size_t groups = 0; end < grid->columns && groups < most; groups++) {
        const size_t next = group_end(grid, end);
        used += between + span_of(width, end, next);
        if (used > GRID_WIDTH && end > first)
            break;
        end = next;
    }
    return end;
}

/* Groups to a block, so that blocks are as few as can be and about equally wide. */
static size_t groups_per_block(const struct grid *grid, const size_t *width, size_t between)
{
    size_t groups = 0, blocks = 0;
    for (size_t first = 1; first < grid->columns; first = group_end(grid, first))
        groups++;
    for (size_t first = 1; first < grid->columns; blocks++)
        first = block_end(grid, width, first, between, groups);
    return blocks > 0 ? (groups + blocks - 1) / blocks : 1;
}

static void print_groups(const struct grid *grid, const size_t *width, size_t first, size_t end,
                         size_t between, FILE *out)
{
    size_t pending = width[0];
    for (size_t at = first; at < end; at = group_end(grid, at)) {
        const size_t span = span_of(width, at, group_end(grid, at));
        const size_t heading = width_of(grid->group[at]);
        print_blank(pending + between + span - heading, out);
        fputs(grid->group[at] ? grid->group[at] : "", out);
        pending = 0;
    }
    fputc('\n', out);
}

static void print_line(const struct grid *grid, const size_t *width, const char *const *texts,
                       size_t first, size_t end, size_t between, FILE *out)
{
    while (end > first && width_of(texts[end - 1]) == 0) /* no blanks at the end of a line */
        end--;
    print_cell(texts[0], end > first ? width[0] : 0, true, out);
    for (size_t i = first; i < end; i++) {
        const bool starts = !grid->group[i] || i == first || grid->group[i] != grid->group[i - 1];
        print_blank(starts ? between : 2, out);
        print_cell(texts[i], width[i], false, out);
    }
    fputc('\n', out);
}

static void print_block(const struct grid *grid, const size_t *width, size_t first, size_t end,
                        size_t between, FILE *out)
{
    size_t total = width[0];
    for (size_t at = first; at < end; at = group_end(grid, at))
        total += between + span_of(width, at, group_end(grid, at));
    bool grouped = false;
    for (size_t i = first; i < end; i++)
        grouped = grouped || grid->group[i];
    if (grouped)
        print_groups(grid, width, first, end, between, out);
    print_line(grid, width, grid->heading, first, end, between, out);
    for (size_t i = 0; i < total; i++)
        fputc('-', out);
    fputc('\n', out);
    for (size_t row = 0; row < grid->rows; row++)
        print_line(grid, width, grid->cell + row * grid->columns, first, end, between, out);
}

void grid_print(const struct grid *grid, FILE *out)
{
    if (grid->failed)
        return;
    struct arena arena = {0};
    size_t *width = ARENA_NEW(&arena, grid->columns, size_t);
    for (size_t i = 0; width && i < grid->columns; i++)
        width[i] = column_width(grid, i);
    if (width) {
        fit_headings(grid, width);
        /* closer together if all of it then fits */
        size_t between = 3;
        if (block_end(grid, width, 1, 3, SIZE_MAX) < grid->columns &&
            block_end(grid, width, 1, 2, SIZE_MAX) == grid->columns)
            between = 2;
        const size_t most = groups_per_block(grid, width, between);
        for (size_t first = 1, end; first < grid->columns; first = end) {
            end = block_end(grid, width, first, between, most);
            if (first > 1)
                fputc('\n', out);
            print_block(grid, width, first, end, between, out);
        }
    }
    arena_finish(&arena);
}

void grid_print_text(const char *text, FILE *out)
{
    size_t column = 0;
    while (*text) {
        const size_t word = strcspn(text, " ");
        char copied[1024];
        const size_t size = word < sizeof copied ? word : sizeof copied - 1;
        for (size_t i = 0; i < size; i++)
            copied[i] = (unsigned char)text[i] < 0x20 || text[i] == 0x7f ? '?' : text[i];
        copied[size] = '\0';
        const size_t width = width_of(copied);
        if (column > 0 && column + 1 + width > GRID_WIDTH) {
            fputc('\n', out);
            column = 0;
        }
        column += (size_t)fprintf(out, "%s%s", column > 0 ? " " : "", copied) - size + width;
        text += size;
        text += strspn(text, " ");
    }
    fputc('\n', out);
}
