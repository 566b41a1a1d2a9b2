// Package completion says what a shell may complete a command line to.
//
// It is made of the kong model alone. The scripts of the shells hold no names:
// they ask the program, so they stay right when it changes. The libraries that do
// this for kong had no release in three years when this was written, and bring
// others that had none in six.
package completion

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/alecthomas/kong"
)

//go:embed winnow.bash winnow.zsh winnow.fish
var scripts embed.FS

// Shells returns the shells that Script knows.
func Shells() []string { return []string{"bash", "zsh", "fish"} }

// Script returns what a shell runs once to complete the program's commands.
func Script(shell string) (string, error) {
	text, err := scripts.ReadFile("winnow." + shell)
	if err != nil {
		return "", fmt.Errorf("no completion for %q, only for %s", shell, strings.Join(Shells(), ", "))
	}
	return string(text), nil
}

// Candidate is a word that fits, and what it means.
type Candidate struct{ Word, Help string }

// Complete returns what the last of words may become, the words behind the
// program's own name. It returns nothing where a file, or any text, is wanted:
// there the shell completes files. Values returns what a flag takes, where its
// model does not say it; it may be nil.
//
// Bash has --flag=value in three words; the value alone is completed then, as in
// --flag value.
func Complete(app *kong.Application, words []string, values func(*kong.Flag) []string) []Candidate {
	if len(words) == 0 {
		words = []string{""}
	}
	at := place{node: app.Node, values: values}
	for _, word := range words[:len(words)-1] {
		at.pass(word)
	}
	return at.complete(words[len(words)-1])
}

// place is where in a command line a word stands.
type place struct {
	node       *kong.Node
	values     func(*kong.Flag) []string
	flag       *kong.Flag // that wants its value next
	equals     bool       // its equals sign stood alone
	positional int        // arguments before
	noFlags    bool       // -- was before
	named      *kong.Node // the command that arguments have named so far
}

// pass goes over a word that is whole.
func (p *place) pass(word string) {
	switch {
	case p.flag != nil && word == "=" && !p.equals:
		p.equals = true
	case p.flag != nil:
		p.flag, p.equals = nil, false
	case word == "--" && !p.noFlags:
		p.noFlags = true
	case strings.HasPrefix(word, "-") && word != "-" && !p.noFlags:
		name, _, valued := strings.Cut(word, "=")
		if flag := p.find(name); flag != nil && !valued && !flag.IsBool() && !flag.IsCounter() {
			p.flag = flag
		}
	default:
		p.argument(word)
	}
}

func (p *place) argument(word string) {
	if child := childOf(p.node, word); child != nil {
		p.node = child
		return
	}
	if arg := p.arg(); arg != nil && namesCommand(arg) {
		if p.named == nil {
			p.named = rootOf(p.node)
		}
		if child := childOf(p.named, word); child != nil {
			p.named = child
			return // the same argument takes the next word
		}
	}
	p.positional++
}

// arg returns the argument that stands here, or nil.
func (p *place) arg() *kong.Positional {
	args := p.node.Positional
	switch {
	case len(args) == 0:
		return nil
	case p.positional < len(args):
		return args[p.positional]
	case args[len(args)-1].IsCumulative():
		return args[len(args)-1]
	}
	return nil
}

// namesCommand reports an argument that has the words of a command.
func namesCommand(arg *kong.Positional) bool { return arg.Tag.Get("complete") == "command" }

func (p *place) complete(word string) []Candidate {
	name, value, valued := strings.Cut(word, "=")
	switch {
	case p.flag != nil:
		return fitting(strings.TrimPrefix(word, "="), "", p.valuesOf(p.flag))
	case strings.HasPrefix(word, "-") && valued && !p.noFlags:
		if flag := p.find(name); flag != nil {
			return fitting(value, name+"=", p.valuesOf(flag))
		}
		return nil
	case strings.HasPrefix(word, "-") && !p.noFlags:
		return fitting(word, "", p.flags())
	}
	if arg := p.arg(); arg != nil {
		if namesCommand(arg) {
			named := p.named
			if named == nil {
				named = rootOf(p.node)
			}
			return fitting(word, "", commands(named))
		}
		return fitting(word, "", choices(arg))
	}
	return fitting(word, "", commands(p.node))
}

func fitting(word, prefix string, all []Candidate) (fit []Candidate) {
	for _, c := range all {
		if strings.HasPrefix(c.Word, word) {
			fit = append(fit, Candidate{prefix + c.Word, c.Help})
		}
	}
	return fit
}

// flags returns the flags of the command and of those above it.
func (p *place) flags() (all []Candidate) {
	for node := p.node; node != nil; node = node.Parent {
		for _, flag := range node.Flags {
			if !flag.Hidden {
				all = append(all, Candidate{"--" + flag.Name, firstSentence(flag.Help)})
			}
		}
	}
	return all
}

func (p *place) find(name string) *kong.Flag {
	for node := p.node; node != nil; node = node.Parent {
		for _, flag := range node.Flags {
			if name == "--"+flag.Name || flag.Short != 0 && name == "-"+string(flag.Short) {
				return flag
			}
		}
	}
	return nil
}

func commands(node *kong.Node) (all []Candidate) {
	for _, child := range node.Children {
		if !child.Hidden {
			all = append(all, Candidate{child.Name, firstSentence(child.Help)})
		}
	}
	return all
}

func childOf(node *kong.Node, name string) *kong.Node {
	for _, child := range node.Children {
		if child.Name == name || slices.Contains(child.Aliases, name) {
			return child
		}
	}
	return nil
}

func rootOf(node *kong.Node) *kong.Node {
	for node.Parent != nil {
		node = node.Parent
	}
	return node
}

func (p *place) valuesOf(flag *kong.Flag) []Candidate {
	if p.values != nil {
		if all := candidates(p.values(flag)); len(all) > 0 {
			return all
		}
	}
	if all := choices(flag.Value); len(all) > 0 {
		return all
	}
	if alternatives().MatchString(flag.PlaceHolder) {
		return candidates(strings.Split(flag.PlaceHolder, "|"))
	}
	return nil
}

// alternatives is a placeholder that lists all values: off|shadow|on. Words in
// capitals stand for something.
var alternatives = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[a-z]+(\|[a-z]+)+$`)
})

func choices(value *kong.Value) []Candidate {
	if value.Enum == "" {
		return nil
	}
	return candidates(value.EnumSlice())
}

func candidates(words []string) (all []Candidate) {
	for _, w := range words {
		all = append(all, Candidate{Word: w})
	}
	return all
}

// firstSentence returns the beginning of a help, for a line beside the word.
func firstSentence(help string) string {
	help, _, _ = strings.Cut(help, ". ")
	return strings.TrimSuffix(strings.Join(strings.Fields(help), " "), ".")
}
