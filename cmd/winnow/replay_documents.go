package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/backfill/messages"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/replay"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
	"github.com/winnow-news/winnow/pipeline/stream/operate"
)

// replayDocuments is what a replay reads.
type replayDocuments struct {
	name    string // for people
	bytes   int64  // of all of it, 0 where that is not known
	archive *archive.Archive
	limit   int
	wanted  func(document.Raw) bool // nil: all
	recall  func(context.Context, *archive.Record, document.Raw) (document.Recall, error)
	session *session // nil: files
}

func (d *replayDocuments) close() error {
	err := d.archive.Close()
	if d.session != nil {
		err = errors.Join(err, d.session.close())
	}
	return err
}

// openDocuments opens the files that are named, or else the raw stream.
func (c *replayCmd) openDocuments(ctx context.Context, at console, log *slog.Logger) (*replayDocuments, error) {
	if len(c.In) == 0 {
		return c.openStream(ctx, log)
	}
	if slices.ContainsFunc(c.In, isServer) {
		return nil, usagef("--nats names the server whose raw stream is read: IN is for files")
	}
	inputs, err := archive.Find(ctx, c.In, nil)
	if err != nil {
		return nil, err
	}
	if c.Out != "" {
		if err := backfill.Spare(inputs, []string{c.Out}, nil); err != nil {
			return nil, usageError{fmt.Errorf("--out: %w", err)}
		}
	}
	d := &replayDocuments{name: strings.Join(c.In, ", "), bytes: inputs.Bytes(), limit: c.Limit, wanted: c.wanted()}
	if d.archive, err = archive.Open(inputs, archive.Mark{}, at.in, archive.Options{Form: c.InputFormat, Fields: c.Field}); err != nil {
		return nil, err
	}
	if c.Memory == "" {
		return d, nil
	}
	sites, err := backfill.LoadMemory(c.Memory)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("--memory: %w", err), d.close())
	}
	d.recall = func(_ context.Context, _ *archive.Record, raw document.Raw) (document.Recall, error) {
		return backfill.Recall(sites, memory.RecurringOn, cleaners.Site, raw.FetchedAt), nil
	}
	return d, nil
}

// wanted returns which documents of files are meant, nil for all.
func (c *replayCmd) wanted() func(document.Raw) bool {
	if c.Site == "" && c.Since.IsZero() && c.Until.IsZero() {
		return nil
	}
	return func(raw document.Raw) bool {
		if c.Site != "" && cleaners.Site(raw.URL) != string(c.Site) {
			return false
		}
		if c.Since.IsZero() && c.Until.IsZero() {
			return true
		}
		fetched, err := time.Parse(time.RFC3339, raw.FetchedAt)
		return err == nil && !fetched.Before(c.Since.Time) && (c.Until.IsZero() || fetched.Before(c.Until.Time))
	}
}

// openStream opens the raw stream.
func (c *replayCmd) openStream(ctx context.Context, log *slog.Logger) (d *replayDocuments, err error) {
	if c.InputFormat != "" || len(c.Field) > 0 || c.Memory != "" {
		return nil, usagef("--input-format, --field and --memory are for files: name some")
	}
	b, err := c.ask(ctx, log)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, b.close())
		}
	}()
	topology := c.topology()
	from := messages.Stream{JS: b.js, Name: topology.RawStream, Log: log}
	query := messages.Query{Since: c.Since.UTC(), Until: c.Until.UTC()}
	if c.Site != "" {
		query.Subject = topology.RawSubject(string(c.Site))
	}
	span, err := from.Find(ctx, query, "")
	if err != nil {
		return nil, err
	}
	in, err := from.Input(ctx, span)
	if err != nil {
		return nil, err
	}
	d = &replayDocuments{name: "the stream " + topology.RawStream, bytes: span.Bytes, limit: c.Limit, session: b}
	d.archive, err = archive.Open(archive.Inputs{in}, archive.Mark{}, nil, archive.Options{})
	return d, err
}

// remember has a stream's documents cleaned with what is remembered of their sites, as
// workers clean them today. A release reads no other's memory, so that with --binary
// neither side has any.
func (c *replayCmd) remember(ctx context.Context, d *replayDocuments, today todays) error {
	if d.session == nil || c.Binary != "" || today.recurring == memory.RecurringOff {
		return nil
	}
	memories, err := operate.OpenMemories(ctx, d.session.js, c.topology())
	if err != nil {
		return err
	}
	d.recall = remembered(memories, today.recurring)
	return nil
}

// remembered returns what the cleaning of a stream's document is to ask: what a worker
// asks.
func remembered(memories *operate.Memories, how memory.Recurring) func(context.Context, *archive.Record, document.Raw) (document.Recall, error) {
	return func(ctx context.Context, r *archive.Record, raw document.Raw) (document.Recall, error) {
		return memories.Recall(ctx, how, r.Site, raw.FetchedAt, r.Stored)
	}
}

// documents returns what is read as the inputs of a replay.
func (d *replayDocuments) documents(ctx context.Context) iter.Seq2[replay.Input, error] {
	return func(yield func(replay.Input, error) bool) {
		for n := 0; d.limit == 0 || n < d.limit; n++ {
			in, err := d.next(ctx)
			if errors.Is(err, io.EOF) {
				return
			}
			if !yield(in, err) || err != nil {
				return
			}
		}
	}
}

// next returns the next document that is wanted. One that was sent round again is not,
// where the message before is read, too: it is compared where it came first. Where some are not, it has to be opened
// to see that; one that can't be opened counts as wanted.
func (d *replayDocuments) next(ctx context.Context) (in replay.Input, err error) {
	for {
		r, err := d.archive.Next(ctx)
		if err != nil {
			return in, err
		}
		if r.Again {
			continue
		}
		in = replay.Input{Name: r.String(), Site: siteOf(r), Size: r.Size, Read: r.Read, Open: r.Open}
		if d.recall != nil {
			in.Recall = func(ctx context.Context, raw document.Raw) (document.Recall, error) { return d.recall(ctx, r, raw) }
		}
		if d.wanted == nil {
			return in, nil
		}
		raw, err := r.Open()
		in.Open = func() (document.Raw, error) { return raw, err }
		if err != nil || d.wanted(raw) {
			return in, nil
		}
	}
}

// siteOf returns the site of a record's subject, empty where it names none.
func siteOf(r *archive.Record) string {
	if r.Site == broker.NoSite {
		return ""
	}
	return r.Site
}
