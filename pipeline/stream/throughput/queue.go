package main

// queue holds the documents that wait in a partition, in their order. Documents
// of one second are one entry: what is simulated is amounts.
type queue struct {
	entries []waiting
	first   int // entries before it are done with
	length  float64
}

// waiting is how many documents of one second wait.
type waiting struct {
	second int
	amount float64
}

func (q *queue) put(second int, amount float64) {
	if amount <= 0 {
		return
	}
	if q.first > len(q.entries)/2 {
		q.entries = append(q.entries[:0], q.entries[q.first:]...)
		q.first = 0
	}
	q.entries = append(q.entries, waiting{second, amount})
	q.length += amount
}

// take takes up to an amount out, and tells of each part how old it is.
func (q *queue) take(now int, amount float64, ages *ages) {
	if amount >= q.length { // all of it, so that no fraction stays for ever
		q.length = 0
		for _, w := range q.entries[q.first:] {
			ages.add(now-w.second, w.amount)
		}
		q.entries, q.first = q.entries[:0], 0
		return
	}
	q.length -= amount
	for amount > 0 {
		w := &q.entries[q.first]
		part := min(amount, w.amount)
		ages.add(now-w.second, part)
		amount -= part
		if w.amount -= part; w.amount <= 0 {
			q.first++
		}
	}
}

// ages counts documents by how many seconds old they were when they came out.
type ages struct {
	by    []float64
	total float64
}

func (a *ages) add(seconds int, amount float64) {
	for len(a.by) <= seconds {
		a.by = append(a.by, 0)
	}
	a.by[seconds] += amount
	a.total += amount
}

// quantile returns the age that a share of documents does not exceed.
func (a *ages) quantile(share float64) int {
	sum := 0.0
	for seconds, amount := range a.by {
		if sum += amount; sum >= share*a.total {
			return seconds
		}
	}
	return max(0, len(a.by)-1)
}

// oldest returns the highest age.
func (a *ages) oldest() int { return max(0, len(a.by)-1) }
