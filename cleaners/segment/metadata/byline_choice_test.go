package metadata

import (
	"strings"
	"testing"
)

// bylinePage is a page with what a case has in its head and below its headline.
func bylinePage(head, below string) string {
	return `<head><meta property="og:site_name" content="The Courier"><title>Bridge to close | The Courier</title>` + head + `</head>
		<body><article><h1>Bridge to close</h1>` + below + `<p>The harbour bridge will close for a year.</p></article></body>`
}

// linked is a script with the JSON-LD of an article by author, a JSON value.
func linked(author string) string {
	return `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge to close","author":` + author + `}</script>`
}

func TestBylineIsOneChoice(t *testing.T) {
	for _, c := range []struct{ name, head, below, want string }{
		{"the owner as author, a person for programs", `<meta name="author" content="Harrow Nast"><meta name="copyright" content="Copyright (c) Harrow Nast 2026"><meta property="article:author" content="Ada Lee">`, ``, "Ada Lee"},
		{"a group as author, and two other places that agree", `<meta name="author" content="Harrow Nast">` + linked(`{"@type":"Person","name":"Ada Lee"}`), `<p class="byline">By <a href="/staff/x">Ada Lee</a></p>`, "Ada Lee"},
		{"the outlet as author, a person in an element", `<meta name="author" content="The Courier">`, `<div class="author">Par Mira Holt</div>`, "Mira Holt"},
		{"an organisation in the JSON-LD, a person in an element", linked(`{"@type":"Organization","name":"Harbour News"}`), `<span rel="author">Ada Lee</span>`, "Ada Lee"},
		{"nobody but the outlet", `<meta name="author" content="The Courier">`, ``, "The Courier"},
		{"a label in an element is no name", `<meta name="author" content="The Courier">`, `<div class="author-tools">Folgen</div>`, "The Courier"},
		{"an address as author", `<meta property="article:author" content="https://www.facebook.com/adalee">`, `<div class="byline">By Ada Lee</div>`, "Ada Lee"},
		{"a handle as author", `<meta name="author" content="@adalee">` + linked(`"Ada Lee"`), ``, "Ada Lee"},
		{"a handle behind a name", ``, `<div class="byline">By Ada Lee @adalee</div>`, "Ada Lee"},
		{"capitals as another place has them", `<meta name="author" content="Ada McLee">`, `<div class="byline">By ADA MCLEE</div>`, "Ada McLee"},
		{"capitals alone", ``, `<div class="byline">By ADA LEE</div>`, "ADA LEE"},
		{"a list that is longer elsewhere", `<meta name="author" content="Ada Lee">` + linked(`[{"@type":"Person","name":"Ada Lee"},{"@type":"Person","name":"Tom Ray"}]`), ``, "Ada Lee, Tom Ray"},
		{"a photographer beside the author", linked(`{"@type":"Person","name":"Ada Lee"}`), `<div class="byline">Ada Lee and Tom Ray</div>`, "Ada Lee"},
		{"nested names", linked(`{"@type":"Person","name":{"@value":"Ada Lee"}}`), ``, "Ada Lee"},
		{"a list in a list", linked(`[[{"@type":"Person","name":["Ada Lee"]}],{"name":"Tom Ray"}]`), ``, "Ada Lee, Tom Ray"},
		{"an @list", linked(`{"@list":[{"@type":"Person","name":"Ada Lee"}]}`), ``, "Ada Lee"},
		{"given and family name", linked(`{"@type":"Person","givenName":"Ada","familyName":"Lee"}`), ``, "Ada Lee"},
		{"escaped markup", linked(`"&lt;a href='/ada'&gt;Ada Lee&lt;/a&gt;"`), ``, "Ada Lee"},
		{"markup escaped twice", `<meta name="author" content="&amp;lt;b&amp;gt;Ada Lee&amp;lt;/b&amp;gt;">`, ``, "Ada Lee"},
		{"a hover card", ``, `<div class="author-byline-wrapper"><div class="author-byline">By <a class="author-name" href="/people/ada">Ada Lee</a></div>
			<div class="author-hover-card"><a class="author-name" href="/people/ada">Ada Lee</a><div>Opinion writer at the harbour</div></div></div>`, "Ada Lee"},
		{"a hover card without markup", ``, `<div class="byline">Ada Lee Ada Lee Opinion</div>`, "Ada Lee"},
		{"the author in a section", ``, `<div class="author">Written by <a href="/m">Ada Lee</a> in <a href="/v">Valves</a> on 1 June 2026 at 08:34 PM EDT. <a href="/c">51 Comments</a></div>`, "Ada Lee"},
		{"names in lines of their own", ``, `<div class="byline"><span>By</span><div>Ada Lee</div><span>and</span><div>Tom Ray</div></div>`, "Ada Lee, Tom Ray"},
		{"an outlet in a line of its own", ``, `<div class="byline"><div>Ada Lee</div><div>Harlow Telegram</div></div>`, "Ada Lee"},
		{"authors far below are others", ``, strings.Repeat("<p>The bridge.</p>", nearBehind) + `<div class="author">Tom Ray</div>`, "Tom Ray"},
		{"authors far below come last", `<meta name="author" content="The Courier">`, strings.Repeat("<p>The bridge.</p>", nearBehind) + `<div class="author">Tom Ray</div>`, "The Courier"},
		{"a card's label", `<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ada Lee"><meta name="author" content="admin">`, ``, "Ada Lee"},
	} {
		if got := hintsOf(t, courierURL, bylinePage(c.head, c.below)).Byline; got != c.want {
			t.Errorf("%s: byline %q, want %q", c.name, got, c.want)
		}
	}
}

func TestNamesInBylines(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"By Ada Lee, Tom Ray and Bela Trant", "Ada Lee, Tom Ray, Bela Trant"},
		{"Von Jon Aske, Mira Holt und Jörg Weiß", "Jon Aske, Mira Holt, Jörg Weiß"},
		{"Par Mira Holt, Jean Petit et Léa Roux", "Mira Holt, Jean Petit, Léa Roux"},
		{"Por Ana Ruiz y Luis Vega", "Ana Ruiz, Luis Vega"},
		{"Por Ana Souza e Rui Melo", "Ana Souza, Rui Melo"},
		{"Door Jan de Wit en Els van Dam", "Jan de Wit, Els van Dam"},
		{"Av Kari Moe og Ola Lie", "Kari Moe, Ola Lie"},
		{"Jan Novák a Petr Malý", "Jan Novák, Petr Malý"},
		{"Anna Nowak i Jan Zych", "Anna Nowak, Jan Zych"},
		{"Автор: Анна Белова и Иван Котов", "Анна Белова, Иван Котов"},
		{"Oleh Budi Santoso dan Rina Dewi", "Budi Santoso, Rina Dewi"},
		{"作者：李雅、王明", "李雅, 王明"},
		{"Ada Lee / Tom Ray", "Ada Lee, Tom Ray"},
		{"Ada Lee/HTN News", "Ada Lee"},
		{"Ada Lee for The Courier", "Ada Lee"},
		{"Ada Lee is a reporter at The Courier", "Ada Lee"},
		{"Ada Lee in Berlin", "Ada Lee"},
		{"Ada Lee Political editor", "Ada Lee"},
		{"Ada Lee Chief Foreign Correspondent", "Ada Lee"},
		{"Ada Lee, Harlow University professor of bridges", "Ada Lee"},
		{"Reporter Ada Lee January 29, 2026 03:06 pm", "Ada Lee"},
		{"Ada Lee HTN", "Ada Lee"},
		{"André Oliver KLEIN", "André Oliver KLEIN"},
		{"NB Nicole Burt", "Nicole Burt"},
		{"Sophie in 't Veen", "Sophie in 't Veen"},
		{"Ludwig van der Beek", "Ludwig van der Beek"},
		{"By Our Foreign Staff", "Our Foreign Staff"},
		{"Centre for Trade and Industry", "Centre for Trade and Industry"},
		{"Tom Head", "Tom Head"},
		{"Ada Lee ada@courier.example", "Ada Lee"},
	} {
		if got := Byline(c.line); got != c.want {
			t.Errorf("Byline(%q) = %q, want %q", c.line, got, c.want)
		}
	}
}

// FuzzSameName holds sameName against the letters of both.
func FuzzSameName(f *testing.F) {
	for _, seed := range [][2]string{{"Ada Lee", "ADA-LEE"}, {"Zoë", "ZOË "}, {"", "."}, {"Ada Lee 2", "ada lee2"}, {"İ", "i"}, {"\xffa", "A"}, {"Ada", "Adam"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if got, want := sameName(a, b), lettersOf(a) == lettersOf(b); got != want {
			t.Errorf("%q and %q are the same: %v, want %v", a, b, got, want)
		}
	})
}

// FuzzLettersOf holds the letters of ASCII against those of any text.
func FuzzLettersOf(f *testing.F) {
	f.Add("The Courier, 2026!")
	f.Fuzz(func(t *testing.T, s string) {
		want, _ := strings.CutPrefix(lettersOf("é"+s), "é")
		if got := lettersOf(s); got != want {
			t.Errorf("%q has the letters %q, want %q", s, got, want)
		}
	})
}
