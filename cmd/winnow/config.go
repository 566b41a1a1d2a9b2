package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"github.com/alecthomas/kong"

	"github.com/winnow-news/winnow/cmd/winnow/settings"
)

type configCmd struct {
	Print  configPrintCmd  `cmd:"" help:"Print all that is set for a command, or for every command, with where it came from: a file for --config." settings:"-"`
	Schema configSchemaCmd `cmd:"" help:"Print the JSON Schema of the file, for editors and checks." settings:"-"`
	Check  configCheckCmd  `cmd:"" help:"Say what is wrong with a file." settings:"-"`
}

type configPrintCmd struct {
	Command []string `arg:"" optional:"" passthrough:"" complete:"command" help:"The command, as it would be called: its flags count."`
}

// Run prints what would be in force for the command that stands behind its own
// words.
func (c *configPrintCmd) Run(at console, called *kong.Context, set *settings.Settings) error {
	var out bytes.Buffer
	if err := set.Print(&out, withoutCommand(called)); err != nil {
		return usageError{err}
	}
	for _, name := range set.Unread(os.Environ()) {
		fmt.Fprintf(&out, "\n# %s is set, and nothing reads it\n", name)
	}
	_, err := out.WriteTo(at.out)
	return err
}

// withoutCommand returns the arguments that a command was called with, without
// the words of the command itself.
func withoutCommand(called *kong.Context) (args []string) {
	words := map[int]bool{}
	for _, p := range called.Path {
		if p.Command != nil {
			words[len(called.Args)-len(p.Remainder())-1] = true
		}
	}
	for i, arg := range called.Args {
		if !words[i] {
			args = append(args, arg)
		}
	}
	return args
}

type configSchemaCmd struct{}

// Run prints the schema.
func (c *configSchemaCmd) Run(at console, set *settings.Settings) error {
	return set.WriteSchema(at.out)
}

type configCheckCmd struct {
	File string `arg:"" help:"The file."`
}

// Run reads a file as --config does, and asks every command what it has against it.
func (c *configCheckCmd) Run(at console, set *settings.Settings) error {
	n, err := set.Check(c.File)
	if errors.Is(err, os.ErrNotExist) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(at.out, "%s: %d settings\n", c.File, n)
	return nil
}
