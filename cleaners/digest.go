package cleaners

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/winnow-news/winnow/cleaners/lexicon"
)

// Digest names all that the outcome of a document depends on, beside the document
// and the program itself: two engines of one version and with the same Digest
// make the same of every document.
type Digest struct {
	Rules   string // the cleaners' and quality's, with kinds and default scores; 16 hex digits
	Lexicon string // the telling phrases; hex digits
	Model   string // the trained model; 16 hex digits
	Policy  string // in words
	Limits  string // on input, in words
	Site    string // what people wrote for sites, in hex digits; empty for nothing
	Extras  string // what is asked for as data, by name; empty for none
}

// Digest returns the engine's.
func (e *Engine) Digest() Digest { return e.parts }

func (e *Engine) newDigest() Digest {
	return Digest{
		Rules:   hashed(e.writeRules),
		Lexicon: lexicon.Default().Digest(),
		Model:   e.classifier().Digest(),
		Policy:  e.policy.String(),
		Limits:  fmt.Sprintf("%+v", e.limits),
		Site:    e.site.Digest(),
		Extras:  e.extras.String(),
	}
}

// String returns the whole in 16 hex digits.
func (d Digest) String() string {
	return hashed(func(w io.Writer) {
		for _, part := range d.Parts() {
			fmt.Fprintf(w, "%s\n%s\n", part.Name, part.Is)
		}
	})
}

// Part is one thing that outcomes depend on.
type Part struct{ Name, Is string }

// Parts returns the digest part by part, always in the same order. Site rules have a
// part only where there are some, and extras where some are asked for.
func (d Digest) Parts() []Part {
	parts := []Part{{"rules", d.Rules}, {"lexicon", d.Lexicon}, {"model", d.Model}, {"policy", d.Policy}, {"limits", d.Limits}}
	if d.Site != "" {
		parts = append(parts, Part{"site rules", d.Site})
	}
	if d.Extras != "" {
		parts = append(parts, Part{"extras", d.Extras})
	}
	return parts
}

func (e *Engine) writeRules(w io.Writer) {
	for _, c := range e.suite {
		for _, r := range c.Rules {
			fmt.Fprintf(w, "%+v\n", r)
		}
	}
	for _, r := range QualityRules() {
		fmt.Fprintf(w, "%+v\n", r)
	}
}

// hashed returns 16 hex digits of the hash of what write writes.
func hashed(write func(io.Writer)) string {
	h := sha256.New()
	write(h)
	return hex.EncodeToString(h.Sum(nil))[:16]
}
