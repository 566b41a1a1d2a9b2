package main

import (
	"errors"
	"log/slog"
	"net"

	"github.com/winnow-news/winnow/cleaners"
	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline/telemetry"
)

// observeFlags say where a worker is seen from outside.
type observeFlags struct {
	HTTP  string `name:"http" env:"WINNOW_HTTP" help:"Address of /metrics, /healthz and /readyz, host:port or none (default: 127.0.0.1:9464, or another port when that is taken)." group:"Observing" placeholder:"ADDR"`
	Pprof bool   `help:"Profiles too, at /debug/pprof/." group:"Observing"`
}

// httpDefault is the port that OpenTelemetry's Prometheus exporters use.
const (
	httpDefault  = "127.0.0.1:9464"
	httpFallback = "127.0.0.1:0"
)

// observatory is a worker's telemetry, and the server that shows it.
type observatory struct {
	*telemetry.Telemetry
	server *telemetry.Server // nil for none
}

// observe makes the telemetry and shows it.
func (f observeFlags) observe(log *slog.Logger) (*observatory, error) {
	t, err := telemetry.New(cleaners.Version, labels())
	if err != nil {
		return nil, err
	}
	o := &observatory{Telemetry: t}
	if f.HTTP == listenNone {
		return o, nil
	}
	if o.server, err = t.Serve(f.address(), f.Pprof); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	log.Info("metrics and health", "url", "http://"+o.server.Address()+"/metrics")
	return o, nil
}

func (f observeFlags) address() string {
	if f.HTTP != "" {
		return f.HTTP
	}
	probe, err := net.Listen("tcp", httpDefault)
	if err != nil {
		return httpFallback
	}
	probe.Close()
	return httpDefault
}

// Close ends the server and sends the last traces.
func (o *observatory) Close() error {
	if o.server == nil {
		return o.Telemetry.Close()
	}
	return errors.Join(o.server.Close(), o.Telemetry.Close())
}

// labels returns all that cleaners may cite.
func labels() (l telemetry.Labels) {
	for _, kind := range document.Kinds() {
		if kind.Removable() {
			l.Kinds = append(l.Kinds, kind.String())
		}
	}
	for _, group := range ruleGroups() {
		for _, rule := range group.rules {
			if rule.Score > 0 { // it marks text
				l.Rules = append(l.Rules, rule.Name)
			}
		}
	}
	return l
}
