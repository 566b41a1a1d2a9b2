package stories

import (
	"context"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
)

// article is a clean document as far as stories go.
type article struct {
	memory.Article
	url, site, revision string
	sequence            uint64
	behind              uint64 // clean documents that waited behind it when the server sent it
	broken              error  // why it is no clean document; then nothing else is set but sequence
}

// readArticle reads a clean document and signs its text. Whoever reads the stream
// calls it, so that it goes on while a batch is stored.
func readArticle(msg jetstream.Msg, meta *jetstream.MsgMetadata) *article {
	a := &article{sequence: meta.Sequence.Stream, behind: meta.NumPending, revision: msg.Headers().Get(record.HeaderRevision)}
	doc, err := record.ParseClustered(msg.Headers(), msg.Data())
	if err != nil {
		a.broken = err
		return a
	}
	a.url, a.site = doc.URL, doc.Site
	a.Article = memory.Article{
		ID: doc.ID, Published: memory.PublishedAt(doc.Published, doc.FetchedAt, meta.Timestamp), Signature: memory.SignOwn(doc.Text, doc.Own()),
	}
	return a
}

// gather waits for an article and takes what else comes soon.
func gather(ctx context.Context, articles <-chan *article) (batch []*article, err error) {
	select {
	case a := <-articles:
		batch = append(batch, a)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	full := time.NewTimer(batchDelay)
	defer full.Stop()
	for len(batch) < batchDocuments {
		select {
		case a := <-articles:
			batch = append(batch, a)
		case <-full.C:
			return batch, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return batch, nil
}
