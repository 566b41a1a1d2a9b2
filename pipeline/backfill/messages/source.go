package messages

import (
	"context"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// source is the messages of a span, as an archive.Source. The offset of its marks
// is the sequence that is read next.
type source struct {
	Stream
	stream  jetstream.Stream
	span    Span
	subject string // as the stream keeps it
}

// Open is as archive.Source has it.
func (s *source) Open(ctx context.Context, at archive.Mark) (archive.Records, error) {
	return &records{s, s.read(ctx, s.stream, s.subject, max(s.span.First, uint64(at.Offset)), s.span.Last)}, nil
}

// records is a source that is read.
type records struct {
	*source
	reading *broker.Messages
}

// Next is as archive.Records has it.
func (r *records) Next(ctx context.Context) (*archive.Record, error) {
	m, err := r.reading.Next(ctx)
	if err != nil {
		return nil, err
	}
	at, header, body := m.Meta.Sequence.Stream, m.Headers(), m.Data()
	return &archive.Record{
		File: scheme + r.Name, Number: int(at), Offset: int64(at), Unit: "message", Size: record.UnpackedSize(header, body),
		After: archive.Mark{Number: int(at), Offset: int64(at) + 1},
		Read:  r.span.read(at), Site: siteOf(m.Subject()), Sequence: at, Stored: m.Meta.Timestamp, Again: r.span.again(header),
		Open:     func() (document.Raw, error) { return record.Parse(header, body) },
		Original: func() (string, []byte) { return archive.OriginalMessage, archive.EncodeMessage(header, body) },
	}, nil
}

// Close is as archive.Records has it.
func (r *records) Close() error {
	r.reading.Close()
	return nil
}

// again reports whether a message sends a document round again whose message before is
// of the span, too: a limit may have dropped that.
func (s *Span) again(header map[string][]string) bool {
	before, again := record.EmittedAgain(header)
	return again && before >= s.First
}

// read returns how many of its bytes are read behind a sequence, about.
func (s *Span) read(at uint64) int64 {
	return int64(float64(s.Bytes) * float64(at-s.First+1) / float64(s.Last-s.First+1))
}

// siteOf returns the site of a subject, as workers name it.
func siteOf(subject string) string { return broker.Topology{}.SiteOf(subject) }
