package main

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/cmd/winnow/review"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/corrections"
	"github.com/winnow-news/winnow/pipeline/replay"
)

// trials clean the documents of a catalog under two sets of rules.
type trials struct {
	engine    engine // whose policy and extras both have
	documents *catalog.Memory
	limits    pipeline.Options

	recalling func(context.Context) (recallFunc, error) // asked once a trial; nil: nothing is remembered
}

// recallFunc returns what is remembered of a document's site.
type recallFunc func(ctx context.Context, site string, raw document.Raw) (document.Recall, error)

// shownChanges is how many losses and gains a page is told of, each. It lists those of one
// text together.
const shownChanges = 1000

// run says what would come out otherwise.
func (t *trials) run(ctx context.Context, now, then *siterules.Set, site string, since time.Time) (*review.Trial, error) {
	began := time.Now()
	var recall recallFunc
	if t.recalling != nil {
		var err error
		if recall, err = t.recalling(ctx); err != nil {
			return nil, err
		}
	}
	stored := t.documents.Raws(site, since)
	titles := make(map[string]string, len(stored))
	for _, s := range stored {
		titles[s.ID] = s.Title
	}
	limits := t.limits
	limits.Memory = limits.WithDefaults().Memory // for both together
	before, after := t.engine.with(now), t.engine.with(then)
	result, err := replay.Run(ctx, inputs(ctx, stored, recall), replay.Engine(before, before.build(), limits), replay.Engine(after, after.build(), limits),
		replay.Options{Examples: shownChanges})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	trial := &review.Trial{
		Documents: result.Documents.All - result.Documents.Unread, Changed: result.Documents.Changed,
		Failed: result.Documents.Unread + result.Documents.Refused,
		Lost:   result.Letters.Lost, Kept: result.Letters.Gained, Took: time.Since(began),
		Moved: result.Documents.Moved, Already: alreadyOut(result.Rules),
		More: result.Lost.Pieces() - len(result.Losses) + result.Gained.Pieces() - len(result.Gains),
	}
	names := namesOf(then)
	for _, c := range result.Losses {
		change := shownChange(&c, titles, true)
		change.Named = names.of(c.Text)
		trial.Changes = append(trial.Changes, change)
	}
	for _, c := range result.Gains {
		trial.Changes = append(trial.Changes, shownChange(&c, titles, false))
	}
	return trial, nil
}

// byMemory is what the rules of memory begin with.
const byMemory = "recurring/"

// alreadyOut returns how many texts are removed now that a rule for the site would remove
// in the place of another, by that other; all of memory's rules together.
func alreadyOut(rules map[string]*replay.RuleReport) (all []review.Already) {
	inMemory := 0
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		switch n := rules[name].To.Pieces(); {
		case n == 0:
		case strings.HasPrefix(name, byMemory):
			inMemory += n
		default:
			all = append(all, review.Already{By: name, Texts: n})
		}
	}
	if inMemory > 0 {
		all = slices.Insert(all, 0, review.Already{By: "memory", Texts: inMemory})
	}
	return all
}

func shownChange(c *replay.Change, titles map[string]string, lost bool) review.Change {
	kind, _ := document.ParseKind(cmp.Or(c.Kind, document.Article.String())) // of a report that was just made
	removed := corrections.Judgement{Removed: true, Kind: kind, Rule: c.Rule, Score: c.Score}
	shown := review.Change{Key: catalog.KeyOf(c.ID), Title: titles[c.ID], URL: c.URL, Text: c.Text, Letters: c.Letters, Now: removed}
	if !lost {
		shown.Was, shown.Now = removed, corrections.Judgement{}
	}
	return shown
}

// inputs returns documents for a replay. The raw ones are read while others are cleaned.
func inputs(ctx context.Context, stored []catalog.Stored, recall recallFunc) iter.Seq2[replay.Input, error] {
	return func(yield func(replay.Input, error) bool) {
		for s := range slices.Values(stored) {
			in := replay.Input{Name: s.ID, Site: s.Site, Open: func() (document.Raw, error) {
				raw, err := s.Raw(ctx)
				if err != nil {
					return document.Raw{}, fmt.Errorf("%s: %w", s.ID, err)
				}
				return *raw, nil
			}}
			if recall != nil {
				in.Recall = func(ctx context.Context, raw document.Raw) (document.Recall, error) { return recall(ctx, s.Site, raw) }
			}
			if !yield(in, nil) {
				return
			}
		}
	}
}
