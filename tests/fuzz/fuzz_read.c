/* Mutated scenarios, tables and overrides through the readers, the same ones every time.
 *
 *     fuzz_read SEED_FOLDER [ROUNDS [FIRST]]
 *
 * Each round mutates one text of the seed folder. A round that fails aborts and leaves its text in
 * fuzz-failure; FIRST repeats from a round. Ends with "N passed, N failed". */
#include "read_one.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEXTS 64
#define SIZE_LIMIT 60000u

struct text {
    char *bytes;
    size_t size;
    enum reader reader;
};

static struct text texts[TEXTS];
static size_t text_count;

/* What hostile files are made of. */
static const char *const tokens[] = {
    "\n",
    "  ",
    "\t",
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\"",
    "'",
    "#",
    "&a ",
    "*a",
    "!!int ",
    "<<: ",
    "? ",
    "---\n",
    "...\n",
    "| \n",
    ">",
    "%YAML 1.1\n",
    "\\",
    "0x10",
    "1e999",
    "-1",
    "nan",
    ".inf",
    "1e-320",
    "99999999999999999999",
    "\xef\xbb\xbf",
    "\xc2\x85",
    "\xe2\x80\xa8",
    "\xff",
    "\xed\xa0\x80",
    "\r",
    "\r\n",
    "normal",
    "value",
    "table",
    "path",
    "2016",
    "2017: 1",
    "extends: s.yaml\n",
    "per: network",
    "models",
    "=",
    ".",
    "a.b.c=",
    "\"\"",
    "[[[[[[[[[[[[[[[[",
    "{a: {a: {a: {a: {a: ",
    "0",
    "1",
    "0.5",
    "1e308",
    "-0",
    "null",
    "discrete: {values: [], probabilities: []}",
    "beta: {mean: 0.5, sd: 0.5}",
    "gamma: {mean: 1e-300, sd: 1e300}",
    "lognormal: {mean: 1, sd: 1e200}",
    "horizon: 60",
};

static uint64_t state;

static uint64_t next(void) /* SplitMix64 */
{
    uint64_t x = state += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static size_t below(size_t limit)
{
    return limit ? (size_t)(next() % limit) : 0;
}

static void splice(char *bytes, size_t *size, size_t at, size_t remove, const char *with,
                   size_t with_size)
{
    if (*size - remove + with_size > SIZE_LIMIT)
        return;
    char copy[SIZE_LIMIT];
    memcpy(copy, with, with_size); /* may lie in bytes */
    memmove(bytes + at + with_size, bytes + at + remove, *size - at - remove);
    memcpy(bytes + at, copy, with_size);
    *size += with_size - remove;
}

static size_t line_start(const char *bytes, size_t at)
{
    while (at > 0 && bytes[at - 1] != '\n')
        at--;
    return at;
}

static void mutate(char *bytes, size_t *size)
{
    const size_t at = below(*size + 1), left = *size - at;
    size_t length = below(next() % 4 ? 12 : 400);
    length = length > left ? left : length;
    const struct text *other = &texts[below(text_count)];
    const char *token = tokens[below(sizeof tokens / sizeof tokens[0])];
    switch (below(8)) {
    case 0:
        if (left)
            bytes[at] = (char)((unsigned char)bytes[at] ^ (1u << below(8)));
        break;
    case 1:
        splice(bytes, size, at, 0, token, strlen(token));
        break;
    case 2:
        splice(bytes, size, at, length, token, strlen(token));
        break;
    case 3:
        splice(bytes, size, at, length, "", 0);
        break;
    case 4:
        splice(bytes, size, below(*size + 1), 0, bytes + at, length);
        break;
    case 5: {
        const size_t from = below(other->size + 1), most = other->size - from;
        splice(bytes, size, at, 0, other->bytes + from, length > most ? most : length);
        break;
    }
    case 6: { /* a line is doubled or left out */
        const size_t start = line_start(bytes, at);
        const char *end = memchr(bytes + start, '\n', *size - start);
        const size_t line = end ? (size_t)(end - bytes) + 1 - start : *size - start;
        if (next() % 2)
            splice(bytes, size, start, line, "", 0);
        else
            splice(bytes, size, start, 0, bytes + start, line);
        break;
    }
    default: { /* a number becomes another */
        size_t digit = at;
        while (digit < *size && !strchr("0123456789", bytes[digit]))
            digit++;
        const size_t digits = strspn(bytes + digit, "0123456789.e+-");
        if (digit < *size)
            splice(bytes, size, digit, digits > *size - digit ? *size - digit : digits, token,
                   strlen(token));
    }
    }
    bytes[*size] = '\0';
}

static void load(const char *folder)
{
    DIR *directory = opendir(folder);
    struct dirent *entry;
    while (directory && text_count < TEXTS && (entry = readdir(directory))) {
        char path[512];
        const char *dot = strrchr(entry->d_name, '.');
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        FILE *file = dot && dot > entry->d_name ? fopen(path, "rb") : NULL;
        if (!file)
            continue;
        struct text *text = &texts[text_count++];
        text->bytes = calloc(SIZE_LIMIT + 1, 1);
        text->size = text->bytes ? fread(text->bytes, 1, SIZE_LIMIT / 2, file) : 0;
        text->reader = strcmp(dot, ".csv") == 0 ? READ_TABLE : READ_TREE;
        if (strncmp(text->bytes, "acsim: 1", 8) == 0)
            text->reader = READ_SCENARIO;
        if (strcmp(dot, ".set") == 0)
            text->reader = READ_SET;
        fclose(file);
    }
    if (directory)
        closedir(directory);
}

static int by_text(const void *a, const void *b)
{
    const struct text *left = a, *right = b;
    const int order = (left->size > right->size) - (left->size < right->size);
    return order ? order : memcmp(left->bytes, right->bytes, left->size);
}

/* What is about to be read, for when it fails. */
static void keep(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (file) {
        fwrite(bytes, 1, size, file);
        fclose(file);
    }
}

static void copy_tables(const char *folder)
{
    for (size_t i = 0; i < text_count; i++)
        if (texts[i].reader == READ_TABLE) {
            char path[512];
            snprintf(path, sizeof path, "%s/table.csv", folder);
            keep(path, texts[i].bytes, texts[i].size);
        }
}

int main(int count, char **arguments)
{
    const uint64_t rounds = count > 2 ? strtoull(arguments[2], NULL, 10) : 3000;
    const uint64_t first = count > 3 ? strtoull(arguments[3], NULL, 10) : 0;
    static char bytes[SIZE_LIMIT + 1], folder[] = "/tmp/acsim-fuzz-XXXXXX";
    uint64_t accepted = 0;
    if (count > 1)
        load(arguments[1]);
    if (text_count == 0 || !mkdtemp(folder)) {
        fprintf(stderr, "usage: fuzz_read SEED_FOLDER [ROUNDS [FIRST]]\n");
        return 2;
    }
    qsort(texts, text_count, sizeof texts[0], by_text); /* folders have no order */
    copy_tables(folder);
    for (uint64_t round = first; round < first + rounds; round++) {
        state = round * 0x2545f4914f6cdd1du;
        const struct text *text = &texts[below(text_count)];
        size_t size = text->size;
        memcpy(bytes, text->bytes, size + 1);
        for (size_t i = below(6) + (round >= text_count); i > 0; i--)
            mutate(bytes, &size);
        enum reader reader = text->reader;
        if (reader == READ_SCENARIO && next() % 4 == 0)
            reader = READ_TREE;
        keep("fuzz-failure", bytes, size);
        accepted += (uint64_t)read_one(reader, bytes, size, folder);
    }
    unlink("fuzz-failure");
    char path[64];
    static const char *const names[] = {"s.yaml", "t.csv", "table.csv"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
    /* mutations must neither be harmless nor leave nothing to be read */
    const int mixed = accepted > rounds / 100 && accepted < rounds - rounds / 100;
    printf("%" PRIu64 " texts, %" PRIu64 " accepted\n%d passed, %d failed\n", rounds, accepted,
           mixed, !mixed);
    return mixed ? 0 : 1;
}
