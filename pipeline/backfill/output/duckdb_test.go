package output

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// query runs statements in DuckDB and returns the rows of each as JSON. The test
// is skipped where DuckDB is not installed.
func query(t *testing.T, statements ...string) []string {
	t.Helper()
	folder := filepath.Join("..", "..", "..", "fixtures", "duckdb")
	if _, err := os.Stat(filepath.Join(folder, "node_modules")); err != nil {
		t.Skip("`npm ci --prefix fixtures/duckdb` installs DuckDB")
	}
	node := exec.Command("node", filepath.Join(folder, "query.mjs"))
	node.Stdin = strings.NewReader(strings.Join(statements, "\n---\n"))
	var told strings.Builder
	node.Stderr = &told
	rows, err := node.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, told.String())
	}
	return strings.Split(strings.TrimSpace(string(rows)), "\n")
}

// TestDuckDBReadsParquet asks DuckDB for what people ask of such a file.
func TestDuckDBReadsParquet(t *testing.T) {
	docs := []*record.Clean{fullClean()}
	for i := range 200 {
		doc := plainClean(i)
		for range i % 3 {
			doc.Removed = append(doc.Removed, record.Removal{Text: "Share", Kind: document.Share, Rule: "share/row", Score: 0.75})
		}
		docs = append(docs, doc)
	}
	name := filepath.Join(t.TempDir(), "a.parquet")
	if err := os.WriteFile(name, parquetOf(t, docs...), 0o600); err != nil {
		t.Fatal(err)
	}
	from := fmt.Sprintf("FROM read_parquet('%s')", name)
	got := query(t,
		"SELECT count(*)::INT, count(DISTINCT id)::INT, sum(len(paragraphs))::INT, sum(strlen(text))::INT "+from,
		"SELECT column_name, column_type FROM (DESCRIBE "+from+") WHERE column_name IN ('id', 'published', 'published_at', 'fetched_time', 'tags', 'quality', 'paragraphs', 'removed', 'links', 'duplicates', 'winnow')",
		"SELECT r.rule, r.kind, count(*)::INT FROM (SELECT unnest(removed) AS r "+from+") GROUP BY ALL ORDER BY ALL",
		"SELECT published, published_at::TEXT, modified_at::TEXT, fetched_time, links[1].address, authors[1].name, duplicates.of, winnow.rules "+from+" WHERE id = 'full'",
		"SELECT count(*)::INT "+from+" WHERE links IS NULL AND duplicates IS NULL AND modified IS NULL",
		"SELECT p.text, p.role, p.level, p.number, p.cells FROM (SELECT unnest(paragraphs) AS p "+from+" WHERE id = 'full')",
	)
	bytes := 0
	for _, doc := range docs {
		bytes += len(doc.Text)
	}
	want := []string{
		fmt.Sprintf(`[[201,201,202,%d]]`, bytes),
		`[["id","VARCHAR"],["published","VARCHAR"],["published_at","TIMESTAMP WITH TIME ZONE"],["tags","VARCHAR[]"],["fetched_time","TIMESTAMP WITH TIME ZONE"],` +
			`["quality","STRUCT(\"is\" VARCHAR, score DOUBLE, \"rule\" VARCHAR, reason VARCHAR)"],` +
			`["paragraphs","STRUCT(\"text\" VARCHAR, \"role\" VARCHAR, \"start\" BIGINT, \"end\" BIGINT, \"level\" INTEGER, number INTEGER, cells VARCHAR[])[]"],` +
			`["removed","STRUCT(\"text\" VARCHAR, kind VARCHAR, \"rule\" VARCHAR, score DOUBLE, \"start\" BIGINT, \"end\" BIGINT, note VARCHAR)[]"],` +
			`["links","STRUCT(\"text\" VARCHAR, address VARCHAR, \"at\" BIGINT, \"start\" BIGINT, \"end\" BIGINT, paragraph INTEGER, removed INTEGER[])[]"],` +
			`["duplicates","STRUCT(\"of\" VARCHAR, \"cluster\" VARCHAR, representative VARCHAR, in_representative DOUBLE, of_representative DOUBLE, dateline VARCHAR)"],` +
			`["winnow","STRUCT(\"version\" VARCHAR, rules VARCHAR)"]]`,
		`[["captions/trailing-credit","caption",1],["share/row","share",199]]`,
		`[["2026-03-04T09:03:00+01:00","2026-03-04 08:03:00+00","2026-03-05 00:00:00+00",null,"https://a.example/3","Ana Lee","first","abc"]]`,
		`[[200]]`,
		`[["The river rose.","heading",2,3,["The","river rose."]],["Then it fell.","paragraph",null,null,[]]]`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}
