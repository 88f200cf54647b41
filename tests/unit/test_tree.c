/* Trees from YAML: places, refusals, limits, numbers, merging, printing. */
#include "scratch.h"

#include <time.h>

static struct scratch scratch;

static void start(void)
{
    scratch_init(&scratch);
}

static void finish(void)
{
    scratch_finish(&scratch);
}

TestSuite(tree, .init = start, .fini = finish);
TestSuite(number, .init = start, .fini = finish);

static struct node *parse(const char *text)
{
    return scratch_parse(&scratch, text, strlen(text));
}

Test(tree, keeps_lines_and_columns)
{
    const struct node *root = parse("acsim: 1\nplaces:\n  caf\xc3\xa9: {x: \"\xc3\xa9\", y: 12}\n");
    cr_assert_not_null(root, "%s", scratch_text(&scratch));
    const struct pair *place = node_find_pair(node_find(root, "places"), "caf\xc3\xa9");
    cr_assert_not_null(place);
    cr_expect_eq(place->key_mark.line, 3);
    cr_expect_eq(place->key_mark.column, 3);
    cr_expect_eq(place->key_mark.length, 5, "in bytes");
    const struct node *y = node_find(place->value, "y");
    cr_expect_eq(y->mark.column, 23, "in bytes, found %zu", y->mark.column);
    cr_expect_eq(y->mark.length, 2);
    cr_expect(node_find(place->value, "x")->quoted);
    cr_expect_not(y->quoted);
    cr_expect_null(node_find(root, "absent"));
}

static const struct {
    const char *text, *told; /* told: "line:column: error: " and the words */
} refused[] = {
    {"a: 1\nb: 2\na: 3\n", "file.yaml:3:1: error: the key 'a' stands twice, first on line 1"},
    {"a: {b: 1, b: 2}\n", "1:11: error: the key 'b' stands twice"},
    {"a: &x 1\n", "1:4: error: anchors (&)"},
    {"a: &x [1]\n", "1:4: error: anchors (&)"},
    {"a: *x\n", "1:4: error: aliases (*)"},
    {"a: !!int 1\n", "1:4: error: tags (!)"},
    {"a: !x {b: 1}\n", "1:4: error: tags (!)"},
    {"<<: {b: 1}\n", "1:1: error: merge keys"},
    {"? [a]\n: 1\n", "1:3: error: a key must be one word"},
    {"a: 1\n---\nb: 1\n", "2:1: error: a second document"},
    {"%TAG ! x:\n---\na: 1\n", "1:1: error: %TAG"},
    {"- a\n", "1:1: error: expected lines of `key: value`, found a list"},
    {"text\n", "1:1: error: expected lines of `key: value`, found text"},
    {"", "file.yaml: error: the file is empty"},
    {"# a remark\n", "error: the file is empty"},
    {"a:\n\tb: 1\n", "2:1: error: a tab"},
    {"a: b: c\n", "1:5: error: a second ':'"},
    {"a:\n  b: 1\n   c: 2\n", "3:4: error: this line is indented deeper"},
    {"a:\n  - x\n    y: 2\n", "3:5: error: this line is indented deeper"},
    {"a:\n    b: 1\n  c: 2\n", "3:3: error: this does not fit"},
    {"a: \"x\nb: 1\n", "1:4: error: the quote that begins here is never closed"},
    {"a: [1, 2\nb: 1\n", "1:4: error: this '[' is not closed"},
    {"a: {b: 1 c: 2}\n", "1:11: error: expected ',' and the next key"},
    {"a: 'it's'\n", "1:8: error: text after the closing quote"},
    {"a 1\nb: 2\n", "1:1: error: expected `key: value`, found no ':'"},
    {"a: %5\n", "1:4: error: a value cannot begin with '%'"},
    {"a: \"x\\q\"\n", "error: an unknown escape"},
    {"a: \"x\\0y\"\n", "1:4: error: the text holds a control character"},
    {"\"\": 1\n", "1:1: error: a key is missing"},
    {"\"a\\nb\": 1\n", "1:1: error: a key holds a control character"},
    {"a: x\x1by\n", "1:5: error: control character U+001B"},
    {"a: caf\xe9\n", "1:7: error: byte 0xe9 is not UTF-8"},
    {"b: \xc0\x80\n", "1:4: error: byte 0xc0"},
    {"b: \xed\xa0\x80\n", "1:4: error: byte 0xed"},
    {"b: \xf4\x90\x80\x80\n", "1:4: error: byte 0xf4"},
    {"b: 1\nc: \xe2\x82", "2:4: error: byte 0xe2"},
    {"\xff\xfe"
     "a",
     "1:1: error: this is UTF-16"},
    {"a: \xc2\x80\n", "1:4: error: control character U+0080"},
    {"a: \xef\xbf\xbf\n", "1:4: error: control character U+FFFF"},
    {"a: \"\\u0080\"\n", "1:4: error: the text holds a control character"},
    {"\"\\r\": 1\n", "1:1: error: a key holds a control character"},
};

Test(tree, refuses_with_place_and_words)
{
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        cr_expect_null(parse(refused[i].text), "'%s'", refused[i].text);
        ASSERT_TOLD(&scratch, refused[i].told);
        cr_expect_eq(error_status(scratch.error), ACS_INVALID);
        scratch_clear(&scratch);
    }
}

Test(tree, reports_all_that_leave_the_shape_clear)
{
    cr_expect_null(parse("a: 1\na: 2\nb: !x 1\nc: &y 2\nd: 1\nd: 1\n"));
    cr_expect_eq(error_count(scratch.error), 4);
}

Test(tree, shows_the_line_of_a_reader_error)
{
    cr_expect_null(parse("good: 1\nbad: \xc2\x80 x\n"));
    ASSERT_TOLD(&scratch, "file.yaml:2:6: error: ");
    ASSERT_TOLD(&scratch, "\n         ^\n");
}

/* Many copies of a text after another; must be refused quickly. */
static void attack(const char *head, const char *unit, size_t count, const char *told)
{
    size_t first = strlen(head), size = strlen(unit);
    char *text = malloc(first + size * count + 1);
    cr_assert_not_null(text);
    memcpy(text, head, first);
    for (size_t i = 0; i < count; i++)
        memcpy(text + first + i * size, unit, size);
    clock_t begin = clock();
    cr_expect_null(scratch_parse(&scratch, text, first + size * count));
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    cr_expect_lt(seconds, 5, "%s took %g s", told, seconds);
    ASSERT_TOLD(&scratch, told);
    scratch_clear(&scratch);
    free(text);
}

Test(tree, refuses_attacks_on_depth_and_size)
{
    attack("a: ", "[", 200000, "nested more than 32 levels deep");
    attack("a: ", "{b: ", 200000, "nested more than 32 levels deep");
    attack("a:\n", "- ", 200000, "nested more than 32 levels deep");
    attack("", "? ", 100000, "a key must be one word");
    attack("a: [", "1,", 300000, "more than 200000 values in one file");
}

static char *many_keys(size_t count)
{
    char *text = malloc(16 * count + 1), *at = text;
    cr_assert_not_null(text);
    for (size_t i = 0; i < count; i++)
        at += sprintf(at, "k%zu: %zu\n", i, i);
    return text;
}

Test(tree, limits_and_finds_many_keys)
{
    char *text = many_keys(50000);
    cr_expect_null(parse(text));
    ASSERT_TOLD(&scratch, "20001:1: error: more than 20000 keys in one group");
    free(text);
    scratch_clear(&scratch);
    text = many_keys(TREE_KEYS);
    const struct node *root = parse(text);
    cr_assert_not_null(root, "%s", scratch_text(&scratch));
    for (int i = 0; i < TREE_KEYS; i++) {
        char key[16];
        snprintf(key, sizeof key, "k%d", i);
        const struct node *value = node_find(root, key);
        cr_assert(value && strcmp(value->text, key + 1) == 0, "%s", key);
    }
    cr_expect_null(node_find(root, "k20000"));
    free(text);
}

Test(tree, depth_of_exactly_the_limit_is_read)
{
    char text[200] = "a: ";
    for (int i = 0; i < TREE_DEPTH - 1; i++)
        strcat(text, "[");
    strcat(text, "1");
    for (int i = 0; i < TREE_DEPTH - 1; i++)
        strcat(text, "]");
    cr_expect_not_null(parse(text), "%s", scratch_text(&scratch));
}

static const struct {
    const char *text;
    double number;
} numbers[] = {{"0", 0},
               {"-0.5", -0.5},
               {"+3", 3},
               {"560e6", 560e6},
               {".5", 0.5},
               {"1.", 1},
               {"1E-3", 1e-3},
               {"0.1", 0.1},
               {"1e308", 1e308},
               {"-1e-300", -1e-300},
               {"0e999", 0},
               {"0.035", 0.035},
               {"20170331", 20170331}};

Test(number, reads_decimals)
{
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        double number = -999;
        cr_expect(text_is_number(numbers[i].text, &number), "%s", numbers[i].text);
        cr_expect_eq(number, numbers[i].number, "%s is %g", numbers[i].text, number);
    }
}

static const struct {
    const char *text, *told;
} not_numbers[] = {{"0x10", "write 16"},
                   {"0o7", "write 7"},
                   {"0b11", "write 3"},
                   {"010", "has a leading zero; write 10"},
                   {"-007.5", "write -7.5"},
                   {"1_000", "write 1000"},
                   {"1 000", "write 1000"},
                   {"\"1,000,000\"", "write 1000000"},
                   {"1.234,5", "write 1234.5"},
                   {"1,5", "has a decimal comma; write 1.5"},
                   {"5%", "write 0.05"},
                   {"5m", "write 5000000"},
                   {".inf", "is infinite"},
                   {"-Infinity", "is infinite"},
                   {".nan", "is not a number"},
                   {"nan", "is not a number"},
                   {"1e999", "is too large"},
                   {"-1e999", "is too large"},
                   {"1e-999", "is too small"},
                   {"+-1", "expected a number, found '+-1'"},
                   {"1e", "expected a number, found '1e'"},
                   {"1e+", "expected a number"},
                   {".", "expected a number"},
                   {"-", "expected a number"},
                   {"1.2.3", "expected a number"},
                   {"twelve", "expected a number, found 'twelve'"},
                   {"true", "expected a number"},
                   {"\"12\"", "remove the quotes around 12"},
                   {"", "a number is missing"},
                   {"[1]", "expected a number, found a list"},
                   {"{a: 1}", "expected a number, found a group of keys"}};

Test(number, says_what_is_wrong)
{
    for (size_t i = 0; i < sizeof not_numbers / sizeof not_numbers[0]; i++) {
        char text[80];
        double number = 0;
        bool flow = strcmp(not_numbers[i].text, "-") == 0; /* a lone '-' begins a list */
        snprintf(text, sizeof text, flow ? "a: '%s'\n" : "a: %s\n", not_numbers[i].text);
        const struct node *root = parse(text);
        cr_assert_not_null(root, "%s: %s", text, scratch_text(&scratch));
        cr_expect_not(node_number(node_find(root, "a"), &number, scratch.error), "%s", text);
        ASSERT_TOLD(&scratch, not_numbers[i].told);
        ASSERT_TOLD(&scratch, "file.yaml:1:");
        scratch_clear(&scratch);
    }
}

static bool is_leaf(const char *value)
{
    char text[200];
    snprintf(text, sizeof text, "a: %s\n", value);
    const struct node *root = parse(text);
    cr_assert_not_null(root, "%s", scratch_text(&scratch));
    return node_is_leaf_value(node_find(root, "a"));
}

Test(tree, knows_leaf_values)
{
    cr_expect(is_leaf("1"));
    cr_expect(is_leaf("[a, b]"));
    cr_expect(is_leaf("{normal: {mean: 0, sd: 1}}"));
    cr_expect(is_leaf("{normal: {mean: 0, sd: 1}, per: [place, year], source: x}"));
    cr_expect(is_leaf("{value: 1, source: x, note: y}"));
    cr_expect(is_leaf("{2016: 0, 2018: 0.5}"));
    cr_expect(is_leaf("{path: {2016: 0}, source: x}"));
    cr_expect(is_leaf("{table: x.csv, column: y, source: z}"));
    cr_expect_not(is_leaf("{acute: {normal: {mean: 0, sd: 1}}, community: 1}"));
    cr_expect_not(is_leaf("{total: 1, window: 5}"));
    cr_expect_not(is_leaf("{table: x.csv, variants: {high: 1}}"));
    cr_expect_not(is_leaf("{}"));
}

Test(tree, merges_key_by_key)
{
    struct node *base = parse("a: {x: 1, y: {normal: {mean: 0, sd: 1}}, z: {2016: 0, 2017: 1}}\n"
                              "l: [1, 2]\nk: 1\n");
    struct node *over = parse("a: {y: {uniform: {min: 0, max: 1}}, z: {2016: 5}, w: 3}\nl: [3]\n");
    const struct node *want =
        parse("a: {x: 1, y: {uniform: {min: 0, max: 1}}, z: {2016: 5}, w: 3}\n"
              "l: [3]\nk: 1\n");
    char *before = tree_print(&scratch.arena, base);
    const struct node *merged = tree_merge(&scratch.arena, base, over);
    cr_assert_not_null(merged);
    cr_expect(same_tree(merged, want), "%s", tree_print(&scratch.arena, merged));
    cr_expect_str_eq(tree_print(&scratch.arena, base), before, "the base is unchanged");
    merged = tree_merge(&scratch.arena, base, parse("a: {y: {total: 1}, x: {z: 1}}\n"));
    want = parse("a: {x: {z: 1}, y: {total: 1}, z: {2016: 0, 2017: 1}}\nl: [1, 2]\nk: 1\n");
    cr_expect(same_tree(merged, want), "%s", tree_print(&scratch.arena, merged));
}

static const char *const printed[] = {
    "a: 1\nb:\n  c: [1, 2]\n  d: {normal: {mean: 0.1, sd: 1}}\n",
    "title: \"x: y\"\n'a b': 'it''s'\n\"-\": -1\n\"---\": 1\n",
    "empty:\nempty_text: ''\nlist: []\nmap: {}\nlists: [[], [1, [2]], {}]\n",
    "text: |\n  two\n  lines\nfolded: >\n  one\n  two\nplain: goes\n  on\n",
    "escapes: \"a\\tb\\\\c\\\"d\\N\\L\\P\\uFEFF\"\n\xe2\x82\xac: \xe2\x82\xac\n",
    "items:\n  - {from: a, to: {b: 1}}\n  -\n  - x: 1\n    y: [a, {b: c}]\n  - - 1\n    - 2\n",
    "odd: a#b\nodd2: -x\nodd3: ?x\nodd4: a,b]\nodd5: :x\nodd6: x:y\nodd7: [-x, a b, "
    "http://x]\nodd8: {a: -}\n",
    ("long: {value: 1, source: \"a very long source that does not fit into one line of text, so "
     "that it is written in lines\"}\n"),
};

Test(tree, prints_what_parses_to_the_same)
{
    for (size_t i = 0; i < sizeof printed / sizeof printed[0]; i++) {
        const struct node *root = parse(printed[i]);
        cr_assert_not_null(root, "%s%s", printed[i], scratch_text(&scratch));
        char *text = tree_print(&scratch.arena, root);
        cr_assert_not_null(text);
        const struct node *again = parse(text);
        cr_assert_not_null(again, "%s%s", text, scratch_text(&scratch));
        cr_expect(same_tree(root, again), "%s became %s", printed[i], text);
        cr_expect_str_eq(tree_print(&scratch.arena, again), text, "stable");
    }
}
