#include "scenario/contract_file.h"

#include "scenario/compile.h"
#include "scenario/compiler.h"
#include "scenario/resolve.h"

#include <stdlib.h>
#include <string.h>

/* One tree of the file, what it extends and the overrides, without the scope. */
static acs_status resolve(struct file_list *files, const char *name, const char *const *overrides,
                          size_t override_count, struct node **root, acs_error *error)
{
    struct resolver resolver = {
        .files = files, .arena = files->arena, .error = error, .scenario = ""};
    const struct node asked = {
        .kind = NODE_SCALAR, .text = arena_text(files->arena, name, strlen(name)), .quoted = true};
    struct node *read = NULL;
    if (!asked.text)
        return error_no_memory(error);
    acs_status status = resolve_file(&resolver, &asked, CONTRACT_FILE, &read);
    if (status != ACS_OK)
        return status;
    struct node *whole = node_without(files->arena, read, ""); /* a copy that may be changed */
    for (size_t i = 0; whole && i < override_count; i++)
        if (tree_set(files->arena, whole, overrides[i], error) != ACS_OK)
            status = error_status(error);
    *root = whole ? node_without(files->arena, whole, "scope") : NULL;
    return *root ? status : error_no_memory(error);
}

static acs_status compile(struct file_list *files, const struct node *root, acs_plan *plan,
                          acs_error *error)
{
    struct compiler *c = calloc(1, sizeof *c);
    if (!c)
        return error_no_memory(error);
    c->files = files;
    c->arena = &plan->arena;
    c->plan = plan;
    c->error = error;
    struct plan_model *model = COMPILER_NEW(c, 1, struct plan_model);
    const struct field field = {.name = "contract", .fields = contract_fields};
    const struct at at = {.path = "contract", .identity = "contract", .mark = root->mark};
    /* series 0 is what parts that are absent point to */
    value_constant(c, (struct at){.path = "absent", .identity = "absent"}, 0, false);
    if (model)
        read_contract(c, &field, root, at, &model->contract);
    plan->models = 1;
    plan->model = model;
    plan->assumption = c->assumption;
    plan->series = c->series;
    free(c);
    return error_status(error);
}

acs_status contract_file_read(const char *name, const char *const *overrides, size_t override_count,
                              acs_plan **result, acs_error *error)
{
    struct node *root = NULL;
    acs_plan *plan = calloc(1, sizeof *plan);
    if (!plan)
        return error_no_memory(error);
    struct file_list files = {.arena = &plan->arena};
    acs_status status = resolve(&files, name, overrides, override_count, &root, error);
    if (status == ACS_OK)
        status = compile(&files, root, plan, error);
    if (status == ACS_OK)
        *result = plan;
    else
        plan_destroy(plan);
    return status;
}
