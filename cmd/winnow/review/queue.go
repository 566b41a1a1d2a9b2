package review

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/catalog"
)

// queuePage is how many documents a page of the queue has.
const queuePage = 30

// filterNames are the parameters of a queue's address.
var filterNames = []string{"text", "site", "kind", "rule", "lang", "quality", "reason", "from", "to"}

// readFilter reads a queue's address. A date that is none is left out; so is all that is
// empty.
func readFilter(q url.Values) (catalog.Filter, url.Values) {
	f := catalog.Filter{
		Text: strings.TrimSpace(q.Get("text")), Site: q.Get("site"), Kind: q.Get("kind"), Rule: strings.TrimSpace(q.Get("rule")), Language: q.Get("lang"),
		Quality: q.Get("quality"), Reason: q.Get("reason"), Limit: queuePage,
	}
	if t, err := time.Parse(time.DateOnly, q.Get("from")); err == nil {
		f.From = t
	}
	if t, err := time.Parse(time.DateOnly, q.Get("to")); err == nil {
		f.To = t.AddDate(0, 0, 1) // that day is in it
	}
	kept := make(url.Values)
	for _, name := range filterNames {
		if value := q.Get(name); value != "" {
			kept.Set(name, value)
		}
	}
	return f, kept
}

type queueData struct {
	Listing        catalog.Listing
	Rows           []queueRow
	Filter         map[string]string
	Filtered       bool
	Sites          []string
	Languages      []string
	Kinds          []kindChoice
	Qualities      []document.PageType
	Reasons        []string
	First, Last    int
	Previous, Next string
	Chips          []chip
	Narrow         bool // the form for filtering is open
}

// chip is a filter in force, and the address without it.
type chip struct{ Name, Value, Without string }

type queueRow struct {
	catalog.Item
	Address string
	Share   string
	Top     []kindShare
	Hits    []catalog.Hit
	More    int // hits that are not shown
}

// kindShare is how much of what was removed is of one kind.
type kindShare struct {
	Kind    string
	Letters int
	Share   float64 // 0..1
}

// shownHits is how many places of one document a search shows.
const shownHits = 3

// queue shows the documents that are worth a look.
func (p *pages) queue(w http.ResponseWriter, r *http.Request) {
	filter, kept := readFilter(r.URL.Query())
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	page = max(page, 1)
	filter.Offset = (page - 1) * queuePage
	listing, err := p.Catalog.List(r.Context(), filter)
	if err != nil {
		p.broken(w, r, err)
		return
	}
	sites, err := p.Catalog.Sites(r.Context())
	if err != nil {
		p.broken(w, r, err)
		return
	}
	d := queueData{
		Listing: listing, Filter: make(map[string]string), Filtered: len(kept) > 0, Kinds: kindChoices(), Qualities: document.PageTypes(),
		Reasons: []string{catalog.ReasonReported, catalog.ReasonUnsure, catalog.ReasonLarge, catalog.ReasonMix, catalog.ReasonQuality},
		First:   filter.Offset + 1, Last: filter.Offset + len(listing.Items),
	}
	d.Sites, d.Languages = choices(sites)
	for _, name := range filterNames {
		d.Filter[name] = kept.Get(name)
		if value := kept.Get(name); value != "" {
			d.Chips = append(d.Chips, chip{name, value, "/?" + without(kept, name).Encode()})
			d.Narrow = d.Narrow || name != "text"
		}
	}
	for i, item := range listing.Items {
		d.Rows = append(d.Rows, newQueueRow(item, kept, filter.Offset+i, listing.Found[item.Key]))
	}
	if page > 1 {
		d.Previous = "/?" + with(kept, "page", strconv.Itoa(page-1)).Encode()
	}
	if d.Last < listing.Total {
		d.Next = "/?" + with(kept, "page", strconv.Itoa(page+1)).Encode()
	}
	p.show(w, r, http.StatusOK, "queue", "Queue", d)
}

func newQueueRow(item catalog.Item, kept url.Values, index int, hits []catalog.Hit) queueRow {
	at := docAddress{Key: item.Key, Queue: kept.Encode(), Index: index, At: none}
	if len(hits) > 0 {
		at.Find = strings.TrimSpace(kept.Get("text"))
	}
	row := queueRow{Item: item, Address: at.String(), Share: percent(portion(item.Removed, item.Kept)), Top: shares(item.Kinds), Hits: hits}
	if len(hits) > shownHits {
		row.Hits, row.More = hits[:shownHits], len(hits)-shownHits
	}
	return row
}

// shares returns the kinds that take the most letters, the largest first.
func shares(kinds map[document.Kind]int) (all []kindShare) {
	total := 0
	for _, n := range kinds {
		total += n
	}
	for _, k := range document.Kinds() {
		if n := kinds[k]; n > 0 && k.Removable() {
			all = append(all, kindShare{k.String(), n, float64(n) / float64(total)})
		}
	}
	sortShares(all)
	return all
}

// choices returns what a queue can be filtered by.
func choices(sites []catalog.Site) (names, languages []string) {
	seen := make(map[string]bool)
	for _, site := range sites {
		names = append(names, site.Name)
		for language := range site.Languages {
			if language != "" && !seen[language] {
				seen[language] = true
				languages = append(languages, language)
			}
		}
	}
	sortWords(languages)
	return names, languages
}

func with(values url.Values, name, value string) url.Values {
	other := without(values, name)
	other.Set(name, value)
	return other
}

func without(values url.Values, name string) url.Values {
	other := make(url.Values, len(values))
	for n, v := range values {
		if n != name {
			other[n] = v
		}
	}
	return other
}
