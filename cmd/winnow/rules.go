package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/winnow-news/winnow/cleaners/siterules"
)

// rulesCmd has the commands for rules that people write for sites.
type rulesCmd struct {
	Check rulesCheckCmd `cmd:"" help:"Say what is wrong with rules for sites, by file and line, and run the tests that stand among them."`
	Test  rulesTestCmd  `cmd:"" help:"Run the tests that stand among rules, and say what each rule does to documents."`
	rulesBucketCmds
}

// readRules returns the rules of a folder, or of one file.
func readRules(place string) (*siterules.Set, error) {
	info, err := os.Stat(place)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return siterules.Load(os.DirFS(place))
	}
	name := filepath.Base(place)
	if !siterules.IsFile(name) {
		return nil, fmt.Errorf("%s: its name ends as no file of rules does", place)
	}
	data, err := os.ReadFile(place)
	if err != nil {
		return nil, err
	}
	return siterules.FromFiles(map[string][]byte{name: data})
}

// below returns problems with their files named as they are found from here.
func below(place string, all siterules.Problems) siterules.Problems {
	if info, err := os.Stat(place); err == nil && !info.IsDir() {
		place = filepath.Dir(place)
	}
	named := make(siterules.Problems, len(all))
	for i, p := range all {
		named[i] = p
		named[i].File = filepath.Join(place, filepath.FromSlash(p.File))
	}
	return named
}
