package archive

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestEveryPrefixYieldsTheWholeRecordsBeforeTheCut(t *testing.T) {
	records := []string{pageBytes("a"), warcBytes("request", "", "GET /"), pageBytes("b"), pageBytes("c")}
	texts := map[int]string{0: "<p>The page a", 2: "<p>The page b", 3: "<p>The page c"}
	for name, pack := range map[string]func(string) string{"a.warc": plain, "a.warc.gz": gzipped} {
		whole, ends := "", []int{} // where each record ends; what is blank behind it is none of it
		for _, r := range records {
			whole += pack(r)
			ends = append(ends, len(strings.TrimSuffix(whole, "\r\n\r\n")))
		}
		in := writeFile(t, name, "")
		for cut := range len(whole) {
			var want []string
			for i := range ends {
				if ends[i] <= cut && texts[i] != "" {
					want = append(want, texts[i])
				}
			}
			all := readWARC(t, rewrite(t, in, whole[:cut]), nil, Mark{}, Options{})
			got := contents(all)
			if len(got) > 0 && got[len(got)-1] == ReasonBroken {
				got = got[:len(got)-1]
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s of %d bytes (-want +got):\n%s", name, cut, diff)
			}
		}
	}
}

func TestEveryPrefixOfOneGzipStreamYieldsItsRecords(t *testing.T) {
	whole := gzipped(pageBytes("a") + pageBytes("b"))
	before := 0
	in := writeFile(t, "a.warc.gz", "")
	for cut := range len(whole) {
		n := 0
		for _, text := range contents(readWARC(t, rewrite(t, in, whole[:cut]), nil, Mark{}, Options{})) {
			if text != ReasonBroken {
				n++
			}
		}
		if n < before {
			t.Fatalf("%d records in %d bytes, and %d in fewer", n, cut, before)
		}
		before = n
	}
	if before != 2 {
		t.Errorf("without its last byte it has %d records, want 2", before)
	}
}

// withLength returns a record that states another length.
func withLength(record string, more int) string {
	_, block := splitHeader([]byte(record))
	length := len(block) - len("\r\n\r\n")
	return strings.Replace(record, fmt.Sprintf("Content-Length: %d\r\n", length), fmt.Sprintf("Content-Length: %d\r\n", length+more), 1)
}

// damaged is records of which one is spoilt, by what is wrong with it.
func damaged() map[string][]string {
	a, b, c := pageBytes("a"), pageBytes("b"), pageBytes("c")
	long := warcBytes("response", "http://example.org/long", httpBytes("text/html", strings.Repeat("long ", 300_000)))
	return map[string][]string{
		"too long by little":     {a, withLength(b, 7), c},
		"too long by a record":   {a, withLength(b, len(c)-9), c},
		"too long by all":        {a, withLength(b, 5000), c},
		"too long by megabytes":  {a, withLength(b, 5_000_000), c},
		"longer than is read":    {a, withLength(b, 1<<40), c},
		"too short":              {a, withLength(b, -7), c},
		"a long one, too long":   {a, withLength(long, 300), c},
		"a long one, too short":  {a, withLength(long, -300), c},
		"no length":              {a, strings.Replace(b, "Content-Length", "Content-Width", 1), c},
		"a negative length":      {a, strings.Replace(b, "Content-Length: ", "Content-Length: -", 1), c},
		"header that breaks off": {a, b[:60] + "\r\n", c},
		"a record that does":     {a, b[:len(b)-20] + "\n", c},
	}
}

func TestABrokenRecordCostsNoOther(t *testing.T) {
	want := []string{"<p>The page a", ReasonBroken, "<p>The page c"}
	for name, records := range damaged() {
		for file, content := range map[string]string{
			"a.warc": strings.Join(records, ""), "a.warc.gz": each(records, gzipped), "one.warc.gz": gzipped(strings.Join(records, "")),
			"two.warc.gz": gzipped(records[0]) + gzipped(strings.Join(records[1:], "")),
		} {
			t.Run(name+"/"+file, func(t *testing.T) { checkDamaged(t, writeFile(t, file, content), want) })
		}
	}
}

// checkDamaged reads a file and resumes it from every mark.
func checkDamaged(t *testing.T, in Input, want []string) {
	t.Helper()
	all := readWARC(t, in, nil, Mark{}, Options{})
	if diff := cmp.Diff(want, contents(all)); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	for i := range all {
		rest := readWARC(t, in, nil, all[i].After, Options{})
		if diff := cmp.Diff(all[i+1:], rest, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("resumed behind record %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestJunkBetweenRecords(t *testing.T) {
	a, c := pageBytes("a"), pageBytes("c")
	want := []string{"<p>The page a", ReasonBroken, "<p>The page c"}
	junk := strings.Repeat("junk of WARC/1.0 and\nWARC/x\n", 3000)
	packedA, packedC := gzipped(a), gzipped(c)
	spoilt := []byte(gzipped(pageBytes("b")))
	spoilt[len(spoilt)/2] ^= 0xff
	sum := []byte(gzipped(pageBytes("b")))
	sum[len(sum)-6] ^= 0xff
	for name, content := range map[string]string{
		"lines.warc": a + "junk\n" + c, "many.warc": a + junk + c, "zeros.warc": a + strings.Repeat("\x00", 99_999) + "\n" + c,
		"bytes.warc.gz": packedA + "junk\x1f\x8b\x08\x00junk" + packedC, "many.warc.gz": packedA + junk + packedC,
		"member.warc.gz": packedA + gzipped("junk\n") + packedC, "damaged.warc.gz": packedA + string(spoilt) + packedC,
		"sum.warc.gz": packedA + string(sum) + packedC, "short.warc.gz": packedA + gzipped(pageBytes("b"))[:60] + packedC,
	} {
		t.Run(name, func(t *testing.T) { checkDamaged(t, writeFile(t, name, content), want) })
	}
	t.Run("first.warc.gz", func(t *testing.T) {
		checkDamaged(t, writeFile(t, "first.warc.gz", "junk"+packedA+packedC), []string{ReasonBroken, "<p>The page a", "<p>The page c"})
	})
	t.Run("last.warc.gz", func(t *testing.T) {
		checkDamaged(t, writeFile(t, "last.warc.gz", packedA+packedC+string(spoilt)), []string{"<p>The page a", "<p>The page c", ReasonBroken})
	})
}

func TestWhatIsNoDamage(t *testing.T) {
	a, c := pageBytes("a"), pageBytes("c")
	inside := warcBytes("response", "http://example.org/b", httpBytes("text/plain", "How it looks:\n\n"+c+"\n"))
	want := []string{"<p>The page a", "<p>The page c"}
	for name, content := range map[string]string{
		"no separator": strings.TrimSuffix(a, "\r\n\r\n") + c, "one line": strings.TrimSuffix(a, "\r\n") + c, "many lines": a + "\r\n\n\n" + c,
		"other ends of lines": recordOfLines(a) + c, "truncated by the crawler": pageBytes("a", "WARC-Truncated: length") + c,
	} {
		if diff := cmp.Diff(want, contents(readWARC(t, writeFile(t, "a.warc", content), nil, Mark{}, Options{}))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	padded := each([]string{a, c}, gzipped) + strings.Repeat("\x00", 1000)
	if diff := cmp.Diff(want, contents(readWARC(t, writeFile(t, "a.warc.gz", padded), nil, Mark{}, Options{}))); diff != "" {
		t.Errorf("padded (-want +got):\n%s", diff)
	}
	if all := readWARC(t, writeFile(t, "a.warc", a+inside+c), nil, Mark{}, Options{}); len(all) != 3 || !strings.Contains(all[1].Content, "page c") {
		t.Errorf("a record inside of a text: %+v", all)
	}
}

// recordOfLines returns a record whose lines end without a carriage return, but
// for those of its block.
func recordOfLines(record string) string {
	header, block := splitHeader([]byte(record))
	return strings.ReplaceAll(string(header), "\r\n", "\n") + "\n" + strings.TrimSuffix(string(block), "\r\n\r\n") + "\n\n"
}

func TestATooLargeRecordIsRefused(t *testing.T) {
	large := warcBytes("response", "http://example.org/l", httpBytes("text/html", strings.Repeat("x", 200_000)))
	image := warcBytes("response", "http://example.org/i", httpBytes("image/png", strings.Repeat("x", 200_000)))
	records := []string{pageBytes("a"), large, image, pageBytes("c")}
	want := []string{"<p>The page a", ReasonTooLarge, "<p>The page c"}
	for name, pack := range map[string]func(string) string{"a.warc": plain, "a.warc.gz": gzipped} {
		all := readWARC(t, writeFile(t, name, each(records, pack)), nil, Mark{}, Options{MaxRecord: 100_000})
		if diff := cmp.Diff(want, contents(all)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Whatever bytes are spoilt, reading ends, every mark resumes exactly, and
// records before the first of them are whole.
func TestSpoiltBytes(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	forms := warcForms(t, crawl())
	for _, name := range slices.Sorted(maps.Keys(forms)) {
		content, in := forms[name], writeFile(t, name, "")
		for range 60 {
			spoilt := bytes.Clone([]byte(content))
			for range 1 + random.IntN(3) {
				spoilt[random.IntN(len(spoilt))] ^= byte(1 + random.IntN(255))
			}
			checkEveryMark(t, rewrite(t, in, string(spoilt)))
		}
	}
}

func checkEveryMark(t *testing.T, in Input) {
	t.Helper()
	all := readWARC(t, in, nil, Mark{}, Options{MaxRecord: 1 << 20})
	for i := range all {
		if all[i].After.Input > 0 {
			continue // the rest can't be read, and nothing is read of it
		}
		rest := readWARC(t, in, nil, all[i].After, Options{MaxRecord: 1 << 20})
		if diff := cmp.Diff(all[i+1:], rest, cmpopts.EquateEmpty()); diff != "" {
			content, _ := os.ReadFile(in.Name)
			t.Fatalf("%s, resumed behind record %d of %q (-want +got):\n%s", in.Name, i, content, diff)
		}
	}
}

func FuzzWARC(f *testing.F) {
	for name, content := range warcForms(f, crawl()) {
		f.Add([]byte(content), strings.HasSuffix(name, ".gz"))
	}
	for _, records := range damaged() {
		if whole := strings.Join(records, ""); len(whole) < 10_000 {
			f.Add([]byte(whole), false)
			f.Add([]byte(each(records, gzipped)), true)
		}
	}
	f.Fuzz(func(t *testing.T, content []byte, packed bool) {
		name := "a.warc"
		if packed {
			name += ".gz"
		}
		checkEveryMark(t, writeFile(t, name, string(content)))
	})
}
