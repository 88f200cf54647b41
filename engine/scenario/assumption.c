/* The growing arrays of assumptions and series. */
#include "base/hash.h"
#include "scenario/value_parts.h"

#include <string.h>

static bool grow(struct compiler *c)
{
    acs_plan *plan = c->plan;
    if (plan->assumptions == c->assumption_capacity) {
        int capacity = 2 * c->assumption_capacity + 256;
        size_t used = (size_t)plan->assumptions;
        struct assumption *assumption = COMPILER_NEW(c, capacity, struct assumption);
        const char **identity = COMPILER_NEW(c, capacity, const char *);
        uint64_t *salt_of = COMPILER_NEW(c, capacity, uint64_t);
        if (!assumption || !identity || !salt_of)
            return false;
        if (used) {
            memcpy(assumption, c->assumption, used * sizeof *assumption);
            memcpy(identity, c->identity, used * sizeof *identity);
            memcpy(salt_of, c->salt_of, used * sizeof *salt_of);
        }
        c->assumption = assumption;
        c->identity = identity;
        c->salt_of = salt_of;
        c->assumption_capacity = capacity;
    }
    if (plan->series_count == c->series_capacity) {
        int capacity = 2 * c->series_capacity + 256;
        struct series *series = COMPILER_NEW(c, capacity, struct series);
        if (!series)
            return false;
        if (plan->series_count)
            memcpy(series, c->series, (size_t)plan->series_count * sizeof *series);
        c->series = series;
        c->series_capacity = capacity;
    }
    return true;
}

int assumption_add(struct compiler *c, struct at at, double lowest, double highest)
{
    if (!grow(c))
        return 0;
    int index = c->plan->assumptions++;
    uint64_t hash = hash_bytes(at.identity, strlen(at.identity));
    c->assumption[index] = (struct assumption){
        .path = at.path,
        .hash = c->salt ? hash_join(hash, c->salt) : hash,
        .lowest = lowest,
        .highest = highest,
        .text = "",
        .source = at.source ? at.source : "",
        .note = at.note ? at.note : "",
    };
    c->identity[index] = at.identity;
    c->salt_of[index] = c->salt;
    return index;
}

int series_add(struct compiler *c, struct series series)
{
    if (!grow(c))
        return 0;
    c->series[c->plan->series_count] = series;
    return c->plan->series_count++;
}

int assumption_constant(struct compiler *c, struct at at, double number, double lowest,
                        double highest, bool stated)
{
    char text[NUMBER_TEXT];
    int index = assumption_add(c, at, lowest, highest);
    struct assumption *assumption = &c->assumption[index];
    assumption->distribution = distribution_constant(number);
    assumption->text = compiler_format(c, "%s", number_text(number, text));
    assumption->stated = stated;
    if (!stated)
        assumption->source = assumption->note = "";
    return index;
}

int value_constant(struct compiler *c, struct at at, double number, bool stated)
{
    int index = assumption_constant(c, at, number, number, number, stated);
    return series_add(c, (struct series){.first = index, .knots = 1});
}
