/* Columns of a table: which must be there, which may, and the numbers in them. */
#include "scenario/csv.h"

#include "base/nearest.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

int csv_column(const struct csv *table, const char *name)
{
    for (size_t i = 0; i < table->columns; i++)
        if (strcmp(table->header[i].text, name) == 0)
            return (int)i;
    return -1;
}

/* "must be from 0 to 1 (share)", "must be at least 0 (persons)" */
static void range_words(double lowest, double highest, const char *unit, char *words, size_t size)
{
    bool low = isfinite(lowest), high = isfinite(highest), named = unit && unit[0];
    int used = low && high ? snprintf(words, size, "must be from %g to %g", lowest, highest)
               : low       ? snprintf(words, size, "must be at least %g", lowest)
                           : snprintf(words, size, "must be at most %g", highest);
    if (used > 0 && (size_t)used < size)
        snprintf(words + used, size - (size_t)used, "%s%s%s", named ? " (" : "", named ? unit : "",
                 named ? ")" : "");
}

bool csv_number(const struct csv *table, size_t row, int column, double lowest, double highest,
                const char *unit, double *number, acs_error *error)
{
    const struct csv_field *field = csv_field(table, row, column);
    const char *name = table->header[column].text;
    char words[256];
    double value;
    if (!text_is_number(field->text, &value)) {
        text_number_problem(field->text, words, sizeof words);
        error_add(error, ACS_INVALID, field->mark, "column '%.60s': %s", name, words);
        return false;
    }
    if (value < lowest || value > highest) {
        range_words(lowest, highest, unit, words, sizeof words);
        error_add(error, ACS_INVALID, field->mark, "column '%.60s': %.40s %s", name, field->text,
                  words);
        return false;
    }
    *number = value;
    return true;
}

static bool is_listed(const char *name, const char *const list[])
{
    for (; list && *list; list++)
        if (strcmp(*list, name) == 0)
            return true;
    return false;
}

static bool is_year_column(const char *name)
{
    name += *name == 'y';
    return strspn(name, "0123456789") == 4 && !name[4];
}

#define SUSPECTS 16

struct column_names {
    const struct csv *table;
    const char *const *required, *const *optional;
};

static const char *table_column(const void *context, size_t i)
{
    const struct csv *table = context;
    return i < table->columns ? table->header[i].text : NULL;
}

/* Known columns which the table does not have. */
static const char *known_column(const void *context, size_t i)
{
    const struct column_names *names = context;
    for (const char *const *list = names->required; list;
         list = list == names->required ? names->optional : NULL)
        for (const char *const *name = list; *name; name++)
            if (csv_column(names->table, *name) < 0 && i-- == 0)
                return *name;
    return NULL;
}

static void list_words(const char *const list[], char *words, size_t size)
{
    words[0] = '\0';
    for (size_t used = 0; list && *list && used < size; list++)
        used += (size_t)snprintf(words + used, size - used, "%s%s", used ? ", " : "", *list);
}

bool csv_check_columns(const struct csv *table, const char *const required[],
                       const char *const optional[], bool years, struct mark asked,
                       acs_error *error)
{
    bool good = true;
    int suspect[SUSPECTS]; /* columns that may be misspelt required ones, told once */
    size_t suspects = 0;
    struct column_names names = {table, required, optional};
    for (const char *const *name = required; name && *name; name++) {
        if (csv_column(table, *name) >= 0)
            continue;
        const char *near = nearest_word(*name, table_column, table);
        int misspelt = near && !is_listed(near, required) && !is_listed(near, optional)
                           ? csv_column(table, near)
                           : -1;
        if (misspelt >= 0)
            error_add(error, ACS_INVALID, table->header[misspelt].mark,
                      "the table has no column '%s'; is it this one, '%.60s'?", *name, near);
        else
            error_add(error, ACS_INVALID, asked, "the table '%.200s' has no column '%s'",
                      table->source->name, *name);
        suspect[suspects < SUSPECTS ? suspects++ : 0] = misspelt;
        good = false;
    }
    for (size_t i = 0; optional && i < table->columns; i++) {
        const char *name = table->header[i].text;
        bool told = false;
        for (size_t j = 0; j < suspects; j++)
            told = told || suspect[j] == (int)i;
        if (told || is_listed(name, required) || is_listed(name, optional) ||
            (years && is_year_column(name)))
            continue;
        const char *near = nearest_word(name, known_column, &names);
        char known[512], more[256];
        list_words(required, known, sizeof known);
        list_words(optional, more, sizeof more);
        if (near)
            error_add(error, ACS_INVALID, table->header[i].mark,
                      "unknown column '%.60s'; did you mean '%s'?", name, near);
        else
            error_add(error, ACS_INVALID, table->header[i].mark,
                      "unknown column '%.60s'; columns are %s%s%s%s", name, known,
                      known[0] && more[0] ? ", " : "", more,
                      years ? " and years such as 2016" : "");
        good = false;
    }
    return good;
}
