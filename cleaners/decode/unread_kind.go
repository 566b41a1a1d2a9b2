package decode

// tagKind is what the parser's rules distinguish of elements.
type tagKind uint8

const (
	inline    tagKind = iota // all that no rule names
	neutral                  // the page itself and its two parts
	data                     // scripts and styles, which may stand anywhere
	void                     // without content, or with text alone
	lineBreak                // <br>
	rule                     // <hr>
	input                    // <input>
	unseen                   // as inline, and its content is not read
	embedded                 // <object> and the like
	template
	formatting // what is opened again in later blocks
	paragraph
	block
	division // through which items see each other
	window   // a block that holds nobody back from ending what is around it
	heading
	item
	term
	form
	button
	choice // <select>
	option
	optionGroup
	oddOne // whose effects are not followed
	table  // this and the next are a table's
	section
	row
	cell
	caption
	columns
	column
)

// isSpecial reports an element that keeps what is around it from being ended inside it.
func (k tagKind) isSpecial() bool {
	switch k {
	case inline, unseen, formatting, option, optionGroup, window:
		return false
	}
	return true
}

// endsUnsaid reports an element whose end tag may be left out.
func (k tagKind) endsUnsaid() bool {
	switch k {
	case paragraph, item, term, option, optionGroup:
		return true
	}
	return false
}

// kindOf returns the kind of an element by its name in lower case.
func kindOf(name string) tagKind {
	switch name {
	case "html", "head", "body":
		return neutral
	case "script", "style":
		return data
	case "area", "base", "basefont", "bgsound", "embed", "iframe", "image", "img", "keygen", "link", "meta", "noembed", "noframes",
		"noscript", "param", "source", "svg", "textarea", "title", "track", "wbr":
		return void
	case "br":
		return lineBreak
	case "hr":
		return rule
	case "input":
		return input
	case "audio", "canvas", "datalist", "video":
		return unseen
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		return formatting
	case "p":
		return paragraph
	case "article", "aside", "blockquote", "center", "details", "dir", "dl", "fieldset", "figcaption", "figure", "footer",
		"header", "hgroup", "listing", "main", "menu", "nav", "ol", "pre", "section", "summary", "ul":
		return block
	case "div", "address":
		return division
	case "h1", "h2", "h3", "h4", "h5", "h6":
		return heading
	case "li":
		return item
	case "dd", "dt":
		return term
	case "form":
		return form
	case "button":
		return button
	case "select":
		return choice
	case "option":
		return option
	case "optgroup":
		return optionGroup
	case "applet", "marquee", "object":
		return embedded
	case "dialog", "search":
		return window
	case "template":
		return template
	case "frame", "frameset", "math", "plaintext", "rb", "rp", "rt", "rtc", "xmp":
		return oddOne
	case "table":
		return table
	case "tbody", "tfoot", "thead":
		return section
	case "tr":
		return row
	case "td", "th":
		return cell
	case "caption":
		return caption
	case "colgroup":
		return columns
	case "col":
		return column
	}
	return inline
}
