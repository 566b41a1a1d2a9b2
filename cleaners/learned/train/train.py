#!/usr/bin/env python3
"""Trains the block classifier and writes its artifact.

    python3 cleaners/learned/train/train.py --winnow BINARY --out cleaners/learned/model.bin CORPUS...

The binary computes and names every feature (`winnow features`); this script only
fits the trees, with XGBoost (Debian's python3-xgboost), and lays them out: two
stages for texts, two for pages. Sites are parted into folds: the second stage
learns from first-stage scores of models that had not seen the site, and with
--folds-out every fold's own models are written too, so that `winnow eval --fold
K/N --model FILE` scores pages of sites that the model never saw.
"""
import argparse
import hashlib
import json
import os
import struct
import subprocess
import tempfile

import numpy as np
import xgboost

DEPTH = 5
ODDS_SCALE = 1 << 12
# Pages that are no articles (shops, forums, documentation) teach what text and
# boilerplate look like elsewhere. RESULTS.md says why they count for a fifth of an
# article ("Other pages").
OTHERS = 0.2
# The forms of text that a page is turned into, and which share of the pages is
# learned from in each: every dump style, one line a page, and scrapes that have
# lost most of the page.
TEXTS = {
    "lines": (0.5, ["--as-text", "--dump", "lines"]),
    "nodes": (0.3, ["--as-text", "--dump", "nodes"]),
    "markdown": (0.25, ["--as-text", "--dump", "markdown"]),
    "indent": (0.3, ["--as-text", "--dump", "indent"]),
    "flat": (0.5, ["--flat"]),
    "trim": (0.8, ["--trim", "1"]),
    "trim-indent": (0.6, ["--trim", "2", "--dump", "indent"]),
    "trim-flat": (0.6, ["--trim", "3", "--flat"]),
}
# The page itself, without go-readability's word on it and with it.
PAGES = {
    "page": (0.8, []),
    "page-asking": (0.5, ["--asking"]),
}


def extract(args, flags, path, scores=None):
    """Runs the binary over the corpora and returns its rows."""
    command = [args.winnow, "features", *args.corpora, *flags, "--folds", str(args.folds), "--out", path]
    if scores is not None:
        scores.astype("<f4").tofile(path + ".scores")
        command += ["--scores", path + ".scores"]
    subprocess.run(command, check=True)
    width = len(args.features["first_stage" if scores is None else "second_stage"])
    rows = np.fromfile(path, dtype=[
        ("document", "<f4"), ("fold", "<f4"), ("label", "<f4"), ("words", "<f4"), ("article", "<f4"), ("features", "u1", width)])
    os.remove(path)
    return rows


def weigh(rows):
    """A document counts once, a block in it by its words."""
    words = np.power(rows["words"] + 1, 0.8)
    documents = rows["document"].astype(np.int64)
    total = np.bincount(documents, words)
    count = np.bincount(documents)
    return (words / total[documents] + 0.1 / count[documents]) * np.where(rows["article"] == 1, 1, OTHERS)


def taken(forms, parts):
    """Draws which documents are learned from in each form: the forms say nearly
    the same, and a fit of all of them takes three times as long."""
    rng = np.random.default_rng(1)
    marks = []
    for (part, _), rows in zip(forms.values(), parts):
        documents = rows["document"].astype(np.int64)
        marks.append((rng.random(documents.max() + 1) < part)[documents])
    return np.concatenate(marks)


class Stage:
    """One stage: how its trees are grown. The more trees, the smaller the steps:
    steps is what they come to together."""

    def __init__(self, trees, steps, child):
        self.trees = trees
        self.settings = {
            "objective": "binary:logistic", "tree_method": "hist", "max_depth": DEPTH, "eta": steps / trees,
            "min_child_weight": child, "colsample_bynode": 0.4, "lambda": 2.0, "nthread": 2,
        }

    def fit(self, rows, weights, use, seed):
        use = use & (rows["label"] >= 0)
        data = xgboost.QuantileDMatrix(rows["features"][use], label=rows["label"][use] >= 0.5, weight=weights[use])
        return xgboost.train({**self.settings, "seed": seed}, data, self.trees)

    def predict(self, model, rows):
        return model.predict(xgboost.DMatrix(rows["features"])).astype("<f4")

    def cross(self, args, rows, weights, use):
        """Fits one model a fold and returns them with the scores of unseen sites."""
        models, scores = [], np.zeros(len(rows), "<f4")
        for k in range(1, args.folds + 1):
            held = rows["fold"] == k
            models.append(self.fit(rows, weights, use & ~held, k))
            scores[held] = self.predict(models[-1], rows[held])
        print(f"{rows['features'].shape[1]} features, unseen sites: logloss {logloss(rows, weights, scores):.4f}", flush=True)
        return models, scores


def logloss(rows, weights, p):
    known = rows["label"] >= 0
    y = rows["label"][known] >= 0.5
    q = np.clip(p[known], 1e-6, 1 - 1e-6)
    w = weights[known]
    return float(-(w * np.where(y, np.log(q), np.log(1 - q))).sum() / w.sum())


def forest(model):
    """Lays a model out as full trees in heap order."""
    config = json.loads(model.save_config())
    base = float(config["learner"]["learner_model_param"]["base_score"])
    trees = [json.loads(t) for t in model.get_dump(dump_format="json")]
    out = struct.pack("<iI", odds(np.log(base / (1 - base))), len(trees))
    for root in trees:
        features, bounds = [0] * ((1 << DEPTH) - 1), [255] * ((1 << DEPTH) - 1)
        leaves = [0] * (1 << DEPTH)
        fill(root, 0, 0, features, bounds, leaves)
        out += bytes(features) + bytes(bounds) + struct.pack("<%dh" % len(leaves), *leaves)
    return out


def odds(v):
    return round(float(v) * ODDS_SCALE)


def fill(node, slot, depth, features, bounds, leaves):
    """Puts a node and all below it into the heap's slots; a leaf fills its width."""
    if "leaf" in node:
        width = 1 << (DEPTH - depth)
        first = ((slot + 1) << (DEPTH - depth)) - (1 << DEPTH)
        leaves[first:first + width] = [odds(node["leaf"])] * width
        return
    features[slot] = int(node["split"][1:])
    # Rows below the bound go left there; here, and features are whole numbers,
    # those not above it do.
    bounds[slot] = int(np.ceil(node["split_condition"])) - 1
    children = {c["nodeid"]: c for c in node["children"]}
    fill(children[node["yes"]], 2 * slot + 1, depth + 1, features, bounds, leaves)
    fill(children[node["no"]], 2 * slot + 2, depth + 1, features, bounds, leaves)


def learn(args, forms):
    """Fits both stages on the forms. Returns each fold's trees and last those of all
    pages, laid out, and how the folds did on sites that they had not seen."""
    first = Stage(args.trees[0], 20, 100)
    second = Stage(args.trees[1], 10, 300)
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "rows")
        parts = [extract(args, flags, out) for _, flags in forms.values()]
        weights = np.concatenate([weigh(r) for r in parts])
        weights /= weights.mean()
        use, cuts, rows = taken(forms, parts), np.cumsum([len(r) for r in parts])[:-1], np.concatenate(parts)
        firsts, scores = first.cross(args, rows, weights, use)
        firsts.append(first.fit(rows, weights, use, 0))
        del rows, parts
        rows = np.concatenate([extract(args, flags, out, s) for (_, flags), s in zip(forms.values(), np.split(scores, cuts))])
    seconds, scores = second.cross(args, rows, weights, use)
    seconds.append(second.fit(rows, weights, use, 0))
    forests = [forest(a) + forest(b) for a, b in zip(firsts, seconds)]
    return forests, {"forms": list(forms), "rows": len(rows), "unseen_logloss": round(logloss(rows, weights, scores), 4)}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("corpora", nargs="+")
    p.add_argument("--winnow", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--folds", type=int, default=5)
    p.add_argument("--folds-out", help="folder for the models of the folds")
    p.add_argument("--trees", type=int, nargs=2, default=[280, 120])
    args = p.parse_args()
    args.features = json.loads(subprocess.run([args.winnow, "features", "--names"], check=True, capture_output=True, text=True).stdout)
    texts, of_texts = learn(args, TEXTS)
    pages, of_pages = learn(args, PAGES)

    header = json.dumps(args.features, separators=(",", ":")).encode()
    outs = [args.out]
    if args.folds_out:
        outs = [os.path.join(args.folds_out, f"fold{k + 1}.bin") for k in range(args.folds)] + outs
    for out, *trees in zip(reversed(outs), reversed(texts), reversed(pages)):
        with open(out, "wb") as f:
            f.write(b"wnw4" + struct.pack("<I", len(header)) + header + b"".join(trees))
    record = {
        "corpora": {os.path.basename(c): hashlib.sha256(open(c, "rb").read()).hexdigest() for c in args.corpora},
        "others": OTHERS, "trees": args.trees, "folds": args.folds, "texts": of_texts, "pages": of_pages,
    }
    with open(os.path.splitext(args.out)[0] + ".json", "w") as f:
        json.dump(record, f, indent=2)
        f.write("\n")


if __name__ == "__main__":
    main()
