/* Texts and numbers as CSV and JSON want them. */
#ifndef ACSIM_REPORT_ESCAPE_H
#define ACSIM_REPORT_ESCAPE_H

#include <stdio.h>

/* Quoted only where it must be. */
void escape_csv_text(const char *text, FILE *out);
/* After a comma; empty where the number is not known. */
void escape_csv_number(double value, FILE *out);

void escape_json_text(const char *text, FILE *out);
/* After a comma and a blank; null where the number is not finite: JSON knows no infinities. */
void escape_json_number(const char *name, double value, FILE *out);
void escape_json_pair(const char *name, const char *text, FILE *out);

#endif
