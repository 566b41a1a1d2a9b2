package settings

import (
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// section is what may stand at one level of a file: at the top, or below the name
// of a command. It has the flags of the command itself, those that several of its
// subcommands share, and the sections of its subcommands. At the top are so the
// flags of the application and those that several commands share.
type section struct {
	node     *kong.Node
	path     string // of the command, with dots: dlq.show; empty at the top
	names    []string
	flags    map[string][]*kong.Flag // by name: all that the key sets
	sections []*section
}

// newSection returns the section of a command without the flags of not, or nil
// if there is nothing to set.
func newSection(node *kong.Node, up *section, not *kong.Flag) *section {
	s := &section{node: node, flags: map[string][]*kong.Flag{}}
	if up != nil {
		s.path = strings.TrimPrefix(up.path+"."+node.Name, ".")
	}
	for _, flag := range node.Flags {
		if flag != not && len(flag.Envs) > 0 {
			s.add(flag)
		}
	}
	for _, child := range node.Children {
		if child.Hidden || unset(child) {
			continue
		}
		if below := newSection(child, s, not); below != nil {
			s.sections = append(s.sections, below)
		}
	}
	s.share()
	if len(s.flags)+len(s.sections) == 0 {
		return nil
	}
	return s
}

func (s *section) add(flag *kong.Flag) {
	if s.flags[flag.Name] == nil {
		s.names = append(s.names, flag.Name)
	}
	s.flags[flag.Name] = append(s.flags[flag.Name], flag)
}

// share adds the flags that several of the commands below have, under one
// variable and so in one meaning.
func (s *section) share() {
	var variables []string
	commands := map[string]int{} // that have a flag with the variable
	flags := map[string][]*kong.Flag{}
	for _, sub := range s.sections {
		counted := map[string]bool{}
		for _, leaf := range sub.leaves() {
			for _, name := range leaf.names {
				flag := leaf.flags[name][0]
				variable := flag.Envs[0]
				if len(flags[variable]) == 0 {
					variables = append(variables, variable)
				}
				if !counted[variable] {
					counted[variable] = true
					commands[variable]++
				}
				flags[variable] = append(flags[variable], flag)
			}
		}
	}
	for _, variable := range variables {
		if all := flags[variable]; commands[variable] > 1 && s.flags[all[0].Name] == nil {
			for _, flag := range all {
				s.add(flag)
			}
		}
	}
}

// leaves returns the sections below, and the section itself, that have no
// sections below them.
func (s *section) leaves() (all []*section) {
	if len(s.sections) == 0 {
		return []*section{s}
	}
	for _, below := range s.sections {
		all = append(all, below.leaves()...)
	}
	return all
}

// below returns the section of a subcommand, or nil.
func (s *section) below(name string) *section {
	for _, sub := range s.sections {
		if sub.node.Name == name {
			return sub
		}
	}
	return nil
}

// keys returns all keys that may stand in the section.
func (s *section) keys() []string {
	keys := slices.Clone(s.names)
	for _, sub := range s.sections {
		if !slices.Contains(keys, sub.node.Name) {
			keys = append(keys, sub.node.Name)
		}
	}
	return keys
}

// words returns the words of the section's command.
func (s *section) words() []string {
	if s.path == "" {
		return nil
	}
	return strings.Split(s.path, ".")
}
