package cleaners

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// ours is the path of this module.
const ours = "github.com/winnow-news/winnow"

// ownModule copies the example of a cleaner of one's own into a module of its own,
// which requires this checkout, and returns its folder.
func ownModule(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS("testdata/owncleaner")); err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	_, requires, _ := strings.Cut(string(mod), "\n")
	own := "module example.org/owncleaner\n" + requires + "\nrequire " + ours + " v0.0.0\n\nreplace " + ours + " => " + root + "\n"
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile("../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "go.sum"), sum, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestACleanerOfOnesOwnNeedsNothingThatIsNotExported builds and runs the example
// from outside of this module.
func TestACleanerOfOnesOwnNeedsNothingThatIsNotExported(t *testing.T) {
	dir := ownModule(t)
	command := func(args ...string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
		return cmd
	}
	if out, err := command("test", ".").CombinedOutput(); err != nil {
		t.Fatalf("go test: %v\n%s", err, out)
	}
	run := command("run", ".")
	run.Stdin = strings.NewReader(strings.Replace(scrape, "Tags:", "Quiz of the day\nHow long is the harbour bridge?\nTags:", 1))
	var stderr bytes.Buffer
	run.Stderr = &stderr
	out, err := run.Output()
	if err != nil {
		t.Fatalf("go run: %v\n%s", err, &stderr)
	}
	for _, want := range []string{"\n- quiz/header Quiz of the day\n", "\n- quiz/question How long is the harbour bridge?\n", "Ferries will run every ten minutes."} {
		if !strings.Contains(string(out), want) {
			t.Errorf("it printed\n%s\nwant %q in it", out, want)
		}
	}
}
