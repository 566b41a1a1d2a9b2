package main

import (
	"bufio"
	"fmt"

	"github.com/winnow-news/winnow/cleaners"
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
	return out.Flush()
}
