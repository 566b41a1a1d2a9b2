package review

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/catalog"
	"github.com/winnow-news/winnow/pipeline/corrections"
)

// row is one block as it is shown.
type row struct {
	Role      string
	Level     int
	Fate      string // kept, removed, lifted or mixed
	Kind      string // of what was removed, where all of it is of one kind
	Label     string
	Stretches []*stretch
}

// Kept reports whether some of it stays; Gone whether some of it leaves.
func (r *row) Kept() bool { return r.Fate != fateRemoved }

// Gone reports whether some of it leaves.
func (r *row) Gone() bool { return r.Fate == fateRemoved || r.Fate == fateMixed }

// The fates of a row.
const (
	fateKept    = "kept"
	fateLifted  = "lifted"
	fateRemoved = "removed"
	fateMixed   = "mixed"
)

// stretch is one piece as it is shown.
type stretch struct {
	N          int // its place among the document's pieces
	Start, End int // bytes
	Text       string
	Exact      bool // Text is what stands from Start to End
	Runs       []run
	Fate       string
	Kind       string
	Label      string
	Hint       string
	Why        string // all that is known of it, as JSON for the script
	Weighing   weighing
	Chosen     bool
	Said       []saying
}

// Kept reports whether it stays.
func (s *stretch) Kept() bool { return s.Fate != fateRemoved }

// weighing is what was said of a stretch, in words.
type weighing struct {
	Fate      string     `json:"f"`
	Kind      string     `json:"k"`
	Rule      string     `json:"r,omitempty"`
	Score     string     `json:"s,omitempty"`
	Note      string     `json:"n,omitempty"`
	Verdicts  []verdict  `json:"v,omitempty"`
	Witnesses []witness  `json:"w,omitempty"`
	Said      []saying   `json:"c,omitempty"`
	Judged    bool       `json:"-"`
	Doc       string     `json:"-"`
	Text      string     `json:"-"`
	Number    int        `json:"-"`
	Range     [2]int     `json:"-"`
	Choices   []kindDesk `json:"-"`
}

// witness is a document that shows the same.
type witness struct {
	ID  string `json:"i"`
	Key string `json:"k"`
}

// kindDesk is one kind to choose in the form of a chosen stretch.
type kindDesk struct {
	kindChoice
	Now bool // it is removed as that
}

// verdict is one thing that was said.
type verdict struct {
	Kind    string `json:"k"`
	Rule    string `json:"r"`
	Score   string `json:"s"`
	Value   string `json:"x,omitempty"`
	Decided bool   `json:"d,omitempty"`
}

// saying is a correction as a stretch shows it.
type saying struct {
	By   string `json:"b"`
	Want string `json:"w"`
	When string `json:"t"`
	Note string `json:"n,omitempty"`
	Part bool   `json:"p,omitempty"` // it is about a part of the stretch
	ID   string `json:"-"`
}

// sheet is a document's rows.
type sheet struct {
	Rows      []*row
	Stretches []*stretch
	Docs      string         // what the rules go by, as JSON for the script
	Count     map[string]int // of stretches, by kind
}

// newSheet lays out a document. Find is a text whose first place becomes the chosen
// stretch where none is.
func (p *pages) newSheet(doc *catalog.Document, at *docAddress, said []corrections.Correction) *sheet {
	s := &sheet{Count: make(map[string]int)}
	docs, now := make(map[string]string), p.Now()
	last := none
	for i := range doc.Pieces {
		piece := &doc.Pieces[i]
		if piece.Fate == document.Separator {
			continue
		}
		shown := newStretch(doc, piece, len(s.Stretches), sayings(said, piece, now), at.Find)
		for _, v := range shown.Weighing.Verdicts {
			docs[v.Rule] = p.RuleDoc(v.Rule)
		}
		if shown.Weighing.Rule != "" {
			docs[shown.Weighing.Rule] = p.RuleDoc(shown.Weighing.Rule)
		}
		s.Stretches = append(s.Stretches, shown)
		s.Count[shown.Kind]++
		if len(s.Rows) == 0 || piece.Block != last || piece.Block < 0 {
			s.Rows = append(s.Rows, &row{Role: piece.Role.String(), Level: piece.Level})
		}
		r := s.Rows[len(s.Rows)-1]
		r.Stretches, last = append(r.Stretches, shown), piece.Block
		if at.At == none && at.Find != "" && hit(shown.Runs) {
			at.At = shown.N
		}
	}
	for _, r := range s.Rows {
		r.settle()
	}
	s.Docs = jsonOf(docs)
	return s
}

// settle says what became of a row as a whole.
func (r *row) settle() {
	first := r.Stretches[0]
	r.Fate, r.Kind, r.Label = first.Fate, first.Kind, first.Label
	for _, s := range r.Stretches[1:] {
		if s.Fate != r.Fate || s.Kind != r.Kind {
			r.Fate, r.Kind, r.Label = fateMixed, "", "in part"
			return
		}
	}
}

func newStretch(doc *catalog.Document, piece *catalog.Piece, n int, said []saying, find string) *stretch {
	s := &stretch{N: n, Start: piece.Start, End: piece.End, Text: piece.Text, Said: said}
	s.Text, s.Exact = exactText(doc, piece)
	s.Runs = highlighted(runs(s.Text), find)
	switch piece.Fate {
	case document.Removed:
		s.Fate, s.Kind = fateRemoved, piece.Kind.String()
	case document.Lifted:
		s.Fate, s.Kind = fateLifted, document.Title.String()
	default:
		s.Fate, s.Kind = fateKept, document.Article.String()
	}
	s.Label = s.Kind
	if s.Fate == fateKept {
		s.Label = fateKept
	}
	s.Weighing = newWeighing(doc, piece, s)
	s.Hint = hint(&s.Weighing)
	s.Why = jsonOf(s.Weighing)
	return s
}

// exactText returns the text of a piece as it stands in the segmented text, where that
// is there.
func exactText(doc *catalog.Document, piece *catalog.Piece) (string, bool) {
	if doc.Judged != nil && piece.Start >= 0 && piece.Start <= piece.End && piece.End <= len(doc.Judged.Source) {
		text := doc.Judged.Source[piece.Start:piece.End]
		if text == piece.Text || strings.Join(strings.Fields(text), " ") == strings.Join(strings.Fields(piece.Text), " ") {
			return text, true
		}
	}
	return piece.Text, len(piece.Text) == piece.End-piece.Start
}

// chance says how likely a stretch is no part of the article, all that was said of it taken
// together: the number that the command line has too. Of a title it is how sure that is.
func chance(score float64, fate string) string {
	switch fate {
	case fateKept:
		return percent(score) + " boilerplate · " + sureness(1-score) + " it stays"
	case fateRemoved:
		return percent(score) + " boilerplate · " + sureness(score)
	}
	return percent(score) + " · " + sureness(score)
}

func newWeighing(doc *catalog.Document, piece *catalog.Piece, s *stretch) weighing {
	w := weighing{Fate: s.Fate, Kind: s.Kind, Rule: piece.Rule, Note: plain(piece.Note), Witnesses: witnesses(piece.Witnesses), Said: s.Said, Judged: doc.Judged != nil}
	if piece.Rule != "" {
		w.Score = chance(piece.Score, s.Fate)
	}
	if w.Judged && piece.Rule != "" && !slices.ContainsFunc(piece.Said, func(v document.Verdict) bool { return v.Rule == piece.Rule }) {
		// Memory's word is not among what was said when it was cleaned again.
		w.Verdicts = append(w.Verdicts, verdict{Kind: piece.Kind.String(), Rule: piece.Rule, Score: percent(piece.Score), Decided: true})
	}
	for _, v := range piece.Said {
		w.Verdicts = append(w.Verdicts, verdict{
			Kind: v.Kind.String(), Rule: v.Rule, Score: percent(v.Score), Value: short(v.Value, shownValue), Decided: v.Rule == piece.Rule && v.Kind == piece.Kind,
		})
	}
	return w
}

// shownValue is how much of a verdict's value is shown, in characters.
const shownValue = 120

func witnesses(ids []string) (all []witness) {
	for _, id := range ids {
		all = append(all, witness{plain(id), catalog.KeyOf(id)})
	}
	return all
}

// hint is a weighing in one line.
func hint(w *weighing) string {
	switch {
	case w.Fate == fateKept && w.Rule == "":
		return "kept: no rule decided against it"
	case w.Fate == fateKept:
		return "kept: " + w.Rule + ", " + w.Score
	case w.Fate == fateLifted:
		return "the title: " + w.Rule + ", " + w.Score
	}
	return fmt.Sprintf("removed as %s: %s, %s", w.Kind, w.Rule, w.Score)
}

// sayings returns the corrections about a piece.
func sayings(said []corrections.Correction, piece *catalog.Piece, now time.Time) (all []saying) {
	for i := range said {
		c := &said[i]
		if c.Start < piece.End && piece.Start < c.End {
			all = append(all, saying{
				By: plain(c.By), Want: c.Want.String(), When: ago(now, c.At), Note: plain(c.Note), ID: c.ID,
				Part: c.Start > piece.Start || c.End < piece.End,
			})
		}
	}
	return all
}

// jsonOf returns a value as JSON; it never fails for strings, numbers and lists of them.
func jsonOf(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return "{}"
	}
	return string(text)
}
