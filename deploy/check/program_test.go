package check

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// winnow is the program as it is built now.
type winnow struct{ file string }

var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "winnow-check-")
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "winnow")
	cmd := exec.Command("go", "build", "-o", file, "./cmd/winnow")
	cmd.Dir = filepath.Join("..", "..")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return file, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if file, err := build(); err == nil {
		os.RemoveAll(filepath.Dir(file))
	}
	os.Exit(code)
}

func program(t *testing.T) winnow {
	t.Helper()
	file, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return winnow{file}
}

// help returns what a command line is about. The program parses all of it before
// it helps, so an error says that it takes it not.
func (w winnow) help(args []string) (string, error) {
	cmd := exec.Command(w.file, append(args[:len(args):len(args)], "--help")...)
	cmd.Env = []string{}
	out, err := cmd.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("winnow %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return string(out), err
}

// secretVariables are read from the environment and are no flags, on purpose.
var secretVariables = []string{"WINNOW_PASSWORD", "WINNOW_TOKEN"}

// space folds what help breaks over lines.
var space = regexp.MustCompile(`\s+`)

// wantCommand wants winnow to take a command line, and to read variables.
func wantCommand(t *testing.T, where string, args, variables []string) {
	t.Helper()
	help, err := program(t).help(args)
	if err != nil {
		t.Errorf("%s: %v", where, err)
		return
	}
	help = space.ReplaceAllString(help, "")
	for _, v := range variables {
		if !strings.HasPrefix(v, "WINNOW_") || strings.Contains(strings.Join(secretVariables, " ")+" ", v+" ") {
			continue
		}
		if !strings.Contains(help, "$"+v+")") && !strings.Contains(help, "$"+v+",") {
			t.Errorf("%s: winnow %s does not read %s", where, strings.Join(args, " "), v)
		}
	}
}

func TestWrongCommandsAreFound(t *testing.T) {
	for _, args := range [][]string{{"run", "--no-such-flag"}, {"no-such-command"}, {"run", "--commit-delay=soon"}} {
		if _, err := program(t).help(args); err == nil {
			t.Errorf("winnow takes %q", args)
		}
	}
}
