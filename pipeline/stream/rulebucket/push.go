package rulebucket

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/rulesets"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// A piece has so many bytes at most, less where a server takes smaller messages;
// headRoom is for what a message has besides.
const (
	mostPiece = 512 << 10
	headRoom  = 4 << 10
)

// ConflictError says that the version in force is not the one that was to be
// replaced.
type ConflictError struct {
	Is   Manifest // in force; without a revision where that could not be read
	Want uint64   // the revision that was to be replaced; 0 for none
}

func (e *ConflictError) Error() string {
	want := fmt.Sprintf("not %d", e.Want)
	if e.Want == 0 {
		want = "and there was to be none"
	}
	if e.Is.Revision == 0 {
		return fmt.Sprintf("revision %d is no longer in force", e.Want)
	}
	said := ""
	if e.Is.By != "" {
		said = " by " + e.Is.By
	}
	if e.Is.Note != "" {
		said += fmt.Sprintf(" (%s)", e.Is.Note)
	}
	return fmt.Sprintf("revision %d%s of %s is in force, %s", e.Is.Revision, said, e.Is.At.UTC().Format(time.RFC3339), want)
}

// Push stores a version, and puts it in force in place of a revision, 0 for none. It
// takes the files, Digest, By and Note of v, which the caller has loaded: nothing is
// checked here but that it fits. It returns what is in force then, or a
// ConflictError where somebody else was quicker, and nothing is changed.
func (s *Store) Push(ctx context.Context, v *rulesets.Version, in uint64) (Manifest, error) {
	m, contents, err := s.describe(v)
	if err != nil {
		return Manifest{}, err
	}
	head, expect, err := s.expect(ctx, in)
	if err != nil {
		return Manifest{}, err
	}
	if err := s.upload(ctx, contents, head.pieces()); err != nil {
		return Manifest{}, broker.Explain(err, s.stream())
	}
	return s.publish(ctx, m, in, expect)
}

// describe makes the manifest of a version, and the pieces of its files by hash.
func (s *Store) describe(v *rulesets.Version) (m Manifest, contents map[string][]byte, err error) {
	m = Manifest{Schema: Schema, Digest: v.Digest, At: time.Now().UTC().Truncate(time.Second), By: v.By, Note: v.Note, Files: []File{}}
	contents = make(map[string][]byte)
	size := mostPiece
	if most := int(s.js.Conn().MaxPayload()) - headRoom; most > 0 {
		size = min(size, most)
	}
	for _, name := range slices.Sorted(maps.Keys(v.Files)) {
		data := v.Files[name]
		if err := rulesets.CheckFile(name, int64(len(data))); err != nil {
			return m, nil, err
		}
		f := File{Name: name, Size: len(data), Pieces: []string{}}
		for piece := range slices.Chunk(data, size) {
			hash := hashOf(piece)
			contents[hash] = piece
			f.Pieces = append(f.Pieces, hash)
		}
		m.Files = append(m.Files, f)
	}
	body, err := json.Marshal(m)
	if err != nil {
		return m, nil, err
	}
	if _, err := readManifest(body); err != nil {
		return m, nil, err
	}
	if most := s.js.Conn().MaxPayload() - headRoom; int64(len(body)) > most {
		return m, nil, fmt.Errorf("%d files: their list has %d bytes, and the server takes messages of %d: join some of them, or raise its max_payload", len(m.Files), len(body), most)
	}
	return m, contents, nil
}

// expect returns the version in force, which is to be revision in, and the sequence
// that its key has.
func (s *Store) expect(ctx context.Context, in uint64) (head Manifest, sequence uint64, err error) {
	head, err = s.Head(ctx)
	switch broken := (*rulesets.BrokenError)(nil); {
	case errors.Is(err, rulesets.ErrNone):
		if in != 0 {
			return head, 0, fmt.Errorf("there are no rules in %s, and revision %d was to be replaced: %w", s, in, err)
		}
		return Manifest{}, head.Revision, nil
	case errors.As(err, &broken) && broken.Revision == in:
		return Manifest{}, in, nil
	case errors.As(err, &broken):
		return head, 0, &ConflictError{Is: Manifest{Revision: broken.Revision, Note: "it can't be read"}, Want: in}
	case err != nil:
		return head, 0, err
	case head.Revision != in:
		return head, 0, &ConflictError{Is: head, Want: in}
	}
	return head, in, nil
}

// upload stores pieces, but for those that the version in force has: all versions
// that are kept keep theirs. Others are stored anew even if they are there, since
// nobody may need them by now but us.
func (s *Store) upload(ctx context.Context, contents map[string][]byte, kept map[string]bool) error {
	var sent []jetstream.PubAckFuture
	for hash, piece := range contents {
		if kept[hash] {
			continue
		}
		future, err := s.js.PublishAsync(s.subject(piecePrefix+hash), piece)
		if err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
		sent = append(sent, future)
	}
	for _, future := range sent {
		select {
		case <-future.Ok():
		case err := <-future.Err():
			return fmt.Errorf("%s: %w", s, err)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// publish puts a manifest in force, and removes what nobody needs any more.
func (s *Store) publish(ctx context.Context, m Manifest, in, expect uint64) (Manifest, error) {
	body, err := json.Marshal(m)
	if err != nil {
		return m, err
	}
	ack, err := s.js.Publish(ctx, s.subject(currentKey), body, jetstream.WithExpectLastSequencePerSubject(expect))
	if broker.Conflict(err) {
		head, _ := s.Head(ctx) // who it was is only for people
		return m, &ConflictError{Is: head, Want: in}
	}
	if err != nil {
		return m, broker.Explain(fmt.Errorf("%s: %w", s, err), s.stream())
	}
	m.Revision = ack.Sequence
	return m, nil
}
