package segment

import (
	"net/url"

	library "github.com/go-shiori/go-readability"
	"golang.org/x/net/html"
)

// goReadability is a readability. The library reads a copy of the page that it
// makes itself.
//
// go-shiori/go-readability is archived. Its maintained successor,
// codeberg.org/readeck/go-readability/v2, has the same functions: to take it,
// change the import above, and the row of livesIn in house_test.go.
func goReadability(page *html.Node, address *url.URL) (*html.Node, error) {
	parser := library.NewParser()
	article, err := parser.ParseDocument(page, address)
	return article.Node, err
}
