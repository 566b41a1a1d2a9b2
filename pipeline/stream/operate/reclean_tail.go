package operate

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// tail is what came on one site's subject of the raw stream since the job began: what
// no clean document tells of, or did not then.
type tail struct {
	subject string              // as the stream keeps it
	at      uint64              // sequence up to which it was looked through
	last    uint64              // the last message on the subject, as far as is known; 0: none
	sent    map[uint64]struct{} // by this job, by the sequence of the clean document
	newer   map[uint64]struct{} // other versions, by the hash of the document's id
}

// settles reports whether there is nothing to send any more, and counts why.
func (t *tail) settles(v *version, done *Recleaned) bool {
	if _, sent := t.sent[v.clean]; sent {
		done.Sent++
		return true
	}
	if _, newer := t.newer[v.id]; newer {
		done.Newer++
		return true
	}
	return false
}

// tailOf returns the tail of a subject, read up to now when it is new.
func (r *recleaning) tailOf(ctx context.Context, subject string) (*tail, error) {
	if t := r.tails[subject]; t != nil {
		return t, nil
	}
	partition := r.Topology.PartitionOf(subject[strings.LastIndexByte(subject, '.')+1:])
	t := &tail{subject: subject, at: r.job.Marks[partition], sent: make(map[uint64]struct{}), newer: make(map[uint64]struct{})}
	if err := r.readTail(ctx, t); err != nil {
		return nil, err
	}
	r.tails[subject] = t
	return t, nil
}

// readTail looks through what came on the subject since the last time.
func (r *recleaning) readTail(ctx context.Context, t *tail) error {
	for came := false; ; came = true {
		msg, err := broker.GetMessage(ctx, r.raw, t.at+1, jetstream.WithGetMsgSubject(t.subject))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			if came {
				return nil
			}
			return r.readLast(ctx, t)
		}
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("%s behind %d: %w", t.subject, t.at, err)
		}
		t.at, t.last = msg.Sequence, msg.Sequence
		if clean, ours := r.job.marked(msg.Header); ours {
			t.sent[clean] = struct{}{}
		} else if raw, err := record.Parse(msg.Header, msg.Data); err == nil {
			t.newer[r.hash(raw.ID)] = struct{}{}
		}
	}
}

// readLast asks for the last message on the subject, of which the tail has none: a limit
// may have dropped it meanwhile.
func (r *recleaning) readLast(ctx context.Context, t *tail) error {
	msg, err := broker.LastMessage(ctx, r.raw, t.subject)
	switch {
	case errors.Is(err, jetstream.ErrMsgNotFound):
		t.last = 0
	case err != nil:
		return fmt.Errorf("the last message of %s: %w", t.subject, err)
	case msg.Sequence > t.at && msg.Sequence != t.last: // it came this moment
		return r.readTail(ctx, t)
	default:
		t.last = msg.Sequence
	}
	return nil
}

// mark returns what a message of the job says of itself.
func (j *job) mark(v *version) string { return j.ID + "." + strconv.FormatUint(v.clean, 10) }

// marked returns for which clean document a message of this job came; false for others.
func (j *job) marked(header map[string][]string) (clean uint64, ours bool) {
	text, ours := strings.CutPrefix(record.Header(header, record.HeaderReclean), j.ID+".")
	if !ours {
		return 0, false
	}
	clean, err := strconv.ParseUint(text, 10, 64)
	return clean, err == nil
}
