package metadata

import (
	"net/url"
	"strings"
	"testing"
)

func TestElementsThatDateThePage(t *testing.T) {
	const (
		clock    = `<div class="date">Wednesday, 4 March 2026</div>`
		headline = `<title>Bridge to close</title>`
		heading  = `<h1>Bridge to close</h1>`
	)
	menu := strings.Repeat("<a href=/a>Menu</a>", nearBefore)
	body := strings.Repeat("<p>The bridge will close.</p>", nearBehind)
	cases := []struct {
		name, page, want string
		doubted          bool
	}{
		{"right below the headline", headline + heading + `<p class="date">2 March 2026</p>`, "2026-03-02", false},
		{"right above the headline", headline + `<p class="date">2 March 2026</p>` + heading, "2026-03-02", false},
		{"the page's clock above its menu", headline + clock + menu + heading, "", false},
		{"the clock and the article's", headline + clock + menu + heading + `<p class="date">2 March 2026</p>`, "2026-03-02", false},
		{"below the article", headline + heading + body + `<p class="date">2 March 2026</p>`, "2026-03-02", true},
		{"a list below the article", headline + heading + body + `<p class="date">2 March 2026</p><p class="date">1 March 2026</p><p class="date">28 February 2026</p>`, "", true},
		{"no headline that tells where the article is", `<title>Courier</title>` + heading + clock, "2026-03-04", true},
	}
	for _, c := range cases {
		if got := hintsOf(t, courierURL, c.page); got.Published != c.want || got.Doubted != c.doubted {
			t.Errorf("%s: published %q, doubted %t, want %q, %t", c.name, got.Published, got.Doubted, c.want, c.doubted)
		}
	}
}

// TestTheAddressOutweighsAnotherDay checks that a date of another article or of the
// page's clock is not taken where the address has a day.
func TestTheAddressOutweighsAnotherDay(t *testing.T) {
	page := `<title>Bridge to close</title><time datetime="2027-05-05">News at 10</time><h1>Bridge to close</h1>`
	for address, want := range map[string]string{
		"https://courier.example/2026/03/04/bridge": "2026-03-04",
		"https://courier.example/2027/05/04/bridge": "2027-05-05",
		"https://courier.example/bridge":            "2027-05-05",
	} {
		if got := hintsOf(t, address, page).Published; got != want {
			t.Errorf("%s: published %q, want %q", address, got, want)
		}
	}
}

func TestSlashesOfThePage(t *testing.T) {
	const date = `<h1>Bridge</h1><p class="date">03/04/2026</p>`
	cases := []struct{ name, address, page, want string }{
		{"American English", "https://courier.example/a", `<html lang="en-US"><title>Bridge</title>` + date, "2026-03-04"},
		{"American English in three letters", "https://courier.example/a", `<html lang="eng"><title>Bridge</title>` + date, "2026-03-04"},
		{"American English as a locale", "https://courier.example/a", `<html lang="ENG_us"><title>Bridge</title>` + date, "2026-03-04"},
		{"another English in three letters", "https://courier.example/a", `<html lang="eng-GB"><title>Bridge</title>` + date, "2026-04-03"},
		{"no language", "https://courier.example/a", `<html lang="utf"><title>Bridge</title>` + date, "2026-04-03"},
		{"another English", "https://courier.example/a", `<html lang="en-GB"><title>Bridge</title>` + date, "2026-04-03"},
		{"American by default, in a country that isn't", "https://courier.in/a", `<html lang="en-US"><title>Bridge</title>` + date, "2026-04-03"},
		{"a country that writes both ways", "https://courier.ca/a", `<html lang="en-US"><title>Bridge</title>` + date, "2026-03-04"},
		{"American by default, in Russian", "https://courier.example/a", `<html lang="en-US"><title>Мост</title>` + date, "2026-04-03"},
		{"its other dates are month first", "https://courier.example/a", `<html lang="fr"><title>Bridge</title>` + date + `<p class="date">02/28/2026</p>`, "2026-03-04"},
		{"its other dates are day first", "https://courier.example/a", `<html lang="en-US"><title>Bridge</title>` + date + `<p class="date">28/02/2026</p>`, "2026-04-03"},
	}
	for _, c := range cases {
		if got := hintsOf(t, c.address, c.page).Published; got != c.want {
			t.Errorf("%s: published %q, want %q", c.name, got, c.want)
		}
	}
}

func TestDayOfPath(t *testing.T) {
	cases := map[string]string{
		"/2026/03/04/bridge":          "2026-03-04",
		"/2026/mar/04/bridge":         "2026-03-04",
		"/news/2026-03/04/content_12": "2026-03-04",
		"/bridge-2026-3-4.html":       "2026-03-04",
		"/a/20260304/bridge":          "2026-03-04",
		"/20260304090315.shtml":       "2026-03-04",
		"/2026/03/bridge":             "",
		"/2026/03/4130359":            "",
		"/2026-03-bridge-4":           "",
		"/201203041":                  "",
		"/2026/march-of-4":            "",
		"/19/2026":                    "",
		"/2026-":                      "",
		"/2026/":                      "",
	}
	for path, want := range cases {
		if got := dayOfPath(path); got != want {
			t.Errorf("dayOfPath(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestSameSite(t *testing.T) {
	for pair, want := range map[string]bool{
		"www.courier.example courier.example":     true,
		"m.courier.example www.courier.example":   false,
		"news.courier.example courier.example":    true,
		"courier.example other.example":           false,
		"notcourier.example courier.example":      false,
		"www.courier.example www.courier.example": true,
	} {
		a, b, _ := strings.Cut(pair, " ")
		if got := sameSite(a, b); got != want {
			t.Errorf("sameSite(%q, %q) = %t, want %t", a, b, got, want)
		}
	}
	c := claims{}
	u, _ := url.Parse("https://courier.example/2026/03/04/a")
	c.offerDayOf(u)
	if c.published.value != "2026-03-04" {
		t.Errorf("published %q", c.published.value)
	}
}

func TestPublishedComesFirst(t *testing.T) {
	for _, c := range []struct{ name, head, want string }{
		{"before a tool's date", `<meta name="sailthru.date" content="2026-12-15T13:50:38Z"><meta property="og:article:published_time" content="2026-12-14T06:02:15Z">`, "2026-12-14T06:02:15Z"},
		{"the JSON-LD before a tool's date", `<meta name="parsely-pub-date" content="2026-12-15T13:50:38Z">` + `<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-12-14T06:02:15Z"}</script>`, "2026-12-14T06:02:15Z"},
		{"before Dublin Core", `<meta name="DC.date" content="2026-12-15"><meta name="date" content="2026-12-15"><meta property="article:published_time" content="2026-12-14">`, "2026-12-14"},
		{"a tool's alone", `<meta name="sailthru.date" content="2026-12-15">`, "2026-12-15"},
		{"a revision is none", `<meta name="REVISION_DATE" content="2026-12-15">`, ""},
		{"what was never changed is both", `<time class="entry-date published updated" datetime="2026-12-14">14 December 2026</time>`, "2026-12-14"},
		{"in a menu", `<nav><time datetime="2026-12-15">15 December</time></nav>`, ""},
	} {
		if got := hintsOf(t, "https://courier.example/a", "<title>Bridge to close</title>"+c.head+"<h1>Bridge to close</h1>").Published; got != c.want {
			t.Errorf("%s: published %q, want %q", c.name, got, c.want)
		}
	}
}
