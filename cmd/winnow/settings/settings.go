// Package settings lets every flag of a kong command line be set by an
// environment variable and by a YAML file as well.
//
// All of it is made of the kong model, so that a flag that is added has its
// variable, its key and its place in the schema without another line:
//
//   - variables.go names the variables;
//   - section.go says which key may stand where in a file;
//   - value.go holds what a key may have against the type of its flag;
//   - check.go asks the commands what they have against a file;
//   - file.go reads a file, and complaint.go says what is wrong with it;
//   - print.go writes what is in force, and where it came from, text.go the values;
//   - schema.go writes the JSON Schema of a file.
//
// What is stronger wins: a flag, then a variable, then the file, then the
// default. A list or a map of a stronger source takes the place of the weaker
// one's: they are not joined.
//
// A flag with the tag env:"-" is for the command line only. A variable or a file
// is set once and holds for every later command, unseen: what would publish,
// delete or replace something is not to be set that way, nor what is said of the
// one document in hand. Flags and commands that are hidden have no variable and
// no key either.
//
// A command with the tag settings:"-" reads neither variables nor a file, so
// that help is there when the file is broken.
package settings

import (
	"fmt"
	"os"
	"strings"

	"github.com/alecthomas/kong"
)

// Options say what cannot be told from the model.
type Options struct {
	Prefix   string                      // of the variables, without the underscore: WINNOW
	FileFlag string                      // name of the application's flag that names the file
	Secrets  []string                    // variables that a command reads for itself, and that have no flag
	Redact   func(string) string         // returns a text without the secret in it; nil if there are none
	Refuse   func(command any) error     // returns what a command has against its flags, whose values it has; nil if none has anything
	Lookup   func(string) (string, bool) // a variable of the environment; nil for os.LookupEnv
}

// Settings resolves the flags of one parser. It is for one goroutine, as the
// parser is.
type Settings struct {
	Options
	parser   *kong.Kong
	root     *section
	fileFlag *kong.Flag
	file     *file // nil for none
	origins  map[*kong.Flag]Origin
}

// Attach gives the flags of a parser their variables, and has the parser read
// those and the file. Errors of what is read come from the parser's Parse.
func Attach(parser *kong.Kong, o Options) (*Settings, error) {
	if o.Lookup == nil {
		o.Lookup = os.LookupEnv
	}
	if o.Redact == nil {
		o.Redact = func(text string) string { return text }
	}
	s := &Settings{Options: o, parser: parser, origins: map[*kong.Flag]Origin{}}
	s.nameVariables(parser.Model.Node)
	for _, flag := range parser.Model.Flags {
		if flag.Name == o.FileFlag {
			s.fileFlag = flag
		}
	}
	s.root = newSection(parser.Model.Node, nil, s.fileFlag)
	for _, option := range []kong.Option{kong.Resolvers(s), kong.WithBeforeResolve(s.begin)} {
		if err := option.Apply(parser); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Origin is where a value came from.
type Origin struct {
	From Source
	Name string // the variable, or the file
	Line int    // in the file

	depth int    // of the section in the file, which wins over those above it
	text  string // of a scalar, as it stood there
}

// Source is a kind of origin. A stronger one is greater.
type Source uint8

// The sources.
const (
	Unset Source = iota // there is no value
	Default
	File
	Variable
	Flag
)

// String returns the origin as config print names it.
func (o Origin) String() string {
	switch o.From {
	case Default:
		return "default"
	case File:
		return fmt.Sprintf("%s:%d", o.Name, o.Line)
	case Variable:
		return o.Name
	case Flag:
		return "flag"
	}
	return "not set"
}

// begin reads the file, once a parse.
func (s *Settings) begin(ctx *kong.Context, at *kong.Path) error {
	if at.App == nil { // kong calls a hook for every element of the command line
		return nil
	}
	return s.load(ctx)
}

func (s *Settings) load(ctx *kong.Context) error {
	s.origins = map[*kong.Flag]Origin{}
	if s.fileFlag == nil || unset(ctx.Selected()) {
		s.file = nil
		return nil
	}
	name := ""
	if given(ctx, s.fileFlag) {
		name = fmt.Sprint(ctx.FlagValue(s.fileFlag))
	} else {
		name, _, _ = s.variable(s.fileFlag)
	}
	if name == "" {
		s.file = nil
		return nil
	}
	if s.file != nil && s.file.name == name { // a pipe is read once
		return nil
	}
	var err error
	s.file, err = s.read(name)
	return err
}

// unset reports a command that takes no settings.
func unset(command *kong.Node) bool {
	return command != nil && command.Tag.Get("settings") == "-"
}

// given reports a flag of the command line.
func given(ctx *kong.Context, flag *kong.Flag) bool {
	for _, at := range ctx.Path {
		if at.Flag == flag && !at.Resolved {
			return true
		}
	}
	return false
}

// Validate is part of kong.Resolver. A file is checked when it is read.
func (s *Settings) Validate(*kong.Application) error { return nil }

// Resolve returns the value of a flag that is not on the command line, or nil.
func (s *Settings) Resolve(ctx *kong.Context, at *kong.Path, flag *kong.Flag) (any, error) {
	if unset(ctx.Selected()) {
		return nil, nil
	}
	value, origin := s.find(flag)
	if value == nil {
		return nil, nil
	}
	if out, err := s.excluded(ctx, at, flag); out || err != nil {
		return nil, err
	}
	if origin.From == Variable { // what a file has was held against its flag already
		if err := accepts(flag, value); err != nil {
			return nil, fmt.Errorf("%s: %w", origin.Name, err)
		}
	}
	s.origins[flag] = origin
	return value, nil
}

// find returns what a variable or the file has for a flag, as kong decodes it.
func (s *Settings) find(flag *kong.Flag) (any, Origin) {
	if text, name, ok := s.variable(flag); ok {
		return text, Origin{From: Variable, Name: name, text: text}
	}
	if s.file != nil {
		if e, ok := s.file.entries[flag]; ok {
			text, _ := e.token.(string)
			return e.token, Origin{From: File, Name: s.file.name, Line: e.line, depth: e.depth, text: text}
		}
	}
	return nil, Origin{}
}

// variable returns the variable of a flag, if it is set. An empty one is not:
// that is how a manifest or a shell leaves it out.
func (s *Settings) variable(flag *kong.Flag) (text, name string, ok bool) {
	for _, name := range flag.Envs {
		if text, _ := s.Lookup(name); text != "" {
			return text, name, true
		}
	}
	return "", "", false
}

// excluded reports a value that gives way, because one that excludes it has a
// stronger source: --recall on the command line and precision in the file. It is
// an error when neither is stronger. What is off excludes nothing.
func (s *Settings) excluded(ctx *kong.Context, at *kong.Path, flag *kong.Flag) (bool, error) {
	value, origin := s.find(flag)
	if len(flag.Xor) == 0 {
		return false, nil
	}
	if flag.IsBool() && isFalse(value) {
		return true, nil
	}
	for _, other := range at.Flags {
		if other == flag || !shareGroup(flag, other) {
			continue
		}
		if given(ctx, other) {
			return true, nil
		}
		value, from := s.find(other)
		switch {
		case value == nil || isFalse(value):
		case from.over(origin):
			return true, nil
		case !origin.over(from):
			return false, fmt.Errorf("%s: %s excludes --%s of %s", origin, flag.ShortSummary(), other.Name, from)
		}
	}
	return false, nil
}

// over reports a stronger source.
func (o Origin) over(other Origin) bool {
	return o.From > other.From || o.From == other.From && o.depth > other.depth
}

func shareGroup(a, b *kong.Flag) bool {
	for _, x := range a.Xor {
		for _, y := range b.Xor {
			if x == y {
				return true
			}
		}
	}
	return false
}

// originOf returns where the value came from that a flag has after a parse. A
// default that is empty is none.
func (s *Settings) originOf(ctx *kong.Context, flag *kong.Flag) Origin {
	if given(ctx, flag) {
		return Origin{From: Flag, text: argument(ctx, flag)}
	}
	if origin, ok := s.origins[flag]; ok {
		return origin
	}
	if flag.HasDefault && flag.Default != "" {
		return Origin{From: Default, text: flag.Default}
	}
	return Origin{}
}

// argument returns the text that the command line has for a flag with a value:
// --flag=value, --flag value, -fvalue or -f value. The last one counts.
func argument(ctx *kong.Context, flag *kong.Flag) (text string) {
	for _, at := range ctx.Path {
		last := len(ctx.Args) - len(at.Remainder()) - 1
		if at.Flag != flag || at.Resolved || last < 0 {
			continue
		}
		text = ctx.Args[last]
		if value, ok := strings.CutPrefix(text, "--"+flag.Name+"="); ok {
			text = value
		} else if value, ok := strings.CutPrefix(text, "-"+string(flag.Short)); ok && flag.Short != 0 {
			text = value
		}
	}
	return text
}
