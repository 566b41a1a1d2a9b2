package main

import (
	"os"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/winnow-news/winnow/cmd/winnow/settings"
)

// oneCommand returns an option for a parser of args alone, which leaves out the
// commands that args don't name: to make the model of them all takes longer than
// to clean a page. None is left out
//
//   - where args begin with no command: all are listed, or one is suggested;
//   - for a command that takes no settings: those tell of other commands;
//   - where a file of settings is named: it may set flags of every command.
func oneCommand(args []string) kong.Option {
	all := kong.IgnoreFields()
	if len(args) == 0 || namesFile(args) {
		return all
	}
	found := args[0] == "--version"
	var others []string
	line := reflect.TypeFor[cli]()
	for i := range line.NumField() {
		field := line.Field(i)
		if _, isCommand := field.Tag.Lookup("cmd"); !isCommand {
			continue
		}
		if strings.ToLower(field.Name) != args[0] {
			others = append(others, field.Name)
			continue
		}
		found = field.Tag.Get("settings") != "-"
	}
	if !found {
		return all
	}
	return kong.IgnoreFields(`^` + line.Name() + `\.(` + strings.Join(others, "|") + `)$`)
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
