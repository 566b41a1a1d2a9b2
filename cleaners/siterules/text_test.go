package siterules

import (
	"strings"
	"testing"
)

// TestRulesForText has rules with tests among them, of which those that fail are listed.
func TestRulesForText(t *testing.T) {
	for name, text := range map[string]string{
		"equals, begins, ends, contains": `
remove related: line equals "More news"
remove related: line begins "Read more:", "See also" or "Lire aussi"
remove share: line ends "on Twitter"
remove legal: line contains "all rights reserved"
test "more  NEWS" removed as related "More news today" kept
test "Read more: Bridge closes" "see also" "Lire aussi – le pont" removed
test "Read more : Bridge" "See alsoran" kept
test "Follow us on twitter" removed as share "Twitterers on Twitters" kept
test "© Example 2026. All Rights Reserved." removed as legal "overall rights reservedly" kept`,

		"exact": `
remove share: line equals "WATCH" exact
remove related: line begins "Read More’s" exact
test "WATCH" removed "Watch" kept
test "Read More’s first" removed "Read More's first" kept`,

		"like": `
remove: line like "*Sent from my ?Phone"
remove tags: line like "Tags: * | * |"
remove promo: line like "\* * \?"
test "– Sent from my iPhone" removed "Sent from my Phone" kept "Sent from my iPhones" kept
test "Tags: Bridge | City |" removed "Tags: Bridge |" kept
test "* Why wait ?" removed "a Why wait ?" kept "* Why wait !" kept`,

		"inside": `
remove caption: inside "(Photo: *)"
remove related: inside "READ MORE: *"
remove share: inside "Share this"
test "It rained. (Photo: Ada Lee) It stopped. (photo: X) Then" becomes "It rained. It stopped. Then"
test "The (Photo: one (Photo: two) three" becomes "The (Photo: one three"
test "(Photo: never closed" kept
test "It rained. Read more: Bridge closes" becomes "It rained."
test "It rained. Share  this It stopped." becomes "It rained. It stopped."
test "They share thistles." kept`,

		"lines": `
remove newsletter: lines from "Sign up for" to "Unsubscribe at any time"
remove related: lines from line equals "Related" until ends "(AP)" within 3 lines
remove comments: lines from equals "Comments" to end
remove navigation: lines from start to "Skip to content"
test "a" kept "Sign up for x" "y" "Unsubscribe at any time." removed "z" kept
test "Sign up for the march, they said" kept "b" kept "Sign up for x" "Unsubscribe at any time." removed
test "Sign up for x" "y" kept
test "Related" "one" removed "two (AP)" kept
test "Related" "one" "two" "three (AP)" kept
test "a" kept "Comments" "b" "Comments" "c" removed
test "Home" "News" "Skip to content" removed "Headline" kept`,

		"one mark begins and ends": `
remove promo: lines from equals "***" to equals "***"
test "***" "a" "***" removed "b" kept "***" "c" "***" removed`,

		"keep wins": `
keep: line begins "Advertisement standards"
keep: inside "[*]"
remove advertisement: line begins "Advertisement"
remove: inside "(*)"
test "Advertisement" removed "Advertisement standards change" kept
test "a (b [c] d) e" becomes "a [c] e"`,

		"fields": `
title: line ends " | Example News"
byline: line begins "Text: "
byline: line like "* reports"
published: inside "Stand: * Uhr"
title: line equals "The very title"
title: line begins "Opinion"
test "Bridge closes | Example News" title "Bridge closes"
test "The very  title" title "The very title"
test "Opinion: why" title "Opinion: why"
test "TEXT: Ada Lee" byline "Ada Lee"
test "Ada Lee reports" byline "Ada Lee"
test "Berlin. Stand: 4.3.2026, 12:00 Uhr" published "4.3.2026, 12:00"`,

		"marks that look alike": `
remove related: line begins "Don't miss - \"it\""
remove: line equals "Foto : x…"
test "Don’t miss – “it” now" removed "DON'T MISS — «it»" removed
test "FOTO ： x..." removed`,

		"letters": `
remove related: line begins "ΣΧΕΤΙΚΑ ΆΡΘΡΑ", "FOTOĞRAF", "Café"
remove related: line begins "اقرأ أيضا", "קרא עוד"
remove related: line begins "相关阅读", "関連記事", "อ่านเพิ่มเติม"
remove caption: inside "（资料图*）"
test "σχετικα άρθρα: χ" "fotoğraf: x" "Cafe` + "\u0301" + ` x" removed "cafes" "Cafe` + "\u0301" + `s" kept
test "` + "\u200f" + `اقرأ أيضاً: x" kept "` + "\u200f" + `اقرأ أيضا: x" "קרא עוד: x" removed
test "相关阅读：桥" "関連記事橋" "อ่านเพิ่มเติมที่นี่" removed
test "桥关闭了（资料图 新华社）直到五月。" becomes "桥关闭了直到五月。"`,

		"texts in the marks that editors make": `
remove related: line begins “Read "more"”, „Siehe auch“, «Lire», "a \"b\""   # a comment
test "Read \"more\" here" "siehe auch: x" "Lire x" "a \"b\" c # d" removed`,
	} {
		s, err := Load(folder(map[string]string{"a.rules": "site a.example\n" + text}))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if failed, n := s.Test(); len(failed) > 0 || n == 0 {
			t.Errorf("%s: %d tests, of which fail:\n%v", name, n, failed)
		}
	}
}

func TestATestThatFails(t *testing.T) {
	s := mustLoad(t, map[string]string{"a.rules": "site a.example\n" + related + `byline: line begins "By"
test "Read more: x" kept
test "Read more: x" removed as share
test "Foo" removed
test "Foo" "Read more: x" becomes "x"
test "By Ada Lee" byline "Ada"
`})
	const want = `a.rules:4: "Read more: x" is removed: related by a.rules:2; the test wants it kept
a.rules:5: "Read more: x" is removed: related by a.rules:2; the test wants it removed as share
a.rules:6: "Foo" is kept, for no rule holds; the test wants it removed
a.rules:7: "Foo" is kept, for no rule holds; the test wants it to become "x"
a.rules:8: "By Ada Lee" is removed: byline by a.rules:3; the test wants it as byline "Ada"`
	if failed, n := s.Test(); failed.Error() != want || n != 5 || len(s.HeldInTests()) != 2 {
		t.Errorf("%d tests; failures are\n%v\nwant\n%s", n, failed, want)
	}
}

func TestErrorsSayWhatIsMeant(t *testing.T) {
	for text, want := range map[string]string{
		`remove advert: line begins "x"`:                         "2: unknown kind \"advert\": did you mean advertisement?",
		`remove capton: line begins "x"`:                         "2: unknown kind \"capton\": did you mean caption?",
		`remove article: line begins "x"`:                        "2: article is what is kept: write keep: in its place",
		`remove title: line begins "x"`:                          "2: a title is not removed but becomes the field: write title: in its place",
		`remove recurring: line begins "x"`:                      "2: recurring is what memory finds: name what the text is, or remove: without a kind",
		`remove related line begins "x"`:                         "2: want a colon behind remove related, as in remove related: line begins \"…\"",
		`remove "x"`:                                             "2: \"x\" stands where a kind is wanted: write remove: line equals \"x\"",
		`kepe: line begins "x"`:                                  "2: kepe begins no rule: did you mean keep?",
		`remove: line starts with "x"`:                           "2: starts is no way to compare a line: did you mean begins?",
		`remove: line begins`:                                    "2: begins what? Want a text in quotation marks, as in line begins \"…\"",
		`remove: "x"`:                                            "2: how is a line compared with \"x\"? Write one of line equals, line begins, line ends, line contains, line like, or inside",
		`remove: paragraph begins "x"`:                           "2: paragraph is nothing that a rule is about: want one of line, lines, inside",
		`remove: line begins "x`:                                 "2: the text \"x\" has no closing quotation mark; one inside of it is written \\\"",
		`remove: line begins "x\n"`:                              "2: a backslash stands before \"n\\\"\": write \\\\ for a backslash; \\\", \\* and \\? are the others",
		`remove: line begins "x" today`:                          "2: today stands behind the rule's end",
		`remove: line begins " "`:                                "2: a text is empty: it would hold for every line",
		`remove: line like "* ?"`:                                "2: \"* ?\" would hold for every line",
		`remove: inside "a*b*c*d*e*f*g*h*i*j"`:                   "2: \"a*b*c*d*e*f*g*h*i*j\" has more than 8 stars",
		`remove: line begins "` + strings.Repeat("x", 501) + `"`: "2: the text \"" + strings.Repeat("x", 30) + "\"… has 501 bytes: at most 500 can be",
		`remove: line equals ` + strings.Repeat(`"x", `, 201):    "2: 201 texts in one rule: at most 200 can be",
		`remove: lines "a" to "b"`:                               "2: want lines from \"…\" to \"…\", or lines from \"…\" until \"…\"",
		`remove: lines from "a" through "b"`:                     "2: want lines from \"…\" to \"…\", or lines from \"…\" until \"…\"",
		`remove: lines from start to end`:                        "2: from start to end is the whole document",
		`remove: lines from "a" to "b" within 5000 lines`:        "2: within 5000 lines: want a number from 1 to 2000",
		`remove: lines from "a" to "b" please`:                   "2: please stands behind the rule's end: only within 40 lines can",
		`byline: lines from "a" to "b"`:                          "2: a byline is one line: write byline: line begins \"…\"",
		`site`:                                                   "2: names no site: want one such as site example.com",
		`site *.a.example`:                                       "2: \"*.a.example\": a site has its subdomains anyway, write a.example",
		`site https://a.example/x`:                               "2: \"https://a.example/x\": want a host in place of an address, write a.example",
		`site co.uk`:                                             "2: co.uk is no site, but the end of very many: rules for all sites stand below everywhere",
		`site a..example`:                                        "2: \"a..example\" is no host: want one such as example.com",
		`everywhere a.example`:                                   "2: a.example stands behind everywhere: nothing can",
		`test`:                                                   "2: want a line and what becomes of it, as in test \"…\" removed, or test \"…\" kept",
		`test removed`:                                           "2: removed stands where a line in quotation marks is wanted, as in test \"…\" removed",
		`test "x" gone`:                                          "2: gone is nothing that can become of a line: want one of removed, kept, becomes, title, byline, published",
		`test "x"`:                                               "2: what is to become of the line? Write one of removed, kept, becomes, title, byline, published",
		`test "x" becomes`:                                       "2: want a text in quotation marks behind becomes",
	} {
		_, err := Load(folder(map[string]string{"a.rules": "site a.example\n" + text}))
		if err == nil || err.Error() != "a.rules:"+want {
			t.Errorf("%s\ngot  %v\nwant a.rules:%s", text, err, want)
		}
	}
	if _, err := Load(folder(map[string]string{"a.rules": related})); err == nil || !strings.HasPrefix(err.Error(), "a.rules:1: no site is named above this line") {
		t.Errorf("a rule without a site: %v", err)
	}
}

func TestWarnings(t *testing.T) {
	for text, want := range map[string]string{
		"remove related: line begins \"Read more\"\nremove related: line begins \"READ MORE\"":          `a.rules:3: says the same as a.rules:2`,
		"remove related: inside \"a*b\"\nremove related: inside \"A*B\"":                                `a.rules:3: says the same as a.rules:2`,
		"remove: lines from \"a b\" to end\nremove: lines from \"a b\" to end":                          `a.rules:3: says the same as a.rules:2`,
		"remove related: line begins \"Read\"\nremove related: line begins \"Read more\", \"See also\"": `a.rules:3: in part: "Read more" has no effect: a.rules:2 holds wherever it does`,
		"remove related: line equals \"Read more\"\nremove related: line like \"Read*\"":                `a.rules:2: "Read more" has no effect: a.rules:3 holds wherever it does`,
		"keep: line begins \"Advert\"\nremove advertisement: line equals \"Advert\"":                    `a.rules:3: "Advert" never leaves: a.rules:2 keeps it, and what is kept stays`,
		"remove: line begins \"Advert\"\nkeep: line equals \"Advert\"":                                  ``,
		"remove related: line begins \"Read more\"\nremove share: line begins \"Read more\"":            ``,
		"remove related: line begins \"WATCH\" exact\nremove related: line begins \"Watch\"":            `a.rules:2: "WATCH" has no effect: a.rules:3 holds wherever it does`,
		"remove: line begins \"Read*\"":                                                                 `a.rules:2: the star in "Read*" stands for itself: what any text may stand for is written line like, or inside`,
		"remove: line begins \"Read\\*\"":                                                               ``,
		"remove: line like \"Read more\"":                                                               `a.rules:2: "Read more" has neither * nor ?: line equals says the same`,
		"remove: inside \"(*\"":                                                                         `a.rules:2: "(*" holds for very many lines`,
		"site b.example\nremove: line equals \"x\"":                                                     `a.rules:1: no rule stands below this line`,
		"remove: line equals \"x\"\nsite www.b.example\nremove: line equals \"x\"":                      `a.rules:3: www.b.example is only what has www in its address: b.example is all of the site`,
		"remove: line equals \"x\"\neverywhere\nremove: line equals \"x\"":                              `a.rules:2: "x" has no effect: a.rules:4 holds wherever it does`,
		"# nothing": "a.rules: has no rules\na.rules:1: no rule stands below this line",
	} {
		s := mustLoad(t, map[string]string{"a.rules": "site a.example\n" + text})
		if got := s.Warnings().Error(); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
		}
	}
}

// TestALineThatIsItsLabel has a line be all that a rule for a field begins or ends with:
// nothing is left behind it.
func TestALineThatIsItsLabel(t *testing.T) {
	s := mustLoad(t, map[string]string{"a.rules": `site a.example
byline: line begins "By "
published: line ends "4 March 2026"
test "By" byline "By" "4 March 2026" published "4 March 2026" "By Ada Lee" byline "Ada Lee"
`})
	if failed, _ := s.Test(); len(failed) > 0 {
		t.Error(failed)
	}
}
