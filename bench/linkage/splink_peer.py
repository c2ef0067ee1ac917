#!/usr/bin/env python3
"""Links a file with Splink on DuckDB, as its manual would have it, and writes the pairs with their weights.

  python splink_peer.py people|febrl RECORDS.csv PAIRS.csv
"""
import sys

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


def exact_tf(column):
    return cl.ExactMatch(column).configure(term_frequency_adjustments=True)


def name(column):
    return cl.JaroWinklerAtThresholds(column, [0.95, 0.88, 0.8]).configure(term_frequency_adjustments=True)


PEOPLE = {
    "read": """select record_id as unique_id, nullif(lower(trim(given_name)), '') as given_name,
        nullif(lower(trim(family_name)), '') as family_name,
        case when length(dob) = 10 then dob end as dob, nullif(sex, '') as sex, nullif(nationality, '') as nationality,
        nullif(right(regexp_replace(phone, '[^0-9]', '', 'g'), 9), '') as phone,
        nullif(replace(upper(postcode), ' ', ''), '') as postcode, nullif(lower(town), '') as town
        from read_csv('{path}', all_varchar = true)""",
    "comparisons": [
        name("given_name"),
        name("family_name"),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.ExactMatch("sex"),
        exact_tf("nationality"),
        cl.LevenshteinAtThresholds("phone", [1]).configure(term_frequency_adjustments=True),
        exact_tf("postcode"),
        exact_tf("town"),
    ],
    "blocking": [
        block_on("given_name", "family_name"),
        block_on("family_name", "dob"),
        block_on("given_name", "dob"),
        block_on("dob", "substr(given_name, 1, 1)"),
        block_on("phone", "substr(given_name, 1, 1)"),
        block_on("postcode", "substr(given_name, 1, 2)"),
        block_on("substr(given_name, 1, 3)", "substr(family_name, 1, 3)", "substr(dob, 1, 4)"),
    ],
    "sure": [block_on("given_name", "family_name", "dob"), block_on("phone", "given_name", "dob")],
    "recall": 0.5,
    "train": [block_on("dob"), block_on("given_name", "family_name"), block_on("phone")],
}

FEBRL = {
    "read": """select record_id as unique_id, nullif(trim(given_name), '') as given_name, nullif(trim(surname), '') as surname,
        nullif(trim(date_of_birth), '') as dob, nullif(trim(soc_sec_id), '') as soc_sec_id,
        nullif(trim(postcode), '') as postcode, nullif(trim(suburb), '') as suburb, nullif(trim(address), '') as address
        from read_csv('{path}', all_varchar = true)""",
    "comparisons": [
        name("given_name"),
        name("surname"),
        cl.DamerauLevenshteinAtThresholds("dob", [1, 2]),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.LevenshteinAtThresholds("postcode", [1, 2]),
        cl.JaroWinklerAtThresholds("suburb", [0.9, 0.7]),
        cl.JaroWinklerAtThresholds("address", [0.9, 0.7]),
    ],
    "blocking": [
        block_on("soc_sec_id"),
        block_on("given_name", "surname"),
        block_on("given_name", "dob"),
        block_on("surname", "dob"),
        block_on("given_name", "postcode"),
        block_on("surname", "postcode"),
        block_on("dob", "postcode"),
        block_on("address"),
        block_on("dob", "suburb"),
    ],
    "sure": [block_on("soc_sec_id"), block_on("given_name", "surname", "dob")],
    "recall": 0.9,
    "train": [block_on("dob"), block_on("surname"), block_on("postcode")],
}


def main():
    kind, path, out = sys.argv[1:]
    plan = {"people": PEOPLE, "febrl": FEBRL}[kind]
    connection = duckdb.connect()
    connection.execute("create table records as " + plan["read"].format(path=path))
    api = DuckDBAPI(connection=connection)
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=plan["comparisons"],
        blocking_rules_to_generate_predictions=plan["blocking"],
    )
    linker = Linker(api.register("records"), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(plan["sure"], recall=plan["recall"])
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in plan["train"]:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict()
    connection.execute(
        f"copy (select unique_id_l, unique_id_r, match_weight from {found.physical_name}) to '{out}' (header false)"
    )


if __name__ == "__main__":
    main()
