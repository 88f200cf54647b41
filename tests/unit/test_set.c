/* Overrides "path=value": what they change, and what is wrong with them. */
#include "scratch.h"

static struct scratch scratch;

static void start(void)
{
    scratch_init(&scratch);
}

static void finish(void)
{
    scratch_finish(&scratch);
}

TestSuite(set, .init = start, .fini = finish);

static struct node *parse(const char *text)
{
    return scratch_parse(&scratch, text, strlen(text));
}

static struct node *set_all(const char *text, const char *const *assignments)
{
    struct node *root = parse(text);
    cr_assert_not_null(root);
    for (; *assignments; assignments++)
        if (tree_set(&scratch.arena, root, *assignments, scratch.error) != ACS_OK)
            return NULL;
    return root;
}

Test(set, changes_and_creates)
{
    const char *const assignments[] = {"horizon=5",
                                       "economy.inflation={normal: {mean: 0.02, sd: 0.01}}",
                                       "places.new.funding=560e6",
                                       "title=\"a: b = c\"",
                                       "outputs.headline=[gap, gain]",
                                       "empty.key=1",
                                       NULL};
    const struct node *root =
        set_all("horizon: 10\neconomy: {inflation: 0}\nempty:\n", assignments);
    cr_assert_not_null(root, "%s", scratch_text(&scratch));
    const struct node *want = parse("horizon: 5\neconomy: {inflation: {normal: {mean: 0.02, sd: "
                                    "0.01}}}\nempty: {key: 1}\nplaces: {new: {funding: 560e6}}\n"
                                    "title: \"a: b = c\"\noutputs: {headline: [gap, gain]}\n");
    cr_expect(same_tree(root, want), "%s", tree_print(&scratch.arena, root));
}

Test(set, leaves_shared_nodes_alone)
{
    struct node *base = parse("a: {b: {c: 1}}\n");
    struct node *one = node_without(&scratch.arena, base, "");
    cr_assert_eq(tree_set(&scratch.arena, one, "a.b.c=2", scratch.error), ACS_OK);
    cr_expect_str_eq(node_find(node_find(node_find(base, "a"), "b"), "c")->text, "1");
    cr_expect_str_eq(node_find(node_find(node_find(one, "a"), "b"), "c")->text, "2");
}

Test(set, marks_point_into_the_argument)
{
    const char *const deep[] = {"a.b=1", NULL};
    const struct node *map = set_all("a: {c: 2}\n", deep);
    cr_assert_not_null(map);
    cr_expect_str_eq(map->pairs[0].key_mark.source->name, "file.yaml", "a stands in the file");
    map = map->pairs[0].value;
    cr_expect_str_eq(node_find_pair(map, "b")->key_mark.source->name, "--set a.b=1");
    cr_expect_eq(node_find_pair(map, "b")->key_mark.column, 3);
    const char *const assignments[] = {"horizon=abc", NULL};
    const struct node *root = set_all("horizon: 10\n", assignments);
    cr_assert_not_null(root);
    double number;
    cr_expect_not(node_number(node_find(root, "horizon"), &number, scratch.error));
    cr_expect_str_eq(scratch_text(&scratch),
                     "--set horizon=abc:1:9: error: expected a number, found 'abc'\n"
                     "    horizon=abc\n            ^~~\n");
}

static const struct {
    const char *assignment, *told;
} bad_sets[] = {{"horizon", "found no '='"},
                {"=1", "1:1: error: a key is missing"},
                {"a..b=1", "1:3: error: a key is missing"},
                {"a.b\nc=1", "1:3: error: a key holds a control character"},
                {"a.=1", "1:3: error: a key is missing"},
                {"horizon=", "1:9: error: a value is missing"},
                {"horizon.x=1", "1:9: error: horizon is a single value, '10'"},
                {"list.0=1", "1:6: error: list is a list"},
                {"horizon=[1", "1:11: error: expected ',' and the next item"},
                {"horizon={a: 1", "1:14: error: expected ',' and the next key"},
                {"title=a: b", "1:7: error: expected one value"},
                {"title=- a", "1:7: error: expected one value"},
                {"title=\xff", "1:7: error: byte 0xff"},
                {"horizon=*a", "aliases"},
                {"a=1\n---\nb", "second document"},
                {"a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a=1",
                 "more than 32 keys in a path"}};

Test(set, refuses_with_words)
{
    for (size_t i = 0; i < sizeof bad_sets / sizeof bad_sets[0]; i++) {
        struct node *root = parse("horizon: 10\nlist: [1]\n");
        cr_expect_eq(tree_set(&scratch.arena, root, bad_sets[i].assignment, scratch.error),
                     ACS_INVALID, "%s", bad_sets[i].assignment);
        ASSERT_TOLD(&scratch, bad_sets[i].told);
        scratch_clear(&scratch);
    }
}
