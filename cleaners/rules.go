package cleaners

import (
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/quality"
	"github.com/winnow-news/winnow/cleaners/suite"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// Cleaner knows one kind of thing that stands around articles.
type Cleaner = cleaner.Cleaner

// Suite returns winnow's own cleaners, in the order of `winnow cleaners`.
func Suite() []Cleaner { return suite.All() }

// QualityRules returns the rules by which it is judged what a document is as a
// whole.
func QualityRules() []document.Rule { return quality.Rules() }
