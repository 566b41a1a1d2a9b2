package main

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTheSecurityPageHasEveryUser holds the table of users against the accounts
// that are deployed.
func TestTheSecurityPageHasEveryUser(t *testing.T) {
	names := func(file, pattern string) (all []string) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1) {
			all = append(all, name[1])
		}
		slices.Sort(all)
		return all
	}
	want := names("../../deploy/nats/accounts.conf", `\buser: (\w+)`)
	got := names("../../deploy/SECURITY.md", "(?m)^\\| `([a-z]+)` \\|")
	if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
		t.Errorf("users (-accounts.conf +SECURITY.md):\n%s", diff)
	}
}
