package reviews

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/corrections"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// Store keeps corrections in the stream of reviews: a message for each, and one for each
// raw document. Several processes may write it at once. Nothing of it is ever removed.
//
// A correction is there once, however often it is sent: its message says after which one
// of its site it comes, and is refused where there is another since. Then the store reads
// on, and finds it there or sends it again.
type Store struct {
	js       jetstream.JetStream
	topology broker.Topology
	stream   jetstream.Stream
	log      *slog.Logger

	lock sync.Mutex
	all  []corrections.Correction
	has  map[string]bool   // by ID
	last map[string]uint64 // by subject, the sequence of its last correction
	read uint64            // the sequence up to which all is known
}

var _ corrections.Store = (*Store)(nil)

// OpenStore opens the stream of reviews. It returns an error, which says what to do,
// where there is none.
func OpenStore(ctx context.Context, js jetstream.JetStream, topology broker.Topology, log *slog.Logger) (*Store, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	stream, err := topology.Open(ctx, js, topology.ReviewStream)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil, fmt.Errorf("%w: make it with winnow streams apply --reviews --nats URL", err)
	}
	if err != nil {
		return nil, err
	}
	return &Store{
		js: js, topology: topology, stream: stream, log: log,
		has: make(map[string]bool), last: make(map[string]uint64),
	}, nil
}

// mostTries of one correction are made where others write to its site at the same time,
// or the server does not answer.
const mostTries = 8

// Add is part of corrections.Store. A raw document that is larger than the server takes
// is not kept: Input is empty then.
func (s *Store) Add(ctx context.Context, c *corrections.Correction, raw *document.Raw) error {
	if err := c.Check(); err != nil {
		return err
	}
	c.Complete(time.Now())
	s.lock.Lock()
	defer s.lock.Unlock()
	c.Input = ""
	if raw != nil {
		digest, err := s.keep(ctx, raw)
		switch {
		case broker.NeverFits(err):
			s.log.Warn("the raw document of a correction is larger than the server takes, and is not kept with it", "document", raw.ID, "bytes", len(raw.Content))
		case err != nil:
			return err
		default:
			c.Input = digest
		}
	}
	line, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("correction %s: %w", c.ID, err)
	}
	return s.send(ctx, c, line)
}

// send publishes a correction until it is there.
func (s *Store) send(ctx context.Context, c *corrections.Correction, line []byte) error {
	subject := s.topology.ReviewSubject(token(c.Site))
	var retry broker.Backoff
	var err error
	for range mostTries {
		if err = s.refresh(ctx); err == nil {
			switch {
			case s.has[c.ID]:
				return nil
			case c.Withdraws != "" && !s.has[c.Withdraws]:
				return fmt.Errorf("correction %s, which is to be withdrawn: %w", c.Withdraws, corrections.ErrUnknown)
			}
			_, err = s.js.PublishMsg(ctx, &nats.Msg{Subject: subject, Data: line, Header: nats.Header{
				record.HeaderContentType: {record.EnvelopeType}, jetstream.MsgIDHeader: {"review." + c.ID},
			}}, jetstream.WithExpectLastSequencePerSubject(s.last[subject]))
		}
		switch {
		case err == nil:
			return nil
		case broker.Conflict(err):
			continue
		case broker.NeverFits(err) || ctx.Err() != nil:
			return fmt.Errorf("correction %s: %w", c.ID, broker.Explain(err, s.topology.ReviewStream))
		}
		broker.Pause(ctx, retry.Delay())
	}
	return fmt.Errorf("correction %s: %w", c.ID, broker.Explain(err, s.topology.ReviewStream))
}

// token returns a site as one token of a subject.
func token(site string) string {
	if site == "" {
		return broker.NoSite
	}
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r == '.' || r == '*' || r == '>' || r == 0x7f {
			return '-'
		}
		return r
	}, site)
}

// keep keeps a raw document once.
func (s *Store) keep(ctx context.Context, raw *document.Raw) (string, error) {
	digest, envelope, err := corrections.DigestOf(raw)
	if err != nil {
		return "", err
	}
	_, err = s.js.PublishMsg(ctx, &nats.Msg{Subject: s.topology.ReviewInput(digest), Data: record.Gzip(envelope), Header: nats.Header{
		record.HeaderContentType: {record.EnvelopeType}, record.HeaderEncoding: {record.EncodingGzip},
	}}, jetstream.WithExpectLastSequencePerSubject(0))
	if err != nil && !broker.Conflict(err) { // it is there
		return "", fmt.Errorf("raw document %s: %w", raw.ID, broker.Explain(err, s.topology.ReviewStream))
	}
	return digest, nil
}

// refresh reads what was added since. The lock is held.
func (s *Store) refresh(ctx context.Context) error {
	info, err := s.stream.Info(ctx)
	if err != nil {
		return fmt.Errorf("stream %s: %w", s.topology.ReviewStream, err)
	}
	to := info.State.LastSeq
	p := part{js: s.js, log: s.log, stream: s.topology.ReviewStream, subjects: s.topology.ReviewSubjects(), after: s.read, to: to}
	err = p.read(ctx, func(msg jetstream.Msg, meta *jetstream.MsgMetadata) bool {
		s.take(msg.Subject(), meta.Sequence.Stream, msg.Data())
		return true
	})
	if err == nil {
		s.read = max(s.read, to)
	}
	return err
}

// take notes one correction.
func (s *Store) take(subject string, sequence uint64, line []byte) {
	s.read, s.last[subject] = sequence, sequence
	c, err := corrections.Parse(line)
	if err != nil {
		s.log.Warn("a message is no correction and is passed over", "stream", s.topology.ReviewStream, "sequence", sequence, "error", err)
		return
	}
	if !s.has[c.ID] {
		s.all, s.has[c.ID] = append(s.all, c), true
	}
}

// All is part of corrections.Store.
func (s *Store) All(ctx context.Context) iter.Seq2[corrections.Correction, error] {
	return func(yield func(corrections.Correction, error) bool) {
		s.lock.Lock()
		err := s.refresh(ctx)
		all := slices.Clone(s.all)
		s.lock.Unlock()
		if err != nil {
			yield(corrections.Correction{}, err)
			return
		}
		for _, c := range corrections.Holding(all) {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// Input is part of corrections.Store. It returns an error that wraps
// corrections.ErrUnknown where there is no such document.
func (s *Store) Input(ctx context.Context, digest string) (*document.Raw, error) {
	if !corrections.IsDigest(digest) {
		return nil, fmt.Errorf("raw document %q: %w", digest, corrections.ErrUnknown)
	}
	msg, err := broker.LastMessage(ctx, s.stream, s.topology.ReviewInput(digest))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, fmt.Errorf("raw document %s: %w", digest, corrections.ErrUnknown)
	}
	if err != nil {
		return nil, fmt.Errorf("raw document %s: %w", digest, err)
	}
	envelope, err := record.Unpack(msg.Header, msg.Data)
	if err != nil {
		return nil, fmt.Errorf("raw document %s: %w", digest, err)
	}
	return corrections.ReadInput(digest, envelope)
}
