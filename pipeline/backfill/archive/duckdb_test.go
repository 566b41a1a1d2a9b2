package archive

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// duckDB runs statements in DuckDB. The test is skipped where that is not
// installed.
func duckDB(t *testing.T, statements ...string) {
	t.Helper()
	folder := filepath.Join("..", "..", "..", "fixtures", "duckdb")
	if _, err := os.Stat(filepath.Join(folder, "node_modules")); err != nil {
		t.Skip("`npm ci --prefix fixtures/duckdb` installs DuckDB")
	}
	node := exec.Command("node", filepath.Join(folder, "query.mjs"))
	node.Stdin = strings.NewReader(strings.Join(statements, "\n---\n"))
	if told, err := node.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, told)
	}
}

// duckRows has the types that scrapes have, nulls, and values that repeat, so
// that DuckDB chooses dictionaries, deltas and plain pages.
const duckRows = `SELECT CASE i % 3 WHEN 0 THEN NULL ELSE 'https://a.example/' || (i % 10) END AS url,
	(9223372036854775807::UBIGINT + i::UBIGINT) AS id, TIMESTAMP '2026-03-04 09:03:00.25' + i * INTERVAL 1 SECOND AS crawled_at,
	{'html': CASE i % 7 WHEN 6 THEN NULL ELSE ('Text ' || i || ' ' || repeat('é', i % 40)) END, 'lang': 'en'} AS page, [i] AS list
	FROM range(5000) t(i)`

func TestParquetOfDuckDB(t *testing.T) {
	var want []string
	for i := range 5000 {
		url := fmt.Sprint("https://a.example/", i%10)
		if i%3 == 0 {
			url = ""
		}
		if i%7 == 6 {
			want = append(want, fmt.Sprintf(":%d: no-content: its content is null", i+1))
			continue
		}
		want = append(want, fmt.Sprintf("%d %s en %s", uint64(9223372036854775807)+uint64(i), url, "Text "+fmt.Sprint(i)+" "+strings.Repeat("é", i%40)))
	}
	folder := t.TempDir()
	var statements, names []string
	for _, codec := range []string{"uncompressed", "snappy", "gzip", "zstd", "lz4_raw", "brotli"} {
		for _, version := range []string{"v1", "v2"} {
			name := filepath.Join(folder, codec+"-"+version+".parquet")
			names = append(names, name)
			statements = append(statements, fmt.Sprintf("COPY (%s) TO '%s' (FORMAT parquet, CODEC '%s', PARQUET_VERSION '%s', ROW_GROUP_SIZE 2048)", duckRows, name, codec, version))
		}
	}
	duckDB(t, statements...)
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			var got []string
			for _, r := range readAll(t, name, Mark{}, Options{Fields: map[string]string{"content": "page.html", "language": "page.lang"}}) {
				raw, err := r.Open()
				if err != nil {
					got = append(got, fmt.Sprintf(":%d: %s: %v", r.Number, reasonOf(err), err))
					continue
				}
				got = append(got, fmt.Sprintf("%s %s %s %s", raw.ID, raw.URL, raw.Language, raw.Content))
				if r.Number == 1 && raw.FetchedAt != "2026-03-04T09:03:00.25Z" {
					t.Errorf("fetched at %s", raw.FetchedAt)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("documents (-want +got):\n%.2000s", diff)
			}
		})
	}
}
