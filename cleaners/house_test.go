package cleaners_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const module = "github.com/winnow-news/winnow"

// mayImport is the architecture: who may import whom of ours. A package that
// is not in it has no place yet. A row or an entry that ends in a star is for the
// packages of a folder that have no row of their own. Tests obey their package's
// row, and may use what is forTests, and what the row "PACKAGE (tests)" has,
// besides. A new arrow is a decision: it is made here, in sight.
var mayImport = map[string][]string{
	"cleaners/document":                {},
	"cleaners/dates":                   {},
	"cleaners/decode":                  {"cleaners/document"},
	"cleaners/lexicon":                 {"cleaners/document", "cleaners/segment/shape"},
	"cleaners/segment":                 {"cleaners/document", "cleaners/dates", "cleaners/decode", "cleaners/lexicon", "cleaners/segment/dom", "cleaners/segment/shape", "cleaners/segment/metadata"},
	"cleaners/segment/dom":             {"cleaners/document"},
	"cleaners/segment/shape":           {"cleaners/document"},
	"cleaners/segment/metadata":        {"cleaners/document", "cleaners/dates", "cleaners/lexicon", "cleaners/segment/dom", "cleaners/segment/shape"}, // lexicon: bylines are led and ended by phrases
	"cleaners/learned":                 {"cleaners/document", "cleaners/segment/shape"},
	"cleaners/spelling":                {},
	"cleaners/siterules":               {"cleaners/document", "cleaners/dates", "cleaners/spelling"},
	"cleaners/evidence":                {"cleaners/document", "cleaners/dates"},
	"cleaners/extras":                  {"cleaners/document", "cleaners/evidence"},
	"cleaners/quality":                 {"cleaners/document", "cleaners/evidence", "cleaners/lexicon"},
	"cleaners/suite/cleaner":           {"cleaners/document", "cleaners/evidence"},
	"cleaners/suite/cleanertest":       {"cleaners/document", "cleaners/decode", "cleaners/segment", "cleaners/evidence", "cleaners/suite/cleaner"},
	"cleaners/suite/*":                 {"cleaners/document", "cleaners/dates", "cleaners/evidence", "cleaners/suite/cleaner"}, // a cleaner knows no other
	"cleaners/suite":                   {"cleaners/suite/*"},
	"cleaners":                         {"cleaners/document", "cleaners/dates", "cleaners/decode", "cleaners/lexicon", "cleaners/segment", "cleaners/segment/metadata", "cleaners/learned", "cleaners/siterules", "cleaners/evidence", "cleaners/extras", "cleaners/quality", "cleaners/suite", "cleaners/suite/cleaner"},
	"pipeline":                         {"cleaners/document"},
	"pipeline/record":                  {"cleaners/document"},
	"pipeline/memory":                  {"cleaners/document"},
	"pipeline/memory (tests)":          {"cleaners", "fixtures"}, // a memory is asked about real documents
	"pipeline/drift":                   {"cleaners/document"},
	"pipeline/drift (tests)":           {"cleaners"}, // it measures real pages
	"pipeline/ask":                     {"cleaners/document", "pipeline", "pipeline/record"},
	"pipeline/serve":                   {"cleaners/document", "pipeline", "pipeline/ask", "pipeline/record"},
	"pipeline/serve (tests)":           {"cleaners"}, // the description is held against the engine itself
	"pipeline/backfill":                {"cleaners/document", "cleaners/dates", "pipeline", "pipeline/record", "pipeline/memory", "pipeline/backfill/archive", "pipeline/backfill/output"},
	"pipeline/backfill/archive":        {"cleaners/document", "pipeline/record"},
	"pipeline/backfill/output":         {"cleaners/document", "pipeline/record"},
	"pipeline/backfill/output (tests)": {"pipeline/backfill/archive"},
	"pipeline/backfill/queue":          {"pipeline", "pipeline/backfill", "pipeline/stream/broker", "pipeline/stream/members"},
	"pipeline/backfill/queue (tests)":  {"cleaners/document", "pipeline/memory", "pipeline/backfill/archive", "pipeline/backfill/output", "pipeline/stream/streamtest"},
	"pipeline/backfill/figures":        {},
	"pipeline/backfill/report":         {"cleaners/document", "pipeline/backfill/figures", "pipeline/record", "pipeline/replay"},
	"pipeline/backfill/progress":       {"pipeline/backfill/figures"},
	"pipeline/catalog":                 {"cleaners/document", "pipeline", "pipeline/corrections", "pipeline/memory", "pipeline/record"},
	"pipeline/catalog (tests)":         {"cleaners", "fixtures/month"},
	"pipeline/catalog/files":           {"cleaners/document", "pipeline/backfill/archive", "pipeline/catalog", "pipeline/record"},
	"pipeline/catalog/files (tests)":   {"cleaners"},
	"pipeline/corrections":             {"cleaners/document", "pipeline/record"},
	"pipeline/replay":                  {"cleaners/document", "pipeline", "pipeline/record"},
	"pipeline/replay (tests)":          {"cleaners"},
	"pipeline/replay/binary":           {"pipeline/record", "pipeline/replay"},
	"pipeline/replay/binary (tests)":   {"cleaners/document"},
	"pipeline/rulesets":                {"cleaners/document", "cleaners/siterules", "pipeline"},
	"pipeline/rulesets (tests)":        {"cleaners"}, // a document carries the digest of its rules
	"pipeline/telemetry":               {"cleaners/document", "pipeline"},
	"fixtures/processor":               {},
	"fixtures":                         {"cleaners", "cleaners/document", "cleaners/siterules", "fixtures/cases"},
	"fixtures/cases":                   {},
	"fixtures/ruletest":                {"cleaners", "cleaners/document", "cleaners/siterules"},
	"fixtures/month":                   {"cleaners", "cleaners/document", "pipeline/drift", "pipeline/memory", "pipeline/record"},
	"fixtures/month/write":             {"fixtures/month"},
	"fixtures/score":                   {"cleaners", "cleaners/document"},
	"cmd/winnow":                       {anything},
	"cmd/winnow/completion":            {},
	"cmd/winnow/manual":                {},
	"cmd/winnow/settings":              {"cleaners/spelling"},
	"cmd/winnow/review":                {"cleaners/decode", "cleaners/document", "pipeline/catalog", "pipeline/corrections", "pipeline/record"},
	"cmd/winnow/review (tests)":        {"cleaners"},
	"deploy/credentials":               {},
	"deploy/credentials/make":          {"deploy/credentials"},
	"deploy/fleet":                     {"cleaners", "deploy/credentials", "fixtures", "pipeline/stream/broker", "pipeline/stream/operate", "pipeline/stream/process"},
	"deploy/fleet (tests)":             {"pipeline/stream/streamtest"},

	"pipeline/backfill/messages":           {"cleaners/document", "pipeline/backfill/archive", "pipeline/backfill/output", "pipeline/record", "pipeline/stream/broker", "pipeline/drift", "pipeline/memory"},
	"pipeline/backfill/messages (tests)":   {"pipeline", "pipeline/backfill", "pipeline/stream/streamtest"},
	"pipeline/corrections/exports":         {"cleaners", "cleaners/document", "cleaners/siterules", "fixtures", "fixtures/score", "pipeline/catalog", "pipeline/corrections"},
	"pipeline/corrections/exports (tests)": {"pipeline/record"},
	"pipeline/stream/broker":               {},
	"pipeline/stream/broker (tests)":       {"pipeline/stream/streamtest"},
	"pipeline/stream/faults":               {},
	"pipeline/stream/process":              {},
	"pipeline/stream/members":              {"pipeline/stream/broker"},
	"pipeline/stream/members (tests)":      {"pipeline/stream/streamtest"},
	"pipeline/stream/journal":              {"pipeline/stream/broker", "pipeline/stream/faults"},
	"pipeline/stream/journal (tests)":      {"pipeline/stream/streamtest"},
	"pipeline/stream/checkpoints":          {"pipeline/memory", "pipeline/stream/broker", "pipeline/stream/journal"},
	"pipeline/stream/checkpoints (tests)":  {"pipeline/record", "pipeline/stream/streamtest"},
	"pipeline/stream/stories":              {"pipeline/memory", "pipeline/record", "pipeline/stream/broker", "pipeline/stream/faults", "pipeline/stream/journal", "pipeline/stream/members"},
	"pipeline/stream/stories (tests)":      {"pipeline/stream/streamtest"},
	"pipeline/stream/rulebucket":           {"pipeline/rulesets", "pipeline/stream/broker"},
	"pipeline/stream/rulebucket (tests)":   {"cleaners/siterules", "pipeline", "pipeline/stream/members", "pipeline/stream/streamtest"},
	"pipeline/stream/operate":              {"cleaners/document", "pipeline/memory", "pipeline/record", "pipeline/stream/broker", "pipeline/stream/checkpoints", "pipeline/stream/journal"},
	"pipeline/stream/reviews":              {"cleaners/document", "pipeline/catalog", "pipeline/corrections", "pipeline/record", "pipeline/stream/broker", "pipeline/stream/operate"},
	"pipeline/stream/reviews (tests)":      {"pipeline", "pipeline/memory", "pipeline/rulesets", "pipeline/stream/rulebucket", "pipeline/stream", "pipeline/stream/stories", "pipeline/stream/streamtest"},
	"pipeline/stream/service":              {"cleaners/document", "pipeline", "pipeline/ask", "pipeline/record"},
	"pipeline/stream/service (tests)":      {"pipeline/stream/streamtest"},
	"pipeline/stream/operate (tests)":      {"pipeline", "pipeline/stream", "pipeline/stream/streamtest"},
	"pipeline/stream/streamtest":           {"cleaners/document", "pipeline/record", "pipeline/stream/broker", "pipeline/stream/members", "pipeline/stream/operate"},
	"pipeline/stream":                      {"cleaners/document", "pipeline", "pipeline/record", "pipeline/memory", "pipeline/stream/broker", "pipeline/stream/checkpoints", "pipeline/stream/faults", "pipeline/stream/journal", "pipeline/stream/members", "pipeline/drift"},
	"pipeline/stream (tests)":              {"pipeline/stream/streamtest", "pipeline/stream/operate", "pipeline/stream/stories", "pipeline/stream/drifts"},
	"pipeline/stream/throughput":           {"cleaners", "cleaners/document", "fixtures", "fixtures/processor", "pipeline", "pipeline/memory", "pipeline/record", "pipeline/stream", "pipeline/stream/broker", "pipeline/stream/stories"},
	"pipeline/stream/chaos":                {"cleaners", "cleaners/document", "pipeline", "pipeline/memory", "pipeline/record", "pipeline/stream", "pipeline/stream/broker", "pipeline/stream/faults", "pipeline/stream/operate", "pipeline/stream/process", "pipeline/stream/stories"},
	"pipeline/stream/drifts":               {"pipeline/drift", "pipeline/record", "pipeline/stream/broker", "pipeline/stream/faults", "pipeline/stream/journal", "pipeline/stream/members"},
	"pipeline/stream/drifts (tests)":       {"cleaners/document", "pipeline/stream/streamtest"},
}

// forTests is what every test may import.
var forTests = []string{"fixtures", "fixtures/cases", "fixtures/processor", "cleaners/suite/cleanertest"}

// anything stands for every package of the table.
const anything = "*"

// livesIn is the libraries that have one room, so that a successor can take
// their place there without anybody noticing. "(tests)" admits a package's
// tests only.
var livesIn = map[string][]string{
	"github.com/antchfx/xpath":            {"cleaners/siterules"},
	"github.com/andybalholm/cascadia":     {"cleaners/siterules"},
	"github.com/go-shiori/go-readability": {"cleaners/segment", "fixtures/score (tests)"}, // score measures beside it
	"github.com/nats-io/nats.go":          natsRooms,
	"github.com/nats-io/nats-server/v2":   {"pipeline/stream/broker", "pipeline/stream/streamtest", "pipeline/stream (tests)", "cmd/winnow (tests)"},
	"go.etcd.io/bbolt":                    {"pipeline/backfill"},
	"go.yaml.in/yaml/v3":                  {"cmd/winnow/settings", "cmd/winnow (tests)", "pipeline/telemetry (tests)", "pipeline/record (tests)", "deploy/fleet"},
	"github.com/synadia-io/orbit.go":      {"pipeline/stream/broker", "pipeline/stream/journal"},
}

// natsRooms speak to NATS; cmd hands the connection from one to the other.
var natsRooms = []string{
	"pipeline/stream", "pipeline/stream/broker", "pipeline/stream/members", "pipeline/stream/journal", "pipeline/stream/checkpoints",
	"pipeline/stream/stories", "pipeline/stream/operate", "pipeline/stream/reviews", "pipeline/stream/streamtest",
	"pipeline/stream/drifts", "pipeline/stream/rulebucket",
	"pipeline/stream/service", "pipeline/stream/chaos", "pipeline/stream/throughput", "pipeline/backfill/messages", "pipeline/backfill/queue", "deploy/fleet", "cmd/winnow",
}

// emptyNames say nothing of what is inside.
var emptyNames = []string{"util", "utils", "common", "helper", "helpers", "types", "manager"}

// maxLines is where a file surely has more than one subject.
const maxLines = 600

// sourceFile is what the rules look at in one Go file.
type sourceFile struct {
	path      string // from the module's root, with slashes
	test      bool
	generated bool
	name      string // of its package
	lines     int
	imports   []string
	hasInit   bool
}

func (f sourceFile) folder() string { return path.Dir(f.path) }

// ours is the folder of an imported package of this module.
func ours(imported string) (folder string, ok bool) {
	return strings.CutPrefix(imported, module+"/")
}

func within(imported, library string) bool {
	return imported == library || strings.HasPrefix(imported, library+"/")
}

// houseRules are what every file obeys. Each returns a sentence for whatever is
// wrong with the file.
var houseRules = []func(sourceFile) []string{
	followsTheTable, keepsLibrariesInTheirRoom, saysWhatIsInside, staysOnTheHotPath, isShort,
}

func followsTheTable(f sourceFile) (wrong []string) {
	allowed, known := mayImport[f.folder()]
	if !known {
		allowed, known = mayImport[path.Dir(f.folder())+"/*"]
	}
	if !known {
		return []string{fmt.Sprintf("folder %s is not in the import table", f.folder())}
	}
	for _, imported := range f.imports {
		folder, own := ours(imported)
		switch {
		case !own && f.folder() == "cleaners/document" && !f.test && strings.Contains(imported, "."):
			wrong = append(wrong, fmt.Sprintf("cleaners/document imports %s; it may import the standard library only", imported))
		case !own, slices.Contains(allowed, folder), slices.Contains(allowed, anything), slices.Contains(allowed, path.Dir(folder)+"/*"), f.test && (slices.Contains(forTests, folder) || slices.Contains(mayImport[f.folder()+" (tests)"], folder) || folder == f.folder()):
		default:
			wrong = append(wrong, fmt.Sprintf("%s may not import %s; it may import %v", f.folder(), folder, allowed))
		}
	}
	return wrong
}

func keepsLibrariesInTheirRoom(f sourceFile) (wrong []string) {
	for _, imported := range f.imports {
		for library, rooms := range livesIn {
			if !within(imported, library) || slices.Contains(rooms, f.folder()) || f.test && slices.Contains(rooms, f.folder()+" (tests)") {
				continue
			}
			wrong = append(wrong, fmt.Sprintf("%s is imported here; it lives in %v", library, rooms))
		}
	}
	return wrong
}

func saysWhatIsInside(f sourceFile) (wrong []string) {
	stem := strings.TrimSuffix(path.Base(f.path), ".go")
	words := slices.Concat(strings.Split(f.folder(), "/"), strings.Split(stem, "_"), strings.Split(f.name, "_"))
	slices.Sort(words)
	for _, word := range slices.Compact(words) {
		if slices.Contains(emptyNames, word) {
			wrong = append(wrong, fmt.Sprintf("the name %q does not say what is inside", word))
		}
	}
	return wrong
}

func staysOnTheHotPath(f sourceFile) (wrong []string) {
	if strings.HasPrefix(f.path, "cleaners/") && !f.test && slices.Contains(f.imports, "regexp") {
		wrong = append(wrong, "regexp is too slow for the cleaning path")
	}
	if f.hasInit {
		wrong = append(wrong, "func init hides what happens at start; put the value in a visible list")
	}
	return wrong
}

func isShort(f sourceFile) []string {
	if f.lines > maxLines && !f.generated {
		return []string{fmt.Sprintf("%d lines, limit %d: it has more than one subject", f.lines, maxLines)}
	}
	return nil
}

// judge returns every rule's complaints about a file.
func judge(f sourceFile) (wrong []string) {
	for _, rule := range houseRules {
		for _, complaint := range rule(f) {
			wrong = append(wrong, f.path+": "+complaint)
		}
	}
	return wrong
}

func readSource(name string, src []byte) (sourceFile, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return sourceFile{}, err
	}
	f := sourceFile{
		path: name, test: strings.HasSuffix(name, "_test.go"), generated: ast.IsGenerated(parsed),
		name: parsed.Name.Name, lines: bytes.Count(src, []byte("\n")),
	}
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return sourceFile{}, fmt.Errorf("%s: import %s: %w", name, spec.Path.Value, err)
		}
		f.imports = append(f.imports, imported)
	}
	f.hasInit = slices.ContainsFunc(parsed.Decls, func(d ast.Decl) bool {
		fn, ok := d.(*ast.FuncDecl)
		return ok && fn.Recv == nil && fn.Name.Name == "init"
	})
	return f, nil
}

// isModule reports a folder that is a module of its own.
func isModule(root fs.FS, folder string) bool {
	_, err := fs.Stat(root, folder+"/go.mod")
	return err == nil
}

// eachSource reads every Go file of the module.
func eachSource(t *testing.T, visit func(sourceFile)) {
	t.Helper()
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata" || isModule(root, name)):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go"):
			return nil
		}
		src, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		f, err := readSource(name, src)
		if err == nil {
			visit(f)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheHouseIsInOrder(t *testing.T) {
	files := 0
	eachSource(t, func(f sourceFile) {
		files++
		for _, complaint := range judge(f) {
			t.Error(complaint)
		}
	})
	if files == 0 {
		t.Error("found no Go file: the test looks in the wrong place")
	}
}

// TestTheRulesBite holds each rule against a file that breaks it, and against
// the nearest one that doesn't.
func TestTheRulesBite(t *testing.T) {
	const cascadia = `import _ "github.com/andybalholm/cascadia"`
	cases := []struct {
		path, src string
		want      []string // a piece of each complaint
	}{
		{"cleaners/promo.go", "package cleaners\n" + `import _ "` + module + `/cleaners/document"`, nil},
		{"cleaners/suite/promo/promo.go", "package promo\n" + `import _ "` + module + `/cleaners/evidence"`, nil},
		{"cleaners/suite/promo/promo.go", "package promo\n" + `import _ "` + module + `/cleaners/suite/legal"`, []string{"may not import cleaners/suite/legal;"}},
		{"cleaners/suite/promo/promo.go", "package promo\n" + `import _ "` + module + `/cleaners/lexicon"`, []string{"may not import cleaners/lexicon;"}},
		{"cleaners/suite/suite.go", "package suite\n" + `import _ "` + module + `/cleaners/suite/legal"`, nil},
		{"cleaners/document/raw.go", "package document\n" + `import _ "` + module + `/cleaners"`, []string{"may not import cleaners;"}},
		{"cleaners/document/raw.go", "package document\n" + `import _ "golang.org/x/text/width"`, []string{"standard library only"}},
		{"cleaners/decode/decode.go", "package decode\n" + `import _ "` + module + `/fixtures"`, []string{"may not import fixtures"}},
		{"cleaners/decode/decode_test.go", "package decode_test\nimport (\n_ \"" + module + "/fixtures\"\n_ \"" + module + "/cleaners/decode\"\n)", nil},
		{"cleaners/decode/decode_test.go", "package decode\n" + `import _ "` + module + `/fixtures/cases"`, nil},
		{"cleaners/decode/decode_test.go", "package decode_test\n" + `import _ "` + module + `/cleaners/segment"`, []string{"may not import cleaners/segment"}},
		{"fixtures/cases/cases.go", "package cases\n" + `import _ "` + module + `/cleaners/document"`, []string{"may not import cleaners/document"}},
		{"cleaners/attic/a.go", "package attic", []string{"not in the import table"}},
		{"cleaners/siterules/filters_css.go", "package siterules\n" + cascadia, nil},
		{"cleaners/promo.go", "package cleaners\n" + cascadia, []string{"lives in [cleaners/siterules]"}},
		{"pipeline/stream/worker.go", "package stream\n" + `import _ "github.com/nats-io/nats.go/jetstream"`, nil},
		{"cmd/winnow/run.go", "package main\n" + `import _ "github.com/nats-io/nats-server/v2/server"`, []string{"lives in [pipeline/stream/broker"}},
		{"cmd/winnow/run_test.go", "package main\n" + `import _ "github.com/nats-io/nats.go"`, nil},
		{"cleaners/text_helpers.go", "package cleaners", []string{`"helpers"`}},
		{"cleaners/promo.go", "package cleaners\n" + `import _ "regexp"`, []string{"regexp"}},
		{"cleaners/promo_test.go", "package cleaners\n" + `import _ "regexp"`, nil},
		{"cleaners/promo.go", "package cleaners\nfunc init() {}", []string{"func init"}},
		{"cleaners/promo.go", "package cleaners\ntype t int\nfunc (t) init() {}", nil},
		{"cleaners/promo.go", "package cleaners" + strings.Repeat("\n", maxLines+1), []string{"601 lines"}},
		{"cleaners/promo.go", "// Code generated by hand. DO NOT EDIT.\n\npackage cleaners" + strings.Repeat("\n", maxLines), nil},
	}
	for _, c := range cases {
		f, err := readSource(c.path, []byte(c.src))
		if err != nil {
			t.Fatal(err)
		}
		got := judge(f)
		match := slices.EqualFunc(got, c.want, strings.Contains)
		if !match {
			t.Errorf("%s\n%s\n(-want +got):\n%s", c.path, c.src, cmp.Diff(c.want, got))
		}
	}
}
