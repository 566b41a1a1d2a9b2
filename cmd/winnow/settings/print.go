package settings

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"
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

// texts returns the scalars of a value, each as its flag reads it. A map has its
// keys and values in turn, sorted.
func texts(value reflect.Value) (all []string, err error) {
	switch shapeOf(value.Type()) {
	case shapeList:
		for i := range value.Len() {
			text, err := textOf(value.Index(i))
			if err != nil {
				return nil, err
			}
			all = append(all, text)
		}
		return all, nil
	case shapeMap:
		for _, key := range value.MapKeys() {
			text, err := textOf(value.MapIndex(key))
			if err != nil {
				return nil, err
			}
			all = append(all, fmt.Sprint(key.Interface())+"\x00"+text)
		}
		slices.Sort(all)
		return strings.Split(strings.Join(all, "\x00"), "\x00"), nil
	}
	text, err := textOf(value)
	return []string{text}, err
}

// textOf is the inverse of what a flag does with a text.
func textOf(value reflect.Value) (string, error) {
	for value.Kind() == reflect.Pointer && !value.IsNil() {
		value = value.Elem()
	}
	switch v := value.Interface().(type) {
	case time.Duration:
		return shortDuration(v), nil
	case encoding.TextMarshaler:
		text, err := v.MarshalText()
		return string(text), err
	case fmt.Stringer:
		return v.String(), nil
	}
	switch value.Kind() {
	case reflect.Struct, reflect.Slice, reflect.Map, reflect.Pointer, reflect.Func, reflect.Interface:
		return "", fmt.Errorf("a value that has no text")
	}
	return fmt.Sprint(value.Interface()), nil
}

// shortDuration writes 10m for 10m0s.
func shortDuration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// write returns a value as YAML has it, in one line.
func write(value reflect.Value, texts []string) string {
	t := value.Type()
	switch shapeOf(t) {
	case shapeList:
		for i := range texts {
			texts[i] = scalarText(shapeOf(t.Elem()), texts[i])
		}
		return "[" + strings.Join(texts, ", ") + "]"
	case shapeMap:
		if value.Len() == 0 {
			return "{}"
		}
		var pairs []string
		for i := 0; i+1 < len(texts); i += 2 {
			pairs = append(pairs, scalarText(shapeText, texts[i])+": "+scalarText(shapeOf(t.Elem()), texts[i+1]))
		}
		return "{" + strings.Join(pairs, ", ") + "}"
	}
	return scalarText(shapeOf(t), texts[0])
}

// scalarText returns a scalar as YAML has it: a text that could be read as
// something else is in quotes.
func scalarText(is shape, text string) string {
	if is != shapeText && is != shapeDuration {
		return text
	}
	plain, err := yaml.Marshal(text)
	if line := strings.TrimSuffix(string(plain), "\n"); err == nil && !strings.ContainsAny(text, "\n\r,[]{}") && !strings.Contains(line, "\n") {
		return line
	}
	line, _ := json.Marshal(text) // a string of JSON is one of YAML
	return string(line)
}
