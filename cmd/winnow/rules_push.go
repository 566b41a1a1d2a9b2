package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os/user"
	"slices"
	"time"

	"github.com/winnow-news/winnow/pipeline/rulesets"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/rulebucket"
)

// rulesBucketCmds are the commands for the rules that workers follow.
type rulesBucketCmds struct {
	Push     rulesPushCmd     `cmd:"" help:"Put a folder of rules in force, in all workers. Files that are in force and not in it are not taken away unless --replace says so."`
	Pull     rulesPullCmd     `cmd:"" help:"Write the rules that are in force, or an earlier revision, into a folder."`
	Log      rulesLogCmd      `cmd:"" help:"List the revisions of the rules: who pushed what, and when."`
	Rollback rulesRollbackCmd `cmd:"" help:"Put an earlier revision of the rules in force again."`
	Live     rulesLiveCmd     `cmd:"" help:"Say which rules are in force, and which worker has which."`
}

// rulesStore is the bucket of rules on a server.
type rulesStore struct {
	*rulebucket.Store
	session  *session
	topology broker.Topology
}

// openRules opens the bucket of rules. It starts no server unless --data names one's
// directory: a new server has no rules and no workers, and what it says would be of no
// fleet.
func (f *brokerFlags) openRules(ctx context.Context, log *slog.Logger) (*rulesStore, error) {
	if f.NATS == "" && f.Data == "" {
		return nil, usagef("name the server that workers are on with --nats=nats://HOST:4222, or the data directory of one that winnow run starts with --data")
	}
	b, err := f.ask(ctx, log)
	if err != nil {
		return nil, err
	}
	topology := f.topology()
	return &rulesStore{Store: rulebucket.NewStore(b.js, topology.Rules), session: b, topology: topology}, nil
}

// writeFlags are those of commands that put rules in force.
type writeFlags struct {
	brokerFlags
	waitForWorkers
	Note       string  `env:"-" help:"Why, for the log." placeholder:"TEXT"`
	By         string  `env:"-" help:"Who (default: the user of this machine)." placeholder:"NAME"`
	IfRevision *uint64 `env:"-" help:"Only if this revision is in force; 0: none." placeholder:"N"`
}

// waitForWorkers has a command wait until workers have what it put in force.
type waitForWorkers struct {
	Live   bool          `env:"-" help:"Return when all workers have it, and fail when one refuses it."`
	Within time.Duration `env:"-" default:"1m" help:"How long --live waits (${default})." placeholder:"TIME"`
}

// check is part of checker.
func (f *writeFlags) check() error {
	return errors.Join(f.brokerFlags.check(), timeAtLeast("within", f.Within, time.Second))
}

// who returns the name that a revision gets.
func (f *writeFlags) who() string {
	if f.By != "" {
		return f.By
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return ""
}

// put puts a version in force in place of head, and says what changed.
func (f *writeFlags) put(ctx context.Context, at console, s *rulesStore, v *rulesets.Version, head *rulebucket.Manifest, log *slog.Logger) error {
	if err := s.topology.ApplyRules(ctx, s.session.js); err != nil {
		return err
	}
	if f.IfRevision != nil && *f.IfRevision != head.Revision {
		return fmt.Errorf("nothing was pushed: %w", &rulebucket.ConflictError{Is: *head, Want: *f.IfRevision})
	}
	set, err := v.Load()
	if err != nil {
		return fmt.Errorf("nothing was pushed:\n%w", err)
	}
	v.By, v.Digest = f.who(), set.Digest()
	m, err := s.Push(ctx, v, head.Revision)
	if conflict := (*rulebucket.ConflictError)(nil); errors.As(err, &conflict) {
		return fmt.Errorf("nothing was pushed, somebody else was quicker: %w; look at it with winnow rules log and winnow rules pull, and push again", err)
	}
	if err != nil {
		return err
	}
	changes := rulesets.Changes(head.ByName(), m.ByName(), slices.Equal)
	for _, c := range changes {
		fmt.Fprintf(at.out, "%c %s\n", c.How, c.Name)
	}
	fmt.Fprintf(at.out, "revision %d, digest %s: %d files, %d of them changed\n", m.Revision, digestOrNone(m.Digest), len(m.Files), len(changes))
	if _, err := s.Sweep(ctx); err != nil {
		log.Warn("what earlier revisions had stays in the bucket", "error", err)
	}
	if !f.Live {
		return nil
	}
	return s.awaitWorkers(ctx, at, m.Revision, f.Within)
}

// head returns the manifest in force, an empty one where there is none. One that can't
// be read has its revision alone: a push replaces it.
func (s *rulesStore) head(ctx context.Context) (rulebucket.Manifest, error) {
	head, err := s.Head(ctx)
	switch {
	case errors.As(err, new(*rulesets.BrokenError)):
		return rulebucket.Manifest{Revision: head.Revision, Note: "it can't be read"}, nil
	case errors.Is(err, rulesets.ErrNone):
		return rulebucket.Manifest{}, nil
	}
	return head, err
}

func digestOrNone(digest string) string {
	if digest == "" {
		return "none"
	}
	return digest
}

type rulesRollbackCmd struct {
	Revision uint64 `arg:"" optional:"" help:"The revision to go back to (default: the one before that which is in force)." placeholder:"N"`
	writeFlags
}

// Run puts an earlier revision in force, under a number of its own.
func (c *rulesRollbackCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	s, err := c.openRules(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.session.close()) }()
	head, err := s.head(ctx)
	if err != nil {
		return err
	}
	v, err := c.version(ctx, s, head.Revision)
	if err != nil {
		return err
	}
	fmt.Fprintf(at.out, "going back to revision %d, by %s at %s %s\n", v.Revision, safe(v.By), v.At.UTC().Format(time.RFC3339), safe(v.Note))
	note := fmt.Sprintf("back to revision %d", v.Revision)
	if c.Note != "" {
		note += ": " + c.Note
	}
	return c.put(ctx, at, s, &rulesets.Version{Files: v.Files, Note: note}, &head, log)
}

// version returns what to go back to from a revision.
func (c *rulesRollbackCmd) version(ctx context.Context, s *rulesStore, from uint64) (*rulesets.Version, error) {
	if c.Revision > 0 {
		m, err := s.At(ctx, c.Revision)
		if err != nil {
			return nil, err
		}
		return s.Version(ctx, m)
	}
	v, err := s.Before(ctx, from)
	if errors.Is(err, rulesets.ErrNone) {
		return nil, fmt.Errorf("%s has no revision before %d", s, from)
	}
	return v, err
}
