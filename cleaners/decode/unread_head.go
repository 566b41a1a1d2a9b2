package decode

import "strings"

// headPart is where the page is that is read, as to its head.
type headPart uint8

const (
	beforeHead headPart = iota
	inHead              // there was nothing yet but what stands in a head
	behindHead
)

// standsInHead reports an element that does not end the head.
func standsInHead(name string) bool {
	switch name {
	case "meta", "link", "script", "style", "title", "base", "noscript":
		return true
	}
	return false
}

// openHeadLink reads a <link> in the head, which begins at at and whose name ends at end.
// It leaves it out where nobody reads it: but the page's own address and its picture, all
// are for browsers and search engines.
func (d *dropper) openHeadLink(at, end int) bool {
	if d.at = tagEnd(d.src, end); d.at > 0 && !isReadLink(d.src[end:d.at]) {
		d.leaveOut(at, d.at)
	}
	return d.at > 0
}

// isReadLink reports whether the attributes of a <link> may be those of one that is read.
func isReadLink(attributes string) bool {
	return hasAnyOf(attributes, "canonical", "image_src", "&")
}

// openHeadMeta reads a <meta> in the head, which begins at at and whose name ends at end.
// It leaves it out where what it states is for browsers and networks alone.
func (d *dropper) openHeadMeta(at, end int) bool {
	from, unread := end, true
	for {
		from = skipTagSpace(d.src, from)
		if from < len(d.src) && d.src[from] == '>' {
			break
		}
		a := attributeAt(d.src, from)
		if a.end < 0 {
			return false
		}
		from = a.end
		switch lowerASCII(d.src[a.start:a.name]) {
		case "property", "name", "itemprop", "http-equiv":
			unread = unread && isUnreadMeta(lowerASCII(strings.Trim(d.src[a.value:a.end], `"'`)))
		}
	}
	if d.at = from + 1; unread {
		d.leaveOut(at, d.at)
		return true
	}
	d.at = d.dropAttributes(readOfMeta, end)
	return true
}

// isUnreadMeta reports a name, in lower case, under which a <meta> states what nobody
// reads. Names that are not known are read.
func isUnreadMeta(name string) bool {
	switch name {
	case "viewport", "description", "og:description", "twitter:description", "robots", "googlebot", "googlebot-news", "generator",
		"theme-color", "color-scheme", "referrer", "format-detection", "rating", "csrf-token", "csrf-param", "content-type", "x-ua-compatible",
		"twitter:card", "twitter:site", "twitter:domain", "twitter:url", "twitter:account_id",
		"og:image:width", "og:image:height", "og:image:type", "og:image:alt", "mobile-web-app-capable", "handheldfriendly", "mobileoptimized":
		return true
	}
	for _, prefix := range [...]string{"fb:", "al:", "msapplication-", "apple-itunes-", "apple-mobile-web-app-c", "apple-mobile-web-app-status", "twitter:app:", "og:video"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return strings.HasSuffix(name, "-verification")
}
