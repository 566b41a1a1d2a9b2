package credentials

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// How long certificates are good for, and how long before their end they are made
// anew.
const (
	authorityDays   = 3650
	certificateDays = 397 // what browsers and most policies allow
	renewDays       = 30
	day             = 24 * time.Hour
	clockSkew       = time.Hour // of who checks
)

// authority signs certificates.
type authority struct {
	cert *x509.Certificate
	pem  []byte
	key  crypto.Signer
	now  time.Time
}

// openAuthority reads the authority of a folder, which it makes if need be.
func openAuthority(folder string, now time.Time) (*authority, error) {
	certFile, keyFile := filepath.Join(folder, CAFile), filepath.Join(folder, "ca-key.pem")
	a := &authority{now: now}
	key, err := os.ReadFile(keyFile)
	switch {
	case err == nil:
		if a.key, err = readKey(keyFile, key); err != nil {
			return nil, err
		}
		a.cert, a.pem, err = readCertificate(certFile)
		return a, err
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: "winnow fleet"}, NotAfter: now.Add(authorityDays * day),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign,
	}
	if err := a.sign(template, certFile, keyFile); err != nil {
		return nil, err
	}
	return a, nil
}

// issue makes a certificate and its key in a folder, with the authority's beside
// them, unless they are there and good for some time: of a server, which is known
// by its hosts, or without hosts of a client.
func (a *authority) issue(folder, name, certName, keyName string, hosts []string) error {
	certFile := filepath.Join(folder, certName)
	if have, _, err := readCertificate(certFile); err == nil && a.good(have, hosts) {
		return nil
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, NotAfter: a.now.Add(certificateDays * day),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	if len(hosts) > 0 { // servers are each other's clients
		template.ExtKeyUsage = append(template.ExtKeyUsage, x509.ExtKeyUsageServerAuth)
		template.DNSNames, template.IPAddresses = names(hosts)
	}
	if err := a.sign(template, certFile, filepath.Join(folder, keyName)); err != nil {
		return err
	}
	return write(filepath.Join(folder, CAFile), a.pem)
}

// good reports whether a certificate is ours, has all hosts, and does not end soon.
func (a *authority) good(have *x509.Certificate, hosts []string) bool {
	for _, h := range hosts {
		if have.VerifyHostname(h) != nil {
			return false
		}
	}
	return have.CheckSignatureFrom(a.cert) == nil && a.now.Add(renewDays*day).Before(have.NotAfter)
}

// sign writes a certificate and its key; without an authority yet, its own. The
// key comes first: a certificate without one would count as made.
func (a *authority) sign(template *x509.Certificate, certFile, keyFile string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return err
	}
	template.SerialNumber, template.NotBefore = serial, a.now.Add(-clockSkew)
	parent, signer := a.cert, a.key
	if parent == nil {
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		return fmt.Errorf("%s: %w", certFile, err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return fmt.Errorf("%s: %w", keyFile, err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	if err := errors.Join(
		write(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})),
		write(certFile, public),
	); err != nil {
		return err
	}
	if a.cert == nil {
		a.key, a.pem = key, public
		a.cert, err = x509.ParseCertificate(der)
	}
	return err
}

func readCertificate(file string) (*x509.Certificate, []byte, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, err
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return nil, nil, fmt.Errorf("%s: no certificate in it", file)
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	return cert, content, nil
}

func readKey(file string, content []byte) (crypto.Signer, error) {
	block, _ := pem.Decode(content)
	if block == nil {
		return nil, fmt.Errorf("%s: no key in it", file)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("%s: a %T cannot sign", file, key)
	}
	return signer, nil
}
