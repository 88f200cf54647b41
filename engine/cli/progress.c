#include "progress.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int signal)
{
    (void)signal;
    stop_asked = 1;
}

void progress_catch_signals(void)
{
    /* SA_RESETHAND: whoever is in a hurry sends a second one. */
    const struct sigaction action = {.sa_handler = ask_to_stop, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

void progress_init(struct progress *progress, bool quiet)
{
    const char *terminal = getenv("TERM");
    progress->quiet = quiet;
    progress->terminal = isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0;
    progress->started = now();
    progress->printed = progress->started;
}

static int terminal_width(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20)
        return 80;
    return size.ws_col;
}

static void format_time(char *text, size_t size, double seconds)
{
    if (seconds < 100)
        snprintf(text, size, "%.0f s", seconds);
    else if (seconds < 6000)
        snprintf(text, size, "%.0f min", seconds / 60);
    else
        snprintf(text, size, "%.1f h", seconds / 3600);
}

bool progress_report(void *context, uint64_t done, uint64_t trials, const char *headline)
{
    struct progress *progress = context;
    const double time = now(), elapsed = time - progress->started;
    const double interval = progress->terminal ? 0.1 : 10;
    if (progress->quiet || time - progress->printed < interval || done == 0 || elapsed <= 0)
        return stop_asked;
    progress->printed = time;
    const double rate = (double)done / elapsed;
    char left[32], line[512];
    format_time(left, sizeof left, (double)(trials - done) / rate);
    snprintf(line, sizeof line, "%3.0f %% of %llu trials, %.0f/s, %s left%s%s",
             100 * (double)done / (double)trials, (unsigned long long)trials, rate, left,
             headline && *headline ? "; " : "", headline ? headline : "");
    if (progress->terminal)
        fprintf(stderr, "\r%.*s\033[K", terminal_width() - 1, line);
    else
        fprintf(stderr, "%s\n", line);
    fflush(stderr);
    return stop_asked;
}

void progress_finish(const struct progress *progress)
{
    if (!progress->quiet && progress->terminal)
        fputs("\r\033[K", stderr);
}
