package settings

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
)

// level is a type that reads itself.
type level uint8

func (l level) String() string { return []string{"low", "high"}[l] }

func (l *level) UnmarshalText(text []byte) error {
	switch string(text) {
	case "low":
		*l = 0
	case "high":
		*l = 1
	default:
		return errors.New("want low or high")
	}
	return nil
}

// sharedFlags are those of several commands.
type sharedFlags struct {
	Server  string        `help:"Where it is."`
	Lease   time.Duration `default:"3s" help:"How long."`
	Workers int           `help:"How many."`
	Loud    bool          `xor:"how" help:"With noise."`
	Quiet   bool          `xor:"how" help:"Without."`
}

// program is a command line with a flag of every shape.
type program struct {
	Serve struct {
		sharedFlags
		Level   level              `default:"low" help:"How much."`
		Names   []string           `help:"Whose."`
		Share   float64            `default:"0.5" help:"Which part."`
		Weights map[string]float64 `help:"How much each counts."`
		Stories string             `enum:"off,on" default:"on" help:"Whether."`
		Sample  bool               `env:"-" help:"Try it."`
	} `cmd:"" help:"Serve."`
	Copy struct {
		sharedFlags
		Stories bool   `env:"P_COPY_STORIES" help:"Which."`
		Path    string `type:"path" help:"A file."`
	} `cmd:"" help:"Copy."`
	Dlq struct {
		Ls struct {
			Server string `help:"Where it is."`
			Limit  int    `help:"How many."`
		} `cmd:"" help:"List."`
		Show struct {
			Server string `help:"Where it is."`
			Limit  int    `help:"How many."`
			Body   bool   `help:"Bytes."`
		} `cmd:"" help:"Show."`
	} `cmd:"" help:"Letters."`
	Quiet struct {
		Depth int `help:"How deep."`
	} `cmd:"" help:"A command that is called as a flag is."`
	Help struct{} `cmd:"" settings:"-" help:"Help."`

	Verbose    bool   `short:"v" help:"More."`
	Form       string `enum:"text,json" default:"text" help:"Form."`
	ConfigFile string `name:"config" help:"The file."`
}

// parse parses args with variables and a file named f.yaml. It returns what the
// program got.
func parse(t testing.TB, args []string, variables map[string]string, content string) (*program, *Settings, error) {
	t.Helper()
	p := new(program)
	parser, err := kong.New(p, kong.Name("p"), kong.Writers(io.Discard, io.Discard), kong.Exit(func(int) {}))
	if err != nil {
		t.Fatal(err)
	}
	s, err := Attach(parser, Options{
		Prefix: "P", FileFlag: "config", Secrets: []string{"P_PASSWORD"},
		Redact: func(text string) string { return strings.ReplaceAll(text, "secret@", "…@") },
		Lookup: func(name string) (string, bool) { text, ok := variables[name]; return text, ok },
	})
	if err != nil {
		t.Fatal(err)
	}
	if content != "" {
		t.Chdir(t.TempDir())
		if err := os.WriteFile("f.yaml", []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append([]string{"--config", "f.yaml"}, args...)
	}
	_, err = parser.Parse(args)
	return p, s, err
}

func TestTheStrongerSourceWins(t *testing.T) {
	const content = "lease: 5s\nworkers: 2\nverbose: true\nserve:\n  workers: 3\n  names: [a, 'b,c']\n  weights: {x: 0.5, 'y z': 1}\n"
	p, _, err := parse(t, []string{"serve", "--server", "flag"}, map[string]string{"P_LEASE": "7s", "P_SERVER": "variable", "P_WORKERS": ""}, content)
	if err != nil {
		t.Fatal(err)
	}
	got := p.Serve
	if got.Server != "flag" || got.Lease != 7*time.Second || got.Workers != 3 || !p.Verbose || got.Share != 0.5 {
		t.Errorf("got %+v, verbose %v", got, p.Verbose)
	}
	if diff := cmp.Diff([]string{"a", "b,c"}, got.Names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]float64{"x": 0.5, "y z": 1}, got.Weights); diff != "" {
		t.Errorf("weights (-want +got):\n%s", diff)
	}
	p, _, err = parse(t, []string{"copy"}, nil, content)
	if err != nil {
		t.Fatal(err)
	}
	if p.Copy.Workers != 2 || p.Copy.Lease != 5*time.Second {
		t.Errorf("of another command: %+v", p.Copy)
	}
}

// TestAWeakerSourceGivesWay holds flags that exclude each other: what is stronger
// wins, and what is off excludes nothing.
func TestAWeakerSourceGivesWay(t *testing.T) {
	for _, c := range []struct {
		name      string
		args      []string
		variables map[string]string
		content   string
		loud      bool
		quiet     bool
	}{
		{"a flag over a file", []string{"serve", "--quiet"}, nil, "loud: true\n", false, true},
		{"a flag over a variable", []string{"serve", "--quiet"}, map[string]string{"P_LOUD": "1"}, "", false, true},
		{"a variable over a file", []string{"serve"}, map[string]string{"P_LOUD": "true"}, "quiet: true\n", true, false},
		{"off in a file", []string{"serve", "--quiet"}, nil, "loud: false\n", false, true},
		{"off in a variable", []string{"serve"}, map[string]string{"P_LOUD": "false"}, "quiet: true\n", false, true},
	} {
		p, _, err := parse(t, c.args, c.variables, c.content)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if p.Serve.Loud != c.loud || p.Serve.Quiet != c.quiet {
			t.Errorf("%s: loud %v, quiet %v", c.name, p.Serve.Loud, p.Serve.Quiet)
		}
	}
}

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
		{"a number for text", nil, "server: 12\n", `f.yaml:1: server: want text, got the number 12: put it in quotes if it is text`},
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
		{"a tag", nil, "server: !!binary aGk=\n", `f.yaml:1: the tag !!binary: a configuration has no tags`},
		{"two documents", nil, "form: text\n---\nform: json\n", `f.yaml:2: a second document begins here: a file has one`},
		{"no YAML", nil, "form: [text\n", `f.yaml:1: no YAML: did not find expected ',' or ']'`},
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

// TestHelpReadsNoFile: a command that takes no settings works beside a file that
// is broken.
func TestHelpReadsNoFile(t *testing.T) {
	if _, _, err := parse(t, []string{"help"}, map[string]string{"P_CONFIG": "gone.yaml", "P_FORM": "xml"}, ""); err != nil {
		t.Error(err)
	}
}

func TestPrint(t *testing.T) {
	_, s, err := parse(t, []string{"help"}, map[string]string{"P_LEASE": "7m", "P_NAMES": "a,b", "P_SERVER": "p://secret@x"},
		"workers: 2\nserve:\n  weights: {b: 1, a: 0.5}\ncopy:\n  workers: 4\n")
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := s.Print(&out, []string{"--config", "f.yaml", "serve", "--level=high"}); err != nil {
		t.Fatal(err)
	}
	want := `# verbose:  # not set
form: text  # default
# server:  # P_SERVER: not shown, since it has a secret in it
lease: 7m  # P_LEASE
workers: 2  # f.yaml:1
# loud:  # not set
# quiet:  # not set

serve:
  level: high  # flag
  names: [a, b]  # P_NAMES
  share: 0.5  # default
  weights: {a: 0.5, b: 1}  # f.yaml:3
  stories: "on"  # default
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("of one command (-want +got):\n%s", diff)
	}
	out.Reset()
	if err := s.Print(&out, []string{"--config", "f.yaml"}); err != nil {
		t.Fatal(err)
	}
	want = `# verbose:  # not set
form: text  # default
# server:  # P_SERVER: not shown, since it has a secret in it
lease: 7m  # P_LEASE
# loud:  # not set
# quiet:  # not set

serve:
  workers: 2  # f.yaml:1
  level: low  # default
  names: [a, b]  # P_NAMES
  share: 0.5  # default
  weights: {a: 0.5, b: 1}  # f.yaml:3
  stories: "on"  # default

copy:
  workers: 4  # f.yaml:5
  # stories:  # not set
  # path:  # not set

dlq:
  # limit:  # not set
  show:
    # body:  # not set

quiet:
  # depth:  # not set
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("of all (-want +got):\n%s", diff)
	}
	for _, args := range [][]string{{"help"}, {"swerve"}} {
		if err := s.Print(io.Discard, args); err == nil {
			t.Errorf("%v: no error", args)
		}
	}
}

// TestUnreadVariables: a misspelt variable is found; what Kubernetes sets and a
// secret is none.
func TestUnreadVariables(t *testing.T) {
	_, s, err := parse(t, []string{"help"}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	got := s.Unread([]string{"P_WORKRES=1", "P_WORKERS=1", "P_PASSWORD=x", "P_SERVICE_HOST=h", "P_PORT=tcp://h:1", "P_PORT_1_TCP=x", "P_EMPTY=", "PATH=x"})
	if diff := cmp.Diff([]string{"P_WORKRES"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// FuzzRead: whatever a file has, the error names it, and what is taken can be
// printed and read again.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"", "workers: 2\nserve:\n  names: [a, 'b,c']\n", "a: &a [*a]\n", "serve: {weights: {a: 1, b: .inf}}\n", "? {a: b}\n: c\n", "lease: 1h30m\n",
		"---\n...\n---\n", "form: \"\\x00\"\n", "%YAML 1.1\n---\nform: text\n", "- - - - -", "server: |\n  a\n  b\n", "quiet: {depth: 0x1F}\nloud: true\n", "workers: 1_000\n",
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
		if strings.Contains(err.Error(), "can't be used together") {
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
