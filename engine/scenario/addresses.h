/* Collisions of addresses of draws. Internal to compiling, apart for its test. */
#ifndef ACSIM_SCENARIO_ADDRESSES_H
#define ACSIM_SCENARIO_ADDRESSES_H

#include <stddef.h>
#include <stdint.h>

struct address {
    uint64_t hash;
    const char *identity; /* the text that was hashed */
    uint64_t salt;        /* of a model with draws of its own */
    int place, network;   /* -1: not scoped */
};

/* Sorts the addresses; the first of two neighbours with one hash but different identities, or NULL.
 * Equal identities share their draws on purpose. */
const struct address *addresses_collide(struct address *addresses, size_t count);

#endif
