package main

import (
	"runtime/debug"
	"testing"
)

func TestTheVersionIsThatOfTheBuild(t *testing.T) {
	built := func(version string) *debug.BuildInfo {
		return &debug.BuildInfo{Main: debug.Module{Version: version}}
	}
	for _, c := range []struct {
		named string
		info  *debug.BuildInfo
		want  string
	}{
		{"v1.2.3", built("v0.0.0-20261130043739-abcdefabcdef"), "v1.2.3"},
		{"dev", built("v0.0.0-20261130043739-abcdefabcdef+dirty"), "v0.0.0-20261130043739-abcdefabcdef+dirty"},
		{"dev", built("v1.0.0"), "v1.0.0"},
		{"dev", built("(devel)"), "dev"},
		{"dev", built(""), "dev"},
		{"dev", nil, "dev"},
	} {
		if got := versionOf(c.named, c.info); got != c.want {
			t.Errorf("named %q, built as %+v: %q, want %q", c.named, c.info, got, c.want)
		}
	}
}
