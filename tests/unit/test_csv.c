/* CSV tables: quoting, line ends, refusals with their places, columns and numbers. */
#include "scratch.h"

#include "scenario/csv.h"

#include <math.h>

static struct scratch scratch;

static void start(void)
{
    scratch_init(&scratch);
}

static void finish(void)
{
    scratch_finish(&scratch);
}

TestSuite(csv, .init = start, .fini = finish);

static struct csv *read_bytes(const char *bytes, size_t size)
{
    static int count; /* a file read before is found again */
    char file[32];
    snprintf(file, sizeof file, "t%d.csv", count++);
    const struct node name = {
        .kind = NODE_SCALAR, .text = scratch_bytes(&scratch, file, bytes, size), .quoted = true};
    struct csv *table = NULL;
    acs_status status = csv_read(&scratch.files, &name, &table, scratch.error);
    cr_assert_eq(status == ACS_OK, table != NULL);
    return table;
}

static struct csv *read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

static void expect_row(const struct csv *table, size_t row, const char *const fields[])
{
    for (size_t i = 0; i < table->columns; i++)
        cr_expect_str_eq(csv_field(table, row, (int)i)->text, fields[i]);
}

Test(csv, reads_quotes_line_ends_and_marks)
{
    const struct csv *table = read_text("\xef\xbb\xbfplace,age,\"per\"\"sons\"\r\n"
                                        "a, 0-4 ,1\r\n\"b, c\",\"5\n6\",\"\"\nd,,3");
    cr_assert_not_null(table, "%s", scratch_text(&scratch));
    cr_assert_eq(table->columns, 3);
    cr_assert_eq(table->rows, 3);
    cr_expect_str_eq(table->header[0].text, "place", "a byte-order mark is left out");
    cr_expect_str_eq(table->header[2].text, "per\"sons");
    expect_row(table, 0, (const char *const[]){"a", "0-4", "1"});
    expect_row(table, 1, (const char *const[]){"b, c", "5\n6", ""});
    expect_row(table, 2, (const char *const[]){"d", "", "3"});
    cr_expect_eq(csv_field(table, 0, 1)->mark.line, 2);
    cr_expect_eq(csv_field(table, 0, 1)->mark.column, 4);
    cr_expect_eq(csv_field(table, 2, 2)->mark.line, 5, "after a line break in quotes");
    cr_expect_eq(csv_field(table, 2, 2)->mark.column, 4);
    cr_expect_eq(csv_column(table, "age"), 1);
    cr_expect_eq(csv_column(table, "Age"), -1);
}

Test(csv, tolerates_blank_lines_at_the_end)
{
    const struct csv *table = read_text("a,b\n1,2\n\n \r\n\n");
    cr_assert_not_null(table, "%s", scratch_text(&scratch));
    cr_expect_eq(table->rows, 1);
}

Test(csv, reads_one_column)
{
    const struct csv *table = read_text("a\n1\n2\n");
    cr_assert_not_null(table, "%s", scratch_text(&scratch));
    cr_expect_eq(table->rows, 2);
}

static const struct {
    const char *text, *told;
} refused[] = {
    {"", "the table is empty"},
    {"\n \n", "the table is empty"},
    {"a,b\n", ":1:1: error: the table has a header and no rows"},
    {"a,b\n1\n", ":2:1: error: 1 field in this row, where the header has 2"},
    {"a,b\n1,2\n1,2,3\n", ":3:1: error: 3 fields in this row, where the header has 2"},
    {"a,b\n\n1,2\n", ":2:1: error: an empty row"},
    {"a,,b\n1,2,3\n", ":1:3: error: a column without a name"},
    {"a,b,a\n1,2,3\n", ":1:5: error: the column 'a' stands twice"},
    {"a;b\n1;2\n", ":1:1: error: columns are separated by commas"},
    {"a,b\n\"1,2\n", ":2:1: error: the quote that begins here is never closed"},
    {"a,b\n1\"x\",2\n", ":2:2: error: a quote inside a field"},
    {"a,b\n\"1\"x,2\n", ":2:4: error: expected ',' after the closing quote"},
    {"a,b\r1,2\r", ":1:4: error: a carriage return without a line feed"},
    {"a,b\n1,caf\xe9\n", ":2:6: error: byte 0xe9 is not UTF-8"},
};

Test(csv, refuses_with_place_and_words)
{
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        cr_expect_null(read_text(refused[i].text), "'%s'", refused[i].text);
        ASSERT_TOLD(&scratch, refused[i].told);
        scratch_clear(&scratch);
    }
    cr_expect_null(read_bytes("a\n1\0002\n", 6));
    ASSERT_TOLD(&scratch, ":2:2: error: control character U+0000");
}

Test(csv, reports_every_row_up_to_the_limit)
{
    cr_expect_null(read_text("a,b\n1\n1,2\n1,2,3\n\"x\"y,1\n,,\n"));
    cr_expect_eq(error_count(scratch.error), 4);
    scratch_clear(&scratch);
    char text[4 * 500 + 5] = "a,b\n";
    for (int i = 0; i < 500; i++)
        strcpy(text + 4 + 2 * i, "1\n");
    cr_expect_null(read_text(text));
    cr_expect_eq(error_count(scratch.error), ERROR_LIMIT);
}

Test(csv, names_the_place_that_asked_for_a_missing_file)
{
    const char *yaml = scratch_file(&scratch, "s/scenario.yaml", "base: {table: ../gone.csv}\n");
    scratch_file(&scratch, "gene.csv", "a\n1\n");
    const struct source *source = NULL;
    struct node *root = NULL;
    struct csv *table = NULL;
    cr_assert_eq(file_load(&scratch.files, yaml, (struct mark){0}, 1000, &source, scratch.error),
                 ACS_OK);
    cr_assert_eq(tree_parse(&scratch.arena, source, &root, scratch.error), ACS_OK);
    const struct node *name = node_find(node_find(root, "base"), "table");
    cr_expect_eq(csv_read(&scratch.files, name, &table, scratch.error), ACS_INVALID);
    ASSERT_TOLD(&scratch, "s/scenario.yaml:1:15: error: no file '");
    ASSERT_TOLD(&scratch, "s/../gone.csv'; did you mean 'gene.csv'?");
}

Test(csv, checks_columns)
{
    const char *const required[] = {"place", "age", "persons", NULL};
    const char *const optional[] = {"sex", NULL};
    const struct csv *table = read_text("place,Age,sx,2016,y2017,20167,colour\n1,2,3,4,5,6,7\n");
    cr_assert_not_null(table, "%s", scratch_text(&scratch));
    struct source asked = {"s.yaml", "table: t.csv\n", 13};
    cr_expect_not(csv_check_columns(table, required, optional, true, (struct mark){&asked, 1, 8, 5},
                                    scratch.error));
    ASSERT_TOLD(&scratch, ":1:7: error: the table has no column 'age'; is it this one, 'Age'?");
    ASSERT_TOLD(&scratch, "s.yaml:1:8: error: the table '");
    ASSERT_TOLD(&scratch, "has no column 'persons'\n");
    ASSERT_TOLD(&scratch, ":1:11: error: unknown column 'sx'; did you mean 'sex'?");
    ASSERT_TOLD(&scratch, ":1:25: error: unknown column '20167'");
    ASSERT_TOLD(&scratch, ":1:31: error: unknown column 'colour'; columns are place, age, persons, "
                          "sex and years such as 2016");
    cr_expect_eq(error_count(scratch.error), 5, "each told once:\n%s", scratch_text(&scratch));
    scratch_clear(&scratch);
    const char *const two[] = {"place", NULL};
    cr_expect(csv_check_columns(table, two, NULL, false, (struct mark){0}, scratch.error));
}

Test(csv, checks_numbers)
{
    double number = -1;
    const struct csv *table = read_text("persons\n12\n\"3.5\"\n-1\n1e999\n\n7\n");
    cr_assert_null(table);
    scratch_clear(&scratch);
    table = read_text("name,persons\na,12\na,\"3.5\"\na,-1\na,\na,0x10\na,2e9\n");
    cr_assert_not_null(table, "%s", scratch_text(&scratch));
    cr_expect(csv_number(table, 0, 1, 0, 1e9, "persons", &number, scratch.error));
    cr_expect_eq(number, 12);
    cr_expect(csv_number(table, 1, 1, 0, 1e9, "persons", &number, scratch.error));
    cr_expect_eq(number, 3.5, "quotes are a matter of CSV");
    cr_expect_not(csv_number(table, 2, 1, 0, 1e9, "persons", &number, scratch.error));
    ASSERT_TOLD(&scratch, ":4:3: error: column 'persons': -1 must be from 0 to 1e+09 (persons)");
    cr_expect_not(csv_number(table, 3, 1, 0, 1e9, "persons", &number, scratch.error));
    ASSERT_TOLD(&scratch, ":5:3: error: column 'persons': a number is missing");
    cr_expect_not(csv_number(table, 4, 1, 0, 1e9, "persons", &number, scratch.error));
    ASSERT_TOLD(&scratch, ":6:3: error: column 'persons': '0x10' is not a decimal number");
    cr_expect_not(csv_number(table, 5, 1, 0, 1e9, "", &number, scratch.error));
    cr_expect(csv_number(table, 5, 1, 0, INFINITY, "", &number, scratch.error));
    cr_expect_eq(number, 2e9);
}
