package evidence

// Found returns the names of the parts that l has found so far.
func Found(l *Layout) (names []string) {
	for _, p := range []struct {
		part parts
		name string
	}{
		{titlePart, "title"}, {authorPart, "author"}, {zonesPart, "zones"}, {threadPart, "thread"}, {bodyPart, "body"}, {repeatsPart, "repeats"}, {livePart, "live"}, {seriesPart, "series"}, {articlesPart, "articles"},
	} {
		if l.known&p.part != 0 {
			names = append(names, p.name)
		}
	}
	return names
}

// Smallest is smallest, for a test.
var Smallest = smallest
