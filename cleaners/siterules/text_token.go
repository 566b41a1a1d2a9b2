package siterules

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word, a mark or a quoted text of a line of rules.
type token struct {
	text   string // what was quoted has stars and question marks as anyText and anyChar where they are not escaped
	quoted bool
}

// is reports whether a token is that word or mark. Case does not count.
func (t token) is(word string) bool { return !t.quoted && strings.EqualFold(t.text, word) }

// String returns the token as it was written, or nearly so.
func (t token) String() string {
	if t.quoted {
		return `"` + plainText(t.text) + `"`
	}
	return t.text
}

// plainText returns a quoted text with its stars and question marks as they were written.
func plainText(text string) string {
	return strings.NewReplacer(string(anyText), "*", string(anyChar), "?").Replace(text)
}

// closing is what ends a text that an opening mark begins. Whoever writes rules in an
// editor for letters gets other marks than a keyboard has.
func closing(opening rune) string {
	switch opening {
	case '"':
		return `"`
	case '“':
		return `”`
	case '„':
		return `“”"`
	case '«':
		return `»`
	case '»':
		return `«`
	}
	return ""
}

// tokensOf cuts a line into tokens. Behind a # stands a comment.
func tokensOf(line string) (tokens []token, err error) {
	for rest := strings.TrimSpace(line); rest != ""; rest = strings.TrimSpace(rest) {
		r, n := utf8.DecodeRuneInString(rest)
		switch {
		case r == '#':
			return tokens, nil
		case r == ':' || r == ',':
			tokens, rest = append(tokens, token{text: rest[:n]}), rest[n:]
		case closing(r) != "":
			text, behind, err := quoted(rest[n:], closing(r))
			if err != nil {
				return nil, err
			}
			tokens, rest = append(tokens, token{text, true}), behind
		default:
			end := strings.IndexFunc(rest, func(r rune) bool {
				return unicode.IsSpace(r) || r == ',' || closing(r) != ""
			})
			if end < 0 {
				end = len(rest)
			}
			word := strings.TrimRight(rest[:end], ":")
			if word == "" { // several colons
				word = rest[:end]
			}
			tokens, rest = append(tokens, token{text: word}), rest[len(word):]
		}
	}
	return tokens, nil
}

// quoted reads up to one of the closing marks, and returns what stands behind it.
func quoted(rest, closing string) (text, behind string, err error) {
	var b strings.Builder
	for i := 0; i < len(rest); {
		r, n := utf8.DecodeRuneInString(rest[i:])
		i += n
		switch {
		case strings.ContainsRune(closing, r):
			if length := i - n; length > maxTextBytes {
				return "", "", fmt.Errorf("the text %q… has %d bytes: at most %d can be", cutText(b.String()), length, maxTextBytes)
			}
			return b.String(), rest[i:], nil
		case r == '*':
			b.WriteRune(anyText)
		case r == '?':
			b.WriteRune(anyChar)
		case r == anyText || r == anyChar:
			return "", "", fmt.Errorf("the character %U has no meaning and can't stand in a text", r)
		case r == '\\':
			escaped, n := utf8.DecodeRuneInString(rest[i:])
			if n == 0 || !strings.ContainsRune(`\*?"`+"“”„«»", escaped) {
				return "", "", fmt.Errorf(`a backslash stands before %q: write \\ for a backslash; \", \* and \? are the others`, cutText(rest[i:]))
			}
			b.WriteRune(escaped)
			i += n
		default:
			b.WriteRune(r)
		}
	}
	return "", "", fmt.Errorf("the text %q has no closing quotation mark; one inside of it is written \\\"", cutText(rest))
}

// cutText returns the first characters of a text, for errors.
func cutText(text string) string {
	const shown = 30
	runes := []rune(plainText(text))
	return string(runes[:min(len(runes), shown)])
}
