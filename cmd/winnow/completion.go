package main

import (
	"bufio"
	"io"
	"reflect"

	"github.com/alecthomas/kong"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cmd/winnow/completion"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"The shell: ${enum}. The script says where it goes."`
}

// Run prints the script.
func (c *completionCmd) Run(at console) error {
	script, err := completion.Script(c.Shell)
	if err != nil {
		return err
	}
	_, err = io.WriteString(at.out, script)
	return err
}

type completeCmd struct {
	Words []string `arg:"" optional:"" passthrough:"" help:"--, then the words behind winnow; the last is completed."`
}

// Run prints a candidate a line, and its help behind a tab.
func (c *completeCmd) Run(at console, parser *kong.Kong) error {
	words := c.Words
	if len(words) > 0 && words[0] == "--" {
		words = words[1:]
	}
	out := bufio.NewWriter(at.out)
	for _, candidate := range completion.Complete(parser.Model, words, valuesOf) {
		out.WriteString(candidate.Word) // its error stays until Flush
		if candidate.Help != "" {
			out.WriteString("\t" + candidate.Help)
		}
		out.WriteByte('\n')
	}
	return out.Flush()
}

// valuesOf returns what a flag of kinds takes.
func valuesOf(flag *kong.Flag) (names []string) {
	if flag.Target.Type() != reflect.TypeFor[[]document.Kind]() {
		return nil
	}
	for _, kind := range document.Kinds() {
		if kind.Removable() {
			names = append(names, kind.String())
		}
	}
	return names
}
