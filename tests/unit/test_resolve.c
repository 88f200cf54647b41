/* Scenarios resolved: what they extend, models and contracts by name, overrides in order. */
#include "scratch.h"

static struct scratch scratch;

static void start(void)
{
    scratch_init(&scratch);
    unsetenv("ACSIM_SCENARIOS");
    scratch_file(&scratch, "models/do_nothing.yaml", "acsim_model: 1\ntitle: Do nothing\n");
    scratch_file(&scratch, "models/pacs.yaml",
                 "acsim_model: 1\ntitle: PACS\ncoverage: {2016: 0, 2018: 0.5}\nfidelity: 0.9\n"
                 "survival: {hazard: 0.1, exponent: 0.7}\ncontract: share\n");
    scratch_file(&scratch, "models/aco.yaml",
                 "acsim_model: 1\nextends: pacs\nfidelity: 0.8\ncontract: {rate: 0.7}\n");
    scratch_file(&scratch, "contracts/share.yaml",
                 "acsim_contract: 1\nkind: gain_share\nrate: 0.5\n");
    scratch_file(&scratch, "contracts/risk.yaml", "acsim_contract: 1\nkind: full_risk\n");
}

static void finish(void)
{
    scratch_finish(&scratch);
}

TestSuite(resolve, .init = start, .fini = finish);

#define NO_OVERRIDES ((const char *const[]){NULL})

static struct node *resolve_file(const char *path, const char *const *overrides)
{
    struct node *root = NULL;
    size_t count = 0;
    while (overrides[count])
        count++;
    acs_status status =
        scenario_resolve(&scratch.files, path, overrides, count, &root, scratch.error);
    cr_assert(status != ACS_OK || root != NULL);
    return status == ACS_OK ? root : NULL;
}

/* Resolves a scenario of this text, in a folder beside models and contracts. */
static struct node *resolve_text(const char *text, const char *const *overrides)
{
    static int count;
    char name[32];
    snprintf(name, sizeof name, "england/s%d.yaml", count++);
    return resolve_file(scratch_file(&scratch, name, text), overrides);
}

/* The value at a path such as models.pacs.fidelity, as flow text; "" if absent. */
static const char *at(const struct node *node, const char *path)
{
    char copy[200];
    snprintf(copy, sizeof copy, "%s", path);
    for (char *key = strtok(copy, "."); key; key = strtok(NULL, "."))
        node = node_find(node, key);
    if (!node)
        return "";
    return node->kind == NODE_SCALAR ? node->text : tree_print(&scratch.arena, node);
}

#define EXPECT_AT(root, path, text) cr_expect_str_eq(at((root), (path)), (text))

Test(resolve, inlines_models_and_contracts)
{
    const struct node *root = resolve_text("acsim: 1\nmodels:\n  - pacs: {fidelity: 0.5, survival: "
                                           "{hazard: 0}}\n  - aco\n  - pacs: {name: risky, "
                                           "contract: risk, coverage: {2017: 1}}\n",
                                           NO_OVERRIDES);
    cr_assert_not_null(root, "%s", scratch_text(&scratch));
    const struct node *models = node_find(root, "models");
    cr_assert_eq(models->count, 4);
    cr_expect_str_eq(models->pairs[0].key, "do_nothing", "put in front");
    cr_expect_str_eq(models->pairs[3].key, "risky");
    EXPECT_AT(root, "models.pacs.fidelity", "0.5");
    EXPECT_AT(root, "models.pacs.survival.hazard", "0");
    EXPECT_AT(root, "models.pacs.survival.exponent", "0.7");
    EXPECT_AT(root, "models.pacs.contract.rate", "0.5");
    EXPECT_AT(root, "models.aco.fidelity", "0.8");
    EXPECT_AT(root, "models.aco.contract.kind", "gain_share");
    EXPECT_AT(root, "models.aco.contract.rate", "0.7");
    EXPECT_AT(root, "models.risky.contract.kind", "full_risk");
    EXPECT_AT(root, "models.risky.contract.rate", "");
    EXPECT_AT(root, "models.risky.coverage", "2017: 1\n");
    EXPECT_AT(root, "models.risky.name", "");
    EXPECT_AT(root, "models.aco.extends", "");
}

Test(resolve, a_named_contract_takes_the_place_of_the_file_s)
{
    scratch_file(&scratch, "models/own.yaml",
                 "acsim_model: 1\ncontract: {kind: gain_share, gain_cap: 0.1}\n");
    const struct node *root = resolve_text(
        "acsim: 1\nmodels: [own: {contract: {extends: risk, rate: 1}}]\n", NO_OVERRIDES);
    cr_assert_not_null(root, "%s", scratch_text(&scratch));
    EXPECT_AT(root, "models.own.contract.kind", "full_risk");
    EXPECT_AT(root, "models.own.contract.rate", "1");
    EXPECT_AT(root, "models.own.contract.gain_cap", "");
}

Test(resolve, do_nothing_comes_first_and_alone)
{
    const struct node *root = resolve_text("acsim: 1\n", NO_OVERRIDES);
    cr_assert_not_null(root, "%s", scratch_text(&scratch));
    EXPECT_AT(root, "models.do_nothing.title", "Do nothing");
    root = resolve_text("acsim: 1\nmodels: [pacs, do_nothing]\n", NO_OVERRIDES);
    cr_assert_not_null(root, "%s", scratch_text(&scratch));
    cr_expect_eq(node_find(root, "models")->count, 2);
    cr_expect_str_eq(node_find(root, "models")->pairs[0].key, "do_nothing");
}

Test(resolve, extends_key_by_key_and_models_by_name)
{
    scratch_file(&scratch, "england/base.yaml",
                 "acsim: 1\nhorizon: 10\neconomy: {inflation: {normal: {mean: 0, sd: 1}}, "
                 "discount_rate: 0.035}\nmodels: [pacs: {fidelity: 0.5}, aco]\n");
    scratch_file(
        &scratch, "england/middle.yaml",
        "extends: base.yaml\neconomy: {inflation: 0.02}\nmodels: {pacs: {half_life: 2}}\n");
    const struct node *root = resolve_text(
        "extends: middle.yaml\nhorizon: 5\nmodels: {new: {extends: aco}}\n", NO_OVERRIDES);
    cr_assert_not_null(root, "%s", scratch_text(&scratch));
    EXPECT_AT(root, "horizon", "5");
    EXPECT_AT(root, "economy.inflation", "0.02");
    EXPECT_AT(root, "economy.discount_rate", "0.035");
    EXPECT_AT(root, "extends", "");
    cr_expect_eq(node_find(root, "models")->count, 4);
    EXPECT_AT(root, "models.pacs.fidelity", "0.5");
    EXPECT_AT(root, "models.pacs.half_life", "2");
    EXPECT_AT(root, "models.new.fidelity", "0.8");
    root = resolve_text("extends: base.yaml\nmodels: [aco]\n", NO_OVERRIDES);
    cr_assert_not_null(root, "%s", scratch_text(&scratch));
    cr_expect_eq(node_find(root, "models")->count, 2, "a list takes the place of the list");
}

Test(resolve, overrides_come_in_order)
{
    const struct node *root = resolve_text(
        "acsim: 1\nmodels: [pacs]\n",
        (const char *const[]){"models.pacs.contract.rate=0.6", "models.pacs.fidelity=0.1",
                              "models.pacs.fidelity=0.2", "models.aco.fidelity=0.3",
                              "models.aco.contract=risk", NULL});
    cr_assert_not_null(root, "%s", scratch_text(&scratch));
    EXPECT_AT(root, "models.pacs.contract.rate", "0.6");
    EXPECT_AT(root, "models.pacs.contract.kind", "gain_share");
    EXPECT_AT(root, "models.pacs.fidelity", "0.2");
    EXPECT_AT(root, "models.aco.fidelity", "0.3");
    EXPECT_AT(root, "models.aco.contract.kind", "full_risk");
    root = resolve_text(
        "acsim: 1\nmodels: [pacs, aco]\n",
        (const char *const[]){"models=[aco: {fidelity: 1}]", "models.aco.contract=none", NULL});
    cr_assert_not_null(root, "%s", scratch_text(&scratch));
    cr_expect_eq(node_find(root, "models")->count, 2);
    EXPECT_AT(root, "models.aco.fidelity", "1");
    EXPECT_AT(root, "models.aco.contract.kind", "none");
}

Test(resolve, one_model_s_override_leaves_its_twin_alone)
{
    const struct node *root =
        resolve_text("acsim: 1\nmodels: [pacs, pacs: {name: twin}]\n",
                     (const char *const[]){"models.pacs.survival.hazard=1",
                                           "models.pacs.contract.rate=1", NULL});
    cr_assert_not_null(root, "%s", scratch_text(&scratch));
    EXPECT_AT(root, "models.twin.survival.hazard", "0.1");
    EXPECT_AT(root, "models.twin.contract.rate", "0.5");
}

Test(resolve, the_printed_tree_resolves_to_itself)
{
    const struct node *root = resolve_text("acsim: 1\ntitle: \"a: b\"\nmodels: [pacs, aco: "
                                           "{contract: {extends: risk, rate: 1}}]\n",
                                           NO_OVERRIDES);
    cr_assert_not_null(root, "%s", scratch_text(&scratch));
    char *text = tree_print(&scratch.arena, root);
    const struct node *again = resolve_text(text, NO_OVERRIDES);
    cr_assert_not_null(again, "%s", scratch_text(&scratch));
    cr_expect(same_tree(root, again), "%s", text);
    cr_expect_str_eq(tree_print(&scratch.arena, again), text);
}

Test(resolve, names_are_found_in_the_shipped_folders)
{
    const char *path = scratch_file(&scratch, "other/far/x.yaml", "acsim: 1\nmodels: [pacs]\n");
    cr_expect_null(resolve_file(path, NO_OVERRIDES));
    ASSERT_TOLD(&scratch, "other/far/../models");
    scratch_clear(&scratch);
    char folders[200];
    snprintf(folders, sizeof folders, "/nowhere:%s", scratch.folder);
    setenv("ACSIM_SCENARIOS", folders, 1);
    const struct node *root = resolve_file(path, NO_OVERRIDES);
    cr_assert_not_null(root, "%s", scratch_text(&scratch));
    EXPECT_AT(root, "models.pacs.contract.kind", "gain_share");
    scratch_file(&scratch, "england/shipped.yaml", "acsim: 1\nhorizon: 3\nmodels: [aco]\n");
    root = resolve_file(scratch_file(&scratch, "other/y.yaml", "extends: england/shipped.yaml\n"),
                        NO_OVERRIDES);
    cr_assert_not_null(root, "%s", scratch_text(&scratch));
    EXPECT_AT(root, "horizon", "3");
    scratch_file(&scratch, "other/far/models/pacs.yaml", "acsim_model: 1\ntitle: Mine\n");
    root = resolve_file(path, NO_OVERRIDES);
    EXPECT_AT(root, "models.pacs.title", "Mine");
}

static const struct {
    const char *text, *told;
} refused[] = {
    {"acsim: 1\nmodels: [pacz]\n", ":2:10: error: no model 'pacz'; did you mean 'pacs'?"},
    {"acsim: 1\nmodels: [hospital_group]\n", "; there are aco, do_nothing, pacs (searched "},
    {"acsim: 1\nmodels: [pacs, pacs]\n", ":2:16: error: two models are named 'pacs'"},
    {"acsim: 1\nmodels: [aco, pacs: {name: aco}]\n", ":2:28: error: two models are named 'aco'"},
    {"acsim: 1\nmodels: [pacs: {contract: shar}]\n", "no contract 'shar'; did you mean 'share'?"},
    {"acsim: 1\nmodels: [pacs: 5]\n", "expected overrides {key: value, ...} of the model 'pacs'"},
    {"acsim: 1\nmodels: [[pacs]]\n", "expected the name of a model"},
    {"acsim: 1\nmodels: [5]\n", "no model '5'; there are aco"},
    {"acsim: 1\nmodels: pacs\n", ":2:9: error: expected a list of models"},
    {"acsim: 1\nmodels:\n  - pacs: {a: 1}\n    aco: {b: 1}\n", ":4:5: error: one model an item"},
    {"acsim: 1\nmodels: [pacs: {name: [x]}]\n", "a model's name is a word"},
    {"acsim: 1\nmodels: [./share.yaml]\n", ":2:10: error: no file '"},
    {"acsim: 1\nmodels: [../contracts/share.yaml]\n", "is a contract, expected a care model"},
    {"extends: ../models/pacs.yaml\n", "is a care model, expected a scenario"},
    {"extends: gone.yaml\n", ":1:10: error: no file '"},
    {"extends: 5\n", ":1:10: error: expected the name of a scenario file, found a number"},
    {"acsim: 1\nmodels: [pacs: {contract: [a]}]\n",
     "expected the name of a contract, found a list"},
};

Test(resolve, refuses_with_place_and_words)
{
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        cr_expect_null(resolve_text(refused[i].text, NO_OVERRIDES), "%s", refused[i].text);
        ASSERT_TOLD(&scratch, refused[i].told);
        scratch_clear(&scratch);
    }
}

Test(resolve, reports_each_mistake_once)
{
    cr_expect_null(resolve_text("acsim: 1\nmodels: [pacz, pacs, acco]\n",
                                (const char *const[]){"horizon", "title=x", "a..b=1", NULL}));
    cr_expect_eq(error_count(scratch.error), 4, "%s", scratch_text(&scratch));
}

Test(resolve, refuses_circles_and_long_chains)
{
    scratch_file(&scratch, "england/a.yaml", "extends: b.yaml\n");
    scratch_file(&scratch, "england/b.yaml", "extends: ../england/a.yaml\n");
    cr_expect_null(resolve_text("extends: a.yaml\n", NO_OVERRIDES));
    ASSERT_TOLD(&scratch, "england/b.yaml:1:10: error: `extends` goes round in a circle: ");
    ASSERT_TOLD(&scratch, "/a.yaml -> ");
    scratch_clear(&scratch);
    for (int i = 0; i < 40; i++) {
        char name[32], text[64];
        snprintf(name, sizeof name, "england/c%d.yaml", i);
        snprintf(text, sizeof text, "extends: c%d.yaml\n", i + 1);
        scratch_file(&scratch, name, text);
    }
    cr_expect_null(resolve_text("extends: c0.yaml\n", NO_OVERRIDES));
    ASSERT_TOLD(&scratch, "`extends` goes through more than 16 files");
    scratch_clear(&scratch);
    scratch_file(&scratch, "models/loop.yaml", "acsim_model: 1\nextends: loop\n");
    cr_expect_null(resolve_text("acsim: 1\nmodels: [loop]\n", NO_OVERRIDES));
    ASSERT_TOLD(&scratch, "goes round in a circle");
}

Test(resolve, refuses_overrides_that_make_no_scenario)
{
    const char *const overrides[] = {"models.pacz.fidelity=1", "extends=x.yaml", NULL};
    cr_expect_null(resolve_text("acsim: 1\nmodels: [pacs]\n", overrides));
    ASSERT_TOLD(&scratch, "--set models.pacz.fidelity=1:1:8: error: no model 'pacz'; did you mean");
    ASSERT_TOLD(&scratch, "`extends` can only stand in a file");
}
