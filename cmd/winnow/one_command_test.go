package main

import (
	"io"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
)

// TestOneCommandAloneIsAsAmongAll: its help has its subcommands, flags, defaults and
// variables.
func TestOneCommandAloneIsAsAmongAll(t *testing.T) {
	var among, alone strings.Builder
	all := helpPrinter(t, &among, nil)
	var compare func(node *kong.Node)
	compare = func(node *kong.Node) {
		args := append(strings.Fields(words(node)), "--help")
		among.Reset()
		alone.Reset()
		all.Parse(args) // goes on where the program exits: that arguments are missing is no matter
		helpPrinter(t, &alone, args).Parse(args)
		if diff := cmp.Diff(among.String(), alone.String()); diff != "" {
			t.Errorf("winnow %s (-among all, +alone):\n%s", strings.Join(args, " "), diff)
		}
		for _, child := range node.Children {
			compare(child)
		}
	}
	compare(all.Model.Node)
}

// helpPrinter returns a parser of args that prints help to out and does not exit.
func helpPrinter(t *testing.T, out io.Writer, args []string) *kong.Kong {
	t.Helper()
	parser, _, err := newParser(new(cli), args, kong.Exit(func(int) {}), kong.Writers(out, io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	return parser
}

// TestOneCommand: which command lines leave commands out.
func TestOneCommand(t *testing.T) {
	const all = "all"
	for _, c := range []struct{ line, file, want string }{
		{line: "clean page.html", want: "clean"},
		{line: "dlq show x", want: "dlq"},
		{line: "--version", want: ""},
		{line: "", want: all},
		{line: "--help", want: all},
		{line: "claen page.html", want: all},
		{line: "--log-level debug clean page.html", want: all},
		{line: "help clean", want: all},
		{line: "config print", want: all},
		{line: "complete winnow cl", want: all},
		{line: "clean page.html --config winnow.yaml", want: all},
		{line: "clean page.html --config=winnow.yaml", want: all},
		{line: "clean page.html", file: "winnow.yaml", want: all},
	} {
		t.Setenv("WINNOW_CONFIG", c.file)
		parser, _, err := newParser(new(cli), strings.Fields(c.line))
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, command := range parser.Model.Children {
			names = append(names, command.Name)
		}
		got := strings.Join(names, " ")
		if len(names) > 1 {
			got = all
		}
		if got != c.want {
			t.Errorf("winnow %s: the model has %q, want %q", c.line, got, c.want)
		}
	}
}

// TestOneCommandAloneCostsLittle: the model of all commands made a quarter of the
// time to the first document.
func TestOneCommandAloneCostsLittle(t *testing.T) {
	allocations := func(args ...string) float64 {
		return testing.AllocsPerRun(1, func() {
			if _, _, err := newParser(new(cli), args); err != nil {
				t.Fatal(err)
			}
		})
	}
	among, alone := allocations(), allocations("clean")
	t.Logf("%.0f allocations for all commands, %.0f for clean alone", among, alone)
	if alone > among/5 {
		t.Errorf("a parser of clean alone makes %.0f allocations, one of all commands %.0f: want a fifth or less", alone, among)
	}
}
