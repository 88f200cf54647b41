/* The state of compiling: drafts of what the plan will hold, read by the field rows, and the
 * growing arrays of assumptions and series. Internal to this folder. */
#ifndef ACSIM_SCENARIO_COMPILER_H
#define ACSIM_SCENARIO_COMPILER_H

#include "base/error.h"
#include "scenario/age.h"
#include "scenario/csv.h"
#include "scenario/field.h"

struct base_band {
    struct band band;
    double persons, weighted;
    struct mark mark;
};

struct practice {
    const char *code, *name;
    const char *network; /* "" if not known */
    double patients, weighted;
};

struct place_draft {
    struct plan_place plan;
    struct mark mark;
    const char *area;
    double persons;             /* as stated; 0 if not */
    double weighted_population; /* as stated; 0 if not */
    double gp_fte;              /* as stated; 0 if not */
    double list, weighted_list; /* persons in the base year */
    const struct node *practices;
    struct practice *practice;
    int practice_count;
    bool weighted_practices;
    struct base_band *band;
    int band_count;
    int *by_age;   /* [bands] by sex, then age; made where there is a health status */
    double *index; /* [band][variant][year 0 .. reach]: growth since the base year */
};

struct service_draft {
    struct plan_service plan;
    struct mark mark;
    const struct node *activity;
    struct at activity_at;
    int other, total; /* series or -1 */
    int window;       /* years, 0 if not stated */
    double bed_days;
    struct mark growth_mark;
};

struct model_draft {
    struct plan_model plan;
    struct mark mark;
    int format;
    bool own_draws;
};

struct contract_draft {
    struct plan_contract plan; /* first: some readers fill several of its members */
    int format;
    const struct node *weights; /* of a historical benchmark */
};

struct shift_draft {
    const char *from;
    const struct node *to;
    int per;
};

struct grant_draft {
    struct plan_grant plan;
    const char *title;
    struct mark mark;
    int per_head, national; /* series or -1 */
    bool places;
    int shared_by;
};
enum { SHARED_BY_WEIGHTED_POPULATION, SHARED_BY_POPULATION };

struct scheme_draft {
    struct plan_scheme plan;
    struct mark mark; /* of the row */
    int start_year;
    const struct node *saving;     /* its range depends on the kind */
    const struct node *depends_on; /* NULL if on none */
    uint64_t hash;                 /* of the name */
};

struct schemes_draft {
    const struct node *table, *replaced_by;
    int target; /* series or -1 */
};

struct population_draft {
    const struct node *base, *index;     /* tables */
    const struct node *chain, *variants; /* of the index */
    const char *area;                    /* for all places; "": each place's own */
};

/* One entry of `correlations`: a rank correlation of each pair of its values. */
struct correlation_draft {
    double rank;
    const struct node *rank_node, *between;
};

struct workforce_draft {
    struct plan_workforce plan;
    double gp_fte; /* full-time equivalents, or a person; 0 if not stated */
    bool per_head;
    double practice_list; /* persons; 0 if not stated */
};

struct scenario_draft {
    const char *title, *extends;
    int format, base_year, horizon, sampling;
    bool cash;
    uint64_t trials, seed;
    struct population_draft population;
    int growth_error, health_status; /* series; the latter -1 if absent */
    double national;
    struct schemes_draft schemes;
    int inflation, discount_rate, funding_growth, efficiency[PARTIES]; /* series */
    struct workforce_draft workforce;
    bool *headline, *save_trials; /* [METRICS] */
    bool *detail;                 /* [DETAILS] */
    const struct node *run_places;
    const struct node *sweep; /* read by sweep.c */
    struct correlation_draft *correlation;
    int correlations;
};

struct compiler {
    struct file_list *files;
    struct arena *arena;
    acs_plan *plan;
    acs_error *error;
    struct assumption *assumption;
    const char **identity; /* [assumptions] the text that was hashed */
    uint64_t *salt_of;     /* [assumptions] */
    struct series *series;
    int assumption_capacity, series_capacity;
    uint64_t salt; /* of the model being read, 0 elsewhere */

    struct scenario_draft scenario;
    const struct node *place_map, *service_map, *model_map; /* names come first; NULL if absent */
    const struct node *workforce_map;
    struct place_draft *place;
    struct service_draft *service;
    struct model_draft *model;
    struct grant_draft *grant;

    int variants;
    const char **variant; /* names, or NULL when there are none */
    double *shifted;      /* the table of plan->health while it is filled */
    int reach;            /* last year that population must cover: the horizon or a window */
};

/* Zeroed memory of the plan's arena; NULL after adding an error. */
void *compiler_alloc(struct compiler *c, size_t count, size_t size);
#define COMPILER_NEW(c, count, type) ((type *)compiler_alloc((c), (size_t)(count), sizeof(type)))
const char *compiler_format(struct compiler *c, const char *format, ...) FORMAT_LIKE_PRINTF(2, 3);

/* Index of a name among the keys of a mapping (NULL is empty), or -1. */
int name_find(const struct node *map, const char *name);
/* The same, or an error at the mark that names what was looked for and the nearest name. */
int name_require(struct compiler *c, const struct node *map, const char *what, const char *name,
                 struct mark mark);
/* A name of a place, service, model or grant: letters, digits, _ and -. */
bool name_check(struct compiler *c, const char *what, const char *name, struct mark mark);
const char *nearest_of(const char *const *names, const char *name);

/* value.c: reads a value, registers its assumptions, returns its series (0 after an error). */
int value_read(struct compiler *c, const struct field *field, const struct node *node,
               struct at at);
/* A plain number with an optional source; registers an assumption for the record. */
double number_read(struct compiler *c, const struct field *field, const struct node *node,
                   struct at at);
bool value_is_path(const struct node *node);
int value_constant(struct compiler *c, struct at at, double number, bool stated);

/* distribution_text.c */
bool distribution_read(struct compiler *c, const struct field *field,
                       const struct distribution *row, const struct node *node,
                       struct distribution_settings *settings, const char **text);
/* `truncated: {min, max}` beside a distribution that was read; either may be absent. */
bool truncated_read(struct compiler *c, const struct field *field, const struct node *node,
                    struct distribution_settings *settings, const char **text);

/* The readers that rows name, and the stages of compiling after all rows were read. */
field_reader read_node, read_places, read_funding, read_distance, read_services, read_activity,
    read_grants, read_grant_models, read_grant_places, read_models, read_coverage, read_effects,
    read_shifts, read_service_list, read_contract, read_rate, read_between, read_shares,
    read_weights, read_metrics, read_details, read_correlations, read_gp_fte, read_work,
    read_service;

/* The tables of items, used by the readers above. */
extern const struct field place_fields[], distance_fields[], service_fields[], grant_fields[],
    effect_fields[], shift_fields[], logistic_fields[], correlation_fields[], workforce_fields[];
extern const struct field schemes_fields[], scheme_fields[], scheme_saving_fields[]; /* the last by
                                                                                enum scheme_kind */

void population_compile(struct compiler *c);
void practices_compile(struct compiler *c);
void activity_compile(struct compiler *c);
void workforce_compile(struct compiler *c);
void networks_compile(struct compiler *c);
void details_compile(struct compiler *c);
void grants_compile(struct compiler *c);
/* Which places are run: those of the list, or all where it is NULL. */
void run_places_compile(struct compiler *c);
void schemes_compile(struct compiler *c);
void addresses_check(struct compiler *c);
void dimensions_assign(struct compiler *c);
void correlations_compile(struct compiler *c);

#endif
