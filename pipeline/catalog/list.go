package catalog

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
)

// ranked is a document with what it is worth, as of one time.
type ranked struct {
	*held
	reasons []Reason
	worth   float64
}

// ranking is the queue, as of a number of changes, at the time it was made.
type ranking struct {
	changes uint64
	made    time.Time
	all     []ranked
}

// rankingAge is how old a queue may be while documents come in: to rank 100,000 takes a
// good part of a second.
const rankingAge = time.Second

// ranked returns all documents, those that are most worth a look first, and of equals the
// latest first.
func (m *Memory) ranked() []ranked {
	m.lock.Lock()
	defer m.lock.Unlock()
	if m.ranking.all != nil && (m.ranking.changes == m.changes || m.reading > 0 && time.Since(m.ranking.made) < rankingAge) {
		return m.ranking.all
	}
	all := make([]ranked, 0, len(m.byKey))
	for _, s := range m.sites {
		told := s.tell()
		for i, h := range told.documents {
			all = append(all, m.rank(told, i, h))
		}
	}
	slices.SortFunc(all, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.worth, a.worth), b.at.Compare(a.at), cmp.Compare(b.order, a.order), strings.Compare(a.key, b.key))
	})
	m.ranking = ranking{m.changes, time.Now(), all}
	return all
}

func (m *Memory) rank(s *toldSite, i int, h *held) ranked {
	r := ranked{held: h}
	r.reasons = appendReason(r.reasons, h.unsure)
	r.reasons = appendReason(r.reasons, h.quality)
	r.reasons = appendReason(r.reasons, largeReason(h, s.usual))
	r.reasons = appendReason(r.reasons, mixReason(h, i, s.changes))
	r.reasons = appendReason(r.reasons, reportedReason(m.reports[h.item.ID]))
	r.worth = worthOf(r.reasons)
	return r
}

// listed returns the document as it is listed.
func (r *ranked) listed() Item {
	item := r.item
	item.Kinds = maps.Clone(item.Kinds)
	item.Reasons = slices.Clone(r.reasons)
	item.Worth = r.worth
	return item
}

// List returns a part of the documents that a filter lets through. Limit 0 is all.
func (m *Memory) List(ctx context.Context, f Filter) (Listing, error) {
	through, err := f.filter(m.ranked())
	if err != nil {
		return Listing{}, err
	}
	var looked needle
	if strings.TrimSpace(f.Text) != "" {
		looked = newNeedle(f.Text)
		if through, err = searchRanked(ctx, looked, through); err != nil {
			return Listing{}, err
		}
	}
	l := Listing{Total: len(through)}
	from := min(max(f.Offset, 0), len(through))
	to := len(through)
	if f.Limit > 0 {
		to = min(to, from+f.Limit)
	}
	for i := range through[from:to] {
		r := &through[from+i]
		l.Items = append(l.Items, r.listed())
		if len(looked.folded) == 0 {
			continue
		}
		c, err := r.unpack()
		if err != nil {
			return Listing{}, err
		}
		if l.Found == nil {
			l.Found = make(map[string][]Hit)
		}
		l.Found[r.key] = looked.hits(c)
	}
	return l, nil
}

func searchRanked(ctx context.Context, looked needle, among []ranked) ([]ranked, error) {
	documents := make([]*held, len(among))
	for i := range among {
		documents[i] = among[i].held
	}
	found, err := looked.search(ctx, documents)
	if err != nil {
		return nil, err
	}
	out := make([]ranked, 0, len(found))
	for i := range among {
		if len(out) < len(found) && among[i].held == found[len(out)] {
			out = append(out, among[i])
		}
	}
	return out, nil
}

// filter returns those that all but the text of a filter lets through. It returns an
// error where a kind or quality has no such name.
func (f Filter) filter(all []ranked) ([]ranked, error) {
	kind, quality := document.Article, document.IsArticle
	var err error
	if f.Kind != "" {
		if kind, err = document.ParseKind(f.Kind); err != nil {
			return nil, err
		}
	}
	if f.Quality != "" {
		if quality, err = document.ParsePageType(f.Quality); err != nil {
			return nil, err
		}
	}
	var through []ranked
	for i := range all {
		r := &all[i]
		switch {
		case f.Site != "" && r.item.Site != f.Site,
			f.Language != "" && r.item.Language != f.Language,
			f.Quality != "" && r.item.Quality != quality,
			f.Reason != "" && !slices.ContainsFunc(r.reasons, func(reason Reason) bool { return reason.Name == f.Reason }),
			f.Kind != "" && !slices.ContainsFunc(r.rules, func(rule ruleRemoved) bool { return rule.kind == kind }),
			f.Rule != "" && !slices.ContainsFunc(r.rules, func(rule ruleRemoved) bool { return means(f.Rule, rule.rule) }),
			!f.From.IsZero() && r.at.Before(f.From),
			!f.To.IsZero() && (r.at.IsZero() || !r.at.Before(f.To)):
			continue
		}
		through = append(through, *r)
	}
	return through, nil
}

// means reports whether a filter names a rule, or the cleaner that it is of.
func means(filter, rule string) bool {
	return rule == filter || strings.HasPrefix(rule, filter) && len(rule) > len(filter) && rule[len(filter)] == '/'
}
