package siterules

import (
	"os"
	"strings"
	"testing"
)

// TestTheReadmesRules takes the rules on the page, each block a file, and runs the tests
// among them.
func TestTheReadmesRules(t *testing.T) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(page), "```rules\n")[1:]
	for _, block := range blocks {
		rules, _, _ := strings.Cut(block, "```")
		set, err := FromFiles(map[string][]byte{"README.rules": []byte(rules)})
		if err != nil {
			t.Errorf("%v\n%s", err, rules)
			continue
		}
		if failed, n := set.Test(); len(failed) > 0 || n == 0 {
			t.Errorf("%d tests, of which fail:\n%v\n%s", n, failed, rules)
		}
		if len(set.Warnings()) > 0 {
			t.Errorf("%v\n%s", set.Warnings(), rules)
		}
	}
	if len(blocks) < 5 {
		t.Errorf("the page has %d blocks of rules", len(blocks))
	}
}
