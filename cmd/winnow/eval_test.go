package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/winnow-news/winnow/fixtures/score"
)

// evalCorpus is two pages that any extractor finds something on.
const evalCorpus = `{"id":"page","url":"https://a.example.org/1","content_type":"text/html","page_type":"article","body":"<title>Bridge</title><nav><a href=/>Home</a></nav><p>The council voted on Monday to close the old harbour bridge.</p><p>Work is due to begin in March, a spokesman said.</p>","gold_text":"The council voted on Monday to close the old harbour bridge.\nWork is due to begin in March, a spokesman said.","with":["voted on Monday"],"without":["Home"]}
{"id":"post","url":"https://b.example.org/2","content_type":"text/plain","page_type":"forum","body":"Does anybody know when the bridge opens again?","gold_text":"Does anybody know when the bridge opens again?"}
`

// runEval parses the arguments as the command line does and runs the command.
func runEval(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var cmd EvalCmd
	parser, err := kong.New(&cmd)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		return "", err
	}
	var out bytes.Buffer
	err = cmd.Run(context.Background(), &out)
	return out.String(), err
}

func writeCorpus(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "corpus.jsonl")
	if err := os.WriteFile(path, []byte(evalCorpus), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestEvalReports(t *testing.T) {
	path := writeCorpus(t)
	cases := []struct {
		args []string
		want []string // all of these are in the output
	}{
		{nil, []string{"words ", "shingles ", "snippets ", "type forum", "worst of winnow"}},
		{[]string{"--as-text", "--baseline"}, []string{"everything ", "line-filter "}},
		{[]string{"--flat", "--rules"}, []string{"rule of winnow", "(kept)"}},
		{[]string{"--page-type", "forum"}, []string{"winnow  1 "}},
		{[]string{"--floor", "words=0.1", "--floor", "snippets.leak=1"}, []string{"winnow"}},
	}
	for _, c := range cases {
		out, err := runEval(t, append(c.args, path)...)
		if err != nil {
			t.Errorf("eval %v: %v", c.args, err)
		}
		for _, want := range c.want {
			if !strings.Contains(out, want) {
				t.Errorf("eval %v: no %q in\n%s", c.args, want, out)
			}
		}
	}
}

// TestEvalLearnsWhatSitesRepeat: the notice is in all pages of a site over a
// week, and no rule knows it.
func TestEvalLearnsWhatSitesRepeat(t *testing.T) {
	const notice = "Das Hafenhaus am Deich sammelt seit Jahren alte Lieder der Fischer von der Küste."
	var corpus strings.Builder
	for i := range 8 {
		article := fmt.Sprintf("Der Rat der Stadt hat am Montag über den Antrag Nummer %d beraten und ihn angenommen.\n\n"+
			"Die Brücke Nummer %[1]d wird im Herbst gesperrt, sagte eine Sprecherin. Die Fähre fährt dann zweimal in der Stunde.", i)
		line, err := json.Marshal(map[string]string{
			"id": fmt.Sprint(i), "url": fmt.Sprint("https://a.example.org/", i), "content_type": "text/plain", "date": fmt.Sprintf("2026-03-%02d", 1+i),
			"body": article + "\n\n" + notice + "\n", "gold_text": article,
		})
		if err != nil {
			t.Fatal(err)
		}
		corpus.Write(append(line, '\n'))
	}
	path := filepath.Join(t.TempDir(), "corpus.jsonl")
	if err := os.WriteFile(path, []byte(corpus.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	exact := []string{"--floor", "shingles.exact=1", path}
	if _, err := runEval(t, append([]string{"--recurring", "on"}, exact...)...); err != nil {
		t.Errorf("with memory: %v", err)
	}
	if _, err := runEval(t, exact...); !errors.Is(err, score.ErrBelowFloor) {
		t.Errorf("without memory: %v, want it to keep what the site repeats", err)
	}
}

func TestEvalFailsBelowAFloor(t *testing.T) {
	_, err := runEval(t, "--as-text", "--page-type", "forum", "--floor", "snippets=0.5", writeCorpus(t))
	if !errors.Is(err, score.ErrBelowFloor) || !strings.Contains(err.Error(), "no corpus is annotated for snippets.f1") {
		t.Errorf("got %v", err)
	}
}

func TestEvalJSONIsForMachines(t *testing.T) {
	out, err := runEval(t, "--json", "--baseline", "--doc", "page", writeCorpus(t))
	if err != nil {
		t.Fatal(err)
	}
	var got []score.Summary
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v in\n%s", err, out)
	}
	if len(got) != 3 || got[0].Extractor != "winnow" || len(got[0].Rows) != 1 || got[0].Rows[0].Details == nil {
		t.Errorf("got %s", out)
	}
}

func TestEvalRefusesWrongUsage(t *testing.T) {
	path := writeCorpus(t)
	cases := []struct {
		args []string
		want string
	}{
		{[]string{path, "--floor", "letters=0.5"}, `unknown metric "letters"`},
		{[]string{path, "--fold", "3/2"}, "want k/n"},
		{[]string{path, "--dump", "prose"}, `unknown dump style "prose"`},
		{[]string{path, "--sample", "-1"}, "--sample"},
		{[]string{path + "x"}, "corpus.jsonlx"},
		{nil, "corpus"},
	}
	for _, c := range cases {
		if _, err := runEval(t, c.args...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("eval %v: %v, want %q", c.args, err, c.want)
		}
	}
}
