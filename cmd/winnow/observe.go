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
	Pprof string `env:"WINNOW_PPROF" help:"Address of profiles, at /debug/pprof/: one of this machine's own, such as 127.0.0.1:6060, since they show the memory of the process." group:"Observing" placeholder:"ADDR"`
}

// check is part of checker.
func (f observeFlags) check() error {
	var errs []error
	if f.HTTP != "" && f.HTTP != listenNone {
		errs = append(errs, checkAddress("http", f.HTTP))
	}
	if f.Pprof != "" && !isLoopback(f.Pprof) {
		errs = append(errs, usagef("--pprof=%s: profiles show the memory of the process: want an address of this machine's own, such as 127.0.0.1:6060", f.Pprof))
	}
	return errors.Join(errs...)
}

// httpDefault is the port that OpenTelemetry's Prometheus exporters use.
const (
	httpDefault  = "127.0.0.1:9464"
	httpFallback = "127.0.0.1:0"
)

// observatory is a worker's telemetry, and the server that shows it.
type observatory struct {
	*telemetry.Telemetry
	server   *telemetry.Server // nil for none
	profiles *telemetry.Server // nil for none
}

// observe makes the telemetry and shows it.
func (f observeFlags) observe(log *slog.Logger) (*observatory, error) {
	t, err := telemetry.New(version(), labels())
	if err != nil {
		return nil, err
	}
	o := &observatory{Telemetry: t}
	if err := f.profile(o, log); err != nil {
		return nil, errors.Join(err, o.Close())
	}
	if f.HTTP == listenNone {
		return o, nil
	}
	if o.server, err = t.Serve(f.address()); err != nil {
		return nil, errors.Join(err, o.Close())
	}
	log.Info("metrics and health", "url", "http://"+o.server.Address()+"/metrics")
	return o, nil
}

// profile shows profiles, where they are asked for.
func (f observeFlags) profile(o *observatory, log *slog.Logger) (err error) {
	if f.Pprof == "" {
		return nil
	}
	if o.profiles, err = telemetry.ServeProfiles(f.Pprof); err != nil {
		return err
	}
	log.Info("profiles", "url", "http://"+o.profiles.Address()+"/debug/pprof/")
	return nil
}

// isLoopback reports an address that only this machine reaches.
func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
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
	var errs []error
	for _, s := range []*telemetry.Server{o.profiles, o.server} {
		if s != nil {
			errs = append(errs, s.Close())
		}
	}
	return errors.Join(append(errs, o.Telemetry.Close())...)
}

// labels returns all that cleaners may cite, and how sites are named.
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
	l.Site = cleaners.Site
	return l
}
