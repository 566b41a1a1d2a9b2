package drifts

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/drift"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// document is a clean document as far as this stage goes.
type document struct {
	drift.Document
	site     string // empty: it is of none, or was not measured
	again    bool   // an operator had it cleaned once more: it is no news of its site
	sequence uint64
	behind   uint64 // clean documents that waited behind it when the server sent it
}

// read reads what a message's headers say. A document that an older version cleaned is
// not measured.
func (w *watcher) read(msg jetstream.Msg, meta *jetstream.MsgMetadata) *document {
	d := &document{sequence: meta.Sequence.Stream, behind: meta.NumPending}
	header := msg.Headers().Get(record.HeaderMeasures)
	site := strings.TrimPrefix(msg.Subject(), w.topology.CleanPrefix+".")
	if header == "" || site == broker.NoSite {
		return d
	}
	var err error
	if d.Document, err = drift.ParseHeader(header); err != nil {
		w.options.Log.Debug("a document is not measured", "stream", w.topology.CleanStream, "sequence", d.sequence, "error", err)
		return d
	}
	// A time that is unknown, or not to be believed, is that of storing.
	if stored := meta.Timestamp.Unix(); d.At == 0 || d.At > stored {
		d.At = stored
	}
	d.Ref, d.site = d.sequence, site
	d.again = msg.Headers().Get(record.HeaderEmission) != ""
	return d
}

// inOrder returns a batch by the documents' own time, so that it comes to the same
// whatever the order in which they came.
func inOrder(batch []*document) []*document {
	slices.SortFunc(batch, func(a, b *document) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.sequence, b.sequence)) })
	return batch
}

// gather waits for a document and takes what else comes soon. With Once it does not
// wait for more than there is.
func (w *watcher) gather(ctx context.Context, documents <-chan *document) (batch []*document, err error) {
	var full <-chan time.Time
	for bytes := 0; len(batch) < batchDocuments && bytes < w.largest/deltaOfMessage; {
		select {
		case d := <-documents:
			batch = append(batch, d)
			bytes += documentBytes + 2*len(d.site)
			if w.options.Once && d.behind == 0 {
				return batch, nil
			}
		case <-full:
			return batch, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if full == nil {
			timer := time.NewTimer(batchDelay)
			defer timer.Stop()
			full = timer.C
		}
	}
	return batch, nil
}
