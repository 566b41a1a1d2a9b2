package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"

	"github.com/winnow-news/winnow/cmd/winnow/review"
)

// reviewListenFlags say where the pages are, and who may come in.
type reviewListenFlags struct {
	Listen    string `env:"WINNOW_REVIEW_LISTEN" default:"127.0.0.1:8095" help:"Address of the pages, host:port (${default}). Where other machines can come, it needs --listen-token-file or --listen-client-ca." group:"Who may come in" placeholder:"ADDR"`
	TokenFile string `name:"listen-token-file" env:"WINNOW_REVIEW_TOKEN_FILE" type:"path" help:"File with the token that whoever comes must have: in a form, or as a bearer." group:"Who may come in" placeholder:"FILE"`
	TLSCert   string `name:"listen-tls-cert" env:"WINNOW_REVIEW_TLS_CERT" type:"path" help:"Certificate of the pages: they are served over HTTPS." group:"Who may come in" placeholder:"FILE"`
	TLSKey    string `name:"listen-tls-key" env:"WINNOW_REVIEW_TLS_KEY" type:"path" help:"The key of --listen-tls-cert." group:"Who may come in" placeholder:"FILE"`
	ClientCA  string `name:"listen-client-ca" env:"WINNOW_REVIEW_CLIENT_CA" type:"path" help:"Certificates that sign those of people: nobody comes in without one, and corrections have its name." group:"Who may come in" placeholder:"FILE"`
}

// check is part of checker.
func (f *reviewListenFlags) check() error {
	errs := []error{checkAddress("listen", f.Listen)}
	if (f.TLSCert == "") != (f.TLSKey == "") {
		errs = append(errs, usagef("--listen-tls-cert and --listen-tls-key go together"))
	}
	if f.ClientCA != "" && f.TLSCert == "" {
		errs = append(errs, usagef("--listen-client-ca needs --listen-tls-cert and --listen-tls-key"))
	}
	return errors.Join(errs...)
}

// access returns who may come in, and how; no configuration of TLS for plain HTTP.
func (f *reviewListenFlags) access() (a review.Access, secure *tls.Config, err error) {
	a.Wide = !isLoopback(f.Listen)
	if a.Wide && f.TokenFile == "" && f.ClientCA == "" {
		return a, nil, usagef("--listen=%s: other machines could come; give a --listen-token-file, or --listen-client-ca for certificates", f.Listen)
	}
	if a.Token, err = readToken(f.TokenFile); err != nil {
		return a, nil, fmt.Errorf("--listen%w", err)
	}
	if f.TLSCert == "" {
		return a, nil, nil
	}
	pair, err := tls.LoadX509KeyPair(f.TLSCert, f.TLSKey)
	if err != nil {
		return a, nil, fmt.Errorf("--listen-tls-cert: %w", err)
	}
	secure = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	if f.ClientCA == "" {
		return a, secure, nil
	}
	pem, err := os.ReadFile(f.ClientCA)
	if err != nil {
		return a, nil, fmt.Errorf("--listen-client-ca: %w", err)
	}
	secure.ClientAuth, secure.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
	if !secure.ClientCAs.AppendCertsFromPEM(pem) {
		return a, nil, fmt.Errorf("--listen-client-ca %s: it has no certificate", f.ClientCA)
	}
	return a, secure, nil
}
