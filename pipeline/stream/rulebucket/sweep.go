package rulebucket

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// A piece that no version has is removed when it was stored so long before the
// version in force: whoever stored it later may still be about to store the manifest.
// What says that it is gone stays for as long.
const sweepAfter = time.Hour

// Sweep removes pieces of which no version is kept. It returns how many.
func (s *Store) Sweep(ctx context.Context) (removed int, err error) {
	kept := make(map[string]bool)
	history, err := s.History(ctx)
	if err != nil || len(history) == 0 {
		return 0, err
	}
	for i := range history {
		if history[i].Schema == "" {
			return 0, nil // what it has is not known
		}
		for p := range history[i].pieces() {
			kept[p] = true
		}
	}
	head, err := broker.FromLeader(ctx, s.js, s.stream(), broker.Question{Sequence: history[0].Revision})
	if err != nil {
		return 0, err
	}
	all, err := s.pieces(ctx)
	if err != nil {
		return 0, err
	}
	for _, hash := range all {
		if kept[hash] {
			continue
		}
		gone, err := s.remove(ctx, hash, head.Time.Add(-s.after))
		if err != nil {
			return removed, err
		}
		if gone {
			removed++
		}
	}
	return removed, nil
}

// pieces returns the hashes of the pieces in the bucket.
func (s *Store) pieces(ctx context.Context) (all []string, err error) {
	stream, err := s.js.Stream(ctx, s.stream())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s, err)
	}
	info, err := stream.Info(ctx, jetstream.WithSubjectFilter(s.subject(piecePrefix+"*")))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s, err)
	}
	for subject := range info.State.Subjects {
		all = append(all, strings.TrimPrefix(subject, s.subject(piecePrefix)))
	}
	return all, nil
}

// remove removes a piece that was stored before a time, unless it is stored anew
// meanwhile.
func (s *Store) remove(ctx context.Context, hash string, before time.Time) (bool, error) {
	msg, err := broker.FromLeader(ctx, s.js, s.stream(), broker.Question{Last: s.subject(piecePrefix + hash)})
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if broker.Gone(msg) || msg.Time.After(before) {
		return false, nil
	}
	_, err = s.js.PublishMsg(ctx, purge(s.subject(piecePrefix+hash)), jetstream.WithMsgTTL(sweepAfter), jetstream.WithExpectLastSequencePerSubject(msg.Sequence))
	if broker.Conflict(err) {
		return false, nil
	}
	return err == nil, err
}

// purge returns the message that removes a key.
func purge(subject string) *nats.Msg {
	return &nats.Msg{Subject: subject, Header: nats.Header{"KV-Operation": {"PURGE"}, jetstream.MsgRollup: {jetstream.MsgRollupSubject}}}
}
