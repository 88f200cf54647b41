#include "command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory) {
        fputs("acsim: out of memory\n", stderr);
        exit(ACS_FAILED);
    }
    return memory;
}

/* Long options may be shortened as far as they stay unambiguous, so a prefix is known. */
static bool is_known_option(const char *const *names, const char *word, size_t size)
{
    for (; *names; names++)
        if (strncmp(*names, word, size) == 0)
            return true;
    return false;
}

static bool takes_value(const struct argp_option *options, const char *argument)
{
    for (const struct argp_option *option = options; option && option->name; option++) {
        if (!option->arg)
            continue;
        if (argument[1] != '-' && argument[2] == '\0' && argument[1] == option->key)
            return true;
        if (argument[1] == '-' && strcmp(argument + 2, option->name) == 0)
            return true;
    }
    return false;
}

/* Looks for a misspelt long option before argp, which could not say what was meant. */
static void suggest_option(const struct argp *argp, int argc, char **argv)
{
    static const char *const standard[] = {"help", "usage", "version"};
    enum { STANDARD = sizeof standard / sizeof standard[0] };
    size_t count = 0;
    while (argp->options && argp->options[count].name)
        count++;
    const char **names = allocate(count + STANDARD + 1, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = argp->options[i].name;
    memcpy(names + count, standard, sizeof standard);
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (argv[i][0] != '-')
            continue;
        if (takes_value(argp->options, argv[i])) {
            i++;
            continue;
        }
        const char *word = argv[i] + 2;
        const size_t size = strcspn(word, "=");
        if (argv[i][1] != '-' || is_known_option(names, word, size))
            continue;
        char *misspelt = strndup(word, size);
        const char *nearest = misspelt ? acs_nearest(misspelt, names) : NULL;
        fprintf(stderr, "%s: unknown option '--%.*s'", argv[0], (int)size, word);
        if (nearest)
            fprintf(stderr, ", did you mean '--%s'?", nearest);
        fprintf(stderr, "\nTry '%s --help' for more information.\n", argv[0]);
        free(misspelt);
        free(names);
        exit(ACS_INVALID);
    }
    free(names);
}

void arguments_parse(const struct argp *argp, int argc, char **argv, void *input)
{
    suggest_option(argp, argc, argv);
    argp_err_exit_status = ACS_INVALID;
    argp_program_version = acs_version();
    const error_t failure = argp_parse(argp, argc, argv, 0, NULL, input);
    if (failure) {
        fprintf(stderr, "%s: %s\n", argv[0], strerror(failure));
        exit(ACS_FAILED);
    }
}

uint64_t argument_number(struct argp_state *state, const char *option, const char *text,
                         uint64_t lowest, uint64_t highest)
{
    uint64_t number = 0;
    bool valid = *text != '\0';
    for (const char *at = text; valid && *at; at++) {
        const unsigned digit = (unsigned)(unsigned char)*at - '0';
        valid = digit < 10 && number <= (highest - digit) / 10;
        number = 10 * number + digit;
    }
    if (!valid || number < lowest)
        argp_error(state, "%s takes a whole number from %llu to %llu, not '%s'", option,
                   (unsigned long long)lowest, (unsigned long long)highest, text);
    return number;
}

void argument_operand(struct argp_state *state, const char **operand, char *text)
{
    if (*operand)
        argp_error(state, "one argument too many: '%s'", text);
    *operand = text;
}

static void keep_assignment(struct overrides *overrides, struct argp_state *state, const char *text,
                            const char *usage)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text)
        argp_error(state, "%s, not '%s'", usage, text);
    const char **grown = allocate(overrides->count + 1, sizeof *grown);
    if (overrides->count)
        memcpy(grown, overrides->assignment, overrides->count * sizeof *grown);
    grown[overrides->count++] = text;
    free(overrides->assignment);
    overrides->assignment = grown;
}

void overrides_add(struct overrides *overrides, struct argp_state *state, const char *text)
{
    keep_assignment(overrides, state, text, "--set takes PATH=VALUE, such as horizon=5");
}

void sweeps_add(struct overrides *sweeps, struct argp_state *state, const char *text)
{
    keep_assignment(sweeps, state, text,
                    "--sweep takes PATH=VALUE,VALUE,..., such as economy.inflation=0.01,0.02");
}

void conditions_add(struct overrides *conditions, struct argp_state *state, const char *text)
{
    keep_assignment(conditions, state, text,
                    "--where takes PATH=VALUE of a sweep, such as sharing_rate=0.5, or sweep=2");
}

void overrides_finish(struct overrides *overrides)
{
    free(overrides->assignment);
}
