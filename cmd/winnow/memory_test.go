package main

import (
	"testing"
	"testing/fstest"

	"github.com/winnow-news/winnow/pipeline"
)

func TestGroupMemory(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  int64
	}{
		{"no control groups", nil, 0},
		{"version 2 in a container", map[string]string{"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "536870912\n"}, 512 << 20},
		{"version 2 without a limit", map[string]string{"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "max\n"}, 0},
		{"a limit above our own", map[string]string{
			"proc/self/cgroup": "0::/news.slice/winnow.service\n", "sys/fs/cgroup/news.slice/memory.max": "1000000\n",
			"sys/fs/cgroup/news.slice/winnow.service/memory.max": "2000000\n",
		}, 1_000_000},
		{"version 1", map[string]string{
			"proc/self/cgroup": "3:cpu,cpuacct:/\n2:memory:/docker/abc\n", "sys/fs/cgroup/memory/memory.limit_in_bytes": "268435456\n",
		}, 256 << 20},
		{"version 1 without a limit", map[string]string{
			"proc/self/cgroup": "2:memory:/\n", "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
		}, 0},
		{"nonsense", map[string]string{"proc/self/cgroup": "what\n\n0::/\n", "sys/fs/cgroup/memory.max": "-7"}, 0},
	} {
		root := fstest.MapFS{}
		for name, text := range c.files {
			root[name] = &fstest.MapFile{Data: []byte(text)}
		}
		if got := groupMemory(root); got != c.want {
			t.Errorf("%s: %d bytes, want %d", c.name, got, c.want)
		}
	}
}

func TestMemoryBoundsFollowTheLimit(t *testing.T) {
	for _, c := range []struct {
		flags                        memoryFlags
		memory                       int64
		cleaning, inFlight, heaviest int
	}{
		{memoryFlags{}, 0, 0, 0, 0}, // the pipeline's own defaults
		{memoryFlags{}, 512 << 20, 256 << 20, 64 << 20, 256 << 20},
		{memoryFlags{}, 64 << 30, 32 << 30, 256 << 20, 32 << 30},
		{memoryFlags{CleaningMB: 100, InFlightMB: 10}, 512 << 20, 100 << 20, 10 << 20, 256 << 20},
		{memoryFlags{CleaningMB: 100, InFlightMB: 10}, 0, 100 << 20, 10 << 20, 0},
	} {
		var o pipeline.Options
		c.flags.bound(&o, c.memory)
		if o.CleaningBytes != c.cleaning || o.InFlightBytes != c.inFlight || o.HeaviestBytes != c.heaviest {
			t.Errorf("%+v in %d bytes: %d of cleaning, %d in flight, the heaviest %d; want %d, %d and %d",
				c.flags, c.memory, o.CleaningBytes, o.InFlightBytes, o.HeaviestBytes, c.cleaning, c.inFlight, c.heaviest)
		}
	}
}
