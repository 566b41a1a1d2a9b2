package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cmd/winnow/review"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

// openedRoom opens what flags of winnow review name, and reads all that is there.
func openedRoom(t *testing.T, c *reviewShowCmd) *reviewRoom {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	engine, err := c.engine(c.Extras)
	if err != nil {
		t.Fatal(err)
	}
	room, err := c.openRoom(t.Context(), engine, console{strings.NewReader(""), t.Output(), t.Output()}, log)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	read := make(chan struct{})
	go func() {
		defer close(read)
		room.read(ctx, log)
	}()
	t.Cleanup(func() {
		stop()
		<-read
		if err := room.close(); err != nil {
			t.Error(err)
		}
	})
	for room.documents.Progress().Reading || room.documents.Progress().Documents == 0 {
		if ctx.Err() != nil {
			t.Fatal("nothing was read")
		}
		time.Sleep(5 * time.Millisecond)
	}
	return room
}

// pagesOf returns the pages of a room.
func pagesOf(t *testing.T, room *reviewRoom) http.Handler {
	t.Helper()
	o := room.pages
	o.Catalog, o.Reported, o.By = room.documents, room.documents.Report, "ada"
	h, err := review.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// post sends a form to the pages as a browser does, and returns the answer.
func post(h http.Handler, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "http://localhost"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// leaked is documents of one site, each with the line that is no article.
func leaked(n int) string {
	var lines strings.Builder
	for i := range n {
		text := strings.ReplaceAll(leakedText, "Ferries", fmt.Sprint("Ferries ", i+1, " "))
		fmt.Fprintf(&lines, `{"schema":"winnow.raw.v1","id":"leak-%d","url":"https://www.courier.example/%d","fetched_at":"2026-03-0%dT08:00:00Z","content":%q}`+"\n", i, i, i+1, text)
	}
	return lines.String()
}

// filesRoom is winnow review of files, with a folder of rules.
func filesRoom(t *testing.T) (room *reviewRoom, rules string) {
	t.Helper()
	dir := t.TempDir()
	in := filepath.Join(dir, "leaked.jsonl")
	if err := os.WriteFile(in, []byte(leaked(4)), 0o600); err != nil {
		t.Fatal(err)
	}
	rules = filepath.Join(dir, "rules")
	if err := os.Mkdir(rules, 0o755); err != nil {
		t.Fatal(err)
	}
	c := &reviewShowCmd{In: []string{in}, Corrections: filepath.Join(dir, "said.jsonl")}
	c.Since = notGiven
	c.Rules = rules
	return openedRoom(t, c), rules
}

// leakOf returns the correction of a document's leaked line.
func leakOf(t *testing.T, room *reviewRoom, id string) *corrections.Correction {
	t.Helper()
	doc, err := room.documents.Document(t.Context(), catalog.KeyOf(id))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range doc.Pieces {
		if strings.HasPrefix(p.Text, "In our dossier:") {
			c := &corrections.Correction{
				By: "ada", Document: doc.ID, URL: doc.URL, Site: doc.Site, Source: corrections.SourceDigest(doc.Judged.Source), Start: p.Start, End: p.End, Text: p.Text, Want: document.Related,
			}
			if err := room.pages.Corrections.Add(t.Context(), c, doc.Raw); err != nil {
				t.Fatal(err)
			}
			return c
		}
	}
	t.Fatalf("%s has no leaked line: %+v", id, doc.Pieces)
	return nil
}

// draftedRule takes the steps from a correction to a rule: what is suggested, that it is
// well formed, and what it would take out.
func draftedRule(t *testing.T, room *reviewRoom, documents int) review.RuleFile {
	t.Helper()
	desk := room.pages.Rules
	// One complaint is enough: the other documents have lines that begin alike.
	draft, err := desk.Suggest(t.Context(), *leakOf(t, room, "leak-0"))
	if err != nil || !strings.Contains(draft.Text, `remove related: line begins "In our dossier:"`) {
		t.Fatalf("suggested:\n%s, %v", draft.Text, err)
	}
	if problems, err := desk.Check(t.Context(), draft); err != nil || len(problems) > 0 {
		t.Fatalf("problems %+v, %v", problems, err)
	}
	trial, err := desk.Try(t.Context(), draft, "", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if trial.Documents != documents || trial.Changed != documents || trial.Lost == 0 || trial.Kept != 0 {
		t.Errorf("the trial: %+v", trial)
	}
	for _, c := range trial.Changes {
		if !strings.HasPrefix(c.Text, "In our dossier:") || !c.Lost() {
			t.Errorf("a change is %+v", c)
		}
	}
	return draft
}

func TestARuleIsDraftedTriedAndRolledOutInAFolder(t *testing.T) {
	room, rules := filesRoom(t)
	desk := room.pages.Rules
	draft := draftedRule(t, room, 4)
	if entries, err := os.ReadDir(rules); err != nil || len(entries) > 0 {
		t.Fatalf("a trial wrote %v, %v", entries, err)
	}
	if _, err := desk.RollOut(t.Context(), draft, "ada", "it leaks"); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(filepath.Join(rules, draft.Name)); err != nil || string(text) != draft.Text {
		t.Fatalf("in force: %q, %v", text, err)
	}
	if files, err := desk.Files(t.Context()); err != nil || len(files) != 1 || files[0].Name != draft.Name || files[0].Rules != 1 || files[0].Changed.IsZero() {
		t.Errorf("listed: %+v, %v", files, err)
	}
	// What is in force is what a trial begins from: nothing more would change.
	now, err := desk.File(t.Context(), draft.Name)
	if err != nil {
		t.Fatal(err)
	}
	if trial, err := desk.Try(t.Context(), now, "", time.Time{}); err != nil || trial.Changed != 0 {
		t.Errorf("tried again: %+v, %v", trial, err)
	}
	// A second rule of the site goes into the same file, below the first.
	more, err := desk.Suggest(t.Context(), *leakOf(t, room, "leak-0"))
	if err != nil || !strings.HasPrefix(more.Text, draft.Text) || more.Base != now.Base || strings.Count(more.Text, "site ") != 1 {
		t.Errorf("the next is %+v, %v", more, err)
	}
}

// TestOfTwoRollOutsTheSecondIsToldOfTheFirst has two people change one file.
func TestOfTwoRollOutsTheSecondIsToldOfTheFirst(t *testing.T) {
	room, rules := filesRoom(t)
	secondIsTold(t, room)
	// Somebody who writes into the folder is seen too.
	desk := room.pages.Rules
	mine, err := desk.File(t.Context(), "courier.example.rules")
	if err != nil {
		t.Fatal(err)
	}
	theirs := "site courier.example\nremove share: line equals \"Follow us\"\n"
	if err := os.WriteFile(filepath.Join(rules, mine.Name), []byte(theirs), 0o600); err != nil {
		t.Fatal(err)
	}
	mine.Text += "remove share: line equals \"And us\"\n"
	if said, err := desk.RollOut(t.Context(), mine, "ada", "mine"); err == nil || !strings.Contains(err.Error(), "somebody has changed") {
		t.Errorf("it says %q, %v", said, err)
	}
	if text, _ := os.ReadFile(filepath.Join(rules, mine.Name)); string(text) != theirs {
		t.Errorf("in force: %q", text)
	}
}

// secondIsTold has two people begin drafts of a new file and of one that is there.
func secondIsTold(t *testing.T, room *reviewRoom) {
	t.Helper()
	h, desk := pagesOf(t, room), room.pages.Rules
	form := func(base, text string) url.Values {
		return url.Values{"name": {"courier.example.rules"}, "base": {base}, "text": {"site courier.example\n" + text + "\n"}, "note": {"a note"}, "untried": {"1"}, "do": {"rollout"}}
	}
	const first, second = `remove share: line equals "Follow us"`, `remove promo: line equals "Join us"`
	base := ""
	for _, what := range []string{"a new file", "a file that is there"} {
		if body := post(h, "/rules/draft", form(base, first+"\n# "+what)).Body.String(); !strings.Contains(body, "in force") && !strings.Contains(body, "In force") {
			t.Fatalf("%s: the first is told:\n%s", what, body)
		}
		if body := post(h, "/rules/draft", form(base, second)).Body.String(); !strings.Contains(body, "somebody has changed courier.example.rules since") || !strings.Contains(body, "Join us") {
			t.Fatalf("%s: the second is told:\n%s", what, body)
		}
		now, err := desk.File(t.Context(), "courier.example.rules")
		if err != nil || !strings.Contains(now.Text, first) || !strings.Contains(now.Text, what) || strings.Contains(now.Text, second) {
			t.Fatalf("%s: in force is %+v, %v", what, now, err)
		}
		base = now.Base
	}
}

// TestNoFileOfRulesLeavesItsFolder tries names that lead elsewhere, or are none.
func TestNoFileOfRulesLeavesItsFolder(t *testing.T) {
	room, rules := filesRoom(t)
	h := pagesOf(t, room)
	outside := filepath.Join(filepath.Dir(rules), "outside.rules")
	for _, name := range []string{"../outside.rules", "a/../../outside.rules", outside, "..\\outside.rules", "a\x00.rules", ".rules", "", "/", "a\n.rules", strings.Repeat("a", 300) + ".rules", "notes.md", "a/./b.rules", "a//b.rules"} {
		w := post(h, "/rules/draft", url.Values{"name": {name}, "text": {"site courier.example\nremove share: line equals \"x\"\n"}, "note": {"n"}, "untried": {"1"}, "do": {"rollout"}})
		if strings.Contains(w.Body.String(), "n force") {
			t.Errorf("%q is in force", name)
		}
		if _, err := room.pages.Rules.File(t.Context(), name); err == nil {
			t.Errorf("%q is a file of rules", name)
		}
	}
	if entries, err := os.ReadDir(rules); err != nil || len(entries) > 0 {
		t.Errorf("written: %v, %v", entries, err)
	}
	if _, err := os.Stat(outside); err == nil {
		t.Error("a file outside of the folder was written")
	}
}

// TestABrokenDraftChangesNothing rolls out what is no rule, and a rule beside a file that
// is broken by somebody else.
func TestABrokenDraftChangesNothing(t *testing.T) {
	room, rules := filesRoom(t)
	desk := room.pages.Rules
	broken := review.RuleFile{Name: "a.rules", Text: "site courier.example\nremove nonsense: line equals \"x\"\n"}
	problems, err := desk.Check(t.Context(), broken)
	if err != nil || len(problems) != 1 || problems[0].Line != 2 {
		t.Errorf("problems: %+v, %v", problems, err)
	}
	if _, err := desk.RollOut(t.Context(), broken, "ada", "n"); err == nil {
		t.Error("it is in force")
	}
	if err := os.WriteFile(filepath.Join(rules, "b.rules"), []byte("nonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	fine := review.RuleFile{Name: "a.rules", Text: "site courier.example\nremove share: line equals \"x\"\n"}
	if problems, err := desk.Check(t.Context(), fine); err != nil || len(problems) != 1 || problems[0].Line != 0 || !strings.Contains(problems[0].What, "b.rules") {
		t.Errorf("beside a broken file: %+v, %v", problems, err)
	}
	if entries, _ := os.ReadDir(rules); len(entries) != 1 {
		t.Errorf("written: %v", entries)
	}
}

// TestExportsOfThePages wants a golden case and a line of a corpus of each correction.
func TestExportsOfThePages(t *testing.T) {
	room, _ := filesRoom(t)
	c := leakOf(t, room, "leak-0")
	leakOf(t, room, "leak-3")
	name, content, err := room.pages.Exports.Case(t.Context(), *c)
	if err != nil || !strings.HasSuffix(name, ".txtar") || !strings.Contains(string(content), "In our dossier: Ferries 1") || strings.Contains(string(content), "Ferries 4") {
		t.Errorf("%s, %v:\n%s", name, err, content)
	}
	line, err := room.pages.Exports.Line(t.Context(), *c)
	if err != nil || strings.Count(string(line), "\n") > 1 || !strings.Contains(string(line), "leak-0") {
		t.Errorf("%v: %s", err, line)
	}
	agree := *c
	agree.Document = "another"
	if _, _, err := room.pages.Exports.Case(t.Context(), agree); err == nil {
		t.Error("a document without a correction is a case")
	}
}
