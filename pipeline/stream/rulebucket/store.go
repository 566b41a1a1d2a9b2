package rulebucket

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/rulesets"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// Store is the bucket of one server. As a rulesets.Source it is for one goroutine;
// everything else may be called by many at once.
type Store struct {
	js       jetstream.JetStream
	bucket   string
	reserved *broker.Reserved // nil where there is no reckoning with a server that forbids to ask
	after    time.Duration    // sweepAfter

	// Of Current.
	looks  int
	at     uint64            // the revision of the last look; 0 for none
	last   *rulesets.Version // the last that could be read
	failed error             // of revision at; nil when that is last
}

// NewStore returns the store of a bucket, which need not be there.
func NewStore(js jetstream.JetStream, bucket string) *Store {
	return &Store{js: js, bucket: bucket, after: sweepAfter}
}

// NewSource returns a store that a worker follows: a server that does not let it ask
// counts as one without rules.
func NewSource(js jetstream.JetStream, bucket string) *Store {
	s := NewStore(js, bucket)
	s.reserved = broker.Reserve(js.Conn(), broker.MessageSubject(s.stream()), broker.DirectSubject(s.stream()))
	return s
}

// String is part of rulesets.Source.
func (s *Store) String() string { return "bucket " + s.bucket }

func (s *Store) stream() string { return "KV_" + s.bucket }

func (s *Store) subject(key string) string { return "$KV." + s.bucket + "." + key }

// Mostly the bucket is asked only whether there is a later revision than the one that
// is known, which costs a server next to nothing, also where there is no bucket. It is
// asked for all every so many looks: a bucket that was made anew counts from the start,
// and what could not be read may be there by then.
const wholeLook = 30

// lookTime bounds one look, and the reading of a whole version with it.
const lookTime = 30 * time.Second

// Current is part of rulesets.Source. While the connection is lost, what was found last
// is what there is.
func (s *Store) Current(ctx context.Context) (*rulesets.Version, error) {
	if s.at > 0 && broker.Connected(s.js) != nil { // which others tell of
		return s.last, s.failed
	}
	looks := s.looks
	s.looks++
	var v *rulesets.Version
	err := s.ask(ctx, func(ctx context.Context) (err error) {
		if looks%wholeLook != 0 {
			newer, err := broker.IsThere(ctx, s.js, s.stream(), broker.Question{Sequence: s.at + 1, Next: s.subject(currentKey)})
			if err != nil {
				return err
			}
			if !newer {
				v = s.last
				return s.known()
			}
		}
		v, err = s.whole(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

// ask asks within a time, by the rules for a server that may forbid it.
func (s *Store) ask(ctx context.Context, question func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	if s.reserved == nil {
		return question(ctx)
	}
	err := s.reserved.Ask(ctx, question)
	if errors.Is(err, broker.ErrForbidden) {
		return rulesets.ErrNone
	}
	return err
}

// known returns what is wrong with the last revision that was seen.
func (s *Store) known() error {
	if s.at == 0 {
		return rulesets.ErrNone
	}
	return s.failed
}

// whole reads the version in force.
func (s *Store) whole(ctx context.Context) (*rulesets.Version, error) {
	m, err := s.Head(ctx)
	switch broken := (*rulesets.BrokenError)(nil); {
	case errors.As(err, &broken):
		s.at, s.failed = broken.Revision, err
		return nil, err
	case errors.Is(err, rulesets.ErrNone):
		s.at, s.failed = 0, nil
		return nil, err
	case err != nil:
		return nil, err
	}
	if s.failed == nil && m.Revision == s.at && m.Digest == s.last.Digest && m.At.Equal(s.last.At) {
		return s.last, nil // else the bucket was made anew, and has come as far
	}
	v, err := s.version(ctx, m, s.last)
	if err != nil && !errors.As(err, new(*rulesets.BrokenError)) {
		return nil, err // it passes
	}
	s.at, s.failed = m.Revision, err
	if err != nil {
		return nil, err
	}
	s.last = v
	return v, nil
}

// Head returns the manifest in force, or rulesets.ErrNone. One that can't be read is
// a rulesets.BrokenError.
func (s *Store) Head(ctx context.Context) (Manifest, error) {
	msg, err := broker.FromLeader(ctx, s.js, s.stream(), broker.Question{Last: s.subject(currentKey)})
	if err != nil {
		return Manifest{}, none(err)
	}
	return s.manifest(msg)
}

// none returns rulesets.ErrNone for what a server says that has no such message.
func none(err error) error {
	if errors.Is(err, jetstream.ErrMsgNotFound) || errors.Is(err, jetstream.ErrStreamNotFound) {
		return rulesets.ErrNone
	}
	return err
}

func (s *Store) manifest(msg *jetstream.RawStreamMsg) (Manifest, error) {
	if broker.Gone(msg) {
		return Manifest{Revision: msg.Sequence}, rulesets.ErrNone
	}
	m, err := readManifest(msg.Data)
	m.Revision = msg.Sequence
	if err != nil {
		return m, &rulesets.BrokenError{Revision: msg.Sequence, Err: fmt.Errorf("revision %d of %s: %w", msg.Sequence, s, err)}
	}
	return m, nil
}

// absentError is of a revision that is not in a bucket, which may have others.
type absentError struct {
	bucket   string
	revision uint64
}

func (e *absentError) Error() string {
	return fmt.Sprintf("%s has no revision %d, or no longer: winnow rules log lists those that it has", e.bucket, e.revision)
}

// Unwrap returns rulesets.ErrNone.
func (e *absentError) Unwrap() error { return rulesets.ErrNone }

// At returns the manifest of a revision. Its error wraps rulesets.ErrNone where there is
// none.
func (s *Store) At(ctx context.Context, revision uint64) (Manifest, error) {
	msg, err := broker.FromLeader(ctx, s.js, s.stream(), broker.Question{Sequence: revision})
	if err != nil {
		err = none(err)
	} else if msg.Subject != s.subject(currentKey) {
		err = rulesets.ErrNone
	}
	if errors.Is(err, rulesets.ErrNone) {
		return Manifest{}, &absentError{s.String(), revision}
	}
	if err != nil {
		return Manifest{}, err
	}
	return s.manifest(msg)
}

// History returns the manifests that the bucket still has, the newest first. One that
// can't be read is there with its revision alone.
func (s *Store) History(ctx context.Context) (all []Manifest, err error) {
	head, err := s.Head(ctx)
	if err != nil && head.Revision == 0 {
		if errors.Is(err, rulesets.ErrNone) {
			err = nil
		}
		return nil, err
	}
	for next := uint64(1); next <= head.Revision; {
		msg, err := broker.FromLeader(ctx, s.js, s.stream(), broker.Question{Sequence: next, Next: s.subject(currentKey)})
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			break
		}
		if err != nil {
			return nil, err
		}
		next = msg.Sequence + 1
		if m, err := s.manifest(msg); err == nil {
			all = append([]Manifest{m}, all...)
		} else if !errors.Is(err, rulesets.ErrNone) {
			all = append([]Manifest{{Revision: msg.Sequence, At: msg.Time, Note: "(can't be read)"}}, all...)
		}
	}
	return all, nil
}

// Before is part of rulesets.Keeper.
func (s *Store) Before(ctx context.Context, revision uint64) (*rulesets.Version, error) {
	all, err := s.History(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		if m.Revision < revision && m.Schema != "" {
			return s.version(ctx, m, nil)
		}
	}
	return nil, rulesets.ErrNone
}

// Version returns the rules of a manifest.
func (s *Store) Version(ctx context.Context, m Manifest) (*rulesets.Version, error) {
	return s.version(ctx, m, nil)
}

// version reads the files of a manifest, but for those that an earlier version has
// already.
func (s *Store) version(ctx context.Context, m Manifest, earlier *rulesets.Version) (*rulesets.Version, error) {
	have := make(map[string][]byte)
	if earlier != nil {
		for _, data := range earlier.Files {
			have[hashOf(data)] = data // of files in one piece, as nearly all are
		}
	}
	var missing []string
	for p := range m.pieces() {
		if have[p] == nil {
			missing = append(missing, p)
		}
	}
	if err := s.fetch(ctx, missing, have); err != nil {
		return nil, err
	}
	v := &rulesets.Version{
		Files: make(map[string][]byte, len(m.Files)), Revision: m.Revision, At: m.At, By: m.By, Note: m.Note, Digest: m.Digest,
	}
	for _, f := range m.Files {
		data := make([]byte, 0, f.Size)
		for _, p := range f.Pieces {
			data = append(data, have[p]...)
		}
		if len(data) != f.Size {
			return nil, &rulesets.BrokenError{Revision: m.Revision, Err: fmt.Errorf("revision %d of %s: %s has %d bytes, want %d: a part of it is not in the bucket", m.Revision, s, f.Name, len(data), f.Size)}
		}
		v.Files[f.Name] = data
	}
	return v, nil
}

// fetchKeys is how many pieces are asked for at once: their answers, of half a
// megabyte at most, wait in memory.
const fetchKeys = 64

// fetch puts pieces into have. One that no server has is left out.
func (s *Store) fetch(ctx context.Context, hashes []string, have map[string][]byte) error {
	keep := func(key string, data []byte) {
		if hash := strings.TrimPrefix(key, piecePrefix); hashOf(data) == hash {
			have[hash] = data
		}
	}
	for len(hashes) > 0 {
		some := hashes[:min(fetchKeys, len(hashes))]
		hashes = hashes[len(some):]
		keys := make([]string, len(some))
		for i, h := range some {
			keys[i] = piecePrefix + h
		}
		if err := broker.EachOf(ctx, s.js, s.bucket, keys, func(key string, msg *jetstream.RawStreamMsg) { keep(key, msg.Data) }); err != nil {
			return err
		}
		for _, key := range keys { // what the server that answered has not yet
			if have[key[len(piecePrefix):]] != nil {
				continue
			}
			msg, err := broker.FromLeader(ctx, s.js, s.stream(), broker.Question{Last: s.subject(key)})
			if err == nil {
				keep(key, msg.Data)
			} else if !errors.Is(none(err), rulesets.ErrNone) {
				return err
			}
		}
	}
	return nil
}

var _ rulesets.Keeper = (*Store)(nil)
