#include "scenario/yaml_words.h"

#include <stddef.h>
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
    {"mapping values are not allowed in this context", NULL, false,
     "a ':' that does not fit here: put text that holds ': ' in quotes, and let keys of one group "
     "begin in the same column"},
    {"block sequence entries are not allowed in this context", NULL, false,
     "a '-' that does not fit here: items of a list begin on lines of their own, in one column"},
    {"mapping keys are not allowed in this context", NULL, false,
     "a '?' that does not fit here: put text that begins with '?' in quotes"},
    {"could not find expected ':'", NULL, true, "expected `key: value`, found no ':' after this"},
    {"found character that cannot start any token", NULL, false,
     "a value cannot begin with this character: put text in quotes, and indent by blanks, not "
     "tabs"},
    {"found a tab character", NULL, false, "a tab: indent by blanks"},
    {"did not find expected key", NULL, false,
     "this does not fit: expected `key: value`, beginning in the same column as the keys above"},
    {"did not find expected '-' indicator", NULL, false,
     "this does not fit: expected '- ' and the next item, in the same column as the items above"},
    {"did not find expected ',' or ']'", NULL, false,
     "expected ',' and the next item, or ']' to end the list"},
    {"did not find expected ',' or '}'", NULL, false,
     "expected ',' and the next key, or '}' to end the group"},
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

const char *yaml_problem_words(const char *problem, const char *context)
{
    const struct row *row = find(problem, context);
    return row ? row->words : problem ? problem : "this is not YAML";
}

bool yaml_problem_at_context(const char *problem, const char *context)
{
    const struct row *row = find(problem, context);
    return row && row->at_context;
}
