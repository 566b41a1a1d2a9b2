package decode

import "strings"

const (
	// sniffBytes is how much of a body is searched for tags: the first screen of a
	// page has dozens.
	sniffBytes = 4096
	// fragmentTags is how many page tags make a page of a body that begins with
	// words. A text about HTML has fewer, and so has Markdown with line breaks.
	fragmentTags = 4
	// closingBytes is how much of a body's end is searched for </html>; caches and
	// trackers write comments behind it.
	closingBytes = 1024
)

// isPageTag reports the elements of a page's structure. Inline ones are not among them:
// Markdown and readers' comments use <b>, <br>, <img> and <a>.
func isPageTag(name string) bool {
	switch name {
	case "html", "head", "body", "meta", "link", "title", "script", "style",
		"div", "p", "article", "section", "main", "header", "footer",
		"aside", "nav", "figure", "figcaption", "blockquote", "table",
		"tr", "td", "ul", "ol", "li", "form", "h1", "h2",
		"h3", "h4", "h5", "h6":
		return true
	}
	return false
}

// opensAsPage reports whether text is a whole page beyond doubt: a doctype of
// HTML, or an <html>, <head> or <body> tag, before anything else but comments,
// scripts and styles.
func opensAsPage(text string) bool {
	for {
		text = skipProlog(text)
		if isRoot(text) {
			return true
		}
		name, closing := tagName(text)
		if closing || name != "script" && name != "style" {
			return false
		}
		at := tagEnd(text, 1+len(name))
		if at < 0 {
			return false
		}
		if at = contentEnd(text, at, name); at < 0 {
			return false
		}
		text = text[at:]
		if at = strings.IndexByte(text, '>'); at < 0 {
			return false
		}
		text = text[at+1:]
	}
}

// isRoot reports whether text begins with a doctype of HTML, written with a space or
// without one, or with an <html>, <head> or <body> tag.
func isRoot(text string) bool {
	if hasPrefixFold(text, "<!doctype") {
		return hasPrefixFold(strings.TrimLeft(text[len("<!doctype"):], " \t\r\n\f"), "html")
	}
	switch name, closing := tagName(text); name {
	case "html", "head", "body":
		return !closing
	}
	return false
}

// sniffsAsPage reports whether a body without a usable content type is a page: a whole
// one, one whose head stands behind a server's warnings, a fragment that begins with a
// page's tag, or one with enough of them near its start.
func sniffsAsPage(text string) bool {
	if opensAsPage(text) || closesAsPage(text) || opensLate(text) {
		return true
	}
	open, closed := countPageTags(text[:min(len(text), sniffBytes)])
	if name, _ := tagName(skipProlog(text)); isPageTag(name) && (open+closed > 1 || hasPageTags(text)) {
		return true
	}
	return open+closed >= fragmentTags && closed > 0
}

// opensLate reports whether a page begins below a few lines of text: a root is near
// the start, and fragmentTags of a page's tags come behind it, however long its scripts
// are. A page shown in a text's code is none.
func opensLate(text string) bool {
	if strings.IndexByte(text[:min(len(text), sniffBytes)], '<') < 0 {
		return false // nearly all texts
	}
	fenced := false
	for at := 0; at < len(text) && at < sniffBytes; {
		end := len(text)
		if n := strings.IndexByte(text[at:], '\n'); n >= 0 {
			end = at + n + 1
		}
		if strings.HasPrefix(strings.TrimLeft(text[at:end], " "), "```") {
			fenced = !fenced
		} else if !fenced {
			if from := rootIn(text, at, min(end, sniffBytes)); from >= 0 {
				return hasPageTags(text[from:])
			}
		}
		at = end
	}
	return false
}

// rootIn returns where in a line of text a page begins: at a root behind which comes
// another tag. In a sentence about HTML come words. It returns -1 where none does.
func rootIn(text string, from, end int) int {
	for i := from; i < end; i++ {
		n := strings.IndexByte(text[i:end], '<')
		if n < 0 {
			return -1
		}
		i += n
		if !isRoot(text[i:]) || i > from && text[i-1] == '`' {
			continue
		}
		if closes := strings.IndexByte(text[i:], '>'); closes >= 0 && strings.HasPrefix(strings.TrimLeft(text[i+closes+1:], " \t\r\n\f"), "<") {
			return i
		}
	}
	return -1
}

// hasPageTags reports whether text has fragmentTags of a page's tags, some of them
// closed, those in scripts and comments aside.
func hasPageTags(text string) bool {
	open, closed := 0, 0
	for range maxSniffed {
		at := strings.IndexByte(text, '<')
		if at < 0 {
			return false
		}
		text = text[at:]
		if strings.HasPrefix(text, "<!--") {
			if at = commentEnd(text, len("<!--")); at < 0 {
				return false
			}
			text = text[at:]
			continue
		}
		name, closing := tagName(text)
		switch {
		case name == "script" || name == "style":
			if at = contentEnd(text, 1, name); !closing && at > 0 {
				text = text[at:]
			}
			open++
		case !isPageTag(name):
		case closing:
			closed++
		default:
			open++
		}
		if open+closed >= fragmentTags && closed > 0 {
			return true
		}
		text = text[1:]
	}
	return false
}

// maxSniffed bounds how many tags are looked at: heads have some hundred.
const maxSniffed = 10_000

// closesAsPage reports whether text begins with some tag and ends with the
// page's last one.
func closesAsPage(text string) bool {
	body := skipProlog(text)
	if len(body) < 2 || body[0] != '<' || !isLetter(body[1]) && body[1] != '!' {
		return false
	}
	return endsAsPage(body)
}

// endsAsPage reports whether a page's last tag is near the end of text.
func endsAsPage(text string) bool {
	return strings.Contains(strings.ToLower(text[max(0, len(text)-closingBytes):]), "</html>")
}

// countPageTags counts the page tags in text, those in Markdown's code spans
// and fences left out.
func countPageTags(text string) (open, closed int) {
	fenced := false
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(strings.TrimLeft(line, " "), "```") {
			fenced = !fenced
		}
		if fenced {
			continue
		}
		o, c := countLineTags(line)
		open, closed = open+o, closed+c
	}
	return open, closed
}

func countLineTags(line string) (open, closed int) {
	for i := 0; ; i++ {
		next := strings.IndexByte(line[i:], '<')
		if next < 0 {
			return open, closed
		}
		i += next
		if i > 0 && line[i-1] == '`' {
			continue
		}
		switch name, closing := tagName(line[i:]); {
		case !isPageTag(name):
		case closing:
			closed++
		default:
			open++
		}
	}
}

// hasTag reports whether text has anything that HTML reads as a tag or comment.
func hasTag(text string) bool {
	for {
		i := strings.IndexByte(text, '<')
		if i < 0 || i+1 == len(text) {
			return false
		}
		text = text[i+1:]
		if b := text[0]; isLetter(b) || b == '!' || b == '/' && len(text) > 1 && isLetter(text[1]) {
			return true
		}
	}
}

// rootElement returns the lower-case name of text's first element without its
// namespace prefix, or "" when text does not begin with one.
func rootElement(text string) string {
	text = skipProlog(text)
	if hasPrefixFold(text, "<!doctype") {
		_, after, _ := strings.Cut(text, ">")
		text = skipProlog(after)
	}
	name, _ := tagName(text)
	if _, local, ok := strings.Cut(name, ":"); ok {
		return local
	}
	return name
}

// skipProlog returns text without the white space, comments and <?xml …?>
// instructions that it begins with.
func skipProlog(text string) string {
	for {
		text = strings.TrimLeft(text, " \t\r\n\f\ufeff\u200b") // a file joined to another keeps its byte order mark
		end := ""
		switch {
		case strings.HasPrefix(text, "<!--"):
			end = "-->"
		case strings.HasPrefix(text, "<?"):
			end = "?>"
		default:
			return text
		}
		_, after, found := strings.Cut(text, end)
		if !found {
			return ""
		}
		text = after
	}
}

// maxTagName is longer than any element's name that matters here.
const maxTagName = 20

// tagName returns the lower-case name of the tag that text begins with, and whether it
// is a closing tag. The name is empty where there is no tag.
func tagName(text string) (name string, closing bool) {
	if len(text) < 2 || text[0] != '<' {
		return "", false
	}
	text = text[1:]
	if text[0] == '/' {
		text, closing = text[1:], true
	}
	end := 0
	for end < len(text) && end <= maxTagName && isNameByte(text[end]) {
		end++
	}
	if end == 0 || !isLetter(text[0]) || end < len(text) && !endsName(text[end]) {
		return "", false
	}
	return strings.ToLower(text[:end]), closing
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

func isNameByte(b byte) bool { return isLetter(b) || '0' <= b && b <= '9' || b == '-' || b == ':' }

func endsName(b byte) bool {
	return b == '>' || b == '/' || b == ' ' || b == '\t' || b == '\n' || b == '\r'
}

func hasPrefixFold(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}
