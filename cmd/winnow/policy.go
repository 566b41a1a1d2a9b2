package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
)

// policyFlags say what leaves the text. They range over the kinds.
type policyFlags struct {
	Precision bool               `help:"Take out more: what is left is surely article." xor:"preset" group:"Policy"`
	Recall    bool               `help:"Take out less: what is taken out is surely not article." xor:"preset" group:"Policy"`
	Keep      []document.Kind    `help:"Kinds that stay in the text, such as caption." placeholder:"KIND" group:"Policy"`
	Threshold map[string]float64 `help:"How sure winnow must be, 0 to 1, to take out a kind: caption=0.8." placeholder:"KIND=SURE" group:"Policy"`
	NoTables  bool               `help:"Take out tables." group:"Policy"`
	Quality   map[string]string  `help:"What becomes of a document that is no article but live, a listing, paywalled, consent, error or empty: listing=dead makes it a dead letter; publish, flagged, is the default." placeholder:"WHAT=FATE" group:"Policy"`
}

// The fates that --quality gives.
const (
	fatePublish = "publish"
	fateDead    = "dead"
)

// check is part of checker.
func (f *policyFlags) check() error {
	_, err := f.policy()
	return err
}

// policy is the policy that the flags ask for. Its error has all that is wrong.
func (f *policyFlags) policy() (cleaners.Policy, error) {
	p := cleaners.DefaultPolicy()
	switch {
	case f.Precision:
		p = cleaners.PrecisionPolicy()
	case f.Recall:
		p = cleaners.RecallPolicy()
	}
	p.NoTables = f.NoTables
	var errs []error
	for _, k := range f.Keep {
		if !k.Removable() {
			errs = append(errs, usagef("--keep: %s is never taken out", k))
			continue
		}
		p.Keep[k] = true
	}
	for _, name := range slices.Sorted(maps.Keys(f.Threshold)) {
		kind, err := document.ParseKind(name)
		if err != nil || !kind.Removable() {
			errs = append(errs, usagef("--threshold: %q is no kind that is taken out, want one of %s", name, removableKinds()))
			continue
		}
		sure := f.Threshold[name]
		if !(sure >= 0 && sure <= 1) { // also what is no number
			errs = append(errs, usagef("--threshold %s=%s: want a number from 0 to 1", name, strconv.FormatFloat(sure, 'g', -1, 64)))
			continue
		}
		p.Threshold[kind] = sure
	}
	return p, errors.Join(append(errs, f.refuse(&p))...)
}

// refuse has the policy refuse what is to be a dead letter.
func (f *policyFlags) refuse(p *cleaners.Policy) error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(f.Quality)) {
		is, err := document.ParsePageType(name)
		if err != nil || is == document.IsArticle {
			errs = append(errs, usagef("--quality: %q is nothing that a document can be in place of an article, want one of %s", name, pageTypes()))
			continue
		}
		switch fate := f.Quality[name]; fate {
		case fateDead, fatePublish:
			p.Refuse[is] = fate == fateDead
		default:
			errs = append(errs, usagef("--quality %s=%s: want %s or %s", name, fate, fatePublish, fateDead))
		}
	}
	return errors.Join(errs...)
}

// removableKinds names the kinds that can be taken out.
func removableKinds() string {
	var names []string
	for _, k := range document.Kinds() {
		if k.Removable() {
			names = append(names, k.String())
		}
	}
	return strings.Join(names, ", ")
}

// pageTypes names what a document can be that is no article.
func pageTypes() string {
	var names []string
	for is := range document.PageType(document.PageTypeCount) {
		if is != document.IsArticle {
			names = append(names, is.String())
		}
	}
	return strings.Join(names, ", ")
}

// extrasFlag says what documents have as data.
type extrasFlag struct {
	Extras document.ExtraSet `help:"What documents also have as data: images, related, embeds, links, authors, separated by commas, or all. JSON has them as lists of these names; Markdown has links anyway, and images when they are named." placeholder:"NAMES"`
}

// engine is the engine that cleans by the policy, with extras.
func (f *policyFlags) engine(extras document.ExtraSet) (engine, error) {
	p, err := f.policy()
	if err != nil {
		return engine{}, fmt.Errorf("policy: %w", err)
	}
	e, err := cleaners.New(cleaners.WithPolicy(p), cleaners.WithExtras(extras))
	return engine{e}, err
}
