package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReviewLetsNobodyInUnasked wants a clear refusal of addresses that other machines
// can reach, unless a token or certificates are asked for.
func TestReviewLetsNobodyInUnasked(t *testing.T) {
	folder := t.TempDir()
	write := func(name, content string) string {
		name = filepath.Join(folder, name)
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	documents, short, none := write("documents.jsonl", ""), write("short", "guess me\n"), write("none.pem", "no certificate")
	for _, c := range []struct {
		flags string
		code  int
		says  string
	}{
		{"--listen=0.0.0.0:0", exitUsage, "--listen-token-file"},
		{"--listen=:0", exitUsage, "other machines could come"},
		{"--listen=[::]:0", exitUsage, "other machines could come"},
		{"--listen=example.com:0", exitUsage, "other machines could come"},
		{"--listen=nowhere", exitUsage, "want an address"},
		{"--listen=0.0.0.0:0 --listen-token-file=" + short, exitFailed, "can be guessed"},
		{"--listen=0.0.0.0:0 --listen-client-ca=" + none, exitUsage, "--listen-tls-cert"},
		{"--listen-tls-cert=" + none, exitUsage, "go together"},
		{"--listen-tls-cert=" + none + " --listen-tls-key=" + none, exitFailed, "--listen-tls-cert"},
	} {
		var out, told strings.Builder
		args := append([]string{"review", documents, "--corrections=" + filepath.Join(folder, "corrections.jsonl")}, strings.Fields(c.flags)...)
		if code := run(args, console{strings.NewReader(""), &out, &told}); code != c.code || !strings.Contains(told.String(), c.says) {
			t.Errorf("%s: exit code %d, want %d, and a word of %q:\n%s", c.flags, code, c.code, c.says, told.String())
		}
	}
}

// TestReviewTakesFlagsFirst holds that the pages need no name of a command before flags.
func TestReviewTakesFlagsFirst(t *testing.T) {
	for _, args := range [][]string{
		{"review", "--nats", "nats://127.0.0.1:4222"},
		{"review", "--site=courier-example", "a.jsonl"},
		{"review", "show", "--by=ada", "a.jsonl"},
		{"review", "export", "--form=corpus"},
	} {
		parser, _, err := newParser(new(cli), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parser.Parse(args); err != nil {
			t.Errorf("%s: %v", strings.Join(args, " "), err)
		}
	}
}
