#include "draw/distribution.h"

#include "draw/distribution_rows.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const struct distribution distribution_rows[] = {
    {"constant",
     "Always the same value; what a plain number stands for.",
     {{{"value"}}},
     constant_compile,
     constant_quantile},
    {"normal",
     "The normal distribution, by its mean and standard deviation.",
     {{{"mean", "sd"}}},
     normal_compile,
     normal_quantile},
    {"lognormal",
     "A positive value whose logarithm is normal, by its own mean and standard deviation or by "
     "those "
     "of its logarithm.",
     {{{"mean", "sd"}}, {{"mu", "sigma"}}},
     lognormal_compile,
     lognormal_quantile},
    {"uniform",
     "Every value between two ends is equally likely.",
     {{{"min", "max"}}},
     uniform_compile,
     uniform_quantile},
    {"triangular",
     "Rises in a straight line from the lowest value to the likeliest, then falls.",
     {{{"min", "mode", "max"}}},
     triangular_compile,
     triangular_quantile},
    {"pert",
     "A smooth hump between two ends, a beta whose mean is (min + 4 mode + max) / 6; what experts' "
     "estimates are usually fitted with.",
     {{{"min", "mode", "max"}}},
     pert_compile,
     pert_quantile},
    {"beta",
     "A share between 0 and 1, by its mean and standard deviation or its two shapes.",
     {{{"mean", "sd"}}, {{"alpha", "beta"}}},
     beta_compile,
     beta_quantile},
    {"gamma",
     "A positive value, by its mean and standard deviation or its shape and scale.",
     {{{"mean", "sd"}}, {{"shape", "scale"}}},
     gamma_compile,
     gamma_quantile},
    {"weibull",
     "A positive value such as a time until failure, by its mean and standard deviation or its "
     "shape and scale.",
     {{{"mean", "sd"}}, {{"shape", "scale"}}},
     weibull_compile,
     weibull_quantile},
    {"student_t",
     "As the normal but with heavier tails, the heavier the fewer degrees of freedom, by its mean "
     "and standard deviation, or the scale in place of that.",
     {{{"mean", "sd", "degrees"}}, {{"mean", "scale", "degrees"}}},
     student_t_compile,
     student_t_quantile},
    {"bernoulli", "1 with probability p, else 0.", {{{"p"}}}, bernoulli_compile, discrete_quantile},
    {"discrete",
     "One of the listed values, each with its probability.",
     {{{"values[]", "probabilities[]"}}},
     discrete_compile,
     discrete_quantile},
    {"empirical",
     "One of the samples listed or in the column of a CSV table, each as likely as any other.",
     {{{"samples[]"}}, {{"table", "column"}}},
     empirical_compile,
     discrete_quantile},
    {"quantiles",
     "A smooth curve through three judged quantiles, below which the value lies with probability "
     "0.1, 0.5 and 0.9 (the metalog of Keelin 2016), and between ends where they are given.",
     {{{"p10", "p50", "p90"}},
      {{"min", "p10", "p50", "p90"}},
      {{"p10", "p50", "p90", "max"}},
      {{"min", "p10", "p50", "p90", "max"}}},
     quantiles_compile,
     quantiles_quantile},
    {0},
};

const struct distribution *distribution_find(const char *name)
{
    for (const struct distribution *row = distribution_rows; row->name; row++)
        if (strcmp(row->name, name) == 0)
            return row;
    return NULL;
}

void distribution_fix(struct distribution_settings *settings, double value)
{
    settings->number[0] = value;
    settings->mean = settings->lowest = settings->highest = value;
    settings->sd = 0;
}

struct distribution_settings distribution_constant(double value)
{
    struct distribution_settings settings = {.row = &distribution_rows[0]};
    distribution_fix(&settings, value);
    return settings;
}

double distribution_quantile(const struct distribution_settings *settings, double u)
{
    double all[LANES];
    for (int i = 0; i < LANES; i++)
        all[i] = u;
    double x[LANES];
    settings->row->quantile(settings, all, x);
    return x[0];
}

const char *distribution_message(struct arena *arena, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const char *const kept = arena_text(arena, text, strlen(text));
    return kept ? kept : "not enough memory";
}

const char *distribution_check(const struct distribution_argument *arguments, int count,
                               struct arena *arena)
{
    for (int i = 0; i < count; i++) {
        if (arguments[i].count != 1)
            return distribution_message(arena, "%s must be one number, not a list of %zu",
                                        arguments[i].name, arguments[i].count);
        if (!distribution_finite(arguments[i].values[0]))
            return distribution_message(arena, "%s must be a finite number", arguments[i].name);
    }
    return NULL;
}
