package main

import (
	"io"
	"log/slog"
	"time"
)

// logFlags say what the log has, and in which form.
type logFlags struct {
	LogLevel  string `enum:"debug,info,warn,error" default:"info" env:"WINNOW_LOG_LEVEL" help:"What the log has: debug (details, also of the embedded server), info, warn or error, and what is worse (${default})." placeholder:"LEVEL"`
	LogFormat string `enum:"text,json" default:"text" env:"WINNOW_LOG_FORMAT" help:"Form of the log: text or json."`
	Verbose   bool   `short:"v" help:"The same as --log-level=debug."`
}

var logLevels = map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}

// logger returns the log.
func (f logFlags) logger(to io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: logLevels[f.LogLevel]}
	if f.Verbose {
		options.Level = slog.LevelDebug
	}
	if f.LogFormat == "json" {
		options.ReplaceAttr = inMilliseconds
		return slog.New(slog.NewJSONHandler(to, options))
	}
	return slog.New(slog.NewTextHandler(to, options))
}

// inMilliseconds writes a duration as a number with its unit in the key, where
// JSON would have a number of nanoseconds that looks like any other.
func inMilliseconds(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() != slog.KindDuration {
		return a
	}
	return slog.Float64(a.Key+"_ms", float64(a.Value.Duration())/float64(time.Millisecond))
}
