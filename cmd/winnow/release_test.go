//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// previousRelease is the revision of this repository that the tests of upgrades
// run beside the present one. When a release is made, set it to that release's
// tag, in a commit after the tag: from then on the test asks whether the next
// release can follow it. There is no tag yet, so it is the last revision before
// the wire form of large documents changed.
const previousRelease = "75c5038ee168f727807e132174c7a28a450472a2"

// previousVersion is what its documents say that cleaned them.
const previousVersion = "previous"

// previousWinnow builds the previous release and returns its binary. It skips
// the test where the revision is not at hand: in an exported tree, or a clone
// without history.
func previousWinnow(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("the previous release cannot be built: there is no git")
	}
	if out, err := exec.Command("git", "-C", "../..", "cat-file", "-e", previousRelease+"^{commit}").CombinedOutput(); err != nil {
		t.Skipf("the previous release cannot be built: this tree has no revision %s, which a full clone has (%s)", previousRelease, bytes.TrimSpace(out))
	}
	source := t.TempDir()
	archive := filepath.Join(t.TempDir(), "source.tar")
	must(t, exec.Command("git", "-C", "../..", "archive", "--output", archive, previousRelease))
	must(t, exec.Command("tar", "-x", "-f", archive, "-C", source))
	binary := filepath.Join(t.TempDir(), "winnow-"+previousVersion)
	// Without paths in it, Go's cache has every package but the first time.
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-X github.com/winnow-news/winnow/cleaners.Version="+previousVersion, "-o", binary, "./cmd/winnow")
	build.Dir = source
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	must(t, build)
	return binary
}

// presentWinnow returns this version's binary, which testscript has put into the
// path.
func presentWinnow(t *testing.T) string {
	t.Helper()
	binary, err := exec.LookPath("winnow")
	if err != nil {
		t.Fatal(err)
	}
	return binary
}

// must runs a program to its end, and fails the test with what it said when it
// fails.
func must(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, said.String())
	}
	return out.String()
}
