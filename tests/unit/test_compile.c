/* Models, contracts and grants in the plan; addresses of draws; every kind of mistake. */
#include "compiled.h"

#include "base/hash.h"
#include "scenario/addresses.h"

TestSuite(compile, .init = start, .fini = finish);

#define TWO_MODELS                                                                                 \
    "models:\n"                                                                                    \
    "  - do_nothing\n"                                                                             \
    "  - plain: {name: one}\n"                                                                     \
    "  - plain: {name: two}\n"
#define TWO_LINES                                                                                  \
    "acsim: 1\nbase_year: 2016\nhorizon: 2\n"                                                      \
    "places: {here: {persons: 1000, funding: 5000}}\n"                                             \
    "services:\n"                                                                                  \
    "  beds: {provider: acute, activity: {here: 100}, price: 50}\n"                                \
    "  visits: {provider: practices, activity: {here: 500}, price: 5}\n" TWO_MODELS

Test(compile, whole_scenario)
{
    READ(PLAIN_SCENARIO, "seed=9223372036854775807", "prices=cash", "trials=7");
    cr_expect_eq(plan->seed, 9223372036854775807u);
    cr_expect_eq(plan->trials, 7u);
    cr_expect(plan->cash);
    cr_expect_eq(plan->years, 2);
    cr_expect_eq(plan->models, 1);
    cr_expect_str_eq(plan->title, "plain");
    cr_expect(plan->headline[METRIC_GAP] && plan->headline[METRIC_NET_SAVING] &&
              plan->headline[METRIC_GAIN] && !plan->headline[METRIC_COST]);
    cr_expect(strstr(plan->text_resolved, "9223372036854775807"));
    cr_expect_str_eq(plan->text_read, PLAIN_SCENARIO);
    cr_expect_geq(plan->files, 2);
    cr_expect_eq(strlen(plan->file[0].sha256), 64u);
    for (int i = 0; i < plan->series_count; i++)
        cr_expect(plan->series[i].first >= 0 &&
                  plan->series[i].first + plan->series[i].knots <= plan->assumptions + 1);
}

Test(compile, models_share_draws_unless_they_own_them)
{
    READ(TWO_LINES, "models.one.fidelity={normal: {mean: 1, sd: 0.1}}",
         "models.two.fidelity={normal: {mean: 0.5, sd: 0.2}}");
    uint64_t shared = assumption("models.one.fidelity")->hash;
    cr_expect_eq(shared, hash_bytes("fidelity", 8));
    cr_expect_eq(assumption("models.two.fidelity")->hash, shared);
    READ(TWO_LINES, "models.one.fidelity={normal: {mean: 1, sd: 0.1}}",
         "models.two.fidelity={normal: {mean: 0.5, sd: 0.2}}", "models.two.own_draws=true");
    cr_expect_eq(plan->model[1].salt, 0u);
    cr_expect_eq(plan->model[2].salt, hash_bytes("two", 3));
    cr_expect_eq(assumption("models.one.fidelity")->hash, shared);
    cr_expect_eq(assumption("models.two.fidelity")->hash, hash_join(shared, plan->model[2].salt));
    READ(TWO_LINES, "models.one.contract={kind: gain_share, "
                    "quality: {score: {beta: {mean: 0.8, sd: 0.1}, per: [network, year]}}}");
    cr_expect_eq(assumption("models.one.contract.quality.score")->hash,
                 hash_bytes("contract.quality.score", 22));
}

Test(compile, historical_benchmarks)
{
    READ(TWO_LINES, "models.one.contract={kind: gain_share, benchmark: {method: historical}}",
         "models.two.contract={kind: gain_share, benchmark: {method: historical, years: 2, "
         "weights: [0.75, 0.25], rebase: 4, blend: 0.5}}");
    const struct plan_contract *one = &plan->model[1].contract, *two = &plan->model[2].contract;
    cr_expect(one->method == BENCHMARK_HISTORICAL && two->method == BENCHMARK_HISTORICAL);
    cr_expect_eq(one->history_years, 3);
    cr_expect_eq(one->rebase, 3, "as long as years are averaged");
    cr_expect_eq(one->history_weight[0], one->history_weight[2]);
    cr_expect(!one->blended && two->blended);
    cr_expect_eq(two->rebase, 4);
    cr_expect_eq(two->history_weight[0], 0.75);
    cr_expect_eq(two->history_weight[1], 0.25);
    READ(TWO_LINES, "models.one.contract={kind: gain_share, benchmark: {method: capitation, "
                    "blend: 0}}");
    cr_expect(!plan->model[1].contract.blended, "none is no contradiction");
}

Test(compile, effects_and_shifts)
{
    READ(TWO_LINES, "models.one.effects={visits: {level: -0.1}, beds: {growth: 0.01, lasts: 5}}",
         "models.one.shifts=[{from: beds, to: {visits: 3}, per: avoided}]",
         "models.one.delivers=[visits]");
    const struct plan_model *model = &plan->model[1];
    cr_assert_eq(model->effects, 2);
    cr_expect_eq(model->effect[0].service, 1);
    cr_expect_eq(model->effect[0].growth, -1);
    cr_expect_eq(mean_of(model->effect[0].level), -0.1);
    cr_expect(isinf(model->effect[0].lasts));
    cr_expect_eq(model->effect[1].lasts, 5);
    cr_assert_eq(model->shifts, 1);
    cr_expect_eq(model->shift[0].effect, 1);
    cr_expect_eq(model->shift[0].to, 1);
    cr_expect_eq(mean_of(model->shift[0].units), 3);
    cr_expect_eq((int)model->shift[0].basis, SHIFT_AVOIDED);
    cr_expect(model->delivers[1] && !model->delivers[0]);
    cr_expect(!plan->model[2].delivers[1]);
}

Test(compile, contract_defaults)
{
    READ(TWO_LINES, "models.one.contract={kind: gain_share}");
    const struct plan_contract *contract = &plan->model[1].contract;
    cr_expect_eq((int)contract->kind, CONTRACT_GAIN_SHARE);
    cr_expect_eq(contract->holder, NETWORK);
    cr_expect(contract->scope[0] && contract->scope[1]);
    cr_expect(contract->first_pound && !contract->two_sided && !contract->quality_scales_gain);
    cr_expect_eq(mean_of(contract->sharing_rate), 1);
    cr_expect_eq(mean_of(contract->quality), 1);
    cr_expect_eq(mean_of(contract->gain_cap), 1e9);
    cr_expect_eq((int)contract->luck, LUCK_LOGNORMAL);
    cr_expect_eq(contract->gain_shares[NETWORK], 1);
    cr_expect_eq((int)plan->model[2].contract.kind, CONTRACT_NONE);
}

Test(compile, contract_terms)
{
    READ(TWO_LINES, "models.one.contract={kind: full_risk, holder: acute, scope: [beds], "
                    "minimum_savings_rate: {z: 1.5}, benchmark: {method: capitation, "
                    "scope_share: base}, lag: 1, gain_shares: {acute: 0.7, practices: 0.3}, "
                    "two_sided: {rate: 0.4, between: [0.2, 0.8], cap: 0.05, cap_of: revenue, "
                    "minimum_loss_rate: 0.01}}");
    const struct plan_contract *contract = &plan->model[1].contract;
    cr_expect_eq(contract->holder, ACUTE);
    cr_expect(contract->scope[0] && !contract->scope[1]);
    cr_expect(contract->minimum_savings_rate.standard_errors);
    cr_expect_eq(mean_of(contract->minimum_savings_rate.value), 1.5);
    cr_expect_not(contract->minimum_loss_rate.standard_errors);
    cr_expect_eq((int)contract->method, BENCHMARK_CAPITATION);
    cr_expect(contract->base_scope_share && contract->two_sided && contract->loss_cap_of_revenue);
    cr_expect_eq(mean_of(contract->loss_rate_lowest), 0.2);
    cr_expect_eq(mean_of(contract->loss_rate_highest), 0.8);
    cr_expect_eq(contract->gain_shares[PRACTICES], 0.3);
    cr_expect_eq(contract->loss_shares[ACUTE], 1);
    cr_expect_eq(contract->lag, 1);
}

Test(compile, minimum_rates_by_list)
{
    READ(TWO_LINES,
         "models.one.contract={kind: gain_share, minimum_savings_rate: {by_list: {10000: 0.03, "
         "5000: {value: 0.039, source: CMS}}}, two_sided: {rate: 0.4, minimum_loss_rate: {z: 2}}}",
         "models.one.contract.two_sided.minimum_loss_rate={by_list: {800: 0.02}}");
    const struct plan_contract *contract = &plan->model[1].contract;
    const struct plan_rate *rate = &contract->minimum_savings_rate;
    cr_assert_eq(rate->knots, 2);
    cr_expect_eq(rate->persons[0], 5000, "in rising order");
    cr_expect_eq(rate->rate[0], 0.039);
    cr_expect_eq(rate->persons[1], 10000);
    cr_expect_eq(rate->rate[1], 0.03);
    cr_assert_eq(contract->minimum_loss_rate.knots, 1);
    cr_expect_eq(contract->minimum_loss_rate.rate[0], 0.02);
    READ(TWO_LINES, "models.one.contract={kind: gain_share, minimum_savings_rate: {z: 2}}",
         "models.one.contract.minimum_savings_rate={by_list: {800: 0.02, 900: 0.01}}",
         "models.one.contract.minimum_savings_rate={by_list: {700: 0.03}}");
    cr_expect_eq(plan->model[1].contract.minimum_savings_rate.knots, 1, "replaced whole");
}

Test(compile, coverage)
{
    READ(TWO_LINES, "models.one.coverage={logistic: {midpoint: 2018, speed: 1.2}}");
    cr_expect(plan->model[1].logistic && !plan->model[2].logistic);
    cr_expect_eq(mean_of(plan->model[1].midpoint), 2018);
    cr_expect_eq(mean_of(plan->model[1].ceiling), 1);
    const struct series *path = &plan->series[plan->model[2].coverage];
    cr_assert_eq(path->knots, 2);
    cr_expect_eq(path->knot_year[1], 1);
    READ(TWO_LINES, "models.one.maturity={0: 0.1, 3: 1}");
    const struct series *maturity = &plan->series[plan->model[1].maturity];
    cr_expect_eq(maturity->knot_year[1], 3, "years since the start, not of the plan");
    cr_expect_eq(plan->model[2].maturity, -1);
}

Test(compile, grants)
{
    READ(TWO_LINES, "grants={fund: {payee: network, models: [two], per_head: {2016: 8, 2018: 0}}, "
                    "named: {payee: acute, places: {here: 100}}}");
    cr_expect(!plan->grant[0].models[0] && !plan->grant[0].models[1] && plan->grant[0].models[2]);
    cr_expect_eq((int)plan->grant[0].basis, GRANT_PER_HEAD);
    cr_expect_eq(plan->series[plan->grant[0].amount].knots, 2);
    cr_expect(plan->grant[1].models[0] && plan->grant[1].models[2]);
    cr_expect_eq((int)plan->grant[1].basis, GRANT_PLACES);
    cr_expect_eq(mean_of(plan->grant[1].place_amount[0]), 100);
}

Test(compile, funding)
{
    READ(PLAIN_SCENARIO, "economy.funding_growth=0.01");
    cr_expect_eq(mean_of(plan->place[0].funding_growth), 0.01);
    READ(PLAIN_SCENARIO, "economy.funding_growth=0.01", "places.here.funding_growth=0.02",
         "places.here.distance_from_target={value: -0.02, pace: 0.3}");
    cr_expect_eq(mean_of(plan->place[0].funding_growth), 0.02);
    cr_expect_eq(mean_of(plan->place[0].distance), -0.02);
    cr_expect_eq(mean_of(plan->place[0].pace), 0.3);
    READ(PLAIN_SCENARIO, "places.here.funding={2016: 1, 2017: 2}");
    cr_expect(plan->place[0].funding_is_path);
    REFUSE("excludes funding_growth", PLAIN_SCENARIO, "places.here.funding={2016: 1, 2017: 2}",
           "places.here.funding_growth=0.02");
}

struct mistake {
    const char *words, *override;
};

Test(compile, mistakes_of_scenarios)
{
    static const struct mistake mistakes[] = {
        {"unknown key 'titel' in the scenario; did you mean 'title'?", "titel=x"},
        {"unknown key 'inflatoin' in economy; did you mean 'inflation'?", "economy.inflatoin=1"},
        {"'sampling' cannot be 'sobols'; it is one of: random, latin_hypercube, sobol",
         "sampling=sobols"},
        {"'horizon' is '61', but must be a whole number from 1 to 60 years", "horizon=61"},
        {"'trials' is '1e3'", "trials=1e3"},
        {"'seed' is '9223372036854775808'", "seed=9223372036854775808"},
        {"it is one of: real, cash", "prices=nominal"},
        {"it is one of: acute, community, practices", "services.care.provider=commissioner"},
        {"'payee' is missing", "grants={g: {per_head: 1}}"},
        {"has none of per_head, national and places", "grants={g: {payee: acute}}"},
        {"has several of per_head", "grants={g: {payee: acute, per_head: 1, national: 1}}"},
        {"there is no model 'plan'", "grants={g: {payee: acute, per_head: 1, models: [plan]}}"},
        {"there is no metric 'gp'; did you mean 'gap'?", "outputs={headline: [gp]}"},
        {"total growth of 'care' needs window", "services.care.growth={total: 0.01}"},
        {"either total (with window) or other",
         "services.care.growth={total: 0.01, other: 0, window: 2}"},
        {"belongs to total growth", "services.care.growth={other: 0, window: 2}"},
        {"excludes the efficiency factor",
         "services.care={provider: acute, activity: {here: 1}, price: 1, price_change: 0.01, "
         "tariff_efficiency: 0.02}"},
        {"no place may be called 'all'", "places.all={persons: 1, funding: 1}"},
        {"is no name of a service", "services={a b: {}}"},
        {"services.a takes a mapping", "services={a: 1}"},
        {"'places' takes a mapping with at least one name", "places={}"},
        {"has no population: give persons", "places.here={funding: 1}"},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
        REFUSE(mistakes[i].words, PLAIN_SCENARIO, mistakes[i].override);
}

Test(compile, mistakes_of_models_and_contracts)
{
    static const struct mistake mistakes[] = {
        {"coverage falls in 2017", "models.one.coverage={2016: 0.5, 2017: 0.2}"},
        {"must be from 0 to 1 share of lists", "models.one.coverage={2016: 0, 2017: 1.2}"},
        {"plain numbers", "models.one.coverage={2016: {uniform: {min: 0, max: 1}}}"},
        {"there is no service 'bed'; did you mean 'beds'?", "models.one.effects={bed: {level: 1}}"},
        {"has neither level nor growth", "models.one.effects={beds: {lasts: 3}}"},
        {"on which the model has no effect", "models.one.shifts=[{from: beds, to: {visits: 1}}]"},
        {"'beds' stands in 'delivers' twice", "models.one.delivers=[beds, beds]"},
        {"'scope' is empty", "models.one.contract={kind: gain_share, scope: []}"},
        {"min must not be above max", "models.one.intensity={min: 1, max: 0}"},
        {"it is one of: none, gain_share, full_risk", "models.one.contract={kind: historical}"},
        {"'kind' is missing", "models.one.contract={lag: 1}"},
        {"'weights' has 2, but 'years' is 3: each year has one",
         "models.one.contract={kind: gain_share, benchmark: {method: historical, weights: [1, "
         "2]}}"},
        {"the first weight, of the newest year, must be more than 0",
         "models.one.contract={kind: gain_share, benchmark: {method: historical, years: 2, "
         "weights: [0, 1]}}"},
        {"'weights' is -1, but must be from 0",
         "models.one.contract={kind: gain_share, benchmark: {method: historical, years: 2, "
         "weights: [1, -1]}}"},
        {"'weights' takes a list, [weight of the newest year, ...]",
         "models.one.contract={kind: gain_share, benchmark: {method: historical, weights: 1}}"},
        {"must be a whole number from 1 to 60 years",
         "models.one.contract={kind: gain_share, benchmark: {method: historical, rebase: 0}}"},
        {"'blend' is of benchmarks by trend or history; capitation follows funding",
         "models.one.contract={kind: gain_share, benchmark: {method: capitation, blend: 0.5}}"},
        {"'blend' is 1.5, but must be from 0 to 1",
         "models.one.contract={kind: gain_share, benchmark: {blend: 1.5}}"},
        {"must be true or false", "models.one.contract={kind: gain_share, pooled: 1}"},
        {"'truncate_at' is 0, but must be more than 0",
         "models.one.contract={kind: gain_share, luck: {truncate_at: 0}}"},
        {"'5e3' is no list size",
         "models.one.contract={kind: gain_share, minimum_savings_rate: {by_list: {5e3: 0.1}}}"},
        {"'by_list' takes rates by list size, {5000: 0.039, 60000: 0.02}",
         "models.one.contract={kind: gain_share, minimum_savings_rate: {by_list: 0.1}}"},
        {"'by_list' is 1.1, but must be from 0 to 1 share of benchmark",
         "models.one.contract={kind: gain_share, minimum_savings_rate: {by_list: {5000: 1.1}}}"},
        {"the list sizes 5000 and 5001 leave no band between them",
         "models.one.contract={kind: gain_share, "
         "minimum_savings_rate: {by_list: {5001: 0.1, 5000: 0.2}}}"},
        {"'minimum_savings_rate' has both 'z' and 'by_list'",
         "models.one.contract={kind: gain_share, "
         "minimum_savings_rate: {by_list: {5000: 0.1}, z: 1}}"},
        {"'gain_shares' add up to 0.9, but must add up to 1",
         "models.one.contract={kind: gain_share, gain_shares: {network: 0.5, acute: 0.4}}"},
        {"there is no party 'acut'; did you mean 'acute'?",
         "models.one.contract={kind: gain_share, gain_shares: {acut: 1}}"},
        {"0.8 is above 0.2",
         "models.one.contract={kind: gain_share, two_sided: {rate: 1, between: [0.8, 0.2]}}"},
        {"two_sided: 'rate' is missing", "models.one.contract={kind: gain_share, two_sided: {}}"},
        {"it is one of: network, acute",
         "models.one.contract={kind: gain_share, holder: practices}"},
        {"true or false", "models.one.contract={kind: gain_share, first_pound: yes}"},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
        REFUSE(mistakes[i].words, TWO_LINES, mistakes[i].override);
}

Test(compile, all_mistakes_at_once)
{
    REFUSE("unknown key 'titel'", PLAIN_SCENARIO, "titel=x", "services.care.price=-1",
           "economy.inflation=9");
    cr_expect_eq(error_count(scratch.error), 3u);
    ASSERT_TOLD(&scratch, "'price' is -1");
    ASSERT_TOLD(&scratch, "'inflation' is 9");
}

/* A model that is not there and an override that fails do not hide what else is wrong. */
Test(compile, mistakes_beside_a_missing_model)
{
    REFUSE(
        "no model 'plian'",
        "acsim: 1\ntitel: x\nbase_year: 2016\nhorizon: 2\nplaces:\n  here: {persons: 1000, "
        "funding: 5000}\nservices:\n  care: {provider: acute, activity: {here: 100}, price: -50}\n"
        "models: [plian, plain]\n",
        "a..b=1");
    cr_expect_eq(error_count(scratch.error), 4u, "%s", scratch_text(&scratch));
    ASSERT_TOLD(&scratch, "unknown key 'titel'");
    ASSERT_TOLD(&scratch, "'price' is -50");
    ASSERT_TOLD(&scratch, "a key is missing here");
}

Test(compile, colliding_addresses)
{
    struct address list[] = {
        {5, "a", 0, 0, -1}, {3, "b", 0, -1, -1}, {5, "a", 0, 0, -1}, {4, "c", 0, 1, 2}};
    cr_expect_null(addresses_collide(list, 4), "equal identities share their draws");
    struct address other_text[] = {{5, "a", 0, 0, -1}, {4, "b", 0, 0, 0}, {5, "b", 0, 0, -1}};
    cr_expect_eq(addresses_collide(other_text, 3)->hash, 5u);
    struct address other_place[] = {{5, "a", 0, 0, -1}, {5, "a", 0, 1, -1}};
    cr_expect_not_null(addresses_collide(other_place, 2));
    struct address other_salt[] = {{5, "a", 0, 0, 1}, {5, "a", 9, 0, 1}};
    cr_expect_not_null(addresses_collide(other_salt, 2));
}
