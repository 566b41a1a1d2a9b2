package review

import (
	"context"
	"time"

	"github.com/winnow-news/winnow/pipeline/corrections"
)

// Exports is what corrections become outside of the page.
type Exports interface {
	// Case returns a golden case, and the name of its file.
	Case(context.Context, corrections.Correction) (name string, content []byte, err error)
	// Line returns a line of an annotated corpus, in the form that `winnow eval` reads,
	// with all that was said of the correction's document.
	Line(context.Context, corrections.Correction) ([]byte, error)
}

// RuleFile is one file of site rules.
type RuleFile struct {
	Name string // within the folder of rules
	Text string
	Base string // names the text that was in force when a draft was begun; empty: there was no such file
}

// RuleFileInfo is a file of site rules as it is listed.
type RuleFileInfo struct {
	Name    string
	Rules   int
	Sites   int
	Changed time.Time
	By      string // who rolled it out last; empty where that is not known
	Note    string
}

// Problem is what is wrong with a line of a file.
type Problem struct {
	Line   int // from 1; 0 for the whole file
	What   string
	Notice bool // nothing is wrong: it may be meant so, and can be rolled out
}

// Rules is the site rules in force, and drafts of others.
type Rules interface {
	Files(context.Context) ([]RuleFileInfo, error)
	// File returns a file that is in force. It returns fs.ErrNotExist for another. A draft
	// without text takes it away.
	File(ctx context.Context, name string) (RuleFile, error)
	// Suggest returns the file to which a rule of this correction belongs, with that
	// rule in it.
	Suggest(context.Context, corrections.Correction) (RuleFile, error)
	// Check says what is wrong with a draft; it returns nothing for a right one.
	Check(context.Context, RuleFile) ([]Problem, error)
	// Try says what would come out otherwise of a site's documents since then, of all
	// sites' where site is empty. It changes nothing.
	Try(ctx context.Context, draft RuleFile, site string, since time.Time) (*Trial, error)
	// RollOut puts a draft in force, and returns what happens next, in one line for
	// people. It changes nothing, and says so, where the file in force is not the draft's
	// base: somebody has changed it since.
	RollOut(ctx context.Context, draft RuleFile, by, note string) (string, error)
}

// Trial is what would come out otherwise under a draft.
type Trial struct {
	Documents int // that were cleaned both ways
	Changed   int // of those
	Failed    int // that could not be cleaned
	Lost      int // letters of article that would leave
	Kept      int // letters that would come back
	Already   []Already
	Moved     int // documents of Changed in which nothing is other than which rule removes a text
	Changes   []Change
	More      int // changes that are not listed
	Took      time.Duration
}

// Already is how many texts one rule takes out now, and a rule for the site would.
type Already struct {
	By    string // "memory", or the rule
	Texts int
}

// Change is one stretch that would come out otherwise.
type Change struct {
	Key      string // of the document in the catalog; empty where it is not in there
	Title    string
	URL      string
	Text     string
	Letters  int
	Was, Now corrections.Judgement

	// Named is the text that a rule of the draft looks for, of one that says what a line is
	// or begins with, and says it of this one; empty for any other rule.
	Named string
}

// Lost reports whether text of the article would leave it.
func (c Change) Lost() bool { return !c.Was.Removed && c.Now.Removed }

// Learned is one paragraph that memory knows of a site.
type Learned struct {
	Print     string // its fingerprint
	Text      string // empty where no document that is still there shows it
	Documents int
	Share     float64 // of the site's documents, 0..1
	Since     string  // days
	Last      string
	Pin       string          // always, never, or empty
	Recurs    bool            // memory marks it
	SeenIn    []NamedDocument // some
}

// Teaching is what a person tells memory of a paragraph.
type Teaching string

// What memory can be told.
const (
	TeachAlways Teaching = "always"   // remove it
	TeachNever  Teaching = "never"    // keep it
	TeachUnpin  Teaching = "unpinned" // what was seen of it counts again
	TeachForget Teaching = "forget"
	TeachReEmit Teaching = "re-emit" // clean the documents that have it again
)

// Memory is what was learned of sites.
type Memory interface {
	Learned(ctx context.Context, site string) ([]Learned, error)
	// Teach returns what was done, in one line for people.
	Teach(ctx context.Context, site, print string, what Teaching) (string, error)
}

// Story is a group of near-duplicates.
type Story struct {
	Cluster        string
	Representative StoryDocument
	Documents      []StoryDocument // the others
	Dateline       string          // the agency that they name
}

// StoryDocument is a document of a story.
type StoryDocument struct {
	ID, Key, URL, Site, Title string  // Key is empty where the catalog has it no longer
	Within                    float64 // how much of it the representative has, 0..1
}

// Stories is the groups of near-duplicates.
type Stories interface {
	// Of returns the stories that a site's documents belong to, the latest first.
	Of(ctx context.Context, site string) ([]Story, error)
}

// Alarm is a site that has left its own range.
type Alarm struct {
	Site          string
	Since         time.Time
	Over          bool   // it has a range again, and keeps within it
	Figure        string // what left its range: "Share removed"
	Usual         string // what it was, in words: "18% to 31%"
	Now           string
	Also          []string // other figures that did: "Share with a byline: 0%, usually 100%"
	Before, After []NamedDocument
}

// NamedDocument is a document with what names it for people. Key and Title are empty where
// the catalog has it no longer.
type NamedDocument struct{ Key, ID, Title string }

// Drift is the sites that have left their own range.
type Drift interface {
	// Alarms returns those of a site, of all sites where it is empty, the latest first.
	Alarms(ctx context.Context, site string) ([]Alarm, error)
}
