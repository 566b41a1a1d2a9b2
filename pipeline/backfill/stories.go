package backfill

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/winnow-news/winnow/pipeline/memory"
	"github.com/winnow-news/winnow/pipeline/record"
)

// StoryOptions say how the documents of an archive are marked.
type StoryOptions struct {
	Memory   memory.StoryOptions
	Separate bool // put copies into a file of their own, CopiesName
	Log      *slog.Logger
}

// StoryResult counts what MarkStories found.
type StoryResult struct {
	Documents int
	Stories   int    // that have more than one document
	Copies    int    // documents of those, the representatives left out
	Separated int    // documents that were put into the file of copies
	CopiesTo  string // that file; empty when there is none
}

// copyShare is how much of a document its representative must have for the
// document to be a copy and nothing else.
const copyShare = 0.9

// CopiesName returns the name of the file for copies of an output file:
// OUT.copies.jsonl beside OUT.jsonl.
func CopiesName(out string) string { return strings.TrimSuffix(out, ".jsonl") + ".copies.jsonl" }

// MarkStories reads the clean documents of a file, as Run wrote them, and
// writes into each of which others it is a copy. It reads the file three times: what
// a site repeats, and a representative, may come after a document. The file is replaced at the end, in
// one step; when it fails or ctx is done, the file is as it was. Marking a file
// again writes the same file.
func MarkStories(ctx context.Context, out string, options StoryOptions) (result StoryResult, err error) {
	options.Memory.Archive = true
	m := &marker{options: options, prose: memory.NewOwnProse(), memory: memory.NewStories(options.Memory), known: make(map[string]*record.Duplicates), sites: make(map[string]string), partial: make(map[string]bool)}
	if err := eachLine(ctx, out, m.learn); err != nil {
		return result, err
	}
	if m.prose.Full() {
		options.Log.Warn("more paragraphs than are remembered: what sites repeat in the last documents may count as theirs", "file", out)
	}
	if err := eachLine(ctx, out, m.read); err != nil {
		return result, err
	}
	m.count(&result)
	if err := m.rewrite(ctx, out, &result); err != nil {
		return result, err
	}
	return result, nil
}

// marker learns at a first reading what sites repeat, finds stories at a second,
// and writes them at a third.
type marker struct {
	options StoryOptions
	prose   *memory.OwnProse
	memory  *memory.Stories
	known   map[string]*record.Duplicates // of the documents that share a story, by id
	sites   map[string]string             // of all documents, by id; where copies are separated
	partial map[string]bool               // documents of which more is not compared than a copy may lack; likewise
	total   int                           // documents that were read
}

// learn remembers what a document has in common with others of its site.
func (m *marker) learn(line []byte) error {
	doc, err := record.ParseClustered(line)
	if err != nil {
		return err
	}
	m.prose.Add(doc.Site, memory.NameHash(doc.Canonical, doc.URL, doc.ID), doc.Own())
	return nil
}

// read puts a document into memory.
func (m *marker) read(line []byte) error {
	doc, err := record.ParseClustered(line)
	if err != nil {
		return err
	}
	m.total++
	own := m.prose.Of(doc.Site, memory.NameHash(doc.Canonical, doc.URL, doc.ID), doc.Own())
	signature := memory.SignOwn(doc.Text, own)
	if m.options.Separate {
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
		m.options.Log.Warn("more documents than are remembered: copies of the oldest may not have been found", "documents", m.total, "remembered", most)
	}
}

// rewrite writes the marked documents beside the file and puts them in its
// place.
func (m *marker) rewrite(ctx context.Context, out string, result *StoryResult) (err error) {
	marked, err := os.Create(out + ".marking")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, marked.Close(), os.Remove(marked.Name()))
		}
	}()
	to := bufio.NewWriter(marked)
	copies := &copiesFile{name: CopiesName(out)}
	err = eachLine(ctx, out, func(line []byte) error { return m.mark(line, to, copies, result) })
	if err = errors.Join(err, to.Flush(), copies.close()); err != nil {
		return err
	}
	if err = errors.Join(marked.Sync(), marked.Close()); err != nil {
		return err
	}
	if result.Separated > 0 {
		result.CopiesTo = copies.name
	}
	return os.Rename(marked.Name(), out)
}

// mark writes one document with what is known of it.
func (m *marker) mark(line []byte, to io.Writer, copies *copiesFile, result *StoryResult) error {
	var doc struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(line, &doc); err != nil {
		return err
	}
	d := m.known[doc.ID]
	line, err := record.WithDuplicates(line, d)
	if err != nil {
		return err
	}
	if m.options.Separate && d != nil && m.isCopy(doc.ID, d) {
		result.Separated++
		if to, err = copies.open(); err != nil {
			return err
		}
	}
	_, err = to.Write(append(line, '\n'))
	return err
}

// isCopy reports whether a document is a copy and nothing else. Of one site it
// must have the very same words: short articles with the same boilerplate beside
// them have most of their words in common. So must one of which a part was not
// compared: that may be what the representative lacks.
func (m *marker) isCopy(id string, d *record.Duplicates) bool {
	if d.Representative == id {
		return false
	}
	site := m.sites[id]
	return d.Of != "" || d.Within >= copyShare && !m.partial[id] && (site == "" || site != m.sites[d.Representative])
}

// copiesFile is the file of copies, which is created with the first.
type copiesFile struct {
	name string
	file *os.File
	to   *bufio.Writer
}

func (p *copiesFile) open() (_ io.Writer, err error) {
	if p.file == nil {
		if p.file, err = os.Create(p.name); err != nil {
			return nil, err
		}
		p.to = bufio.NewWriter(p.file)
	}
	return p.to, nil
}

func (p *copiesFile) close() error {
	if p.file == nil {
		return nil
	}
	return errors.Join(p.to.Flush(), p.file.Close())
}

// eachLine calls visit with every line of a file. Errors name the line.
func eachLine(ctx context.Context, name string, visit func([]byte) error) error {
	source, err := openLines([]string{name}, "", nil)
	if err != nil {
		return err
	}
	defer source.close()
	for {
		item, err := source.Receive(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := visit(item.Origin.text); err != nil {
			return fmt.Errorf("%s: %w", item.Origin, err)
		}
	}
}
