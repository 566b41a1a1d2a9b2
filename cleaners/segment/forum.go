package segment

import (
	"net/url"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file tells the pages of forums and of questions with their answers, where what
// readers wrote is the text.

// isForum reports that doc says it is a forum's or a question's, in its data or in its
// address. A page that says it is an article is none, whatever its address.
func isForum(doc *document.Document) bool {
	kind := doc.Hints.Type
	has := func(part string) bool { return strings.Contains(kind, part) }
	switch {
	case has("forum"), has("qapage"):
		return true
	case has("article"), has("posting"), has("report"), has("review"):
		return false
	}
	return isForumAddress(doc.URL) || isForumAddress(doc.Hints.Canonical)
}

// isForumHost reports the first labels of hosts that are forums, isForumPath the steps of
// a path above threads, and isThreadPath those above a thread's own step, or scripts that
// show one. A topic's page is as often a list of news, and below a question's answers
// stand remarks, so these words are not here.
func isForumHost(label string) bool {
	switch label {
	case "forum", "forums", "foro", "foros", "community", "discuss", "discussion", "discussions", "board", "boards", "bbs", "answers":
		return true
	}
	return false
}

func isForumPath(step string) bool {
	switch step {
	case "forum", "forums", "foro", "foros":
		return true
	}
	return false
}

func isThreadPath(step string) bool {
	switch step {
	case "thread", "threads", "viewtopic", "viewthread", "showthread", "showtopic", "discussion", "discussions":
		return true
	}
	return false
}

// isForumAddress reports the address of a thread: a word of forums is the first label of
// its host or a whole step of its path, and enough follows. The front page of a forum
// and those of its sections list threads. A word in a headline's step is no sign.
func isForumAddress(address string) bool {
	return mayBeForumAddress(address) && isThreadAddress(address)
}

// mayBeForumAddress reports an address with one of the words, or with an escape that may
// hide one. It says no to nearly all addresses, at a tenth of what reading them costs.
func mayBeForumAddress(address string) bool {
	for start := 0; start < len(address); {
		end := start
		for end < len(address) && isLetter(address[end]) {
			end++
		}
		if end-start >= len("bbs") && isForumWord(strings.ToLower(address[start:end])) || end < len(address) && address[end] == '%' {
			return true
		}
		start = end + 1
	}
	return false
}

// isForumWord reports the words of all three lists.
func isForumWord(word string) bool {
	return isForumHost(word) || isForumPath(word) || isThreadPath(word)
}

// isThreadAddress is isForumAddress for an address that may be one.
func isThreadAddress(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	steps := strings.Split(strings.Trim(strings.ToLower(u.Path), "/"), "/")
	first, _, _ := strings.Cut(strings.TrimPrefix(strings.ToLower(u.Hostname()), "www."), ".")
	if isForumHost(first) && steps[0] != "" {
		return true
	}
	for i, step := range steps {
		name, script, _ := strings.Cut(step, ".")
		below := len(steps) - 1 - i
		if script != "" && u.RawQuery != "" {
			below++
		}
		if isThreadPath(name) && below >= 1 || isForumPath(name) && below >= 2 {
			return true
		}
	}
	return false
}

// postsShare is how much of the running text from the first comment of a forum's page
// to the last must be named comments, in percent, for these to be its posts. Where
// answers stand between them, they are remarks on the answers.
const postsShare = 50

// commentsArePosts reports that the page names the posts of a forum comments.
func commentsArePosts(doc *document.Document) bool {
	named, between, other := int32(0), int32(0), int32(0)
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		switch {
		case !b.Shape.Ends.Sentence():
		case b.Element.Names.Has(document.NamedComments):
			named += b.Shape.Words
			between, other = between+other, 0
		case named > 0:
			other += b.Shape.Words
		}
	}
	return 100*named >= postsShare*(named+between)
}
