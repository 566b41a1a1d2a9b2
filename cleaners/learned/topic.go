package learned

// The core is the stretch with the most running text, whatever it speaks of: where
// another article stands whole below this one, it holds both, or the other. The
// topic core is parted where one thing ends and another begins, and of the parts it
// is the one that speaks of the headline.

// What it costs to go on, in words of running text: past a space that no tie crosses
// (less where some do, by the square: articles have spaces that are a little weak),
// and past a header of what isn't the article. Where the part is long it costs a share
// of its weight as well, a half and a quarter: what follows must be long too.
// train/RESULTS.md has what other costs come to ("Ties").
const (
	weakSpaceCost = 40
	headerCost    = 80
)

// Which headers part: those of lists, comments and footers.
const partingHeaders = 1<<relatedHeaders | 1<<commentsHeaders | 1<<subscribeHeaders | 1<<legalHeaders

// offTopic is what a part counts that has none of the headline's words, as against
// one of which onTopicShare or more are.
const (
	offTopic     = 0.25
	onTopicShare = 0.08
)

// findTopic finds the topic core of the document and the line that is its headline.
func (x *extractor) findTopic() {
	mean := x.meanDensity()
	var best core
	most, sum, start := float32(0), float32(0), 0
	var part core
	end := func() {
		if v := part.weight * x.onTopic(part); v > most {
			best, most = part, v
		}
		part, sum = core{}, 0
	}
	for i := range x.summaries {
		g := &x.summaries[i]
		if g.headers&partingHeaders != 0 {
			sum -= max(headerCost, sum/4)
		}
		if weak := 1 - share(x.ties.density[i], mean); weak > 0 {
			sum -= max(weakSpaceCost*weak*weak, sum*weak*weak/2)
		}
		if sum <= 0 {
			end()
			start = i
		}
		sum += g.prose - g.words*0.5 - 2
		if sum > part.weight {
			part = core{start, i + 1, sum}
		}
	}
	end()
	x.topic, x.topicWeight = best, scaled(share(best.weight, x.words[len(x.summaries)]), wholeShare)
	x.titleLine = x.findTitleLine()
}

// meanDensity averages the density of ties over the spaces inside running text.
func (x *extractor) meanDensity() float32 {
	sum, n := float32(0), float32(0)
	for i := 1; i < len(x.summaries); i++ {
		if x.summaries[i].prose > 0 && x.summaries[i-1].prose > 0 {
			sum += x.ties.density[i]
			n++
		}
	}
	return share(sum, n)
}

// onTopic returns how much a part speaks of the headline, from offTopic to 1.
func (x *extractor) onTopic(part core) float32 {
	named := x.named(part.start, part.end)
	words := x.longFrom[part.end] - x.longFrom[part.start]
	return offTopic + (1-offTopic)*min(1, share(float32(named), float32(words))/onTopicShare)
}

// topicColumns writes where block i is, seen from the topic core.
func (x *extractor) topicColumns(i int, r *row) {
	c := &x.topic
	r[topicIn] = flag(c.start <= i && i < c.end)
	r[topicStart], r[topicEnd] = distance(i-c.start), distance(c.end-1-i)
	r[topicWeight], r[headlineLine] = x.topicWeight, absent
	if x.titleLine >= 0 {
		r[headlineLine] = distance(i - x.titleLine)
	}
}

// findTitleLine returns the line that is the headline: below the first, with more of
// its words than any other and little else, the last of equals above the topic
// core; or -1.
func (x *extractor) findTitleLine() int {
	best, most := -1, int32(0)
	for i := 1; i < len(x.summaries) && i <= x.topic.end; i++ {
		named, long := x.named(i, i+1), x.longFrom[i+1]-x.longFrom[i]
		if 2*named < long || 2*int(named) < x.headlineSize || named < 2 {
			continue
		}
		if named > most || named == most && i <= x.topic.start {
			best, most = i, named
		}
	}
	return best
}
