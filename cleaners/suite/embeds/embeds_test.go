package embeds

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

const (
	bridge = "The old bridge will stay closed until spring, the council said on Monday, after a survey found loose bolts in it."
	ferry  = "A ferry takes walkers and cyclists across every twenty minutes, and it costs nothing until the work is done."
)

func TestEmbeds(t *testing.T) {
	for _, c := range []struct {
		name, line string
		want       []string
	}{
		{"a mark with its platform", "[Embed:Twitter]", []string{"embeds/mark: [Embed:Twitter]"}},
		{"a platform in brackets", "[Facebook]", []string{"embeds/mark: [Facebook]"}},
		{"a short code in a pair", "[video]https://courier.example/v/12[/video]", []string{"embeds/mark: [video]https://courier.example/v/12[/video]"}},
		{"a sentence in brackets", "[Facebook did not answer the Courier: the office was closed.]", nil},
		{"a remark in brackets", "[The mayor laughs]", nil},

		{"a clip's title with a stop", "Walkers of the old bridge, filmed from the ferry. youtu.be", []string{"embeds/tail: Walkers of the old bridge, filmed from the ferry. youtu.be"}},
		{"a clip's title in capitals", "Old Bridge Seen From The Ferry www.youtube.com", []string{"embeds/tail: Old Bridge Seen From The Ferry www.youtube.com"}},
		{"who shared a post", "A post shared by Old Ferry (@oldferry) on Mar 4, 2026", []string{"embeds/tail: A post shared by Old Ferry (@oldferry) on Mar 4, 2026"}},
		{"a sentence that ends in an address", "The film can be seen for nothing on youtube.com", nil},
		{"a post, with its author", "The ferry is full again — Old Ferry (@oldferry) March 4, 2026", nil},
		{"a post that a sentence tells of", "A post shared by the ferry was seen by half of the town, the captain said.", nil},

		{"an address behind a stop", "The council is in favour of it.https://courier.example/a/b", []string{"embeds/address: https://courier.example/a/b"}},
		{"two sentences with one between", "The council is in favour.https://courier.example/a/b The mayor is not, she said.", []string{"embeds/address: https://courier.example/a/b"}},
		{"an address behind a space", "The form is here. https://courier.example/a/b", nil},
		{"an address that ends a sentence", "The form is at https://courier.example/a/b and is two pages long.", nil},
		{"a string of a program", `get("host.https://courier.example/a/b");`, nil},
		{"an address in a post", "They pay for it.https://t.example/ab — Old Ferry (@oldferry) March 4, 2026", nil},

		{"a platform between sentences", "“Nobody will sail with him,” she wrote. twitter The council answered on the same day.", []string{"embeds/platform: twitter"}},
		{"a platform in a sentence", "She is on the net. Her account is on twitter. The council has none.", nil},
		{"a platform that begins a sentence", "She is on the net. Twitter The Courier calls it, as it always did.", nil},
	} {
		raw := document.Raw{Content: []byte(bridge + "\n\n" + ferry + "\n\n" + c.line + "\n\n" + bridge)}
		cleanertest.Hold(t, c.name, Cleaner, raw, c.want)
	}
}
