package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/winnow-news/winnow/cleaners/siterules"
	"github.com/winnow-news/winnow/cmd/winnow/review"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/record"
	"github.com/winnow-news/winnow/pipeline/replay"
)

// deskOf is the rules of a folder, beside a catalog of one document.
func deskOf(t *testing.T, dir string) *ruleDesk {
	t.Helper()
	documents := catalog.New(catalog.Options{})
	if err := documents.Add(catalog.Entry{Clean: &record.Clean{ID: "a", URL: "https://www.gazette.example/1", Site: "gazette-example"}}); err != nil {
		t.Fatal(err)
	}
	return &ruleDesk{place: ruleFolder{dir}, trials: trials{documents: documents}}
}

// TestASiteThatTheCatalogHasNotIsTold finds a misspelt one.
func TestASiteThatTheCatalogHasNotIsTold(t *testing.T) {
	desk := deskOf(t, t.TempDir())
	text := "site gazette.example\nremove: line equals \"More\"\nsite www.gazette.example, gazete.example # both\nremove: line equals \"Less\"\n"
	got, err := desk.Check(t.Context(), review.RuleFile{Name: "a.rules", Text: text})
	if err != nil || len(got) != 1 || got[0] != (review.Problem{Line: 3, Notice: true, What: "the catalog has no document of gazete.example: is it spelt so?"}) {
		t.Errorf("told: %+v, %v", got, err)
	}
}

// TestAFileIsTakenOutOfTheFolder rolls out a draft without text.
func TestAFileIsTakenOutOfTheFolder(t *testing.T) {
	dir := t.TempDir()
	desk := deskOf(t, dir)
	rule := "site gazette.example\nremove: line equals \"More\"\n"
	for _, name := range []string{"a.rules", "b.rules"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(rule), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"a.rules", "b.rules"} {
		draft, err := desk.File(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		draft.Text = "\n"
		if problems, err := desk.Check(t.Context(), draft); err != nil || len(problems) > 0 {
			t.Fatalf("problems %+v, %v", problems, err)
		}
		if _, err := desk.RollOut(context.Background(), draft, "ada", "the site is gone"); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, name)); !os.IsNotExist(err) {
			t.Errorf("%s is still there: %v", name, err)
		}
	}
	if left, err := desk.Files(t.Context()); err != nil || len(left) > 0 {
		t.Errorf("left are %+v, %v", left, err)
	}
}

// TestLinesThatRulesName wants only what is said of a whole line, or of its beginning.
func TestLinesThatRulesName(t *testing.T) {
	rules := `site gazette.example
remove related: line begins "In our dossier:"
remove: line equals "Read \"The Moor\"" # a quiz
remove: line equals "All of it"
remove promo: line contains "dossier"
keep: line begins "Kept all the same"
remove share: line begins "In * moor"
`
	set, err := siterules.FromFiles(map[string][]byte{"a.rules": []byte(rules)})
	if err != nil {
		t.Fatal(err)
	}
	names := namesOf(set)
	for line, want := range map[string]string{
		"In our  Dossier: Birds": "in our dossier:", `read "the moor"`: `read "the moor"`, "ALL OF IT": "all of it", "All of it, and more": "", "the dossier": "", "Kept all the same today": "", "In the moor": "",
	} {
		if got := names.of(line); got != want {
			t.Errorf("%q is named by %q, want %q", line, got, want)
		}
	}
}

func TestWhatIsTakenOutAlready(t *testing.T) {
	rules := map[string]*replay.RuleReport{
		"recurring/day":  {To: replay.Count{Parts: 38, Letters: 900}},
		"recurring/edge": {To: replay.Count{Whole: 2}},
		"related/lead":   {To: replay.Count{Parts: 1}},
		"site/related":   {From: replay.Count{Parts: 41}},
	}
	if got := fmt.Sprint(alreadyOut(rules)); got != "[{memory 40} {related/lead 1}]" {
		t.Errorf("taken out already: %s", got)
	}
}
