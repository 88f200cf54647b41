/* Practices, and networks: practices packed into registered lists, or a list cut into equal ones.
 */
#include "base/hash.h"
#include "scenario/compiler.h"

#include <math.h>
#include <string.h>

#define MOST_NETWORKS 10000 /* in a place */
#define MOST_NETWORKS_IN_ALL 1000000
#define MOST_PRACTICES 20000

static bool read_practice(struct compiler *c, const struct csv *table, size_t row,
                          struct practice *practice)
{
    static const char *const contracts[] = {"GMS", "PMS", "APMS"};
    int network = csv_column(table, "network"), weighted = csv_column(table, "weighted");
    const struct csv_field *contract = csv_field(table, row, csv_column(table, "contract"));
    bool known = false;
    for (size_t i = 0; i < 3; i++)
        known |= strcmp(contract->text, contracts[i]) == 0;
    if (!known)
        error_add(c->error, ACS_INVALID, contract->mark,
                  "'%s' is no contract of a practice; it is GMS, PMS or APMS", contract->text);
    practice->code = csv_field(table, row, csv_column(table, "code"))->text;
    practice->name = csv_field(table, row, csv_column(table, "name"))->text;
    practice->network = network >= 0 ? csv_field(table, row, network)->text : "";
    if (!csv_number(table, row, csv_column(table, "patients"), 0, 1e9, "patients",
                    &practice->patients, c->error))
        return false;
    practice->weighted = practice->patients;
    return weighted < 0 ||
           csv_number(table, row, weighted, 0, 1e9, "patients", &practice->weighted, c->error);
}

/* Every code once. */
static void refuse_repeated_codes(struct compiler *c, const struct csv *table)
{
    const int code = csv_column(table, "code");
    size_t slots = 16;
    while (slots < 2 * table->rows)
        slots *= 2;
    size_t *slot = COMPILER_NEW(c, slots, size_t); /* row + 1, or 0 */
    for (size_t row = 0; slot && row < table->rows; row++) {
        const char *text = csv_field(table, row, code)->text;
        size_t at = (size_t)hash_bytes(text, strlen(text)) & (slots - 1);
        while (slot[at] && strcmp(csv_field(table, slot[at] - 1, code)->text, text) != 0)
            at = (at + 1) & (slots - 1);
        if (slot[at])
            error_add(c->error, ACS_INVALID, csv_field(table, row, code)->mark,
                      "practice '%s' stands in the table twice", text);
        slot[at] = row + 1;
    }
}

static void read_practices(struct compiler *c, struct place_draft *place)
{
    static const char *const required[] = {"code", "name", "contract", "patients", NULL};
    static const char *const optional[] = {"network", "weighted", NULL};
    struct csv *table;
    double patients = 0;
    if (csv_read(c->files, place->practices, &table, c->error) ||
        !csv_check_columns(table, required, optional, false, place->practices->mark, c->error))
        return;
    if (table->rows > MOST_PRACTICES) {
        error_add(c->error, ACS_INVALID, place->practices->mark,
                  "the table has %zu practices, but at most %d are possible in a place",
                  table->rows, MOST_PRACTICES);
        return;
    }
    place->practice = COMPILER_NEW(c, table->rows, struct practice);
    if (!place->practice)
        return;
    place->weighted_practices = csv_column(table, "weighted") >= 0;
    bool whole = true;
    for (size_t row = 0; row < table->rows; row++) {
        whole &= read_practice(c, table, row, &place->practice[row]);
        patients += place->practice[row].patients;
    }
    refuse_repeated_codes(c, table);
    if (!whole)
        return;
    place->practice_count = (int)table->rows;
    if (patients <= 0)
        error_add(c->error, ACS_INVALID, place->practices->mark, "the table has no patients");
}

void practices_compile(struct compiler *c)
{
    for (int p = 0; p < c->plan->places; p++)
        if (c->place[p].practices)
            read_practices(c, &c->place[p]);
}

/* Lists being packed; as many as there are practices at most. */
struct packing {
    int count;
    double *list, *weighted;
    const char **name;
    int *of_practice; /* the network of each practice */
};

static void add_practice(struct packing *packing, int network, const struct place_draft *place,
                         int practice)
{
    packing->list[network] += place->practice[practice].patients;
    packing->weighted[network] += place->practice[practice].weighted;
    packing->of_practice[practice] = network;
}

/* Practices that know their network, networks in order of appearance. */
static void pack_named(struct packing *packing, const struct place_draft *place)
{
    for (int i = 0; i < place->practice_count; i++) {
        const struct practice *practice = &place->practice[i];
        int network = 0;
        if (!*practice->network)
            continue;
        while (network < packing->count && strcmp(packing->name[network], practice->network) != 0)
            network++;
        if (network == packing->count)
            packing->name[packing->count++] = practice->network;
        add_practice(packing, network, place, i);
    }
}

/* The rest in file order: until the target, not above the maximum; a remainder below the minimum
 * joins the last. */
static void pack_rest(struct packing *packing, const struct place_draft *place,
                      const struct plan_model *model)
{
    int first = packing->count, open = -1;
    for (int i = 0; i < place->practice_count; i++) {
        const struct practice *practice = &place->practice[i];
        if (*practice->network)
            continue;
        if (open >= 0 && (packing->list[open] >= model->list_target ||
                          packing->list[open] + practice->patients > model->list_maximum))
            open = -1;
        if (open < 0)
            open = packing->count++;
        add_practice(packing, open, place, i);
    }
    int last = packing->count - 1;
    if (last > first && packing->list[last] < model->list_minimum) {
        packing->list[last - 1] += packing->list[last];
        packing->weighted[last - 1] += packing->weighted[last];
        packing->list[last] = packing->weighted[last] = 0;
        packing->count--;
        for (int i = 0; i < place->practice_count; i++)
            packing->of_practice[i] -= packing->of_practice[i] == last;
    }
}

static struct packing pack(struct compiler *c, const struct place_draft *place,
                           const struct plan_model *model)
{
    double lists = round(place->list / model->list_target);
    if (lists > MOST_NETWORKS && place->practice_count == 0) {
        error_add(c->error, ACS_INVALID, place->mark,
                  "list_size of '%s' cuts '%s' into %.0f networks, but at most %d are possible",
                  model->name, place->plan.name, lists, MOST_NETWORKS);
        return (struct packing){0};
    }
    int equal = (int)fmax(1, fmin(MOST_NETWORKS, lists));
    int most = place->practice_count > 0 ? place->practice_count : equal;
    struct packing packing = {.list = COMPILER_NEW(c, most, double),
                              .weighted = COMPILER_NEW(c, most, double),
                              .name = COMPILER_NEW(c, most, const char *),
                              .of_practice = COMPILER_NEW(c, place->practice_count, int)};
    if (!packing.list || !packing.weighted || !packing.name || !packing.of_practice)
        return (struct packing){0};
    if (place->practice_count > 0) {
        pack_named(&packing, place);
        pack_rest(&packing, place, model);
    } else {
        packing.count = equal;
        for (int j = 0; j < equal; j++)
            packing.list[j] = packing.weighted[j] = 1;
    }
    for (int j = 0; j < packing.count; j++)
        if (!packing.name[j])
            packing.name[j] = compiler_format(c, "network %d", j + 1);
    return packing;
}

/* Equal practices, where there is no list of them: each belongs to the network in which the middle
 * of its share falls. */
static int *spread_practices(struct compiler *c, const struct packing *packing, int practices)
{
    int *of_practice = COMPILER_NEW(c, practices, int);
    double reached = packing->list[0];
    for (int i = 0, network = 0; of_practice && i < practices; i++) {
        while (network < packing->count - 1 && (i + 0.5) / practices >= reached)
            reached += packing->list[++network];
        of_practice[i] = network;
    }
    return of_practice;
}

static void compile_networks(struct compiler *c, const struct place_draft *place,
                             const struct plan_model *model, struct plan_networks *networks)
{
    struct packing packing = pack(c, place, model);
    double *midpoint = COMPILER_NEW(c, packing.count, double);
    double list = 0, weighted = 0, cumulated = 0;
    if (!midpoint)
        return;
    for (int j = 0; j < packing.count; j++) {
        list += packing.list[j];
        weighted += packing.weighted[j];
    }
    for (int j = 0; j < packing.count; j++) {
        packing.list[j] /= list;
        packing.weighted[j] = weighted > 0 ? packing.weighted[j] / weighted : packing.list[j];
        midpoint[j] = cumulated + packing.list[j] / 2;
        cumulated += packing.list[j];
        networks->below_minimum +=
            packing.list[j] * place->list < model->list_minimum * (1 - 1e-12);
    }
    networks->count = packing.count;
    networks->share = packing.list;
    networks->weighted_share = packing.weighted;
    networks->midpoint = midpoint;
    networks->name = (const char *const *)packing.name;
    networks->of_practice = packing.of_practice;
    if (c->plan->workforce.lines && place->practice_count == 0)
        networks->of_practice =
            spread_practices(c, &packing, c->plan->workforce.practices[place - c->place].count);
}

/* One line per model, however many places it concerns. */
static void warn_small(struct compiler *c, const struct model_draft *model)
{
    int places = 0, networks = 0, first = -1;
    for (int r = 0; r < c->plan->run_places; r++) {
        const int p = c->plan->run_place[r];
        int below = model->plan.networks[p].below_minimum;
        networks += below;
        places += below > 0;
        if (below > 0 && first < 0)
            first = p;
    }
    if (networks > 0)
        error_warn(c->error, model->mark,
                   "%d network%s of '%s' in %d place%s (first '%s') start%s with a list below its "
                   "minimum of %.0f persons; they are kept and reported",
                   networks, networks > 1 ? "s" : "", model->plan.name, places,
                   places > 1 ? "s" : "", c->place[first].plan.name, networks > 1 ? "" : "s",
                   model->plan.list_minimum);
}

void networks_compile(struct compiler *c)
{
    long total = 0;
    for (int m = 0; m < c->plan->models; m++) {
        struct model_draft *model = &c->model[m];
        struct plan_networks *networks = COMPILER_NEW(c, c->plan->places, struct plan_networks);
        if (!networks)
            return;
        model->plan.networks = networks;
        for (int p = 0; m > 0 && p < c->plan->places; p++)
            compile_networks(c, &c->place[p], &model->plan, &networks[p]);
        for (int p = 0; p < c->plan->places; p++)
            total += networks[p].count;
        if (total > MOST_NETWORKS_IN_ALL) {
            error_add(
                c->error, ACS_INVALID, model->mark,
                "'%s' brings the scenario to %ld networks, but at most %d are possible; raise "
                "list_size.target",
                model->plan.name, total, MOST_NETWORKS_IN_ALL);
            return;
        }
        warn_small(c, model);
    }
}
