// Package credentials makes what the servers and users of a fleet show each other:
// an authority, certificates, and passwords. Each user has a folder of its own, so
// that a process can be handed its secrets and nobody else's:
//
//	authority/  ca.pem ca-key.pem                            signs; no process needs it
//	server/     ca.pem server.pem server-key.pem passwords.env
//	USER/       ca.pem cert.pem key.pem password              one of each user of accounts.conf
//
// What is there stays: Make can be called again, and makes anew only certificates
// that end soon.
package credentials

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Options say what is made.
type Options struct {
	Dir    string   // where; made when it is not there
	Config string   // folder of the servers' configuration, whose accounts.conf names the users
	Hosts  []string // names and addresses by which clients and other servers know the servers
	Others []string // who else gets a folder with a password, such as the administrator of a dashboard
	Now    time.Time
}

// The names of files and folders.
const (
	authorityFolder = "authority"
	serverFolder    = "server"
	accountsFile    = "accounts.conf"
	CAFile          = "ca.pem"
	CertFile        = "cert.pem"
	KeyFile         = "key.pem"
	PasswordFile    = "password"
	PasswordsFile   = "passwords.env" // NAME=value lines, of all users
)

// userLine is how accounts.conf names a user whose password comes from the environment.
var userLine = regexp.MustCompile(`(?s)\buser:\s*(\w+),?\s*password:\s*\$(WINNOW_\w+_PASSWORD)`)

// account is a user of accounts.conf, and the variable that its password comes in.
type account struct{ name, variable string }

func accounts(config string) ([]account, error) {
	file := filepath.Join(config, accountsFile)
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var all []account
	for _, m := range userLine.FindAllStringSubmatch(string(text), -1) {
		all = append(all, account{m[1], m[2]})
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: names no user with a password from the environment", file)
	}
	return all, nil
}

// Make makes what is missing. An error names the file.
func Make(o Options) error {
	users, err := accounts(o.Config)
	if err != nil {
		return err
	}
	if len(o.Hosts) == 0 {
		return errors.New("no host that the servers are known by")
	}
	a, err := openAuthority(filepath.Join(o.Dir, authorityFolder), o.Now)
	if err != nil {
		return err
	}
	var lines strings.Builder
	for _, u := range users {
		folder := filepath.Join(o.Dir, u.name)
		if err := a.issue(folder, u.name, CertFile, KeyFile, nil); err != nil {
			return err
		}
		password, err := password(folder)
		if err != nil {
			return err
		}
		fmt.Fprintf(&lines, "%s=%s\n", u.variable, password)
	}
	for _, other := range o.Others {
		if _, err := password(filepath.Join(o.Dir, other)); err != nil {
			return err
		}
	}
	folder := filepath.Join(o.Dir, serverFolder)
	if err := a.issue(folder, "nats", "server.pem", "server-key.pem", o.Hosts); err != nil {
		return err
	}
	return write(filepath.Join(folder, PasswordsFile), []byte(lines.String()))
}

// passwordBytes are drawn for a password.
const passwordBytes = 20

// password returns what is in a folder's password file, which it makes if need be.
func password(folder string) (string, error) {
	file := filepath.Join(folder, PasswordFile)
	switch have, err := os.ReadFile(file); {
	case err == nil:
		return strings.TrimSpace(string(have)), nil
	case !errors.Is(err, fs.ErrNotExist):
		return "", err
	}
	drawn := make([]byte, passwordBytes)
	_, _ = rand.Read(drawn) // which never fails
	// A letter first: the servers read it as their configuration's text, where a
	// digit begins a number.
	made := "w" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(drawn))
	return made, write(file, []byte(made+"\n"))
}

// write writes a file that only its owner reads, and its folder. A file of the
// same name is replaced whole.
func write(file string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(file+".new", content, 0o600); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

// names parts hosts into DNS names and addresses.
func names(hosts []string) (dns []string, ips []net.IP) {
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			ips = append(ips, ip)
		} else {
			dns = append(dns, h)
		}
	}
	slices.Sort(dns)
	return slices.Compact(dns), ips
}
