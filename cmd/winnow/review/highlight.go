package review

import "strings"

// highlighted marks where a text stands in runs, without regard to its case.
func highlighted(all []run, find string) []run {
	if find == "" {
		return all
	}
	var out []run
	for _, r := range all {
		if r.Bytes > 0 {
			out = append(out, r)
			continue
		}
		rest := r.Text
		for {
			at, length := indexFold(rest, find)
			if at < 0 {
				break
			}
			if at > 0 {
				out = append(out, run{Text: rest[:at]})
			}
			out = append(out, run{Text: rest[at : at+length], Hit: true})
			rest = rest[at+length:]
		}
		if rest != "" {
			out = append(out, run{Text: rest})
		}
	}
	return out
}

func hit(all []run) bool {
	for _, r := range all {
		if r.Hit {
			return true
		}
	}
	return false
}

// indexFold returns where a text first stands in another, and its length there, in bytes.
func indexFold(text, find string) (at, length int) {
	n := len([]rune(find))
	for i := range text {
		end, left := i, n
		for j, c := range text[i:] {
			if left == 0 {
				break
			}
			end, left = i+j+len(string(c)), left-1
		}
		if left > 0 {
			return -1, 0
		}
		if strings.EqualFold(text[i:end], find) {
			return i, end - i
		}
	}
	return -1, 0
}
