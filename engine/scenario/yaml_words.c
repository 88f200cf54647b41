#include "scenario/yaml_words.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct row {
    const char *problem, *context; /* how libyaml's begin; a NULL context is any */
    bool at_context;
    const char *words;
};

static const struct row rows[] = {
    {"found unexpected end of stream", "while scanning a quoted scalar", true,
     "the quote that begins here is never closed"},
    {"found unexpected document indicator", "while scanning a quoted scalar", true,
     "the quote that begins here is never closed"},
    {"found unknown escape character", NULL, false,
     "an unknown escape: in double quotes '\\' has a meaning; use single quotes, or write '\\\\'"},
    {"block sequence entries are not allowed in this context", NULL, false,
     "a '-' that does not fit here: items of a list begin on lines of their own, in one column"},
    {"mapping keys are not allowed in this context", NULL, false,
     "a '?' that does not fit here: put text that begins with '?' in quotes"},
    {"could not find expected ':'", NULL, true, "expected `key: value`, found no ':' in this line"},
    {"found a tab character", NULL, false, "a tab: indent by blanks"},
    {"did not find expected key", NULL, false,
     "this does not fit: expected `key: value`, beginning in the same column as the keys above"},
    {"did not find expected '-' indicator", NULL, false,
     "this does not fit: expected '- ' and the next item, in the same column as the items above"},
    {"did not find expected node content", NULL, false,
     "expected a value here, found a sign of punctuation; put text in quotes"},
    {"did not find expected <document start>", NULL, false,
     "this does not fit after the end of what stands above: expected one group of `key: value`"},
    {"did not find expected alphabetic or numeric character", NULL, false,
     "'*' and '&' have a meaning in YAML: put text that begins with them in quotes"},
    {"did not find expected whitespace or line break", NULL, false,
     "'!', '%', '|' and '>' have a meaning in YAML: put text that begins with them in quotes"},
    {"did not find expected comment or line break", NULL, false,
     "'|' and '>' begin a text on the lines below: put text that begins with them in quotes"},
    {"found undefined tag handle", NULL, false,
     "tags (!) are not used here; put text that begins with '!' in quotes"},
    {"did not find expected '!'", NULL, false,
     "tags (!) are not used here; put text that begins with '!' in quotes"},
    {"", "while scanning a tag", false,
     "tags (!) are not used here; put text that begins with '!' in quotes"},
    {"", "while parsing a tag", false,
     "tags (!) are not used here; put text that begins with '!' in quotes"},
    {"", "while scanning a %", false,
     "a line cannot begin with '%' here: remove it, or put text in quotes"},
    {"", "while scanning a directive", false,
     "a line cannot begin with '%' here: remove it, or put text in quotes"},
    {"found incompatible YAML document", NULL, false,
     "YAML 1.1 and 1.2 are read: remove this line"},
    {"control characters are not allowed", NULL, false,
     "a control character; only text may stand here"},
};

static bool begins(const char *text, const char *with)
{
    return text && strncmp(text, with, strlen(with)) == 0;
}

static const struct row *find(const char *problem, const char *context)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (begins(problem, rows[i].problem) &&
            (!rows[i].context || begins(context, rows[i].context)))
            return &rows[i];
    return NULL;
}

/* The first byte of the line that holds `at`, blanks left out. */
static size_t line_content(const struct yaml_problem *problem, size_t at)
{
    while (at > 0 && problem->text[at - 1] != '\n')
        at--;
    while (at < problem->size && problem->text[at] == ' ')
        at++;
    return at;
}

/* The line above, if it begins in the same column and has no ':'; else the end of the text. */
static size_t line_without_colon(const struct yaml_problem *problem, size_t start)
{
    size_t end = start;
    while (end > 0 && problem->text[end - 1] != '\n')
        end--;
    if (end == 0)
        return problem->size;
    size_t column = start - end, above = line_content(problem, end - 1), begin = above;
    while (begin > 0 && problem->text[begin - 1] != '\n')
        begin--;
    bool colon = memchr(problem->text + above, ':', end - above) != NULL;
    return above < end - 1 && above - begin == column && !colon ? above : problem->size;
}

/* A ':' where none may stand: text that holds one, a line above that lacks one, or a line that is
 * indented too far. */
static size_t colon_words(const struct yaml_problem *problem, char *words, size_t size)
{
    size_t start = line_content(problem, problem->at), at = start;
    while (at + 1 < problem->at && !(problem->text[at] == ':' && problem->text[at + 1] == ' '))
        at++;
    if (at + 1 < problem->at) {
        snprintf(words, size, "a second ':' in this line; text that holds ': ' stands in quotes");
        return problem->at;
    }
    size_t above = line_without_colon(problem, start);
    if (above < problem->size) {
        snprintf(words, size, "expected `key: value`, found no ':' in this line");
        return above;
    }
    snprintf(words, size,
             "this line is indented deeper than the value above allows; keys of one "
             "group begin in the same column");
    return start;
}

/* A list or group in brackets that goes on wrongly, or is never closed. */
static size_t bracket_words(const struct yaml_problem *problem, char *words, size_t size)
{
    bool list = strstr(problem->problem, "']'") != NULL;
    char open = list ? '[' : '{', close = list ? ']' : '}';
    const char *break_line = NULL;
    if (problem->context_at < problem->at)
        break_line =
            memchr(problem->text + problem->context_at, '\n', problem->at - problem->context_at);
    if (break_line) {
        snprintf(words, size, "this '%c' is not closed: expected ',' or '%c' before line %zu", open,
                 close, problem->line);
        return problem->context_at;
    }
    snprintf(words, size, "expected ',' and the next %s, or '%c' to end the %s",
             list ? "item" : "key", close, list ? "list" : "group");
    return problem->at;
}

static bool after_quote(const struct yaml_problem *problem)
{
    return problem->at > 0 && problem->at <= problem->size &&
           (problem->text[problem->at - 1] == '\'' || problem->text[problem->at - 1] == '"');
}

size_t yaml_problem_words(const struct yaml_problem *problem, char *words, size_t size)
{
    const char *what = problem->problem ? problem->problem : "this is not YAML";
    bool bracket = begins(what, "did not find expected ','");
    if (after_quote(problem) && (bracket || begins(what, "did not find expected key"))) {
        snprintf(words, size,
                 "text after the closing quote; inside single quotes a quote is "
                 "written twice, ''");
        return problem->at;
    }
    if (bracket)
        return bracket_words(problem, words, size);
    if (begins(what, "mapping values are not allowed"))
        return colon_words(problem, words, size);
    if (begins(what, "found character that cannot start") && problem->at < problem->size) {
        char c = problem->text[problem->at];
        if (c == '\t')
            snprintf(words, size, "a tab; indent by blanks");
        else
            snprintf(words, size, "a value cannot begin with '%c'; put it in quotes", c);
        return problem->at;
    }
    const struct row *row = find(what, problem->context);
    snprintf(words, size, "%s", row ? row->words : what);
    return row && row->at_context ? problem->context_at : problem->at;
}
