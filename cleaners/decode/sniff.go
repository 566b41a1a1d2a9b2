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

// pageTags are the elements of a page's structure. Inline ones are not among them:
// Markdown and readers' comments use <b>, <br>, <img> and <a>.
var pageTags = map[string]bool{
	"html": true, "head": true, "body": true, "meta": true, "title": true, "script": true, "style": true,
	"div": true, "p": true, "article": true, "section": true, "main": true, "header": true, "footer": true,
	"aside": true, "nav": true, "figure": true, "figcaption": true, "blockquote": true, "table": true,
	"tr": true, "td": true, "ul": true, "ol": true, "li": true, "form": true, "h1": true, "h2": true,
	"h3": true, "h4": true, "h5": true, "h6": true,
}

// opensAsPage reports whether text is a whole page beyond doubt: a doctype of
// HTML, or an <html>, <head> or <body> tag, before anything else.
func opensAsPage(text string) bool {
	text = skipProlog(text)
	if hasPrefixFold(text, "<!doctype html") {
		return true
	}
	switch name, _ := tagName(text); name {
	case "html", "head", "body":
		return true
	}
	return false
}

// sniffsAsPage reports whether a body without a usable content type is a page: a whole
// one, one whose head stands behind a server's warnings, a fragment that begins with a
// page's tag, or one with enough of them near its start.
func sniffsAsPage(text string) bool {
	if opensAsPage(text) || closesAsPage(text) {
		return true
	}
	open, closed := countPageTags(text[:min(len(text), sniffBytes)])
	if name, _ := tagName(skipProlog(text)); pageTags[name] && open+closed > 1 {
		return true
	}
	return open+closed >= fragmentTags && closed > 0
}

// closesAsPage reports whether text begins with some tag and ends with the
// page's last one.
func closesAsPage(text string) bool {
	body := skipProlog(text)
	if len(body) < 2 || body[0] != '<' || !isLetter(body[1]) && body[1] != '!' {
		return false
	}
	return strings.Contains(strings.ToLower(body[max(0, len(body)-closingBytes):]), "</html>")
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
		case !pageTags[name]:
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
		text = strings.TrimLeft(text, " \t\r\n\f")
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
