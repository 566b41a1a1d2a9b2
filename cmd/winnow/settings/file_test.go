package settings

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatIsWrongIsNamed(t *testing.T) {
	long := "names: [" + strings.Repeat("a, ", 400_000) + "]\n"
	for _, c := range []struct {
		name      string
		variables map[string]string
		content   string
		want      string // all of the error
	}{
		{"an unknown key", nil, "\nworker: 1\n", `f.yaml:2: unknown key "worker": did you mean workers?`},
		{"an unknown key of a section", nil, "serve:\n  level: low\n  wieghts: {}\n", `f.yaml:3: unknown key "wieghts": did you mean weights?`},
		{"a key like none", nil, "zzzzzzzz: 1\n", `f.yaml:1: unknown key "zzzzzzzz"`},
		{"a key of one command", nil, "level: low\n", `f.yaml:1: "level" is no setting of all commands: put it into the section of serve`},
		{"a key of another command", nil, "copy:\n  level: low\n", `f.yaml:2: "level" is no setting of copy, but of serve`},
		{"a key of two meanings", nil, "stories: on\n", `f.yaml:1: "stories" is no setting of all commands: put it into the section of serve or copy`},
		{"a flag of the command line", nil, "serve: {sample: true}\n", `f.yaml:1: "sample" is for the command line only`},
		{"a secret", nil, "password: x\n", `f.yaml:1: "password": a configuration has no secrets: set P_PASSWORD, or name a file with the secret`},
		{"a secret in an address", nil, "server: p://secret@x\n", `f.yaml:1: server: the address has a secret in it: a configuration has none; set P_SERVER, or name a file with the secret`},
		{"another file", nil, "config: x\n", `f.yaml:1: "config": a configuration names no other`},
		{"text for a number", nil, "workers: many\n", `f.yaml:1: workers: want a whole number, got the text "many"`},
		{"a fraction for a number", nil, "workers: 1.5\n", `f.yaml:1: workers: want a whole number, got the number 1.5: put it in quotes if it is text`},
		{"a number for text", nil, "server: 1.5\n", `f.yaml:1: server: want text, got the number 1.5: put it in quotes if it is text`},
		{"a number for a time", nil, "lease: 3\n", `f.yaml:1: lease: want a time such as 30s, got the number 3: put it in quotes if it is text`},
		{"a time that is none", nil, "lease: 3 s\n", `f.yaml:1: lease: expected duration but got "3 s": time: unknown unit " s" in duration "3 s"`},
		{"nothing", nil, "server:\n", `f.yaml:1: server: want text, got nothing`},
		{"text for a switch", nil, "verbose: on\n", `f.yaml:1: verbose: want true or false, got the text "on"`},
		{"text for a list", nil, "serve: {names: a}\n", `f.yaml:1: serve.names: want a list, got the text "a"`},
		{"a list in a list", nil, "serve:\n  names:\n  - a\n  - [b]\n", `f.yaml:4: serve.names: want text, got a list`},
		{"text for a map", nil, "serve: {weights: a}\n", `f.yaml:1: serve.weights: want keys with values, got the text "a"`},
		{"text in a map of numbers", nil, "serve:\n  weights:\n    a: b\n", `f.yaml:3: serve.weights: want a number, got the text "b"`},
		{"a key of a map twice", nil, "serve: {weights: {a: 1, a: 2}}\n", `f.yaml:1: "a" is there twice, first in line 1`},
		{"none of the values", nil, "form: xml\n", `f.yaml:1: form: "xml" is none of text, json`},
		{"none of a type's values", nil, "serve: {level: middle}\n", `f.yaml:1: serve.level: want low or high`},
		{"text for a section", nil, "serve: x\n", `f.yaml:1: serve: want keys with values, got the text "x"`},
		{"a list", nil, "- a\n", `f.yaml:1: the file: want keys with values, got a list`},
		{"a key twice", nil, "form: text\nlease: 1s\nform: json\n", `f.yaml:3: "form" is there twice, first in line 1`},
		{"a key that is a list", nil, "? [a]\n: b\n", `f.yaml:1: a key must be a name`},
		{"an anchor", nil, "server: &a x\nform: *a\n", `f.yaml:1: the anchor &a: a configuration has no anchors and aliases`},
		{"a bomb", nil, "serve:\n  names: [&a [x, x], *a, *a]\n", `f.yaml:2: the anchor &a: a configuration has no anchors and aliases`},
		{"a merge", nil, "<<: {form: text}\n", `f.yaml:1: a key must be a name`},
		{"a tag", nil, "server: !!binary aGk=\n", `f.yaml:1: the tag "!!binary": a configuration has no tags`},
		{"two documents", nil, "form: text\n---\nform: json\n", `f.yaml:2: a second document begins here: a file has one`},
		{"no YAML", nil, "form: [text\n", `f.yaml:1: no YAML: did not find expected ',' or ']'`},
		{"no YAML in the first line", nil, "form: text: json\n", `f.yaml:1: no YAML: mapping values are not allowed in this context`},
		{"no YAML further down", nil, "form: text\nserve:\n  level: low: x\n", `f.yaml:3: no YAML: mapping values are not allowed in this context`},
		{"no text", nil, "form: text\nserver: a\x00b\n", `f.yaml:2: no YAML: control characters are not allowed`},
		{"no UTF-8", nil, "form: text\n\nserver: a\xffb\n", `f.yaml:3: no YAML: invalid leading UTF-8 octet`},
		{"much", nil, long, `f.yaml: more than 1048576 bytes: this is no configuration`},
		{"two things", nil, "worker: 1\nform: xml\n", "f.yaml:1: unknown key \"worker\": did you mean workers?\nf.yaml:2: form: \"xml\" is none of text, json"},

		{"a variable's number", map[string]string{"P_WORKERS": "many"}, "", `--workers: P_WORKERS: expected a valid 64 bit int but got "many"`},
		{"a variable's value", map[string]string{"P_FORM": "xml"}, "", `--form: P_FORM: "xml" is none of text, json`},
		{"a variable's file", map[string]string{"P_CONFIG": "gone.yaml"}, "", `cannot read the configuration: open gone.yaml: no such file or directory`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := parse(t, []string{"serve"}, c.variables, c.content)
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestManyWrongKeysAreToldBriefly: a file that is none ends after a few lines, and
// soon.
func TestManyWrongKeysAreToldBriefly(t *testing.T) {
	var content strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&content, "key%d: 1\n", i)
	}
	_, _, err := parse(t, []string{"serve"}, nil, content.String())
	if err == nil || strings.Count(err.Error(), "\n") != maxWrong-1 {
		t.Errorf("got %v", err)
	}
}

// TestWhatIsRightIsTaken has what looks wrong and is not.
func TestWhatIsRightIsTaken(t *testing.T) {
	for name, content := range map[string]string{
		"only a comment":             "# form: json\n",
		"a section without keys":     "serve:\n  # level: low\n",
		"a document's mark":          "---\nform: json\n",
		"a number in quotes":         "server: '12'\n",
		"a whole number as a number": "serve: {share: 1, weights: {a: 2}}\n",
		"a list without items":       "serve: {names: []}\n",
		"a map without keys":         "serve: {weights: {}}\n",
		"a group of commands":        "dlq: {limit: 3, show: {limit: 4, body: true}}\n",
		"a flag and a command":       "quiet: true\n",
		"a command and a flag":       "quiet: {depth: 3}\n",
		"an item like a separator":   "serve: {names: [',', 'a\\']}\n",
		"an address without secret":  "server: p://x\n",
	} {
		if _, _, err := parse(t, []string{"serve"}, nil, content); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	p, _, err := parse(t, []string{"serve"}, nil, "serve: {names: ['a\\', 'b', '']}\n")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{`a\`, "b", ""}, p.Serve.Names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	p, _, err = parse(t, []string{"dlq", "show"}, nil, "dlq: {limit: 3, show: {body: true}}\n")
	if err != nil || p.Dlq.Show.Limit != 3 || !p.Dlq.Show.Body {
		t.Errorf("%+v, %v", p.Dlq.Show, err)
	}
}

// FuzzRead: whatever a file has, the error names it, and what is taken can be
// printed and read again.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"", "workers: 2\nserve:\n  names: [a, 'b,c']\n", "a: &a [*a]\n", "serve: {weights: {a: 1, b: .inf}}\n", "? {a: b}\n: c\n", "lease: 1h30m\n",
		"---\n...\n---\n", "form: \"\\x00\"\n", "%YAML 1.1\n---\nform: text\n", "- - - - -", "server: |\n  a\n  b\n", "quiet: {depth: 0x1F}\nloud: true\n", "workers: 1_000\n", "!%0A0",
	} {
		f.Add([]byte(seed))
	}
	_, s, err := parse(f, []string{"help"}, nil, "")
	if err != nil {
		f.Fatal(err)
	}
	again := filepath.Join(f.TempDir(), "again.yaml")
	f.Fuzz(func(t *testing.T, content []byte) {
		read, err := s.parse("x.yaml", content)
		if err != nil {
			for line := range strings.Lines(err.Error()) {
				if !strings.HasPrefix(line, "x.yaml:") {
					t.Fatalf("an error without its place: %q", err)
				}
			}
			return
		}
		for _, args := range [][]string{{"serve"}, {"copy"}, {"dlq", "show"}, {"quiet"}} {
			first := printed(t, s, read, args)
			if err := os.WriteFile(again, first, 0o600); err != nil {
				t.Fatal(err)
			}
			second, err := s.read(again)
			if err != nil {
				t.Fatalf("%q\n%s\n%v", content, first, err)
			}
			if got := printed(t, s, second, args); values(first) != values(got) {
				t.Fatalf("%q: read again (-first +second):\n%s", content, cmp.Diff(values(first), values(got)))
			}
		}
	})
}

// printed prints a file that has been read.
func printed(t *testing.T, s *Settings, read *file, args []string) []byte {
	var out bytes.Buffer
	s.file = read
	if err := s.Print(&out, append([]string{"--config", read.name}, args...)); err != nil {
		if strings.Contains(err.Error(), " excludes ") {
			t.Skip() // loud and quiet, which only a command finds
		}
		t.Fatal(err)
	}
	return out.Bytes()
}

// values returns what is printed without the remarks.
func values(printed []byte) string {
	var out strings.Builder
	for line := range strings.Lines(string(printed)) {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			if at := strings.LastIndex(line, "  # "); at >= 0 {
				line = line[:at] + "\n"
			}
			out.WriteString(line)
		}
	}
	return out.String()
}
