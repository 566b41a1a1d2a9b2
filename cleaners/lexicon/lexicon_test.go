package lexicon

import "testing"

func TestLoad(t *testing.T) {
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	s := "Photo: Getty\u00a0Images. READ  MORE baby by Reuters, It’s the AFP通信 editors’ picks"
	for _, c := range l.Find(s, nil) {
		t.Log(c.Class, s[c.Span.Start:c.Span.End])
	}
	t.Log(len(l.automaton.by), len(l.automaton.pages), len(l.automaton.says), l.Language("The man was in the house"), l.Language("och att han"), l.Language("Он сказал"))
}

