package lexicon

import (
	"bytes"
	"flag"
	"os"
	"runtime"
	"testing"
)

var update = flag.Bool("update", false, "compile the data files, and write lexicon.bin")

// TestTheArtifactIsWhatTheFilesCompileTo: the files are the source of it.
func TestTheArtifactIsWhatTheFilesCompileTo(t *testing.T) {
	compiled, err := compile(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(compiled, artifact) {
		return
	}
	if !*update {
		t.Fatalf("lexicon.bin (%d bytes) is not what the data files compile to (%d bytes): go test ./cleaners/lexicon -run TheArtifact -update", len(artifact), len(compiled))
	}
	if err := os.WriteFile("lexicon.bin", compiled, 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestTheArtifactIsUsedAsItLies: hardly anything of it is copied at the start.
func TestTheArtifactIsUsedAsItLies(t *testing.T) {
	const share, rounds = 50, 10
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range rounds {
		load(artifact)
	}
	runtime.ReadMemStats(&after)
	got := (after.TotalAlloc - before.TotalAlloc) / rounds
	t.Logf("%d bytes are allocated to load an artifact of %d", got, len(artifact))
	if got > uint64(len(artifact)/share) {
		t.Errorf("%d bytes are allocated to load an artifact of %d: want a %dth or less", got, len(artifact), share)
	}
}
