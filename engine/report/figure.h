/* Figures as people read them: in a unit that suits their size, with thousands separators. */
#ifndef ACSIM_REPORT_FIGURE_H
#define ACSIM_REPORT_FIGURE_H

#include <stddef.h>

#define FIGURE_UNIT_SIZE 64
#define FIGURE_SIZE 48

/* How the figures of one table are shown. */
struct figure {
    double divisor;
    int decimals;
    char unit[FIGURE_UNIT_SIZE]; /* "GBP bn", "%", "admission, million" */
};

/* For figures of the unit of which `largest` is the largest magnitude; probabilities are shares
 * shown in per cent. */
struct figure figure_for(const char *unit, double largest, int probability);

/* "1,234.5", "-" for what is not known. */
void figure_print(const struct figure *figure, double value, char text[FIGURE_SIZE]);

/* "10,000" */
void figure_print_count(long long count, char text[FIGURE_SIZE]);

/* "2016/17" */
void figure_print_year(int year, char text[FIGURE_SIZE]);

/* The shortest decimal that reads back as the same number. */
void figure_print_exact(double value, char text[FIGURE_SIZE]);

#endif
