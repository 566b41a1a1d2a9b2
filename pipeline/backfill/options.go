package backfill

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
)

// Stdout is the name of standard output.
const Stdout = "-"

// Options say what a backfill reads, writes and remembers.
type Options struct {
	In      archive.Inputs
	Archive archive.Options
	Stdin   io.Reader

	Out         string       // a file, a folder for forms that are one, or Stdout
	Form        *output.Form // default: as the name of Out says
	RotateBytes int64        // as output.Options have it
	RotateAfter int
	Overwrite   bool // what is there and is not this run's may be replaced
	Stdout      io.Writer

	// Target opens another target than Out as a file; Out is then its name, and
	// that of the files beside it is State.
	Target func(ctx context.Context, state output.State) (output.Target, error)
	State  string // path that names the files beside a target; default Out

	Build    record.Build
	Pipeline pipeline.Options
	Log      *slog.Logger

	// Conditions is what the outcome of a document depends on, by name and beside
	// Build, Recurring and what is read and written: the parts of the engine's
	// digest. A backfill that was begun under others is not resumed.
	Conditions map[string]string

	CheckpointEvery time.Duration // time whose work is done again at most after a crash; default 3 s
	MaxRejects      Limit         // of records that were rejected; zero: none

	// Recurring says what is done with what sites repeat. It takes an engine
	// that is a Segmenter, and files to read twice: from standard input nothing
	// is learned.
	Recurring  memory.Recurring
	Site       func(url string) string // returns the site of an address, one token; needed with Recurring
	MemoryFile string                  // what was learned: read where it is there, and then nothing is learned; else written

	Stories *StoryOptions   // nil: stories are not looked for
	Seen    func(Seen)      // told of every document, in order; default: nobody is
	Keep    Keeper          // what is stored in the checkpoint beside the progress; default: nothing
	Show    func(*Progress) // told how far it is, a few times a second; default: nobody is
	Sample  int             // documents that are cleaned, spread over the inputs; 0: all

	Crew      Crew  // does the first two passes on several machines; nil: this one does them alone
	UnitBytes int64 // of the inputs, as they are stored, in a unit of a crew; default 64 MB

	// Tally makes what is told of the documents of one unit, on the machine that
	// works on it. MergeTally is given what each of them stored, in the order of
	// the units, and what comes of that is Keep's to store; Seen is told nothing.
	// Nil: nobody is told.
	Tally      func() Tally
	MergeTally func(stored []byte) error
}

// Tally is what is told of the documents of one unit.
type Tally interface {
	Keeper
	Saw(Seen)
}

// Keeper is what is told of documents and must not forget them when a run is
// resumed.
type Keeper interface {
	Store() ([]byte, error)
	Restore([]byte) error
}

// Seen is one document as a backfill met it: exactly one of Doc and Reject is
// set.
type Seen struct {
	File   string
	Bytes  int           // of the record
	Took   time.Duration // to clean it
	Doc    *record.Clean
	Reject *record.Reject
}

// Limit bounds how many records may be rejected: a count, or a share of those
// that were read.
type Limit struct {
	Count int
	Share float64 // 0..1
}

// limitFrom is how many records must have been read before a share says
// anything.
const limitFrom = 200

// ParseLimit reads a limit: 100, or 1%.
func ParseLimit(text string) (Limit, error) {
	if share, percent := strings.CutSuffix(text, "%"); percent {
		n, err := strconv.ParseFloat(share, 64)
		if err != nil || n <= 0 || n > 100 {
			return Limit{}, fmt.Errorf("%q is no share, want one such as 1%%", text)
		}
		return Limit{Share: n / 100}, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n <= 0 {
		return Limit{}, fmt.Errorf("%q is no limit, want a count such as 100, or a share such as 1%%", text)
	}
	return Limit{Count: n}, nil
}

// check returns ErrTooManyRejects when so many rejects beside so many clean
// documents are too many.
func (l Limit) check(rejected, cleaned int) error {
	if records := rejected + cleaned; l.exceeded(rejected, records) {
		return fmt.Errorf("%w: %d of %d", ErrTooManyRejects, rejected, records)
	}
	return nil
}

func (l Limit) exceeded(rejected, records int) bool {
	return l.Count > 0 && rejected > l.Count || l.Share > 0 && records >= limitFrom && float64(rejected) > l.Share*float64(records)
}

// ErrTooManyRejects says that more records were rejected than Options allow.
var ErrTooManyRejects = errors.New("too many records could not be cleaned")

// Result counts what a backfill did.
type Result struct {
	Cleaned    int
	Rejected   int
	Duplicates int            // documents whose id another had before
	Reasons    map[string]int // rejected, by reason
	Rejects    string         // the file with the rejected records; empty when there is none
	Files      []output.Part  // that were written
	Stories    StoryResult
	Before     bool // an earlier run had done it all
}

func (o Options) withDefaults() (Options, error) {
	if o.Form == nil {
		o.Form = output.Forms[0]
		if o.Out != Stdout && o.Target == nil {
			form, err := output.FormOf(o.Out)
			if err != nil {
				return o, err
			}
			o.Form = form
		}
	}
	o.CheckpointEvery = cmp.Or(o.CheckpointEvery, checkpointEvery)
	o.State = cmp.Or(o.State, o.Out)
	o.UnitBytes = cmp.Or(o.UnitBytes, unitBytes)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Stories != nil && (!o.Form.Lines() || o.Out == Stdout || o.remote()) {
		return o, fmt.Errorf("stories are written into documents after all were cleaned: that takes a file of lines or of rows, not %s as %s", o.Out, o.Form.Name)
	}
	return o, o.crewed()
}

// remote reports whether the output is not a file.
func (o *Options) remote() bool { return o.Target != nil }

// regular reports whether the output is a file or folder, or will be.
func (o *Options) regular() bool {
	info, err := os.Stat(o.Out)
	return err != nil || info.Mode().IsRegular() || info.IsDir()
}

// resumable reports whether a backfill can resume where another stopped: what it
// reads and writes must still be there.
func (o *Options) resumable() bool {
	return o.Sample == 0 && o.In.Rereadable() && (o.remote() || o.Out != Stdout && o.regular())
}

func (o *Options) files() output.Options {
	files := output.Options{Name: o.Out, Form: o.Form, RotateBytes: o.RotateBytes, RotateAfter: o.RotateAfter}
	if o.Crew != nil && o.Stories == nil {
		files.RotateAfter = math.MaxInt // a file a unit: their names are numbered
	}
	return files
}

// spoolName returns the file of documents that are marked before they go out.
func spoolName(out string) string { return output.Beside(out, "unmarked.jsonl.zst") }

func (o *Options) spool() output.Options {
	return output.Options{Name: spoolName(o.Out), Form: output.Forms[0]}
}

// separates reports whether copies are written into files of their own.
func (o *Options) separates() bool { return o.Stories != nil && o.Stories.Separate }

func (o *Options) copies() output.Options {
	files := o.files()
	files.Name = CopiesName(o.Out)
	return files
}

// conditions returns all that what is written depends on, by name.
func (o *Options) conditions() map[string]string {
	all := map[string]string{
		"recurring": o.Recurring.String(), "memory": o.MemoryFile,
		"out": o.Out, "to": o.Form.Name, "rotate": fmt.Sprintf("%d bytes, %d documents", o.RotateBytes, o.RotateAfter),
		"form": o.Archive.Form, "fields": fieldsText(o.Archive.Fields), "stories": o.Stories.String(),
	}
	maps.Copy(all, o.engineConditions())
	if o.Crew != nil {
		all["units"] = fmt.Sprintf("%d bytes", o.UnitBytes)
	}
	return all
}

// fieldsText returns what Fields say as --field has it.
func fieldsText(fields map[string]string) string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		all = append(all, name+"="+fields[name])
	}
	return strings.Join(all, ",")
}

// engineConditions returns what the engine makes of a document depends on, by
// name.
func (o *Options) engineConditions() map[string]string {
	all := map[string]string{"version": o.Build.Version, "rules": o.Build.Rules}
	maps.Copy(all, o.Conditions)
	return all
}
