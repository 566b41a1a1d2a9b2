package broker

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/nats-io/nats.go"
)

// Credentials are who we are to a NATS server, and whom we take for one. They
// hold names of files, and secrets only as they come from the environment;
// neither errors nor logs show what is inside. Empty fields are not used.
type Credentials struct {
	CredsFile string // JWT and seed, as nsc makes it
	NKeyFile  string // seed

	User         string
	Password     string // from the environment, never from a flag
	PasswordFile string
	Token        string // from the environment, never from a flag
	TokenFile    string

	CAFile   string // certificates that sign the server's
	CertFile string // our own, for mutual TLS
	KeyFile  string
	TLSFirst bool // the TLS handshake comes before the server says a word

	InboxPrefix string // of the subjects for answers, when an account allows only one's own
}

// Options returns what Connect needs. An error names the file or the
// contradiction.
func (c Credentials) Options() ([]nats.Option, error) {
	options, err := c.identity()
	if err != nil {
		return nil, err
	}
	if c.CAFile != "" {
		options = append(options, nats.RootCAs(c.CAFile))
	}
	switch {
	case (c.CertFile == "") != (c.KeyFile == ""):
		return nil, errors.New("a TLS certificate and its key go together: one of them is missing")
	case c.CertFile != "":
		options = append(options, nats.ClientCert(c.CertFile, c.KeyFile))
	}
	if c.TLSFirst {
		options = append(options, nats.TLSHandshakeFirst())
	}
	if c.InboxPrefix != "" {
		options = append(options, nats.CustomInboxPrefix(c.InboxPrefix))
	}
	return options, nil
}

func (c Credentials) identity() ([]nats.Option, error) {
	var options []nats.Option
	if c.CredsFile != "" {
		if err := readable(c.CredsFile); err != nil {
			return nil, fmt.Errorf("credentials: %w", err)
		}
		options = append(options, nats.UserCredentials(c.CredsFile))
	}
	if c.NKeyFile != "" {
		option, err := nats.NkeyOptionFromSeed(c.NKeyFile)
		if err != nil {
			return nil, fmt.Errorf("NKey seed %s: %w", c.NKeyFile, err)
		}
		options = append(options, option)
	}
	if c.User != "" {
		password, err := secret(c.Password, c.PasswordFile)
		if err != nil {
			return nil, fmt.Errorf("password: %w", err)
		}
		options = append(options, nats.UserInfoHandler(func() (string, string) { return c.User, password() }))
	}
	if c.User == "" && c.PasswordFile != "" {
		return nil, errors.New("a password without a user")
	}
	if c.Token != "" || c.TokenFile != "" {
		token, err := secret(c.Token, c.TokenFile)
		if err != nil {
			return nil, fmt.Errorf("token: %w", err)
		}
		options = append(options, nats.TokenHandler(token))
	}
	if len(options) > 1 {
		return nil, errors.New("more than one of credentials file, NKey, user and token: a connection has one identity")
	}
	return options, nil
}

// secret returns what tells the secret: the value, or what is in the file, which
// is read again for every connection, so that somebody may change it under a
// worker. When it can't be read then, what was there last has to do.
func secret(value, file string) (tell func() string, err error) {
	if file == "" {
		return func() string { return value }, nil
	}
	read := func() error {
		content, err := os.ReadFile(file)
		if err == nil {
			value = strings.TrimRight(string(content), "\r\n")
		}
		return err
	}
	if err := read(); err != nil {
		return nil, err
	}
	return func() string {
		_ = read()
		return value
	}, nil
}

func readable(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	return f.Close()
}
