#include "report/figure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct scale_row {
    double from, divisor;
    const char *money, *other; /* what stands after the unit */
} scale_rows[] = {
    {1e9, 1e9, "bn", "billion"},
    {1e6, 1e6, "m", "million"},
    {1e3, 1e3, "thousand", NULL},
    {0, 1, NULL, NULL},
};

/* Four figures or so of the largest number. */
static int decimals_for(double scaled)
{
    if (scaled >= 1000 || scaled <= 0)
        return 0;
    return scaled >= 100 ? 1 : 2;
}

struct figure figure_for(const char *unit, double largest, int probability)
{
    struct figure figure = {1, 3, ""};
    if (probability) {
        figure = (struct figure){0.01, 1, "%"};
        return figure;
    }
    snprintf(figure.unit, sizeof figure.unit, "%s", unit);
    if (strcmp(unit, "1") == 0) {
        figure.unit[0] = '\0';
        return figure;
    }
    const int money = strcmp(unit, "GBP") == 0;
    const struct scale_row *row = scale_rows;
    while (largest < row->from || (!money && row->divisor > 1 && !row->other))
        row++;
    figure.divisor = row->divisor;
    figure.decimals = decimals_for(largest / row->divisor);
    if (money && row->money)
        snprintf(figure.unit, sizeof figure.unit, "%s %s", unit, row->money);
    else if (!money && row->other)
        snprintf(figure.unit, sizeof figure.unit, "%s, %s", unit, row->other);
    return figure;
}

/* Copies digits, with a comma before every third one of the whole part. */
static void separate(const char *plain, char text[FIGURE_SIZE])
{
    size_t at = 0, whole = strspn(plain + (*plain == '-'), "0123456789");
    if (*plain == '-')
        text[at++] = *plain++;
    for (; *plain && at < FIGURE_SIZE - 2; plain++) {
        text[at++] = *plain;
        if (whole > 1 && --whole % 3 == 0)
            text[at++] = ',';
    }
    text[at] = '\0';
}

void figure_print(const struct figure *figure, double value, char text[FIGURE_SIZE])
{
    char plain[FIGURE_SIZE];
    const double scaled = value / figure->divisor;
    if (!isfinite(scaled) || fabs(scaled) >= 1e15) {
        snprintf(text, FIGURE_SIZE, isnan(scaled) ? "-" : "%.4g", scaled);
        return;
    }
    snprintf(plain, sizeof plain, "%.*f", figure->decimals, scaled);
    /* rounded to nothing is nothing, not minus nothing */
    separate(plain + (*plain == '-' && strspn(plain, "-0.") == strlen(plain)), text);
}

void figure_print_count(long long count, char text[FIGURE_SIZE])
{
    char plain[FIGURE_SIZE];
    snprintf(plain, sizeof plain, "%lld", count);
    separate(plain, text);
}

void figure_print_year(int year, char text[FIGURE_SIZE])
{
    snprintf(text, FIGURE_SIZE, "%d/%02d", year, (year + 1) % 100);
}

void figure_print_exact(double value, char text[FIGURE_SIZE])
{
    for (int digits = 15; digits <= 17; digits += 2) {
        snprintf(text, FIGURE_SIZE, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            return;
    }
}
