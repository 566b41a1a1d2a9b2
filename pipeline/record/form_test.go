package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
)

// long returns a document with so many paragraphs and removals.
func long(paragraphs, removals int) Clean {
	doc := sample()
	doc.Paragraphs, doc.Removed = nil, nil
	for i := range paragraphs {
		text := fmt.Sprintf("Paragraph %d says that the bridge “stays closed”.", i)
		doc.Paragraphs = append(doc.Paragraphs, document.Paragraph{Text: text, Start: 60 * i, End: 60*i + len(text)})
	}
	for i := range removals {
		text := fmt.Sprintf("More %d", i)
		doc.Removed = append(doc.Removed, document.Removal{Text: text, Kind: document.Related, Rule: "related/item", Score: 0.95, Start: i, End: i + 7})
	}
	return NewClean(doc, testBuild)
}

// read puts a written document together again.
func read(w Written) (*Clean, error) {
	header := map[string][]string{HeaderEncoding: {w.Encoding}}
	c, parts, err := ParseClean(header, w.Body)
	if err != nil {
		return nil, err
	}
	if parts != len(w.Parts) {
		return nil, fmt.Errorf("it says %d parts and has %d", parts, len(w.Parts))
	}
	for _, part := range w.Parts {
		if err := c.Join(header, part); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// readable gives names to roles and kinds that have none, which only an encoder takes.
func readable(c *Clean) {
	for i := range c.Paragraphs {
		c.Paragraphs[i].Role %= document.RoleTable + 1
	}
	for _, list := range [][]Removal{c.Removed, c.Marked} {
		for i := range list {
			list[i].Kind = document.Caption
		}
	}
}

// Whatever form a stream's limit asks for, the reader has the same document.
func TestEveryFormIsReadAsTheSameDocument(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawn(t)
		readable(&c)
		for _, p := range c.Paragraphs { // half of them are of the text, as all are outside of tests
			if rapid.Bool().Draw(t, "of the text") {
				c.Text += "\n\n" + p.Text
			}
		}
		form := Form{
			Largest: rapid.IntRange(0, 4096).Draw(t, "largest"), Lean: rapid.Bool().Draw(t, "lean"), Parts: rapid.SampledFrom([]int{0, 99}).Draw(t, "parts"),
			Compress: rapid.SampledFrom([]Compression{"", CompressOff, CompressLarge, CompressAll}).Draw(t, "compress"),
		}
		w, err := form.Write(&c)
		var large *TooLarge
		if errors.As(err, &large) {
			if large.Least <= form.Largest {
				t.Fatalf("too large with %d bytes of %d", large.Least, form.Largest)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if form.Largest > 0 && !form.fits(&w) {
			t.Fatalf("it has %d bytes and %d parts, and does not fit into %d", len(w.Body), len(w.Parts), form.Largest)
		}
		got, err := read(w)
		if err != nil {
			t.Fatalf("%v\n%s", err, w.Body)
		}
		want := new(Clean)
		if whole, err := c.Marshal(); err != nil || json.Unmarshal(whole, want) != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

func TestTheFirstFormThatFitsIsTaken(t *testing.T) {
	c := long(1000, 1000)
	full, err := c.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	lean, err := Form{Lean: true}.Write(&c)
	if err != nil {
		t.Fatal(err)
	}
	if len(lean.Body) >= len(full) || strings.Count(string(lean.Body), "Paragraph 17 says") != 1 {
		t.Errorf("the lean form has %d bytes and the whole one %d", len(lean.Body), len(full))
	}
	for _, c := range []struct {
		name  string
		doc   Clean
		form  Form
		want  string
		parts int
	}{
		{"as it is", c, Form{Largest: len(full), Parts: 9}, "full", 0},
		{"a byte too large", c, Form{Largest: len(full) - 1, Parts: 9}, "lean", 0},
		{"lean of all", c, Form{Largest: len(full), Lean: true}, "lean", 0},
		{"too large for lean", c, Form{Largest: len(lean.Body) - 1, Parts: 9}, "parts", 1},
		{"no parts allowed", c, Form{Largest: len(lean.Body) - 1}, "too large", 0},
		{"fewer parts allowed", c, Form{Largest: len(lean.Body) / 3, Parts: 2}, "too large", 0},
		{"compressed before it is lean", c, Form{Largest: len(lean.Body) - 1, Parts: 9, Compress: CompressLarge}, "zstd", 0},
		{"compressed though it fits", c, Form{Largest: len(full), Compress: CompressAll}, "zstd", 0},
		{"not compressed since it fits", c, Form{Largest: len(full), Compress: CompressLarge}, "full", 0},
		{"so small that it stays", long(1, 0), Form{Compress: CompressAll}, "zstd", 0},
	} {
		w, err := c.form.Write(&c.doc)
		got := "full"
		switch {
		case err != nil:
			got = ReasonTooLarge
			if !errors.As(err, new(*TooLarge)) {
				t.Error(err)
			}
			got = "too large"
		case w.Encoding != "":
			got = w.Encoding
		case len(w.Parts) > 0:
			got = "parts"
		case strings.Contains(string(w.Body), `"from":`):
			got = "lean"
		}
		if got != c.want || len(w.Parts) != c.parts {
			t.Errorf("%s: %s with %d parts, want %s with %d", c.name, got, len(w.Parts), c.want, c.parts)
		}
	}
}

// What a reader in another language does by the README gives the document too:
// lists are joined by name, and stretches are bytes of the text.
// TestALongIDIsNotInManyParts has an id that takes nearly all of a part, of which each
// has it: 1 MB came to 24.
func TestALongIDIsNotInManyParts(t *testing.T) {
	const largest = 1 << 20
	c := long(1, 500)
	c.ID = strings.Repeat("x", largest-3000)
	written, err := Form{Largest: largest, Parts: 998}.Write(&c)
	if tooLarge := (*TooLarge)(nil); !errors.As(err, &tooLarge) {
		t.Errorf("it was written in %d bytes, %v", written.Bytes(), err)
	}
}

// TestEntriesThatAreNotInTheTextTakeNoLookEach has a live blog whose entries have words
// that its paragraphs do not: looking for each would go through the whole text.
func TestEntriesThatAreNotInTheTextTakeNoLookEach(t *testing.T) {
	const n = 30_000
	c := Clean{Schema: CleanSchema, ID: "a", Paragraphs: make([]Paragraph, n), Entries: make([]LiveEntry, n)}
	texts := make([]string, n)
	for i := range n {
		texts[i] = fmt.Sprintf("%d: the ferry sails.", i)
		c.Paragraphs[i].Text, c.Entries[i].Text = texts[i], texts[i]+" Or so they say."
	}
	c.Text = strings.Join(texts, "\n\n")
	began := time.Now()
	written, err := Form{Lean: true}.Write(&c)
	if took := time.Since(began); took > 10*time.Second { // some 30 ms; 40 s before
		t.Errorf("it took %s", took)
	}
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := ParseClean(nil, written.Body)
	if err != nil || !slices.Equal(got.Entries, c.Entries) {
		t.Errorf("the entries are not as they were: %v", err)
	}
}

func TestPartsAreJoinedWithoutKnowingTheirFields(t *testing.T) {
	c := long(300, 300)
	c.Extras = &Extras{Links: []Link{{Text: "Paragraph 3", Address: "https://www.courier.example/3", Place: Place{Paragraph: 3}}}, Images: []Image{}}
	w, err := Form{Largest: 24 << 10, Parts: 99}.Write(&c)
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(w.Body, &doc); err != nil {
		t.Fatal(err)
	}
	if doc["parts"] != float64(len(w.Parts)) || len(w.Parts) < 3 {
		t.Fatalf("%v parts, want %d", doc["parts"], len(w.Parts))
	}
	for _, body := range w.Parts {
		if err := conforms(t, PartJSONSchema, body); err != nil {
			t.Errorf("%s: %v", body, err)
		}
		var part map[string]any
		if err := json.Unmarshal(body, &part); err != nil {
			t.Fatal(err)
		}
		for name, value := range part {
			if list, is := value.([]any); is {
				before, there := doc[name].([]any)
				if !there {
					before = []any{}
				}
				doc[name] = append(before, list...)
			}
		}
	}
	text := doc["text"].(string)
	for _, p := range doc["paragraphs"].([]any) {
		p := p.(map[string]any)
		if from, is := p["from"].(float64); is {
			p["text"] = text[int(from):int(p["to"].(float64))]
			delete(p, "from")
			delete(p, "to")
		}
	}
	delete(doc, "parts")
	whole, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	var got Clean
	if err := json.Unmarshal(whole, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAPartOfAnotherDocumentIsRefused(t *testing.T) {
	c, other := long(300, 0), long(300, 0)
	other.ID = "another"
	w, err := Form{Largest: 24 << 10, Parts: 99}.Write(&c)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Join(nil, w.Parts[0]); !errors.Is(err, errNoPart) {
		t.Errorf("Join = %v, want %v", err, errNoPart)
	}
	if err := c.Join(nil, w.Body); !errors.Is(err, errNoPart) {
		t.Errorf("Join of the document itself = %v, want %v", err, errNoPart)
	}
}

// FuzzParseClean reads hostile messages: an error or a document, never a panic.
func FuzzParseClean(f *testing.F) {
	c := long(3, 3)
	for _, form := range []Form{{}, {Lean: true}, {Largest: 700, Parts: 99}, {Compress: CompressAll}} {
		w, err := form.Write(&c)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(w.Encoding, w.Body)
		for _, part := range w.Parts {
			f.Add(w.Encoding, part)
		}
	}
	f.Add("", []byte(`{"schema":"winnow.clean.v1","id":"a","text":"é","paragraphs":[{"from":1,"to":9}]}`))
	f.Add("", []byte(`{"schema":"winnow.clean.v1","id":"a","text":"x","paragraphs":[{"from":-1,"to":0},null],"parts":-4}`))
	f.Fuzz(func(t *testing.T, encoding string, body []byte) {
		header := map[string][]string{HeaderEncoding: {encoding}}
		if doc, parts, err := ParseClean(header, body); err == nil && (doc == nil || parts < 0) {
			t.Errorf("neither a document nor an error, or %d parts", parts)
		}
		_ = (&Clean{ID: "courier-1", Text: "text"}).Join(header, body)
		if doc, err := ParseClustered(header, body); err == nil {
			doc.Own()
		}
	})
}

// BenchmarkForm writes a document of forty paragraphs and as many removals in each
// form. bytes/document is what a stream stores of it.
func BenchmarkForm(b *testing.B) {
	doc := sample()
	doc.Paragraphs = nil
	for i := range 40 {
		text := fmt.Sprintf("%d. The bridge over the %s closes “for %d years”, the %s said on Monday, and nobody had asked the people of the %s who cross it each day to reach the station.",
			i, strings.Fields("river canal harbour railway valley")[i%5], i, strings.Fields("city council owner minister")[i%4], strings.Fields("north south west")[i%3])
		doc.Paragraphs = append(doc.Paragraphs, document.Paragraph{Text: text, Start: 300 * i, End: 300*i + len(text)})
		doc.Removed = append(doc.Removed, document.Removal{Text: fmt.Sprint("More from Opinion ", i), Kind: document.Related, Rule: "related/item", Score: 0.95})
	}
	c := NewClean(doc, testBuild)
	for _, one := range []struct {
		name string
		form Form
	}{{"full", Form{}}, {"lean", Form{Lean: true}}, {"parts", Form{Largest: 9 << 10, Parts: 99}}, {"full-zstd", Form{Compress: CompressAll}}, {"lean-zstd", Form{Lean: true, Compress: CompressAll}}} {
		b.Run(one.name, func(b *testing.B) {
			b.ReportAllocs()
			var w Written
			for b.Loop() {
				var err error
				if w, err = one.form.Write(&c); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(w.Bytes()), "bytes/document")
		})
	}
}
