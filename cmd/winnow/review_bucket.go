package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/winnow-news/winnow/pipeline/rulesets"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/rulebucket"
)

// rulesOnServer is rules in the bucket that workers follow.
type rulesOnServer struct{ *rulesStore }

// current is part of rulePlace.
func (p rulesOnServer) current(ctx context.Context) (*rulesets.Version, error) {
	head, err := p.Head(ctx)
	if errors.Is(err, rulesets.ErrNone) {
		return &rulesets.Version{}, nil
	}
	if err != nil {
		return nil, err
	}
	return p.Version(ctx, head)
}

// changes is part of rulePlace.
func (p rulesOnServer) changes(ctx context.Context) func(string) (at time.Time, by, note string) {
	history, err := p.History(ctx)
	if err != nil {
		history = nil // it is not known
	}
	return func(name string) (at time.Time, by, note string) {
		for i := range history {
			m := &history[i]
			if i > 0 && !slices.Equal(m.ByName()[name], history[0].ByName()[name]) {
				break
			}
			at, by, note = m.At, m.By, m.Note
		}
		return at, by, note
	}
}

// put is part of rulePlace.
func (p rulesOnServer) put(ctx context.Context, v, instead *rulesets.Version) (string, error) {
	if err := p.topology.ApplyRules(ctx, p.session.js); err != nil {
		return "", err
	}
	m, err := p.Push(ctx, v, instead.Revision)
	if conflict := (*rulebucket.ConflictError)(nil); errors.As(err, &conflict) {
		return "", fmt.Errorf("somebody has changed the rules meanwhile: %w; look at them again", err)
	}
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("Revision %d is in force: %s. What was published before stays as it is until winnow reclean cleans it again.", m.Revision, p.toldOf(ctx, m.Revision)), nil
}

// toldTime is how long a page waits for workers to take new rules.
const toldTime = 5 * time.Second

// toldOf says how many workers have a revision, once all have it or after toldTime.
func (p rulesOnServer) toldOf(ctx context.Context, revision uint64) string {
	for end := time.Now().Add(toldTime); ; broker.Pause(ctx, lookAgain) {
		workers, err := rulebucket.Workers(ctx, p.session.js, p.topology)
		if err != nil {
			return "it is not known which workers have it (" + err.Error() + ")"
		}
		now, err := p.head(ctx)
		if err != nil {
			return "it is not known which workers have it (" + err.Error() + ")"
		}
		got := p.count(workers, revision, now.Revision)
		switch {
		case got.refused != "":
			return safe(got.refused)
		case got.waiting == 0 || ctx.Err() != nil || time.Now().After(end):
			return got.text
		}
	}
}
