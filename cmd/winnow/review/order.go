package review

import (
	"cmp"
	"slices"
)

// sortShares puts the largest first, of equals the first name.
func sortShares(all []kindShare) {
	slices.SortFunc(all, func(a, b kindShare) int {
		return cmp.Or(cmp.Compare(b.Letters, a.Letters), cmp.Compare(a.Kind, b.Kind))
	})
}

func sortWords(all []string) { slices.Sort(all) }

// most returns the first of a list, at most n.
func most(n int, all []kindShare) []kindShare { return all[:min(n, len(all))] }
