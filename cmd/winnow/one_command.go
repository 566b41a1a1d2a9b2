package main

import (
	"os"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/winnow-news/winnow/cmd/winnow/settings"
)

// grammarOf returns what kong makes the parser of args of, with the options that belong to
// it. It leaves out the commands that args don't name: to make the model of them all takes
// longer than to clean a page. None is left out
//
//   - where args begin with no command: all are listed, or one is suggested;
//   - for a command that takes no settings: those tell of other commands;
//   - where a file of settings is named: it may set flags of every command.
func grammarOf(command *cli, args []string) (grammar any, options []kong.Option) {
	if len(args) == 0 || namesFile(args) {
		return command, nil
	}
	if args[0] == "--version" {
		return &command.sharedFlags, nil
	}
	commands := reflect.ValueOf(command).Elem()
	for i := range commands.NumField() {
		field := commands.Type().Field(i)
		if strings.ToLower(field.Name) != args[0] || field.Tag.Get("settings") == "-" || field.Anonymous {
			continue
		}
		return &command.sharedFlags, []kong.Option{
			kong.DynamicCommand(args[0], field.Tag.Get("help"), "", commands.Field(i).Addr().Interface(), string(field.Tag)),
		}
	}
	return command, nil
}

// namesFile reports whether args or the environment name a file of settings.
func namesFile(args []string) bool {
	if os.Getenv(settings.VariableOf(variablePrefix, fileFlag)) != "" {
		return true
	}
	for _, arg := range args {
		if name, _, _ := strings.Cut(arg, "="); name == "--"+fileFlag {
			return true
		}
	}
	return false
}
