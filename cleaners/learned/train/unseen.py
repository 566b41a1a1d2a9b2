#!/usr/bin/env python3
"""Scores the models of the folds, each on the pages of sites that it never saw.

    python3 cleaners/learned/train/unseen.py --winnow BINARY --models FOLDER CORPUS...

FOLDER is what train.py --folds-out filled; without it the binary's own model is
scored, which is right for pages of sites that it was not trained on. Prints one
table, a corpus and a form that its pages are cleaned in to a line, and the same by
language: means over the pages (fixtures/score/README.md has the definitions). --rows
writes every page's scores to a file; another run's file as --before adds what changed
since, with the interval in which 95 of 100 draws of the sites lie.
"""
import argparse
import glob
import json
import os
import random
import subprocess

FORMS = {
    "page": [],
    "lines": ["--as-text"],
    "nodes": ["--as-text", "--dump", "nodes"],
    "layout": ["--as-text", "--dump", "indent"],
    "markdown": ["--as-text", "--dump", "markdown"],
    "one line": ["--flat"],
}
DRAWS = 500
# A language with fewer pages than this is not told by itself.
FEW = 8


def rows_of(args, corpus, form):
    """Scores a corpus in one form, each page by the model of the fold that left its site out."""
    folds = len(glob.glob(os.path.join(args.models, "fold*.bin"))) if args.models else 0
    kind = [] if args.page_type == "all" else ["--page-type", args.page_type]
    command = [args.winnow, "eval", corpus, *kind, *FORMS[form], "--json"]
    rows = []
    for k in range(1, folds + 1) or [0]:
        fold = ["--fold", f"{k}/{folds}", "--model", os.path.join(args.models, f"fold{k}.bin")] if folds else []
        done = subprocess.run(command + fold, capture_output=True, text=True)
        if done.returncode == 0:
            rows += [r for summary in json.loads(done.stdout) for r in summary["rows"]]
        elif "no page selected" not in done.stderr:  # a small corpus has no site in some folds
            raise SystemExit(done.stderr)
    name = os.path.basename(corpus).split(".")[0]
    return [{**r, "corpus": name, "form": form} for r in rows if not r.get("failed")]


def mean(values):
    values = list(values)
    return sum(values) / len(values) if values else 0


def f1(p, r):
    return 2 * p * r / (p + r) if p + r else 0


def figures(rows):
    """Sums up rows: of pages with a text, or else of those with snippets."""
    words = [r["words"] for r in rows if r.get("words")]
    shingles = [r["shingles"] for r in rows if r.get("shingles")]
    if not words:
        tp, fp, fn, tn = (sum(r["snippets"][k] for r in rows) for k in ("tp", "fp", "fn", "tn"))
        return {"n": len(rows), "snippets": f1(tp / max(tp + fp, 1), tp / max(tp + fn, 1)), "leak": fp / max(fp + tn, 1)}
    p = mean(s["tp"] / (s["tp"] + s["fp"]) for s in shingles if s["tp"] + s["fp"])
    r = mean(s["tp"] / (s["tp"] + s["fn"]) for s in shingles if s["tp"] + s["fn"])
    return {"n": len(words), **{k: mean(w[k] for w in words) for k in ("precision", "recall", "f1")},
            "shingles": f1(p, r), "exact": mean(bool(s["exact"]) for s in shingles)}


def headline(rows):
    """Returns the figure that a change is told of."""
    f = figures(rows)
    return f["f1"] if "f1" in f else f["snippets"]


def change(rows, before):
    """Returns how the headline figure changed on the pages of both runs, and its interval."""
    old = {(r["corpus"], r["form"], r["id"]): r for r in before}
    sites = {}
    for r in rows:
        known = old.get((r["corpus"], r["form"], r["id"]))
        if known:
            sites.setdefault(r["url"].split("/")[2] if "//" in r["url"] else r["id"], []).append((r, known))
    if not sites:
        return ""
    pairs = list(sites.values())
    draw = random.Random(1)

    def difference(chosen):
        flat = [pair for site in chosen for pair in site]
        return headline([a for a, _ in flat]) - headline([b for _, b in flat])

    draws = sorted(difference(draw.choices(pairs, k=len(pairs))) for _ in range(DRAWS))
    return f"{difference(pairs):+.3f} ({draws[DRAWS // 40]:+.3f} to {draws[-1 - DRAWS // 40]:+.3f})"


def line(name, form, rows, before):
    f = figures(rows)
    if "f1" in f:
        told = [f"{f[k]:.3f}" for k in ("precision", "recall", "f1", "shingles", "exact")]
    else:
        told = ["", "", f"snippets {f['snippets']:.3f}", "", f"leak {f['leak']:.3f}"]
    cells = [name, form, str(f["n"]), *told] + ([change(rows, before)] if before else [])
    print("| " + " | ".join(cells) + " |", flush=True)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("corpora", nargs="+")
    p.add_argument("--winnow", required=True)
    p.add_argument("--models", help="folder of the folds' models")
    p.add_argument("--page-type", default="article", help="all: every type, and each by itself")
    p.add_argument("--forms", nargs="+", default=list(FORMS), choices=list(FORMS))
    p.add_argument("--rows", help="file to write every page's scores to")
    p.add_argument("--before", help="another run's --rows")
    args = p.parse_args()
    before = json.load(open(args.before)) if args.before else []
    columns = ["set", "form", "pages", "precision", "recall", "words F1", "shingles F1", "exact"] + (["change"] if before else [])
    print("| " + " | ".join(columns) + " |\n" + "|---" * len(columns) + "|")
    rows = []
    for form in args.forms:
        for corpus in args.corpora:
            some = rows_of(args, corpus, form)
            line(os.path.basename(corpus).split(".")[0], form, some, before)
            types = sorted({r.get("page_type") or "" for r in some})
            for kind in types if len(types) > 1 else []:
                line("– " + kind, form, [r for r in some if r.get("page_type") == kind], before)
            rows += some
    for form in args.forms:
        told = {}
        for r in rows:
            if r["form"] == form and r.get("words"):
                told.setdefault(r.get("language") or "?", []).append(r)
        for language in sorted(told, key=lambda k: -len(told[k])):
            if len(told[language]) >= FEW:
                line(language, form, told[language], before)
    if args.rows:
        with open(args.rows, "w") as f:
            json.dump(rows, f)


if __name__ == "__main__":
    main()
