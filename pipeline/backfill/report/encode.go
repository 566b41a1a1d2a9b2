package report

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
)

// tallySchema is the form of an encoded tally. It is read by the same version of
// winnow only: a run that is resumed under another is refused before that.
const tallySchema = "winnow.tally.v1"

// wire is a tally as JSON. Rules are numbered by their names' order there, so that
// equal tallies have equal encodings.
type wire struct {
	Schema        string             `json:"schema"`
	Documents     counter            `json:"documents"`
	Rejects       counter            `json:"rejects"`
	BytesIn       counter            `json:"bytes_in"`
	Kept          counter            `json:"kept"`
	Removed       counter            `json:"removed"`
	Paragraphs    counter            `json:"paragraphs"`
	Took          time.Duration      `json:"took"`
	Quality       map[string]counter `json:"quality"`
	Kinds         map[string]*count  `json:"kinds"`
	Languages     map[string]*count  `json:"languages"`
	RuleNames     []string           `json:"rule_names"`
	Rules         []count            `json:"rules"`
	RemovalScores histogram          `json:"removal_scores"`
	QualityScores histogram          `json:"quality_scores"`
	Shares        histogram          `json:"shares"`
	Times         [timeBins]counter  `json:"times"`
	Reasons       map[string]*reason `json:"reasons"`
	Slowest       []Example          `json:"slowest"`
	Heaviest      []Example          `json:"heaviest"`
	Sites         []wireSite         `json:"sites"`
	Others        wireSite           `json:"others"`
	Folded        counter            `json:"folded"`
	Floor         counter            `json:"floor"`
	Merged        bool               `json:"merged,omitempty"`
	Interval      time.Duration      `json:"interval"`
	Done          [][2]uint64        `json:"done"`
	Last          time.Duration      `json:"last"`
}

// wireSite is a site. Its series are packed: they are most of a tally.
type wireSite struct {
	Name    string             `json:"name,omitempty"`
	Counts  [5]counter         `json:"c"` // before, documents, bytes in, kept, removed
	Kinds   map[string]counter `json:"k,omitempty"`
	Series  []byte             `json:"s,omitempty"`
	Dropped bool               `json:"dropped,omitempty"`
}

// MarshalBinary returns the tally as JSON. Equal tallies are equal bytes.
func (t *Tally) MarshalBinary() ([]byte, error) {
	names := slices.Sorted(slices.Values(t.rules.names))
	w := wire{
		Schema: tallySchema, Documents: t.documents, Rejects: t.rejects, BytesIn: t.bytesIn, Kept: t.kept, Removed: t.removed,
		Paragraphs: t.paragraphs, Took: t.took, Quality: make(map[string]counter), Kinds: make(map[string]*count),
		Languages: t.languages, RuleNames: names, RemovalScores: t.removalScores, QualityScores: t.qualityScores,
		Shares: t.shares, Times: t.times, Reasons: t.reasons, Slowest: t.slowest, Heaviest: t.heaviest,
		Folded: t.sites.folded, Floor: t.sites.floor, Merged: t.sites.merged,
		Interval: t.ticks.interval, Last: t.ticks.last, Others: packSite(&t.sites.others, nil),
	}
	order := make([]uint16, len(names)) // by number here: the number there
	for i, name := range names {
		order[t.rules.at[name]] = uint16(i)
		w.Rules = append(w.Rules, t.rules.counts[t.rules.at[name]])
	}
	for is, n := range t.quality {
		putNonzero(w.Quality, document.PageType(is).String(), n)
	}
	for k := range t.kinds {
		if t.kinds[k] != (count{}) {
			w.Kinds[document.Kind(k).String()] = &t.kinds[k]
		}
	}
	for _, d := range t.ticks.done {
		w.Done = append(w.Done, [2]uint64{d.documents, d.bytes})
	}
	all := make([]string, 0, len(t.sites.byName))
	for name := range t.sites.byName {
		all = append(all, name)
	}
	slices.Sort(all)
	for _, name := range all {
		w.Sites = append(w.Sites, packSite(t.sites.byName[name], order))
	}
	return json.Marshal(&w)
}

func putNonzero(m map[string]counter, name string, n counter) {
	if n > 0 {
		m[name] = n
	}
}

func packSite(s *site, order []uint16) wireSite {
	w := wireSite{
		Name: s.name, Counts: [5]counter{s.before, s.documents, s.bytesIn, s.kept, s.removed},
		Kinds: make(map[string]counter), Dropped: s.monthsDropped,
	}
	for k, n := range s.kinds {
		putNonzero(w.Kinds, document.Kind(k).String(), n)
	}
	if len(s.rules) == 0 && len(s.months) == 0 {
		return w
	}
	w.Series = appendRules(nil, s.rules, order)
	w.Series = binary.AppendUvarint(w.Series, uint64(len(s.months)))
	last := 0
	for i := range s.months {
		m := &s.months[i]
		for _, n := range [...]uint64{uint64(m.at - last), m.documents, m.kept, m.removed, m.shares, m.squares} {
			w.Series = binary.AppendUvarint(w.Series, n)
		}
		w.Series = appendRules(w.Series, m.rules, order)
		last = m.at
	}
	return w
}

func appendRules(to []byte, rules []ruleCount, order []uint16) []byte {
	there := make([]ruleCount, len(rules))
	for i, r := range rules {
		there[i] = ruleCount{order[r.rule], r.documents}
	}
	slices.SortFunc(there, func(a, b ruleCount) int { return int(a.rule) - int(b.rule) })
	to = binary.AppendUvarint(to, uint64(len(there)))
	for _, r := range there {
		to = binary.AppendUvarint(to, uint64(r.rule))
		to = binary.AppendUvarint(to, uint64(r.documents))
	}
	return to
}

// UnmarshalBinary replaces the tally by an encoded one. It fails, and leaves the tally
// as it was, when that is broken or of another version.
func (t *Tally) UnmarshalBinary(encoded []byte) error {
	var w wire
	if err := json.Unmarshal(encoded, &w); err != nil {
		return fmt.Errorf("broken tally: %w", err)
	}
	if w.Schema != tallySchema {
		return fmt.Errorf("a tally of form %q, want %q", w.Schema, tallySchema)
	}
	n := NewTally()
	if err := n.unpack(&w); err != nil {
		return fmt.Errorf("broken tally: %w", err)
	}
	*t = *n
	return nil
}

func (t *Tally) unpack(w *wire) error {
	t.documents, t.rejects, t.bytesIn, t.kept, t.removed = w.Documents, w.Rejects, w.BytesIn, w.Kept, w.Removed
	t.paragraphs, t.took, t.times = w.Paragraphs, w.Took, w.Times
	t.removalScores, t.qualityScores, t.shares = w.RemovalScores, w.QualityScores, w.Shares
	t.slowest, t.heaviest = w.Slowest, w.Heaviest
	for name, n := range w.Quality {
		is, err := document.ParsePageType(name)
		if err != nil {
			return err
		}
		t.quality[is] = n
	}
	for name, c := range w.Kinds {
		k, err := document.ParseKind(name)
		if err != nil {
			return err
		}
		of(map[string]*count{name: &t.kinds[k]}, name, 1).merge(c)
	}
	for name, c := range w.Languages {
		of(t.languages, name, maxMergedNames).merge(c)
	}
	for name, r := range w.Reasons {
		reasonOf(t.reasons, name, maxMergedNames).merge(r)
	}
	if len(w.RuleNames) != len(w.Rules) || len(w.Rules) > maxMergedNames {
		return fmt.Errorf("%d rules with %d counts", len(w.RuleNames), len(w.Rules))
	}
	for i, name := range w.RuleNames {
		if int(t.rules.number(name, maxMergedNames)) != i {
			return fmt.Errorf("rule %q is there twice", name)
		}
		t.rules.counts[i] = w.Rules[i]
	}
	t.ticks = ticks{interval: w.Interval, last: w.Last}
	if broken := w.Interval < 0 || w.Last < 0 || len(w.Done) > maxTicks || w.Interval > 0 && w.Last >= w.Interval*maxTicks; broken {
		return errors.New("intervals of wall time")
	}
	for _, d := range w.Done {
		t.ticks.done = append(t.ticks.done, tick{d[0], d[1]})
	}
	return t.sites.unpack(w, len(w.Rules))
}

func (t *siteTable) unpack(w *wire, rules int) error {
	t.folded, t.floor, t.merged = w.Folded, w.Floor, w.Merged
	if err := t.others.unpack(&w.Others, rules, t); err != nil {
		return err
	}
	for i := range w.Sites {
		s := &site{}
		if err := s.unpack(&w.Sites[i], rules, t); err != nil {
			return fmt.Errorf("site %q: %w", w.Sites[i].Name, err)
		}
		t.byName[s.name] = s
	}
	return nil
}

func (s *site) unpack(w *wireSite, rules int, t *siteTable) error {
	s.name, s.monthsDropped = w.Name, w.Dropped
	s.before, s.documents, s.bytesIn, s.kept, s.removed = w.Counts[0], w.Counts[1], w.Counts[2], w.Counts[3], w.Counts[4]
	for name, n := range w.Kinds {
		k, err := document.ParseKind(name)
		if err != nil {
			return err
		}
		s.kinds[k] = n
	}
	if len(w.Series) == 0 {
		return nil
	}
	p := packed{left: w.Series}
	s.rules = p.rules(rules, t)
	at := 0
	for range p.length() {
		m := month{at: at + int(p.next())}
		m.documents, m.kept, m.removed, m.shares, m.squares = p.next(), p.next(), p.next(), p.next(), p.next()
		m.rules = p.rules(rules, t)
		if m.at <= at || m.at >= (lastYear+1)*12 {
			return errors.New("months are out of order")
		}
		at = m.at
		s.months = append(s.months, m)
		t.series += monthWeight
	}
	return p.err
}

// packed reads numbers; after the first error they are 0.
type packed struct {
	left []byte
	err  error
}

func (p *packed) next() uint64 {
	n, size := binary.Uvarint(p.left)
	if size <= 0 {
		p.left, p.err = nil, errors.New("the series is cut")
		return 0
	}
	p.left = p.left[size:]
	return n
}

// length reads how many things follow: no more than there are bytes.
func (p *packed) length() int {
	n := p.next()
	if n > uint64(len(p.left)) {
		p.left, p.err = nil, errors.New("the series is cut")
		return 0
	}
	return int(n)
}

func (p *packed) rules(known int, t *siteTable) []ruleCount {
	n := p.length()
	all := make([]ruleCount, 0, n)
	for range n {
		rule, documents := p.next(), p.next()
		if rule >= uint64(known) || len(all) > 0 && uint64(all[len(all)-1].rule) >= rule {
			p.err = fmt.Errorf("rule %d of %d", rule, known)
			return nil
		}
		all = append(all, ruleCount{uint16(rule), uint32(documents)})
	}
	t.series += len(all)
	return all
}
