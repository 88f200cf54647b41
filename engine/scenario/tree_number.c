/* Strict decimal numbers: what a number is, and what is wrong with a text that is none. */
#define _GNU_SOURCE /* strtod_l: the point must not depend on the caller's locale */
#include "scenario/tree.h"

#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DIGITS "0123456789"
#define SHOWN 40 /* bytes of a text that messages repeat */

static double decimal(const char *text)
{
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (!plain)
        return strtod(text, NULL);
    double number = strtod_l(text, NULL, plain);
    freelocale(plain);
    return number;
}

/* [sign] digits [. digits] [e [sign] digits], without leading zeros; digits on one side of the
 * point suffice. */
static bool is_decimal(const char *text, bool *zero)
{
    text += *text == '+' || *text == '-';
    size_t whole = strspn(text, DIGITS), after = 0;
    if (whole > 1 && text[0] == '0')
        return false;
    const char *digits = text;
    text += whole;
    if (*text == '.') {
        after = strspn(text + 1, DIGITS);
        text += 1 + after;
    }
    if (whole + after == 0)
        return false;
    *zero = strspn(digits, "0.") >= (size_t)(text - digits);
    if (*text == 'e' || *text == 'E') {
        text++;
        text += *text == '+' || *text == '-';
        size_t exponent = strspn(text, DIGITS);
        if (exponent == 0)
            return false;
        text += exponent;
    }
    return *text == '\0';
}

bool text_is_number(const char *text, double *number)
{
    bool zero;
    if (!is_decimal(text, &zero))
        return false;
    double value = decimal(text);
    if (!isfinite(value) || (value == 0 && !zero))
        return false;
    *number = value;
    return true;
}

/* Writes text without the characters of `without`, with `comma` in place of ','. */
static void rewrite(const char *text, const char *without, char comma, char *to, size_t size)
{
    size_t used = 0;
    for (; *text && used + 1 < size; text++)
        if (!strchr(without, *text))
            to[used++] = *text == ',' ? comma : *text;
    to[used] = '\0';
}

/* The advice to write a number otherwise, if that would be one. */
static bool suggest(const char *text, const char *better, const char *why, char *words, size_t size)
{
    double number;
    if (!text_is_number(better, &number))
        return false;
    snprintf(words, size, "'%.*s' %s; write %.*s", SHOWN, text, why, SHOWN, better);
    return true;
}

static bool suggest_scaled(const char *text, const char *number_text, double scale, const char *why,
                           char *words, size_t size)
{
    double number;
    if (!text_is_number(number_text, &number))
        return false;
    char better[64];
    snprintf(better, sizeof better, "%.10g", number * scale);
    rewrite(better, "", '.', better, sizeof better);
    return suggest(text, better, why, words, size);
}

static bool based_problem(const char *text, char *words, size_t size)
{
    const char *digits = text + (*text == '+' || *text == '-');
    char better[64], *end;
    if (digits[0] != '0')
        return false;
    int base = tolower((unsigned char)digits[1]) == 'x'   ? 16
               : tolower((unsigned char)digits[1]) == 'o' ? 8
               : tolower((unsigned char)digits[1]) == 'b' ? 2
                                                          : 0;
    if (base) {
        unsigned long long value = strtoull(digits + 2, &end, base);
        snprintf(better, sizeof better, "%s%llu", *text == '-' ? "-" : "", value);
        return *end == '\0' && end > digits + 2 &&
               suggest(text, better, "is not a decimal number", words, size);
    }
    size_t zeros = strspn(digits, "0");
    if (!isdigit((unsigned char)digits[zeros]))
        zeros--;
    snprintf(better, sizeof better, "%s%.40s", *text == '-' ? "-" : "", digits + zeros);
    return zeros > 0 && suggest(text, better, "has a leading zero", words, size);
}

static bool grouped(const char *text)
{
    text += *text == '-' || *text == '+';
    size_t first = strspn(text, DIGITS);
    bool groups = first >= 1 && first <= 3 && text[first] == ',' && text[0] != '0';
    for (text += first; groups && *text == ','; text += 4)
        groups = strspn(text + 1, DIGITS) == 3;
    return groups;
}

static bool marked_problem(const char *text, char *words, size_t size)
{
    char better[64];
    size_t last = strlen(text);
    while (last && text[last - 1] == ' ')
        last--;
    char unit = last ? (char)tolower((unsigned char)text[last - 1]) : '\0';
    snprintf(better, sizeof better, "%.*s", last && last < 60 ? (int)last - 1 : 0, text);
    rewrite(better, ", \xc2\xa3$", '.', better, sizeof better);
    if (unit == '%')
        return suggest_scaled(text, better, 0.01, "is a percentage, and shares are fractions",
                              words, size);
    if (unit == 'k' || unit == 'm')
        return suggest_scaled(text, better, unit == 'k' ? 1e3 : 1e6,
                              "has a letter for thousands or millions", words, size);
    rewrite(text, "_ ", ',', better, sizeof better);
    if (grouped(better)) {
        rewrite(better, ",", '.', better, sizeof better);
        return suggest(text, better, "has separators between its digits", words, size);
    }
    if (suggest(text, better, "has separators between its digits", words, size))
        return true;
    rewrite(text, "", '.', better, sizeof better);
    if (suggest(text, better, "has a decimal comma", words, size))
        return true;
    /* of a point and a comma the last one is the decimal sign: 1,234.5 or 1.234,5 */
    const char *comma = strrchr(text, ','), *point = strrchr(text, '.');
    bool european = comma && point && comma > point;
    rewrite(text, european ? ". \xc2\xa3$" : ", \xc2\xa3$", '.', better, sizeof better);
    return suggest(text, better, "has a sign of money or separators in it", words, size);
}

/* .inf, -Infinity, nan and their like */
static bool special_problem(const char *text, char *words, size_t size)
{
    const char *word = text + strspn(text, "+-.");
    bool infinite = strcasecmp(word, "inf") == 0 || strcasecmp(word, "infinity") == 0;
    if (!infinite && strcasecmp(word, "nan") != 0)
        return false;
    snprintf(words, size, "'%.*s' is %s; a finite number is needed", SHOWN, text,
             infinite ? "infinite" : "not a number");
    return true;
}

void text_number_problem(const char *text, char *words, size_t size)
{
    bool zero;
    if (!text[0])
        snprintf(words, size, "a number is missing");
    else if (is_decimal(text, &zero) && !isfinite(decimal(text)))
        snprintf(words, size, "'%.*s' is too large; numbers go up to about 1.8e308", SHOWN, text);
    else if (is_decimal(text, &zero))
        snprintf(words, size, "'%.*s' is too small to be told from 0; write 0", SHOWN, text);
    else if (special_problem(text, words, size) || based_problem(text, words, size) ||
             marked_problem(text, words, size))
        return;
    else
        snprintf(words, size, "expected a number, found '%.*s'%s", SHOWN, text,
                 isdigit((unsigned char)text[0]) ? "; write it like 12, 0.035 or 560e6" : "");
}

bool node_number(const struct node *node, double *number, acs_error *error)
{
    char words[256];
    if (node->kind != NODE_SCALAR) {
        error_add(error, ACS_INVALID, node->mark, "expected a number, found %s",
                  node_kind_words(node));
        return false;
    }
    if (!node->quoted && text_is_number(node->text, number))
        return true;
    double unquoted;
    if (text_is_number(node->text, &unquoted))
        error_add(error, ACS_INVALID, node->mark,
                  "expected a number, found text; remove the quotes around %.*s", SHOWN,
                  node->text);
    else {
        text_number_problem(node->text, words, sizeof words);
        error_add(error, ACS_INVALID, node->mark, "%s", words);
    }
    return false;
}
