package main

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cmd/winnow/settings"
)

// flagOf is a flag with its command.
type flagOf struct {
	command *kong.Node
	*kong.Flag
}

// model returns every flag of the command line, and the settings.
func model(t *testing.T) (all []flagOf, parser *kong.Kong, set *settings.Settings) {
	t.Helper()
	parser, set, err := newParser(new(cli), nil, kong.Exit(func(int) {}), kong.Writers(io.Discard, io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	var walk func(*kong.Node)
	walk = func(node *kong.Node) {
		for _, flag := range node.Flags {
			all = append(all, flagOf{node, flag})
		}
		for _, child := range node.Children {
			walk(child)
		}
	}
	walk(parser.Model.Node)
	return all, parser, set
}

// TestEveryFlagHasItsVariable: a flag without one says so with the tag env:"-".
func TestEveryFlagHasItsVariable(t *testing.T) {
	all, _, _ := model(t)
	plain, err := kong.New(new(cli), variables())
	if err != nil {
		t.Fatal(err)
	}
	onlyFlag := map[string]bool{"help": true, "version": true}
	var note func(*kong.Node)
	note = func(node *kong.Node) {
		for _, flag := range node.Flags {
			if flag.Hidden || slices.Equal(flag.Envs, []string{"-"}) {
				onlyFlag[words(node)+flag.Name] = true
			}
		}
		for _, child := range node.Children {
			note(child)
		}
	}
	note(plain.Model.Node)
	for _, f := range all {
		has, want := len(f.Envs) == 1, !onlyFlag[words(f.command)+f.Name]
		if has != want {
			t.Errorf("winnow %s--%s: a variable: %v, want %v", words(f.command), f.Name, has, want)
		}
		if has && (!regexp.MustCompile(`^WINNOW_[A-Z][A-Z_]*$`).MatchString(f.Envs[0]) || settings.OfService(f.Envs[0])) {
			t.Errorf("winnow %s--%s: the variable %s is no good name, or one that Kubernetes sets for a service called winnow", words(f.command), f.Name, f.Envs[0])
		}
	}
}

// TestWhatHarmsUnseenHasNoVariable: these flags publish, replace or delete, run a
// program, or are about one document. In a variable or a file they would hold for
// every later command.
func TestWhatHarmsUnseenHasNoVariable(t *testing.T) {
	all, _, _ := model(t)
	variable := map[string]string{}
	for _, f := range all {
		variable["winnow "+words(f.command)+"--"+f.Name] = strings.Join(f.Envs, " ")
	}
	for _, flag := range []string{
		"winnow --help", "winnow --version",
		"winnow run --sample", "winnow backfill --sample", "winnow eval --sample", "winnow eval --doc", "winnow eval --dump-with",
		"winnow clean --out", "winnow clean --overwrite", "winnow backfill --overwrite",
		"winnow clean --url", "winnow clean --title", "winnow clean --content-type",
		"winnow dlq purge --all", "winnow dlq purge --site", "winnow dlq purge --reason", "winnow dlq purge --stage",
		"winnow dlq purge --error", "winnow dlq purge --within", "winnow dlq purge --older", "winnow dlq redrive --all",
		"winnow recall --all", "winnow recall --forget", "winnow recall --pin", "winnow recall --load", "winnow recall --re-emit",
	} {
		if name, there := variable[flag]; !there || name != "" {
			t.Errorf("%s: there: %v, variable %q, want none", flag, there, name)
		}
	}
}

// TestFlagsDoNotClash: a command has each flag and each variable once, and a
// variable that several commands read means one thing.
func TestFlagsDoNotClash(t *testing.T) {
	all, _, _ := model(t)
	type owner struct {
		command *kong.Node
		name    string
	}
	seen := map[owner]bool{}
	first := map[string]flagOf{}
	for _, f := range all {
		for _, name := range append(slices.Clone(f.Envs), "--"+f.Name) {
			for node := f.command; node != nil; node = node.Parent {
				if seen[owner{node, name}] {
					t.Errorf("winnow %s: %s is there twice", words(f.command), name)
				}
			}
		}
		for _, name := range append(slices.Clone(f.Envs), "--"+f.Name) {
			seen[owner{f.command, name}] = true
		}
		if len(f.Envs) == 0 {
			continue
		}
		if other, there := first[f.Envs[0]]; !there {
			first[f.Envs[0]] = f
		} else if other.Name != f.Name || other.Target.Type() != f.Target.Type() || other.Enum != f.Enum {
			t.Errorf("%s is --%s of winnow %s and another --%s of winnow %s: name one of them with the tag env", f.Envs[0], other.Name, words(other.command), f.Name, words(f.command))
		}
	}
}

// TestVariablesStay holds the names that people have in their manifests.
func TestVariablesStay(t *testing.T) {
	all, _, _ := model(t)
	got := map[string]string{}
	for _, f := range all {
		for _, name := range f.Envs {
			got[name] = "--" + f.Name
		}
	}
	for name, flag := range map[string]string{
		"WINNOW_NATS": "--nats", "WINNOW_DATA": "--data", "WINNOW_STORE_MB": "--store-mb", "WINNOW_SYNC": "--sync",
		"WINNOW_CREDS": "--creds", "WINNOW_NKEY": "--nkey", "WINNOW_USER": "--user", "WINNOW_PASSWORD_FILE": "--password-file",
		"WINNOW_TOKEN_FILE": "--token-file", "WINNOW_TLS_CA": "--tls-ca", "WINNOW_TLS_CERT": "--tls-cert", "WINNOW_TLS_KEY": "--tls-key",
		"WINNOW_INBOX_PREFIX": "--inbox-prefix", "WINNOW_HTTP": "--http", "WINNOW_PPROF": "--pprof", "WINNOW_CONFIG": "--config",
		"WINNOW_PASSWORD": "", "WINNOW_TOKEN": "", // secrets, which are no flags
	} {
		if got[name] != flag {
			t.Errorf("%s is %q, want %q", name, got[name], flag)
		}
	}
}

// TestEveryDefaultCanBeShown: what config print writes of every flag is what the
// flag reads.
func TestEveryDefaultCanBeShown(t *testing.T) {
	_, _, set := model(t)
	var out strings.Builder
	if err := set.Print(&out, nil); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		if strings.Contains(line, "no text") {
			t.Errorf("%s: the type has no String that is the inverse of its UnmarshalText", strings.TrimSpace(line))
		}
	}
	file := filepath.Join(t.TempDir(), "printed.yaml")
	if err := os.WriteFile(file, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := set.Check(file); err != nil {
		t.Errorf("what is printed is no configuration: %v", err)
	}
}

// TestTheVariableOfASecretIsNamed: an address that came from its variable is in no list
// of processes.
func TestTheVariableOfASecretIsNamed(t *testing.T) {
	const address = "nats://user:secret@127.0.0.1:1"
	for _, c := range []struct{ flag, variable, want string }{
		{"--nats", "", "better WINNOW_NATS, --password-file or --creds"},
		{"--queue", "", "better WINNOW_QUEUE, --password-file or --creds"},
		{"--queue", "WINNOW_QUEUE", ""},
		{"IN", "", "better --password-file or --creds"},
	} {
		t.Setenv("WINNOW_QUEUE", "")
		if c.variable != "" {
			t.Setenv(c.variable, address)
		}
		var out strings.Builder
		warnOfSecret(address, c.flag, slog.New(slog.NewTextHandler(&out, nil)))
		if c.want == "" && out.Len() > 0 || !strings.Contains(out.String(), c.want) || strings.Contains(out.String(), "secret@") {
			t.Errorf("%+v: got %q", c, out.String())
		}
	}
}

// TestTheValuesOfEvaluationCanBeShown: a value of a type that evaluation has can be
// shown and read again.
func TestTheValuesOfEvaluationCanBeShown(t *testing.T) {
	_, _, set := model(t)
	var out strings.Builder
	args := []string{"eval", "--fold=2/5", "--floor=words=0.93", "--floor=snippets.leak=0.08", "--dump=nodes", "--threshold=caption=0.8;promo=0.5", "--keep=caption,tags"}
	if err := set.Print(&out, args); err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(out.String()) {
		if value, ok := strings.CutSuffix(line, "  # flag\n"); ok {
			got = append(got, strings.TrimSpace(value))
		}
	}
	want := []string{"keep: [caption, tags]", "threshold: {caption: 0.8, promo: 0.5}", "dump: nodes", "fold: 2/5", "floor: [words.f1=0.93, snippets.leak=0.08]"}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestFlagsThatAreCheckedAreSoInEveryCommand: Go promotes no method that two embedded
// structs have, and says nothing.
func TestFlagsThatAreCheckedAreSoInEveryCommand(t *testing.T) {
	all, _, _ := model(t)
	checked := []string{"threshold", "lease", "cleaning-mb", "story-window"}
	for _, f := range all {
		if _, is := f.command.Target.Addr().Interface().(checker); !is && slices.Contains(checked, f.Name) {
			t.Errorf("winnow %s--%s: the command is no checker", words(f.command), f.Name)
		}
	}
}
