/* acsim: one program of subcommands. Only this folder prints or exits. */
#define _GNU_SOURCE /* asprintf */
#include "command.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct command commands[] = {
    {"check", "find the mistakes of a scenario, and say what a run would do", command_check},
    {"run", "run a scenario and write its results file", command_run},
    {"new", "write a small scenario of one's own from a place of another", command_new},
    {"show", "print a results file as tables, CSV, JSON or a digest", command_show},
    {"settle", "apply a contract to rows of real benchmarks and spends", command_settle},
    {"describe", "print a reference page: keys, distributions, metrics", command_describe},
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

#ifdef __clang__
static const char compiler[] = "clang " __clang_version__;
#else
static const char compiler[] = "gcc " __VERSION__;
#endif

static void print_help(FILE *out)
{
    fputs("Usage: acsim COMMAND [OPTION...] [FILE]\n"
          "Simulates what care models and their contracts do to the funding gap of places.\n\n",
          out);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].summary);
    fputs("\n  acsim COMMAND --help    options of a command\n"
          "  acsim --version         version and revision\n\n"
          "A first run: acsim run england/stp44-2016\n",
          out);
}

/* Output that never arrived is a failure, also where a library ends the program (--help). */
static void close_output(void)
{
    const bool lost = ferror(stdout) != 0;
    errno = 0;
    if ((fclose(stdout) != 0 && errno != EBADF) || lost) {
        fprintf(stderr, "acsim: cannot write the output: %s\n",
                errno ? strerror(errno) : "input/output error");
        _exit(ACS_FAILED);
    }
}

/* The shipped scenarios lie beside the program (bin/../share/acsim/scenarios) wherever it was
 * installed or moved to; a setting of the user's comes first. */
static void find_shipped_scenarios(void)
{
    char program[PATH_MAX];
    const ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);
    if (size <= 0)
        return;
    program[size] = '\0';
    *strrchr(program, '/') = '\0';
    char *folder, *resolved = NULL;
    if (asprintf(&folder, "%s/../share/acsim/scenarios", program) < 0)
        return;
    resolved = realpath(folder, NULL);
    if (resolved)
        setenv("ACSIM_SCENARIOS", resolved, 0);
    free(resolved);
    free(folder);
}

static int unknown_command(const char *word)
{
    const char *names[COMMANDS + 1] = {NULL};
    for (size_t i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    const char *nearest = acs_nearest(word, names);
    fprintf(stderr, "acsim: unknown command '%s'", word);
    if (nearest)
        fprintf(stderr, ", did you mean '%s'?", nearest);
    fputs("\nTry 'acsim --help' for the list of commands.\n", stderr);
    return ACS_INVALID;
}

int main(int argc, char **argv)
{
    if (atexit(close_output) != 0)
        return ACS_FAILED;
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of writing, not an end */
    const char *word = argc > 1 ? argv[1] : NULL;
    if (!word) {
        print_help(stderr);
        return ACS_INVALID;
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-?") == 0 || strcmp(word, "-h") == 0 ||
        strcmp(word, "help") == 0) {
        print_help(stdout);
        return ACS_OK;
    }
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        printf("acsim %s\nbuilt with %s\n", acs_version(), compiler);
        return ACS_OK;
    }
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(word, commands[i].name) != 0)
            continue;
        find_shipped_scenarios();
        char name[32];
        snprintf(name, sizeof name, "acsim %s", commands[i].name);
        argv[1] = name; /* argp's messages begin with it */
        return (int)commands[i].run(argc - 1, argv + 1);
    }
    return unknown_command(word);
}
