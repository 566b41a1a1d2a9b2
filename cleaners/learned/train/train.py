#!/usr/bin/env python3
"""Trains the block classifier and writes its artifact.

    python3 cleaners/learned/train/train.py --winnow BINARY --out cleaners/learned/model.bin CORPUS...

The binary computes every feature (`winnow features`); this script only fits the
trees, scikit-learn's histogram gradient boosting, and lays them out. Sites are
parted into folds: the second stage learns from first-stage scores of models
that had not seen the site, and with --folds-out every fold's own pair of models
is written too, so that `winnow eval --fold K/N --model FILE` scores pages of
sites that the model never saw.
"""
import argparse
import hashlib
import json
import os
import struct
import subprocess
import tempfile

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

HEAD = 4  # document, fold, label, words
DEPTH = 5
# The roads that training text takes: every dump style, and one line a page.
ROADS = {
    "lines": ["--as-text", "--dump", "lines"],
    "nodes": ["--as-text", "--dump", "nodes"],
    "markdown": ["--as-text", "--dump", "markdown"],
    "indent": ["--as-text", "--dump", "indent"],
    "flat": ["--flat"],
}


def extract(args, road, width_file, scores=None):
    """Runs the binary over the corpora and gives its rows."""
    command = [args.winnow, "features", *args.corpora, *ROADS[road], "--folds", str(args.folds), "--out", width_file]
    if args.page_type:
        command += ["--page-type", args.page_type]
    if scores is not None:
        scores.astype("<f4").tofile(width_file + ".scores")
        command += ["--scores", width_file + ".scores"]
    subprocess.run(command, check=True)
    width = args.widths[1 if scores is not None else 0]
    return np.fromfile(width_file, dtype="<f4").reshape(-1, HEAD + width)


def weigh(rows):
    """A document counts once, a block in it by its words."""
    words = np.power(rows[:, 3] + 1, 0.8)
    documents = rows[:, 0].astype(np.int64)
    total = np.bincount(documents, words)
    count = np.bincount(documents)
    weights = words / total[documents] + 0.1 / count[documents]
    return weights / weights.mean()


def sampled(args, rows, seed):
    """Takes --take of the roads of every document: the others say nearly the same."""
    starts = np.flatnonzero(np.diff(rows[:, 0], prepend=-1))
    lengths = np.diff(np.append(starts, len(rows)))
    chosen = np.random.default_rng(seed).random(len(starts)) < args.take / len(args.roads)
    return np.repeat(chosen, lengths)


def fit(args, rows, weights, trees, seed):
    model = HistGradientBoostingClassifier(
        max_iter=trees, learning_rate=args.rate, max_depth=DEPTH, max_leaf_nodes=1 << DEPTH,
        min_samples_leaf=40, l2_regularization=2.0, max_bins=255, early_stopping=False, random_state=seed)
    known = (rows[:, 2] >= 0) & sampled(args, rows, seed)
    model.fit(rows[known, HEAD:], rows[known, 2] >= 0.5, sample_weight=weights[known])
    return model


def logloss(rows, weights, p):
    known = rows[:, 2] >= 0
    y = rows[known, 2] >= 0.5
    q = np.clip(p[known], 1e-6, 1 - 1e-6)
    w = weights[known]
    return float(-(w * np.where(y, np.log(q), np.log(1 - q))).sum() / w.sum())


def forest(model):
    """Lays a model out as full trees in heap order."""
    out = struct.pack("<fI", float(model._baseline_prediction.ravel()[0]), len(model._predictors))
    for (predictor,) in model._predictors:
        nodes = predictor.nodes
        tests = [(0, np.float32(np.inf))] * ((1 << DEPTH) - 1)
        leaves = [0.0] * (1 << DEPTH)

        def place(node, slot, depth):
            n = nodes[node]
            if n["is_leaf"]:
                width = 1 << (DEPTH - depth)
                first = ((slot + 1) << (DEPTH - depth)) - (1 << DEPTH)
                leaves[first:first + width] = [float(n["value"])] * width
                return
            tests[slot] = (int(n["feature_idx"]), np.float32(n["num_threshold"]))
            place(n["left"], 2 * slot + 1, depth + 1)
            place(n["right"], 2 * slot + 2, depth + 1)

        place(0, 0, 0)
        for feature, bound in tests:
            out += struct.pack("<Hf", feature, bound)
        out += struct.pack("<%df" % len(leaves), *leaves)
    return out


def artifact(args, first, second):
    return b"wnw1" + struct.pack("<HH", *args.widths) + forest(first) + forest(second)


def predict(model, rows):
    return model.predict_proba(rows[:, HEAD:])[:, 1].astype("<f4")


def cross(args, rows, weights, trees):
    """Fits one model a fold and gives them with the scores of unseen sites."""
    models, scores = [], np.zeros(len(rows), "<f4")
    for k in range(1, args.folds + 1):
        held = rows[:, 1] == k
        models.append(fit(args, rows[~held], weights[~held], trees, k))
        scores[held] = predict(models[-1], rows[held])
        print(f"fold {k}: logloss {logloss(rows[held], weights[held], scores[held]):.4f}", flush=True)
    print(f"all folds: logloss {logloss(rows, weights, scores):.4f}", flush=True)
    return models, scores


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("corpora", nargs="+")
    p.add_argument("--winnow", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--folds", type=int, default=5)
    p.add_argument("--folds-out", help="folder for the models of the folds")
    p.add_argument("--page-type", default="article")
    p.add_argument("--roads", default=",".join(ROADS))
    p.add_argument("--trees", type=int, nargs=2, default=[120, 120])
    p.add_argument("--take", type=float, default=2, help="of how many roads of a document each fit learns")
    p.add_argument("--rate", type=float, default=0.1)
    args = p.parse_args()
    args.widths = json.loads(subprocess.run([args.winnow, "features", "--widths"], check=True, capture_output=True, text=True).stdout)

    roads = args.roads = args.roads.split(",")
    with tempfile.TemporaryDirectory() as folder:
        parts = [extract(args, road, os.path.join(folder, road)) for road in roads]
        weights = np.concatenate([weigh(r) for r in parts])
        rows = np.concatenate(parts)
        print(f"{len(rows)} rows of {len(parts[0])} and more", flush=True)
        firsts, scores = cross(args, rows, weights, args.trees[0])
        first = fit(args, rows, weights, args.trees[0], 0)
        cuts = np.cumsum([len(r) for r in parts])[:-1]
        del rows, parts
        rows = np.concatenate([extract(args, road, os.path.join(folder, road), s) for road, s in zip(roads, np.split(scores, cuts))])
    seconds, scores = cross(args, rows, weights, args.trees[1])
    second = fit(args, rows, weights, args.trees[1], 0)

    with open(args.out, "wb") as f:
        f.write(artifact(args, first, second))
    if args.folds_out:
        for k in range(args.folds):
            with open(os.path.join(args.folds_out, f"fold{k + 1}.bin"), "wb") as f:
                f.write(artifact(args, firsts[k], seconds[k]))
    record = {
        "corpora": {os.path.basename(c): hashlib.sha256(open(c, "rb").read()).hexdigest() for c in args.corpora},
        "page_type": args.page_type, "roads": roads, "trees": args.trees, "rate": args.rate, "folds": args.folds,
        "rows": len(rows), "unseen_logloss": round(logloss(rows, weights, scores), 4),
    }
    with open(os.path.splitext(args.out)[0] + ".json", "w") as f:
        json.dump(record, f, indent=2)
        f.write("\n")


if __name__ == "__main__":
    main()
