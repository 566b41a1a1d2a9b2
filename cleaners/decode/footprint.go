package decode

import "bytes"

// The most memory that a document takes while it is cleaned, in bytes: measured on
// hostile documents, and checked by a test.
const (
	perByte     = 24   // the text itself, decoded and folded
	perLine     = 800  // a line is a block
	perSentence = 1000 // of a text without lines a sentence may be one
	perTag      = 1000 // a tag is a node, and may be a block
)

// Footprint estimates the memory that a body takes while it is cleaned, in bytes:
// rather too much than too little. It takes no memory, and counts a few characters at
// gigabytes a second.
func Footprint(body []byte) int {
	count := func(sign string) int { return bytes.Count(body, []byte(sign)) }
	return perByte*len(body) +
		perLine*(count("\n")+count("\r")) +
		perSentence*(count(".")+count("!")+count("?")+count("\u3002")) +
		perTag*count("<")
}
