/* Values as a file states them: numbers, distributions, paths, columns, sources and scopes. */
#include "compiled.h"

#include "base/hash.h"
#include "scenario/field.h"

TestSuite(value, .init = start, .fini = finish);

static uint64_t hash_of(const char *text)
{
    return hash_bytes(text, strlen(text));
}

Test(value, plain_number)
{
    READ(PLAIN_SCENARIO);
    const struct assumption *price = assumption("services.care.price");
    cr_expect(price->stated);
    cr_expect_eq(price->distribution.mean, 50);
    cr_expect_eq(price->scope, 0u);
    cr_expect_str_eq(price->text, "50");
    cr_expect_str_eq(price->source, "");
    cr_expect_eq(price->hash, hash_of("services.care.price"));
    cr_expect_eq(price->lowest, 0);
}

Test(value, number_with_source)
{
    READ(PLAIN_SCENARIO, "services.care.price={value: 51, source: book, note: rounded}");
    const struct assumption *price = assumption("services.care.price");
    cr_expect_eq(price->distribution.mean, 51);
    cr_expect_str_eq(price->source, "book");
    cr_expect_str_eq(price->note, "rounded");
}

Test(value, distribution_with_scope)
{
    READ(PLAIN_SCENARIO,
         "services.care.cost_pressure={normal: {sd: 0.01, mean: 0.03}, per: [place, year]}");
    const struct assumption *pressure = assumption("services.care.cost_pressure");
    cr_expect_str_eq(pressure->distribution.row->name, "normal");
    cr_expect_str_eq(pressure->text, "normal(mean=0.03, sd=0.01)");
    cr_expect_eq(pressure->distribution.mean, 0.03);
    cr_expect_eq(pressure->distribution.sd, 0.01);
    cr_expect_eq(pressure->scope, (unsigned)(SCOPE_PLACE | SCOPE_YEAR));
    const struct series *series = &plan->series[plan->service[0].cost_pressure];
    cr_expect(series->yearly);
    cr_expect_eq(series->scope, pressure->scope);
}

Test(value, discrete_lists)
{
    READ(PLAIN_SCENARIO,
         "services.care.price={discrete: {values: [10, 20], probabilities: [0.25, 0.75]}}");
    const struct assumption *price = assumption("services.care.price");
    cr_expect_str_eq(price->text, "discrete(values=[10, 20], probabilities=[0.25, 0.75])");
    EXPECT_NEAR(price->distribution.mean, 17.5);
}

Test(value, truncated_beside_a_distribution)
{
    READ(PLAIN_SCENARIO, "services.care.refill={normal: {mean: 0.5, sd: 0.3}, truncated: {max: 1, "
                         "min: 0}, source: own}");
    const struct assumption *refill = assumption("services.care.refill");
    cr_expect_str_eq(refill->text, "normal(mean=0.5, sd=0.3) truncated(min=0, max=1)");
    cr_expect_str_eq(refill->source, "own");
    EXPECT_NEAR(refill->distribution.mean, 0.5);
    cr_expect_lt(refill->distribution.sd, 0.25);
    cr_expect_eq(refill->distribution.lowest, 0);
    cr_expect_eq(refill->distribution.highest, 1);
    READ(PLAIN_SCENARIO, "services.care.release_years={normal: {mean: 2, sd: 1}, truncated: {min: "
                         "0}, per: place}");
    const struct assumption *years = assumption("services.care.release_years");
    /* 2 + phi(2) / Phi(2) */
    cr_expect_float_eq(years->distribution.mean, 2.0552478626789899, 1e-9);
    cr_expect_str_eq(years->text, "normal(mean=2, sd=1) truncated(min=0)");
    cr_expect_eq(years->scope, (unsigned)SCOPE_PLACE);
    REFUSE("'truncated' stands beside a distribution", PLAIN_SCENARIO,
           "services.care.refill={value: 0.5, truncated: {min: 0}}");
    REFUSE("truncated takes {min, max} or one of them", PLAIN_SCENARIO,
           "services.care.refill={normal: {mean: 0.5, sd: 0.1}, truncated: {low: 0}}");
    REFUSE("truncated takes {min, max} or one of them", PLAIN_SCENARIO,
           "services.care.refill={normal: {mean: 0.5, sd: 0.1}, truncated: {}}");
    REFUSE("truncated takes {min, max} or one of them", PLAIN_SCENARIO,
           "services.care.refill={normal: {mean: 0.5, sd: 0.1}, truncated: 0}");
    REFUSE("min must be below max, but they are 1 and 0", PLAIN_SCENARIO,
           "services.care.refill={normal: {mean: 0.5, sd: 0.1}, truncated: {min: 1, max: 0}}");
    REFUSE("of its probability lies above", PLAIN_SCENARIO,
           "services.care.refill={normal: {mean: 0.5, sd: 0.3}, truncated: {min: 0}}");
}

Test(value, a_truncated_value_replaces_the_whole_and_is_replaced)
{
    READ(PLAIN_SCENARIO "  \n",
         "services.care.refill={normal: {mean: 0.5, sd: 0.3}, truncated: "
         "{min: 0, max: 1}}",
         "services.care.refill={beta: {mean: 0.3, sd: 0.1}}");
    cr_expect_str_eq(assumption("services.care.refill")->text, "beta(mean=0.3, sd=0.1)");
}

Test(value, samples_of_a_list_or_a_table)
{
    READ(PLAIN_SCENARIO, "services.care.price={empirical: {samples: [10, 40, 10, 20]}}");
    cr_expect_str_eq(assumption("services.care.price")->text,
                     "empirical(samples=[10, 40, 10, 20])");
    EXPECT_NEAR(assumption("services.care.price")->distribution.mean, 20);
    scratch_file(&scratch, "t.csv", "name,rate\na,0.01\nb,0.04\nc,0.07\n");
    scratch_file(&scratch, "bad.csv", "rate\n0.01\nhigh\n");
#define RATE(file, name)                                                                           \
    PLAIN_SCENARIO                                                                                 \
    "economy: {discount_rate: {empirical: {table: " file ", column: " name "}}}\n"
    READ(RATE("t.csv", "rate"));
    const struct assumption *rate = assumption("economy.discount_rate");
    cr_expect_str_eq(rate->text, "empirical(table=t.csv, column=rate)");
    EXPECT_NEAR(rate->distribution.mean, 0.04);
    cr_expect_eq(distribution_quantile(&rate->distribution, 0.5), 0.04);
    cr_expect_eq(rate->distribution.highest, 0.07);
    REFUSE("has no column 'rates'", RATE("t.csv", "rates"));
    REFUSE("column 'rate'", RATE("bad.csv", "rate"));
    REFUSE("'column' takes the name of a column", RATE("t.csv", "[rate]"));
    REFUSE("empirical takes the parameters {samples, or table, column}", PLAIN_SCENARIO,
           "services.care.price={empirical: {table: t.csv}}");
    REFUSE("at least one number", PLAIN_SCENARIO, "services.care.price={empirical: {samples: []}}");
}

Test(value, long_lists_are_told_in_short)
{
    READ(PLAIN_SCENARIO, "services.care.price={empirical: {samples: [1, 2, 3, 4, 5, 6, 7, 8, 9, "
                         "10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22]}}");
    cr_expect_str_eq(assumption("services.care.price")->text,
                     "empirical(samples=[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, "
                     "17, 18, 19, 20, ... (22 in all)])");
    EXPECT_NEAR(assumption("services.care.price")->distribution.mean, 11.5);
}

Test(value, judged_quantiles)
{
    READ(PLAIN_SCENARIO, "services.care.refill={quantiles: {min: 0, p10: 0.1, p50: 0.3, p90: 0.6, "
                         "max: 1}}");
    const struct assumption *refill = assumption("services.care.refill");
    const double shares[] = {0.1, 0.5, 0.9}, values[] = {0.1, 0.3, 0.6};
    for (int i = 0; i < 3; i++)
        EXPECT_NEAR(distribution_quantile(&refill->distribution, shares[i]), values[i]);
    cr_expect_str_eq(refill->text, "quantiles(min=0, p10=0.1, p50=0.3, p90=0.6, max=1)");
    REFUSE("p50 must lie between", PLAIN_SCENARIO,
           "services.care.price={quantiles: {p10: 1, p50: 1.1, p90: 9}}");
    REFUSE("quantiles takes the parameters {p10, p50, p90, or min, p10, p50, p90, or p10",
           PLAIN_SCENARIO, "services.care.price={quantiles: {p10: 1, p90: 9}}");
}

Test(value, path_of_years)
{
    READ(PLAIN_SCENARIO, "economy.inflation={2018: 0.02, 2015: {normal: {mean: 0.01, sd: 0.001}, "
                         "per: year, source: own}, 2017: 0.03}");
    const struct series *series = &plan->series[plan->inflation];
    cr_assert_eq(series->knots, 3);
    cr_expect(series->yearly);
    cr_expect_eq(series->scope, (unsigned)SCOPE_YEAR);
    const int years[] = {-1, 1, 2};
    const double means[] = {0.01, 0.03, 0.02};
    for (int i = 0; i < 3; i++) {
        cr_expect_eq(series->knot_year[i], years[i]);
        cr_expect_eq(plan->assumption[series->first + i].distribution.mean, means[i]);
    }
    const struct assumption *knot = &plan->assumption[series->first];
    cr_expect_str_eq(knot->path, "economy.inflation.2015");
    cr_expect_eq(knot->hash, hash_of("economy.inflation.2015"));
    cr_expect_str_eq(knot->source, "own");
}

Test(value, path_with_source)
{
    READ(PLAIN_SCENARIO, "economy.inflation={path: {2017: 0.03, 2018: {value: 0.01, source: own}}, "
                         "source: all}");
    cr_expect_str_eq(assumption("economy.inflation.2017")->source, "all");
    cr_expect_str_eq(assumption("economy.inflation.2018")->source, "own");
}

Test(value, column_of_a_table)
{
    scratch_file(&scratch, "t.csv", "year,a,b\n2018,0.1,0.3\n2016,0.2,0.25\n");
    scratch_file(&scratch, "scenario.yaml", PLAIN_SCENARIO);
    READ(PLAIN_SCENARIO "economy: {inflation: {table: t.csv, column: b, source: table}}\n");
    const struct series *series = &plan->series[plan->inflation];
    cr_assert_eq(series->knots, 2);
    cr_expect_eq(series->knot_year[0], 0);
    cr_expect_eq(series->knot_year[1], 2);
    cr_expect_eq(plan->assumption[series->first].distribution.mean, 0.25);
    cr_expect_eq(plan->assumption[series->first + 1].distribution.mean, 0.3);
    cr_expect_str_eq(plan->assumption[series->first].source, "table");
    REFUSE("'c'", PLAIN_SCENARIO "economy: {inflation: {table: t.csv, column: c}}\n");
    REFUSE("column", PLAIN_SCENARIO "economy: {inflation: {table: t.csv}}\n");
}

Test(value, source_of_a_group)
{
    READ(PLAIN_SCENARIO,
         "services.care.growth={other: 0.02, volatility: {value: 0.01, source: own}, "
         "source: group}");
    cr_expect_str_eq(assumption("services.care.growth.other")->source, "group");
    cr_expect_str_eq(assumption("services.care.growth.volatility")->source, "own");
    cr_expect_str_eq(assumption("services.care.growth.persistence")->source, "",
                     "a default has no source");
}

Test(value, defaults_are_not_stated)
{
    READ(PLAIN_SCENARIO);
    cr_expect_not(assumption("economy.discount_rate")->stated);
    cr_expect_eq(mean_of(plan->discount_rate), 0.035);
    cr_expect_eq(plan->service[0].cost, plan->service[0].price);
    cr_expect_eq(plan->service[0].price_change, -1);
    cr_expect_eq(plan->trials, 10000u);
    READ(PLAIN_SCENARIO, "models=[do_nothing, plain]");
    const struct assumption *theta = assumption("models.plain.transportability");
    cr_expect_not(theta->stated);
    cr_expect_str_eq(theta->text, "beta(mean=0.7, sd=0.15)");
    cr_expect_eq(plan->model[1].fade_half_life, plan->model[1].half_life);
}

Test(value, network_scope_means_place_too)
{
    READ(PLAIN_SCENARIO, "models=[do_nothing, plain]",
         "models.plain.fidelity={normal: {mean: 0.9, sd: 0.4}, per: network}");
    cr_expect_eq(assumption("models.plain.fidelity")->scope,
                 (unsigned)(SCOPE_NETWORK | SCOPE_PLACE));
    cr_expect_eq(plan->series[plan->model[1].fidelity].row, -1);
    REFUSE("cannot be drawn per 'network'; it may be: trial, place, year", PLAIN_SCENARIO,
           "services.care.refill={beta: {mean: 0.3, sd: 0.1}, per: network}");
}

Test(value, shares_outside_the_range)
{
    REFUSE("4.8 % of its probability lies below and 4.8 % above; {beta: {mean: 0.5, sd: 0.3}}",
           PLAIN_SCENARIO, "services.care.refill={normal: {mean: 0.5, sd: 0.3}}");
    REFUSE("2.3 % of its probability lies below; {gamma: {mean: 2, sd: 1}}", PLAIN_SCENARIO,
           "services.care.release_years={normal: {mean: 2, sd: 1}}");
    REFUSE("of its probability", PLAIN_SCENARIO,
           "services.care.refill={normal: {mean: 0.5, sd: 0.11}}");
    /* 4.9 standard deviations away: a millionth may lie outside, and draws are clamped */
    READ(PLAIN_SCENARIO, "services.care.refill={normal: {mean: 0.5, sd: 0.102}}");
    REFUSE("triangular", PLAIN_SCENARIO, "economy.inflation={normal: {mean: 0, sd: 0.2}}");
}

Test(value, refusals)
{
    REFUSE("'price' is -1, but must be from 0 to 1000000000000 GBP a unit", PLAIN_SCENARIO,
           "services.care.price=-1");
    REFUSE("did you mean 'normal'", PLAIN_SCENARIO, "services.care.price={normall: {mean: 1}}");
    REFUSE("both 'value' and 'normal'", PLAIN_SCENARIO,
           "services.care.price={value: 1, normal: {mean: 1, sd: 1}}");
    REFUSE("normal takes the parameters {mean, sd}", PLAIN_SCENARIO,
           "services.care.price={normal: {mean: 1}}");
    REFUSE("does not run over years", PLAIN_SCENARIO, "services.care.price={2016: 1, 2017: 2}");
    REFUSE("not a list", PLAIN_SCENARIO, "services.care.price=[1, 2]");
    REFUSE("neither a number", PLAIN_SCENARIO, "services.care.price={source: x}");
    REFUSE("plain numbers", PLAIN_SCENARIO, "places.here.persons={normal: {mean: 1000, sd: 1}}");
    REFUSE("no year of 'inflation'", PLAIN_SCENARIO, "economy.inflation={2016: 1, next: 2}");
    REFUSE("'1e999'", PLAIN_SCENARIO, "services.care.price=1e999");
    REFUSE("'0x10'", PLAIN_SCENARIO, "services.care.price=0x10");
    REFUSE("'source' takes text", PLAIN_SCENARIO, "services.care.price={value: 1, source: [a]}");
}

Test(value, numbers_read_back)
{
    char text[NUMBER_TEXT];
    cr_expect_str_eq(number_text(54e6, text), "54000000");
    cr_expect_str_eq(number_text(0.1, text), "0.1");
    cr_expect_str_eq(number_text(-0.00002, text), "-0.00002");
    cr_expect_str_eq(number_text(1e300, text), "1e+300");
    cr_expect_eq(strtod(number_text(1.0 / 3, text), NULL), 1.0 / 3);
    cr_expect_eq(strtod(number_text(123456789.123456, text), NULL), 123456789.123456);
}
