package output

import (
	"time"

	"github.com/winnow-news/winnow/pipeline/record"
)

// cleanRow is record.Clean as a row of columns. A test holds that their names are
// those of the JSON.
type cleanRow struct {
	Schema      string         `parquet:"schema,dict"`
	ID          string         `parquet:"id"`
	URL         string         `parquet:"url"`
	Site        string         `parquet:"site,dict"`
	Title       string         `parquet:"title"`
	Byline      string         `parquet:"byline"`
	Published   string         `parquet:"published"`
	PublishedAt *int64         `parquet:"published_at,optional,timestamp(millisecond)"`
	Modified    string         `parquet:"modified,optional"`
	ModifiedAt  *int64         `parquet:"modified_at,optional,timestamp(millisecond)"`
	Section     string         `parquet:"section,dict"`
	Tags        []string       `parquet:"tags,list"`
	SiteName    string         `parquet:"site_name,optional,dict"`
	Canonical   string         `parquet:"canonical,optional"`
	Image       string         `parquet:"image,optional"`
	FetchedAt   string         `parquet:"fetched_at,optional"`
	FetchedTime *int64         `parquet:"fetched_time,optional,timestamp(millisecond)"`
	Language    string         `parquet:"language,dict"`
	Charset     string         `parquet:"charset,dict"`
	Quality     qualityRow     `parquet:"quality"`
	Text        string         `parquet:"text"`
	Paragraphs  []paragraphRow `parquet:"paragraphs,list"`
	Entries     []entryRow     `parquet:"entries,list"`
	Removed     []removalRow   `parquet:"removed,list"`
	Marked      []removalRow   `parquet:"marked,list"`
	Lifted      []liftRow      `parquet:"lifted,list"`
	Images      []imageRow     `parquet:"images,optional,list"`
	Related     []relatedRow   `parquet:"related,optional,list"`
	Embeds      []embedRow     `parquet:"embeds,optional,list"`
	Links       []linkRow      `parquet:"links,optional,list"`
	Authors     []authorRow    `parquet:"authors,optional,list"`
	Duplicates  *duplicatesRow `parquet:"duplicates,optional"`
	Winnow      buildRow       `parquet:"winnow"`
}

type qualityRow struct {
	Is     string  `parquet:"is,dict"`
	Score  float64 `parquet:"score"`
	Rule   string  `parquet:"rule,dict"`
	Reason string  `parquet:"reason,dict"`
}

type paragraphRow struct {
	Text   string   `parquet:"text"`
	Role   string   `parquet:"role,dict"`
	Start  int64    `parquet:"start"`
	End    int64    `parquet:"end"`
	Level  int32    `parquet:"level,optional"`
	Number int32    `parquet:"number,optional"`
	Cells  []string `parquet:"cells,list"`
}

type entryRow struct {
	Role     string `parquet:"role,dict"`
	Pinned   bool   `parquet:"pinned"`
	Key      bool   `parquet:"key"`
	Time     string `parquet:"time,optional"`
	Headline string `parquet:"headline,optional"`
	Byline   string `parquet:"byline,optional"`
	Text     string `parquet:"text"`
	Start    int64  `parquet:"start"`
	End      int64  `parquet:"end"`
}

type removalRow struct {
	Text  string  `parquet:"text"`
	Kind  string  `parquet:"kind,dict"`
	Rule  string  `parquet:"rule,dict"`
	Score float64 `parquet:"score"`
	Start int64   `parquet:"start"`
	End   int64   `parquet:"end"`
	Note  string  `parquet:"note,optional"`
}

type liftRow struct {
	Field string  `parquet:"field,dict"`
	Text  string  `parquet:"text"`
	Rule  string  `parquet:"rule,dict"`
	Score float64 `parquet:"score"`
	Start int64   `parquet:"start"`
	End   int64   `parquet:"end"`
}

type imageRow struct {
	Address   string  `parquet:"address,optional"`
	Alt       string  `parquet:"alt,optional"`
	Caption   string  `parquet:"caption,optional"`
	Credit    string  `parquet:"credit,optional"`
	Start     int64   `parquet:"start"`
	End       int64   `parquet:"end"`
	Paragraph int32   `parquet:"paragraph"`
	Removed   []int32 `parquet:"removed,list"`
}

type relatedRow struct {
	Headline  string  `parquet:"headline"`
	Address   string  `parquet:"address,optional"`
	Start     int64   `parquet:"start"`
	End       int64   `parquet:"end"`
	Paragraph int32   `parquet:"paragraph"`
	Removed   []int32 `parquet:"removed,list"`
}

type embedRow struct {
	Platform  string  `parquet:"platform,optional,dict"`
	Post      string  `parquet:"post,optional"`
	Author    string  `parquet:"author,optional"`
	Address   string  `parquet:"address,optional"`
	Start     int64   `parquet:"start"`
	End       int64   `parquet:"end"`
	Paragraph int32   `parquet:"paragraph"`
	Removed   []int32 `parquet:"removed,list"`
}

type linkRow struct {
	Text      string  `parquet:"text"`
	Address   string  `parquet:"address"`
	At        int64   `parquet:"at"`
	Start     int64   `parquet:"start"`
	End       int64   `parquet:"end"`
	Paragraph int32   `parquet:"paragraph"`
	Removed   []int32 `parquet:"removed,list"`
}

// authorRow has null where the text does not name the author.
type authorRow struct {
	Name      string  `parquet:"name"`
	Address   string  `parquet:"address,optional"`
	Start     *int64  `parquet:"start,optional"`
	End       *int64  `parquet:"end,optional"`
	Paragraph *int32  `parquet:"paragraph,optional"`
	Removed   []int32 `parquet:"removed,list"`
}

type duplicatesRow struct {
	Of             string  `parquet:"of,optional"`
	Cluster        string  `parquet:"cluster,optional"`
	Representative string  `parquet:"representative,optional"`
	Within         float64 `parquet:"in_representative,optional"`
	Holds          float64 `parquet:"of_representative,optional"`
	Dateline       string  `parquet:"dateline,optional"`
}

type buildRow struct {
	Version string `parquet:"version,dict"`
	Rules   string `parquet:"rules,dict"`
}

func newCleanRow(c *record.Clean) cleanRow {
	row := cleanRow{
		Schema: c.Schema, ID: c.ID, URL: c.URL, Site: c.Site, Title: c.Title, Byline: c.Byline,
		Published: c.Published, PublishedAt: instant(c.Published), Modified: c.Modified, ModifiedAt: instant(c.Modified),
		Section: c.Section, Tags: c.Tags, SiteName: c.SiteName, Canonical: c.Canonical, Image: c.Image,
		FetchedAt: c.FetchedAt, FetchedTime: instant(c.FetchedAt), Language: c.Language, Charset: c.Charset,
		Quality: qualityRow{c.Quality.Is.String(), c.Quality.Score, c.Quality.Rule, c.Quality.Reason},
		Text:    c.Text,
		Paragraphs: rowsOf(c.Paragraphs, func(p *record.Paragraph) paragraphRow {
			return paragraphRow{p.Text, p.Role.String(), int64(p.Start), int64(p.End), int32(p.Level), int32(p.Number), p.Cells}
		}),
		Entries: rowsOf(c.Entries, func(e *record.LiveEntry) entryRow {
			return entryRow{e.Role.String(), e.Pinned, e.Key, e.Time, e.Headline, e.Byline, e.Text, int64(e.Start), int64(e.End)}
		}),
		Removed: rowsOf(c.Removed, newRemovalRow), Marked: rowsOf(c.Marked, newRemovalRow),
		Lifted: rowsOf(c.Lifted, func(l *record.Lift) liftRow {
			return liftRow{l.Field, l.Text, l.Rule, l.Score, int64(l.Start), int64(l.End)}
		}),
		Winnow: buildRow(c.Winnow),
	}
	if d := c.Duplicates; d != nil {
		row.Duplicates = &duplicatesRow{d.Of, d.Cluster, d.Representative, d.Within, d.Holds, d.Dateline}
	}
	if c.Extras != nil {
		row.addExtras(c.Extras)
	}
	return row
}

func newRemovalRow(r *record.Removal) removalRow {
	return removalRow{r.Text, r.Kind.String(), r.Rule, r.Score, int64(r.Start), int64(r.End), r.Note}
}

func (row *cleanRow) addExtras(e *record.Extras) {
	row.Images = rowsOf(e.Images, func(i *record.Image) imageRow {
		return imageRow{i.Address, i.Alt, i.Caption, i.Credit, int64(i.Start), int64(i.End), int32(i.Paragraph), indexes(i.Removed)}
	})
	row.Related = rowsOf(e.Related, func(r *record.RelatedArticle) relatedRow {
		return relatedRow{r.Headline, r.Address, int64(r.Start), int64(r.End), int32(r.Paragraph), indexes(r.Removed)}
	})
	row.Embeds = rowsOf(e.Embeds, func(e *record.Embed) embedRow {
		return embedRow{e.Platform, e.Post, e.Author, e.Address, int64(e.Start), int64(e.End), int32(e.Paragraph), indexes(e.Removed)}
	})
	row.Links = rowsOf(e.Links, func(l *record.Link) linkRow {
		return linkRow{l.Text, l.Address, int64(l.At), int64(l.Start), int64(l.End), int32(l.Paragraph), indexes(l.Removed)}
	})
	row.Authors = rowsOf(e.Authors, func(a *record.Author) authorRow {
		row := authorRow{Name: a.Name, Address: a.Address}
		if p := a.Place; p != nil {
			start, end, paragraph := int64(p.Start), int64(p.End), int32(p.Paragraph)
			row.Start, row.End, row.Paragraph, row.Removed = &start, &end, &paragraph, indexes(p.Removed)
		}
		return row
	})
}

// rowsOf returns what form makes of all; nil of nil.
func rowsOf[T, R any](all []T, form func(*T) R) []R {
	if all == nil {
		return nil
	}
	made := make([]R, len(all))
	for i := range all {
		made[i] = form(&all[i])
	}
	return made
}

func indexes(all []int) []int32 {
	return rowsOf(all, func(i *int) int32 { return int32(*i) })
}

// instant returns a date of a document in milliseconds since 1970, nil when it
// is none. A day without a time is its beginning in UTC.
func instant(date string) *int64 {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, date); err == nil {
			millis := t.UnixMilli()
			return &millis
		}
	}
	return nil
}
