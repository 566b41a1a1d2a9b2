package completion

import (
	"io"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
)

type program struct {
	Copy struct {
		From   []string `arg:"" help:"What."`
		Form   string   `enum:"text,json" default:"text" short:"f" help:"Form. It is that of a file."`
		Mode   string   `placeholder:"off|on" help:"How."`
		Kind   string   `placeholder:"KIND" help:"Which."`
		Force  bool     `help:"At once."`
		Secret string   `hidden:"" help:"Not shown."`
	} `cmd:"" help:"Copy it."`
	Box struct {
		Open struct {
			How string `arg:"" enum:"wide,narrow" help:"How."`
		} `cmd:"" help:"Open it."`
		Shut struct{} `cmd:"" help:"Shut it."`
	} `cmd:"" help:"A group."`
	Gone struct{} `cmd:"" hidden:"" help:"Not shown."`
	Help struct {
		Command []string `arg:"" optional:"" complete:"command" help:"Which."`
	} `cmd:"" help:"Show help."`
	Verbose bool `short:"v" help:"More."`
}

func TestComplete(t *testing.T) {
	parser, err := kong.New(new(program), kong.Writers(io.Discard, io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	values := func(flag *kong.Flag) []string {
		if flag.Name == "kind" {
			return []string{"red", "green"}
		}
		return nil
	}
	for line, want := range map[string]string{ // words with spaces between; the last is completed
		"":                       "copy box help",
		"c":                      "copy",
		"copy ":                  "", // files
		"copy --f":               "--form --force",
		"copy x --v":             "--verbose",
		"copy --form ":           "text json",
		"copy --form j":          "json",
		"copy -f j":              "json",
		"copy --form=j":          "--form=json",
		"copy --form = j":        "json", // of bash
		"copy --form =":          "text json",
		"copy --form json --mo":  "--mode",
		"copy --form = json --m": "--mode",
		"copy --form=json --m":   "--mode",
		"copy --force ":          "",
		"copy --mode ":           "off on",
		"copy --kind r":          "red",
		"copy --se":              "",
		"copy --unknown=x":       "",
		"copy -- --f":            "",
		"box ":                   "open shut",
		"box open ":              "wide narrow",
		"box open wide ":         "",
		"box shut x":             "",
		"help b":                 "box",
		"help box s":             "shut",
		"help box shut ":         "",
		"--ver":                  "--verbose",
		"-v b":                   "box",
	} {
		var got []string
		for _, c := range Complete(parser.Model, strings.Split(line, " "), values) {
			got = append(got, c.Word)
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", line, diff)
		}
	}
	got := Complete(parser.Model, []string{"copy", "--form"}, nil)
	if diff := cmp.Diff([]Candidate{{"--form", "Form"}}, got); diff != "" {
		t.Errorf("help (-want +got):\n%s", diff)
	}
}

func TestScripts(t *testing.T) {
	for _, shell := range Shells() {
		if script, err := Script(shell); err != nil || !strings.Contains(script, "winnow") {
			t.Errorf("%s: %v", shell, err)
		}
	}
	if _, err := Script("tcsh"); err == nil {
		t.Error("a script for tcsh")
	}
}
