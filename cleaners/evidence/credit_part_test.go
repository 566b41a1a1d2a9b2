package evidence_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCreditPart(t *testing.T) {
	const caption = "The ferry leaves the old harbour at night."
	cases := []struct{ name, text, want string }{
		{"a credit line", "Photo: Ada Lee / AFP", "Photo: Ada Lee / AFP"},
		{"an agency alone", "Getty Images", "Getty Images"},
		{"an agency behind a sentence", caption + " AFP", "AFP"},
		{"names behind a sentence", caption + " Tom Ray/Norrow Press", "Tom Ray/Norrow Press"},
		{"a name for an outlet", caption + " Tom Ray for Harbour Courier", "Tom Ray for Harbour Courier"},
		{"a photographer", caption + " Photo: Ada Lee", "Photo: Ada Lee"},
		{"a photographer of an agency", caption + " Photo: Ada Lee/AFP", "Photo: Ada Lee/AFP"},
		{"an agency in brackets", "The ferry leaves the old harbour at night (AFP)", "(AFP)"},
		{"a photographer in brackets", "The ferry leaves at night (Photo by Ada Lee)", "(Photo by Ada Lee)"},
		{"a name and a slash without a sentence", "the ferry leaves the harbour at night Tom Ray/Getty Images", "Tom Ray/Getty Images"},
		{"an agency behind a dash", "The ferry leaves the old harbour at night – AFP", "– AFP"},
		{"who took it last, in Chinese", "渡轮夜间离开旧港口。沈若禾 摄", "沈若禾 摄"},
		{"no credit", caption, ""},
		{"a sentence that ends in an agency's name", "The ferry leaves at night, the mayor told AFP", ""},
		{"a sentence about a photo", caption + " The photo by the harbour is old.", ""},
	}
	for _, c := range cases {
		b := blockOf(t, c.text)
		if diff := cmp.Diff(c.want, b.TextOf(b.CreditPart(b.Span))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
