package operate

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"strconv"

	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// version is the latest version of a document in the clean stream. It takes about 90
// bytes of memory, with its place in the map.
type version struct {
	id       uint64 // a hash of the document's
	clean    uint64 // sequence
	raw      uint64 // sequence of its raw document; 0 when it came out of an archive
	emission int
	current  bool // today's rules made it
	beyond   bool // it is not of the time that is meant
}

// versions is what the clean and the dead stream have of documents.
type versions struct {
	seed maphash.Seed
	byID map[uint64]*version
	dead map[uint64]uint64 // by the hash of the id, the raw sequence of the last dead letter
}

func (s *versions) hash(id string) uint64 { return maphash.String(s.seed, id) }

// readVersions reads the clean documents behind the job's position: of each it leaves the
// latest version. Before that it reads the dead letters.
func (r *recleaning) readVersions(ctx context.Context) error {
	r.versions = versions{seed: maphash.MakeSeed(), byID: make(map[uint64]*version), dead: make(map[uint64]uint64)}
	for letter, err := range DeadLetters(ctx, r.js, r.Topology, DeadFilter{Site: r.Site}) {
		if err != nil {
			return err
		}
		if id := letterID(&letter); id != "" {
			hash := r.hash(id)
			r.dead[hash] = max(r.dead[hash], letter.DeadLetter.Sequence)
		}
	}
	subject := r.Topology.CleanSubjects()
	if r.Site != "" {
		subject = r.Topology.CleanPrefix + "." + r.Site
	}
	messages := broker.ReadMessages(ctx, r.js, r.Clean, subject, max(r.job.First, r.job.Position+1), r.job.Last, r.trouble)
	defer messages.Close()
	for {
		m, err := messages.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := r.met(m); err != nil { // whoever wrote it, it has no raw document that is known
			r.RecleanOptions.Log.Warn("a message is passed over: it is no clean document", "stream", r.Topology.CleanStream, "sequence", m.Meta.Sequence.Stream, "error", err)
		}
	}
}

// met takes in a clean document: it takes the place of the one before.
func (r *recleaning) met(m broker.Message) error {
	at := m.Meta.Sequence.Stream
	header := m.Headers()
	head, err := record.ParseHead(header, m.Data())
	if err != nil {
		return err
	}
	v := &version{id: r.hash(head.ID), clean: at, current: !r.Again && head.Winnow == r.job.Today}
	if text := record.Header(header, record.HeaderSequence); text != "" {
		if v.raw, err = strconv.ParseUint(text, 10, 64); err != nil {
			return fmt.Errorf("%s: %w", record.HeaderSequence, err)
		}
	}
	v.emission, _ = strconv.Atoi(record.Header(header, record.HeaderEmission)) // 0 the first time
	v.beyond = !r.job.Until.IsZero() && !m.Meta.Timestamp.Before(r.job.Until)
	r.byID[v.id] = v
	return nil
}

// letterID returns the id of a dead letter's document, empty when nobody can tell.
func letterID(d *Dead) string {
	if d.Whole == 0 {
		if raw, err := record.Parse(d.Header, d.Body); err == nil {
			return raw.ID
		}
	}
	return record.Header(d.Header, record.HeaderID)
}
