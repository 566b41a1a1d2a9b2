package rulesets

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/pipeline"
)

// Every is how often a source is looked at unless told otherwise. A folder needs two
// looks; so a change is taken within seconds.
const Every = time.Second

// Options are what a follower may be told.
type Options struct {
	Every    time.Duration // between two looks; 0: Every
	Log      *slog.Logger
	Observer Observer // may be nil
}

// Observer is told of rules.
type Observer interface {
	// RulesTaken tells what is in force from now on: where there are none, no files
	// and an empty digest.
	RulesTaken(digest string, revision uint64, at time.Time, files int)
	// RulesRefused tells that the newest version can't be taken.
	RulesRefused()
}

// State is what a follower has taken, and what it has not.
type State struct {
	Source   string
	Revision uint64
	Digest   string // of the rules in force; empty for none
	Files    int
	At       time.Time // as in Version

	Refused       string // why the newest version is not in force; empty while it is
	RefusedNumber uint64 // its revision
}

// Follower has engines clean under the newest version of a source that can be taken.
// What is wrong with a version is said once.
type Follower struct {
	source  Source
	options Options

	mu      sync.Mutex
	engines []*Engine
	set     *siterules.Set
	state   State
	changed chan struct{} // closed when state is another

	// Of the goroutine that looks.
	looked *Version // the last that was taken or refused
	broken string   // what was said of a version that can't be read
	away   bool     // that the source can't be looked at was said
	taken  bool     // some version was
}

// NewFollower returns one that has no rules yet. A nil source never has any.
func NewFollower(source Source, options Options) *Follower {
	f := &Follower{source: source, options: options, changed: make(chan struct{})}
	if f.options.Every == 0 {
		f.options.Every = Every
	}
	if source != nil {
		f.state.Source = source.String()
	}
	return f
}

// Engine returns an engine that follows. under makes the one for a set of rules,
// which may be nil; it must be quick.
func (f *Follower) Engine(under func(*siterules.Set) pipeline.Engine) *Engine {
	e := &Engine{under: under}
	f.mu.Lock()
	defer f.mu.Unlock()
	e.take(f.set)
	f.engines = append(f.engines, e)
	return e
}

// State returns what is in force. The channel is closed when that is another.
func (f *Follower) State() (State, <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.state, f.changed
}

// Begin looks for the first time. Its error says why nothing was taken; ErrNone is
// no error. Of a source that keeps earlier versions the newest is taken that can be,
// which is in force where somebody followed before.
func (f *Follower) Begin(ctx context.Context) error {
	if f.source == nil {
		f.tellNone()
		return nil
	}
	v, err := f.source.Current(ctx)
	if err == nil {
		f.looked = v
		err = f.take(v)
	}
	switch {
	case err == nil:
		f.said(v)
		return nil
	case errors.Is(err, ErrNone):
		f.tellNone()
		return nil
	}
	wrapped := fmt.Errorf("site rules of %s: %w", f.source, err)
	f.tellNone()
	if !isBroken(err) {
		return wrapped
	}
	if broken := (*BrokenError)(nil); errors.As(err, &broken) {
		f.broken = broken.Error()
	}
	revision := revisionOf(v, err)
	found := f.takeBefore(ctx, revision)
	f.refuse(revision, err)
	if found {
		return nil
	}
	return wrapped
}

// takeBefore takes the newest version before a revision that can be taken, and
// reports whether there is one.
func (f *Follower) takeBefore(ctx context.Context, revision uint64) bool {
	keeper, ok := f.source.(Keeper)
	for ok {
		v, err := keeper.Before(ctx, revision)
		if err == nil {
			err = f.take(v)
		}
		if err == nil {
			f.said(v)
			return true
		}
		if errors.Is(err, ErrNone) || !isBroken(err) {
			return false
		}
		revision = revisionOf(v, err)
	}
	return false
}

// Follow looks again and again until ctx is done.
func (f *Follower) Follow(ctx context.Context) {
	if f.source == nil {
		return
	}
	tick := time.NewTicker(f.options.Every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			f.Look(ctx)
		}
	}
}

// Look looks once, and takes what is new.
func (f *Follower) Look(ctx context.Context) {
	v, err := f.source.Current(ctx)
	switch {
	case ctx.Err() != nil:
	case err == nil:
		f.back()
		f.broken = ""
		if v == f.looked {
			return
		}
		f.looked = v
		if err := f.take(v); err != nil {
			f.makeUp(ctx, v.Revision)
			f.refuse(v.Revision, err)
			return
		}
		f.said(v)
	case errors.As(err, new(*BrokenError)):
		f.back()
		if said := err.Error(); said != f.broken {
			f.broken, f.looked = said, nil
			f.makeUp(ctx, revisionOf(nil, err))
			f.refuse(revisionOf(nil, err), err)
		}
	default:
		f.isAway(err)
	}
}

// makeUp takes the newest version before a broken one where none was taken so far: the
// source could not be looked at in the beginning, or had nothing.
func (f *Follower) makeUp(ctx context.Context, revision uint64) {
	if !f.taken {
		f.takeBefore(ctx, revision)
	}
}

// take puts a version in force.
func (f *Follower) take(v *Version) error {
	set, err := v.Load()
	if err != nil {
		return err
	}
	f.taken = true
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range f.engines {
		e.take(set)
	}
	f.set = set
	f.change(State{Source: f.state.Source, Revision: v.Revision, Digest: set.Digest(), Files: len(set.Files()), At: v.At})
	if o := f.options.Observer; o != nil {
		o.RulesTaken(f.state.Digest, f.state.Revision, f.state.At, f.state.Files)
	}
	return nil
}

// change is called with f.mu held.
func (f *Follower) change(to State) {
	f.state = to
	close(f.changed)
	f.changed = make(chan struct{})
}

// tellNone tells the observer that there are no rules, before any are taken.
func (f *Follower) tellNone() {
	if o := f.options.Observer; o != nil {
		o.RulesTaken("", 0, time.Time{}, 0)
	}
}

// mostProblems is how many of a version's problems are logged.
const mostProblems = 3

// refuse keeps what is in force, and says so.
func (f *Follower) refuse(revision uint64, err error) {
	f.mu.Lock()
	to := f.state
	to.Refused, to.RefusedNumber = firstProblems(err), revision
	f.change(to)
	f.mu.Unlock()
	if o := f.options.Observer; o != nil {
		o.RulesRefused()
	}
	f.options.Log.Error("site rules are refused as a whole; those before stay in force",
		"from", f.source.String(), "revision", revision, "in_force", orNone(to.Digest), "error", to.Refused)
}

// firstProblems returns the first problems of an error in one line.
func firstProblems(err error) string {
	lines := strings.Split(strings.TrimSpace(err.Error()), "\n")
	if more := len(lines) - mostProblems; more > 0 {
		lines = append(lines[:mostProblems], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(lines, "; ")
}

// isBroken reports an error that a later look finds again.
func isBroken(err error) bool {
	return errors.As(err, new(*BrokenError)) || errors.As(err, new(siterules.Problems))
}

func revisionOf(v *Version, err error) uint64 {
	if broken := (*BrokenError)(nil); errors.As(err, &broken) {
		return broken.Revision
	}
	if v == nil {
		return 0
	}
	return v.Revision
}

// said logs what was taken.
func (f *Follower) said(v *Version) {
	state, _ := f.State()
	attributes := []any{"from", state.Source, "digest", orNone(state.Digest), "files", state.Files}
	for _, a := range []struct {
		name, is string
	}{{"by", v.By}, {"note", v.Note}} {
		if a.is != "" {
			attributes = append(attributes, a.name, a.is)
		}
	}
	if v.Revision > 0 {
		attributes = slices.Insert(attributes, 2, any("revision"), any(v.Revision))
	}
	f.options.Log.Info("site rules are in force", attributes...)
}

func orNone(digest string) string {
	if digest == "" {
		return "none"
	}
	return digest
}

// isAway says once that a source can't be looked at. One that has had no rules yet
// may well have none for ever.
func (f *Follower) isAway(err error) {
	state, _ := f.State()
	if f.away || errors.Is(err, ErrNone) && state.Digest == "" {
		return
	}
	f.away = true
	f.options.Log.Warn("site rules can't be looked at: those in force stay", "from", state.Source, "in_force", orNone(state.Digest), "error", err)
}

func (f *Follower) back() {
	if f.away {
		f.away = false
		f.options.Log.Info("site rules can be looked at again", "from", f.source.String())
	}
}
