package evidence_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPosts(t *testing.T) {
	cases := []struct {
		name string
		text []string
		want []string // words | author | link
	}{
		{"one line", []string{"The bridge is closed. pic.twitter.com/AbC1 — Harbour City (@harbour) March 4, 2026"},
			[]string{"The bridge is closed. pic.twitter.com/AbC1 | Harbour City (@harbour) | pic.twitter.com/AbC1"}},
		{"the author below", []string{"It said:", "The bridge is closed.", "— Harbour City (@harbour) March 4, 2026", "It opens in May."},
			[]string{"The bridge is closed. | Harbour City (@harbour) | "}},
		{"a picture and the author below", []string{"The bridge is closed. pic.x.com/a_b-1", "-- Harbour City (@harbour)"},
			[]string{"The bridge is closed. pic.x.com/a_b-1 | Harbour City (@harbour) | pic.x.com/a_b-1"}},
		{"a picture alone", []string{"The bridge is closed. pic.twitter.com/AbC1"},
			[]string{"The bridge is closed. pic.twitter.com/AbC1 |  | pic.twitter.com/AbC1"}},
		{"two in a row", []string{"One. — Ada (@ada) 4 March 2026", "Two. — Tom (@tom) 5 March 2026"},
			[]string{"One. | Ada (@ada) | ", "Two. | Tom (@tom) | "}},
		{"one in Russian", []string{"Мост закрыт. — Порт (@port) 4 марта 2026 г."}, []string{"Мост закрыт. | Порт (@port) | "}},
		{"run into a paragraph", []string{strings.Repeat("The bridge is closed. ", 60) + "It says so: pic.twitter.com/AbC1 And so it is."}, []string{" |  | pic.twitter.com/AbC1"}},

		{"an author below a post that has one", []string{"One. — Ada (@ada) 4 March 2026", "— Tom (@tom) 5 March 2026"}, []string{"One. | Ada (@ada) | "}},
		{"a sentence that goes on", []string{"The mayor – known as Tom Ray (@tomray) to those who read him at night – said that it was closed."}, nil},
		{"an account in a sentence", []string{"Follow Ada Lee (@adalee)"}, nil},
		{"no account", []string{"It was closed — Harbour City (March 4, 2026)"}, nil},
		{"a mail address", []string{"Write to us — Harbour City (a@harbour.example) March 4, 2026"}, nil},
		{"the site alone", []string{"The pictures are on pic.twitter.com/ as always."}, nil},
	}
	for _, c := range cases {
		l := textOf(t, c.text...)
		var got []string
		for _, p := range l.Posts() {
			got = append(got, fmt.Sprintf("%s | %s | %s", l.Text[p.Words.Start:p.Words.End], l.Text[p.Author.Start:p.Author.End], l.Text[p.Link.Start:p.Link.End]))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
