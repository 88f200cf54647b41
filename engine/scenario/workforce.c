/* General practitioners and practices of each place. */
#include "base/hash.h"
#include "scenario/compiler.h"

#include <math.h>
#include <string.h>

#define MOST_PRACTICES 20000 /* of a place */

/* Practitioners a person; England has 0.0006. */
#define MOST_EACH 0.1
#define LEAST_EACH 1e-6

/* Full-time equivalents of the base year; those of all places are shared by their lists. */
static void compile_staff(struct compiler *c, struct plan_workforce *plan)
{
    const struct workforce_draft *draft = &c->scenario.workforce;
    double persons = 0;
    double *gp_fte = COMPILER_NEW(c, c->plan->places, double);
    for (int p = 0; p < c->plan->places; p++)
        persons += c->place[p].list;
    for (int p = 0; gp_fte && p < c->plan->places; p++) {
        const struct place_draft *place = &c->place[p];
        double head = draft->per_head ? draft->gp_fte : draft->gp_fte / persons;
        gp_fte[p] = place->gp_fte > 0 ? place->gp_fte : head * place->list;
        const double each = gp_fte[p] / place->list;
        if (each > MOST_EACH || (gp_fte[p] > 0 && each < LEAST_EACH))
            error_add(c->error, ACS_INVALID, place->mark,
                      "'%s' has %g full-time general practitioners for %.0f persons, which cannot "
                      "be: gp_fte is their number, or per person with per_head: true",
                      place->plan.name, gp_fte[p], place->list);
        if (gp_fte[p] <= 0)
            error_add(c->error, ACS_INVALID, place->mark,
                      "'%s' has no general practitioners: give workforce.gp_fte, or gp_fte of the "
                      "place",
                      place->plan.name);
    }
    plan->gp_fte = gp_fte;
}

static void compile_recruits(struct compiler *c, struct plan_workforce *plan)
{
    const struct pair *stated = node_find_pair(c->workforce_map, "recruits");
    const double national = c->scenario.national;
    double *share = COMPILER_NEW(c, c->plan->places, double);
    plan->recruit_share = share;
    if (!stated || !share)
        return;
    if (national <= 0) {
        error_add(c->error, ACS_INVALID, stated->key_mark,
                  "recruits of the nation are shared between places; give population.national, the "
                  "persons of the nation");
        return;
    }
    for (int p = 0; p < c->plan->places; p++)
        share[p] = c->place[p].list / national;
}

/* A place where nobody does the work cannot be short of practitioners, but its ratio is 0 / 0. */
static void check_work(struct compiler *c, const struct plan_workforce *plan)
{
    for (int p = 0; c->plan->activity && p < c->plan->places; p++) {
        const double *activity = &c->plan->activity[(long)p * c->plan->services];
        double work = 0;
        for (int k = 0; k < plan->lines; k++)
            work += activity[plan->line[k].service] / plan->line[k].units;
        if (work <= 0 && !error_status(c->error))
            error_add(c->error, ACS_INVALID, c->place[p].mark,
                      "'%s' has no activity in the lines of workforce.units_per_fte",
                      c->place[p].plan.name);
    }
}

static bool never_closes(const struct compiler *c, int hazard)
{
    const struct series *series = &c->series[hazard];
    for (int k = 0; k < series->knots; k++)
        if (c->assumption[series->first + k].distribution.highest > 0)
            return false;
    return true;
}

/* The practice list, whose order is that of networks, or equal practices. */
static void name_practices(struct compiler *c, const struct place_draft *place, double list,
                           bool close, struct plan_practices *practices)
{
    double equal = fmax(1, round(place->list / list)), patients = 0;
    const bool named = place->practice_count > 0;
    if (!named && equal > MOST_PRACTICES) {
        error_add(c->error, ACS_INVALID, place->mark,
                  "practice_list cuts '%s' into %.0f practices, but at most %d are possible",
                  place->plan.name, equal, MOST_PRACTICES);
        return;
    }
    practices->count = named ? place->practice_count : (int)equal;
    struct plan_practice *practice = COMPILER_NEW(c, practices->count, struct plan_practice);
    practices->practice = practice;
    for (int i = 0; i < place->practice_count; i++)
        patients += place->practice[i].patients;
    for (int i = 0; practice && i < practices->count; i++) {
        if (!named) {
            practice[i] = (struct plan_practice){.code = "", .name = "", .share = 1.0 / equal};
            continue;
        }
        const struct practice *listed = &place->practice[i];
        practice[i] =
            (struct plan_practice){.code = listed->code,
                                   .name = listed->name,
                                   .code_hash = hash_bytes(listed->code, strlen(listed->code)),
                                   .share = listed->patients / patients};
        if (close && listed->patients <= 0)
            error_add(c->error, ACS_INVALID, place->mark,
                      "practice '%s' of '%s' has no patients; where practices close, leave out "
                      "those that are closed already",
                      listed->code, place->plan.name);
    }
}

static void compile_practices(struct compiler *c, struct plan_workforce *plan)
{
    const struct workforce_draft *draft = &c->scenario.workforce;
    const struct series *reference = &c->series[plan->reference_list];
    const double list = draft->practice_list > 0
                            ? draft->practice_list
                            : c->assumption[reference->first].distribution.mean;
    struct plan_practices *practices = COMPILER_NEW(c, c->plan->places, struct plan_practices);
    plan->practices = practices;
    plan->practices_close = !never_closes(c, plan->hazard);
    for (int p = 0; practices && p < c->plan->places; p++)
        name_practices(c, &c->place[p], list, plan->practices_close, &practices[p]);
}

void workforce_compile(struct compiler *c)
{
    struct plan_workforce *plan = &c->scenario.workforce.plan;
    if (!plan->lines)
        return;
    compile_staff(c, plan);
    compile_recruits(c, plan);
    check_work(c, plan);
    compile_practices(c, plan);
    c->plan->workforce = *plan;
}
