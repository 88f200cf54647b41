/* An arena: many allocations, freed together. One per plan, one per thread of a run. */
#ifndef ACSIM_BASE_ARENA_H
#define ACSIM_BASE_ARENA_H

#include <stddef.h>

struct arena {
    struct arena_chunk *chunks;
    size_t used; /* bytes handed out, for the memory plan */
};

/* Zeroed memory for count items of size bytes, aligned to 64; NULL if it overflows or cannot be
 * had.
 */
void *arena_alloc(struct arena *arena, size_t count, size_t size) __attribute__((malloc));
char *arena_text(struct arena *arena, const char *text, size_t size); /* NUL-terminated copy */
void arena_finish(struct arena *arena);

#define ARENA_NEW(arena, count, type) ((type *)arena_alloc((arena), (count), sizeof(type)))

#endif
