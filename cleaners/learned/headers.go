package learned

// A header line opens a part of the page. Of a document's blocks few are one, and in
// most documents most blocks have none near.

// headerColumns is how many columns there are from headersFrom on: for each group
// how far the nearest header above and below is, and headersProse.
const headerColumns = headersProse + 1 - headersFrom

// withoutHeaders is what blocks have that are near none.
var withoutHeaders = func() (columns [headerColumns]uint8) {
	for k := range 2 * headerGroupCount {
		columns[k] = distance(farAway)
	}
	columns[headersProse-headersFrom] = absent
	return columns
}()

// findHeaders notes for every block how far the headers around it are, and how much
// prose there is since the nearest list of other articles began.
func (x *extractor) findHeaders() {
	x.headers = extend(x.headers, len(x.summaries))
	for i := range x.headers {
		x.headers[i] = withoutHeaders
	}
	related := -1
	for i := range x.summaries {
		if related >= 0 {
			x.headers[i][headersProse-headersFrom] = logKnown(x.prose[i] - x.prose[related])
		}
		groups := x.summaries[i].headers
		if groups == 0 {
			continue
		}
		for g := range headerGroupCount {
			if groups>>g&1 != 0 {
				x.measureFrom(i, g)
			}
		}
		if groups>>relatedHeaders&1 != 0 {
			related = i
		}
	}
}

// measureFrom notes how far header i of a group is, for the blocks that it is the
// nearest one of or below: up to the group's next header, or farAway.
func (x *extractor) measureFrom(i, group int) {
	isOther := func(k int) bool { return x.summaries[k].headers>>group&1 != 0 }
	for k := i + 1; k < min(len(x.headers), i+farAway); k++ {
		x.headers[k][2*group] = distance(k - i)
		if isOther(k) {
			break
		}
	}
	for k := i; k > max(-1, i-farAway) && (k == i || !isOther(k)); k-- {
		x.headers[k][2*group+1] = distance(i - k)
	}
}
