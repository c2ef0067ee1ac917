#!/usr/bin/env python3
"""Runs Splink and Haven on one file in one run and prints processor seconds, peak memory and accuracy as a table.

  python side_by_side.py people|febrl FOLDER --haven PATH [--spec SPEC.toml] [--repeat 2]

FOLDER holds records.csv and truth.csv. PATH is the built example `bulk` of the crate matching
(cargo build --release -p matching --example bulk). Both train their model on the file; neither sees the truth.
Processor seconds are user and system of the whole process, the lowest of the repetitions; ratios count, since the machine may be busy.
"""
import argparse
import collections
import csv
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent


def measured(command):
    """Processor seconds and peak memory (MiB) of one command."""
    pid = os.fork()
    if pid == 0:
        try:
            status = subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            with open(os.environ["MEASURED"], "w") as out:
                out.write(f"{used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024} {status}")
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    seconds, memory, status = open(os.environ["MEASURED"]).read().split()
    if status != "0":
        sys.exit(f"failed: {' '.join(command)}")
    return float(seconds), float(memory)


def read_pairs(path):
    with open(path, newline="") as source:
        return [(row[0], row[1], float(row[2])) for row in csv.reader(source)]


def judged(pairs, truth, true_pairs):
    """Best F1 of pairs, recall at precision 0.99 and 0.95, true pairs among the compared."""
    scored = sorted(((weight, truth[a] == truth[b]) for a, b, weight in pairs), key=lambda one: -one[0])
    right, best, at = 0, 0.0, {0.99: 0.0, 0.95: 0.0}
    for place, (weight, same) in enumerate(scored):
        right += same
        if place + 1 < len(scored) and scored[place + 1][0] == weight:
            continue
        precision, recall = right / (place + 1), right / true_pairs
        if right:
            best = max(best, 2 * precision * recall / (precision + recall))
        for goal in at:
            if precision >= goal:
                at[goal] = recall
    return best, at[0.99], at[0.95], right / true_pairs


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("kind", choices=["people", "febrl"])
    ask.add_argument("folder", type=pathlib.Path)
    ask.add_argument("--haven", required=True)
    ask.add_argument("--spec", default=None)
    ask.add_argument("--repeat", type=int, default=2)
    given = ask.parse_args()
    truth = {row["record_id"]: row["entity_id"] for row in csv.DictReader(open(given.folder / "truth.csv", newline=""))}
    ids = [row["record_id"] for row in csv.DictReader(open(given.folder / "records.csv", newline=""))]
    sizes = collections.Counter(truth[one] for one in ids)
    true_pairs = sum(size * (size - 1) // 2 for size in sizes.values())
    spec = given.spec or (str(HERE / "febrl.toml") if given.kind == "febrl" else None)
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["MEASURED"] = f"{scratch}/measured"
        peer = [sys.executable, str(HERE / "splink_peer.py"), given.kind, str(given.folder / "records.csv"), f"{scratch}/peer.csv"]
        ours = [given.haven, str(given.folder), *([spec] if spec else [])]
        for name, timed, wanted, path in [
            ("Splink", peer, None, "peer.csv"),
            ("Haven", [*ours, "--quiet"], [*ours, f"--pairs={scratch}/haven.csv"], "haven.csv"),
        ]:
            runs = [measured(timed) for _ in range(given.repeat)]
            printed = subprocess.run(wanted, capture_output=True, text=True, check=True).stdout if wanted else ""
            pairs = read_pairs(f"{scratch}/{path}")
            rows.append((name, min(run[0] for run in runs), max(run[1] for run in runs), len(pairs), *judged(pairs, truth, true_pairs)))
    print(f"{given.folder.name}: {len(ids)} records, {true_pairs} true pairs")
    print("| | CPU s | peak MiB | pairs compared | true pairs among them | best F1 | recall at precision 0.99 | at 0.95 |")
    print("|---|---|---|---|---|---|---|---|")
    for name, seconds, memory, pairs, best, high, low, met in rows:
        print(f"| {name} | {seconds:.2f} | {memory:.0f} | {pairs} | {met:.4f} | {best:.4f} | {high:.4f} | {low:.4f} |")
    (_, peer_s, peer_m, *_), (_, our_s, our_m, *_) = rows
    print(f"| Splink / Haven | {peer_s / our_s:.1f} | {peer_m / our_m:.1f} | | | | | |")
    print()
    print("\n".join(line for line in printed.splitlines() if "clusters" in line or "F1" in line))


if __name__ == "__main__":
    main()
