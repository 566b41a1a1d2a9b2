package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/user"
	"sync"
	"time"

	"github.com/winnow-news/winnow/cmd/winnow/review"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/corrections/exports"
	"github.com/winnow-news/winnow/pipeline/rulesets"
)

// reviewCmd has the pages, and what else is done with corrections.
type reviewCmd struct {
	Show   reviewShowCmd   `cmd:"" default:"withargs" help:"Show in a browser what was removed and why, and keep what people say of it."`
	Export reviewExportCmd `cmd:"" help:"Write corrections as golden cases, as an annotated corpus, as suggestions for rules, or as they are."`
}

type reviewShowCmd struct {
	In  []string `arg:"" optional:"" name:"file" help:"Files, folders and globs: clean documents, as winnow backfill writes them, or raw ones, which are cleaned; - is standard input. Without one the streams of --nats are shown."`
	Raw []string `env:"-" help:"Where the raw documents of clean ones are, to clean them again for the whole weighing and to show their pages." placeholder:"FILE"`

	Site        siteToken `env:"WINNOW_REVIEW_SITE" help:"Show one site's documents alone: courier.example, or as in its subjects courier-example." placeholder:"SITE"`
	Since       keepTime  `default:"" env:"WINNOW_REVIEW_SINCE" help:"Show documents that were published, or else fetched, so long ago at most, such as 7d (default: all)." placeholder:"TIME"`
	Documents   int       `env:"WINNOW_REVIEW_DOCUMENTS" default:"20000" help:"Documents of a stream that are shown, the latest, and those that come (${default})." placeholder:"N"`
	Corrections string    `type:"path" default:"" help:"File in which corrections are kept (winnow-corrections.jsonl for files, a stream for streams); the raw documents that they are about are in a folder beside it." placeholder:"FILE"`
	By          string    `env:"-" help:"Who corrects (default: you, where only this machine can come in; else whoever signs in says so, or their certificate)." placeholder:"NAME"`

	reviewListenFlags
	brokerFlags
	reviewNames
	followRulesFlag
	memoryFlags
	policyFlags
	extrasFlag
}

// correctionsFile is where corrections of files are kept unless told otherwise.
const correctionsFile = "winnow-corrections.jsonl"

// check is part of checker.
func (c *reviewShowCmd) check() error {
	return errors.Join(atLeast("documents", c.Documents, 1), c.checkFollow(), c.reviewListenFlags.check(), c.brokerFlags.check(), c.memoryFlags.check(), c.policyFlags.check())
}

// Run shows the pages until it is told to stop.
func (c *reviewShowCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	if len(c.In) == 0 && c.NATS == "" && c.Data == "" {
		return usagef("name what to look at: files of documents, or a server with --nats")
	}
	access, secure, err := c.access()
	if err != nil {
		return err
	}
	engine, err := c.engine(c.Extras)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("--listen=%s: %w", c.Listen, err)
	}
	defer func() { err = errors.Join(err, unlessClosed(listener.Close())) }()
	access.Host = listener.Addr().String()

	room, err := c.openRoom(ctx, engine, at, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, room.close()) }()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var reading sync.WaitGroup
	defer reading.Wait()
	defer stop()
	reading.Go(func() { room.read(ctx, log) })
	reading.Go(func() { room.rules.Follow(ctx) })

	scheme := "http://"
	if secure != nil {
		scheme = "https://"
	}
	fmt.Fprintln(at.out, scheme+access.Host+"/")
	options := room.pages
	options.Catalog, options.Reported = c.narrow(room.documents), room.documents.Report
	options.RuleDoc, options.By, options.Access, options.Log = ruleDocs(), c.by(access), access, log
	return review.Serve(ctx, listener, secure, options)
}

// unlessClosed drops the error of closing what is closed.
func unlessClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// reviewRoom is what is looked at, and what can be done about it.
type reviewRoom struct {
	documents *catalog.Memory
	fill      func(context.Context) error // with the documents; it returns when there will be no more
	rules     *rulesets.Follower          // of what is in force
	pages     review.Options
	close     func() error
}

// openRoom opens what the flags name.
func (c *reviewShowCmd) openRoom(ctx context.Context, engine engine, at console, log *slog.Logger) (*reviewRoom, error) {
	room := &reviewRoom{}
	rules := &ruleDesk{trials: trials{engine: engine}}
	c.bound(&rules.trials.limits, limitMemory(os.DirFS("/"), log))
	if (rulesFlag(c.followRulesFlag)).isFolder() {
		rules.place = ruleFolder{c.Rules}
	}
	open := c.openFiles
	if len(c.In) == 0 {
		open = c.openStreams
	}
	if err := open(ctx, room, rules, at, log); err != nil {
		return nil, err
	}
	rules.trials.documents = room.documents
	rules.exports = &exports.Exporter{Store: room.pages.Corrections, Engine: engine.Engine}
	room.pages.Exports = correctionExports{engine: engine, store: room.pages.Corrections}
	if rules.place != nil {
		room.pages.Rules = rules
	}
	return room, nil
}

// read fills the catalog. What is wrong with that is shown on the pages.
func (r *reviewRoom) read(ctx context.Context, log *slog.Logger) {
	if err := r.documents.ReportAll(ctx, r.pages.Corrections); err != nil && ctx.Err() == nil {
		log.Warn("it is not known which documents have corrections", "error", err)
	}
	if err := r.fill(ctx); err != nil && ctx.Err() == nil {
		log.Error("reading ended early", "error", err)
	}
}

// by returns who corrects, empty where whoever comes says so.
func (c *reviewShowCmd) by(access review.Access) string {
	if c.By != "" || access.Wide {
		return c.By
	}
	if me, err := user.Current(); err == nil {
		return me.Username
	}
	return ""
}

// ruleDocs returns what each rule goes by.
func ruleDocs() func(string) string {
	docs := make(map[string]string)
	for _, group := range ruleGroups() {
		for _, rule := range group.rules {
			docs[rule.Name] = rule.Doc
		}
	}
	return func(rule string) string { return docs[rule] }
}

// from returns the time from which documents are shown, zero for all.
func (c *reviewShowCmd) from() time.Time {
	if c.Since == notGiven {
		return time.Time{}
	}
	return time.Now().Add(-time.Duration(c.Since))
}

// narrow leaves the documents of --site and --since.
func (c *reviewShowCmd) narrow(all catalog.Catalog) catalog.Catalog {
	if c.Site == "" && c.Since == notGiven {
		return all
	}
	return narrowed{Catalog: all, site: string(c.Site), since: c.from()}
}
