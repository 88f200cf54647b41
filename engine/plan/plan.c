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
