package members

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
)

// Share returns the partitions that fall to a worker when these are alive. Every
// worker comes to the same result from the same names. A partition goes to
// whoever has the highest hash with it, as long as that worker has not its
// fair number, so that a worker which comes or goes moves few of the others'.
// (Rendezvous hashing with bounded loads; Thaler and Ravishankar 1998.)
func Share(partitions int, alive []string, self string) map[int]bool {
	mine := make(map[int]bool)
	most := (partitions + len(alive) - 1) / len(alive)
	load := make(map[string]int, len(alive))
	for p := range partitions {
		ranked := slices.Clone(alive)
		slices.SortFunc(ranked, func(a, b string) int {
			return cmp.Or(cmp.Compare(weight(b, p), weight(a, p)), cmp.Compare(a, b))
		})
		for _, name := range ranked {
			if load[name] < most {
				load[name]++
				if name == self {
					mine[p] = true
				}
				break
			}
		}
	}
	return mine
}

// Share returns the partitions that fall to this worker when these are alive.
func (g *Group) Share(partitions int, alive []string) map[int]bool {
	return Share(partitions, alive, g.Name)
}

func weight(name string, partition int) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%d", name, partition)
	x := h.Sum64() // FNV's high bits hardly see the last bytes: mix them (the end of MurmurHash3)
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return x
}
