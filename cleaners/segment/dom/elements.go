package dom

import (
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
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Iframe, atom.Object,
		atom.Canvas, atom.Audio, atom.Video, atom.Select, atom.Textarea, atom.Datalist, atom.Svg, atom.Math:
		return true
	}
	return false
}

// ancestorOf returns what n is as an ancestor, by its tag or ARIA role.
func ancestorOf(n *html.Node) document.AncestorSet {
	switch n.DataAtom {
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
	return ancestorOfRole(Attr(n, "role"))
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
