package settings

import (
	"errors"
	"io"
	"os"
	"strconv"
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

// size reads itself, and has no text of its own. It may be left open.
type size int

func (s *size) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*s = -1
		return nil
	}
	number, ok := strings.CutSuffix(string(text), "MB")
	n, err := strconv.Atoi(number)
	if !ok || err != nil {
		return errors.New("want a size such as 3MB")
	}
	*s = size(n << 20)
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
		Most    size   `default:"" short:"m" help:"How much."`
		Least   size   `default:"1MB" help:"How much."`
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
		{"a section over the top", []string{"serve"}, nil, "loud: true\nserve: {quiet: true}\n", false, true},
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

// TestWhatExcludesIsNamed: where neither source is stronger, both are named.
func TestWhatExcludesIsNamed(t *testing.T) {
	_, _, err := parse(t, []string{"serve"}, nil, "loud: true\nquiet: true\n")
	if err == nil || err.Error() != "--loud: f.yaml:1: --loud excludes --quiet of f.yaml:2" {
		t.Errorf("got %v", err)
	}
}

// TestHelpReadsNoFile: a command that takes no settings works beside a file that
// is broken.
func TestHelpReadsNoFile(t *testing.T) {
	if _, _, err := parse(t, []string{"help"}, map[string]string{"P_CONFIG": "gone.yaml", "P_FORM": "xml"}, ""); err != nil {
		t.Error(err)
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
