package operate

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// job is the record of a job of re-cleaning: what it found when it began, which holds
// for all its runs, and how far they are. It is in a bucket. Nothing that must not happen
// twice rests on how far it says that the job is: what was sent is found in the raw
// stream.
type job struct {
	jobRecord
	bucket   jetstream.KeyValue // nil: it is kept nowhere
	key      string
	revision uint64
	saved    time.Time
}

// jobRecord is a job as it is stored.
type jobRecord struct {
	Schema    string       `json:"schema"`
	ID        string       `json:"id"`
	Site      string       `json:"site"` // empty: all
	Until     time.Time    `json:"until,omitzero"`
	Today     record.Build `json:"today"` // what workers clean with
	Begun     time.Time    `json:"begun"`
	RawMade   time.Time    `json:"raw_made"` // when the streams were made: sequences of others are no use
	CleanMade time.Time    `json:"clean_made"`
	Marks     []uint64     `json:"marks"` // by partition, the raw sequence up to which clean documents or dead letters were there
	First     uint64       `json:"first"` // sequences of the clean stream that are looked at
	Last      uint64       `json:"last"`
	Position  uint64       `json:"position"` // of them, up to which all is done
	Done      Recleaned    `json:"done"`
	Ended     time.Time    `json:"ended,omitzero"`
}

const jobSchema = "winnow.job.reclean.v1"

// openJob returns the job as its record has it; a new one when there is none, when the
// last one ended, when it was for other rules, or when the streams were made anew.
func openJob(ctx context.Context, r *recleaning) (*job, error) {
	j := &job{key: r.Job}
	if !r.DryRun {
		if err := j.open(ctx, r); err != nil {
			return nil, fmt.Errorf("bucket %s: %w", r.Bucket, err)
		}
	}
	for {
		if err := j.load(ctx); err != nil {
			return nil, fmt.Errorf("job %s: %w", j.key, err)
		}
		if j.goesOn(r) {
			j.Done.Resumed, j.Done.Begun = true, j.Begun
			return j, nil
		}
		if err := j.begin(ctx, r); err != nil {
			return nil, err
		}
		err := j.put(ctx)
		if err == nil {
			return j, nil
		}
		if !broker.Conflict(err) && !errors.Is(err, jetstream.ErrKeyExists) {
			return nil, fmt.Errorf("job %s: %w", j.key, err)
		}
	}
}

// goesOn reports whether the job was begun, and can be gone on with.
func (j *job) goesOn(r *recleaning) bool {
	return j.ID != "" && j.Ended.IsZero() && j.RawMade.Equal(r.Made) && j.CleanMade.Equal(r.Clean.CachedInfo().Created) && (j.Today == r.Today || !r.Sure)
}

// open opens the bucket, and makes it when it is not there.
func (j *job) open(ctx context.Context, r *recleaning) (err error) {
	j.bucket, err = r.js.KeyValue(ctx, r.Bucket)
	if !errors.Is(err, jetstream.ErrBucketNotFound) {
		return err
	}
	j.bucket, err = r.js.CreateKeyValue(ctx, jetstream.KeyValueConfig{
		Bucket: r.Bucket, Description: "winnow: jobs of operators, and how far they are", History: 1, Replicas: r.Topology.Replicas,
	})
	if errors.Is(err, jetstream.ErrBucketExists) {
		j.bucket, err = r.js.KeyValue(ctx, r.Bucket)
	}
	return err
}

// load reads the record; there may be none.
func (j *job) load(ctx context.Context) error {
	j.jobRecord, j.revision = jobRecord{}, 0
	if j.bucket == nil {
		return nil
	}
	entry, err := j.bucket.Get(ctx, j.key)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	j.revision = entry.Revision()
	if err := json.Unmarshal(entry.Value(), &j.jobRecord); err != nil {
		return err
	}
	if j.Schema != jobSchema {
		return fmt.Errorf("it is a %q, want a %q", j.Schema, jobSchema)
	}
	return nil
}

// begin makes the record of a new job. The marks come first: what is behind them when
// the clean stream is looked at is read from the raw stream.
func (j *job) begin(ctx context.Context, r *recleaning) error {
	now := time.Now().UTC().Truncate(time.Millisecond)
	j.jobRecord = jobRecord{
		Schema: jobSchema, ID: rand.Text(), Site: r.Site, Until: r.Until, Today: r.Today, Begun: now,
		RawMade: r.Made, CleanMade: r.Clean.CachedInfo().Created, Marks: make([]uint64, r.Topology.Partitions),
	}
	j.Done.Begun = now
	for number := range j.Marks {
		if r.Site != "" && number != r.Topology.PartitionOf(r.Site) {
			continue
		}
		fence, err := r.partitions.Log(number).Load(ctx)
		if err != nil {
			return err
		}
		j.Marks[number] = fence.Head.Sequence
	}
	info, err := r.Clean.Info(ctx)
	if err != nil {
		return fmt.Errorf("stream %s: %w", r.Topology.CleanStream, err)
	}
	j.First, j.Last = max(info.State.FirstSeq, 1), info.State.LastSeq
	if !r.Since.IsZero() {
		since, err := broker.FirstSince(ctx, r.Clean, r.Since)
		if err != nil {
			return err
		}
		j.First = max(j.First, since)
	}
	return nil
}

// put stores the record in place of the one that was read. It fails with a conflict when
// there is another by now.
func (j *job) put(ctx context.Context) (err error) {
	if j.bucket == nil {
		return nil
	}
	body, err := json.Marshal(&j.jobRecord)
	if err != nil {
		return err
	}
	if j.revision == 0 {
		j.revision, err = j.bucket.Create(ctx, j.key, body)
	} else {
		j.revision, err = j.bucket.Update(ctx, j.key, body, j.revision)
	}
	return err
}

// How often it is stored how far a job is, and how long that may take at the end of a
// run that was stopped.
const (
	saveEvery = time.Second
	saveTime  = 5 * time.Second
)

// saveNow stores how far the job is, when it is time.
func (j *job) saveNow(ctx context.Context) error {
	if time.Since(j.saved) < saveEvery {
		return nil
	}
	return j.save(ctx, false)
}

// save stores how far the job is. Where another run of it has stored more, that stays.
func (j *job) save(ctx context.Context, ended bool) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTime)
	defer cancel()
	j.saved = time.Now()
	mine := j.jobRecord
	if ended {
		mine.Ended = time.Now().UTC().Truncate(time.Millisecond)
	}
	for {
		j.jobRecord = mine
		err := j.put(ctx)
		if !broker.Conflict(err) {
			if err != nil {
				err = fmt.Errorf("job %s: %w", j.key, err)
			}
			return err
		}
		if err := j.load(ctx); err != nil {
			return fmt.Errorf("job %s: %w", j.key, err)
		}
		other := j.jobRecord
		j.jobRecord = mine
		if other.ID != mine.ID || !other.Ended.IsZero() || other.Position > mine.Position && !ended {
			return nil
		}
	}
}
