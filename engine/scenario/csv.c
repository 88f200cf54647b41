/* CSV by RFC 4180: a header, then rows with exactly its fields. */
#include "scenario/csv.h"

#include <string.h>

struct scanner {
    const struct source *source;
    acs_error *error;
    size_t errors; /* of this table; at ERROR_LIMIT reading stops */
    size_t at, line, line_start;
    char *to; /* where the next field's text goes */
    struct csv_field *fields;
    size_t used, capacity;
};

static struct mark mark_at(const struct scanner *scanner, size_t start, size_t length)
{
    return (struct mark){scanner->source, scanner->line, start - scanner->line_start + 1,
                         length ? length : 1};
}

static void complain(struct scanner *scanner, struct mark mark, const char *words)
{
    scanner->errors++;
    error_add(scanner->error, ACS_INVALID, mark, "%s", words);
}

static bool at_end(const struct scanner *scanner)
{
    return scanner->at >= scanner->source->size;
}

static char peek(const struct scanner *scanner)
{
    return at_end(scanner) ? '\0' : scanner->source->text[scanner->at];
}

static bool at_break(const struct scanner *scanner)
{
    char c = peek(scanner);
    return at_end(scanner) || c == '\n' ||
           (c == '\r' && (scanner->at + 1 >= scanner->source->size ||
                          scanner->source->text[scanner->at + 1] == '\n'));
}

static void skip_break(struct scanner *scanner)
{
    if (peek(scanner) == '\r')
        scanner->at++;
    if (!at_end(scanner))
        scanner->at++;
    scanner->line++;
    scanner->line_start = scanner->at;
}

/* The text between quotes; false after an error, at the end of the field or the file. */
static bool scan_quoted(struct scanner *scanner)
{
    const char *text = scanner->source->text;
    struct mark open = mark_at(scanner, scanner->at, 1);
    for (scanner->at++; !at_end(scanner); scanner->at++) {
        char c = text[scanner->at];
        if (c == '"') {
            scanner->at++;
            if (peek(scanner) != '"' || at_end(scanner))
                return true;
        } else if (c == '\n') {
            scanner->line++;
            scanner->line_start = scanner->at + 1;
        }
        *scanner->to++ = c;
    }
    complain(scanner, open, "the quote that begins here is never closed");
    return false;
}

/* Reads one field up to the comma or line break that ends it; false after an error. */
static bool scan_field(struct scanner *scanner)
{
    const char *text = scanner->source->text;
    size_t start = scanner->at;
    struct csv_field field = {scanner->to, mark_at(scanner, start, 1)};
    bool good = true;
    if (peek(scanner) == '"') {
        good = scan_quoted(scanner);
        if (good && !at_break(scanner) && peek(scanner) != ',') {
            complain(scanner, mark_at(scanner, scanner->at, 1),
                     "expected ',' after the closing quote; a quote inside is written twice");
            good = false;
        }
    } else {
        size_t end = start;
        while (!at_break(scanner) && !strchr(",\"\r", peek(scanner)))
            scanner->at++;
        end = scanner->at;
        good = at_break(scanner) || peek(scanner) == ',';
        if (!good)
            complain(scanner, mark_at(scanner, end, 1),
                     peek(scanner) == '"'
                         ? "a quote inside a field; put the whole field in quotes and write this "
                           "twice"
                         : "a carriage return without a line feed; save the file with the line "
                           "ends of Unix or Windows");
        while (start < end && (text[start] == ' ' || text[start] == '\t'))
            start++;
        while (end > start && (text[end - 1] == ' ' || text[end - 1] == '\t'))
            end--;
        memcpy(scanner->to, text + start, end - start);
        scanner->to += end - start;
        field.mark = mark_at(scanner, start, end - start);
    }
    *scanner->to++ = '\0';
    if (good && scanner->line == field.mark.line && scanner->at > start && text[start] == '"')
        field.mark.length = scanner->at - start;
    if (scanner->used < scanner->capacity)
        scanner->fields[scanner->used++] = field;
    return good;
}

/* Reads one row; returns its fields, 0 after an error, when the rest of the line is left out. */
static size_t scan_row(struct scanner *scanner)
{
    size_t first = scanner->used;
    for (;;) {
        if (!scan_field(scanner)) {
            scanner->used = first;
            while (!at_end(scanner) && peek(scanner) != '\n')
                scanner->at++;
            break;
        }
        if (at_break(scanner))
            break;
        scanner->at++; /* the comma */
    }
    skip_break(scanner);
    return scanner->used - first;
}

static bool blank_to_end(const struct scanner *scanner)
{
    size_t at = scanner->at;
    while (at < scanner->source->size && strchr("\r\n \t", scanner->source->text[at]))
        at++;
    return at >= scanner->source->size;
}

static void check_header(struct scanner *scanner, const struct csv *table)
{
    for (size_t i = 0; i < table->columns; i++) {
        const struct csv_field *field = &table->header[i];
        if (!field->text[0]) {
            complain(scanner, field->mark, "a column without a name");
            continue;
        }
        for (size_t j = 0; j < i; j++)
            if (strcmp(table->header[j].text, field->text) == 0) {
                scanner->errors++;
                error_add(scanner->error, ACS_INVALID, field->mark,
                          "the column '%.60s' stands twice; rename or remove one", field->text);
                break;
            }
        if (scanner->errors >= ERROR_LIMIT)
            return;
    }
    if (table->columns == 1 && strpbrk(table->header[0].text, ";\t"))
        complain(scanner, table->header[0].mark,
                 "columns are separated by commas; save the table as comma-separated values");
}

#define COLUMN_LIMIT 2000u

static void scan_rows(struct scanner *scanner, struct csv *table)
{
    while (scanner->errors < ERROR_LIMIT && !blank_to_end(scanner)) {
        struct mark mark = mark_at(scanner, scanner->at, 1);
        bool empty = at_break(scanner);
        size_t before = scanner->errors, found = scan_row(scanner);
        if (found == table->columns && !empty) {
            table->rows++;
            continue;
        }
        scanner->used -= found;
        if (scanner->errors > before)
            continue;
        scanner->errors++;
        if (empty)
            error_add(scanner->error, ACS_INVALID, mark, "an empty row; remove it");
        else
            error_add(scanner->error, ACS_INVALID, mark,
                      "%zu field%s in this row, where the header has %zu", found,
                      found == 1 ? "" : "s", table->columns);
    }
}

static size_t count_fields(const struct source *source)
{
    size_t count = 1;
    for (size_t i = 0; i < source->size; i++)
        count += source->text[i] == ',' || source->text[i] == '\n';
    return count;
}

static acs_status parse(struct arena *arena, const struct source *source, struct mark asked,
                        struct csv *table, acs_error *error)
{
    struct mark whole = {source, 0, 0, 0};
    size_t bound = count_fields(source);
    if (bound > CSV_FIELDS)
        return error_add(error, ACS_INVALID, asked,
                         "the table '%.200s' has more than %zu fields; split it or leave out "
                         "columns",
                         source->name, CSV_FIELDS);
    struct scanner scanner = {.source = source, .error = error, .line = 1, .capacity = bound};
    scanner.fields = ARENA_NEW(arena, bound, struct csv_field);
    scanner.to = arena_alloc(arena, source->size + 2, 1);
    if (!scanner.fields || !scanner.to)
        return error_no_memory(error);
    if (blank_to_end(&scanner))
        return error_add(error, ACS_INVALID, whole,
                         "the table is empty; expected a header of column names, then rows");
    table->source = source;
    table->columns = scan_row(&scanner);
    table->header = scanner.fields;
    table->fields = scanner.fields + table->columns;
    if (table->columns > COLUMN_LIMIT)
        return error_add(error, ACS_INVALID, table->header[0].mark,
                         "%zu columns, where at most %u are read", table->columns, COLUMN_LIMIT);
    if (table->columns)
        check_header(&scanner, table);
    if (scanner.errors == 0)
        scan_rows(&scanner, table);
    if (scanner.errors == 0 && table->rows == 0)
        return error_add(error, ACS_INVALID, table->header[0].mark,
                         "the table has a header and no rows");
    return scanner.errors ? ACS_INVALID : ACS_OK;
}

acs_status csv_read(struct file_list *files, const struct node *name, struct csv **table,
                    acs_error *error)
{
    double number;
    if (name->kind != NODE_SCALAR || !name->text[0] ||
        (!name->quoted && text_is_number(name->text, &number)))
        return error_add(error, ACS_INVALID, name->mark,
                         "expected the name of a CSV file, found %s", node_kind_words(name));
    const struct source *source;
    acs_status status = file_load(files, name->text, name->mark, CSV_FILE_BYTES, &source, error);
    if (status != ACS_OK)
        return status;
    if (!source_is_text(source, error))
        return ACS_INVALID;
    struct csv *read = ARENA_NEW(files->arena, 1, struct csv);
    if (!read)
        return error_no_memory(error);
    status = parse(files->arena, source, name->mark, read, error);
    if (status == ACS_OK)
        *table = read;
    return status;
}
