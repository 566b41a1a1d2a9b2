package evidence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/winnow-news/winnow/cleaners/document"
)

// This file reads posts of social networks as a text has them: their words, and below
// or behind them "— Ada Lee (@adalee) March 4, 2026".

// Post is a post in a text.
type Post struct {
	Span   document.Span // of all of it
	Words  document.Span // what it says
	Author document.Span // "Ada Lee (@adalee)"; empty where nothing tells
	Link   document.Span // an address without its scheme: "pic.twitter.com/a1b2c3"; or empty
}

// postDateWords is how many words may follow the author: a date.
const postDateWords = 8

// authorWords is how many words of a name may stand before "(@", where no dash leads it.
const authorWords = 5

// Posts returns the posts of a text, in order and apart from each other.
func (l *Layout) Posts() (posts []Post) {
	for b := range l.Each() {
		post, ok := b.post()
		if !ok {
			continue
		}
		if post.Words.Len() == 0 && post.Author.Len() > 0 && b.I > 0 { // the words stand in the block above
			above := b.By(-1).Span
			if n := len(posts); n > 0 && posts[n-1].Span.End > above.Start {
				if posts[n-1].Author.Len() > 0 {
					continue
				}
				above, posts = posts[n-1].Span, posts[:n-1]
			}
			post.Words, post.Span.Start = above, above.Start
			post.Link = linkOfPost(l.Text, above)
		}
		posts = append(posts, post)
	}
	return posts
}

// post returns the post that b is or ends. Its words are empty where b has no more
// than its author.
func (b Block) post() (Post, bool) {
	post, ok := ReadPost(b.Layout.Document, b.Span)
	if ok {
		return post, true
	}
	if post.Link = linkOfPost(b.Layout.Text, b.Span); post.Link.Len() == 0 {
		return post, false
	}
	if post.Words.End = post.Link.End; post.Words.Len() > longestPost { // run into a paragraph
		post.Span, post.Words = post.Link, document.Span{Start: post.Link.Start, End: post.Link.Start}
	}
	return post, true
}

// ReadPost reads a span as a post, and reports whether it ends in its author.
func ReadPost(doc *document.Document, span document.Span) (post Post, ok bool) {
	text := doc.Text[span.Start:span.End]
	post = Post{Span: span, Words: span}
	open := strings.LastIndex(text, "(@")
	if open < 0 {
		return post, false
	}
	end := strings.IndexByte(text[open:], ')')
	if end < 0 || !isHandle(text[open+2:open+end]) {
		return post, false
	}
	end += open + 1
	if rest := text[end:]; wordsUpTo(postDateWords+1, rest) > postDateWords || HasLetterOrDigit(rest) && !strings.ContainsAny(rest, "0123456789٠١٢٣٤٥٦٧٨٩") {
		return post, false // a sentence goes on
	}
	dash, name := authorStart(text[:open])
	if dash < 0 {
		return post, false
	}
	post.Author = document.Span{Start: span.Start + name, End: span.Start + end}
	post.Words.End = span.Start + len(strings.TrimRightFunc(text[:dash], unicode.IsSpace))
	post.Link = linkOfPost(doc.Text, span)
	return post, true
}

// isPost reports a post with its words: what ends it is its author and no credit.
func (b Block) isPost() bool {
	post, ok := ReadPost(b.Layout.Document, b.Span)
	return ok && HasLetter(b.TextOf(post.Words)) && (post.Link.Len() > 0 || endsInYear(b.After(post.Author.End)))
}

// endsInYear reports a date behind a post's author, in any language.
func endsInYear(s string) bool {
	digits := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits >= 4
}

// isHandle reports the name of an account: letters, digits, and what parts them.
func isHandle(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_.-@", r) {
			return false
		}
	}
	return s != ""
}

// authorStart returns where, in the text before "(@", the dash that leads a name
// stands, and where the name begins; -1 where no dash leads it.
func authorStart(text string) (dash, name int) {
	for i := len(text); i > 0; {
		r, n := utf8.DecodeLastRuneInString(text[:i])
		i -= n
		if r == '—' || r == '–' || r == '-' && (i == 0 || text[i-1] == ' ' || text[i-1] == '-') && strings.HasPrefix(text[i+1:], " ") {
			name = i + n
			name += len(text[name:]) - len(strings.TrimLeft(text[name:], " \u00a0"))
			for i > 0 && text[i-1] == '-' {
				i--
			}
			return i, name
		}
		if len(text)-i > maxAuthorBytes || r == '\n' {
			break
		}
	}
	return -1, 0
}

// longestPost is how many bytes a post without an author may have: more than most
// platforms let one write, in a script of several bytes a letter.
const longestPost = 1000

// maxAuthorBytes bounds the name of an account.
const maxAuthorBytes = 120

// NameBefore returns the start of the name that stands before "(@handle)", in the text
// up to it, where no dash leads it: the words back to one without a capital.
func NameBefore(text string) int {
	text = strings.TrimRightFunc(text, unicode.IsSpace)
	at := len(text)
	for range authorWords {
		rest := strings.TrimRightFunc(text[:at], unicode.IsSpace)
		from := strings.LastIndexFunc(rest, unicode.IsSpace)
		if from >= 0 {
			_, n := utf8.DecodeRuneInString(rest[from:])
			from += n
		} else {
			from = 0
		}
		if first := FirstRune(rest[from:]); rest == "" || unicode.IsLower(first) {
			break
		}
		at = from
	}
	return at
}

// postHosts are the addresses that platforms print in a post: of its picture, or of
// the post itself.
var postHosts = []string{"pic.twitter.com/", "pic.x.com/"}

// linkOfPost returns the first address of that kind in a span, or an empty span.
func linkOfPost(text string, span document.Span) document.Span {
	for _, host := range postHosts {
		at := strings.Index(text[span.Start:span.End], host)
		if at < 0 {
			continue
		}
		at += span.Start
		end := at + len(host)
		for end < span.End && isIDByte(text[end]) {
			end++
		}
		if end > at+len(host) {
			return document.Span{Start: at, End: end}
		}
	}
	return document.Span{}
}

func isIDByte(c byte) bool {
	return IsDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == '-'
}
