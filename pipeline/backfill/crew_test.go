package backfill

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/memory"
)

// oneByOne is a crew that does units by itself, in any order, and forgets
// nothing.
type oneByOne struct {
	worker *UnitWorker
	own    Options
	done   map[Pass]map[int]Done
	units  map[Pass]int
	fails  func(Pass, Unit) string // why a unit is given up; may be nil
	after  func(Pass)              // called when a pass is done; may be nil
	ended  string
}

func (c *oneByOne) Begin(_ context.Context, run *Shared) (err error) {
	c.worker, err = NewUnitWorker(reader{}, run, c.own)
	if c.done == nil {
		c.done, c.units = map[Pass]map[int]Done{PassLearn: {}, PassClean: {}}, map[Pass]int{}
	}
	return err
}

func (c *oneByOne) Do(ctx context.Context, pass Pass, units []Unit, learned string, _ func(Progress)) ([]Done, error) {
	for _, i := range rand.Perm(len(units)) {
		u := units[i]
		if _, before := c.done[pass][u.Number]; before {
			continue
		}
		if c.fails != nil {
			if why := c.fails(pass, u); why != "" {
				continue
			}
		}
		folder, err := os.MkdirTemp(c.worker.shared.Folder, fmt.Sprintf("%05d-%s.", u.Number, pass))
		if err != nil {
			return nil, err
		}
		done, err := c.worker.Do(ctx, pass, u, learned, folder, nil)
		if err != nil {
			return nil, err
		}
		c.done[pass][u.Number] = done
		c.units[pass]++
	}
	var all []Done
	for _, u := range units {
		done, is := c.done[pass][u.Number]
		if !is {
			done = Done{Unit: u.Number, Failed: c.fails(pass, u)}
		}
		all = append(all, done)
	}
	if c.after != nil {
		c.after(pass)
	}
	return all, nil
}

func (c *oneByOne) End(_ context.Context, id string) error {
	c.ended = id
	return nil
}

// crewed are the options of a backfill that a crew does, and the crew.
func crewed(f folder) (Options, *oneByOne) {
	o := recalling(f, memory.RecurringOn)
	crew := &oneByOne{own: Options{Site: siteOf, Pipeline: o.Pipeline}}
	o.Crew, o.UnitBytes = crew, 20_000
	return o, crew
}

// joined returns the files of units, one after the other.
func (f folder) joined(pattern string) string {
	f.t.Helper()
	names, err := filepath.Glob(f.path(pattern))
	if err != nil || len(names) == 0 {
		f.t.Fatalf("no %s: %v", pattern, err)
	}
	slices.Sort(names)
	var all strings.Builder
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// twice has every tenth document a second time, at the end.
func twice(t *testing.T, n int) folder {
	f := archiveFolder(t, n)
	var again strings.Builder
	i := 0
	for line := range strings.Lines(f.read("a.jsonl")) {
		if i++; i%10 == 0 {
			again.WriteString(line)
		}
	}
	if err := os.WriteFile(f.path("b.jsonl"), []byte(f.read("b.jsonl")+"\n\n"+again.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return f
}

var sameResult = cmp.Options{cmpopts.IgnoreFields(Result{}, "Files", "Rejects"), cmpopts.IgnoreFields(StoryResult{}, "CopiesTo")}

func TestACrewMakesWhatOneMachineMakes(t *testing.T) {
	alone, shared := twice(t, 600), twice(t, 600)
	want, err := Run(t.Context(), reader{}, recalling(alone, memory.RecurringOn))
	if err != nil {
		t.Fatal(err)
	}
	o, crew := crewed(shared)
	got, err := Run(t.Context(), reader{}, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Files) < 10 || crew.units[PassLearn] != len(got.Files) || crew.units[PassClean] != len(got.Files) {
		t.Errorf("%d files, %v units", len(got.Files), crew.units)
	}
	if want.Duplicates == 0 || want.Rejected == 0 {
		t.Fatalf("nothing to compare: %+v", want)
	}
	if diff := cmp.Diff(want, got, sameResult); diff != "" {
		t.Errorf("result (-alone +crew):\n%s", diff)
	}
	if diff := cmp.Diff(alone.read("out.jsonl"), shared.joined("out-0*.jsonl")); diff != "" {
		t.Errorf("documents (-alone +crew):\n%.2000s", diff)
	}
	rejects := func(f folder) string { return strings.ReplaceAll(f.read("out.rejects.jsonl"), f.dir, "") }
	if diff := cmp.Diff(rejects(alone), rejects(shared)); diff != "" {
		t.Errorf("rejects (-alone +crew):\n%.2000s", diff)
	}
	if _, err := os.Stat(UnitsName(o.Out)); !errors.Is(err, os.ErrNotExist) || crew.ended == "" {
		t.Errorf("the folder of units: %v; ended %q", err, crew.ended)
	}
	if again, err := Run(t.Context(), reader{}, o); err != nil || !again.Before || again.Cleaned != got.Cleaned {
		t.Errorf("the same once more: %+v, %v", again, err)
	}
	o.Crew = nil
	if _, err := Run(t.Context(), reader{}, o); !errors.Is(err, ErrOtherConditions) {
		t.Errorf("one machine goes on with what a crew did: %v", err)
	}
}

func TestACrewFindsTheStoriesThatOneMachineFinds(t *testing.T) {
	files := newsDay(t)
	alone, shared := newFolder(t, files), newFolder(t, files)
	options := func(f folder) Options {
		return Options{In: inputsAt(t, f.path("a.jsonl"), f.path("b.jsonl")), Out: f.path("out.jsonl"), Stories: &StoryOptions{Separate: true}}
	}
	want, err := Run(t.Context(), reader{}, options(alone))
	if err != nil {
		t.Fatal(err)
	}
	o := options(shared)
	o.Crew, o.UnitBytes = &oneByOne{}, 3000
	got, err := Run(t.Context(), reader{}, o)
	if err != nil {
		t.Fatal(err)
	}
	if want.Stories.Copies == 0 {
		t.Fatalf("nothing to compare: %+v", want)
	}
	if diff := cmp.Diff(want, got, sameResult); diff != "" {
		t.Errorf("result (-alone +crew):\n%s", diff)
	}
	for _, name := range []string{"out.jsonl", "out.copies.jsonl"} {
		if diff := cmp.Diff(alone.read(name), shared.read(name)); diff != "" {
			t.Errorf("%s (-alone +crew):\n%.2000s", name, diff)
		}
	}
}

// TestGatheringGoesOn stops a run when all units are done, in the midst of putting
// them together.
func TestGatheringGoesOn(t *testing.T) {
	for _, withStories := range []bool{false, true} {
		files := newsDay(t)
		alone, shared := newFolder(t, files), newFolder(t, files)
		options := func(f folder) Options {
			o := Options{In: inputsAt(t, f.path("a.jsonl"), f.path("b.jsonl")), Out: f.path("out.jsonl")}
			if withStories {
				o.Stories = &StoryOptions{}
			}
			return o
		}
		want, err := Run(t.Context(), reader{}, options(alone))
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		crew := &oneByOne{after: func(Pass) { stop() }}
		o := options(shared)
		o.Crew, o.UnitBytes = crew, 3000
		if _, err := Run(ctx, reader{}, o); !errors.Is(err, context.Canceled) {
			t.Fatalf("the run that was stopped: %v", err)
		}
		merged := errors.New("the tally is full")
		o.Tally = func() Tally { return nil }
		o.MergeTally = func([]byte) error { return merged }
		crew.after = nil
		for number, done := range crew.done[PassClean] {
			done.Tally = runFile // of which something is there
			crew.done[PassClean][number] = done
			if err := os.WriteFile(filepath.Join(done.Folder, runFile), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := Run(t.Context(), reader{}, o); !errors.Is(err, merged) {
			t.Fatalf("the run that can't merge: %v", err)
		}
		merged = nil
		got, err := Run(t.Context(), reader{}, o)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, sameResult); diff != "" {
			t.Errorf("result (-alone +crew):\n%s", diff)
		}
		pattern := "out-0*.jsonl"
		if withStories {
			pattern = "out.jsonl"
		}
		if diff := cmp.Diff(alone.read("out.jsonl"), shared.joined(pattern)); diff != "" {
			t.Errorf("documents (-alone +crew):\n%.2000s", diff)
		}
	}
}

// newsDay is documents in two files, of which some are copies of others.
func newsDay(t *testing.T) map[string]string {
	t.Helper()
	var a, b strings.Builder
	for i := range 60 {
		var text strings.Builder
		for j := range 12 {
			fmt.Fprintf(&text, "Sentence %d of report %d says that ship %d reached harbour %d with %d crates of fruit. ", j, i, i*7+j, j*3+i, i*j+5)
		}
		fmt.Fprintf(&a, `{"id": "a%d", "url": "https://one.example/%d", "content": "%s", "fetched_at": "2026-01-02T03:04:05Z"}`+"\n", i, i, text.String())
		if i%3 == 0 {
			fmt.Fprintf(&b, `{"id": "b%d", "url": "https://two.example/%d", "content": "%s", "fetched_at": "2026-01-02T04:04:05Z"}`+"\n", i, i, text.String())
		}
	}
	return map[string]string{"a.jsonl": a.String(), "b.jsonl": b.String()}
}

// TestACrewWritesEveryForm in which ids that come twice lose nothing.
func TestACrewWritesEveryForm(t *testing.T) {
	for _, name := range []string{"out.parquet", "out.wet.gz", "out.jsonl.zst", "markdown"} {
		f := twice(t, 200)
		o, _ := crewed(f)
		o.Out = f.path(name)
		if name == "markdown" {
			o.Form, _ = output.FormNamed(name)
		}
		got, err := Run(t.Context(), reader{}, o)
		if err != nil || got.Duplicates == 0 || len(got.Files) < 3 {
			t.Errorf("%s: %+v, %v", name, got, err)
			continue
		}
		documents, pages := 0, 0
		for _, part := range got.Files {
			if _, err := os.Stat(part.Name); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			documents += part.Documents
			files, err := filepath.Glob(filepath.Join(part.Name, "*", "*.md"))
			if err != nil {
				t.Fatal(err)
			}
			flat, err := filepath.Glob(filepath.Join(part.Name, "*.md"))
			if err != nil {
				t.Fatal(err)
			}
			pages += len(files) + len(flat)
		}
		if documents != got.Cleaned || o.Form != nil && o.Form.Pages() && pages != got.Cleaned {
			t.Errorf("%s: %d documents in files, %d pages, want %d", name, documents, pages, got.Cleaned)
		}
	}
}

// TestUnitsThatAreGivenUpFailTheRun in the end, and are all that is tried again.
func TestUnitsThatAreGivenUpFailTheRun(t *testing.T) {
	f := twice(t, 300)
	o, crew := crewed(f)
	crew.fails = func(pass Pass, u Unit) string {
		if pass == PassClean && u.Number%4 == 2 {
			return "3 machines died of it"
		}
		return ""
	}
	_, err := Run(t.Context(), reader{}, o)
	if !errors.Is(err, ErrGivenUp) || !strings.Contains(err.Error(), "unit 2 (") || !strings.Contains(err.Error(), "a.jsonl from ") {
		t.Fatalf("Run = %v, want the units that failed", err)
	}
	if _, err := os.Stat(output.ManifestName(o.Out)); err == nil {
		t.Error("there is a manifest of what is not whole")
	}
	before := crew.units[PassClean]
	crew.fails = nil
	got, err := Run(t.Context(), reader{}, o)
	if err != nil {
		t.Fatal(err)
	}
	if crew.units[PassClean] != len(got.Files) || crew.units[PassLearn] != len(got.Files) || before >= len(got.Files) {
		t.Errorf("%d files of %v units", len(got.Files), crew.units)
	}
	alone := twice(t, 300)
	if _, err := Run(t.Context(), reader{}, recalling(alone, memory.RecurringOn)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(alone.read("out.jsonl"), f.joined("out-0*.jsonl")); diff != "" {
		t.Errorf("documents (-alone +crew):\n%.2000s", diff)
	}
}

func TestAWorkerOfOtherMakeIsRefused(t *testing.T) {
	f := twice(t, 20)
	shared := &Shared{ID: "x", Folder: f.dir, Form: "jsonl", Out: f.path("out.jsonl"), Recurring: "on", Engine: map[string]string{"version": "1", "rules": "a", "policy": "precision"}}
	own := Options{Conditions: map[string]string{"policy": "recall"}}
	own.Build.Version, own.Build.Rules = "1", "a"
	_, err := NewUnitWorker(reader{}, shared, own)
	if !errors.Is(err, ErrOtherConditions) || !strings.Contains(err.Error(), `policy was "precision" and is "recall"`) || strings.Contains(err.Error(), "version") {
		t.Errorf("NewUnitWorker = %v, want what differs", err)
	}
	own.Conditions["policy"] = "precision"
	if _, err := NewUnitWorker(reader{}, shared, own); err == nil || !strings.Contains(err.Error(), "does not see the files") {
		t.Errorf("NewUnitWorker = %v, want that the files are not there", err)
	}
}

func TestTheFilesOfACrewAreNotRead(t *testing.T) {
	own := Own("/a/out.jsonl")
	for name, is := range map[string]bool{
		"/a/out.jsonl.units/00001-clean.x/out-00001.jsonl": true, "/a/out-00001.jsonl": true, "/a/out.jsonl.units/run": true, "/a/other.jsonl": false,
	} {
		if own(name) != is {
			t.Errorf("%s: own is %t", name, !is)
		}
	}
}
