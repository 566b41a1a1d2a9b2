package dom

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/winnow-news/winnow/cleaners/document"
)

// IsBlock reports whether an element begins and ends a line.
func IsBlock(a atom.Atom) bool {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Caption, atom.Center,
		atom.Dd, atom.Details, atom.Dialog, atom.Dir, atom.Div, atom.Dl, atom.Dt, atom.Fieldset,
		atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4,
		atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Html, atom.Legend, atom.Li,
		atom.Main, atom.Menu, atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Section, atom.Summary,
		atom.Table, atom.Tbody, atom.Tfoot, atom.Thead, atom.Tr, atom.Ul, atom.Option, atom.Search:
		return true
	}
	return false
}

// IsUnread reports whether what is inside an element is not read as text.
func IsUnread(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Head, atom.Title, atom.Iframe, atom.Object, atom.Noframes, atom.Noembed,
		atom.Canvas, atom.Audio, atom.Video, atom.Select, atom.Textarea, atom.Datalist, atom.Svg, atom.Math:
		return true
	case atom.Template:
		return !IsShadow(n)
	}
	return false
}

// IsShadow reports a template that is the shadow tree of the element around it, which
// a browser shows in the place of that element's children.
func IsShadow(n *html.Node) bool {
	if n.DataAtom != atom.Template {
		return false
	}
	for i := range n.Attr {
		if key := n.Attr[i].Key; key == "shadowrootmode" || key == "shadowroot" {
			return true
		}
	}
	return false
}

// IsCustom reports an element that the page's scripts define. Whether it begins a line
// is theirs to say.
func IsCustom(n *html.Node) bool { return n.DataAtom == 0 && strings.IndexByte(n.Data, '-') > 0 }

// IsStyledBlock reports an element that is none of the blocks and whose style, or a
// class that frameworks have for it, makes it one.
func IsStyledBlock(n *html.Node) bool {
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "style":
			if displaysBlock(a.Val) {
				return true
			}
		case "class":
			if len(a.Val) >= len("block") && hasBlockClass(a.Val) {
				return true
			}
		}
	}
	return false
}

func displaysBlock(style string) bool {
	for decl := range strings.SplitSeq(style, ";") {
		name, value, _ := strings.Cut(decl, ":")
		if !strings.EqualFold(strings.TrimSpace(name), "display") {
			continue
		}
		switch value = strings.TrimSpace(value); {
		case strings.HasPrefix(value, "block"), strings.HasPrefix(value, "flex"), strings.HasPrefix(value, "grid"),
			strings.HasPrefix(value, "table"), strings.HasPrefix(value, "list-item"):
			return true
		}
	}
	return false
}

// hasBlockClass looks for the classes of Tailwind and Bootstrap.
func hasBlockClass(class string) bool {
	if !strings.Contains(class, "block") {
		return false
	}
	for word := range strings.FieldsSeq(class) {
		if word == "block" || word == "d-block" {
			return true
		}
	}
	return false
}

// ancestorOf returns what an element is as an ancestor, by its tag or ARIA role.
func ancestorOf(tag atom.Atom, role string) document.AncestorSet {
	switch tag {
	case atom.Article:
		return document.InArticle
	case atom.Main:
		return document.InMain
	case atom.Nav, atom.Menu:
		return document.InNav
	case atom.Aside:
		return document.InAside
	case atom.Header:
		return document.InHeader
	case atom.Footer:
		return document.InFooter
	case atom.Figure:
		return document.InFigure
	case atom.Figcaption, atom.Caption:
		return document.InFigcaption
	case atom.Form, atom.Fieldset:
		return document.InForm
	case atom.Ul, atom.Ol, atom.Dl:
		return document.InList
	case atom.Table:
		return document.InTable
	case atom.Blockquote, atom.Q:
		return document.InQuote
	case atom.Pre, atom.Code:
		return document.InCode
	case atom.Button, atom.Label:
		return document.InButton
	case atom.Dialog:
		return document.InDialog
	}
	if role == "" {
		return 0
	}
	return ancestorOfRole(role)
}

func ancestorOfRole(role string) document.AncestorSet {
	switch role {
	case "main":
		return document.InMain
	case "article":
		return document.InArticle
	case "navigation", "menu", "menubar":
		return document.InNav
	case "complementary":
		return document.InAside
	case "banner":
		return document.InHeader
	case "contentinfo":
		return document.InFooter
	case "button", "tab", "tablist", "toolbar":
		return document.InButton
	case "dialog", "alertdialog":
		return document.InDialog
	case "search", "form":
		return document.InForm
	case "tooltip":
		return document.InHidden
	}
	return 0
}

// Role returns the role of a block in element a. inherited is its role by the
// elements around.
func Role(a atom.Atom, inherited document.Role) document.Role {
	switch a {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return document.RoleHeading
	case atom.Li, atom.Dd, atom.Dt:
		return document.RoleListItem
	case atom.Pre:
		return document.RoleCode
	case atom.Tr, atom.Td, atom.Th:
		return document.RoleTable
	case atom.Blockquote:
		return document.RoleQuote
	case atom.Article, atom.Section, atom.Aside, atom.Nav, atom.Footer, atom.Figure, atom.P:
		if inherited == document.RoleTable || inherited == document.RoleQuote {
			return inherited
		}
		return document.RoleParagraph
	}
	return inherited
}

// Attr returns the value of n's attribute, or "".
func Attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
