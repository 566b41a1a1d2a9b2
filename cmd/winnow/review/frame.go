package review

import (
	"bytes"
	"net/http"
	"strings"

	"golang.org/x/net/html"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/pipeline/catalog"
)

// isHTML reports whether a document came in as a page.
func isHTML(doc *catalog.Document) bool {
	if doc.Raw.ContentType != "" {
		return strings.Contains(strings.ToLower(doc.Raw.ContentType), "html")
	}
	decoded, err := decode.Decode(*doc.Raw, decode.DefaultLimits())
	return err == nil && decoded.Page != nil
}

// frame answers with a document's own page. Its policy lets it be looked at and nothing
// else; what reaches the network around a policy is taken out besides.
func (p *pages) frame(w http.ResponseWriter, r *http.Request) {
	doc, err := p.Catalog.Document(r.Context(), r.PathValue("key"))
	if err != nil {
		p.broken(w, r, err)
		return
	}
	w.Header().Set("Content-Security-Policy", framePolicy)
	if doc.Raw == nil {
		http.Error(w, "the page is there no longer", http.StatusNotFound)
		return
	}
	page, err := inert(doc)
	if err != nil {
		http.Error(w, "the page can't be read: "+err.Error(), http.StatusUnprocessableEntity)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(page) // the browser has left: nobody to tell
}

// reaching are the elements that a browser acts on by itself: for link it connects to
// hosts ahead of time, which no policy forbids.
var reaching = map[string]bool{
	"script": true, "link": true, "base": true, "iframe": true, "frame": true, "object": true, "embed": true, "applet": true, "portal": true,
	"noscript": true, // the parser has its content as text
}

// inert returns a document's page without those elements, and with links that lead
// nowhere.
func inert(doc *catalog.Document) ([]byte, error) {
	decoded, err := decode.Decode(*doc.Raw, decode.DefaultLimits())
	if err != nil {
		return nil, err
	}
	if decoded.Page == nil {
		return []byte("<!doctype html><pre>" + html.EscapeString(decoded.Text) + "</pre>"), nil
	}
	disarm(decoded.Page)
	var out bytes.Buffer
	err = html.Render(&out, decoded.Page)
	return out.Bytes(), err
}

// disarm takes out of a tree what could act. Decode bounds how deep it is.
func disarm(n *html.Node) {
	for child := n.FirstChild; child != nil; {
		next := child.NextSibling
		if acts(child) {
			n.RemoveChild(child)
		} else {
			child.Attr = harmless(child.Attr)
			disarm(child)
		}
		child = next
	}
}

func acts(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return false
	}
	if reaching[n.Data] {
		return true
	}
	if n.Data != "meta" {
		return false
	}
	for _, a := range n.Attr {
		if a.Key == "http-equiv" || a.Key == "charset" {
			return true
		}
	}
	return false
}

// harmless returns attributes without those that act; a link's address is shown as its
// title.
func harmless(attributes []html.Attribute) (kept []html.Attribute) {
	for _, a := range attributes {
		switch {
		case a.Key == "ping" || a.Key == "action" || a.Key == "formaction" || a.Key == "srcdoc" || a.Key == "autofocus" || strings.HasPrefix(a.Key, "on"):
		case a.Key == "href" && !strings.HasPrefix(a.Val, "#"):
			kept = append(kept, html.Attribute{Key: "title", Val: a.Val})
		default:
			kept = append(kept, a)
		}
	}
	return kept
}
