package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os/user"
	"sync"
	"time"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cmd/winnow/review"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/catalog/files"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

type reviewCmd struct {
	In  []string `arg:"" optional:"" name:"file" help:"Files, folders and globs: clean documents, as winnow backfill writes them, or raw ones, which are cleaned; - is standard input."`
	Raw []string `env:"-" help:"Where the raw documents of clean ones are, to clean them again for the whole weighing and to show their pages." placeholder:"FILE"`

	Site        string   `help:"Show one site's documents alone." placeholder:"SITE"`
	Since       keepTime `default:"" help:"Show documents that were published, or else fetched, so long ago at most, such as 7d (default: all)." placeholder:"TIME"`
	Corrections string   `type:"path" default:"winnow-corrections.jsonl" help:"File in which corrections are kept (${default}); the raw documents that they are about are in a folder beside it." placeholder:"FILE"`
	By          string   `env:"-" help:"Who corrects (default: you, where only this machine can come in; else whoever signs in says so, or their certificate)." placeholder:"NAME"`

	reviewListenFlags
	policyFlags
	extrasFlag
}

// check is part of checker.
func (c *reviewCmd) check() error {
	return errors.Join(c.reviewListenFlags.check(), c.policyFlags.check())
}

// Run shows the pages until it is told to stop.
func (c *reviewCmd) Run(ctx context.Context, at console, log *slog.Logger) (err error) {
	if len(c.In) == 0 {
		return usagef("name what to look at: files of documents")
	}
	access, secure, err := c.access()
	if err != nil {
		return err
	}
	engine, err := c.engine(c.Extras)
	if err != nil {
		return err
	}
	store, err := corrections.OpenFile(c.Corrections, log)
	if err != nil {
		return fmt.Errorf("--corrections: %w", err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("--listen=%s: %w", c.Listen, err)
	}
	access.Host = listener.Addr().String()

	ctx, stop := context.WithCancel(ctx)
	defer stop()
	documents := catalog.New(catalog.Options{Clean: engine.Clean})
	var reading sync.WaitGroup
	defer reading.Wait()
	defer stop()
	reading.Go(func() { c.read(ctx, documents, store, engine, at, log) })

	scheme := "http://"
	if secure != nil {
		scheme = "https://"
	}
	fmt.Fprintln(at.out, scheme+access.Host+"/")
	return review.Serve(ctx, listener, secure, review.Options{
		Catalog: c.narrow(documents), Corrections: store, Reported: documents.Report, RuleDoc: ruleDocs(), By: c.by(access), Access: access, Log: log,
	})
}

// read fills the catalog from files. What is wrong with them is shown on the pages.
func (c *reviewCmd) read(ctx context.Context, documents *catalog.Memory, store corrections.Store, engine engine, at console, log *slog.Logger) {
	if err := documents.ReportAll(ctx, store); err != nil {
		log.Warn("it is not known which documents have corrections", "error", err)
	}
	began := time.Now()
	var read files.Read
	err := documents.Read(ctx, func(ctx context.Context, to *catalog.Memory) (err error) {
		read, err = files.Load(ctx, to, files.Options{
			In: c.In, Raw: c.Raw, Stdin: at.in, Clean: engine.Clean, Site: cleaners.Site, Build: engine.build(), Log: log,
		})
		return err
	})
	switch {
	case ctx.Err() != nil:
	case err != nil:
		log.Error("reading ended early", "error", err)
	default:
		log.Info("read", "clean", read.Clean, "cleaned", read.Cleaned, "refused", read.Refused, "took", time.Since(began).Round(time.Millisecond))
	}
}

// by returns who corrects, empty where whoever comes says so.
func (c *reviewCmd) by(access review.Access) string {
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

// narrow leaves the documents of --site and --since.
func (c *reviewCmd) narrow(all catalog.Catalog) catalog.Catalog {
	if c.Site == "" && c.Since == notGiven {
		return all
	}
	n := narrowed{Catalog: all, site: c.Site}
	if c.Since != notGiven {
		n.since = time.Now().Add(-time.Duration(c.Since))
	}
	return n
}

// narrowed is a part of a catalog.
type narrowed struct {
	catalog.Catalog
	site  string
	since time.Time
}

// List is part of catalog.Catalog.
func (n narrowed) List(ctx context.Context, f catalog.Filter) (catalog.Listing, error) {
	if n.site != "" {
		if f.Site != "" && f.Site != n.site {
			return catalog.Listing{}, nil
		}
		f.Site = n.site
	}
	if f.From.Before(n.since) {
		f.From = n.since
	}
	return n.Catalog.List(ctx, f)
}

// Sites is part of catalog.Catalog.
func (n narrowed) Sites(ctx context.Context) ([]catalog.Site, error) {
	all, err := n.Catalog.Sites(ctx)
	if n.site == "" {
		return all, err
	}
	for _, site := range all {
		if site.Name == n.site {
			return []catalog.Site{site}, nil
		}
	}
	return nil, err
}
