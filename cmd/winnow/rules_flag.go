package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/rulesets"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/rulebucket"
)

// rulesFlag names the rules for sites of a command that takes them from a folder.
type rulesFlag struct {
	Rules string `env:"WINNOW_SITE_RULES" help:"Folder with rules for sites, or none." placeholder:"DIR"`
}

// The values of --rules that are no folder.
const (
	rulesNone   = "none"
	rulesBucket = "bucket"
)

// isFolder reports whether the flag names a folder.
func (f rulesFlag) isFolder() bool {
	return f.Rules != "" && f.Rules != rulesNone && f.Rules != rulesBucket && !isServer(f.Rules)
}

// set returns the rules of the folder, nil for none.
func (f rulesFlag) set() (*siterules.Set, error) {
	switch {
	case f.isFolder():
		return loadRules(f.Rules)
	case f.Rules == "" || f.Rules == rulesNone:
		return nil, nil
	}
	return nil, usagef("--rules=%s: want a folder, or none", f.Rules)
}

// loadRules returns the rules of a folder.
func loadRules(dir string) (*siterules.Set, error) {
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		err = errors.New("it is no folder")
	}
	if err != nil {
		return nil, fmt.Errorf("rules %s: %w", dir, err)
	}
	set, err := siterules.Load(os.DirFS(dir))
	if err != nil {
		return nil, fmt.Errorf("rules %s:\n%w", dir, err)
	}
	return set, nil
}

// with is the engine under rules for sites.
func (e engine) with(s *siterules.Set) engine { return engine{e.Engine.With(s)} }

// following is the engine under the rules that a follower has taken.
func (e engine) following(f *rulesets.Follower) *rulesets.Engine {
	return f.Engine(func(s *siterules.Set) pipeline.Engine { return e.with(s) })
}

// followFolder begins to follow the folder, or nothing where none is named. A folder
// that has no rules that can be taken is an error: whoever starts this is there.
func (f rulesFlag) followFolder(ctx context.Context, log *slog.Logger, seen rulesets.Observer) (*rulesets.Follower, error) {
	options := rulesets.Options{Log: log, Observer: seen}
	if !f.isFolder() {
		if _, err := f.set(); err != nil {
			return nil, err
		}
		follower := rulesets.NewFollower(nil, options)
		return follower, follower.Begin(ctx)
	}
	if _, err := loadRules(f.Rules); err != nil {
		return nil, err
	}
	follower := rulesets.NewFollower(rulesets.NewFolder(f.Rules), options)
	return follower, follower.Begin(ctx)
}

// followRulesFlag names the rules for sites of a worker, which may follow a bucket.
type followRulesFlag struct {
	Rules string `env:"WINNOW_SITE_RULES" help:"Rules for sites: those in the bucket that winnow rules push writes (bucket), a folder, which is watched, or none (default: bucket, where it is there)." placeholder:"bucket|DIR|none"`
}

// follow begins to follow what the flag names. What is wrong with a bucket does not
// keep a worker from its work: it goes on without rules until that is mended.
func (f followRulesFlag) follow(ctx context.Context, js jetstream.JetStream, bucket string, log *slog.Logger, seen rulesets.Observer) (*rulesets.Follower, error) {
	if f.Rules != "" && f.Rules != rulesBucket {
		return rulesFlag(f).followFolder(ctx, log, seen)
	}
	follower := rulesets.NewFollower(rulebucket.NewSource(js, bucket), rulesets.Options{Log: log, Observer: seen})
	if err := follower.Begin(ctx); err != nil && ctx.Err() == nil {
		log.Error("cleaning without rules for sites, until they can be taken", "error", err)
	}
	return follower, nil
}

// checkFollow returns an error for a flag that names what no worker can follow. A
// folder is read as well, so that what is wrong with it is said before a server is
// waited for.
func (f followRulesFlag) checkFollow() error {
	if f.Rules == "" || f.Rules == rulesBucket {
		return nil
	}
	_, err := rulesFlag(f).set()
	return err
}

// during does work while the rules are followed, and told of in the bucket of the
// workers.
func during(ctx context.Context, follower *rulesets.Follower, tell func(context.Context), work func(context.Context) error) error {
	following, stop := context.WithCancel(ctx)
	var beside sync.WaitGroup
	defer beside.Wait()
	defer stop()
	beside.Go(func() { follower.Follow(following) })
	if tell != nil {
		beside.Go(func() { tell(following) })
	}
	return work(ctx)
}

// fixedRulesFlag names the rules for sites of work that is done under one set from its
// beginning to its end.
type fixedRulesFlag struct {
	Rules string `env:"WINNOW_SITE_RULES" help:"Rules for sites: a folder, the address of a NATS server whose bucket has them, or none (default: with nats://… as IN or OUT those in force there, else none). They stay the same for the whole run, and have to be the same when it is resumed." placeholder:"DIR|URL|none"`
}

// fixed returns the rules of the folder, or those in force in the bucket of the server,
// nil for none.
func (f fixedRulesFlag) fixed(ctx context.Context, as *credentialFlags, log *slog.Logger) (*siterules.Set, error) {
	if !isServer(f.Rules) {
		return rulesFlag(f).set()
	}
	conn, err := as.connect(f.Rules, "--rules", log)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	js, err := broker.JetStream(conn, jetstream.WithDefaultTimeout(askTimeout))
	if err != nil {
		return nil, err
	}
	set, err := fixedIn(ctx, js, log)
	if err != nil {
		return nil, fmt.Errorf("--rules=%s: %w", broker.Redact(f.Rules), err)
	}
	return set, nil
}

// fixedIn returns the rules in force in the bucket of a server, and says in the log
// which. Its error wraps rulesets.ErrNone where there are none.
func fixedIn(ctx context.Context, js jetstream.JetStream, log *slog.Logger) (*siterules.Set, error) {
	store := rulebucket.NewStore(js, broker.DefaultTopology().Rules)
	v, err := store.Current(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", store, err)
	}
	set, err := v.Load()
	if err != nil {
		return nil, fmt.Errorf("revision %d:\n%w", v.Revision, err)
	}
	log.Info("rules for sites, for the whole run", "from", store.String(), "revision", v.Revision, "digest", set.Digest())
	return set, nil
}
