package backfill

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"github.com/winnow-news/winnow/pipeline/memory"
)

// CheckpointName returns the name of the file in which a backfill to an output
// file keeps how far it is, and what it learned.
func CheckpointName(out string) string { return out + ".state" }

// checkpointEvery is how many lines are done again at most after a crash, unless
// Options say otherwise.
const checkpointEvery = 4096

// progress is how far a backfill is.
type progress struct {
	Inputs  string            `json:"inputs"`  // which files, as they were
	Under   map[string]string `json:"under"`   // the conditions: all that what is written depends on, by name
	Learned bool              `json:"learned"` // the first pass is over
	Learn   position          `json:"learn"`   // of the first pass
	Clean   cleaned           `json:"clean"`
	Done    bool              `json:"done"` // and the second
}

// position is behind a line of the inputs.
type position struct {
	File int `json:"file"` // index of the input
	Line int `json:"line"` // lines of it that are done with
}

// cleaned is how far the second pass is, and where its files end there.
type cleaned struct {
	position
	OutBytes  int64 `json:"out_bytes"`
	DeadBytes int64 `json:"dead_bytes"`
	Cleaned   int   `json:"cleaned"`
	Failed    int   `json:"failed"`
}

// checkpoint is the file of a backfill's progress and memory. Both change in
// one transaction. A nil checkpoint keeps nothing: there is nothing to resume
// from when a pipe is read or written.
type checkpoint struct {
	db    *bbolt.DB
	every int // lines
	progress
}

var (
	progressBucket = []byte("progress")
	progressKey    = []byte("v1")
	sitesBucket    = []byte("sites") // by name, as memory.Sites encodes them
)

// lockWait is how long another backfill to the same output is waited for.
const lockWait = time.Second

// openCheckpoint opens the checkpoint of an output file. What it holds of other
// inputs, or of work that is done, is forgotten.
func openCheckpoint(options *Options) (*checkpoint, error) {
	if !options.resumable() {
		return nil, nil
	}
	name := CheckpointName(options.Out)
	inputs, err := identity(options.In)
	if err != nil {
		return nil, err
	}
	db, err := bbolt.Open(name, 0o600, &bbolt.Options{Timeout: lockWait})
	if err != nil {
		if errors.Is(err, berrors.ErrTimeout) {
			err = fmt.Errorf("another backfill is writing to %s", options.Out)
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c := &checkpoint{db: db, every: cmp.Or(options.CheckpointEvery, checkpointEvery)}
	if err := c.begin(inputs, conditions(options)); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", name, err), db.Close())
	}
	return c, nil
}

// conditions returns all that what is written depends on, by name.
func conditions(options *Options) map[string]string {
	all := map[string]string{"version": options.Build.Version, "rules": options.Build.Rules, "recurring": options.Recurring.String()}
	maps.Copy(all, options.Conditions)
	return all
}

// ErrOtherConditions says that a backfill can't resume what was begun under
// other conditions: half of the output would be of one make and half of another.
var ErrOtherConditions = errors.New("begun under other conditions")

// sameConditions returns ErrOtherConditions, with what differs, unless progress was
// made under conditions now.
func sameConditions(then, now map[string]string) error {
	var differ []string
	for _, name := range slices.Sorted(maps.Keys(now)) {
		if then[name] != now[name] {
			differ = append(differ, fmt.Sprintf("%s was %q and is %q", name, then[name], now[name]))
		}
	}
	if len(differ) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s; go on as it was begun, or remove this file to begin anew", ErrOtherConditions, strings.Join(differ, ", "))
}

// identity names the inputs as they are.
func identity(in []string) (string, error) {
	h := fnv.New128a()
	for _, name := range in {
		info, err := os.Stat(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// begin loads the progress that was made with inputs. What was made with others
// is forgotten, and the second pass starts again once it was done.
func (c *checkpoint) begin(inputs string, under map[string]string) error {
	return c.db.Update(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists(progressBucket)
		if err != nil {
			return err
		}
		if raw := b.Get(progressKey); raw != nil {
			if err := json.Unmarshal(raw, &c.progress); err != nil {
				return fmt.Errorf("progress: %w", err)
			}
		}
		if c.Inputs != inputs {
			c.progress = progress{Inputs: inputs}
			if err := tx.DeleteBucket(sitesBucket); err != nil && !errors.Is(err, berrors.ErrBucketNotFound) {
				return err
			}
		}
		if begun := c.Learned || c.Learn != (position{}) || c.Clean != (cleaned{}); begun && !c.Done {
			if err := sameConditions(c.Under, under); err != nil {
				return err
			}
		}
		if c.Done {
			c.Clean, c.Done = cleaned{}, false
		}
		c.Under = under
		_, err = tx.CreateBucketIfNotExists(sitesBucket)
		return err
	})
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

// save stores the progress, and the memory of some sites with it.
func (c *checkpoint) save(sites *memory.Sites, changed map[string]bool) error {
	if c == nil {
		return nil
	}
	err := c.db.Update(func(tx *bbolt.Tx) error {
		for name := range changed {
			if err := tx.Bucket(sitesBucket).Put([]byte(name), sites.Encode(name)); err != nil {
				return err
			}
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
	return nil
}

func (c *checkpoint) close() error {
	if c == nil {
		return nil
	}
	return c.db.Close()
}
