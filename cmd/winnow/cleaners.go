package main

import (
	"bufio"
	"fmt"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/pipeline/memory"
)

type cleanersCmd struct{}

// Run lists the suite.
func (cleanersCmd) Run(at console) error {
	out := bufio.NewWriter(at.out)
	for i, c := range cleaners.Suite() {
		if i > 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintf(out, "%s\n    %s\n", c.Name, c.Doc)
		for _, r := range c.Rules {
			fmt.Fprintf(out, "    %-36s %s\n", r.Name, r.Doc)
		}
	}
	fmt.Fprintln(out, "\nrecurring\n    Takes out what a site repeats, once its other documents have shown it (winnow recall). "+
		"Leaves the background paragraphs that the articles of one story share.")
	for _, rule := range memory.Rules() {
		fmt.Fprintf(out, "    %-36s %s\n", rule.Name, rule.Doc)
	}
	fmt.Fprintf(out, "\nquality\n    What a document is as a whole; takes nothing out.\n")
	for _, r := range cleaners.QualityRules() {
		fmt.Fprintf(out, "    %-36s %s\n", r.Name, r.Doc)
	}
	return out.Flush()
}
