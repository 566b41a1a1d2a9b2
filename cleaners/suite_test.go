package cleaners

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
)

func TestTheSuiteIsValid(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Suite() {
		if err := c.Validate(); err != nil {
			t.Error(err)
		}
		for _, r := range c.Rules {
			if seen[r.Name] {
				t.Errorf("rule %s is declared twice", r.Name)
			}
			seen[r.Name] = true
		}
	}
}

func TestAnInvalidCleanerIsRefused(t *testing.T) {
	for name, c := range map[string]Cleaner{
		"nothing":      {},
		"no doc":       {Name: "x", Mark: headline.Mark, Rules: []document.Rule{{Name: "x/y", Doc: "d", Score: 1}}},
		"no mark":      {Name: "x", Doc: "d", Rules: []document.Rule{{Name: "x/y", Doc: "d", Score: 1}}},
		"no rule":      {Name: "x", Doc: "d", Mark: headline.Mark},
		"foreign rule": {Name: "x", Doc: "d", Mark: headline.Mark, Rules: []document.Rule{{Name: "z/y", Doc: "d", Score: 1}}},
		"silent rule":  {Name: "x", Doc: "d", Mark: headline.Mark, Rules: []document.Rule{{Name: "x/y", Score: 1}}},
	} {
		if c.Validate() == nil {
			t.Errorf("%s: valid", name)
		}
	}
}

// TestEveryCleanerIsInTheSuite reads this package's files for Cleaner values:
// one that was written and not listed would never run.
func TestEveryCleanerIsInTheSuite(t *testing.T) {
	listed, err := os.ReadFile("suite.go")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		for _, name := range cleanersIn(t, entry.Name()) {
			found++
			if !strings.Contains(string(listed), "\t"+name+",\n") {
				t.Errorf("%s: cleaner %s is not in suite.go", entry.Name(), name)
			}
		}
	}
	if found != len(Suite()) {
		t.Errorf("found %d cleaners in the files, %d in the suite", found, len(Suite()))
	}
}

// cleanersIn gives the names of the package variables of file that are set to
// a Cleaner literal.
func cleanersIn(t *testing.T, file string) (names []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range f.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.VAR {
			continue
		}
		for _, spec := range gen.Specs {
			v := spec.(*ast.ValueSpec)
			for i, value := range v.Values {
				if lit, ok := value.(*ast.CompositeLit); ok {
					if id, ok := lit.Type.(*ast.Ident); ok && id.Name == "Cleaner" {
						names = append(names, v.Names[i].Name)
					}
				}
			}
		}
	}
	return names
}
