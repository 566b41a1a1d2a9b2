// Package catalog is the documents that a person can look at: clean ones out of a
// stream or files, which of them are worth a look first and why, and what was removed
// from them, to be searched.
//
// It reads and ranks; it changes nothing. What a person says of a document is package
// corrections'.
package catalog

import (
	"context"
	"errors"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/record"
)

// ErrUnknown is the error of a key that no document has, or has no longer.
var ErrUnknown = errors.New("no such document")

// Catalog is what the review page shows. Its methods may be called by many goroutines
// at once, and block while documents are read.
type Catalog interface {
	// List returns a part of the documents that a filter lets through.
	List(context.Context, Filter) (Listing, error)
	// Document returns one document by its key. It returns ErrUnknown for another.
	Document(ctx context.Context, key string) (*Document, error)
	// Sites returns all sites, by name.
	Sites(context.Context) ([]Site, error)
	// Progress says how many documents are known, and whether more are being read.
	Progress() Progress
}

// Item is a document as it is listed.
type Item struct {
	Key       string // names it in this catalog; safe in an address
	ID        string
	URL       string
	Site      string
	Title     string
	Language  string
	Published string // as the clean document has it
	Quality   document.PageType
	Kept      int                   // letters
	Removed   int                   // letters
	Kinds     map[document.Kind]int // letters removed as each
	Reasons   []Reason              // why it is worth a look, the heaviest first
	Worth     float64               // the order of the queue: the heaviest first
}

// Reason is why a document is worth a look.
type Reason struct {
	Name   string // one of the Reason names
	Detail string // for people, in one line
	Weight float64
}

// The reasons, by which a queue may be filtered.
const (
	ReasonUnsure   = "unsure"   // verdicts near even odds
	ReasonLarge    = "large"    // much of it was removed
	ReasonMix      = "mix"      // its site's rules remove other things than they did before
	ReasonQuality  = "quality"  // it is no article, or unsure to be one
	ReasonReported = "reported" // a person has said that something is wrong
)

// Filter says which documents are listed. Empty fields let all through.
type Filter struct {
	Site, Language, Quality, Reason string
	Kind, Rule                      string    // something of that kind, or by that rule, was removed
	From, To                        time.Time // published, or else fetched, in that time; To is not in it
	Text                            string    // what was removed, or kept, has these words in this order
	Offset, Limit                   int
}

// Listing is a part of a list.
type Listing struct {
	Items []Item
	Total int              // that the filter lets through
	Found map[string][]Hit // by key, where Filter.Text was found
}

// Hit is one place where a text was found.
type Hit struct {
	Kept                bool
	Kind                document.Kind
	Rule                string
	Before, Match, Rest string // of the text around it
}

// Document is one document with all that is known of it.
type Document struct {
	Item
	Record    *record.Clean   // as it was published
	Raw       *document.Raw   // as it came in; nil where it is there no longer
	Judged    *document.Clean // cleaned again just now, with the whole weighing; nil without Raw
	Otherwise bool            // Judged is not what was published: rules or memory have changed
	Pieces    []Piece         // its text in order, as it was published or, where that has no text of its own, judged
	Emission  int
}

// Piece is one stretch of a document's text with one fate.
type Piece struct {
	Start, End int // bytes of the segmented text
	Text       string
	Block      int // pieces of one block have the same number
	Role       document.Role
	Level      int
	Fate       document.Fate
	Kind       document.Kind
	Rule       string
	Score      float64
	Note       string
	Said       []document.Verdict // everything that was said of it, the surest first; nil without Document.Judged
	Witnesses  []string           // ids of other documents of the site that show the same, where memory names some
}

// Site is one site as the catalog knows it.
type Site struct {
	Name      string
	Documents int
	Kept      int                   // letters
	Removed   int                   // letters
	Kinds     map[document.Kind]int // letters removed as each
	Rules     []RuleCount           // the heaviest first
	Days      []Day                 // in order of time
	Qualities map[document.PageType]int
	Languages map[string]int
}

// RuleCount is how much one rule removed.
type RuleCount struct {
	Rule     string
	Removals int
	Letters  int
}

// Day is one day of a site.
type Day struct {
	Day       string // 2006-01-02
	Documents int
	Kept      int
	Removed   int
	Kinds     map[document.Kind]int // letters removed as each
	Titled    int                   // documents with a title
	Bylined   int
}

// Progress is how far a catalog has read.
type Progress struct {
	Documents int
	Reading   bool
	Dropped   int   // documents that were let go to bound memory, the oldest first
	Err       error // why reading ended before its end
}
