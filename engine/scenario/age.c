#include "scenario/age.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

/* At most three digits; NULL if there is none. */
static const char *parse_age(const char *text, int *age)
{
    const char *at = text;
    *age = 0;
    while (*at >= '0' && *at <= '9' && at - text < 3)
        *age = 10 * *age + (*at++ - '0');
    return at == text ? NULL : at;
}

bool age_parse(const char *text, int *lower, int *upper)
{
    static const char *const open[] = {"plus", "+", " plus", " and over", " and above"};
    const char *rest = parse_age(text, lower);
    if (!rest)
        return false;
    *upper = *lower;
    if (!*rest)
        return true;
    if (*rest == '-') {
        rest = parse_age(rest + 1, upper);
        return rest && !*rest && *upper >= *lower && *upper < AGE_OPEN;
    }
    *upper = AGE_OPEN;
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (strcmp(rest, open[i]) == 0)
            return true;
    return false;
}

const char *sex_normal(const char *text)
{
    if (strcasecmp(text, "all") == 0 || strcasecmp(text, "persons") == 0 ||
        strcasecmp(text, "both") == 0)
        return "";
    return text;
}

double band_middle(const struct band *band)
{
    if (band->upper == AGE_OPEN)
        return band->lower + 5.0;
    return (band->lower + band->upper + 1) / 2.0;
}

int band_shock_group(const struct band *band)
{
    double middle = band_middle(band);
    return middle < 18 ? 0 : middle < 65 ? 1 : middle < 85 ? 2 : 3;
}

bool band_contains(const struct band *outer, const struct band *inner)
{
    return outer->lower <= inner->lower && outer->upper >= inner->upper;
}

bool band_overlaps(const struct band *a, const struct band *b)
{
    return a->lower <= b->upper && b->lower <= a->upper;
}
