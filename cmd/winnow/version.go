package main

import (
	"runtime/debug"

	"github.com/winnow-news/winnow/cleaners"
)

// unreleased is the version of a build that nobody named.
const unreleased = "dev"

// version returns the version that documents, metrics and --version name: what a
// release put there, or else what Go knows of the build: the version of the
// module, which is made of the commit when there is no tag.
func version() string {
	info, _ := debug.ReadBuildInfo()
	return versionOf(cleaners.Version, info)
}

func versionOf(named string, info *debug.BuildInfo) string {
	switch {
	case named != unreleased:
		return named
	case info == nil || info.Main.Version == "" || info.Main.Version == "(devel)":
		return unreleased
	}
	return info.Main.Version
}
