package evidence

import "github.com/winnow-news/winnow/cleaners/document"

// Pages hold other stories whole: the next article below this one, and cards, each in
// an <article> of its own. Which one is this story's tells the headline.

// mainArticleWords is how many words the headline's <article> must have for the others
// to be other stories: where it has fewer, it may be a part of the story. In 250 pages
// of eight annotated sets where it has so many, less than one in a hundred words of the
// others is the story's.
const mainArticleWords = 250

// storyArticles are the <article> elements of a page.
type storyArticles struct {
	main        int32          // the headline's; 0 where no other is told from it
	first, last int            // its first and last block
	linked      map[int32]bool // those that have a link to a story
}

func findArticles(l *Layout) (a storyArticles) {
	title := l.Title().Block
	if title < 0 || l.Format != document.HTML || l.Blocks[title].Element.Article == 0 {
		return a
	}
	main, words, number := l.Blocks[title].Element.Article, int32(0), int32(0)
	a.first, a.last, a.linked = title, title, map[int32]bool{}
	for i := range l.Blocks {
		e := l.Blocks[i].Element
		number = max(number, e.Article)
		if e.Article == main {
			words += l.Blocks[i].Shape.Words
			a.first, a.last = min(a.first, i), max(a.last, i)
		}
		if e.Link == document.LinkStory {
			a.linked[e.Article] = true
		}
	}
	if words >= mainArticleWords && number > 1 {
		a.main = main
	}
	return a
}

// InOtherArticle reports whether the block stands in an <article> that is not the
// headline's. Inside of the headline's one must link to a story: a list's items and a
// live blog's entries are articles in the article, too.
func (b Block) InOtherArticle() bool {
	if b.Element == nil || b.Element.Article == 0 {
		return false
	}
	a := b.Layout.articles()
	if a.main == 0 || b.Element.Article == a.main || b.InLive() {
		return false
	}
	return b.I < a.first || b.I > a.last || a.linked[b.Element.Article]
}

func (l *Layout) articles() *storyArticles {
	if l.begin(articlesPart) {
		l.stories = findArticles(l)
	}
	return &l.stories
}
