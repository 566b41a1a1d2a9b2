package settings

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/alecthomas/kong"
)

// ErrNoCommand is that of a command that has no settings, or is none.
var ErrNoCommand = errors.New("no command with settings")

// shown is a value that is in force, as a file has it.
type shown struct {
	yaml   string // empty when there is no value, or none that may be shown
	remark string // where it came from
}

// Print writes what is in force for the command that args name, or for every
// command when they name none: each value with where it came from, as a file
// that sets the same. Args may have flags. Errors are those of a parse.
func (s *Settings) Print(to io.Writer, args []string) error {
	ctx, err := kong.Trace(s.parser, args)
	if err == nil {
		err = ctx.Error
	}
	if err != nil {
		return err
	}
	leaves := s.root.leaves()
	if command := ctx.Selected(); command != nil {
		at := s.root.find(command)
		if at == nil {
			return fmt.Errorf("%s: %w", command.Path(), ErrNoCommand)
		}
		leaves = at.leaves()
	}
	p := &printer{to: to, values: map[*kong.Flag]shown{}}
	for _, leaf := range leaves {
		// The words of the command are behind those of args, so that its flags are
		// known, and the flags of args are behind their own command.
		words := args
		if command := ctx.Selected(); command != leaf.node {
			words = append(slices.Clone(args), leaf.words()[depth(command):]...)
		}
		if err := s.evaluate(words, p.values); err != nil {
			return err
		}
	}
	p.section(s.root, "")
	return p.err
}

func depth(command *kong.Node) (n int) {
	for ; command != nil && command.Type == kong.CommandNode; command = command.Parent {
		n++
	}
	return n
}

// find returns the section of a command, or nil.
func (s *section) find(command *kong.Node) *section {
	if s.node == command {
		return s
	}
	for _, sub := range s.sections {
		if found := sub.find(command); found != nil {
			return found
		}
	}
	return nil
}

// evaluate reads flags, variables and file as for a command, and takes the values
// of its flags down.
func (s *Settings) evaluate(args []string, values map[*kong.Flag]shown) error {
	ctx, err := kong.Trace(s.parser, args)
	if err == nil {
		err = errors.Join(ctx.Error, ctx.Reset(), s.load(ctx))
	}
	if err == nil {
		err = ctx.Resolve()
	}
	if err != nil {
		return err
	}
	if _, err := ctx.Apply(); err != nil {
		return err
	}
	for _, at := range ctx.Path {
		for _, flag := range at.Flags {
			if len(flag.Envs) > 0 {
				values[flag] = s.show(flag, s.originOf(ctx, flag))
			}
		}
	}
	return nil
}

// show returns a flag's value. What has a secret in it is not shown.
func (s *Settings) show(flag *kong.Flag, from Origin) shown {
	if from.From == Unset {
		return shown{remark: from.String()}
	}
	texts, err := texts(flag.Target)
	if readsItself(flag.Target.Type()) { // and need not have an inverse of that
		texts, err = []string{from.text}, nil
	}
	if err != nil {
		return shown{remark: from.String() + ": " + err.Error()}
	}
	if slices.ContainsFunc(texts, s.hides) {
		return shown{remark: from.String() + ": not shown, since it has a secret in it"}
	}
	return shown{write(flag.Target, texts), from.String()}
}

// printer writes values once: those that all commands share at the top, where
// they are the same for all.
type printer struct {
	to     io.Writer
	values map[*kong.Flag]shown // those that are still to be written
	err    error
}

func (p *printer) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.to, format, args...)
	}
}

func (p *printer) section(at *section, indent string) {
	for _, name := range at.names {
		if value, ok := p.take(at.flags[name]); ok {
			p.line(indent, name, value)
		}
	}
	for _, sub := range at.sections {
		if !p.has(sub) {
			continue
		}
		if indent == "" {
			p.printf("\n")
		}
		p.printf("%s%s:\n", indent, sub.node.Name)
		p.section(sub, indent+"  ")
	}
}

// take returns the value of a key, if all that it sets have the same.
func (p *printer) take(flags []*kong.Flag) (value shown, ok bool) {
	for _, flag := range flags {
		v, there := p.values[flag]
		switch {
		case !there:
		case ok && v != value:
			return shown{}, false
		default:
			value, ok = v, true
		}
	}
	if ok {
		for _, flag := range flags {
			delete(p.values, flag)
		}
	}
	return value, ok
}

// has reports whether there is something to write of a section.
func (p *printer) has(at *section) bool {
	for _, flags := range at.flags {
		if slices.ContainsFunc(flags, func(f *kong.Flag) bool { _, there := p.values[f]; return there }) {
			return true
		}
	}
	return slices.ContainsFunc(at.sections, p.has)
}

func (p *printer) line(indent, name string, value shown) {
	if value.yaml == "" {
		p.printf("%s# %s:  # %s\n", indent, name, value.remark)
		return
	}
	p.printf("%s%s: %s  # %s\n", indent, name, value.yaml, value.remark)
}
