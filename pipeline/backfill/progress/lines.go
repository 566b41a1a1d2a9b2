package progress

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/winnow-news/winnow/pipeline/backfill/figures"
)

// How often lines are written.
const (
	plainEvery = 30 * time.Second
	jsonEvery  = 5 * time.Second
)

// every says when time for another line has come.
type every struct {
	last time.Duration
	pass string
}

// due reports whether a line is due, and takes it as written.
func (e *every) due(s *State, wait time.Duration) bool {
	if e.pass == s.Pass && s.Elapsed >= e.last && s.Elapsed-e.last < wait {
		return false
	}
	e.last, e.pass = s.Elapsed, s.Pass
	return true
}

// plainLines are for people who read a log.
type plainLines struct {
	silent // nothing to clear
	every  every
}

func (p *plainLines) show(s *State, r *reading) []byte {
	if !p.every.due(s, plainEvery) || r.firstNow {
		return nil
	}
	told := parts(s, r)
	if r.share >= 0 {
		told = append([]string{figures.Percent(r.share)}, told...)
	}
	return []byte(clean(s.Pass) + ": " + strings.Join(told, ", ") + "\n")
}

func (p *plainLines) end(s *State, r *reading) []byte { return lastLine(s, r) }

// lastLine tells of the whole pass.
func lastLine(s *State, r *reading) []byte {
	told := parts(s, &reading{left: -1})
	told[0] += " in " + figures.Duration(s.Elapsed)
	if r.overall.documents > 0 {
		told[0] += ", " + perSecond(r.overall.documents)
	}
	return []byte(clean(s.Pass) + ": " + strings.Join(told, ", ") + "\n")
}

// jsonLines are for programs.
type jsonLines struct {
	silent
	every every
}

// progressSchema is the form of a line.
const progressSchema = "winnow.progress.v1"

// jsonLine is a state for programs. What is unknown is null.
type jsonLine struct {
	Schema          string   `json:"schema"`
	Pass            string   `json:"pass"`
	Documents       int64    `json:"documents"`
	Rejected        int64    `json:"rejected"`
	Duplicates      int64    `json:"duplicates"`
	Bytes           int64    `json:"bytes"`
	TotalBytes      *int64   `json:"total_bytes"`
	Share           *float64 `json:"share_done"` // 0..1
	Elapsed         float64  `json:"elapsed_seconds"`
	Left            *float64 `json:"seconds_left"`
	DocumentsRate   float64  `json:"documents_per_second"`
	BytesRate       float64  `json:"bytes_per_second"`
	RecentDocuments float64  `json:"recent_documents_per_second"`
	RecentBytes     float64  `json:"recent_bytes_per_second"`
	Units           int      `json:"units"`
	UnitsDone       int      `json:"units_done"`
	Machines        int      `json:"machines"`
	Done            bool     `json:"done"` // it is the last line
}

func (j *jsonLines) show(s *State, r *reading) []byte {
	if !j.every.due(s, jsonEvery) {
		return nil
	}
	return line(s, r, false)
}

func (j *jsonLines) end(s *State, r *reading) []byte { return line(s, r, true) }

func line(s *State, r *reading, done bool) []byte {
	l := jsonLine{
		Schema: progressSchema, Pass: s.Pass, Documents: s.Documents, Rejected: s.Rejected, Duplicates: s.Duplicates, Bytes: s.Bytes,
		Elapsed: round(s.Elapsed.Seconds()), DocumentsRate: round(r.overall.documents), BytesRate: round(r.overall.bytes),
		RecentDocuments: round(r.recent.documents), RecentBytes: round(r.recent.bytes),
		Units: s.Units, UnitsDone: s.UnitsDone, Machines: s.Machines, Done: done,
	}
	if s.Total > 0 {
		l.TotalBytes = &s.Total
	}
	if r.share >= 0 {
		share := math.Round(r.share*1e4) / 1e4
		l.Share = &share
	}
	if r.left >= 0 {
		left := round(r.left.Seconds())
		l.Left = &left
	}
	encoded, err := json.Marshal(&l)
	if err != nil { // no field can fail
		return fmt.Appendf(nil, "{\"schema\":%q}\n", progressSchema)
	}
	return append(encoded, '\n')
}

// round leaves a thousandth.
func round(n float64) float64 { return math.Round(n*1e3) / 1e3 }
