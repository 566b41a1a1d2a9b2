// Package spelling tells how alike two words are, so that who has mistyped one is shown
// what he may have meant: a word of a site's rules, a key of the configuration. Which
// words are near enough is for those who ask to say.
package spelling

// Distance returns how many bytes are to be changed, added or left out to make b of a
// (Wagner and Fischer, "The string-to-string correction problem", JACM 21(1), 1974). It
// takes time in proportion to the product of their lengths.
func Distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			changed := diagonal
			if a[i] != b[j] {
				changed++
			}
			diagonal = row[j+1]
			row[j+1] = min(changed, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
