package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cmd/winnow/review"
	"github.com/winnow-news/winnow/pipeline/catalog"
)

// TestADraftWhoseTestsFailIsNotRolledOut has a test that its rule does not pass, and then
// one in another file that fails already.
func TestADraftWhoseTestsFailIsNotRolledOut(t *testing.T) {
	const rule = "site moor.example\nremove related: line begins \"In our dossier:\"\n"
	dir := rulesDir(t, map[string]string{"tide.rules": "site tide.example\nremove legal: line equals \"Imprint\"\ntest \"Imprints\" removed\n"})
	d := &ruleDesk{place: ruleFolder{dir}, trials: trials{documents: catalog.New(catalog.Options{})}}
	draft := review.RuleFile{Name: "moor.rules", Text: rule + "test \"In our dosier: x\" removed\n"}
	problems, err := d.Check(t.Context(), draft)
	if err != nil || len(problems) != 1 || problems[0].Line != 3 {
		t.Errorf("problems %v, %v", problems, err)
	}
	if _, err := d.RollOut(t.Context(), draft, "anna", "why"); err == nil || !strings.Contains(err.Error(), "moor.rules:3") {
		t.Errorf("rolled out: %v", err)
	}
	draft.Text = rule + "test \"In our dossier: x\" removed\n"
	if problems, err := d.Check(t.Context(), draft); err != nil || len(problems) != 0 {
		t.Errorf("problems %v, %v", problems, err)
	}
	if _, err := d.RollOut(t.Context(), draft, "anna", "why"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "moor.rules")); err != nil {
		t.Error(err)
	}
	draft = review.RuleFile{Name: "all.rules", Text: "everywhere\nkeep: line begins \"In our dossier\"\n"}
	if problems, err := d.Check(t.Context(), draft); err != nil || len(problems) > 1 || len(problems) == 1 && !strings.Contains(problems[0].What, "moor.rules:3") {
		t.Errorf("problems %v, %v", problems, err)
	}
}
