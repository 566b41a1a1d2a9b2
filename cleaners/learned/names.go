package learned

import "fmt"

// Features names what a model's rows hold: a name for each column of either
// stage, in order, and the classes of cues that the model knows. An artifact
// carries the one that it was trained on.
type Features struct {
	CueClasses []string `json:"cue_classes"`
	First      []string `json:"first_stage"`
	Second     []string `json:"second_stage"`
}

// Names returns the features that this package computes. The lists are the
// caller's.
func Names() Features {
	first, second := firstNames(), secondNames()
	f := Features{First: first[:], Second: second[:]}
	for _, c := range cueClasses {
		f.CueClasses = append(f.CueClasses, c.name)
	}
	return f
}

// besideFeatures are what a row tells of each neighbour, as blockSummary.beside has
// them.
var besideFeatures = [...]string{"words", "ends", "capitals", "cued", "overlap"}

// stretchFeatures are what a row tells of a stretch (scoreContext), as
// stretches.describe has them.
var stretchFeatures = [...]string{"words", "article_share", "mean", "stretches", "words_from_best", "side_of_best", "larger_neighbour"}

// firstNames returns the names of the first stage's features.
func firstNames() [FeatureCount]string {
	names := singleFirst
	for k, c := range cueClasses {
		names[cuesFrom+k] = "cue." + c.name
	}
	for k, g := range headerGroups {
		names[headersFrom+2*k] = "headers." + g.name + ".above"
		names[headersFrom+2*k+1] = "headers." + g.name + ".below"
	}
	for k, name := range besideFeatures {
		for d := range besideReach {
			at := besideFrom + 2*d*besideCount + k
			names[at] = fmt.Sprintf("beside.above%d.%s", d+1, name)
			names[at+besideCount] = fmt.Sprintf("beside.below%d.%s", d+1, name)
		}
	}
	for k, reach := range windows {
		names[windowsFrom+2*k] = fmt.Sprintf("window.%d.block_words", reach)
		names[windowsFrom+2*k+1] = fmt.Sprintf("window.%d.prose", reach)
	}
	for d := range rhythmReach {
		names[rhythmFrom+2*d] = fmt.Sprintf("rhythm.above%d", d+1)
		names[rhythmFrom+2*d+1] = fmt.Sprintf("rhythm.below%d", d+1)
	}
	for k, reach := range datedWindows {
		names[datedFrom+k] = fmt.Sprintf("window.%d.dated", reach)
	}
	for k, d := range besideLinkAt {
		names[besideLinksFrom+2*k] = fmt.Sprintf("beside.%+d.links", d)
		names[besideLinksFrom+2*k+1] = fmt.Sprintf("beside.%+d.tag", d)
	}
	for k := range innerRuns {
		for j, name := range [...]string{"stories", "images", "headings", "alike"} {
			names[storyRunsFrom+storyRunCount*k+j] = fmt.Sprintf("element.inner%d.%s", k+1, name)
		}
	}
	for k, g := range nameGroups {
		names[pageNamesFrom+k] = "page.named." + g.name
	}
	for k, name := range runNames() {
		names[elementsFrom+2*k] = "element." + name + ".words"
		names[elementsFrom+2*k+1] = "element." + name + ".links"
	}
	return names
}

// secondNames returns the names of the second stage's features. Those that it
// shares with the first have the same name there.
func secondNames() [SecondFeatureCount]string {
	names := singleSecond
	first := firstNames()
	for k, column := range secondOwn {
		names[k] = first[column]
	}
	for d := range scoreReach {
		names[scoreBesideFrom+2*d] = fmt.Sprintf("score.above%d", d+1)
		names[scoreBesideFrom+2*d+1] = fmt.Sprintf("score.below%d", d+1)
	}
	for k, reach := range scoreWindows {
		names[scoreWindowsFrom+k] = fmt.Sprintf("score.window.%d", reach)
	}
	for k := range shareBins {
		names[spreadFrom+k] = fmt.Sprintf("spread.bin%d", k+1)
	}
	for k := range spreadParts {
		names[spreadFrom+spreadPartsFrom+k] = fmt.Sprintf("spread.part%d", k+1)
	}
	for k, bound := range stretchBound {
		for j, name := range stretchFeatures {
			names[stretchesFrom+k*stretchCount+j] = fmt.Sprintf("stretch.%v.%s", bound, name)
		}
	}
	for k, reach := range bands {
		names[bandsFrom+2*k] = fmt.Sprintf("band.%v.above", reach)
		names[bandsFrom+2*k+1] = fmt.Sprintf("band.%v.below", reach)
	}
	for k, name := range runNames() {
		names[pageRunsFrom+2*k] = "page_score." + name + ".mean"
		names[pageRunsFrom+2*k+1] = "page_score." + name + ".share"
	}
	return names
}

// runNames names the runs that elementTree.enclosing returns.
func runNames() (names [runsTold]string) {
	for k := range innerRuns {
		names[k] = fmt.Sprintf("inner%d", k+1)
	}
	for k := range outerRuns {
		names[innerRuns+k] = fmt.Sprintf("outer%d", k+1)
	}
	return names
}

// singleFirst names the columns of the first stage that are none of a series.
var singleFirst = [FeatureCount]string{
	ownWords:       "own.words",
	ownRunes:       "own.runes",
	ownWordLetters: "own.word_letters",
	ownUpper:       "own.upper",
	ownCapitals:    "own.capitals",
	ownDigits:      "own.digits",
	ownMarks:       "own.marks",
	ownCommas:      "own.commas",
	ownStops:       "own.stops",
	ownStopShare:   "own.stop_share",
	ownEnds:        "own.ends",
	ownFirst:       "own.first",
	ownRole:        "own.role",
	ownGap:         "own.gap",
	ownLines:       "own.lines",
	ownPiece:       "own.piece",
	ownShortWords:  "own.short_words",
	ownCued:        "own.cued",
	ownEqualBlocks: "own.equal_blocks",
	ownIsFirstLine: "own.is_first_line",
	ownAt:          "own.at",
	ownAddress:     "own.address",
	ownCJK:         "own.cjk",
	ownNoLetters:   "own.no_letters",
	ownAllUpper:    "own.all_upper",
	ownBars:        "own.bars",
	ownQuotes:      "own.quotes",
	ownOverlap:     "own.overlap",
	ownHeadline:    "own.headline",

	positionBlock:       "position.block",
	positionBlocksAbove: "position.blocks_above",
	positionBlocksBelow: "position.blocks_below",
	positionWords:       "position.words",
	positionWordsAbove:  "position.words_above",
	positionWordsBelow:  "position.words_below",
	positionProse:       "position.prose",
	positionProseAbove:  "position.prose_above",
	positionProseBelow:  "position.prose_below",
	positionInCore:      "position.in_core",
	positionCoreStart:   "position.core_start",
	positionCoreEnd:     "position.core_end",
	positionCoreWeight:  "position.core_weight",

	headersProse: "headers.prose_since_related",

	windowOverlap:  "window.overlap",
	windowGapAbove: "window.gap_above",
	windowGapBelow: "window.gap_below",
	windowIsProse:  "window.is_prose",

	rhythmAlike:    "rhythm.alike",
	rhythmPeriod:   "rhythm.period",
	rhythmStrength: "rhythm.strength",
	kinOverlap:     "story.kin",

	tieAbove:     "tie.above",
	tieBelow:     "tie.below",
	tieWeakest:   "tie.weakest",
	topicIn:      "topic.in",
	topicStart:   "topic.start",
	topicEnd:     "topic.end",
	topicWeight:  "topic.weight",
	headlineLine: "headline.line",
	namedAround:  "headline.words_around",

	documentBlocks:     "document.blocks",
	documentWords:      "document.words",
	documentProse:      "document.prose",
	documentBlockWords: "document.block_words",
	documentLongest:    "document.longest",
	documentCapitals:   "document.capitals",
	documentTiny:       "document.tiny",
	documentCued:       "document.cued",
	documentOneLine:    "document.one_line",

	pageLinks:          "page.links",
	pageTag:            "page.tag",
	pageDepth:          "page.depth",
	pageSiblings:       "page.siblings",
	pageReadability:    "page.readability",
	pageInArticle:      "page.in_article",
	pageInBoilerplate:  "page.in_boilerplate",
	pageInHidden:       "page.in_hidden",
	pageInList:         "page.in_list",
	pageSamePathAbove:  "page.same_path_above",
	pageSamePathBelow:  "page.same_path_below",
	pagePathBlockWords: "page.path_block_words",
	pageDeclared:       "page.declared",
	pageStated:         "page.stated",
	pageData:           "page.data",

	elementParts:       "element.parts",
	elementParentParts: "element.parent_parts",
	sectionAbove:       "section.blocks_above",
	sectionBelow:       "section.blocks_below",
	sectionWords:       "section.words",
	sectionLinks:       "section.links",
	pathLinks:          "path.links",
	pathProse:          "path.prose",
	pathSpread:         "path.spread",

	storyLink:           "story.link",
	storyImages:         "story.images",
	homeProse:           "home.prose",
	homeShare:           "home.share",
	homeUp:              "home.up",
	homeDown:            "home.down",
	homeSide:            "home.side",
	headlineDistance:    "headline.distance",
	headlineUp:          "headline.up",
	headlineDown:        "headline.down",
	headlineFirsts:      "headline.firsts",
	headlineFirstsAbove: "headline.firsts_above",
	articleCount:        "article.count",
	articleNumber:       "article.number",
	articleShare:        "article.share",
	articleHeadline:     "article.headline",
	pathHomes:           "path.homes",
	pathHomeBlocks:      "path.home_blocks",
	pathProseShare:      "path.prose_share",
}

// singleSecond does so for the second stage.
var singleSecond = [SecondFeatureCount]string{
	scoreOwn:          "score.own",
	scoreMassAbove:    "score.article_above",
	scoreMassBelow:    "score.article_below",
	scoreLikelyAbove:  "score.likely_above",
	scoreLikelyBelow:  "score.likely_below",
	scoreInCore:       "score.in_core",
	scoreCoreStart:    "score.core_start",
	scoreCoreEnd:      "score.core_end",
	scoreCoreWeight:   "score.core_weight",
	scoreLikelyBlocks: "score.likely_blocks",
	scoreMean:         "score.mean",
	scoreMass:         "score.article_words",
	scoreBestAbove:    "score.best_above",
	scoreBestBelow:    "score.best_below",
	scoreAlike:        "score.alike",
	scoreOverlap:      "score.overlap",

	rankFrom + rankWords:   "rank.words",
	rankFrom + rankArticle: "rank.article",
	rankFrom + rankMean:    "rank.mean",
	rankFrom + rankF1:      "rank.f1",

	spreadFrom + spreadBestF1:    "spread.best_f1",
	spreadFrom + spreadBestGrade: "spread.best_f1_at",
	spreadFrom + spreadCrossings: "spread.crossings",
	spreadFrom + spreadDoubt:     "spread.doubt",

	pageScorePath:         "page_score.path",
	pageScoreUp:           "page_score.up",
	pageScoreDown:         "page_score.down",
	pageScoreSection:      "page_score.section",
	pageScoreSectionShare: "page_score.section_share",
	pageScoreHeading:      "page_score.heading",
}
