#include "plan/plan.h"

void plan_assign_rows(acs_plan *plan, struct series *series)
{
    plan->rows = (struct plan_rows){0, 0};
    for (int i = 0; i < plan->series_count; i++) {
        struct series *s = &series[i];
        int rows = s->yearly ? plan->years + 1 : 1;
        if (s->scope & SCOPE_NETWORK) {
            s->row = -1; /* drawn where it is used */
        } else {
            int *level = s->scope & SCOPE_PLACE ? &plan->rows.place : &plan->rows.trial;
            s->row = *level;
            *level += rows;
        }
    }
}

static bool varies(const struct assumption *a)
{
    return a->distribution.lowest < a->distribution.highest;
}

int plan_uncertain(const acs_plan *plan)
{
    int count = 0;
    for (int i = 0; i < plan->assumptions; i++) {
        const struct assumption *a = &plan->assumption[i];
        bool first = varies(a);
        for (int k = 0; first && k < i; k++) {
            const struct assumption *b = &plan->assumption[k];
            first = !(varies(b) && b->hash == a->hash && b->scope == a->scope);
        }
        count += first;
    }
    return count;
}
