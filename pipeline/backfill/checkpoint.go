package backfill

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/memory"
)

// CheckpointName returns the name of the file in which a backfill to an output
// keeps how far it is, and what it learned.
func CheckpointName(out string) string { return strings.TrimRight(out, `/\`) + ".state" }

// checkpointEvery is how much time's work is done again at most after a crash,
// unless Options say otherwise. A checkpoint takes some milliseconds: it waits
// for the disk.
const checkpointEvery = 3 * time.Second

// progress is how far a backfill is.
type progress struct {
	Run     string            `json:"run,omitempty"` // its name among the runs of a crew, which no other has
	Inputs  inputs            `json:"inputs"`        // which files, as they were
	Under   map[string]string `json:"under"`         // the conditions: all that what is written depends on, by name
	Learned bool              `json:"learned"`       // the first pass is over
	Learn   archive.Mark      `json:"learn"`         // how far the first pass is
	Clean   cleaned           `json:"clean"`         // and the second
	Cleaned bool              `json:"cleaned"`       // the second is over
	Marked  marked            `json:"marked"`        // how far the third is
	Out     output.State      `json:"out"`           // of the files with the names that were asked for
	Done    bool              `json:"done"`
}

// cleaned is how far the second pass is, and where its files end there.
type cleaned struct {
	At          archive.Mark   `json:"at"`
	Spool       output.State   `json:"spool"` // of documents that are marked before they go out
	RejectBytes int64          `json:"reject_bytes,omitempty"`
	IDs         int            `json:"ids,omitempty"` // in the file of ids
	Documents   int            `json:"documents"`
	Rejected    int            `json:"rejected"`
	Duplicates  int            `json:"duplicates"`
	Reasons     map[string]int `json:"reasons,omitempty"` // rejected, by reason
}

// inputs is what a backfill remembers of what it reads.
type inputs struct {
	Digest string `json:"digest"`
	Files  int    `json:"files"`
	Bytes  int64  `json:"bytes"`
}

func inputsOf(in archive.Inputs) inputs {
	return inputs{Digest: in.Digest(), Files: len(in), Bytes: in.Bytes()}
}

func (i inputs) String() string { return fmt.Sprintf("%d files with %d bytes", i.Files, i.Bytes) }

// checkpoint is the file of a backfill's progress and memory. Both change in
// one transaction. A nil checkpoint keeps nothing: there is nothing to resume
// from when a pipe is read or written.
type checkpoint struct {
	db    *bbolt.DB
	begun bool // there was progress in it
	progress
}

var (
	progressBucket = []byte("progress")
	progressKey    = []byte("v2")
	tallyKey       = []byte("tally")
	sitesBucket    = []byte("sites") // by name, as memory.Sites encodes them
)

// lockWait is how long another backfill to the same output is waited for.
const lockWait = time.Second

// openCheckpoint opens the checkpoint of an output.
func openCheckpoint(name, out string) (*checkpoint, error) {
	db, err := bbolt.Open(name, 0o600, &bbolt.Options{Timeout: lockWait})
	if err != nil {
		if errors.Is(err, berrors.ErrTimeout) {
			err = fmt.Errorf("another backfill is writing to %s", out)
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c := &checkpoint{db: db}
	if err := c.load(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", name, err), db.Close())
	}
	return c, nil
}

func (c *checkpoint) load() error {
	return c.db.Update(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists(progressBucket)
		if err != nil {
			return err
		}
		if raw := b.Get(progressKey); raw != nil {
			c.begun = true
			if err := json.Unmarshal(raw, &c.progress); err != nil {
				return fmt.Errorf("progress: %w", err)
			}
		} else if b.Stats().KeyN > 0 {
			return errors.New("it is of an earlier version of winnow: remove it, and what that wrote, to begin anew")
		}
		_, err = tx.CreateBucketIfNotExists(sitesBucket)
		return err
	})
}

// forget empties the checkpoint.
func (c *checkpoint) forget() error {
	c.progress, c.begun = progress{}, false
	return c.db.Update(func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{progressBucket, sitesBucket} {
			if err := tx.DeleteBucket(name); err != nil {
				return err
			}
			if _, err := tx.CreateBucket(name); err != nil {
				return err
			}
		}
		return nil
	})
}

// ErrOtherConditions says that a backfill can't resume what was begun under
// other conditions: half of the output would be of one make and half of another.
var ErrOtherConditions = errors.New("begun under other conditions")

// sameConditions returns ErrOtherConditions, with what differs, unless the
// progress was made with these inputs under these conditions.
func (c *checkpoint) sameConditions(in inputs, under map[string]string) error {
	var differ []string
	if c.Inputs != in {
		what := fmt.Sprintf("the inputs were %s and are %s", c.Inputs, in)
		if c.Inputs.String() == in.String() {
			what = fmt.Sprintf("the names or times of the inputs (%s) differ", in)
		}
		differ = append(differ, what)
	}
	return otherConditions(append(differ, differing(c.Under, under)...))
}

// differing returns which conditions were others, and what they were.
func differing(were, are map[string]string) (differ []string) {
	all := maps.Clone(are)
	maps.Copy(all, were)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if were[name] != are[name] {
			differ = append(differ, fmt.Sprintf("%s was %q and is %q", name, were[name], are[name]))
		}
	}
	return differ
}

func otherConditions(differ []string) error {
	if len(differ) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrOtherConditions, strings.Join(differ, ", "))
}

// memory returns what was learned so far.
func (c *checkpoint) memory(options memory.Options) (*memory.Sites, error) {
	sites := memory.NewSites(options)
	if c == nil {
		return sites, nil
	}
	err := c.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(sitesBucket).ForEach(func(name, encoded []byte) error { return sites.Restore(string(name), encoded) })
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.db.Path(), err)
	}
	return sites, nil
}

// tally returns what was stored of the run's tally; nil when there is none.
func (c *checkpoint) tally() (encoded []byte, err error) {
	if c == nil {
		return nil, nil
	}
	err = c.db.View(func(tx *bbolt.Tx) error {
		encoded = slices.Clone(tx.Bucket(progressBucket).Get(tallyKey))
		return nil
	})
	return encoded, err
}

// learned stores how far the first pass is, and the memory of some sites.
func (c *checkpoint) learned(sites *memory.Sites, changed map[string]bool) error {
	if c == nil {
		return nil
	}
	return c.update(func(tx *bbolt.Tx) error {
		for name := range changed {
			if err := tx.Bucket(sitesBucket).Put([]byte(name), sites.Encode(name)); err != nil {
				return err
			}
		}
		return nil
	})
}

// save stores the progress, and a tally where there is one.
func (c *checkpoint) save(tally []byte) error {
	if c == nil {
		return nil
	}
	return c.update(func(tx *bbolt.Tx) error {
		if tally == nil {
			return nil
		}
		return tx.Bucket(progressBucket).Put(tallyKey, tally)
	})
}

// update stores the progress with what change puts beside it.
func (c *checkpoint) update(change func(*bbolt.Tx) error) error {
	err := c.db.Update(func(tx *bbolt.Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		raw, err := json.Marshal(c.progress)
		if err != nil {
			return err
		}
		return tx.Bucket(progressBucket).Put(progressKey, raw)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", c.db.Path(), err)
	}
	c.begun = true
	return nil
}

func (c *checkpoint) close() error {
	if c == nil {
		return nil
	}
	return c.db.Close()
}
