package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/cmd/winnow/review"
	"github.com/winnow-news/winnow/pipeline/catalog"
)

// place is where a document is from: what rules for sites go by.
type place struct{ host, site string }

// unknownSites tells of the sites that a draft names and the catalog has no document of:
// one may be misspelt. Only rules for text name sites in lines.
func (d *ruleDesk) unknownSites(ctx context.Context, draft review.RuleFile) ([]review.Problem, error) {
	if !strings.HasSuffix(draft.Name, ".rules") {
		return nil, nil
	}
	places, err := d.places(ctx)
	if err != nil || len(places) == 0 {
		return nil, err
	}
	soFar := ""
	if d.trials.documents.Progress().Reading {
		soFar = " so far"
	}
	var notices []review.Problem
	number := 0
	for text := range strings.Lines(draft.Text) {
		number++
		names, is := strings.CutPrefix(strings.TrimSpace(text), "site ")
		if !is {
			continue
		}
		names, _, _ = strings.Cut(names, "#")
		for name := range strings.FieldsFuncSeq(names, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' }) {
			if !heldSomewhere(name, places) {
				notices = append(notices, review.Problem{Line: number, Notice: true, What: fmt.Sprintf("the catalog has no document of %s%s: is it spelt so?", name, soFar)})
			}
		}
	}
	return notices, nil
}

// heldSomewhere reports whether rules for a site hold for one of the places.
func heldSomewhere(site string, places map[place]bool) bool {
	set, err := siterules.FromFiles(map[string][]byte{"site.rules": []byte("site " + site + "\nremove: line equals \"x\"\n")})
	if err != nil {
		return true // the name is more than one: nothing is known of it
	}
	for p := range places {
		if set.For(p.host, p.site) != nil {
			return true
		}
	}
	return false
}

// places returns where the catalog's documents are from.
func (d *ruleDesk) places(ctx context.Context) (map[place]bool, error) {
	all, err := d.trials.documents.List(ctx, catalog.Filter{})
	if err != nil {
		return nil, err
	}
	places := make(map[place]bool)
	for i := range all.Items {
		at := place{site: all.Items[i].Site}
		if u, err := url.Parse(all.Items[i].URL); err == nil {
			at.host = strings.ToLower(u.Hostname())
		}
		places[at] = true
	}
	return places, nil
}
