package decode

import "strings"

// A page of frames has its text elsewhere, and in a <noframes> what a reader without
// frames gets, which a parser reads as one string. Where the page has no more text than
// that, it is read as the page.

// noframesBytes is the least text, in bytes, that makes a <noframes> the page: a notice
// that the browser shows no frames is shorter.
const noframesBytes = 200

const (
	framesetOpen  = "<frameset"
	noframesOpen  = "<noframes"
	noframesClose = "</noframes"
)

// unwrapNoframes returns what src has above its frames and the content of its longest
// <noframes>, or src itself where that has little text or less than the rest.
func unwrapNoframes(src string) string {
	at, end, most := mostOfText(src, noframesOpen, noframesClose, noframesBytes)
	if !most {
		return src
	}
	above := strings.LastIndexByte(src[:at], '<')
	if frames := indexTag(src[:above], framesetOpen); frames >= 0 {
		above = frames
	}
	return src[:above] + src[at:end]
}
