/* Readers of a contract's parts that are more than plain keys. */
#include "scenario/compiler.h"

#include <stdlib.h>
#include <string.h>

static double sum_shares(const double shares[PARTIES])
{
    double sum = 0;
    for (int i = 0; i < PARTIES; i++)
        sum += shares[i];
    return sum;
}

/* None at all, as without the key. */
static bool is_none(const struct node *node)
{
    return !node || (node->kind == NODE_SCALAR && strcmp(node->text, "none") == 0);
}

void read_weights(struct compiler *c, const struct field *field, const struct node *node,
                  struct at at, void *target)
{
    struct contract_draft *draft = target;
    struct field weight = *field;
    weight.kind = FIELD_NUMBER;
    draft->weights = node;
    if (!node)
        return;
    if (node->kind != NODE_LIST || node->count == 0) {
        error_add(c->error, ACS_INVALID, node->mark, "'%s' takes a list, %s", field->name,
                  field->shape);
        draft->weights = NULL;
        return;
    }
    double *weights = COMPILER_NEW(c, node->count, double);
    for (size_t i = 0; weights && i < node->count; i++) {
        const char *year = compiler_format(c, "%zu", i + 1);
        weights[i] =
            number_read(c, &weight, node->items[i], field_below(c, at, year, node->items[i]->mark));
    }
    draft->plan.history_weight = weights;
}

/* Years, weights and rebasing together; blending needs a trend to blend with. */
static void check_benchmark(struct compiler *c, const struct node *benchmark,
                            struct contract_draft *draft)
{
    struct plan_contract *plan = &draft->plan;
    const struct series *blend = &c->series[plan->blend];
    const struct distribution_settings *b = &c->assumption[blend->first].distribution;
    plan->blended = blend->knots > 1 || b->highest > 0.0;
    if (plan->blended && plan->method == BENCHMARK_CAPITATION)
        error_add(c->error, ACS_INVALID, node_find_pair(benchmark, "blend")->key_mark,
                  "'blend' is of benchmarks by trend or history; capitation follows funding");
    if (plan->rebase == 0)
        plan->rebase = plan->history_years;
    const struct node *given = draft->weights;
    if (given && given->count != (size_t)plan->history_years)
        error_add(c->error, ACS_INVALID, given->mark,
                  "'weights' has %zu, but 'years' is %d: each year has one", given->count,
                  plan->history_years);
    else if (given && plan->history_weight && !(plan->history_weight[0] > 0.0))
        error_add(c->error, ACS_INVALID, given->items[0]->mark,
                  "the first weight, of the newest year, must be more than 0: it may be the only "
                  "year there is");
    if (given)
        return;
    double *equal = COMPILER_NEW(c, plan->history_years, double);
    for (int i = 0; equal && i < plan->history_years; i++)
        equal[i] = 1.0;
    plan->history_weight = equal;
}

void read_contract(struct compiler *c, const struct field *field, const struct node *node,
                   struct at at, void *target)
{
    struct plan_contract *plan = target;
    struct contract_draft draft = {.plan = *plan};
    if (is_none(node))
        return;
    field_read_map(c, field->fields, node, at, &draft);
    if (node->kind != NODE_MAP)
        return;
    check_benchmark(c, node_find(node, "benchmark"), &draft);
    draft.plan.two_sided = node_find(node, "two_sided");
    if (!*draft.plan.name)
        draft.plan.name = draft.plan.title;
    if (sum_shares(draft.plan.gain_shares) == 0)
        draft.plan.gain_shares[draft.plan.holder] = 1;
    if (sum_shares(draft.plan.loss_shares) == 0)
        draft.plan.loss_shares[draft.plan.holder] = 1;
    *plan = draft.plan;
}

/* Of a table by list size; lists are whole numbers of persons. */
struct list_knot {
    double persons, rate;
};

static int compare_lists(const void *a, const void *b)
{
    double left = ((const struct list_knot *)a)->persons;
    double right = ((const struct list_knot *)b)->persons;
    return (left > right) - (left < right);
}

static bool is_list_size(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && digits <= 9 && !text[digits] && text[0] != '0';
}

static void read_by_list(struct compiler *c, const struct field *field, const struct node *node,
                         struct at at, void *target)
{
    struct plan_rate *rate = target;
    if (!node || node->kind != NODE_MAP || node->count == 0) {
        error_add(c->error, ACS_INVALID, node ? node->mark : at.mark, "'%s' takes %s", field->name,
                  field->shape);
        return;
    }
    struct list_knot *knots = COMPILER_NEW(c, node->count, struct list_knot);
    double *persons = COMPILER_NEW(c, node->count, double);
    double *rates = COMPILER_NEW(c, node->count, double);
    if (!knots || !persons || !rates)
        return;
    struct field value = *field;
    value.kind = FIELD_NUMBER;
    for (size_t i = 0; i < node->count; i++) {
        const struct pair *pair = &node->pairs[i];
        if (!is_list_size(pair->key)) {
            error_add(c->error, ACS_INVALID, pair->key_mark,
                      "'%s' is no list size; they are whole numbers of persons, such as 5000",
                      pair->key);
            return;
        }
        struct at below = field_below(c, at, pair->key, pair->key_mark);
        knots[i] = (struct list_knot){atof(pair->key), number_read(c, &value, pair->value, below)};
    }
    qsort(knots, node->count, sizeof *knots, compare_lists);
    for (size_t i = 0; i < node->count; i++) {
        persons[i] = knots[i].persons;
        rates[i] = knots[i].rate;
        if (i > 0 && persons[i] < persons[i - 1] + 2)
            error_add(
                c->error, ACS_INVALID, node->mark,
                "the list sizes %.0f and %.0f leave no band between them; they differ by 2 or "
                "more",
                persons[i - 1], persons[i]);
    }
    rate->knots = (int)node->count;
    rate->persons = persons;
    rate->rate = rates;
}

void read_rate(struct compiler *c, const struct field *field, const struct node *node, struct at at,
               void *target)
{
    struct plan_rate *rate = target;
    struct field value = *field;
    value.kind = FIELD_SERIES;
    *rate = (struct plan_rate){0};
    const struct field forms[] = {{.name = "z",
                                   .kind = FIELD_SERIES,
                                   .offset = offsetof(struct plan_rate, value),
                                   .unit = "standard errors of luck",
                                   .lowest = 0,
                                   .highest = 100,
                                   .scopes = field->scopes,
                                   .doc = "standard errors of luck"},
                                  {0},
                                  {.name = "by_list",
                                   .kind = FIELD_CUSTOM,
                                   .unit = field->unit,
                                   .lowest = field->lowest,
                                   .highest = field->highest,
                                   .read = read_by_list,
                                   .shape = "rates by list size, {5000: 0.039, 60000: 0.02}",
                                   .doc = "rates by list size"},
                                  {0}};
    const bool map = node && node->kind == NODE_MAP;
    const struct pair *z = map ? node_find_pair(node, "z") : NULL;
    const struct pair *by_list = map ? node_find_pair(node, "by_list") : NULL;
    rate->standard_errors = z && !by_list;
    if (z && by_list)
        error_add(c->error, ACS_INVALID, by_list->key_mark,
                  "'%s' has both 'z' and 'by_list'; it is one of them", field->name);
    else if (z || by_list)
        field_read_map(c, z ? forms : forms + 2, node, at, rate);
    else
        rate->value = value_read(c, &value, node, at);
}

void read_between(struct compiler *c, const struct field *field, const struct node *node,
                  struct at at, void *target)
{
    struct plan_contract *plan = &((struct contract_draft *)target)->plan;
    struct field value = *field;
    value.kind = FIELD_SERIES;
    bool pair = node && node->kind == NODE_LIST && node->count == 2;
    if (node && !pair)
        error_add(c->error, ACS_INVALID, node->mark, "'%s' takes %s, such as %s", field->name,
                  field->shape, field->fallback);
    value.initial = 0;
    plan->loss_rate_lowest =
        value_read(c, &value, pair ? node->items[0] : NULL, field_below(c, at, "lowest", at.mark));
    value.initial = 1;
    plan->loss_rate_highest =
        value_read(c, &value, pair ? node->items[1] : NULL, field_below(c, at, "highest", at.mark));
    double low = c->assumption[c->series[plan->loss_rate_lowest].first].distribution.mean;
    double high = c->assumption[c->series[plan->loss_rate_highest].first].distribution.mean;
    if (low > high)
        error_add(c->error, ACS_INVALID, node->mark,
                  "'%s' is [lowest, highest], but %g is above %g", field->name, low, high);
}

void read_shares(struct compiler *c, const struct field *field, const struct node *node,
                 struct at at, void *target)
{
    double *shares = target;
    char text[NUMBER_TEXT];
    struct field share = *field;
    share.kind = FIELD_NUMBER;
    if (!node)
        return;
    if (node->kind != NODE_MAP) {
        error_add(c->error, ACS_INVALID, node->mark, "'%s' takes %s", field->name, field->shape);
        return;
    }
    for (size_t i = 0; i < node->count; i++) {
        const struct pair *pair = &node->pairs[i];
        int party = party_find(pair->key);
        const char *names[PARTIES + 1] = {0};
        for (int k = 0; k < PARTIES; k++)
            names[k] = party_rows[k].name;
        const char *nearest = party < 0 ? nearest_of(names, pair->key) : NULL;
        share.name = pair->key;
        if (party >= 0)
            shares[party] =
                number_read(c, &share, pair->value, field_below(c, at, pair->key, pair->key_mark));
        else if (strcmp(pair->key, "source") && strcmp(pair->key, "note"))
            error_add(c->error, ACS_INVALID, pair->key_mark,
                      "there is no party '%s'%s%s%s; parties are commissioner, network, acute, "
                      "community, practices",
                      pair->key, nearest ? "; did you mean '" : "", nearest ? nearest : "",
                      nearest ? "'?" : "");
    }
    double sum = sum_shares(shares);
    if (sum < 1 - 1e-9 || sum > 1 + 1e-9)
        error_add(c->error, ACS_INVALID, at.mark, "'%s' add up to %s, but must add up to 1",
                  field->name, number_text(sum, text));
}
