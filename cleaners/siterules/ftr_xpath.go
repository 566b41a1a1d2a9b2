package siterules

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/antchfx/xpath"
	"golang.org/x/net/html"
)

// navigatorSteps is how many steps one move of the library over the page counts: it
// takes as long.
const navigatorSteps = 4

// mostSelected is how many nodes a rule selects at most on one page.
const mostSelected = 10_000

// errSpent ends an evaluation: the library knows no other way than a panic.
var errSpent = errors.New("too many steps")

// compileXPath compiles an expression by the library. Its error says what is wrong, or
// which function it lacks.
func compileXPath(expr string) (compiled *xpath.Expr, err error) {
	if len(expr) > longestSelector {
		return nil, fmt.Errorf("has %d bytes: at most %d can be", len(expr), longestSelector)
	}
	defer func() {
		if e := recover(); e != nil {
			compiled, err = nil, fmt.Errorf("%v", e)
		}
	}()
	if err := checkXPath(expr); err != nil {
		return nil, err
	}
	compiled, err = xpath.Compile(expr)
	if err != nil {
		return nil, err
	}
	// Some of what is wrong shows only when it is evaluated.
	_, _, err = evaluate(compiled, emptyPage(), &steps{rule: leastSteps, page: leastSteps})
	return compiled, err
}

// regexpFunctions are functions of XPath 2 that the library has. They search by regular
// expressions, whose steps it does not count.
var regexpFunctions = []string{"matches", "replace"}

// checkXPath finds what the library reads over: it stops at what it does not expect, and
// takes what came before for the whole.
func checkXPath(expr string) error {
	var open []byte
	for i := 0; i < len(expr); i++ {
		switch c := expr[i]; c {
		case '\'', '"':
			end := strings.IndexByte(expr[i+1:], c)
			if end < 0 {
				return fmt.Errorf("a quotation mark (%c) is not closed", c)
			}
			i += end + 1
		case '(', '[':
			if open = append(open, c); c == '(' && slices.Contains(regexpFunctions, wordBefore(expr[:i])) {
				return fmt.Errorf("%s() is not supported, for it searches by regular expressions: use contains()", wordBefore(expr[:i]))
			}
		case ')', ']':
			if len(open) == 0 || open[len(open)-1] != c-1 && open[len(open)-1] != c-2 {
				return fmt.Errorf("%c closes nothing", c)
			}
			open = open[:len(open)-1]
		case ',':
			if len(open) == 0 || open[len(open)-1] != '(' {
				return errors.New("a comma stands outside of a function's brackets")
			}
		}
	}
	if len(open) > 0 {
		return fmt.Errorf("%c is not closed", open[len(open)-1])
	}
	return nil
}

// wordBefore returns the name that s ends with.
func wordBefore(s string) string {
	s = strings.TrimRight(s, blanks)
	n := len(s)
	for n > 0 && isNamePart(s[n-1]) {
		n--
	}
	return s[n:]
}

// emptyPage is a page with one of each thing that expressions are about.
var emptyPage = sync.OnceValue(func() *html.Node {
	page := &html.Node{Type: html.DocumentNode}
	at := page
	for _, tag := range []string{"html", "body", "p"} {
		n := &html.Node{Type: html.ElementNode, Data: tag, Attr: []html.Attribute{{Key: "class", Val: "a"}}}
		at.AppendChild(n)
		at = n
	}
	at.AppendChild(&html.Node{Type: html.TextNode, Data: "text"})
	return page
})

// evaluate returns what an expression selects in a page, in the order of the document
// mostly, and in place of attributes their values; or the string that it is, where it is
// one. It takes steps of left: of a rule that runs out of them nothing counts. Its error
// is what the library says of the expression.
func evaluate(expr *xpath.Expr, page *html.Node, left *steps) (nodes []*html.Node, values []string, err error) {
	defer func() {
		if e := recover(); e != nil {
			nodes, values = nil, nil
			if left.out {
				return
			}
			err = fmt.Errorf("%v", e)
		}
	}()
	root := &navigator{root: page, at: page, attr: -1, left: left}
	switch v := expr.Evaluate(root).(type) {
	case string:
		return nil, []string{v}, nil
	case *xpath.NodeIterator:
		for v.MoveNext() && len(nodes)+len(values) < mostSelected {
			found := v.Current().(*navigator)
			if found.attr >= 0 {
				values = append(values, found.Value())
				continue
			}
			nodes = append(nodes, found.at)
		}
		return nodes, values, nil
	}
	return nil, nil, errors.New("is a number or a truth in place of elements or a text")
}

// navigator shows a page to the library, and counts its moves.
type navigator struct {
	root, at *html.Node
	attr     int // the attribute of at, -1 for none
	left     *steps
}

func (n *navigator) step(more int) {
	if !n.left.take(navigatorSteps + more) {
		panic(errSpent)
	}
}

func (n *navigator) NodeType() xpath.NodeType {
	switch {
	case n.attr >= 0:
		return xpath.AttributeNode
	case n.at.Type == html.TextNode:
		return xpath.TextNode
	case n.at.Type == html.ElementNode:
		return xpath.ElementNode
	case n.at.Type == html.DocumentNode:
		return xpath.RootNode
	}
	return xpath.CommentNode
}

func (n *navigator) LocalName() string {
	if n.attr >= 0 {
		return n.at.Attr[n.attr].Key
	}
	return n.at.Data
}

func (n *navigator) Prefix() string { return "" }

func (n *navigator) Value() string {
	if n.attr >= 0 {
		value := n.at.Attr[n.attr].Val
		n.step(len(value) / textStep)
		return value
	}
	if n.at.Type == html.CommentNode {
		return n.at.Data
	}
	text, ok := textOf(n.at, n.left)
	if !ok {
		panic(errSpent)
	}
	return text
}

func (n *navigator) Copy() xpath.NodeNavigator {
	n.step(0)
	other := *n
	return &other
}

func (n *navigator) MoveToRoot() { n.at, n.attr = n.root, -1 }

func (n *navigator) MoveToParent() bool {
	if n.attr >= 0 {
		n.attr = -1
		return true
	}
	return n.moveTo(n.at.Parent)
}

func (n *navigator) MoveToNextAttribute() bool {
	n.step(0)
	if n.at.Type != html.ElementNode || n.attr+1 >= len(n.at.Attr) {
		return false
	}
	n.attr++
	return true
}

func (n *navigator) MoveToChild() bool { return n.attr < 0 && n.moveTo(n.at.FirstChild) }

func (n *navigator) MoveToFirst() bool {
	if n.attr >= 0 || n.at.Parent == nil {
		return false
	}
	return n.moveTo(n.at.Parent.FirstChild)
}

func (n *navigator) MoveToNext() bool { return n.attr < 0 && n.moveTo(n.at.NextSibling) }

func (n *navigator) MoveToPrevious() bool { return n.attr < 0 && n.moveTo(n.at.PrevSibling) }

func (n *navigator) MoveTo(other xpath.NodeNavigator) bool {
	o, ok := other.(*navigator)
	if !ok || o.root != n.root {
		return false
	}
	n.step(0)
	n.at, n.attr = o.at, o.attr
	return true
}

func (n *navigator) moveTo(to *html.Node) bool {
	n.step(0)
	if to == nil {
		return false
	}
	n.at = to
	return true
}

// expression is an XPath expression that is no set of chains. The library keeps state in
// what it compiles, so that each evaluation takes one of its own.
type expression struct {
	text string
	pool sync.Pool // of *xpath.Expr
}

// newExpression compiles an expression. Its error is compileXPath's.
func newExpression(text string) (*expression, error) {
	first, err := compileXPath(text)
	if err != nil {
		return nil, err
	}
	e := &expression{text: text}
	e.pool.Put(first)
	return e, nil
}

// evaluate is the function of that name.
func (e *expression) evaluate(page *html.Node, left *steps) (nodes []*html.Node, values []string, err error) {
	compiled, _ := e.pool.Get().(*xpath.Expr)
	if compiled == nil {
		if compiled, err = compileXPath(e.text); err != nil {
			return nil, nil, err
		}
	}
	nodes, values, err = evaluate(compiled, page, left)
	if err == nil && !left.out { // else its state is not known
		e.pool.Put(compiled)
	}
	return nodes, values, err
}
