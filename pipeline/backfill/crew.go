package backfill

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/memory"
)

// Pass is one of the passes whose units several machines can share.
type Pass string

// The passes.
const (
	PassLearn Pass = "learn"
	PassClean Pass = "clean"
)

// Crew has the units of a pass done, on several machines.
type Crew interface {
	// Begin makes a run known to the machines. What is known already of the run
	// with this ID is gone on with.
	Begin(ctx context.Context, run *Shared) error

	// Do returns what became of the units, in their order, when all of them are
	// done or were given up. It tells how far all machines are. Memory is the
	// file of what sites repeat; empty: there is none.
	Do(ctx context.Context, pass Pass, units []Unit, memory string, tell func(Progress)) ([]Done, error)

	// End forgets a run. One that is not known is no error.
	End(ctx context.Context, id string) error
}

// Shared is what all machines of a run must take alike. Names of files are as
// the first machine was given them.
type Shared struct {
	ID        string            `json:"id"` // of this run and of no other
	Inputs    string            `json:"inputs"`
	Out       string            `json:"out"`
	Folder    string            `json:"folder"` // for what is made of units
	Form      string            `json:"form"`
	Archive   archive.Options   `json:"archive"`
	Recurring string            `json:"recurring"`
	Stories   bool              `json:"stories,omitempty"`
	Tally     bool              `json:"tally,omitempty"`
	Engine    map[string]string `json:"engine"` // what it makes of a document depends on, by name
}

// Done is what became of a unit in a pass.
type Done struct {
	Unit    int    `json:"unit"`
	Folder  string `json:"folder,omitempty"`  // with the files that were made; the names below are of files in it
	Machine string `json:"machine,omitempty"` // that did it
	Failed  string `json:"failed,omitempty"`  // why it was given up; then there is nothing else

	Sightings string         `json:"sightings,omitempty"` // of the first pass: what the documents show of sites
	Parts     []output.Part  `json:"parts,omitempty"`     // of the second: the documents
	Rejects   string         `json:"rejects,omitempty"`   // empty: none
	IDs       string         `json:"ids,omitempty"`
	Tally     string         `json:"tally,omitempty"`
	Records   int            `json:"records"` // of its last input, where those are counted from where the unit begins
	Documents int            `json:"documents"`
	Rejected  int            `json:"rejected"`
	Duplicate int            `json:"duplicates"`        // ids that come twice within it
	Reasons   map[string]int `json:"reasons,omitempty"` // rejected, by reason
	Unnamed   int            `json:"unnamed,omitempty"` // documents whose address names no page
	Bytes     int64          `json:"bytes"`             // of its inputs
}

// ErrGivenUp says that units could not be done on any machine.
var ErrGivenUp = errors.New("units were given up")

// crewed returns an error when a crew can't do what the options ask for.
func (o *Options) crewed() error {
	switch {
	case o.Crew == nil:
		return nil
	case !o.resumable():
		return errors.New("machines that share the work read and write files: standard input, pipes and samples are for one")
	case o.remote():
		return errors.New("machines that share the work write files")
	case (o.RotateBytes > 0 || o.RotateAfter > 0) && o.Stories == nil:
		return errors.New("where machines share the work, a file is written for every unit of it: the size of units takes the place of rotation")
	}
	return nil
}

// shared returns what is told to the machines.
func (r *run) shared() *Shared {
	return &Shared{
		ID: r.check.Run, Inputs: inputsOf(r.In).String(), Out: r.Out, Folder: UnitsName(r.State), Form: r.Form.Name,
		Archive: r.Archive, Recurring: r.Recurring.String(), Stories: r.Stories != nil, Tally: r.Tally != nil,
		Engine: r.engineConditions(),
	}
}

// onManyMachines runs the first two passes on several machines. What each unit
// came to is remembered by the crew, and the checkpoint only when all did.
func (r *run) onManyMachines(ctx context.Context) error {
	if r.check.Cleaned {
		r.counted(r.check.Clean)
		r.out = r.check.Out
		return r.restoreKept()
	}
	if r.check.Run == "" {
		r.check.Run = rand.Text()
		if err := r.check.save(nil); err != nil {
			return err
		}
	}
	units, err := cutUnits(ctx, r.In, r.UnitBytes, r.Archive)
	if err != nil {
		return err
	}
	if err := r.begin(ctx); err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	learned, err := r.learnOnMany(ctx, units)
	if err != nil {
		return err
	}
	r.show.pass(string(PassClean), 0, 0, 0)
	done, err := r.Crew.Do(ctx, PassClean, units, learned, func(p Progress) {
		r.show.whole(p)
		if err := r.MaxRejects.check(p.Rejected, p.Documents); err != nil {
			stop(err)
		}
	})
	if cause := context.Cause(ctx); errors.Is(cause, ErrTooManyRejects) {
		return cause
	}
	if err == nil {
		err = givenUp(units, done)
	}
	if err != nil {
		return err
	}
	return r.gather(ctx, units, done)
}

// begin makes the folder for units, by which machines see that they have the
// same files, and tells them of the run.
func (r *run) begin(ctx context.Context) error {
	folder := UnitsName(r.State)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, runFile), []byte(r.check.Run+"\n"), 0o644); err != nil {
		return err
	}
	return r.Crew.Begin(ctx, r.shared())
}

// runFile names the run in the folder for its units.
const runFile = "run"

// dismiss ends what a crew has to do with a run that is done.
func (r *run) dismiss(ctx context.Context) error {
	if r.Crew == nil {
		return nil
	}
	return errors.Join(r.Crew.End(ctx, r.check.Run), os.RemoveAll(UnitsName(r.State)))
}

// learnOnMany is the first pass. It returns the file with what was learned, empty
// when nothing is to be.
func (r *run) learnOnMany(ctx context.Context, units []Unit) (string, error) {
	if r.Recurring == memory.RecurringOff {
		return "", nil
	}
	name := cmp.Or(r.MemoryFile, filepath.Join(UnitsName(r.State), "memory"))
	if _, err := os.Stat(name); err == nil || !errors.Is(err, os.ErrNotExist) {
		return name, err
	}
	r.show.pass(string(PassLearn), 0, 0, 0)
	r.Log.Info("learning what sites repeat; cleaning comes after that", "units", len(units))
	done, err := r.Crew.Do(ctx, PassLearn, units, "", r.show.whole)
	if err == nil {
		err = givenUp(units, done)
	}
	if err != nil {
		return "", err
	}
	sites, unnamed := memory.NewSites(Memory), 0
	for i := range done {
		unnamed += done[i].Unnamed
		if err := applySightings(filepath.Join(done[i].Folder, done[i].Sightings), sites); err != nil {
			return "", err
		}
		if ctx.Err() != nil {
			return "", stopped(ctx)
		}
	}
	r.tellUnnamed(unnamed)
	return name, saveMemory(name, sites)
}

// givenUp returns ErrGivenUp with the units that were.
func givenUp(units []Unit, done []Done) error {
	const most = 5
	var which []string
	failed := 0
	for i := range done {
		if done[i].Failed == "" {
			continue
		}
		if failed++; failed <= most {
			which = append(which, fmt.Sprintf("%s: %s", &units[i], done[i].Failed))
		}
	}
	switch {
	case failed == 0:
		return nil
	case failed > most:
		which = append(which, "…")
	}
	return fmt.Errorf("%w: %d of %d; the others are done, and called again the same way only these are tried: %s", ErrGivenUp, failed, len(done), strings.Join(which, "; "))
}
