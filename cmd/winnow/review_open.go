package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/catalog/files"
	"github.com/winnow-news/winnow/pipeline/corrections"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/reviews"
	"github.com/winnow-news/winnow/pipeline/stream/rulebucket"
)

// openFiles has the pages show files, with corrections in a file.
func (c *reviewShowCmd) openFiles(ctx context.Context, room *reviewRoom, rules *ruleDesk, at console, log *slog.Logger) error {
	if c.Rules == rulesBucket {
		return usagef("--rules=%s: the bucket is for --nats, without files; name a folder", c.Rules)
	}
	var err error
	if room.rules, err = rulesFlag(c.followRulesFlag).followFolder(ctx, log, nil); err != nil {
		return err
	}
	store, err := corrections.OpenFile(cmp.Or(c.Corrections, correctionsFile), log)
	if err != nil {
		return fmt.Errorf("--corrections: %w", err)
	}
	engine := rules.trials.engine
	clean := room.cleaning(engine)
	room.close, room.pages.Corrections = store.Close, store
	room.documents = catalog.New(catalog.Options{Clean: clean})
	load := func(ctx context.Context, to *catalog.Memory) error {
		began := time.Now()
		read, err := files.Load(ctx, to, files.Options{
			In: c.In, Raw: c.Raw, Stdin: at.in, Clean: clean, Site: cleaners.Site, Build: engine.build(), Log: log,
		})
		if err == nil {
			log.Info("read", "clean", read.Clean, "cleaned", read.Cleaned, "refused", read.Refused, "took", time.Since(began).Round(time.Millisecond))
		}
		return err
	}
	room.fill = func(ctx context.Context) error { return room.documents.Read(ctx, load) }
	return nil
}

// openStreams has the pages show what workers have cleaned, with corrections in a
// stream unless a file is named.
func (c *reviewShowCmd) openStreams(ctx context.Context, room *reviewRoom, rules *ruleDesk, _ console, log *slog.Logger) (err error) {
	b, err := c.ask(ctx, log)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, b.close())
		}
	}()
	topology := c.with(c.topology())
	room.close = b.close
	room.pages.Away = func() bool { return !b.js.Conn().IsConnected() }
	if c.Corrections == "" {
		room.pages.Corrections, err = c.openCorrections(ctx, b, topology, log)
	} else {
		var store *corrections.File
		if store, err = corrections.OpenFile(c.Corrections, log); err == nil {
			room.pages.Corrections = store
			room.close = func() error { return errors.Join(store.Close(), b.close()) }
		}
	}
	if err != nil {
		return fmt.Errorf("corrections: %w", err)
	}
	if room.rules, err = c.follow(ctx, b.js, topology.Rules, log, nil); err != nil {
		return err
	}
	if c.Rules == "" || c.Rules == rulesBucket {
		rules.place = rulesOnServer{&rulesStore{Store: rulebucket.NewStore(b.js, topology.Rules), session: b, topology: topology}}
	}
	room.documents = catalog.New(catalog.Options{Clean: room.cleaning(rules.trials.engine)})
	memory := siteMemory{b.js, topology, room.documents, log}
	rules.trials.recalling = memory.recalling
	room.pages.Memory = memory
	if topology.StoryStream != "" {
		room.pages.Stories = siteStories{b.js, topology, room.documents}
	}
	if topology.DriftStream != "" {
		room.pages.Drift = siteDrift{b.js, topology, room.documents, string(c.Site), log}
	}
	follow := reviews.FollowOptions{Since: c.from(), Documents: c.Documents, Site: string(c.Site), Log: log}
	room.fill = func(ctx context.Context) error { return fillFollowing(ctx, b.js, topology, room.documents, follow) }
	return nil
}

// cleaning returns what cleans under the rules in force.
func (r *reviewRoom) cleaning(e engine) func(document.Raw) (*document.Clean, error) {
	following := e.following(r.rules)
	return func(raw document.Raw) (*document.Clean, error) { return following.CleanRecalling(raw, nil) }
}

// fillFollowing fills a catalog from a stream, and counts as reading until what was
// there is in it.
func fillFollowing(ctx context.Context, js jetstream.JetStream, topology broker.Topology, to *catalog.Memory, o reviews.FollowOptions) error {
	caught, ended := make(chan struct{}), make(chan error, 1)
	o.Caught = func() { close(caught) }
	err := to.Read(ctx, func(ctx context.Context, to *catalog.Memory) error {
		go func() { ended <- reviews.Follow(ctx, js, topology, to, o) }()
		select {
		case <-caught:
			return nil
		case err := <-ended:
			ended <- nil
			return err
		}
	})
	return errors.Join(err, <-ended)
}
