//go:build unix

package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/winnow-news/winnow/deploy/credentials"
	"github.com/winnow-news/winnow/pipeline/stream/broker"
)

// ours returns an environment without what would tell a child to be another's.
func ours(environment []string) []string {
	return slices.DeleteFunc(slices.Clone(environment), func(v string) bool {
		return strings.HasPrefix(v, "WINNOW_") || strings.HasPrefix(v, "NATS_")
	})
}

// identity is how a user comes in.
func (f *fleet) identity(user string) broker.Credentials {
	return broker.Credentials{
		User: user, PasswordFile: f.path("credentials", user, credentials.PasswordFile),
		CAFile:      f.path("credentials", user, credentials.CAFile),
		CertFile:    f.path("credentials", user, credentials.CertFile),
		KeyFile:     f.path("credentials", user, credentials.KeyFile),
		InboxPrefix: "_INBOX_" + user,
	}
}

// settings are the variables by which winnow comes in as a user.
func (f *fleet) settings(user string) []string {
	is := f.identity(user)
	return []string{
		"WINNOW_NATS=" + f.urls(), "WINNOW_USER=" + is.User, "WINNOW_PASSWORD_FILE=" + is.PasswordFile,
		"WINNOW_TLS_CA=" + is.CAFile, "WINNOW_TLS_CERT=" + is.CertFile, "WINNOW_TLS_KEY=" + is.KeyFile,
		"WINNOW_INBOX_PREFIX=" + is.InboxPrefix,
	}
}

func (f *fleet) environment(user string) []string {
	return append(ours(os.Environ()), f.settings(user)...)
}

// writeSettings writes a file for a shell to read, by which winnow and the nats
// command come in as a user. It returns its name.
func (f *fleet) writeSettings(user string) (string, error) {
	is := f.identity(user)
	lines := append(f.settings(user),
		"NATS_URL="+f.urls(), "NATS_USER="+is.User, "NATS_CA="+is.CAFile, "NATS_CERT="+is.CertFile, "NATS_KEY="+is.KeyFile)
	var text strings.Builder
	for _, line := range lines {
		name, value, _ := strings.Cut(line, "=")
		fmt.Fprintf(&text, "export %s='%s'\n", name, value)
	}
	fmt.Fprintf(&text, "export NATS_PASSWORD=\"$(cat '%s')\"\n", is.PasswordFile)
	file := f.path(user + ".env")
	return file, os.WriteFile(file, []byte(text.String()), 0o600)
}

// as connects as a user.
func (f *fleet) as(user string, more ...nats.Option) (*nats.Conn, jetstream.JetStream, error) {
	options, err := f.identity(user).Options()
	if err != nil {
		return nil, nil, err
	}
	conn, err := broker.Connect(f.urls(), f.log, append(options, more...)...)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", user, err)
	}
	js, err := broker.JetStream(conn)
	return conn, js, err
}

// body returns what an answer has, and an error when it is not a good one.
func body(response *http.Response) ([]byte, error) {
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s: %s", response.Request.URL, response.Status, strings.TrimSpace(string(content)))
	}
	return content, err
}
