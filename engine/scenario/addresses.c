/* No two draws may share an address by accident: a hash that stands for two things is refused. */
#include "scenario/addresses.h"
#include "base/hash.h"
#include "draw/address.h"
#include "scenario/compiler.h"

#include <stdlib.h>
#include <string.h>

static int compare_addresses(const void *a, const void *b)
{
    uint64_t left = ((const struct address *)a)->hash, right = ((const struct address *)b)->hash;
    return (left > right) - (left < right);
}

static bool same_thing(const struct address *a, const struct address *b)
{
    return strcmp(a->identity, b->identity) == 0 && a->salt == b->salt && a->place == b->place &&
           a->network == b->network;
}

const struct address *addresses_collide(struct address *addresses, size_t count)
{
    qsort(addresses, count, sizeof *addresses, compare_addresses);
    for (size_t i = 1; i < count; i++)
        if (addresses[i].hash == addresses[i - 1].hash &&
            !same_thing(&addresses[i], &addresses[i - 1]))
            return &addresses[i - 1];
    return NULL;
}

struct address_list {
    struct compiler *c;
    struct address *address; /* NULL while counting */
    size_t count;
};

static void add(struct address_list *list, const char *identity, uint64_t hash, uint64_t salt,
                int place, int network)
{
    if (list->address) {
        uint64_t place_hash = place >= 0 ? list->c->place[place].plan.hash : 0;
        list->address[list->count] = (struct address){address_hash(hash, place_hash, network),
                                                      identity, salt, place, network};
    }
    list->count++;
}

/* Networks of the model that has most of them in a place. */
static int networks_of(const struct compiler *c, int place)
{
    int most = 0;
    for (int m = 0; m < c->plan->models; m++)
        if (c->model[m].plan.networks[place].count > most)
            most = c->model[m].plan.networks[place].count;
    return most;
}

static void add_scoped(struct address_list *list, const char *identity, uint64_t hash,
                       uint64_t salt, unsigned scope)
{
    const struct compiler *c = list->c;
    if (!(scope & SCOPE_PLACE)) {
        add(list, identity, hash, salt, -1, -1);
        return;
    }
    for (int p = 0; p < c->plan->places; p++) {
        if (!(scope & SCOPE_NETWORK))
            add(list, identity, hash, salt, p, -1);
        for (int j = 0; scope & SCOPE_NETWORK && j < networks_of(c, p); j++)
            add(list, identity, hash, salt, p, j);
    }
}

static void add_fixed(struct address_list *list, const char *identity, uint64_t salt,
                      unsigned scope)
{
    uint64_t hash = hash_bytes(identity, strlen(identity));
    add_scoped(list, identity, salt ? hash_join(hash, salt) : hash, salt, scope);
}

/* The closings of practices, of each salt. */
static void add_practices(struct address_list *list, uint64_t salt)
{
    static const char identity[] = "workforce.closure.draw";
    const struct compiler *c = list->c;
    const struct plan_workforce *workforce = &c->plan->workforce;
    uint64_t hash = hash_bytes(identity, sizeof identity - 1);
    if (salt)
        hash = hash_join(hash, salt);
    for (int p = 0; workforce->practices_close && p < c->plan->places; p++) {
        for (int i = 0; i < workforce->practices[p].count; i++) {
            const struct plan_practice *practice = &workforce->practices[p].practice[i];
            if (*practice->code)
                add(list, compiler_format(list->c, "%s of %s", identity, practice->code),
                    hash_join(hash, practice->code_hash), salt, p, -1);
            else
                add(list, identity, hash, salt, p, i);
        }
    }
}

static void add_all(struct address_list *list)
{
    const struct compiler *c = list->c;
    add_fixed(list, "population.variant", 0, SCOPE_TRIAL);
    for (int s = 0; s < c->plan->services; s++) {
        const char *name = c->service[s].plan.name;
        add_fixed(list, compiler_format(list->c, "services.%s.growth.innovation", name), 0,
                  SCOPE_TRIAL);
        add_fixed(list, compiler_format(list->c, "services.%s.growth.place_innovation", name), 0,
                  SCOPE_PLACE);
    }
    for (int m = 0; m < c->plan->models; m++) {
        add_fixed(list, "contract.luck", c->model[m].plan.salt, SCOPE_PLACE | SCOPE_NETWORK);
        add_fixed(list, "survival", c->model[m].plan.salt, SCOPE_PLACE | SCOPE_NETWORK);
        if (m == 0 || c->model[m].plan.salt)
            add_practices(list, c->model[m].plan.salt);
    }
    const struct assumption *shock = &c->assumption[c->series[c->scenario.growth_error].first];
    for (int group = 1; group <= SHOCK_GROUPS; group++) /* each has draws of its own */
        add(list, compiler_format(list->c, "%s of group %d", shock->path, group),
            hash_join(shock->hash, (uint64_t)group), 0, -1, -1);
    for (int i = 0; i < c->plan->assumptions; i++)
        if (strcmp(c->assumption[i].distribution.row->name, "constant") != 0)
            add_scoped(list, c->identity[i], c->assumption[i].hash, c->salt_of[i],
                       c->assumption[i].scope);
}

void addresses_check(struct compiler *c)
{
    struct address_list list = {.c = c};
    add_all(&list);
    list.address = malloc((list.count + 1) * sizeof *list.address);
    if (!list.address) {
        (void)error_no_memory(c->error);
        return;
    }
    list.count = 0;
    add_all(&list);
    const struct address *hit = addresses_collide(list.address, list.count);
    if (hit)
        error_plain(c->error, ACS_INVALID,
                    "the draws of '%s' and '%s' have the same address by accident; rename one of "
                    "them, its place, or the model",
                    hit[0].identity, hit[1].identity);
    free(list.address);
}
