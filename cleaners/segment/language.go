package segment

import (
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/cleaners/lexicon"
)

const (
	// sampleWords is how many words a block needs for its language to count: menus
	// have no stop words, and may be in another language than the article.
	sampleWords = 12
	// sureBytes is how much of such text has to be there for it to overrule what
	// the page states. Where the two differ in the corpora with languages, the text
	// is right each time: templates state English, or a country.
	sureBytes = 160
)

// languageOf returns the document's language, and the languages whose phrases speak
// in it. Its language is what the lexicons detect in its longer blocks; where they
// are unsure, or there is little of these, what the scraper or the page states; else
// what they detect in all of the text. The stated language speaks even where it is
// not the text's: the site's labels may be in it.
func languageOf(doc *document.Document) (string, lexicon.LanguageSet) {
	lex, stated := lexicon.Default(), lexicon.Tag(doc.Hints.Language)
	language, read := lex.LanguageOf(doc, sampleWords)
	switch {
	case stated != "" && (language == "" || read < sureBytes || lexicon.AreKin(stated, language)):
		language = stated
	case language == "":
		language = lex.Language(doc.Text)
	}
	return language, lex.Among(language, stated)
}
