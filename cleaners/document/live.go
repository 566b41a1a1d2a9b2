package document

import "fmt"

// LiveEntry is one entry of a live blog, or what sums it up. Entries stand in the
// order in which the document has them.
type LiveEntry struct {
	Role     EntryRole
	Pinned   bool   // it stands above the others, out of its order
	Key      bool   // it is one of the key moments
	Time     string // RFC 3339 where day and zone are known, without the zone where only the day is, else as it stands
	Headline string // white space folded
	Byline   string // names alone
	Text     string // the kept paragraphs below its head, a blank line between them
	Start    int    // bytes of Source from the entry's first byte, its head included
	End      int    // to its last
}

// Update is one entry of a live blog as the page's data states it. Every field may
// be empty.
type Update struct {
	Headline  string
	Byline    string // names alone, joined by ", "
	Published string // RFC 3339, or a day alone
	Opening   string // what its text begins with
}

// EntryRole is what a part of a live blog is.
type EntryRole uint8

// The roles.
const (
	EntryUpdate  EntryRole = iota // an entry
	EntrySummary                  // what sums the entries up: key moments, what is known so far
	entryRoleCount
)

var entryRoleNames = [entryRoleCount]string{"update", "summary"}

// String returns the role's name on the wire.
func (r EntryRole) String() string {
	if r < entryRoleCount {
		return entryRoleNames[r]
	}
	return fmt.Sprintf("entry(%d)", r)
}

// MarshalText lets an EntryRole be a JSON string.
func (r EntryRole) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText is the inverse of MarshalText.
func (r *EntryRole) UnmarshalText(text []byte) error {
	for i, n := range entryRoleNames {
		if n == string(text) {
			*r = EntryRole(i)
			return nil
		}
	}
	return fmt.Errorf("unknown role %q of an entry", text)
}
