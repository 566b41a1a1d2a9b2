package learned

import "github.com/winnow-news/winnow/cleaners/document"

// cueClasses are the classes of cues that the model was trained with, by their
// names in the lexicon, in the order of their columns. The list is the model's own:
// cues of a class that is not in it change no feature and no score, so that a new
// class needs no training. One is added here when the model is trained again.
var cueClasses = [...]struct {
	name  string
	class document.CueClass
}{
	{"related-header", document.CueRelatedHeader},
	{"read-more", document.CueReadMore},
	{"subscribe", document.CueSubscribe},
	{"mailing", document.CueMailing},
	{"agency", document.CueAgency},
	{"credit", document.CueCredit},
	{"depicts", document.CueDepicts},
	{"comments", document.CueComments},
	{"share", document.CueShare},
	{"platform", document.CuePlatform},
	{"tags", document.CueTags},
	{"ad", document.CueAd},
	{"legal", document.CueLegal},
	{"cookie", document.CueCookie},
	{"navigation", document.CueNavigation},
	{"byline", document.CueByline},
	{"bio", document.CueBio},
	{"date-word", document.CueDateWord},
	{"ago", document.CueAgo},
	{"read-time", document.CueReadTime},
	{"updated", document.CueUpdated},
	{"promo", document.CuePromo},
	{"paywall", document.CuePaywall},
	{"media", document.CueMedia},
}

const cueCount = len(cueClasses)

// headerGroups are the sorts of header lines that open a part of the page. Of each
// the row tells how far above and below the nearest one is.
var headerGroups = [...]struct {
	name    string
	classes []document.CueClass
}{
	relatedHeaders:   {"related", []document.CueClass{document.CueRelatedHeader, document.CueReadMore}},
	commentsHeaders:  {"comments", []document.CueClass{document.CueComments}},
	shareHeaders:     {"share", []document.CueClass{document.CueShare, document.CueTags, document.CuePlatform}},
	subscribeHeaders: {"subscribe", []document.CueClass{document.CueSubscribe, document.CueMailing, document.CuePromo, document.CuePaywall}},
	legalHeaders:     {"legal", []document.CueClass{document.CueLegal, document.CueCookie, document.CueNavigation}},
	bylineHeaders:    {"byline", []document.CueClass{document.CueByline, document.CueUpdated, document.CueReadTime, document.CueAgo, document.CueBio}},
}

// What a group's headers open.
const (
	relatedHeaders = iota // a list of other articles
	commentsHeaders
	shareHeaders
	subscribeHeaders
	legalHeaders
	bylineHeaders

	headerGroupCount = len(headerGroups)
)

// cueTraits is what the model makes of a class of cues.
type cueTraits struct {
	known  bool
	column uint8
	groups uint8 // the header groups that it opens, a bit each
}

// traitsOf has the traits of every class that there can be: those that the model
// does not know have none.
var traitsOf = func() (of [1 << 8]cueTraits) {
	for k, c := range cueClasses {
		of[c.class] = cueTraits{known: true, column: uint8(cuesFrom + k)}
	}
	for g, group := range headerGroups {
		for _, c := range group.classes {
			of[c].groups |= 1 << g
		}
	}
	return of
}()
