package messages

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// Query says which messages are meant. A zero field leaves none out.
type Query struct {
	Stream  string    `json:"stream"`
	Subject string    `json:"subject,omitempty"` // as it was published to; with wildcards
	From    uint64    `json:"from,omitempty"`    // sequences, both included
	To      uint64    `json:"to,omitempty"`
	Since   time.Time `json:"since,omitzero"` // when it was stored: not before
	Until   time.Time `json:"until,omitzero"` // and before
}

// Span is the messages that a query means, as they were when a run began: those
// that come later are not among them. A message of it that was deleted is a gap.
type Span struct {
	Query
	Made  time.Time `json:"made"`  // when the stream was made: sequences of another are no use
	First uint64    `json:"first"` // sequences, both included; none when First is beyond Last
	Last  uint64    `json:"last"`
	Bytes int64     `json:"bytes"` // of all messages between, about
}

// String returns what ParseSpan reads.
func (s Span) String() string {
	text, err := json.Marshal(s)
	if err != nil {
		return "" // of times beyond the year 9999
	}
	return string(text)
}

// ParseSpan reads a span.
func ParseSpan(text string) (s Span, err error) {
	err = json.Unmarshal([]byte(text), &s)
	return s, err
}

// Find returns the span of a query. Where an earlier run began with the same
// query of the same stream, that is the span it began with.
func (s Stream) Find(ctx context.Context, q Query, before string) (Span, error) {
	q.Stream = s.Name
	stream, err := s.JS.Stream(ctx, s.Name)
	if err != nil {
		return Span{}, fmt.Errorf("stream %s: %w", s.Name, err)
	}
	info := stream.CachedInfo()
	if begun, err := ParseSpan(before); err == nil && begun.same(q) && begun.Made.Equal(info.Created) {
		return begun, nil
	}
	state := info.State
	span := Span{Query: q, Made: info.Created, First: max(q.From, state.FirstSeq, 1), Last: state.LastSeq}
	if q.To > 0 {
		span.Last = min(span.Last, q.To)
	}
	if !q.Since.IsZero() {
		since, err := broker.FirstSince(ctx, stream, q.Since)
		if err != nil {
			return span, err
		}
		span.First = max(span.First, since)
	}
	if !q.Until.IsZero() {
		until, err := broker.FirstSince(ctx, stream, q.Until)
		if err != nil {
			return span, err
		}
		span.Last = min(span.Last, until-1)
	}
	if all := state.LastSeq - state.FirstSeq + 1; span.Last >= span.First && state.Msgs > 0 {
		span.Bytes = int64(float64(state.Bytes) * float64(span.Last-span.First+1) / float64(all))
	}
	return span, nil
}

// same reports whether two queries ask for the same. Times of other zones may be
// the same.
func (q Query) same(other Query) bool {
	times := q.Since.Equal(other.Since) && q.Until.Equal(other.Until)
	q.Since, q.Until, other.Since, other.Until = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	return times && q == other
}

// Input returns the span as an input of a backfill. Its name has no server, since
// that may be called something else when the run is resumed.
func (s Stream) Input(ctx context.Context, span Span) (archive.Input, error) {
	stream, err := s.JS.Stream(ctx, s.Name)
	if err != nil {
		return archive.Input{}, fmt.Errorf("stream %s: %w", s.Name, err)
	}
	which := url.Values{"from": {strconv.FormatUint(span.First, 10)}, "to": {strconv.FormatUint(span.Last, 10)}}
	if span.Subject != "" {
		which.Set("subject", span.Subject)
	}
	return archive.Input{
		Name: scheme + s.Name + "?" + which.Encode(), Size: span.Bytes, Modified: span.Made.UnixNano(),
		Source: &source{Stream: s, stream: stream, span: span, subject: stored(span.Subject, stream.CachedInfo().Config.SubjectTransform)},
	}, nil
}

const scheme = "nats:"

// IsRaw reports whether the stream is one that workers read raw documents from: it
// puts partitions into their subjects.
func (s Stream) IsRaw(ctx context.Context) (bool, error) {
	stream, err := s.JS.Stream(ctx, s.Name)
	if err != nil {
		return false, fmt.Errorf("stream %s: %w", s.Name, err)
	}
	return partitioned(stream.CachedInfo().Config.SubjectTransform), nil
}

func partitioned(transform *jetstream.SubjectTransformConfig) bool {
	return transform != nil && strings.Contains(transform.Destination, ".{{partition(")
}

// stored returns the subject under which a stream keeps what was published to one:
// a raw stream puts the partition before the site.
func stored(subject string, transform *jetstream.SubjectTransformConfig) string {
	if subject == "" {
		return ">"
	}
	if !partitioned(transform) {
		return subject
	}
	prefix, last := strings.CutSuffix(transform.Source, ".*")
	site, under := strings.CutPrefix(subject, prefix+".")
	if !last || !under || strings.Contains(site, ".") || site == ">" {
		return subject
	}
	return prefix + ".*." + site
}
