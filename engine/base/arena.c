#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 64u
#define CHUNK_BYTES ((size_t)1 << 18)

struct arena_chunk {
    struct arena_chunk *next;
    size_t size, used;
    char *bytes;
};

static struct arena_chunk *chunk_create(size_t size)
{
    struct arena_chunk *chunk = malloc(sizeof *chunk);
    if (!chunk)
        return NULL;
    chunk->bytes = aligned_alloc(ALIGNMENT, size);
    if (!chunk->bytes) {
        free(chunk);
        return NULL;
    }
    chunk->size = size;
    chunk->used = 0;
    return chunk;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count ? count : 1, size, &bytes) || bytes > SIZE_MAX - ALIGNMENT)
        return NULL;
    bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct arena_chunk *chunk = arena->chunks;
    if (!chunk || chunk->size - chunk->used < bytes) {
        chunk = chunk_create(bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES);
        if (!chunk)
            return NULL;
        chunk->next = arena->chunks;
        arena->chunks = chunk;
    }
    void *memory = chunk->bytes + chunk->used;
    chunk->used += bytes;
    arena->used += bytes;
    return memset(memory, 0, bytes);
}

char *arena_text(struct arena *arena, const char *text, size_t size)
{
    char *copy = arena_alloc(arena, size + 1, 1);
    if (copy)
        memcpy(copy, text, size);
    return copy;
}

void arena_finish(struct arena *arena)
{
    while (arena->chunks) {
        struct arena_chunk *next = arena->chunks->next;
        free(arena->chunks->bytes);
        free(arena->chunks);
        arena->chunks = next;
    }
    arena->used = 0;
}
