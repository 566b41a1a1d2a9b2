package learned

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/winnow-news/winnow/cleaners/document"
)

// cardsPage is an article of three paragraphs in one element and three cards below
// it, each a linked headline and a paragraph in an element of its own.
func cardsPage() *document.Document {
	doc := &document.Document{Format: document.HTML, Hints: document.Hints{Title: "Ferry strands near harbour"}}
	add := func(text string, path uint64, common, level int32, link document.Leads) {
		at := len(doc.Text)
		doc.Text += text + "\n"
		b := document.Block{
			Span: document.Span{Start: at, End: at + len(text)}, Level: int8(level),
			Shape:   document.Shape{Words: 20, Letters: 90, Stops: 2, Ends: document.EndStop},
			Element: &document.Element{Path: path, Depth: common + 1, CommonDepth: common, Link: link},
		}
		if level > 0 {
			b.Role = document.RoleHeading
			b.Shape = document.Shape{Words: 4, Letters: 20}
		}
		if link > document.NoLink {
			b.Element.LinkBytes = int32(len(text))
		}
		doc.Blocks = append(doc.Blocks, b)
	}
	add("Ferry strands near harbour", 1, 0, 1, document.NoLink)
	add("The ferry stranded outside the harbour before dawn, and its passengers waited for tugs.", 2, 2, 0, document.NoLink)
	add("Tugs pulled the ferry free, and its passengers reached the harbour before evening.", 2, 3, 0, document.NoLink)
	add("The harbour says that passengers of the ferry will be repaid before Sunday.", 2, 3, 0, document.NoLink)
	for _, card := range []string{"School", "Market", "Theatre"} {
		add(card+" roof falls", 3, 2, 3, document.LinkStory)
		add("Nobody was hurt when the "+card+" lost its roof, firemen told reporters.", 4, 4, 0, document.NoLink)
	}
	return withWords(doc)
}

func TestStoriesOfAPageWithCards(t *testing.T) {
	var x extractor
	x.begin(cardsPage())
	var article, card row
	x.row(2, &article)
	x.row(6, &card)
	for _, c := range []struct {
		name          string
		column        int
		article, card uint8
	}{
		{"distance to the headline", headlineDistance, distance(2), distance(6)},
		{"its run is the one with most running text", homeUp, small(1), small(2)},
		{"and the block is in it, or below", homeSide, 2, 3},
		{"runs that its path is in", pathHomes, logKnown(1), logKnown(3)},
		{"story links in its run", storyRunsFrom, small(1), small(2)},
		{"runs of the same form beside its run", storyRunsFrom + 3, 1, 3},
	} {
		if got := article[c.column]; got != c.article {
			t.Errorf("%s: the article has %d, want %d", c.name, got, c.article)
		}
		if got := card[c.column]; got != c.card {
			t.Errorf("%s: the card has %d, want %d", c.name, got, c.card)
		}
	}
	if article[kinOverlap] <= card[kinOverlap] {
		t.Errorf("the article shares %d of its words with itself, the card %d", article[kinOverlap], card[kinOverlap])
	}
}

// TestStoriesAddUp holds the sums against the blocks, for pages drawn at random.
func TestStoriesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := randomPage(rapid.IntRange(1, 60).Draw(t, "blocks"), rapid.Uint64().Draw(t, "seed"))
		var x extractor
		x.begin(doc)
		direct := float32(0)
		for _, words := range x.stories.direct {
			direct += words
		}
		if direct != x.prose[len(doc.Blocks)] {
			t.Fatalf("%v words of running text are directly in runs, and there are %v", direct, x.prose[len(doc.Blocks)])
		}
		if h := x.stories.headline; h >= 0 && doc.Blocks[h].Role != document.RoleHeading {
			t.Fatalf("block %d is the headline and no heading", h)
		}
		for p, homes := range x.stories.homesOf {
			if homes < 1 || float32(homes) > x.groups.paths[p].blocks {
				t.Fatalf("path %d of %v blocks is in %d runs", p, x.groups.paths[p].blocks, homes)
			}
		}
	})
}

// TestPeriodOfCards: of a list of cards without any header line.
func TestPeriodOfCards(t *testing.T) {
	doc := &document.Document{}
	for range 6 {
		for _, s := range []document.Shape{{Words: 7}, {Words: 30, Ends: document.EndStop}, {Words: 2}} {
			doc.Blocks = append(doc.Blocks, document.Block{Shape: s})
		}
	}
	var x extractor
	x.begin(doc)
	if period, strength := x.period(9); period != 3 || strength != 12 {
		t.Errorf("period %d, %d of 12", period, strength)
	}
	if period, strength := x.period(0); period != 0 || strength != 0 {
		t.Errorf("the first block has period %d, %d of 12", period, strength)
	}
}

// TestPeriodsAreCounted holds the comparison of triples against one form by form.
func TestPeriodsAreCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		forms := rapid.SliceOfN(rapid.Uint8Range(0, 7), 1, 60).Draw(t, "forms")
		var x extractor
		x.noteTriples(forms)
		for i := range forms {
			period, strength := x.period(i)
			wantPeriod, want := plainPeriod(forms, i)
			if period != wantPeriod || strength != want {
				t.Fatalf("block %d of %v: period %d, %d of 12, want %d, %d", i, forms, period, strength, wantPeriod, want)
			}
		}
	})
}

// plainPeriod compares the forms around i with those around blocks at each distance.
func plainPeriod(forms []uint8, i int) (period, strength uint8) {
	inside := func(i int) bool { return i >= 1 && i+1 < len(forms) }
	if !inside(i) || forms[i-1] == forms[i] && forms[i] == forms[i+1] {
		return 0, 0
	}
	for p := leastPeriod; p <= mostPeriod; p++ {
		same := uint8(0)
		for _, at := range []int{i - 2*p, i - p, i + p, i + 2*p} {
			for d := -1; inside(at) && d <= 1; d++ {
				same += flag(forms[at+d] == forms[i+d])
			}
		}
		if same > strength {
			period, strength = uint8(p), same
		}
	}
	return period, strength
}
