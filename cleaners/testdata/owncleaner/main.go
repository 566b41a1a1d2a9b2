// This program cleans the text on its standard input with winnow's cleaners and
// one of its own: a newspaper's quiz of the day, which no other cleaner knows.
//
// It lies outside of winnow's packages and uses what they export. Copy it into a
// module of your own that requires github.com/winnow-news/winnow.
package main

import (
	"fmt"
	"io"
	"log"
	"os"
	"strings"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/evidence"
	"github.com/winnow-news/winnow/cleaners/suite/cleaner"
)

// The rules.
var (
	ruleHeader = document.Rule{Name: "quiz/header", Kind: document.Promo, Score: 0.95,
		Doc: "a line that heads the quiz of the day"}
	ruleQuestion = document.Rule{Name: "quiz/question", Kind: document.Promo, Score: 0.9,
		Doc: "a short question right below such a header or another question"}
)

var quiz = cleaner.Cleaner{
	Name:  "quiz",
	Doc:   "Takes out the quiz of the day. Leaves questions that the article asks.",
	Rules: []document.Rule{ruleHeader, ruleQuestion},
	Mark:  mark,
}

// questionWords bounds a question of the quiz.
const questionWords = 20

func mark(l *evidence.Layout, say cleaner.Say) {
	inQuiz := false
	for b := range l.Each() {
		switch {
		case strings.HasPrefix(b.Text(), "Quiz of the day"):
			say.Block(b, &ruleHeader)
			inQuiz = true
		case inQuiz && b.Shape.Ends == document.EndQuestion && b.Shape.Words <= questionWords:
			say.Block(b, &ruleQuestion)
		default:
			inQuiz = false
		}
	}
}

func main() {
	engine, err := cleaners.New(cleaners.WithCleaners(quiz))
	if err != nil {
		log.Fatal(err)
	}
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		log.Fatal(err)
	}
	clean, err := engine.Clean(document.Raw{Content: text})
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range clean.Paragraphs {
		fmt.Println(p.Text)
	}
	for _, r := range clean.Removed {
		fmt.Printf("- %s %s\n", r.Rule, r.Text)
	}
}
