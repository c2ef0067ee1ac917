#!/usr/bin/env python3
"""anonlink and Haven compare two lists of vectors, in one run, each on one core; the pairs found must be the same.

  python anonlink_peer.py A.txt B.txt --haven PATH [--threshold 0.8] [--records 100000]

A and B hold one vector in base64 a line (`private encode`); PATH is the built example `private`.
"""
import argparse
import base64
import os
import subprocess
import tempfile
import time

from anonlink.similarities import dice_coefficient_accelerated
from bitarray import bitarray


def read(path, most):
    found = []
    with open(path) as source:
        for line in source:
            if len(found) == most:
                break
            vector = bitarray(endian="big")
            vector.frombytes(base64.b64decode(line))
            found.append(vector)
    return found


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("a")
    ask.add_argument("b")
    ask.add_argument("--haven", required=True)
    ask.add_argument("--threshold", type=float, default=0.8)
    ask.add_argument("--records", type=int, default=100_000)
    given = ask.parse_args()
    one, other = read(given.a, given.records), read(given.b, given.records)
    start = time.process_time()
    scores, (left, right) = dice_coefficient_accelerated((one, other), given.threshold)
    seconds = time.process_time() - start
    comparisons = len(one) * len(other)
    print(f"anonlink: {len(scores)} pairs, {seconds:.2f} CPU-s, {comparisons / seconds / 1e6:.1f} million comparisons a CPU-second")
    with tempfile.TemporaryDirectory() as scratch:
        for name, path in (("a", given.a), ("b", given.b)):
            with open(path) as source, open(f"{scratch}/{name}", "w") as out:
                out.writelines(line for place, line in enumerate(source) if place < given.records)
        command = [given.haven, "similar", f"{scratch}/a", f"{scratch}/b", str(given.threshold), f"{scratch}/pairs"]
        printed = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "RAYON_NUM_THREADS": "1"}).stdout
        print("Haven:   ", printed.strip())
        ours = {(int(a), int(b)): float(dice) for a, b, dice in (line.split(",") for line in open(f"{scratch}/pairs"))}
    theirs = {(a, b): score for score, a, b in zip(scores, left, right)}
    worst = max((abs(theirs[pair] - ours[pair]) for pair in theirs.keys() & ours.keys()), default=0.0)
    print(f"the same pairs: {theirs.keys() == ours.keys()}, greatest difference of likeness {worst:.7f}")
    ratio = seconds / float(printed.split(" CPU-s")[0].split()[-1])
    print(f"anonlink / Haven: {ratio:.1f}")


if __name__ == "__main__":
    main()
