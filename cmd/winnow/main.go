// Command winnow takes scraped news, as plain text or HTML, and returns the
// article alone: from files, over NATS JetStream, or from archives.
//
// Every subcommand has a file of its own, which wires packages together and
// does no work itself. It exits with 2 when it was used wrongly and with 1
// when work failed.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/winnow-news/winnow/cmd/winnow/settings"
	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// The exit codes.
const (
	exitFailed = 1
	exitUsage  = 2
)

// cli is the command line; a subcommand is a field.
type cli struct {
	Clean    cleanCmd    `cmd:"" help:"Clean files: text or HTML in, the article out."`
	Run      runCmd      `cmd:"" help:"Clean what comes in over NATS; starts a server of its own unless --nats is given."`
	Serve    serveCmd    `cmd:"" help:"Answer over HTTP: a page or a text in, the article out."`
	Backfill backfillCmd `cmd:"" help:"Clean archives: files and folders of any form in, clean documents out."`
	Review   reviewCmd   `cmd:"" help:"Show in a browser what was removed and why, and keep what people say of it."`
	Eval     EvalCmd     `cmd:"" help:"Score against annotated corpora."`
	Features FeaturesCmd `cmd:"" help:"Write the rows that the classifier is trained on." hidden:""`
	Cleaners cleanersCmd `cmd:"" help:"List every cleaner and rule."`
	Fixture  FixtureCmd  `cmd:"" help:"Make golden cases, and refresh them."`
	Streams  streamsCmd  `cmd:"" help:"Look at the streams that workers need, and make them."`
	Dlq      dlqCmd      `cmd:"" name:"dlq" help:"Look at documents that could not be cleaned, and send them round again."`
	Lag      lagCmd      `cmd:"" help:"Say how many documents wait, with or without workers; --http tells an autoscaler."`
	Probe    probeCmd    `cmd:"" help:"Ask a worker whether it is ready, for the health check of a container."`

	Rules  rulesCmd  `cmd:"" help:"Check and test rules for sites, and put them in force."`
	Recall recallCmd `cmd:"" help:"List what is remembered of a site, change it, and clean its documents anew."`

	Replay  replayCmd  `cmd:"" help:"Say what other rules or another release would do to documents that are there; writes nothing."`
	Reclean recleanCmd `cmd:"" help:"Clean stored raw documents again under today's rules: each once, beside the live stream."`

	Config     configCmd     `cmd:"" help:"Show what is set, and by which flag, variable or file." settings:"-"`
	Completion completionCmd `cmd:"" help:"Print the script with which a shell completes commands and flags." settings:"-"`
	Complete   completeCmd   `cmd:"" help:"Say what a command line may go on with, a line each: the scripts of completion ask." hidden:"" settings:"-"`
	Man        manCmd        `cmd:"" help:"Print the manual page." settings:"-"`
	Help       helpCmd       `cmd:"" help:"Show the help of a command." settings:"-"`

	sharedFlags
}

// sharedFlags are the flags of every command.
type sharedFlags struct {
	ConfigFile string `name:"config" help:"YAML file that sets flags: winnow config schema says how. A flag and a variable win over it." placeholder:"FILE"`

	logFlags
	Version kong.VersionFlag `help:"Print the version and exit."`
}

// console is where a subcommand reads and writes.
type console struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// usageError is an error of whoever typed the command.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func main() { os.Exit(run(os.Args[1:], console{os.Stdin, os.Stdout, os.Stderr})) }

// run does what args say and returns the exit code.
func run(args []string, c console) int {
	c.err = &switchWriter{to: c.err}
	var command cli
	parser, set, err := newParser(&command, args, kong.Writers(c.out, c.err))
	if err != nil {
		return codeOf(c, err, nil)
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		return codeOf(c, usageError{err}, selected(err))
	}
	if err := checkFlags(chosen.Selected().Target.Addr().Interface()); err != nil {
		return codeOf(c, err, chosen.Selected())
	}
	// The first signal lets what is in hand be finished; the second ends all.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	chosen.BindTo(ctx, (*context.Context)(nil))
	chosen.BindTo(c.out, (*io.Writer)(nil))
	return codeOf(c, chosen.Run(c, set, command.logger(c.err)), chosen.Selected())
}

// newParser returns the parser of a command line, and the settings that it reads
// besides. It need not know the commands that args don't name; without args it knows all.
func newParser(command *cli, args []string, options ...kong.Option) (*kong.Kong, *settings.Settings, error) {
	grammar, only := grammarOf(command, args)
	parser, err := kong.New(grammar, slices.Concat([]kong.Option{
		kong.Name("winnow"),
		kong.Description("Takes scraped news and gives back the article alone."),
		kong.ValueFormatter(settings.Help),
		variables(),
	}, only, options)...)
	if err != nil {
		return nil, nil, err
	}
	set, err := settings.Attach(parser, settings.Options{
		Prefix: variablePrefix, FileFlag: fileFlag, Secrets: []string{"WINNOW_PASSWORD", "WINNOW_TOKEN"}, Redact: broker.Redact, Refuse: checkFlags,
	})
	return parser, set, err
}

// variablePrefix is what the names of our environment variables begin with, and
// fileFlag the flag that names the file of settings.
const (
	variablePrefix = "WINNOW"
	fileFlag       = "config"
)

// variables is what the help of flags names.
func variables() kong.Vars {
	return kong.Vars{
		"version": version(),
		"forms":   strings.Join(archive.Forms(), ", "),
		"outputs": strings.Join(output.FormNames(), ", "),
	}
}

// codeOf tells of an error of a command, nil for none, and returns the exit code
// for it.
func codeOf(c console, err error, command *kong.Node) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(c.err, "winnow:", err)
	var usage usageError
	if errors.As(err, &usage) {
		fmt.Fprintf(c.err, "winnow: try winnow %s--help\n", words(command))
		return exitUsage
	}
	return exitFailed
}

// selected returns the command at which parsing failed, nil for none.
func selected(err error) *kong.Node {
	var failed *kong.ParseError
	if errors.As(err, &failed) && failed.Context != nil {
		return failed.Context.Selected()
	}
	return nil
}

// words returns the words of a command, each with a space behind it.
func words(command *kong.Node) string {
	if command == nil || command.Type == kong.ApplicationNode {
		return ""
	}
	return words(command.Parent) + command.Name + " "
}
