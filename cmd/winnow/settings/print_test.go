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
