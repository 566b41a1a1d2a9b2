package serve

import (
	"mime"
	"strconv"
	"strings"

	"github.com/winnow-news/winnow/pipeline/ask"
)

// chosen returns the index of the type that Accept headers like best, of equals the
// first; -1 when they accept none (RFC 9110, 12.5.1). No header accepts all.
func chosen(accept []string, types ...string) int {
	ranges := acceptRanges(accept)
	if len(ranges) == 0 {
		return 0
	}
	best, at := 0.0, -1
	for i, t := range types {
		if q := quality(ranges, t); q > best {
			best, at = q, i
		}
	}
	return at
}

// acceptRange is one media range and how much it is liked, 0 to 1.
type acceptRange struct {
	kind, subtype string // each may be *
	q             float64
}

// acceptRanges reads Accept headers. What can't be read is left out, as if it were
// not there.
func acceptRanges(accept []string) (all []acceptRange) {
	for part := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		media, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		kind, subtype, _ := strings.Cut(media, "/")
		q, err := strconv.ParseFloat(params["q"], 64)
		if err != nil || q < 0 || q > 1 {
			q = 1
		}
		all = append(all, acceptRange{kind, subtype, q})
	}
	return all
}

// quality returns how much a type is liked: what the range says that names it most
// closely.
func quality(ranges []acceptRange, name string) (q float64) {
	kind, subtype, _ := strings.Cut(name, "/")
	closest := -1
	for _, r := range ranges {
		closeness := -1
		switch {
		case r.kind == kind && r.subtype == subtype:
			closeness = 2
		case r.kind == kind && r.subtype == "*":
			closeness = 1
		case r.kind == "*" && r.subtype == "*":
			closeness = 0
		}
		if closeness > closest {
			closest, q = closeness, r.q
		}
	}
	return q
}

// formFor returns the form that a request accepts.
func (h *handler) formFor(accept []string) (ask.Form, *ask.Refusal) {
	types := make([]string, len(h.Forms))
	for i, form := range h.Forms {
		types[i] = form.Type
	}
	at := chosen(accept, types...)
	if at < 0 {
		return ask.Form{}, ask.Refuse(ask.ReasonAccept, "Accept: %s: want one of %s", strings.Join(accept, ", "), strings.Join(types, ", "))
	}
	return h.Forms[at], nil
}
