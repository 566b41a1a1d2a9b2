#!/usr/bin/env python3
"""Scores the models of the folds, each on the pages of sites that it never saw.

    python3 cleaners/learned/train/unseen.py --winnow BINARY --models FOLDER CORPUS...

FOLDER is what train.py --folds-out filled. Prints, for each form that a page is
cleaned in, the means over all pages: words, shingles, snippets and the share of
unwanted snippets that leak (fixtures/score/README.md has the definitions).
"""
import argparse
import glob
import json
import os
import subprocess

FORMS = {
    "the page, HTML": [],
    "line dump": ["--as-text"],
    "node dump": ["--as-text", "--dump", "nodes"],
    "layout dump": ["--as-text", "--dump", "indent"],
    "Markdown dump": ["--as-text", "--dump", "markdown"],
    "one line a page": ["--flat"],
}


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def f1(p, r):
    return 2 * p * r / (p + r)


def rows_of(args, flags):
    folds = len(glob.glob(os.path.join(args.models, "fold*.bin")))
    rows = []
    for k in range(1, folds + 1):
        kind = [] if args.page_type == "all" else ["--page-type", args.page_type]
        command = [args.winnow, "eval", *args.corpora, *kind, *flags, "--json", "--fold",
                   f"{k}/{folds}", "--model", os.path.join(args.models, f"fold{k}.bin")]
        for summary in json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout):
            rows += summary["rows"]
    return rows


def report(form, rows):
    words = [r["words"] for r in rows if r.get("words")]
    shingles = [r["shingles"] for r in rows if r.get("shingles")]
    snippets = [r["snippets"] for r in rows if r.get("snippets")]
    p = mean(s["tp"] / (s["tp"] + s["fp"]) for s in shingles if s["tp"] + s["fp"])
    r = mean(s["tp"] / (s["tp"] + s["fn"]) for s in shingles if s["tp"] + s["fn"])
    tp, fp, fn, tn = (sum(s[k] for s in snippets) for k in ("tp", "fp", "fn", "tn"))
    w = {k: mean(x[k] for x in words) for k in ("precision", "recall", "f1")}
    print(f"{form:16} {len(words)} pages  words {w['precision']:.3f} {w['recall']:.3f} F1 {w['f1']:.3f}  "
          f"shingles {p:.3f} {r:.3f} F1 {f1(p, r):.3f}  snippets F {f1(tp / (tp + fp), tp / (tp + fn)):.3f} leak {fp / (fp + tn):.3f}",
          flush=True)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("corpora", nargs="+")
    p.add_argument("--winnow", required=True)
    p.add_argument("--models", required=True)
    p.add_argument("--page-type", default="article", help="all: every type, and each by itself")
    p.add_argument("--forms", nargs="+", default=list(FORMS), choices=list(FORMS))
    args = p.parse_args()
    for form in args.forms:
        rows = rows_of(args, FORMS[form])
        report(form, rows)
        if args.page_type == "all":
            for kind in sorted({r["page_type"] for r in rows}):
                report("  " + kind, [r for r in rows if r["page_type"] == kind])


if __name__ == "__main__":
    main()
