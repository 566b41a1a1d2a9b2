package main

import (
	"errors"
	"io/fs"
	"log/slog"
	"math"
	"path"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/winnow-news/winnow/cleaners/decode"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
)

// memoryFlags say how much memory the documents in hand may take.
type memoryFlags struct {
	CleaningMB int `name:"cleaning-mb" help:"Megabytes of memory that cleaning may take at once, as estimated from the documents (default: half of what the process may have, 1024 when that has no limit)." group:"Limits" placeholder:"MB"`
	InFlightMB int `name:"in-flight-mb" help:"Megabytes of documents that are received and not committed (default: 256, or an eighth of what the process may have; 32 for archives)." group:"Limits" placeholder:"MB"`
}

// check is part of checker.
func (f memoryFlags) check() error {
	return errors.Join(atLeast("cleaning-mb", f.CleaningMB, 0), atLeast("in-flight-mb", f.InFlightMB, 0))
}

// The shares of a process's memory. What is left is for the embedded server,
// for garbage, and for what is on its way out.
const (
	cleaningShare = 2 // one half
	inFlightShare = 8
	mostInFlight  = 256 << 20
)

// bound sets the memory bounds of a run. memory is what the process may have
// in bytes, 0 for no limit.
func (f memoryFlags) bound(options *pipeline.Options, memory int64) {
	options.Weigh = func(raw document.Raw) int { return decode.Footprint(raw.Content) }
	options.CleaningBytes, options.InFlightBytes = f.CleaningMB<<20, f.InFlightMB<<20
	if memory == 0 {
		return
	}
	options.HeaviestBytes = int(memory / cleaningShare)
	if f.CleaningMB == 0 {
		options.CleaningBytes = options.HeaviestBytes
	}
	if f.InFlightMB == 0 {
		options.InFlightBytes = int(min(mostInFlight, memory/inFlightShare))
	}
}

// heapShare is how much of a control group's memory Go's own limit is: the
// kernel counts what the runtime does not.
const heapShare = 0.9

// limitMemory returns how much memory this process may have, in bytes, 0 for no
// limit: what GOMEMLIMIT says, or else most of what its control group allows,
// which it then tells the runtime, so that garbage is collected before the
// kernel ends the process.
func limitMemory(root fs.FS, log *slog.Logger) int64 {
	if limit := debug.SetMemoryLimit(-1); limit != math.MaxInt64 {
		return limit
	}
	allowed := groupMemory(root)
	if allowed == 0 {
		return 0
	}
	limit := int64(float64(allowed) * heapShare)
	debug.SetMemoryLimit(limit)
	log.Info("memory is limited by the control group", "mb", allowed>>20)
	return limit
}

// groupMemory returns the memory limit of this process's control group in bytes,
// 0 for none: the least of its own and of those above it. root is the file
// system; both versions of control groups are known.
func groupMemory(root fs.FS) (least int64) {
	groups, err := fs.ReadFile(root, "proc/self/cgroup")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(groups)) {
		_, rest, _ := strings.Cut(strings.TrimSpace(line), ":")
		controllers, group, _ := strings.Cut(rest, ":")
		var dir, file string
		switch {
		case controllers == "":
			dir, file = "sys/fs/cgroup", "memory.max"
		case strings.Contains(","+controllers+",", ",memory,"):
			dir, file = "sys/fs/cgroup/memory", "memory.limit_in_bytes"
		default:
			continue
		}
		for at := path.Clean("/" + group); ; at = path.Dir(at) {
			if n := readBytes(root, path.Join(dir, at, file)); n > 0 && (least == 0 || n < least) {
				least = n
			}
			if at == "/" {
				break
			}
		}
	}
	return least
}

// unlimited is beyond any machine: version 1 writes a number like it for no
// limit.
const unlimited = 1 << 60

// readBytes reads a file with one number, 0 when there is none.
func readBytes(root fs.FS, name string) int64 {
	content, err := fs.ReadFile(root, name)
	if err != nil {
		return 0
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(content)), 10, 64) // version 2 writes "max" for none
	if err != nil || n <= 0 || n > unlimited {
		return 0
	}
	return n
}
