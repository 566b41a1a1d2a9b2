package dom

import (
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
)

// namesByWord is namesIn without the sets of letters: it looks every word up.
func namesByWord(s string) (set document.NameSet) {
	before := ""
	for i := 0; i < len(s); {
		if !isLetter(s[i]) {
			if strings.IndexByte(" \t\n", s[i]) >= 0 {
				before = ""
			}
			i++
			continue
		}
		end := wordEnd(s, i)
		word := strings.ToLower(s[i:end])
		i = end
		if len(word) > longestName {
			before = ""
			continue
		}
		found, ok := names().words[before+"-"+word]
		if !ok || before == "" {
			found = names().words[word]
		}
		set |= found
		before = word
	}
	return set
}

func FuzzNames(f *testing.F) {
	for word := range nameWords() {
		f.Add(word)
		f.Add("x" + strings.ToUpper(word) + " " + strings.ToUpper(word[:1]) + word[1:] + "_" + word)
	}
	f.Add("relatedPosts article12body\tside_bar abcdefghijklmnopqrstuvwxyz-ad é-ad")
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := namesIn(s), namesByWord(s); got != want {
			t.Errorf("%q has names %b, want %b", s, got, want)
		}
	})
}
