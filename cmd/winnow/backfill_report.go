package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/winnow-news/winnow/pipeline/backfill"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/backfill/progress"
	"github.com/winnow-news/winnow/pipeline/backfill/report"
)

// reportFlags say what is told of a run.
type reportFlags struct {
	Progress progress.Mode `default:"auto" help:"How far it is: a bar on a terminal (auto), lines of JSON for programs (json), nothing (off)." placeholder:"auto|json|off" group:"Report"`
	Report   string        `help:"Write a page with plots of what was done: what was removed, by kind, site and month, with its text." placeholder:"FILE.html" group:"Report"`
	Diff     string        `help:"Say which documents and paragraphs came out otherwise than in an earlier run, by its output or manifest. With --report also as FILE.diff.html." placeholder:"OLD" group:"Report"`
}

// check returns an error for a report that would replace an input, and for an
// earlier run that is not there: before any work is done.
func (f *reportFlags) check(in archive.Inputs) error {
	if f.Diff != "" {
		if _, err := os.Stat(f.Diff); err != nil {
			return fmt.Errorf("--diff: %w", err)
		}
	}
	if f.Report == "" {
		return nil
	}
	if err := backfill.Spare(in, []string{f.Report, f.diffPage()}, nil); err != nil {
		return usageError{fmt.Errorf("--report: %w", err)}
	}
	return nil
}

// switchWriter writes to where it was told last: the log goes through the bar while
// there is one.
type switchWriter struct {
	mu sync.Mutex
	to io.Writer
}

func (w *switchWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	to := w.to
	w.mu.Unlock()
	return to.Write(p)
}

// use makes it write to another writer and returns the one before.
func (w *switchWriter) use(to io.Writer) io.Writer {
	w.mu.Lock()
	defer w.mu.Unlock()
	before := w.to
	w.to = to
	return before
}

// told is what a run is told of and tells.
type told struct {
	flags   *reportFlags
	tally   *report.Tally
	begun   time.Time
	before  time.Duration // that the tally took in earlier runs
	ticked  time.Time
	docs    int // since the last tick
	bytes   int64
	shower  *progress.Shower
	last    progress.State
	restore func()
	crew    []crewTick // how fast machines are that share the work
}

// tellEvery is how often the tally notes how fast the run is.
const tellEvery = time.Second

// begin shows progress and counts, by the options of a run.
func (f *reportFlags) begin(at console, o *backfill.Options) *told {
	t := &told{flags: f, tally: report.NewTally(), begun: time.Now(), ticked: time.Now()}
	t.shower, t.restore = newShower(f.Progress, at)
	o.Seen, o.Keep, o.Show = t.saw, t, t.show
	return t
}

// Store returns the tally, for the checkpoint.
func (t *told) Store() ([]byte, error) { return t.tally.MarshalBinary() }

// Restore takes the tally of the runs before.
func (t *told) Restore(stored []byte) error {
	err := t.tally.UnmarshalBinary(stored)
	t.before = t.tally.Elapsed()
	return err
}

func (t *told) saw(seen backfill.Seen) {
	t.tally.Add(report.Seen(seen))
	t.docs++
	t.bytes += int64(seen.Bytes)
	if now := time.Now(); now.Sub(t.ticked) >= tellEvery {
		t.tick(now)
	}
}

func (t *told) tick(now time.Time) {
	t.tally.Tick(t.before+now.Sub(t.begun), t.docs, t.bytes)
	t.docs, t.bytes, t.ticked = 0, 0, now
}

func (t *told) show(p *backfill.Progress) {
	t.last = progress.State{
		Pass: p.Pass, Documents: int64(p.Documents), Rejected: int64(p.Rejected), Duplicates: int64(p.Duplicates),
		Bytes: p.Bytes, Total: p.Total, Elapsed: p.Elapsed, Units: p.Units, UnitsDone: p.UnitsDone, Machines: p.Machines,
	}
	t.sample(p)
	t.shower.Show(t.last)
}

// end ends the display; no more is shown.
func (t *told) end() {
	if t.last.Pass != "" { // else nothing was begun
		t.shower.End(t.last)
	}
	t.restore()
}

// summaryWidth is how wide the table is where no terminal says it.
const summaryWidth = 80

// tell writes the table and the pages at the end of a run.
func (t *told) tell(ctx context.Context, at console, out string, log *slog.Logger) error {
	if t.docs > 0 {
		t.tick(time.Now())
	}
	t.tickCrew()
	if t.flags.Progress != progress.JSON && t.flags.Progress != progress.Off {
		if err := report.Summary(at.err, t.tally, summaryWidth); err != nil {
			return err
		}
	}
	if t.flags.Report != "" {
		title := "winnow: " + cmp.Or(out, "a sample")
		if err := output.WriteWhole(t.flags.Report, func(w io.Writer) error { return report.WriteHTML(w, t.tally, title) }); err != nil {
			return err
		}
		log.Info("report written", "file", t.flags.Report)
	}
	if t.flags.Diff == "" {
		return nil
	}
	return t.flags.compare(ctx, at, out, log)
}

// diffPage returns the name of the page of what came out otherwise; empty when there
// is none.
func (f *reportFlags) diffPage() string {
	if f.Report == "" || f.Diff == "" {
		return ""
	}
	return strings.TrimSuffix(f.Report, ".html") + ".diff.html"
}

// compare says what came out otherwise than in an earlier run.
func (f *reportFlags) compare(ctx context.Context, at console, out string, log *slog.Logger) error {
	run := func(name string) report.Run {
		return report.Run{Name: name, Documents: output.Documents(ctx, name)}
	}
	difference, err := report.Diff(run(f.Diff), run(out))
	if err != nil {
		return fmt.Errorf("--diff: %w", err)
	}
	if err := report.DifferenceTable(at.out, difference, summaryWidth); err != nil || f.Report == "" {
		return err
	}
	page := f.diffPage()
	title := "winnow: " + out + " against " + f.Diff
	if err := output.WriteWhole(page, func(w io.Writer) error { return report.WriteDifferenceHTML(w, difference, title) }); err != nil {
		return err
	}
	log.Info("difference written", "file", page)
	return nil
}
