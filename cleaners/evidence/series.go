package evidence

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file finds lists that are the news: results, winners, line-ups, turns of a
// transcript, questions and answers. Their lines are short and no sentences, as those
// of menus and of lists of other articles are. What tells them is that one form
// returns, one that headlines of other articles do not have.

const (
	// seriesLines is the fewest lines of one form, near each other, that are a series.
	seriesLines = 3
	// seriesGap is the most lines of another form between two of them: a header, a
	// winner's name below the prize.
	seriesGap = 3
	// labelBytes is the most bytes of a label in front of its colon.
	labelBytes = 48
	// bodyGap is how many lines below the body's last paragraph a series begins at most.
	bodyGap = 3
)

// Series returns which stretches of the body, or right below it, are lines of one
// form, in order.
func (l *Layout) Series() []Stretch {
	if l.known&seriesPart == 0 {
		l.lookForSeries()
	}
	return l.series
}

func (l *Layout) lookForSeries() {
	l.known |= seriesPart
	l.series = findSeries(l)
}

// InSeries reports whether b is a line of a series.
func (b Block) InSeries() bool {
	series := b.Layout.Series()
	if len(series) == 0 {
		return false
	}
	k := sort.Search(len(series), func(k int) bool { return series[k].End > b.I })
	return k < len(series) && series[k].First <= b.I
}

func findSeries(l *Layout) (series []Stretch) {
	if l.FirstBody() == len(l.Blocks) {
		return nil
	}
	from := max(l.Title().Block+1, 0)
	prizes := prizeLinesOf(l, from)
	run, first, last := 0, -1, -1
	reach := l.LastBody() + bodyGap
	closeRun := func() {
		if run >= seriesLines && first <= reach {
			series = append(series, Stretch{first, last + 1})
		}
		run, first, last = 0, -1, -1
	}
	for i, g := range l.Glances() {
		if i < from || first < 0 && !g.Looks.Has(LooksMarked|LooksFigured) && (len(prizes) == 0 || int(prizes[0]) != i) {
			continue // nothing begins here
		}
		if first < 0 && i > reach {
			break // what begins here is no part of the article
		}
		b := l.At(i)
		isPrize := len(prizes) > 0 && int(prizes[0]) == b.I
		if isPrize {
			prizes = prizes[1:]
		}
		isForm := isPrize || b.hasSeriesForm()
		switch {
		case !isForm && first < 0: // nothing to add, and nothing to end
		case b.InZone() || b.HeadsOtherPart() || b.isFurniture() || b.IsLinked():
			closeRun()
		case isForm:
			if last >= 0 && b.I-last > seriesGap+1 {
				closeRun()
			}
			if first < 0 {
				first = b.I
			}
			run, last = run+1, b.I
			if isPrize && b.Has(1) && !b.By(1).InZone() && !b.By(1).HeadsOtherPart() && b.By(1).Shape.Words <= titleWordsMax {
				last = b.I + 1 // whom the prize goes to
			}
		}
	}
	closeRun()
	if s, ok := lastSigners(l); ok && (len(series) == 0 || series[len(series)-1].End <= s.First) {
		series = append(series, s)
	}
	return series
}

// hasSeriesForm reports a line with a score, a speaker or another label in front of a
// colon, a speaker's question, or a figure at its end.
func (b Block) hasSeriesForm() bool {
	s := &b.Shape
	if s.Letters == 0 || b.Role == document.RoleHeading || b.Cued&NoSeriesCues != 0 && !b.IsTurn() {
		return false
	}
	text := b.Text()
	hasForm := s.Words <= 14 && s.Digits >= 2 && hasScore(text) || b.hasLabel() || s.Words <= titleWordsMax && s.Ends == document.EndQuestion && b.Has(1) && b.By(1).isSaid() && b.By(1).Shape.Ends != document.EndQuestion ||
		s.Words <= 10 && s.Digits > 0 && s.Ends != document.EndStop && endsInFigure(text)
	return hasForm && !b.IsDateLine()
}

// NoSeriesCues are the classes of phrases that have labels and colons as well: credits,
// links to other articles, bylines, tags.
const NoSeriesCues = BoilerplateCues | document.CueSet(1<<document.CueReadMore|1<<document.CueCredit|1<<document.CueDepicts|1<<document.CueAgency|
	1<<document.CueByline|1<<document.CueBio|1<<document.CueTags|1<<document.CueBetting)

// hasScore reports two numbers of at most three digits with a dash or a colon
// between, and a name beside them: "Harlow 2-1 Nordau".
func hasScore(s string) bool {
	if a, b, found := strings.Cut(s, " x "); found { // as in Portuguese
		return endsInNumber(a) && beginsWithNumber(b)
	}
	for at, mark := range s {
		if !isScoreMark(mark) {
			continue
		}
		from, above := digitsBefore(s[:at])
		below := digitsAhead(s[at+utf8.RuneLen(mark):])
		if above == 0 || below == 0 || above > 3 || below > 3 || below == 2 && mark == ':' {
			continue // no numbers, a year, a time
		}
		r, _ := utf8.DecodeLastRuneInString(s[:from])
		return from == 0 || unicode.IsSpace(r) || unicode.IsLetter(r) || r == '('
	}
	return false
}

func isScoreMark(r rune) bool { return r == '-' || r == ':' || r >= '–' && r <= '―' }

// digitsBefore returns where the digits that s ends with begin, and how many they are.
func digitsBefore(s string) (from, digits int) {
	for from = len(s); from > 0; digits++ {
		r, n := utf8.DecodeLastRuneInString(s[:from])
		if !unicode.IsDigit(r) {
			break
		}
		from -= n
	}
	return from, digits
}

// digitsAhead counts the digits that s begins with.
func digitsAhead(s string) (digits int) {
	for _, r := range s {
		if !unicode.IsDigit(r) {
			break
		}
		digits++
	}
	return digits
}

// endsInNumber reports a name and a number of at most three digits behind it.
func endsInNumber(s string) bool {
	rest := strings.TrimRight(s, "0123456789")
	digits := len(s) - len(rest)
	return digits >= 1 && digits <= 3 && HasLetter(rest) && strings.HasSuffix(rest, " ")
}

// beginsWithNumber reports a number of at most three digits and a name behind it.
func beginsWithNumber(s string) bool {
	rest := strings.TrimLeft(s, "0123456789")
	digits := len(s) - len(rest)
	return digits >= 1 && digits <= 3 && HasLetter(rest) && strings.HasPrefix(rest, " ")
}

// hasLabel reports whether b has a label and a colon in front of what it says.
func (b Block) hasLabel() bool {
	return b.Layout.Glances()[b.I].Looks.Has(LooksColoned) && b.has(readsAsLabel, Block.readsAsLabel)
}

func (b Block) readsAsLabel() bool { return hasLabel(b.Text()) }

// hasLabel reports a label, a colon and what is said of it: "VANCE: Yes."
func hasLabel(s string) bool {
	head := s[:min(len(s), labelBytes+1)]
	at := firstColon(head)
	if at <= 0 || at > labelBytes || IsDigit(s[at-1]) || !BeginsWithName(s[:at]) || wordsUpTo(6, s[:at]) > 5 {
		return false
	}
	rest := pastColons(s[at:])
	return !strings.HasPrefix(rest, "//") && HasLetterOrDigit(rest)
}

// pastColons returns s without the colons that it begins with.
func pastColons(s string) string {
	for {
		rest, narrow := strings.CutPrefix(s, ":")
		rest, wide := strings.CutPrefix(rest, "：")
		if !narrow && !wide {
			return s
		}
		s = rest
	}
}

// endsInFigure reports a line of a name with its place and its points, or with its
// share: "1. Harlow 24", "Greens: 31.2 % (+4.1)". A year or a count alone ends many
// other lines.
func endsInFigure(s string) bool {
	trimmed := strings.TrimRight(s, " %)")
	if trimmed == "" || !IsDigit(trimmed[len(trimmed)-1]) || LetterCount(s) < 3 {
		return false
	}
	place := strings.TrimLeft(s, "0123456789")
	return strings.ContainsRune(s, '%') || len(place) < len(s) && (place[0] == '.' || place[0] == ')')
}
