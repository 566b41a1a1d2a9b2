//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"

	"go.yaml.in/yaml/v3"
)

// prometheusConfig is as much of deploy/prometheus/prometheus.yaml as differs
// where there is no Docker.
type prometheusConfig struct {
	Global  map[string]any   `yaml:"global"`
	Rules   []string         `yaml:"rule_files"`
	Scrapes []map[string]any `yaml:"scrape_configs"`
}

// startPrometheus starts Prometheus where it is installed, and says how to get it
// where it is not.
func (f *fleet) startPrometheus(ctx context.Context) error {
	binary, err := exec.LookPath("prometheus")
	if err != nil {
		f.log.Warn("no prometheus on the PATH, so there is none in the fleet; Debian has it: apt-get install prometheus")
		return nil
	}
	if err := f.configurePrometheus(); err != nil {
		return err
	}
	address := f.port()
	f.prometheus, err = startMember("prometheus", f.path("logs"), f.log, func() *exec.Cmd {
		cmd := exec.Command(binary, "--config.file="+f.path("prometheus", "prometheus.yaml"),
			"--storage.tsdb.path="+f.path("prometheus", "data"), "--web.listen-address="+address)
		cmd.Env = ours(os.Environ())
		return cmd
	})
	if err != nil {
		return err
	}
	f.prometheusURL = "http://" + address
	return await(ctx, f.prometheusURL+"/-/ready")
}

// configurePrometheus copies the configuration of deploy/prometheus, and puts our
// addresses in the place of Docker's names.
func (f *fleet) configurePrometheus() error {
	text, err := os.ReadFile(f.source("prometheus", "prometheus.yaml"))
	if err != nil {
		return err
	}
	var c prometheusConfig
	if err := yaml.Unmarshal(text, &c); err != nil {
		return fmt.Errorf("prometheus.yaml: %w", err)
	}
	for i, name := range c.Rules {
		c.Rules[i] = f.source("prometheus", name)
	}
	if f.scrape > 0 {
		c.Global["scrape_interval"], c.Global["evaluation_interval"] = f.scrape.String(), f.scrape.String()
	}
	for _, scrape := range c.Scrapes {
		delete(scrape, "dns_sd_configs")
		scrape["static_configs"] = []map[string]any{{"targets": f.targets(scrape["job_name"])}}
	}
	if text, err = yaml.Marshal(c); err != nil {
		return err
	}
	return os.WriteFile(f.path("prometheus", "prometheus.yaml"), text, 0o600)
}

// targets are the addresses of a job.
func (f *fleet) targets(job any) (all []string) {
	if job == "winnow" {
		for _, w := range append(f.workers[:len(f.workers):len(f.workers)], f.lag) {
			all = append(all, w.http)
		}
	}
	return all
}

// scrapeInterval is how often Prometheus asks, unless told otherwise.
const scrapeInterval = 5 * time.Second
