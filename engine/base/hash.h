/* 64-bit hashes of names, for addresses of draws and for look-up tables. */
#ifndef ACSIM_BASE_HASH_H
#define ACSIM_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* FNV-1a over the bytes, then the finaliser of SplitMix64. */
static inline uint64_t hash_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static inline uint64_t hash_bytes(const char *bytes, size_t size)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
    return hash_mix(hash);
}

/* Order matters: joining (a, b) differs from (b, a). */
static inline uint64_t hash_join(uint64_t a, uint64_t b)
{
    return hash_mix(a * 0x9e3779b97f4a7c15u + b + 0x632be59bd9b4e019u);
}

#endif
