package main

import (
	"slices"
	"testing"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/suite/cleanertest"
)

func TestQuiz(t *testing.T) {
	text := "Who will pay for the ferries?\n\nQuiz of the day\n\nHow long is the harbour bridge?\n\nThe city has not said who will pay."
	want := []string{"quiz/header: Quiz of the day", "quiz/question: How long is the harbour bridge?"}
	if got := cleanertest.Mark(t, quiz, document.Raw{Content: []byte(text)}); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
