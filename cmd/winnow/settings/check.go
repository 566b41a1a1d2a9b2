package settings

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/alecthomas/kong"
)

// Check reads a file and returns how many settings it has. Its error has a line
// for everything that is wrong, also for what a command would refuse that has
// these settings and nothing else. The values of the parser's flags are lost.
func (s *Settings) Check(name string) (int, error) {
	f, err := s.read(name)
	if f == nil {
		return 0, err
	}
	all := parts(err)
	refused := s.refused(f)
	slices.SortFunc(refused, func(a, b refusal) int { return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.text, b.text)) })
	for _, r := range slices.Compact(refused) { // commands that share a flag say the same
		all = append(all, errors.New(r.text))
	}
	return f.keys, errors.Join(all[:min(len(all), maxWrong)]...)
}

// refusal is what a command has against a file.
type refusal struct {
	line int
	text string
}

// refused asks every command of which the file sets something.
func (s *Settings) refused(f *file) (all []refusal) {
	for _, at := range s.root.leaves() {
		set := f.fill(at.node)
		if len(set) == 0 {
			continue
		}
		all = append(all, f.exclusions(set)...)
		if s.Refuse == nil {
			continue
		}
		for _, err := range parts(s.Refuse(at.node.Target.Addr().Interface())) {
			all = append(all, f.place(at, set, err))
		}
	}
	return all
}

// fill has the flags of a command take what the file sets, or else their defaults.
// It returns those that the file sets.
func (f *file) fill(command *kong.Node) (set []*kong.Flag) {
	for node := command; node != nil && node.Type != kong.ApplicationNode; node = node.Parent {
		for _, flag := range node.Flags {
			e, there := f.entries[flag]
			if !there {
				_ = flag.Reset() // a default that is a file which is not there stays empty
				continue
			}
			if value, err := decode(flag, e.token); err == nil { // it was accepted before
				flag.Target.Set(value)
				set = append(set, flag)
			}
		}
	}
	return set
}

// exclusions complains of flags that exclude each other and are at the same level.
func (f *file) exclusions(set []*kong.Flag) (all []refusal) {
	var on []*kong.Flag
	for _, flag := range set {
		if len(flag.Xor) > 0 && !(flag.IsBool() && isFalse(f.entries[flag].token)) {
			on = append(on, flag)
		}
	}
	for i, flag := range on {
		for _, other := range on[:i] {
			a, b := f.entries[other], f.entries[flag]
			if !shareGroup(flag, other) || a.depth != b.depth {
				continue
			}
			if a.line > b.line {
				a, b = b, a
			}
			all = append(all, refusal{b.line, fmt.Sprintf("%s:%d: %s excludes %s of line %d", f.name, b.line, b.key, a.key, a.line)})
		}
	}
	return all
}

var flagName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`--([a-z][a-z0-9-]*)`)
})

// place says where a command's complaint is about: at the first flag that it names
// and that the file sets. One about defaults has the command alone.
func (f *file) place(at *section, set []*kong.Flag, err error) refusal {
	text := err.Error()
	for _, named := range flagName().FindAllStringSubmatch(text, -1) {
		for _, flag := range set {
			if e := f.entries[flag]; flag.Name == named[1] {
				text = strings.TrimPrefix(text, "--"+flag.Name+": ")
				return refusal{e.line, fmt.Sprintf("%s:%d: %s: %s", f.name, e.line, e.key, text)}
			}
		}
	}
	return refusal{0, fmt.Sprintf("%s: %s: %s", f.name, orTop(at.path), text)}
}

// parts returns the errors that an error was joined of.
func parts(err error) (all []error) {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	for _, part := range joined.Unwrap() {
		all = append(all, parts(part)...)
	}
	return all
}
