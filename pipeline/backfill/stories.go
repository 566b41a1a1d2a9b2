package backfill

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
)

// StoryOptions say how the documents of an archive are marked.
type StoryOptions struct {
	Memory   memory.StoryOptions
	Separate bool // put copies into files of their own, CopiesName
}

// String returns what the documents depend on.
func (o *StoryOptions) String() string {
	if o == nil {
		return "off"
	}
	return fmt.Sprintf("within %s, of %d articles, copies apart: %t", o.Memory.Window, o.Memory.Most, o.Separate)
}

// StoryResult counts what the third pass found.
type StoryResult struct {
	Documents int
	Stories   int           // that have more than one document
	Copies    int           // documents of those, the representatives left out
	Separated int           // documents that were put into the files of copies
	CopiesTo  []output.Part // those files
}

// copyShare is how much of a document its representative must have for the
// document to be a copy and nothing else.
const copyShare = 0.9

// CopiesName returns the name of the file for copies of an output:
// OUT.copies.jsonl beside OUT.jsonl.
func CopiesName(out string) string { return output.BesideLike(out, "copies") }

// storiesOf reads the clean documents of files twice and returns what is to be
// written into each: what a site repeats, and a representative, may come after a
// document.
func storiesOf(ctx context.Context, spools []string, options StoryOptions, log *slog.Logger) (*marker, StoryResult, error) {
	options.Memory.Archive = true
	m := &marker{options: options, log: log, prose: memory.NewOwnProse(), memory: memory.NewStories(options.Memory), known: make(map[string]*record.Duplicates), sites: make(map[string]string), partial: make(map[string]bool), twice: make(map[string]bool)}
	var result StoryResult
	if err := eachLine(ctx, spools, archive.Mark{}, m.learn); err != nil {
		return nil, result, err
	}
	if m.prose.Full() {
		log.Warn("more paragraphs than are remembered: what sites repeat in the last documents may count as theirs")
	}
	if err := eachLine(ctx, spools, archive.Mark{}, m.read); err != nil {
		return nil, result, err
	}
	m.count(&result)
	return m, result, nil
}

// marker learns at a first reading what sites repeat, and finds stories at a
// second.
type marker struct {
	options StoryOptions
	log     *slog.Logger
	prose   *memory.OwnProse
	memory  *memory.Stories
	known   map[string]*record.Duplicates // of the documents that share a story, by id
	sites   map[string]string             // of all documents, by id; where copies are separated
	partial map[string]bool               // documents of which more is not compared than a copy may lack; likewise
	twice   map[string]bool               // ids that several documents have; likewise
	total   int                           // documents that were read
}

// learn remembers what a document has in common with others of its site.
func (m *marker) learn(_ *archive.Record, line []byte) error {
	doc, err := record.ParseClustered(nil, line)
	if err != nil {
		return err
	}
	m.prose.Add(doc.Site, memory.NameHash(doc.Canonical, doc.URL, doc.ID), doc.Own())
	return nil
}

// read puts a document into memory.
func (m *marker) read(_ *archive.Record, line []byte) error {
	doc, err := record.ParseClustered(nil, line)
	if err != nil {
		return err
	}
	m.total++
	own := m.prose.Of(doc.Site, memory.NameHash(doc.Canonical, doc.URL, doc.ID), doc.Own())
	signature := memory.SignOwn(doc.Text, own)
	if m.options.Separate {
		if _, before := m.sites[doc.ID]; before {
			m.twice[doc.ID] = true
		}
		m.sites[doc.ID] = doc.Site
		if whole := memory.Sign(doc.Text).Words; float64(signature.Words) < copyShare*float64(whole) {
			m.partial[doc.ID] = true
		}
	}
	at := memory.PublishedAt(doc.Published, doc.FetchedAt, time.Time{})
	for _, c := range m.memory.Put(memory.Article{ID: doc.ID, Published: at, Signature: signature}) {
		m.note(c.Membership)
	}
	return nil
}

// note keeps the membership of a document that shares a story, and of the
// representative, for which memory returns no change when another joins it.
func (m *marker) note(s memory.Membership) {
	if s.Representative == s.ID {
		if _, before := m.known[s.ID]; before {
			m.known[s.ID] = duplicatesOf(memory.Membership{ID: s.ID, Representative: s.ID})
		}
		return
	}
	m.known[s.ID] = duplicatesOf(s)
	if head := m.known[s.Representative]; head == nil || head.Representative != s.Representative {
		m.known[s.Representative] = duplicatesOf(memory.Membership{ID: s.Representative, Representative: s.Representative})
	}
}

func duplicatesOf(s memory.Membership) *record.Duplicates {
	return &record.Duplicates{
		Of: s.Of, Cluster: record.ClusterOf(s.Representative), Representative: s.Representative,
		Within: record.RoundShare(s.Here), Holds: record.RoundShare(s.There), Dateline: s.Dateline,
	}
}

// count looks at every document that is still remembered once more, since an
// earlier twin may have come after it; drops stories that lost their other
// documents to earlier ones; and counts the rest.
func (m *marker) count(result *StoryResult) {
	copies := make(map[string]int)
	for id, d := range m.known {
		if s, remembered := m.memory.Membership(id); remembered {
			d = duplicatesOf(s)
			m.known[id] = d
		}
		if d.Representative != id {
			copies[d.Representative]++
		}
	}
	for id, d := range m.known {
		if d.Representative == id && copies[id] == 0 {
			delete(m.known, id)
		}
	}
	result.Documents, result.Stories = m.total, len(copies)
	for _, n := range copies {
		result.Copies += n
	}
	if most := m.options.Memory.Most; most > 0 && m.total > most {
		m.log.Warn("more documents than are remembered: copies of the oldest may not have been found", "documents", m.total, "remembered", most)
	}
}

// isCopy reports whether a document is a copy and nothing else. Of one site it
// must have the very same words: short articles with the same boilerplate beside
// them have most of their words in common. So must one of which a part was not
// compared: that may be what the representative lacks. Of documents that share an
// id nobody knows which one is the copy.
func (m *marker) isCopy(id string, d *record.Duplicates) bool {
	if d.Representative == id || m.twice[id] {
		return false
	}
	site := m.sites[id]
	return d.Of != "" || d.Within >= copyShare && !m.partial[id] && (site == "" || site != m.sites[d.Representative])
}

// longestClean is the longest clean document that is read back, in bytes.
const longestClean = 512 << 20

// eachLine calls visit with every line of files from a mark on. Errors name the
// line.
func eachLine(ctx context.Context, names []string, from archive.Mark, visit func(*archive.Record, []byte) error) error {
	inputs, err := archive.Find(ctx, names, nil)
	if err != nil {
		return err
	}
	lines, err := archive.Open(inputs, from, nil, archive.Options{Form: "jsonl", MaxRecord: longestClean})
	if err != nil {
		return err
	}
	defer lines.Close()
	for {
		r, err := lines.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		_, line := r.Original()
		if err := visit(r, line); err != nil {
			return fmt.Errorf("%s: %w", r, err)
		}
	}
}
