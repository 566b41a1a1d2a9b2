package betting

import (
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

func TestBetting(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"an offer and its warning", "Rovers held on for a draw that keeps them up for another year.\n\nRovers to win the return 5/2\n\n18+. New customers only. T&Cs apply. Please gamble responsibly.",
			[]string{"betting/beside-notice: Rovers to win the return 5/2", "betting/notice: 18+. New customers only. T&Cs apply. Please gamble responsibly."}},
		{"a report", "The regulator said that every advert must ask people to gamble responsibly, and that free bets would end next year.", nil},
		{"odds in a report", "Rovers went into the match at 5/2 with most bookmakers, and left it in fourth place.", nil},
		{"another language", "Das Spiel endete ohne Tore, und beide bleiben in der Liga.\n\nGlücksspiel kann süchtig machen. Spiele mit Verantwortung.",
			[]string{"betting/notice: Glücksspiel kann süchtig machen. Spiele mit Verantwortung."}},
	} {
		cleanertest.Hold(t, c.name, Cleaner, document.Raw{Content: []byte(c.text)}, c.want)
	}
}
