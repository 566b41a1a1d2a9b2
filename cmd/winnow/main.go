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
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/winnow-news/winnow/pipeline/backfill/archive"
	"github.com/winnow-news/winnow/pipeline/backfill/output"
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
	Eval     EvalCmd     `cmd:"" help:"Score against annotated corpora."`
	Features FeaturesCmd `cmd:"" help:"Write the rows that the classifier is trained on." hidden:""`
	Cleaners cleanersCmd `cmd:"" help:"List every cleaner and rule."`
	Fixture  FixtureCmd  `cmd:"" help:"Make golden cases, and refresh them."`
	Streams  streamsCmd  `cmd:"" help:"Look at the streams that workers need, and make them."`
	Dlq      dlqCmd      `cmd:"" name:"dlq" help:"Look at documents that could not be cleaned, and send them round again."`

	Recall recallCmd `cmd:"" help:"List what is remembered of a site, change it, and clean its documents anew."`

	Verbose   bool             `short:"v" help:"Log details, also of the embedded server."`
	LogFormat string           `enum:"text,json" default:"text" help:"Form of the log: text or json."`
	Version   kong.VersionFlag `help:"Print the version and exit."`
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
	parser, err := kong.New(&command,
		kong.Name("winnow"),
		kong.Description("Takes scraped news and gives back the article alone."),
		kong.Writers(c.out, c.err),
		variables(),
	)
	if err != nil {
		return codeOf(c, err)
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		return codeOf(c, usageError{err})
	}
	// The first signal lets what is in hand be finished; the second ends all.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	chosen.BindTo(ctx, (*context.Context)(nil))
	chosen.BindTo(c.out, (*io.Writer)(nil))
	return codeOf(c, chosen.Run(c, newLog(c.err, command.Verbose, command.LogFormat)))
}

// variables is what the help of flags names.
func variables() kong.Vars {
	return kong.Vars{
		"version": version(),
		"forms":   strings.Join(archive.Forms(), ", "),
		"outputs": strings.Join(output.FormNames(), ", "),
	}
}

func newLog(to io.Writer, verbose bool, format string) *slog.Logger {
	options := &slog.HandlerOptions{Level: slog.LevelInfo}
	if verbose {
		options.Level = slog.LevelDebug
	}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(to, options))
	}
	return slog.New(slog.NewTextHandler(to, options))
}

// codeOf tells of an error and returns the exit code for it.
func codeOf(c console, err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(c.err, "winnow:", err)
	var usage usageError
	if errors.As(err, &usage) {
		fmt.Fprintln(c.err, "winnow: try winnow --help")
		return exitUsage
	}
	return exitFailed
}
