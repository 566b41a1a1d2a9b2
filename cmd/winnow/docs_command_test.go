package main

import (
	"io"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

var (
	shellVariable = regexp.MustCompile(`\$(?:\w+|\{\w+\})`)
	assignment    = regexp.MustCompile(`^[A-Za-z_]\w*=`)
)

// shellKeywords stand before a command without being one.
var shellKeywords = []string{"do", "then", "else", "time", "sudo", "!"}

// simpleCommands splits a line of shell into the commands that it runs, each
// into its words. It knows quotes, comments, pipes and lists; redirections and
// assignments are left out, and every variable is 1.
func simpleCommands(line string) (all [][]string) {
	var words []string
	var word strings.Builder
	inWord, drop := false, false
	endWord := func() {
		if inWord && !drop {
			words = append(words, word.String())
		}
		drop = drop && !inWord
		word.Reset()
		inWord = false
	}
	end := func() {
		endWord()
		for len(words) > 0 && (assignment.MatchString(words[0]) || slices.Contains(shellKeywords, words[0])) {
			words = words[1:]
		}
		if len(words) > 0 {
			all = append(all, words)
		}
		words, drop = nil, false
	}
	quote := rune(0)
	for _, r := range shellVariable.ReplaceAllString(line, "1") {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, inWord = r, true
		case r == '#' && !inWord:
			end()
			return all
		case r == ' ' || r == '\t':
			endWord()
		case r == '>' || r == '<':
			if strings.Trim(word.String(), "0123456789") == "" { // 2> is no argument
				word.Reset()
				inWord = false
			}
			endWord()
			drop = true
		case r == '&' && drop && !inWord: // >&1
		case r == '|' || r == ';' || r == '&':
			end()
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	end()
	return all
}

// wrong takes what is wrong with a command.
type wrong func(format string, args ...any)

// checkCommand holds one command against the program that it runs, as far as
// that is ours, and asks for the files of ours that it names.
func (c *docChecker) checkCommand(words []string, say wrong) {
	for _, w := range words[1:] {
		if words[0] != "go" || !strings.HasPrefix(w, ".") { // else a package
			c.checkPath(w, say)
		}
	}
	switch {
	case path.Base(words[0]) == "winnow":
		checkArguments(words[1:], say)
	case words[0] == "go" && len(words) > 2:
		c.checkGo(words[1], words[2:], say)
	}
}

// checkSpan holds code inside of text against the tree. A command may be named
// there without all that it needs: only its names are checked.
func (c *docChecker) checkSpan(text string, say wrong) {
	for _, words := range simpleCommands(text) {
		switch {
		case len(words) > 1 && words[0] == "winnow":
			checkNames(words[1:], say)
		case words[0] == "go" && len(words) > 2:
			c.checkGo(words[1], words[2:], say)
		case len(words) == 1:
			c.checkPath(words[0], say)
		}
	}
}

var (
	ourPath     = regexp.MustCompile(`^(?:\./)?(?:cmd|pipeline|cleaners|fixtures|deploy|\.ci)/[\w./-]*$`)
	placeholder = regexp.MustCompile(`(?:^|/)[A-Z]+(?:\.(?:go|txt|txtar))?(?:/|$)`)
)

// checkPath asks for what looks like a path of the tree. A part in capitals
// stands for a name of the reader's.
func (c *docChecker) checkPath(word string, say wrong) {
	if !ourPath.MatchString(word) || placeholder.MatchString(word) || strings.HasSuffix(word, "...") {
		return
	}
	if word = path.Clean(word); !c.exists(word) {
		say("no file %s", word)
	}
}

// commandLine returns a parser of winnow's command line that runs nothing, and
// takes files that are not there.
func commandLine() (*kong.Kong, error) {
	return kong.New(new(cli), kong.Name("winnow"), variables(),
		kong.Exit(func(int) {}), kong.Writers(io.Discard, io.Discard),
		kong.NamedMapper("existingfile", kong.MapperFunc(anyFile)), kong.NamedMapper("existingdir", kong.MapperFunc(anyFile)))
}

// anyFile takes the name of a file, or those of several.
func anyFile(ctx *kong.DecodeContext, target reflect.Value) error {
	if target.Kind() != reflect.Slice {
		return ctx.Scan.PopValueInto("file", target.Addr().Interface())
	}
	names := ctx.Scan.PopWhile(func(t kong.Token) bool { return t.IsValue() })
	for _, n := range names {
		target.Set(reflect.Append(target, reflect.ValueOf(n.String())))
	}
	return nil
}

// checkArguments parses the arguments of a winnow command.
func checkArguments(args []string, say wrong) {
	if slices.Contains(args, "--help") || slices.Contains(args, "--version") {
		checkNames(args, say)
		return
	}
	parser, err := commandLine()
	if err == nil {
		_, err = parser.Parse(args)
	}
	if err != nil {
		say("winnow %s: %v", strings.Join(args, " "), err)
	}
}

// checkNames asks for the subcommands and flags that are named, and lets
// everything else be missing.
func checkNames(args []string, say wrong) {
	parser, err := commandLine()
	if err != nil {
		say("%v", err)
		return
	}
	node := parser.Model.Node
	for i, arg := range args {
		name, isFlag := strings.CutPrefix(arg, "--")
		if isFlag {
			name, _, _ = strings.Cut(name, "=")
			if !takesFlag(node, name) {
				say("%s has no flag --%s", node.FullPath(), name)
			}
			continue
		}
		child := slices.IndexFunc(node.Children, func(n *kong.Node) bool { return n.Name == arg })
		if child >= 0 {
			node = node.Children[child]
		} else if len(node.Children) > 0 && (i == 0 || args[i-1] == node.Name) && arg != "…" && arg != strings.ToUpper(arg) {
			say("%s has no subcommand %q", node.FullPath(), arg)
		}
	}
}

// takesFlag reports whether a command, or one above it, has a flag.
func takesFlag(node *kong.Node, name string) bool {
	for ; node != nil; node = node.Parent {
		if slices.ContainsFunc(node.Flags, func(f *kong.Flag) bool { return f.Name == name }) {
			return true
		}
	}
	return false
}
