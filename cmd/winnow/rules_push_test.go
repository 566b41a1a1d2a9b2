package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// rulesDir writes a folder of rules.
func rulesDir(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// rulesCommand runs a command for rules, and returns what it says.
func rulesCommand(t *testing.T, url string, want int, args ...string) string {
	t.Helper()
	var out, said bytes.Buffer
	code := run(append([]string{"rules"}, append(args, "--nats", url)...), console{out: &out, err: &said})
	if code != want {
		t.Fatalf("winnow rules %s: exit code %d, want %d:\n%s%s", strings.Join(args, " "), code, want, &out, &said)
	}
	return out.String() + said.String()
}

func wantIn(t *testing.T, text string, all ...string) {
	t.Helper()
	for _, want := range all {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q:\n%s", want, text)
		}
	}
}

const appRule = "site courier.example\nremove promo: line equals \"Read this and more in our app.\"\n"

// TestRulesGoToTheBucketAndBack does what an editor does, without workers.
func TestRulesGoToTheBucketAndBack(t *testing.T) {
	url := startedServer(t).URL()
	wantIn(t, rulesCommand(t, url, 0, "log"), "has no rules")
	wantIn(t, rulesCommand(t, url, exitFailed, "pull", t.TempDir()), "there are no rules")

	first := rulesDir(t, map[string]string{"courier.rules": appRule})
	wantIn(t, rulesCommand(t, url, exitFailed, "push", first, "--if-revision", "7"), "nothing was pushed")
	said := rulesCommand(t, url, 0, "push", first, "--by", "anna", "--note", "the app line", "--if-revision", "0")
	wantIn(t, said, "+ courier.rules\n", "1 files, 1 of them changed")
	var revision uint64
	if _, err := fmt.Sscanf(said[strings.Index(said, "revision"):], "revision %d", &revision); err != nil {
		t.Fatal(err)
	}
	wantIn(t, rulesCommand(t, url, 0, "push", first), "the same rules: nothing to push")
	wantIn(t, rulesCommand(t, url, exitFailed, "push", first, "--if-revision", "0"), "by anna (the app line)", "there was to be none")

	broken := rulesDir(t, map[string]string{"courier.rules": appRule, "sites/b.rules": "remove all\n"})
	wantIn(t, rulesCommand(t, url, exitFailed, "push", broken), "nothing was pushed", "sites/b.rules:1")
	wantIn(t, rulesCommand(t, url, exitUsage, "push", t.TempDir()), "--empty")

	second := rulesDir(t, map[string]string{"courier.rules": appRule + "keep: line begins \"The app\"\n", "sites/b.rules": "site b.example\nremove legal: line equals \"Imprint\"\n"})
	wantIn(t, rulesCommand(t, url, 0, "push", second, "--if-revision", fmt.Sprint(revision)), "~ courier.rules\n+ sites/b.rules\n")
	wantIn(t, rulesCommand(t, url, 0, "rollback", "--by", "ben"), "~ courier.rules\n- sites/b.rules\n")
	wantIn(t, rulesCommand(t, url, 0, "log"), "anna", "ben", fmt.Sprintf("back to revision %d", revision))
	said = rulesCommand(t, url, exitFailed, "rollback", "3000")
	if wantIn(t, said, "no revision 3000", "winnow rules log"); strings.Contains(said, "there are no rules") {
		t.Errorf("there are rules:\n%s", said)
	}
	wantIn(t, rulesCommand(t, url, 0, "push", t.TempDir(), "--empty"), "digest none", "- courier.rules")
	wantIn(t, rulesCommand(t, url, 0, "rollback", fmt.Sprint(revision)), "+ courier.rules")

	pulled := filepath.Join(t.TempDir(), "new")
	rulesCommand(t, url, 0, "pull", pulled)
	got, err := os.ReadFile(filepath.Join(pulled, "courier.rules"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(appRule, string(got)); diff != "" {
		t.Errorf("pulled (-want +got):\n%s", diff)
	}
	wantIn(t, rulesCommand(t, url, exitFailed, "pull", second), "courier.rules is there and is another")
	wantIn(t, rulesCommand(t, url, 0, "pull", second, "--overwrite"), "sites/b.rules is there besides")
}

// TestAPushTakesNoFileAwayUnasked pushes a folder with one's own file alone.
func TestAPushTakesNoFileAwayUnasked(t *testing.T) {
	url := startedServer(t).URL()
	all := rulesDir(t, map[string]string{"courier.rules": appRule, "tide.rules": "site tide.example\nremove legal: line equals \"Imprint\"\n"})
	rulesCommand(t, url, 0, "push", all)
	mine := rulesDir(t, map[string]string{"moor.rules": "site moor.example\nremove legal: line equals \"Imprint\"\n"})
	wantIn(t, rulesCommand(t, url, exitFailed, "push", mine), "nothing was pushed", "- courier.rules\n- tide.rules\n", "--add", "--replace", "winnow rules pull "+mine)
	said := rulesCommand(t, url, 0, "push", mine, "--add")
	wantIn(t, said, "+ moor.rules\n", "3 files, 1 of them changed")
	if strings.Contains(said, "- ") {
		t.Errorf("--add took files away:\n%s", said)
	}
	wantIn(t, rulesCommand(t, url, 0, "push", mine, "--add"), "the same rules")
	wantIn(t, rulesCommand(t, url, exitUsage, "push", mine, "--add", "--replace"), "--add")
	wantIn(t, rulesCommand(t, url, exitFailed, "push", mine, "--empty"), "- courier.rules")
	wantIn(t, rulesCommand(t, url, 0, "push", mine, "--replace"), "- courier.rules\n- tide.rules\n", "1 files, 2 of them changed")
	wantIn(t, rulesCommand(t, url, 0, "rollback"), "going back to revision ", "+ courier.rules")
}

// TestRulesThatFailTheirTestsAreNotPushed has a rule that does not do what its test says.
func TestRulesThatFailTheirTestsAreNotPushed(t *testing.T) {
	url := startedServer(t).URL()
	wrong := rulesDir(t, map[string]string{"moor.rules": "site moor.example\nremove related: line begins \"In our dossier:\"\ntest \"In our dosier: x\" removed\n"})
	wantIn(t, rulesCommand(t, url, exitFailed, "push", wrong), "nothing was pushed: 1 of 1 tests failed", "moor.rules:3: ", "--untested")
	wantIn(t, rulesCommand(t, url, 0, "log"), "has no rules")
	wantIn(t, rulesCommand(t, url, 0, "push", wrong, "--untested"), "+ moor.rules")
}

func TestRulesOfNoServerAreAUsageError(t *testing.T) {
	for _, args := range [][]string{{"live"}, {"log"}, {"pull", t.TempDir()}, {"rollback"}, {"push", rulesDir(t, map[string]string{"a.rules": appRule})}} {
		var said bytes.Buffer
		if code := run(append([]string{"rules"}, args...), console{out: &said, err: &said}); code != exitUsage || !strings.Contains(said.String(), "--nats") {
			t.Errorf("rules %v: exit code %d: %s", args, code, &said)
		}
	}
}

// rulesDigestOf returns the digest that documents have under a folder of rules.
func rulesDigestOf(t *testing.T, dir string) string {
	t.Helper()
	base, err := (&policyFlags{}).engine(0)
	if err != nil {
		t.Fatal(err)
	}
	set, err := rulesFlag{dir}.set()
	if err != nil {
		t.Fatal(err)
	}
	return base.with(set).build().Rules
}

// builtUnder returns the digest that a published document has.
func builtUnder(t *testing.T, body string) string {
	t.Helper()
	var of struct {
		Winnow struct{ Rules string }
	}
	if err := json.Unmarshal([]byte(body), &of); err != nil {
		t.Fatal(err)
	}
	return of.Winnow.Rules
}
