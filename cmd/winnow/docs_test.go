package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// The documents are checked like code. docs_page_test.go reads a Markdown page,
// docs_command_test.go and docs_go_test.go check its commands,
// docs_readme_test.go what only the README has, and this file its links and
// contents. Only what the tree can answer is checked: no address outside of it
// is asked.

// docChecker holds the documents of a tree against the tree.
type docChecker struct {
	tree  fs.FS
	pages map[string]*docPage // by path
}

// newDocChecker reads every Markdown page of a tree. Hidden folders, test data and
// what npm installed are left out.
func newDocChecker(tree fs.FS) (*docChecker, error) {
	c := &docChecker{tree: tree, pages: map[string]*docPage{}}
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata" || entry.Name() == "node_modules"):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".md":
			return nil
		}
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		c.pages[name] = readDocPage(name, string(text))
		return nil
	})
	return c, err
}

// complaints returns a sentence for everything that is wrong, page by page.
func (c *docChecker) complaints() (wrong []string) {
	names := make([]string, 0, len(c.pages))
	for name := range c.pages {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		p := c.pages[name]
		say := func(line int, format string, args ...any) {
			wrong = append(wrong, fmt.Sprintf("%s:%d: %s", name, line, fmt.Sprintf(format, args...)))
		}
		c.checkLinks(p, say)
		c.checkContents(p, say)
		if name == readmeName {
			c.checkReadme(p, say)
		}
		for _, s := range p.spans {
			c.checkSpan(s.text, func(format string, args ...any) { say(s.line, format, args...) })
		}
		for _, line := range p.commands {
			for _, words := range simpleCommands(line.text) {
				c.checkCommand(words, func(format string, args ...any) { say(line.line, format, args...) })
			}
		}
	}
	return wrong
}

// complain takes what is wrong in a line of a page.
type complain func(line int, format string, args ...any)

// checkLinks asks for the file of every relative link, and for the heading.
func (c *docChecker) checkLinks(p *docPage, say complain) {
	for _, l := range p.links {
		if strings.Contains(l.text, "://") || strings.HasPrefix(l.text, "mailto:") {
			continue
		}
		target, anchor := c.resolve(p, l.text)
		if !c.exists(target) {
			say(l.line, "dead link %s", l.text)
			continue
		}
		if other := c.pages[target]; anchor != "" && (other == nil || other.section(anchor) == nil) {
			say(l.line, "dead anchor %s", l.text)
		}
	}
}

// resolve returns the path of a link's target in the tree, and its anchor.
func (c *docChecker) resolve(p *docPage, link string) (target, anchor string) {
	file, anchor, _ := strings.Cut(link, "#")
	if file == "" {
		return p.name, anchor
	}
	return path.Join(path.Dir(p.name), file), anchor
}

func (c *docChecker) exists(name string) bool {
	name = path.Clean(name)
	if !fs.ValidPath(name) { // outside of the tree
		return false
	}
	_, err := fs.Stat(c.tree, name)
	return err == nil
}

// contentsHeading is the heading of a page's table of contents.
const contentsHeading = "contents"

// checkContents asks a table of contents for every section.
func (c *docChecker) checkContents(p *docPage, say complain) {
	contents := p.section(contentsHeading)
	if contents == nil {
		return
	}
	listed := map[string]bool{}
	for _, l := range p.links {
		if l.line >= contents.line && l.line < contents.end {
			listed[strings.TrimPrefix(l.text, "#")] = true
		}
	}
	for _, s := range p.sections {
		if s.level == 2 && s.anchor != contentsHeading && !listed[s.anchor] {
			say(s.line, "the table of contents lacks %q", s.anchor)
		}
	}
}

func TestTheDocumentsAreTrue(t *testing.T) {
	c, err := newDocChecker(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	if c.pages[readmeName] == nil || len(c.pages) < 10 {
		t.Fatalf("found %d pages: the test looks in the wrong place", len(c.pages))
	}
	for _, complaint := range c.complaints() {
		t.Error(complaint)
	}
}

// TestTheDocumentsChecksBite holds each check against a page that breaks it,
// and against the nearest one that does not.
func TestTheDocumentsChecksBite(t *testing.T) {
	const sh = "```sh\n%s\n```\n"
	command := func(line string) string { return fmt.Sprintf(sh, line) }
	for _, c := range []struct {
		name, text string
		want       []string // a piece of each complaint
	}{
		{"a link", "[memory](pipeline/memory/README.md)", nil},
		{"a dead link", "[memory](pipeline/attic/README.md)", []string{"dead link pipeline/attic"}},
		{"a link out of the tree", "[x](../x.md)", []string{"dead link ../x.md"}},
		{"a link that is code", "`[x](gone.md)`", nil},
		{"an address", "[x](https://gone.example/x.md#y)", nil},
		{"a dead definition", "see [x]\n\n[x]: gone.md", []string{"dead link gone.md"}},
		{"an anchor", "# A room: its *doors*, `--and` windows\n[x](#a-room-its-doors---and-windows)", nil},
		{"a dead anchor", "# A room\n[x](#a-rom)", []string{"dead anchor #a-rom"}},
		{"a second heading of a name", "# A\n# A\n[x](#a-1)", nil},
		{"an anchor of another page", "[x](pipeline/memory/README.md#limits)", nil},
		{"a dead anchor of another page", "[x](pipeline/memory/README.md#limit)", []string{"dead anchor pipeline/memory"}},
		{"a heading that is code", "```text\n# A\n```\n[x](#a)", []string{"dead anchor #a"}},
		{"contents", "## Contents\n- [A](#a)\n## A", nil},
		{"contents that lack a section", "## Contents\n- [A](#a)\n## A\n## B", []string{`lacks "b"`}},
		{"a long README", strings.Repeat("word ", readmeLimit/5+1), []string{"8305 bytes"}},
		{"figures", "## Results\n12.5 MB of 3 [x](pipeline/memory/README.md#limits)\n## 7", nil},
		{"another figure", "## Results\n12 MB [x](pipeline/memory/README.md#limits)", []string{"12 is not in the results"}},
		{"a figure from nowhere", "## Results\n12 MB", []string{"12 has no link"}},

		{"a command", command("A=1 winnow run --nats nats://x:1 --threshold caption=0.8 # --gone"), nil},
		{"a dead flag", command("winnow run --gone"), []string{"unknown flag --gone"}},
		{"a dead subcommand", command("winnow vanish x"), []string{"vanish"}},
		{"an argument too few", command("winnow eval"), []string{"corpus"}},
		{"a value that no flag takes", command("winnow run --recurring=loud"), []string{"loud"}},
		{"the second of a pipe", command("cat x | winnow clean --gone"), []string{"unknown flag --gone"}},
		{"a command over two lines", command("winnow clean \\\n  --gone x"), []string{"unknown flag --gone"}},
		{"a redirection", command("winnow clean x.html 2>&1 > out.txt"), nil},
		{"a file that only the reader has", command("winnow eval --fold $k/5 --dump-with \"$COMMAND\" news.jsonl.gz"), nil},
		{"help", command("winnow backfill --help"), nil},
		{"an indented command", "    winnow clean --gone", []string{"unknown flag --gone"}},
		{"output that begins so", "```text\nwinnow clean --gone\n```", nil},
		{"the binary by its path", command("/tmp/winnow clean --gone"), []string{"unknown flag --gone"}},
		{"go run of it", command("go run ./cmd/winnow run --gone"), []string{"unknown flag --gone"}},
		{"go run", command("go run ./cmd/tool -docs 12 --quiet"), nil},
		{"go run of a flag that is gone", command("go run ./cmd/tool -gone"), []string{"has no flag -gone"}},
		{"go run of a package that is gone", command("go run ./cmd/attic"), []string{"no Go package ./cmd/attic"}},
		{"go run of others", command("go run example.org/x@latest ./attic"), nil},
		{"go test", command("go test ./cmd/... -run '^$' -bench 'Put|Get/small' -benchtime 1x"), nil},
		{"go test of a package that is gone", command("go test ./attic"), []string{"no Go package ./attic"}},
		{"go test of folders that are gone", command("go test ./attic/..."), []string{"no Go package ./attic/..."}},
		{"go test of a benchmark that is gone", command("go test ./cmd/tool -run '^$' -bench=Post"), []string{"no benchmark of ./cmd/tool matches Post"}},
		{"go test of a test that is gone", command("go test -run TestGone ./cmd/tool"), []string{"no test of ./cmd/tool matches TestGone"}},
		{"a file", command("python3 cmd/tool/plot.py --out new.png"), nil},
		{"a file that is gone", command("python3 cmd/tool/gone.py"), []string{"no file cmd/tool/gone.py"}},

		{"a span", "`winnow run --nats` and `winnow streams`, `winnow recall SITE`, `winnow …`", nil},
		{"a span's dead flag", "`winnow run --gone`", []string{"has no flag --gone"}},
		{"a span's dead subcommand", "`winnow vanish`", []string{`no subcommand "vanish"`}},
		{"a span's package that is gone", "`go test ./attic`", []string{"no Go package ./attic"}},
		{"a path", "`cmd/tool/tool.go`, `cmd/tool/`, `cmd/tool/NAME.go`, `deploy/*.yaml`, `text/html`", nil},
		{"a path that is gone", "`cmd/attic.go`", []string{"no file cmd/attic.go"}},
	} {
		tree := fstest.MapFS{
			"README.md":                 {Data: []byte(c.text)},
			"pipeline/memory/README.md": {Data: []byte("# Memory\n## Limits\nat most 12.5 MB of 3\n## Other\n12")},
			"cmd/tool/tool.go":          {Data: []byte("package main\nvar _ = flag.Int(\"docs\", 1, \"\")\nvar _ = flag.Bool(\"quiet\", false, \"\")\n")},
			"cmd/tool/tool_test.go":     {Data: []byte("package main\nfunc BenchmarkPut(b *testing.B) {}\nfunc TestIt(t *testing.T) {}\n")},
			"cmd/tool/plot.py":          {},
			"cmd/winnow/main.go":        {Data: []byte("package main\n")},
		}
		checker, err := newDocChecker(tree)
		if err != nil {
			t.Fatal(err)
		}
		if got := checker.complaints(); !slices.EqualFunc(got, c.want, strings.Contains) {
			t.Errorf("%s:\n%s\n(-want +got):\n%s", c.name, c.text, cmp.Diff(c.want, got))
		}
	}
}
