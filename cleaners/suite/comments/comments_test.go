package comments

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

// Two paragraphs of an article, and a German and a Spanish one.
const (
	bridge = "The old bridge over the Wend will stay shut until spring, the council said on Monday evening."
	ferry  = "A ferry will carry walkers and cyclists in the meantime, every twenty minutes and free of charge."
	hafen  = "Der alte Hafen wird bis zum Sommer umgebaut, wie die Stadt am Montag mitteilte."
	puente = "El viejo puente seguirá cerrado hasta la primavera, dijo el ayuntamiento el lunes."

	article = bridge + "\n\n" + ferry + "\n\n"
)

func TestComments(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a header with a count", article + "Comments (12)",
			[]string{"comments/header: Comments (12)"}},
		{"a count on the headline", article + "712 comments “Old bridge to stay shut”",
			[]string{"comments/header: 712 comments “Old bridge to stay shut”"}},
		{"a German header", hafen + "\n\nKommentare",
			[]string{"comments/header: Kommentare"}},
		{"a sub-heading of the word", bridge + "\n\nComments\n\n" + ferry, nil},
		{"a quotation", article + "“Comments closed”", nil},

		{"a stub", article + "Be the first to leave a comment.",
			[]string{"comments/stub: Be the first to leave a comment."}},
		{"a stub and its reason", article + "What do you think?\n\nLog in to leave a comment, or ask the library for a card.",
			[]string{"comments/stub: What do you think?", "comments/stub: Log in to leave a comment, or ask the library for a card."}},
		{"a Spanish stub", puente + "\n\nLos comentarios están cerrados",
			[]string{"comments/stub: Los comentarios están cerrados"}},
		{"a report on comments", bridge + "\n\nThe paper will take no comments on the case, its editor said, and the comments below older reports are gone.", nil},
		{"a sentence with a comment", article + "The owners had no comment on the price of the ferry.", nil},

		{"who commented and when", article + "Comment by Mira Holt — 3 May 2026 @ 13:10",
			[]string{"comments/header: Comment by Mira Holt — 3 May 2026 @ 13:10", "comments/signed: Comment by Mira Holt — 3 May 2026 @ 13:10"}},
		{"who commented, in a sentence", article + "A comment by Mira Holt of 3 May 2026 was read out at the hearing.", nil},
	} {
		cleanertest.Hold(t, c.name, Cleaner, document.Raw{Content: []byte(c.text)}, c.want)
	}
}

func TestThreads(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"below a header", article + "3 Comments\n\nMira Holt\n\n2 hours ago\n\nWhy did nobody look at the bolts before the winter?\n\nReply\n\nRelated Articles\n\nHarbour to be dredged",
			[]string{
				"comments/header: 3 Comments", "comments/header: 3 Comments",
				"comments/zone: Mira Holt", "comments/zone: 2 hours ago",
				"comments/zone: Why did nobody look at the bolts before the winter?",
				"comments/header: Reply", "comments/zone: Reply",
			}},
		{"in German", hafen + "\n\nDie Kräne bleiben stehen, denn sie gelten seit zehn Jahren als Denkmal.\n\nKommentare\n\nMira Holt\n\nvor 2 Stunden\n\nEndlich kommen da ein paar Bäume hin, das war doch eine Wüste.",
			[]string{
				"comments/header: Kommentare", "comments/header: Kommentare",
				"comments/zone: Mira Holt", "comments/zone: vor 2 Stunden",
				"comments/zone: Endlich kommen da ein paar Bäume hin, das war doch eine Wüste.",
			}},
		{"without a header, in turn", article + "Mira Holt\n\n3 May 2026 at 13:10\n\nWhy did nobody look at the bolts?\n\nJon Aske\n\n3 May 2026 at 14:02\n\nThey did, in June.\n\nPip Rowe\n\n4 May 2026 at 09:31\n\nThen why shut it now?",
			[]string{
				"comments/header: Mira Holt", "comments/zone: 3 May 2026 at 13:10", "comments/zone: Why did nobody look at the bolts?",
				"comments/zone: Jon Aske", "comments/zone: 3 May 2026 at 14:02", "comments/zone: They did, in June.",
				"comments/zone: Pip Rowe", "comments/zone: 4 May 2026 at 09:31", "comments/zone: Then why shut it now?",
			}},
		{"an interview", bridge + "\n\nMira Holt leads the works. We asked her how long that will take and what it costs.\n\nCourier\n\nWhy was the bridge shut?\n\nMira Holt\n\nThe bolts were loose, and no one could say since when.\n\nCourier\n\nWhen will it open?\n\nMira Holt\n\nIn April, if the river lets us.", nil},
		{"a live blog", article + "Council\n\n3 May 2026 at 13:10\n\nThe debate begins.\n\nCouncil\n\n3 May 2026 at 14:02\n\nThe mayor speaks.\n\nCouncil\n\n3 May 2026 at 15:31\n\nThe vote is taken.", nil},
		{"a header with no thread below", article + "Comments\n\nThe harbour in the fog\n\nBoats on the river\n\nThe market hall\n\nA winter garden\n\nThe old mill\n\nThe new mill",
			[]string{"comments/header: Comments"}},
	} {
		cleanertest.Hold(t, c.name, Cleaner, document.Raw{Content: []byte(c.text)}, c.want)
	}
}

func TestPages(t *testing.T) {
	const body = `<body><article><p>` + bridge + `</p><p>` + ferry + `</p></article><div id="comments"><div><p>Why did nobody look at the bolts?</p></div></div></body>`
	for _, c := range []struct {
		name, page string
		want       []string
	}{
		{"a section that the markup names", body,
			[]string{"comments/named: Why did nobody look at the bolts?"}},
		{"a forum", `<head><meta property="og:type" content="DiscussionForumPosting"></head>` + body, nil},
		{"a question and its answers", `<head><script type="application/ld+json">{"@context":"https://schema.org","@type":"QAPage","name":"Old bridge"}</script></head>` + body, nil},
		{"a name that only begins like one", `<body><article><div class="commentary"><p>` + bridge + `</p></div><p>` + ferry + `</p></article></body>`, nil},
	} {
		raw := document.Raw{ContentType: "text/html", Content: []byte(c.page)}
		cleanertest.Hold(t, c.name, Cleaner, raw, c.want)
	}
}
