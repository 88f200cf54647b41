#include "report/escape.h"

#include "report/figure.h"

#include <math.h>
#include <string.h>

void escape_csv_text(const char *text, FILE *out)
{
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

void escape_csv_number(double value, FILE *out)
{
    char text[FIGURE_SIZE] = "";
    if (!isnan(value))
        figure_print_exact(value, text);
    fprintf(out, ",%s", text);
}

void escape_json_text(const char *text, FILE *out)
{
    fputc('"', out);
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            fprintf(out, "\\u%04x", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

void escape_json_number(const char *name, double value, FILE *out)
{
    char text[FIGURE_SIZE] = "null";
    if (isfinite(value))
        figure_print_exact(value, text);
    fprintf(out, ", \"%s\": %s", name, text);
}

void escape_json_pair(const char *name, const char *text, FILE *out)
{
    fprintf(out, "\"%s\": ", name);
    escape_json_text(text, out);
}
