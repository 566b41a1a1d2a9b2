package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/stream"
	"github.com/winnow-news/winnow/pipeline/stream/stories"
)

// sizes cleans documents with site memory, finds their stories, and prints what
// a document takes: in messages, and in the files of each stream.
func (r rig) sizes(ctx context.Context, out io.Writer, corpus string) (err error) {
	raws := documents(r.documents, r.size)
	if corpus != "" {
		if raws, err = pages(corpus, r.documents); err != nil {
			return err
		}
	}
	b, err := r.bench(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	if err := b.feed(ctx, raws); err != nil {
		return err
	}
	engine := cleaners.Must(cleaners.New())
	began := time.Now()
	dead := 0
	options := stream.WorkOptions{Log: r.log, Recurring: memory.RecurringOn, Once: true, Committed: func(stored []pipeline.Stored) {
		for i := range stored {
			if stored[i].Failure != nil {
				dead++
			}
		}
	}}
	if err := stream.Work(ctx, b.js, b.topology, engine, options); err != nil {
		return err
	}
	took := time.Since(began)
	if err := stories.Run(ctx, b.js, b.topology, stories.Options{Once: true, Log: r.log}); err != nil {
		return err
	}
	clean, state, err := b.messages(ctx)
	if err != nil {
		return err
	}
	n := float64(len(raws))
	body := 0
	for _, raw := range raws {
		body += len(raw.Content)
	}
	fmt.Fprintf(out, "%d documents, %d of them dead letters; %.0f documents/s with site memory\n", len(raws), dead, n/took.Seconds())
	fmt.Fprintf(out, "a raw document    %7.0f bytes\n", float64(body)/n)
	fmt.Fprintf(out, "its clean message %7.0f bytes\n", float64(clean)/n)
	fmt.Fprintf(out, "its state records %7.0f bytes, snapshots and what was replaced not counted\n", float64(state)/n)
	for _, name := range []string{b.topology.RawStream, b.topology.CleanStream, b.topology.StoryStream, b.topology.DeadStream} {
		s, err := b.js.Stream(ctx, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%-17s %7.0f bytes a document, one replica\n", name, float64(s.CachedInfo().State.Bytes)/n)
	}
	return nil
}

// messages returns the bytes of clean documents and of state records.
func (b *bench) messages(ctx context.Context) (clean, state int, err error) {
	s, err := b.js.Stream(ctx, b.topology.CleanStream)
	if err != nil {
		return 0, 0, err
	}
	for sequence := uint64(1); ; {
		msg, err := s.GetMsg(ctx, sequence, jetstream.WithGetMsgSubject(">"))
		switch {
		case errors.Is(err, jetstream.ErrMsgNotFound):
			return clean, state, nil
		case err != nil:
			return 0, 0, err
		case strings.HasPrefix(msg.Subject, b.topology.CleanPrefix+"."), strings.HasPrefix(msg.Subject, b.topology.PartSubject("")):
			clean += len(msg.Data)
		case !strings.HasPrefix(msg.Subject, b.topology.StatePrefix+".snapshot-"):
			state += len(msg.Data)
		}
		sequence = msg.Sequence + 1
	}
}

// largestLine is that of a corpus.
const largestLine = 64 << 20

// pages reads up to n pages of an annotated corpus, gzipped, a page a line.
func pages(path string, n int) (all []document.Raw, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	lines := bufio.NewScanner(unpacked)
	lines.Buffer(nil, largestLine)
	for lines.Scan() && len(all) < n {
		var page struct {
			URL, Body   string
			ContentType string `json:"content_type"`
		}
		if err := json.Unmarshal(lines.Bytes(), &page); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, len(all)+1, err)
		}
		all = append(all, document.Raw{ID: fmt.Sprint(len(all)), URL: page.URL, ContentType: page.ContentType, Content: []byte(page.Body)})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return all, nil
}
