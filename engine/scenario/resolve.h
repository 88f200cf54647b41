/* Steps of resolving a scenario, shared by its files: look-up of named files, chains of `extends`.
 */
#ifndef ACSIM_SCENARIO_RESOLVE_H
#define ACSIM_SCENARIO_RESOLVE_H

#include "scenario/tree.h"

#define MODEL_LIMIT 100  /* models of one scenario */
#define EXTENDS_LIMIT 16 /* files in one chain of `extends` */

enum file_kind { SCENARIO_FILE, MODEL_FILE, CONTRACT_FILE };

/* A parsed file; trees are never changed, so one is shared by all who name it. */
struct parsed_file {
    const struct source *source;
    struct node *root;
};

struct resolver {
    struct file_list *files;
    struct arena *arena;
    acs_error *error;
    const char *scenario; /* path of the scenario, whose folder is searched for names */
    struct parsed_file *parsed;
    size_t parsed_count, parsed_capacity;
};

/* The path of the file a scalar names, ready to be opened. A name is looked up in the models or
 * contracts folders beside the file that asks and beside the scenario, then in those of
 * ACSIM_SCENARIOS and of the installation; anything with a '/' or ending in .yaml is a path from
 * the file that asks. Scenarios are named by paths, also from the shipped folders. */
acs_status resolve_path(struct resolver *resolver, const struct node *name, enum file_kind kind,
                        const char **path) WARN_UNUSED;

/* Reads the file a scalar names and merges it over what it extends. */
acs_status resolve_file(struct resolver *resolver, const struct node *name, enum file_kind kind,
                        struct node **root) WARN_UNUSED;

/* Turns `models` (a list, or a map of overrides) into a map of overrides, each with the file it
 * `extends`. Absent models are left absent. */
acs_status resolve_model_names(struct resolver *resolver, struct node **root) WARN_UNUSED;

/* A model's own keys over those of a file, with the contract inlined: one that is named takes the
 * place of the file's, keys of one are laid over it. */
acs_status resolve_model_merge(struct resolver *resolver, struct node *file, struct node *own,
                               struct node **model) WARN_UNUSED;

/* Turns `models` into a map from name to whole model, do nothing first, contracts inlined. What is
 * whole already is kept. */
acs_status resolve_models(struct resolver *resolver, struct node *root) WARN_UNUSED;

#endif
