package replay

import "slices"

// most keeps the first n of what is added, in an order; of equal ones those that came
// first.
type most[T any] struct {
	n      int
	before func(a, b *T) int // negative: a goes first
	kept   []T
}

func (m *most[T]) add(x T) {
	at := len(m.kept)
	for at > 0 && m.before(&x, &m.kept[at-1]) < 0 {
		at--
	}
	if at >= m.n {
		return
	}
	if len(m.kept) == m.n {
		m.kept = m.kept[:m.n-1]
	}
	m.kept = slices.Insert(m.kept, at, x)
}

// all returns what is kept, never nil: it is a list in JSON.
func (m *most[T]) all() []T { return append([]T{}, m.kept...) }
