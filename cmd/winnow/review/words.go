package review

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/catalog"
)

// kindLetters is the key of each kind, in the order of the kinds; r comes before it.
var kindLetters = map[document.Kind]string{
	document.Metadata: "m", document.Caption: "c", document.Advertisement: "a", document.Newsletter: "n", document.Related: "r",
	document.Comments: "o", document.Tags: "t", document.Share: "s", document.Promo: "p", document.Navigation: "v", document.Legal: "l",
	document.Duplicate: "d", document.Recurring: "u", document.Boilerplate: "b",
}

// kindDocs says what each kind is.
var kindDocs = map[document.Kind]string{
	document.Article: "the text that people come for", document.Title: "the headline", document.Metadata: "byline, date, section, reading time",
	document.Caption: "of a picture, with its credit", document.Advertisement: "paid for, or the label above it", document.Newsletter: "sign up for letters",
	document.Related: "other articles", document.Comments: "what readers wrote, and the box for it", document.Tags: "topics and keywords",
	document.Share: "share and follow buttons", document.Promo: "the outlet's offers of itself: subscribe, donate, apps",
	document.Navigation: "menus, breadcrumbs, paging", document.Legal: "cookies, copyright, terms", document.Duplicate: "said already in this document",
	document.Recurring: "the site repeats it across documents", document.Boilerplate: "not the article, and nothing finer is known",
}

// kindChoice is a kind that somebody can choose.
type kindChoice struct{ Name, Letter, Doc string }

// kindChoices are the kinds that a text can be removed as.
func kindChoices() (all []kindChoice) {
	for _, k := range document.Kinds() {
		if k.Removable() {
			all = append(all, kindChoice{k.String(), kindLetters[k], kindDocs[k]})
		}
	}
	return all
}

// reasonWords says why a document is in the queue.
var reasonWords = map[string]string{
	catalog.ReasonUnsure: "unsure verdicts", catalog.ReasonLarge: "much removed", catalog.ReasonMix: "rules act otherwise than before",
	catalog.ReasonQuality: "perhaps no article", catalog.ReasonReported: "reported",
}

func reasonWord(name string) string {
	if words, ok := reasonWords[name]; ok {
		return words
	}
	return name
}

// The scores from which words say that a verdict is surer.
const (
	almostCertain = 0.97
	verySure      = 0.9
	fairlySure    = 0.75
	leaning       = 0.6
)

// sureness says how sure a score is.
func sureness(score float64) string {
	score = math.Round(score*100) / 100 // as it is shown beside
	switch {
	case score >= almostCertain:
		return "almost certain"
	case score >= verySure:
		return "very sure"
	case score >= fairlySure:
		return "fairly sure"
	case score >= leaning:
		return "leaning that way"
	}
	return "near even odds"
}

// percent returns a share, 0 to 1, for people.
func percent(share float64) string {
	switch p := share * 100; {
	case p > 0 && p < 1:
		return "<1%"
	case p > 99 && p < 100:
		return ">99%"
	default:
		return fmt.Sprintf("%.0f%%", p)
	}
}

// portion returns a part of a whole as a share.
func portion(part, rest int) float64 {
	if part+rest == 0 {
		return 0
	}
	return float64(part) / float64(part+rest)
}

// count returns a number with its thousands apart.
func count(n int) string {
	digits := strconv.Itoa(n)
	if n < 0 {
		return digits
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString("\u202f")
		}
		b.WriteRune(d)
	}
	return b.String()
}

// plural returns "1 document", "2 documents".
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	if strings.HasSuffix(one, "y") {
		return count(n) + " " + strings.TrimSuffix(one, "y") + "ies"
	}
	return count(n) + " " + one + "s"
}

// ago says when something was.
func ago(now, at time.Time) string {
	d := now.Sub(at)
	switch {
	case at.IsZero():
		return ""
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return plural(int(d/time.Minute), "minute") + " ago"
	case d < 24*time.Hour:
		return plural(int(d/time.Hour), "hour") + " ago"
	case d < 14*24*time.Hour:
		return plural(int(d/(24*time.Hour)), "day") + " ago"
	}
	return at.UTC().Format("2 Jan 2006")
}

// qualityWords says what a document is, where it is no plain article.
func qualityWords(p document.PageType) string {
	switch p {
	case document.IsArticle:
		return ""
	case document.IsLive:
		return "live blog"
	case document.IsConsent:
		return "consent wall"
	case document.IsError:
		return "error page"
	}
	return p.String()
}
