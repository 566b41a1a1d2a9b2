package settings

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"

	"github.com/winnow-news/winnow/cleaners/spelling"
)

// shownText is how much of a value a complaint shows, in bytes.
const shownText = 40

// quoted returns a text of a file as a complaint shows it.
func quoted(text string) string {
	if len(text) > shownText {
		text = text[:shownText] + "…"
	}
	return strconv.Quote(text)
}

// describe says what a value is.
func describe(node *yaml.Node) string {
	switch node.Kind {
	case yaml.MappingNode:
		return "keys with values"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	switch node.ShortTag() {
	case "!!null":
		return "nothing"
	case "!!str":
		return "the text " + quoted(node.Value)
	case "!!bool":
		return node.Value + ", which is true or false: put it in quotes"
	case "!!int", "!!float":
		return "the number " + node.Value + ": put it in quotes if it is text"
	}
	return quoted(node.Value) + ": put it in quotes if it is text"
}

// inside names a key with its section.
func inside(at *section, key string) string {
	return strings.TrimPrefix(at.path+"."+key, ".")
}

func orTop(path string) string {
	if path == "" {
		return "the file"
	}
	return path
}

// unknown says why a key is not known at a level, and what was meant perhaps.
func (s *Settings) unknown(at *section, key string) string {
	variable := VariableOf(s.Prefix, key)
	switch flag := anyFlag(s.parser.Model.Node, key); {
	case slices.Contains(s.Secrets, variable):
		return fmt.Sprintf("%s: a configuration has no secrets: set %s, or name a file with the secret", quoted(key), variable)
	case s.fileFlag != nil && key == s.fileFlag.Name:
		return fmt.Sprintf("%s: a configuration names no other", quoted(key))
	case flag != nil && settable(flag) && len(flag.Envs) == 0:
		return fmt.Sprintf("%s is for the command line only", quoted(key))
	}
	if owners := s.root.owners(key); len(owners) > 0 && !slices.Contains(owners, orTop(at.path)) {
		if at.path == "" {
			return fmt.Sprintf("%s is no setting of all commands: put it into the section of %s", quoted(key), strings.Join(owners, " or "))
		}
		return fmt.Sprintf("%s is no setting of %s, but of %s", quoted(key), at.path, strings.Join(owners, ", "))
	}
	if near := nearest(key, at.keys()); near != "" {
		return fmt.Sprintf("unknown key %s: did you mean %s?", quoted(key), near)
	}
	return fmt.Sprintf("unknown key %s", quoted(key))
}

// owners returns the levels at which a key may stand: the sections that have it
// of their own, or the top of the file.
func (s *section) owners(key string) (all []string) {
	if s.flags[key] != nil || s.below(key) != nil {
		return []string{orTop(s.path)}
	}
	for _, sub := range s.sections {
		all = append(all, sub.owners(key)...)
	}
	return all
}

// anyFlag returns a flag of a name, of any command that is shown, or nil.
func anyFlag(node *kong.Node, name string) *kong.Flag {
	for _, flag := range node.Flags {
		if flag.Name == name {
			return flag
		}
	}
	for _, child := range node.Children {
		if flag := anyFlag(child, name); flag != nil && !child.Hidden {
			return flag
		}
	}
	return nil
}

// nearest returns the word of all that is like a wrong one, or nothing when
// none is: a third of the letters may differ.
func nearest(wrong string, all []string) string {
	const longest = 64 // bytes; no key is as long
	if len(wrong) > longest {
		return ""
	}
	best, least := "", len(wrong)/3+2
	for _, word := range all {
		if d := spelling.Distance(wrong, word); d < least {
			best, least = word, d
		}
	}
	return best
}
