package document

// Ruled is a stretch of the text that a rule selects which people wrote for its site,
// or a field of which such a rule knows the value.
type Ruled struct {
	Span  Span   // zero for a field that stands in no text
	Kind  Kind   // what the stretch is; Article: it stays
	Rule  string // "site/related": one of the site cleaner's rules
	Where string // the rule's file and line: "example.com.rules:12"
	Value string // of a field
}
