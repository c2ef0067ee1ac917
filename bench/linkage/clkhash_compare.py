#!/usr/bin/env python3
"""Lets clkhash encode invented records under many linkage schemas, for Haven to be held against.

  python clkhash_compare.py --people records.csv --out compare.json          thousands of records
  python clkhash_compare.py --golden --out golden.json                       the small file of the tests

Then: cargo run --release -p matching --example private -- check compare.json
Needs: clkhash (0.18.3 was used). Nobody in here is real.
"""
import argparse
import base64
import csv
import json
import random

from clkhash.clk import generate_clks
from clkhash.schema import from_json_dict

SECRET = "a secret for invented people only"

GOLDEN = [
    ["Selam", "Tesfay", "2009-03-07", "F", "17", "1.5"],
    ["Nguyễn Thị", "Hương", "2008-01-01", "F", "16", "-20.25"],
    ["محمد", "الحسن", "2010-12-31", "M", "0", "0"],
    ["王", "小明", "2011-02-28", "M", "+9", "3"],
    ["ገብረመስቀል", "O'Brien-Şahin", "1999-06-05", "X", "-4", "1e2"],
    ["", "", "2000-02-29", "F", "N/A", ""],
    ["a" * 70, "  ", "2007-07-07", "M", "1234567890123", "99999.125"],
    ["🙂 Zoë", "ß", "2012-10-10", "X", "12", ".5"],
]


def feature(name, fmt, comparison, strategy, hashing=None, missing=None):
    how = {"comparison": comparison, "strategy": strategy}
    if hashing:
        how["hash"] = hashing
    if missing:
        how["missingValue"] = missing
    return {"identifier": name, "format": fmt, "hashing": how}


def schema(l, kdf, first, given, family, birth, sex, age, number, folds=0):
    config = {"l": l, "kdf": {"type": "HKDF", **kdf}}
    if folds:
        config["xor_folds"] = folds
    ignored = {"identifier": "given", "ignored": True}
    return {
        "version": 3,
        "clkConfig": config,
        "features": [
            given and feature("given", {"type": "string", "encoding": "utf-8"}, *given, first) or ignored,
            feature("family", {"type": "string", **family[2]}, family[0], family[1], first),
            feature("birth", {"type": "date", "format": "%Y-%m-%d"}, *birth, first),
            feature("sex", {"type": "enum", "values": ["F", "M", "X"]}, *sex, first),
            feature("age", {"type": "integer"}, *age, first, {"sentinel": "N/A", "replaceWith": "-1"}),
            feature("number", {"type": "string"}, *number, first),
        ],
    }


def gram(n, positional=False):
    return {"type": "ngram", "n": n, "positional": positional}


def numeric(distance, resolution, precision=0):
    return {"type": "numeric", "thresholdDistance": distance, "resolution": resolution, "fractional_precision": precision}


def token(k):
    return {"bitsPerToken": k}


def whole(k):
    return {"bitsPerFeature": k}


EXACT = {"type": "exact"}
BLAKE = {"type": "blakeHash"}
DOUBLE = {"type": "doubleHash"}
SAFE = {"type": "doubleHash", "prevent_singularity": True}


def schemas():
    salt = base64.b64encode(b"salt of the golden file").decode()
    info = base64.b64encode(b"info").decode()
    yield schema(1024, {}, BLAKE, (gram(2), whole(200)), (gram(2), whole(200), {}), (gram(1, True), whole(150)),
                 (EXACT, whole(30)), (numeric(5, 4), whole(60)), (numeric(2.5, 3, 2), whole(60)))
    yield schema(512, {"hash": "SHA512", "salt": salt, "info": info, "keySize": 32}, BLAKE, (gram(3), token(7)),
                 (gram(2, True), token(40), {"encoding": "utf-16"}), (gram(2), token(10)), (EXACT, token(65)),
                 (numeric(7, 2), token(4)), (numeric(0.5, 5, 3), token(3)), folds=2)
    yield schema(1024, {"salt": salt}, DOUBLE, (gram(2), token(20)), (gram(2), token(20), {"encoding": "utf-32"}),
                 (gram(1, True), token(11)), (EXACT, token(30)), (numeric(3, 1), whole(33)), (gram(4), whole(5)))
    yield schema(17, {"keySize": 100}, SAFE, None, (gram(1), token(3), {}), (EXACT, token(2)),
                 (EXACT, token(1)), (EXACT, token(2)), (gram(2), token(2)))
    yield schema(300, {}, DOUBLE, (gram(2), whole(100)), (gram(2), whole(100), {}), (gram(2, True), whole(60)),
                 (EXACT, whole(9)), (numeric(12, 6), whole(50)), (numeric(1, 1), whole(9)), folds=1)


def invented(path, limit):
    chance = random.Random(7)
    with open(path, encoding="utf-8", newline="") as source:
        for place, row in enumerate(csv.DictReader(source)):
            if place == limit:
                return
            birth = row["dob"] if len(row["dob"]) == 10 else "2001-01-01"
            sex = row["sex"] if row["sex"] in ("F", "M") else "X"
            name = row["given_name"]
            if chance.random() < 0.1:
                name = "".join(chr(chance.choice([0x1200, 0x621, 0x4E00, 0x400, 0x1F600, 0xC0]) + chance.randrange(30))
                               for _ in range(chance.randrange(12)))
            yield [name, row["family_name"], birth, sex, str(chance.randrange(-9, 99)),
                   f"{chance.uniform(-1e4, 1e4):.{chance.randrange(6)}f}"]


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--people")
    ask.add_argument("--golden", action="store_true")
    ask.add_argument("--records", type=int, default=5000)
    ask.add_argument("--out", required=True)
    given = ask.parse_args()
    records = GOLDEN if given.golden else list(invented(given.people, given.records))
    cases = []
    for text in schemas():
        parsed = from_json_dict(json.loads(json.dumps(text)))
        vectors = generate_clks(records, parsed, SECRET, validate=True, max_workers=1)
        cases.append({
            "schema": text,
            "secret": SECRET,
            "records": records,
            "clks": [base64.b64encode(vector.tobytes()).decode() for vector in vectors],
        })
    with open(given.out, "w", encoding="utf-8") as out:
        json.dump(cases, out, ensure_ascii=False, indent=1 if given.golden else None)
        out.write("\n")
    print(sum(len(case["clks"]) for case in cases), "vectors")


if __name__ == "__main__":
    main()
