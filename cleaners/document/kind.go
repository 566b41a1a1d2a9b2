package document

import (
	"fmt"
	"strings"
)

// Kind is what a block or span is. The zero Kind, Article, is the text that
// people come for; every other kind is something that stood around it.
type Kind uint8

// The kinds, in the order that breaks a tie between two equally sure ones: the
// more telling first, Boilerplate (nothing finer is known) last.
const (
	Article Kind = iota
	Title
	Metadata
	Caption
	Advertisement
	Newsletter
	Related
	Comments
	Tags
	Share
	Promo
	Navigation
	Legal
	Duplicate
	Recurring
	Boilerplate
	KindCount int = iota
)

var kindNames = [KindCount]string{
	"article", "title", "metadata", "caption", "advertisement", "newsletter", "related", "comments",
	"tags", "share", "promo", "navigation", "legal", "duplicate", "recurring", "boilerplate",
}

// String returns the kind's name on the wire.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind(%d)", k)
}

// ParseKind is the inverse of String.
func ParseKind(name string) (Kind, error) {
	for k, n := range kindNames {
		if n == name {
			return Kind(k), nil
		}
	}
	return Article, fmt.Errorf("unknown kind %q, want one of %s", name, strings.Join(kindNames[:], ", "))
}

// MarshalText lets a Kind be a JSON string or map key.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText is the inverse of MarshalText.
func (k *Kind) UnmarshalText(text []byte) error {
	parsed, err := ParseKind(string(text))
	if err != nil {
		return err
	}
	*k = parsed
	return nil
}

// Removable reports whether the kind names something that may leave the
// article: all but the article itself and its title.
func (k Kind) Removable() bool { return k != Article && k != Title }

// Kinds lists every kind in its order.
func Kinds() []Kind {
	all := make([]Kind, KindCount)
	for i := range all {
		all[i] = Kind(i)
	}
	return all
}

// Role is what part a kept paragraph plays in the article.
type Role uint8

// The roles that segmenting can tell apart.
const (
	RoleParagraph Role = iota
	RoleHeading
	RoleListItem
	RoleQuote
	RoleCode
	RoleTable
	roleCount
)

var roleNames = [roleCount]string{"paragraph", "heading", "list_item", "quote", "code", "table"}

// String returns the role's name on the wire.
func (r Role) String() string {
	if r < roleCount {
		return roleNames[r]
	}
	return fmt.Sprintf("role(%d)", r)
}

// MarshalText lets a Role be a JSON string.
func (r Role) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText is the inverse of MarshalText.
func (r *Role) UnmarshalText(text []byte) error {
	for i, n := range roleNames {
		if n == string(text) {
			*r = Role(i)
			return nil
		}
	}
	return fmt.Errorf("unknown role %q", text)
}
