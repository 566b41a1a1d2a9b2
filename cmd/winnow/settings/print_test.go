package settings

import (
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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
  # most:  # not set
  least: 1MB  # default
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

// TestPrintTheTextOfAFlag: a type that reads itself is shown as it was written,
// wherever that was.
func TestPrintTheTextOfAFlag(t *testing.T) {
	for _, c := range []struct {
		args []string
		file string
		want string
	}{
		{[]string{"copy", "--most=3MB"}, "", "most: 3MB  # flag"},
		{[]string{"copy", "--most", "3MB", "--workers=2"}, "", "most: 3MB  # flag"},
		{[]string{"copy", "--most", "2MB", "-m3MB"}, "", "most: 3MB  # flag"},
		{[]string{"copy", "-m", "3MB"}, "", "most: 3MB  # flag"},
		{[]string{"copy"}, "copy:\n  most: 3MB\n", "most: 3MB  # f.yaml:2"},
	} {
		_, s, err := parse(t, []string{"help"}, nil, c.file)
		if err != nil {
			t.Fatal(err)
		}
		args := c.args
		if c.file != "" {
			args = append([]string{"--config", "f.yaml"}, args...)
		}
		var out strings.Builder
		if err := s.Print(&out, args); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), "  "+c.want+"\n") {
			t.Errorf("%v: no %q in\n%s", c.args, c.want, out.String())
		}
	}
}
