package main

import (
	"runtime/debug"

	"github.com/alecthomas/kong"

	"github.com/winnow-news/winnow/cmd/winnow/manual"
	"github.com/winnow-news/winnow/cmd/winnow/settings"
)

type manCmd struct{}

// Run prints the page.
func (c *manCmd) Run(at console, parser *kong.Kong) error {
	info, _ := debug.ReadBuildInfo()
	return manual.Write(at.out, parser.Model, manual.Page{Version: version(), Date: dateOf(info), Sections: manSections()}, settings.Help)
}

// unknownDate is the date of a page whose build knows none.
const unknownDate = "1970-01-01"

// dateOf returns the day of the commit that a build is of: two builds of one
// commit have the same page.
func dateOf(info *debug.BuildInfo) string {
	if info == nil {
		return unknownDate
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" && len(s.Value) >= len(unknownDate) {
			return s.Value[:len(unknownDate)]
		}
	}
	return unknownDate
}

// manSections is what the flags do not say.
func manSections() []manual.Section {
	return []manual.Section{
		{Title: "CONFIGURATION", Paragraphs: []string{
			"A flag wins over its environment variable, which is named with it, and that over the file of --config, a YAML file. A variable that is empty is not set. A flag that has no variable is for the command line only.",
			"In the file, a key at the top is a flag of all commands, or one that several commands share; the section of a command has its flags, and wins over the top. winnow config print says what is set and by what; winnow config schema prints the JSON Schema of the file.",
		}},
		{Title: "ENVIRONMENT", Paragraphs: []string{
			"Beside the variables of the flags: WINNOW_PASSWORD and WINNOW_TOKEN are secrets for the NATS server. XDG_DATA_HOME says where the data of the embedded server goes. OTEL_EXPORTER_OTLP_ENDPOINT says where traces go.",
		}},
		{Title: "EXIT STATUS", Paragraphs: []string{
			"0 when all went well, 1 when work failed, 2 when the command was wrong.",
		}},
		{Title: "EXAMPLES", Paragraphs: []string{
			"winnow clean page.html",
			"winnow run --nats nats://nats.example:4222",
			"winnow backfill crawl/ --out articles.jsonl.zst",
		}},
	}
}
