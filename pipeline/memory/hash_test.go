package memory

import "testing"

func TestAnAddressThatNamesNoPageIsNoName(t *testing.T) {
	cases := map[string]bool{
		"https://courier.example": true, "https://courier.example/": true, "http://courier.example/#top": true,
		"https://courier.example/index.html": true, "https://courier.example/RSS.xml": true, "https://courier.example/feed/": true,
		"https://courier.example/news/latest.rss": true,
		"https://courier.example/?p=17":           false, "https://courier.example?p=17": false, "https://courier.example/index.php?id=3": false,
		"https://courier.example/index": true, "https://courier.example/2026/03/index.html": false, "https://courier.example/sport/derby": false,
		"https://courier.example/home-wins-derby.html": false,
	}
	for address, want := range cases {
		if got := NamesNoPage(address); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
}

func TestDocumentsOfOneHomePageAreToldApart(t *testing.T) {
	const home = "https://courier.example/"
	if NameHash("", home, "a") == NameHash("", home, "b") || NameHash(home, home, "a") == NameHash(home, home, "b") {
		t.Error("two documents that came with the home page's address are one")
	}
	first, again := NameHash("", home, "a"), NameHash("", home, "a") // delivered twice
	if first != again || NameHash(home, home+"derby", "a") != NameHash("", home+"derby", "b") {
		t.Error("one document is two")
	}
	if NameHash("", home, "") != NameHash("", home+"#x", "") {
		t.Error("without an id the address counts")
	}
}
