package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/siterules"
)

// rulesCheckCmd says what is wrong with rules.
type rulesCheckCmd struct {
	Rules []string `arg:"" name:"dir" help:"Folders with rules for sites, or files of rules."`
}

// Run says what is wrong with the rules, which tests among them fail, and what they say
// in vain, on standard error; and how many there are on standard output. It fails where
// something is wrong or a test fails.
func (c *rulesCheckCmd) Run(at console) error {
	problems, broken, untrue := 0, 0, 0
	for _, place := range c.Rules {
		set, err := readRules(place)
		var wrong siterules.Problems
		switch {
		case errors.As(err, &wrong):
			for _, p := range below(place, wrong) {
				fmt.Fprintln(at.err, p)
			}
			problems += len(wrong)
			broken++
		case err != nil:
			fmt.Fprintln(at.err, "winnow:", err)
			problems++
			broken++
		default:
			warn(at, place, set.Warnings())
			if failed, _ := set.Test(); len(failed) > 0 {
				for _, p := range below(place, failed) {
					fmt.Fprintln(at.err, p)
				}
				untrue += len(failed)
			}
			fmt.Fprintf(at.out, "%s: %s\n", place, countOf(set))
		}
	}
	if broken > 0 {
		return fmt.Errorf("%d problems: no rule of %d of %d folders can be taken", problems, broken, len(c.Rules))
	}
	if untrue > 0 {
		return fmt.Errorf("%d tests among the rules failed", untrue)
	}
	return nil
}

// warn prints what rules say in vain.
func warn(at console, place string, warnings siterules.Problems) {
	for _, p := range below(place, warnings) {
		p.Text = "warning: " + p.Text
		fmt.Fprintln(at.err, p)
	}
}

// countOf says how much there is of a set, in one line for people.
func countOf(set *siterules.Set) string {
	of := set.Stats()
	var forms []string
	for _, form := range slices.Sorted(maps.Keys(of.ByForm)) {
		forms = append(forms, fmt.Sprintf("%s %d", form, of.ByForm[form]))
	}
	line := fmt.Sprintf("files %d, sites %d, rules %d", of.Files, of.Sites, of.Rules)
	if len(forms) > 0 {
		line += fmt.Sprintf(" (%s), digest %s", strings.Join(forms, ", "), set.Digest())
	}
	return line
}
