package main

import (
	"github.com/alecthomas/kong"
)

type helpCmd struct {
	Command []string `arg:"" optional:"" complete:"command" help:"The command; without one, the help of all."`
}

// Run prints what --help behind the command prints.
func (c *helpCmd) Run(parser *kong.Kong) error {
	ctx, err := kong.Trace(parser, c.Command)
	if err == nil {
		err = ctx.Error
	}
	if err != nil {
		return usageError{err}
	}
	return ctx.PrintUsage(false)
}
