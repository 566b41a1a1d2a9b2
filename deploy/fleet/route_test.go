//go:build unix

package main

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"strings"
	"testing"
	"time"
)

// wantNoStrangers knocks where servers come in: as one of them, and with the
// certificate of a worker, which the same authority signed.
func wantNoStrangers(t *testing.T, f *fleet) {
	folder := f.path("credentials", "server")
	if said, err := f.knock(folder+"/server.pem", folder+"/server-key.pem"); !strings.Contains(said, "PONG") {
		t.Errorf("a server is not let in: %q, %v", said, err)
	}
	is := f.identity("worker")
	if said, err := f.knock(is.CertFile, is.KeyFile); !strings.Contains(said, "Authorization Violation") {
		t.Errorf("a worker comes in where servers do: %q, %v", said, err)
	}
}

// knock returns what a server says to another, until it answers or hangs up.
func (f *fleet) knock(cert, key string) (said string, err error) {
	own, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return "", err
	}
	ca, err := os.ReadFile(f.path("credentials", "server", "ca.pem"))
	if err != nil {
		return "", err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	plain, err := net.Dial("tcp", f.servers[0].routes)
	if err != nil {
		return "", err
	}
	defer plain.Close()
	if err := plain.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return "", err
	}
	conn := tls.Client(plain, &tls.Config{Certificates: []tls.Certificate{own}, RootCAs: roots, ServerName: "localhost"})
	if _, err := conn.Write([]byte("CONNECT {\"verbose\":false,\"tls_required\":true,\"name\":\"knock\",\"cluster\":\"winnow\"}\r\nPING\r\n")); err != nil {
		return "", err
	}
	for buffer := make([]byte, 4096); !strings.Contains(said, "PONG"); {
		n, err := conn.Read(buffer)
		said += string(buffer[:n])
		if err != nil {
			return said, err
		}
	}
	return said, nil
}
