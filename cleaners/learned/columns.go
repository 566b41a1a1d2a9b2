package learned

// A feature has a column in the rows of its stage, and a name (names.go), which
// the artifact carries. Code picks features by these constants; their order is the
// one that the artifact was trained on.

// rowWidth is the room for a row. A column's number is a byte, so that no index
// into a row needs a check.
const rowWidth = 256

// row is a block's features in one stage. Each is a byte by its nature
// (numbers.go), so that a whole forest and the rows that it scores fit into the
// first-level cache.
type row [rowWidth]uint8

// The columns of the first stage. What the block's own characters tell comes first.
const (
	ownWords = iota
	ownRunes
	ownWordLetters // letters a word, against the document's
	ownUpper
	ownCapitals // share of the words with a capital, less the document's
	ownDigits
	ownMarks
	ownCommas
	ownStops
	ownStopShare
	ownEnds
	ownFirst
	ownRole
	ownGap
	ownLines
	ownPiece
	ownShortWords // share of the words, less the document's
	ownCued
	ownEqualBlocks
	ownIsFirstLine // it has the words of the first block, which most dumps begin with the page's title
	ownAt
	ownAddress
	ownCJK
	ownNoLetters
	ownAllUpper
	ownBars
	ownQuotes
	ownOverlap
	ownHeadline

	cuesFrom // a column a class of cueClasses
)

// Where in the document the block is.
const (
	positionBlock = cuesFrom + cueCount + iota
	positionBlocksAbove
	positionBlocksBelow
	positionWords
	positionWordsAbove
	positionWordsBelow
	positionProse
	positionProseAbove
	positionProseBelow
	positionInCore
	positionCoreStart
	positionCoreEnd
	positionCoreWeight

	headersFrom // for each of headerGroups, how far the nearest header above and below is
)

// What is around the block.
const (
	headersProse = headersFrom + 2*headerGroupCount // prose since the nearest header of related articles
	besideFrom   = headersProse + 1                 // for each distance, of the block above and the one below, what besideFeatures names
	windowsFrom  = besideFrom + besideReach*2*besideCount
)

const (
	windowOverlap = windowsFrom + 2*windowCount + iota
	windowGapAbove
	windowGapBelow
	windowIsProse

	rhythmFrom // for each distance, whether the block above and the one below look like this one
)

const (
	rhythmAlike = rhythmFrom + 2*rhythmReach + iota
	rhythmPeriod
	rhythmStrength
	kinOverlap // share of its long words that the article's likely place has

	datedFrom // in windows around the block, the lines that state a time
)

// What the repeated words tell (ties.go).
const (
	tieAbove = datedFrom + datedWindowCount + iota // of the space above the block, its density
	tieBelow
	tieWeakest // the least density between the block and the core
	topicIn    // it is in the topic core
	topicStart
	topicEnd
	topicWeight
	headlineLine // lines since the headline, in a text too
	namedAround  // the share of the headline's words around the block

	documentFrom
)

// What the document is like: the same for all of its blocks.
const (
	documentBlocks = documentFrom + iota
	documentWords
	documentProse
	documentBlockWords
	documentLongest
	documentCapitals
	documentTiny
	documentCued
	documentOneLine

	pageFrom
)

const documentCount = pageFrom - documentFrom

// Where in the page the block is. In a text these features are absent.
const (
	pageLinks = pageFrom + iota
	pageTag
	pageDepth
	pageSiblings
	pageReadability
	pageInArticle
	pageInBoilerplate
	pageInHidden
	pageInList
	pageSamePathAbove
	pageSamePathBelow
	pagePathBlockWords
	pageDeclared
	pageStated
	pageData

	pageNamesFrom // a column a group of nameGroups
)

// elementsFrom: for each of the enclosing runs, its words and its links.
const elementsFrom = pageNamesFrom + nameGroupCount

// What the blocks are like that share an element, a section or a path with the
// block.
const (
	elementParts = elementsFrom + 2*runsTold + iota
	elementParentParts
	sectionAbove
	sectionBelow
	sectionWords
	sectionLinks
	pathLinks
	pathProse
	pathSpread

	storyLink
	storyImages
	homeProse // of the smallest run around the block
	homeShare // against the run with the most
	homeUp    // steps to that run
	homeDown
	homeSide // above it, in it, below it
	headlineDistance
	headlineUp
	headlineDown
	headlineFirsts // how many <h1> there are
	headlineFirstsAbove
	articleCount // how many <article> there are
	articleNumber
	articleShare
	articleHeadline
	pathHomes
	pathHomeBlocks
	pathProseShare

	besideLinksFrom // of near neighbours, how much of them is links, and their tags
)

// storyRunsFrom: for each of the innermost runs, its story links, pictures, headings,
// and how many runs beside it are of the same form.
const storyRunsFrom = besideLinksFrom + 2*besideLinkCount

const (
	// FeatureCount is the length of a block's row in the first stage.
	FeatureCount = storyRunsFrom + storyRunCount*innerRuns
)

// The columns of the second stage. Those of secondOwn, which it shares with the
// first, come first; then what the first stage made of the blocks around.
const (
	scoreOwn = secondOwnCount + iota

	scoreBesideFrom // for each distance, of the block above and the one below
)

// scoreWindowsFrom: the mean score in windows around the block.
const scoreWindowsFrom = scoreBesideFrom + 2*scoreReach

const (
	scoreMassAbove = scoreWindowsFrom + scoreWindowCount + iota
	scoreMassBelow
	scoreLikelyAbove
	scoreLikelyBelow
	scoreInCore
	scoreCoreStart
	scoreCoreEnd
	scoreCoreWeight
	scoreLikelyBlocks
	scoreMean
	scoreMass
	scoreBestAbove
	scoreBestBelow
	scoreAlike
	scoreOverlap

	rankFrom // what blocks with this score or a higher one come to
)

// How the block's score stands among those of the document (score_context.go).
const (
	spreadFrom    = rankFrom + rankCount
	stretchesFrom = spreadFrom + spreadCount                   // for each bound, what stretchFeatures names
	bandsFrom     = stretchesFrom + stretchBounds*stretchCount // for each band, the mean score above and below
	pageRunsFrom  = bandsFrom + 2*bandCount                    // for each of the enclosing runs, its mean score and its share of the article
)

// What the first stage made of the blocks that share an element, a path or a
// section with the block. In a text these features are absent.
const (
	pageScorePath = pageRunsFrom + 2*runsTold + iota
	pageScoreUp
	pageScoreDown
	pageScoreSection
	pageScoreSectionShare
	pageScoreHeading

	// SecondFeatureCount is the length of a block's row in the second stage.
	SecondFeatureCount
)
