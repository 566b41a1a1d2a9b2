#!/usr/bin/env python3
"""Trains the block classifier and writes its artifact.

    python3 cleaners/learned/train/train.py --winnow BINARY --out cleaners/learned/model.bin \
        --unlabelled PAGES... -- CORPUS...

The binary computes and names every feature (`winnow features`); this script only
fits the trees, with XGBoost (Debian's python3-xgboost), and lays them out: two
stages for texts, two for pages. Sites are parted into folds over all corpora: the
second stage learns from first-stage scores of models that had not seen the site,
and with --folds-out every fold's own models are written too, so that `winnow eval
--fold K/N --model FILE` scores pages of sites that the model never saw.

Of the unlabelled pages no annotation is read. A first model, the teacher, learns
from the corpora alone; what it and go-readability say of such a page alike is the
page's annotation (fixtures/score/infer.go).
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
# How much a page of a corpus counts, by the corpus's name. The small ones are of few
# sites each, and some of their annotations are rough.
CORPORA = {"news-zh": 0.4, "news-gne": 0.4, "news-tw": 0.4, "news-id": 0.4}
# How much an unlabelled page counts, and how many of them are learned from in each form.
UNLABELLED, UNLABELLED_SHARE = 0.4, 0.5
# The forms of text that a page is turned into, and which share of the pages is
# learned from in each: every dump style, one line a page, and scrapes that have
# lost most of the page.
TEXTS = {
    "lines": (0.5, ["--as-text", "--dump", "lines"]),
    "nodes": (0.3, ["--as-text", "--dump", "nodes"]),
    "markdown": (0.25, ["--as-text", "--dump", "markdown"]),
    "indent": (0.3, ["--as-text", "--dump", "indent"]),
    "flat": (0.6, ["--flat"]),
    "trim": (0.9, ["--trim", "1"]),
    "trim-indent": (0.7, ["--trim", "2", "--dump", "indent"]),
    "trim-flat": (0.6, ["--trim", "3", "--flat"]),
}
# The page itself, without go-readability's word on it and with it.
PAGES = {
    "page": (0.8, []),
    "page-asking": (0.4, ["--asking"]),
}
# Which part of the rows trees are fitted to. The rows that count least are drawn from;
# what is left of them counts for all.
DRAWN = 0.4

ROW = [("document", "<f4"), ("fold", "<f4"), ("label", "<f4"), ("words", "<f4"), ("article", "<f4")]


class Lessons:
    """All corpora in all of the forms, as one table of rows in each stage."""

    def __init__(self, args, forms, folder, teacher):
        self.args, self.folder = args, folder
        self.sources = []
        for seed, (share, flags) in enumerate(forms.values()):
            for path in args.corpora:
                weight = CORPORA.get(os.path.basename(path).split(".")[0], 1)
                self.sources.append((path, weight, share, seed, flags))
            for path in args.unlabelled if teacher else []:
                self.sources.append((path, UNLABELLED, share * UNLABELLED_SHARE, seed, [*flags, "--teacher", teacher]))

    def rows(self, scores=None):
        """Returns the rows of the first stage, or of the second with the first's scores."""
        parts, weights, cut = [], [], 0
        for source in self.sources:
            given = None if scores is None else scores[cut:]
            rows = self.extract(source, given)
            cut += len(rows)
            parts.append(rows)
            weights.append(weigh(rows) * source[1])
        weights = np.concatenate(weights)
        return np.concatenate(parts), weights / weights.mean()

    def extract(self, source, scores):
        path, _, share, seed, flags = source
        out = os.path.join(self.folder, "rows")
        command = [self.args.winnow, "features", path, *flags, "--share", str(share), "--share-seed", str(seed),
                   "--folds", str(self.args.folds), "--out", out]
        if scores is not None:
            scores.astype("<f4").tofile(out + ".scores")
            command += ["--scores", out + ".scores"]
        subprocess.run(command, check=True)
        width = len(self.args.features["first_stage" if scores is None else "second_stage"])
        return np.fromfile(out, dtype=[*ROW, ("features", "u1", width)])


def weigh(rows):
    """A document counts once, a block in it by its words."""
    if len(rows) == 0:
        return np.zeros(0)
    words = np.power(rows["words"] + 1, 0.8)
    documents = rows["document"].astype(np.int64)
    total = np.bincount(documents, words)
    count = np.bincount(documents)
    return (words / total[documents] + 0.1 / count[documents]) * np.where(rows["article"] == 1, 1, OTHERS)


def drawn(weights, rng):
    """Draws rows, and returns which they are and what each counts: those that count
    little are drawn seldom and then count for more (importance sampling)."""
    low, high = 0.0, float(weights.max())
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if np.minimum(1, weights / middle).mean() > DRAWN else (low, middle)
    chance = np.minimum(1, weights / high)
    take = rng.random(len(weights)) < chance
    return take, weights[take] / chance[take]


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
        known = np.flatnonzero(use & (rows["label"] >= 0))
        take, counts = drawn(weights[known], np.random.default_rng(seed))
        known = known[take]
        data = xgboost.QuantileDMatrix(rows["features"][known], label=rows["label"][known] >= 0.5, weight=counts)
        return xgboost.train({**self.settings, "seed": seed}, data, self.trees)

    def predict(self, model, rows):
        return model.predict(xgboost.DMatrix(rows["features"])).astype("<f4")

    def cross(self, args, rows, weights):
        """Fits one model a fold and returns them with the scores of unseen sites."""
        models, scores = [], np.zeros(len(rows), "<f4")
        for k in range(1, args.folds + 1):
            held = rows["fold"] == k
            models.append(self.fit(rows, weights, ~held, k))
            scores[held] = self.predict(models[-1], rows[held])
        print(f"{rows['features'].shape[1]} features, {len(rows)} rows, unseen sites: logloss {logloss(rows, weights, scores):.4f}", flush=True)
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


def learn(args, forms, teacher):
    """Fits both stages on the forms. Returns each fold's trees and last those of all
    pages, laid out, and how the folds did on sites that they had not seen."""
    first, second = Stage(args.trees[0], 20, 40), Stage(args.trees[1], 10, 120)
    with tempfile.TemporaryDirectory() as folder:
        lessons = Lessons(args, forms, folder, teacher)
        rows, weights = lessons.rows()
        firsts, scores = first.cross(args, rows, weights)
        firsts.append(first.fit(rows, weights, np.ones(len(rows), bool), 0))
        del rows, weights
        rows, weights = lessons.rows(scores)
    seconds, scores = second.cross(args, rows, weights)
    seconds.append(second.fit(rows, weights, np.ones(len(rows), bool), 0))
    forests = [forest(a) + forest(b) for a, b in zip(firsts, seconds)]
    return forests, {"forms": list(forms), "rows": len(rows), "unseen_logloss": round(logloss(rows, weights, scores), 4)}


def teach(args, out):
    """Writes the teacher: a model of pages that has seen the corpora alone. Its
    second stage learns from the scores of one half of the sites by the other."""
    halves = argparse.Namespace(**{**vars(args), "folds": 2})
    forests, _ = learn(halves, PAGES, None)
    write(args, out, forests[-1], forests[-1])


def write(args, out, texts, pages):
    header = json.dumps(args.features, separators=(",", ":")).encode()
    with open(out, "wb") as f:
        f.write(b"wnw4" + struct.pack("<I", len(header)) + header + texts + pages)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("corpora", nargs="+")
    p.add_argument("--unlabelled", nargs="*", default=[], help="corpora whose annotations are not read")
    p.add_argument("--winnow", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--folds", type=int, default=5)
    p.add_argument("--folds-out", help="folder for the models of the folds")
    p.add_argument("--trees", type=int, nargs=2, default=[280, 120])
    args = p.parse_args()
    args.features = json.loads(subprocess.run([args.winnow, "features", "--names"], check=True, capture_output=True, text=True).stdout)
    with tempfile.TemporaryDirectory() as folder:
        teacher = None
        if args.unlabelled:
            teacher = os.path.join(folder, "teacher.bin")
            teach(args, teacher)
        pages, of_pages = learn(args, PAGES, teacher)
        texts, of_texts = learn(args, TEXTS, teacher)
    outs = [args.out]
    if args.folds_out:
        outs = [os.path.join(args.folds_out, f"fold{k + 1}.bin") for k in range(args.folds)] + outs
    for out, *trees in zip(reversed(outs), reversed(texts), reversed(pages)):
        write(args, out, *trees)
    record = {
        "corpora": digests(args.corpora), "unlabelled": digests(args.unlabelled),
        "others": OTHERS, "trees": args.trees, "folds": args.folds, "texts": of_texts, "pages": of_pages,
    }
    with open(os.path.splitext(args.out)[0] + ".json", "w") as f:
        json.dump(record, f, indent=2)
        f.write("\n")


def digests(paths):
    return {os.path.basename(c): hashlib.sha256(open(c, "rb").read()).hexdigest() for c in paths}


if __name__ == "__main__":
    main()
