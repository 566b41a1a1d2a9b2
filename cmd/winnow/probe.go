package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// probeCmd is a health check for containers, whose image has no shell to ask with.
type probeCmd struct {
	URL     string        `arg:"" optional:"" default:"http://127.0.0.1:9464/readyz" help:"What to ask (${default})."`
	Timeout time.Duration `default:"3s" help:"How long an answer may take (${default})." placeholder:"TIME"`
}

// probeBytes are read of an answer, which is one line.
const probeBytes = 1 << 10

// Run returns nil when the answer says that all is well, and else what it says.
func (c *probeCmd) Run(ctx context.Context, at console) error {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	if at, err := url.Parse(c.URL); err == nil && at.Host != "" && (at.Path == "" || at.Path == "/") {
		at.Path = "/readyz"
		c.URL = at.String()
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL, nil)
	if err != nil {
		return usageError{err}
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	said, err := io.ReadAll(io.LimitReader(response.Body, probeBytes))
	if err != nil {
		return fmt.Errorf("%s: %w", c.URL, err)
	}
	line := strings.TrimSpace(string(said))
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s: %s", c.URL, response.Status, line)
	}
	_, err = fmt.Fprintln(at.out, line)
	return err
}
