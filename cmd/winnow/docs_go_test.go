package main

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// checkGo asks for the packages of a go command, for the tests and benchmarks
// that it chooses, and for the flags of a program that it runs.
func (c *docChecker) checkGo(verb string, args []string, say wrong) {
	if !slices.Contains([]string{"run", "test", "build", "install", "vet"}, verb) {
		return
	}
	var packages []string
	chosen := map[string]string{"run": "", "bench": ""}
	for i := 0; i < len(args); i++ {
		if flag := strings.TrimLeft(args[i], "-"); flag != args[i] {
			name, value, has := strings.Cut(flag, "=")
			if _, asks := chosen[name]; asks && !has && i+1 < len(args) {
				i++
				value = args[i]
			}
			if _, asks := chosen[name]; asks {
				chosen[name] = value
			}
			continue
		}
		if verb == "run" && !strings.HasPrefix(args[i], ".") {
			return // a program of others
		}
		if strings.HasPrefix(args[i], ".") {
			packages = append(packages, args[i])
		}
		if verb == "run" {
			c.checkProgram(args[i], args[i+1:], say)
			return
		}
	}
	for _, pattern := range packages {
		source := c.source(pattern)
		switch {
		case source == "":
			say("no Go package %s", pattern)
		case verb == "test":
			checkChosen(pattern, source, "test", "Test", chosen["run"], say)
			checkChosen(pattern, source, "benchmark", "Benchmark", chosen["bench"], say)
		}
	}
}

// checkProgram holds the flags of a program of ours against its source.
func (c *docChecker) checkProgram(folder string, args []string, say wrong) {
	source := c.source(folder)
	switch {
	case source == "":
		say("no Go package %s", folder)
	case path.Clean(folder) == "cmd/winnow":
		checkArguments(args, say)
	default:
		for _, arg := range args {
			name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
			if strings.HasPrefix(arg, "-") && !strings.Contains(source, `"`+name+`"`) {
				say("%s has no flag -%s", folder, name)
			}
		}
	}
}

// checkChosen asks for a test or benchmark that a pattern matches.
func checkChosen(packages, source, what, prefix, pattern string, say wrong) {
	pattern, _, _ = strings.Cut(pattern, "/")
	if pattern == "" || pattern == "." || pattern == "^$" {
		return
	}
	matches, err := regexp.Compile(pattern)
	if err != nil {
		say("the pattern %q: %v", pattern, err)
		return
	}
	declared := regexp.MustCompile(`(?m)^func (`+prefix+`\w*)\(`).FindAllStringSubmatch(source, -1)
	if !slices.ContainsFunc(declared, func(d []string) bool { return matches.MatchString(d[1]) }) {
		say("no %s of %s matches %s", what, packages, pattern)
	}
}

// source returns the Go source of a package, or of all packages of a pattern
// that ends in "...". It is empty when there is none.
func (c *docChecker) source(pattern string) string {
	folder, all := strings.CutSuffix(pattern, "...")
	folder = path.Clean(folder)
	if !c.exists(folder) {
		return ""
	}
	var source strings.Builder
	err := fs.WalkDir(c.tree, folder, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != folder && (!all || strings.HasPrefix(entry.Name(), ".")):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		text, err := fs.ReadFile(c.tree, name)
		source.Write(text)
		return err
	})
	if err != nil {
		return ""
	}
	return source.String()
}
