package suite

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheSuiteIsValid(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range All() {
		if err := c.Validate(); err != nil {
			t.Error(err)
		}
		if seen[c.Name] {
			t.Errorf("cleaner %s is listed twice", c.Name)
		}
		seen[c.Name] = true
		for _, r := range c.Rules {
			if seen[r.Name] {
				t.Errorf("rule %s is declared twice", r.Name)
			}
			seen[r.Name] = true
		}
	}
}

// TestEveryCleanerIsInTheSuite reads the folders beside this file: a cleaner that
// was written and not listed would never run. A folder has the name of its cleaner.
func TestEveryCleanerIsInTheSuite(t *testing.T) {
	listed := map[string]bool{}
	for _, c := range All() {
		listed[c.Name] = true
	}
	found := map[string]bool{}
	for _, folder := range cleanerFolders(t) {
		found[folder] = true
	}
	if diff := cmp.Diff(found, listed); diff != "" {
		t.Errorf("folders with a Cleaner, and the names of those in suite.go (-folders +listed):\n%s", diff)
	}
}

// TestEveryCleanerHasTestsBesideIt keeps the rules of a cleaner tested without the
// model, the other cleaners and the policy, which the golden cases have around them.
func TestEveryCleanerHasTestsBesideIt(t *testing.T) {
	for _, folder := range cleanerFolders(t) {
		tests, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		if len(tests) == 0 {
			t.Errorf("%s has a Cleaner and no _test.go file", folder)
		}
	}
}

// cleanerFolders returns the folders beside this file whose code declares a Cleaner.
func cleanerFolders(t *testing.T) (folders []string) {
	t.Helper()
	files, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(src), "\nvar Cleaner = cleaner.Cleaner{") {
			folders = append(folders, filepath.Dir(file))
		}
	}
	return folders
}
