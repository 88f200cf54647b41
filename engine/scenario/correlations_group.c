/* Groups of draws that depend on each other: factored, or refused with values that would do. */
#include "scenario/correlation.h"
#include "scenario/correlations.h"

#include <stdlib.h>
#include <string.h>

#define PAIRS_SHOWN 4 /* of a message */

/* One connected part. */
struct group {
    int count;
    int member[CORRELATED_LIMIT];             /* indices of draws, in order */
    double *rank, *matrix, *factor, *nearest; /* [count][count] */
};

static int collect(struct correlations *all, int number, int *member)
{
    int count = 0;
    for (bool grown = true; grown;) { /* each round reaches the neighbours of the last */
        grown = false;
        for (int i = 0; i < all->count; i++)
            for (int j = 0; all->draw[i].group == number && j < all->count; j++)
                if (all->draw[j].group < 0 && !isnan(all->rank[i][j])) {
                    all->draw[j].group = number;
                    grown = true;
                }
    }
    for (int i = 0; i < all->count; i++)
        if (all->draw[i].group == number)
            member[count++] = i;
    return count;
}

/* "'a' with 'b' 0.9, 'a' with 'c' -0.5 and 3 more": the named pairs of some members, with the ranks
 * given; changed_from: only those that differ from it (NULL: all). */
static const char *pairs_text(struct compiler *c, const struct correlations *all,
                              const struct group *group, const int *part, int count,
                              const double *rank, const double *changed_from)
{
    const char *text = "";
    int shown = 0, more = 0;
    for (int i = 0; i < count; i++)
        for (int j = i + 1; j < count; j++) {
            const long cell = (long)part[i] * group->count + part[j];
            if (isnan(rank[cell]) || (changed_from && changed_from[cell] == rank[cell]))
                continue;
            char number[NUMBER_TEXT];
            if (shown < PAIRS_SHOWN)
                text = compiler_format(c, "%s%s'%s' with '%s' %s", text, shown ? ", " : "",
                                       all->draw[group->member[part[i]]].path,
                                       all->draw[group->member[part[j]]].path,
                                       number_text(rank[cell], number));
            more += shown >= PAIRS_SHOWN;
            shown++;
        }
    return more ? compiler_format(c, "%s and %d more", text, more) : text;
}

/* A pair of the fault that nothing names is taken as independent, which may be what is wrong. */
static const char *unnamed_text(struct compiler *c, const struct correlations *all,
                                const struct group *group, const int *part, int count)
{
    for (int i = 0; i < count; i++)
        for (int j = i + 1; j < count; j++)
            if (isnan(group->rank[(long)part[i] * group->count + part[j]]))
                return compiler_format(c, "; '%s' with '%s', which is not named, counts as 0",
                                       all->draw[group->member[part[i]]].path,
                                       all->draw[group->member[part[j]]].path);
    return "";
}

static void refuse(struct compiler *c, const struct correlations *all, const struct group *group)
{
    int part[CORRELATED_LIMIT], everyone[CORRELATED_LIMIT], entry = 0;
    const int count = correlation_fault(group->matrix, group->count, part);
    for (int i = 0; i < group->count; i++)
        everyone[i] = i;
    for (int i = 0; i < count; i++)
        for (int j = i + 1; j < count; j++) {
            const int a = group->member[part[i]], b = group->member[part[j]];
            if (!isnan(all->rank[a][b]) && all->entry[a][b] > entry)
                entry = all->entry[a][b];
        }
    if (!correlation_nearest(group->rank, group->count, group->nearest)) {
        (void)error_no_memory(c->error);
        return;
    }
    error_add(c->error, ACS_INVALID, c->scenario.correlation[entry].rank_node->mark,
              "these correlations cannot hold together (their matrix is not positive definite): "
              "%s%s. The nearest that can: %s",
              pairs_text(c, all, group, part, count, group->rank, NULL),
              unnamed_text(c, all, group, part, count),
              pairs_text(c, all, group, everyone, group->count, group->nearest, group->rank));
}

/* The rows of a factored group: constant from now on. */
static void hand_out(struct compiler *c, const struct correlations *all, const struct group *group,
                     const struct correlated **row_of)
{
    const size_t count = (size_t)group->count;
    uint64_t *hash = COMPILER_NEW(c, count, uint64_t);
    int *dimension = COMPILER_NEW(c, count, int);
    double *factor = COMPILER_NEW(c, count * count, double);
    struct correlated *rows = COMPILER_NEW(c, count, struct correlated);
    if (!hash || !dimension || !factor || !rows)
        return;
    memcpy(factor, group->factor, count * count * sizeof *factor);
    for (size_t i = 0; i < count; i++) {
        hash[i] = all->draw[group->member[i]].hash;
        dimension[i] = all->draw[group->member[i]].dimension;
        rows[i] = (struct correlated){(int)i + 1, hash, dimension, factor + i * count};
        bool alone = true; /* the first, for one: its draw stays what it is */
        for (size_t j = 0; j < i; j++)
            alone &= rows[i].factor[j] == 0.0;
        row_of[group->member[i]] = alone ? NULL : &rows[i];
    }
}

/* The row of what is drawn at a hash and scope; NULL for what is drawn by itself. */
static const struct correlated *row_at(const struct correlations *all,
                                       const struct correlated *const *row, uint64_t hash,
                                       unsigned scope)
{
    for (int i = 0; i < all->count; i++)
        if (all->draw[i].hash == hash && all->draw[i].scope == scope)
            return row[i];
    return NULL;
}

static void attach(struct compiler *c, const struct correlations *all,
                   const struct correlated *const *row)
{
    for (int k = 0; k < c->plan->assumptions; k++)
        c->assumption[k].correlated =
            row_at(all, row, c->assumption[k].hash, c->assumption[k].scope);
    for (int s = 0; s < c->plan->services; s++) {
        struct plan_service *service = &c->service[s].plan;
        service->innovation_correlated = row_at(all, row, service->innovation_hash, SCOPE_YEAR);
        service->place_innovation_correlated =
            row_at(all, row, service->place_innovation_hash, SCOPE_PLACE | SCOPE_YEAR);
    }
    c->plan->correlated_draws = all->count;
}

/* Fills in the ranks and the copula's matrix of a group. */
static void fill(const struct correlations *all, struct group *group)
{
    for (int i = 0; i < group->count; i++)
        for (int j = 0; j < group->count; j++) {
            const double rank = all->rank[group->member[i]][group->member[j]];
            const long cell = (long)i * group->count + j;
            group->rank[cell] = rank;
            group->matrix[cell] = i == j ? 1.0 : isnan(rank) ? 0.0 : correlation_of_rank(rank);
        }
}

void correlations_group(struct compiler *c, struct correlations *all)
{
    const struct correlated *row[CORRELATED_LIMIT] = {NULL};
    const size_t cells = (size_t)all->count * (size_t)all->count;
    double *memory = malloc((4 * cells + 1) * sizeof *memory);
    struct group group = {.rank = memory};
    if (!memory) {
        (void)error_no_memory(c->error);
        return;
    }
    group.matrix = group.rank + cells;
    group.factor = group.matrix + cells;
    group.nearest = group.factor + cells;
    for (int i = 0, number = 0; i < all->count; i++) {
        if (all->draw[i].group >= 0)
            continue;
        all->draw[i].group = number;
        group.count = collect(all, number++, group.member);
        fill(all, &group);
        if (correlation_factor(group.matrix, group.count, group.factor) >= 0)
            refuse(c, all, &group);
        else
            hand_out(c, all, &group, row);
    }
    if (!error_status(c->error))
        attach(c, all, row);
    free(memory);
}
