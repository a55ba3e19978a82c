package mail_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"comunita/internal/platform/mail"
)

// sink is an SMTP server that keeps what it gets.
type sink struct {
	net.Listener
	tls      *tls.Config // offered as STARTTLS
	rcpt     string      // its answer to RCPT
	mu       sync.Mutex
	said     []string
	messages [][]byte
}

func listen(t *testing.T, s *sink, implicit bool) (port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port = l.Addr().(*net.TCPAddr).Port
	if s.Listener = l; implicit {
		s.Listener = tls.NewListener(l, s.tls)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := s.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(func() { _ = s.Close(); wg.Wait() })
	return port
}

func (s *sink) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	in := bufio.NewReader(conn)
	say := func(line string) { _, _ = io.WriteString(conn, line+"\r\n") }
	say("220 sink")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSpace(line)
		s.mu.Lock()
		s.said = append(s.said, line)
		s.mu.Unlock()
		_, encrypted := conn.(*tls.Conn)
		switch verb, _, _ := strings.Cut(strings.ToUpper(line), " "); verb {
		case "EHLO":
			say("250-sink")
			if s.tls != nil && !encrypted {
				say("250-STARTTLS")
			}
			say("250-AUTH PLAIN")
			say("250 8BITMIME")
		case "STARTTLS":
			say("220 go on")
			conn = tls.Server(conn, s.tls)
			in = bufio.NewReader(conn)
		case "RCPT":
			say(s.rcpt)
		case "AUTH":
			say("235 ok")
		case "DATA":
			say("354 go on")
			var message bytes.Buffer
			for line := ""; line != ".\r\n"; line, _ = in.ReadString('\n') {
				message.WriteString(strings.TrimPrefix(line, "."))
			}
			s.mu.Lock()
			s.messages = append(s.messages, message.Bytes())
			s.mu.Unlock()
			say("250 kept")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// trusted makes a certificate for localhost and has this process trust it.
var trusted = sync.OnceValues(func() (*tls.Config, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, nil
})

func TestMain(m *testing.M) { // SSL_CERT_FILE is read once, when the first certificate is checked
	c, err := trusted()
	if err != nil {
		panic(err)
	}
	dir, err := os.MkdirTemp("", "mail-test")
	if err != nil {
		panic(err)
	}
	file := filepath.Join(dir, "ca.pem")
	_ = os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificates[0].Certificate[0]}), 0o600)
	_ = os.Setenv("SSL_CERT_FILE", file)
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

func TestSMTP(t *testing.T) {
	cert, err := trusted()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		sink     *sink
		security mail.Security
		user     string
	}{
		"starttls by default": {&sink{tls: cert}, "", "rete"},
		"starttls":            {&sink{tls: cert}, mail.STARTTLS, ""},
		"implicit":            {&sink{tls: cert}, mail.Implicit, "rete"},
		"none":                {&sink{}, mail.None, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.sink.rcpt = "250 ok"
			port := listen(t, c.sink, c.security == mail.Implicit)
			s := newSender(t, mail.Config{Host: "localhost", Port: port, Security: c.security, Username: c.user, Password: "p"}, io.Discard)
			for range 2 {
				if err := s.Send(t.Context(), invitation); err != nil {
					t.Fatal(err)
				}
			}
			if len(c.sink.messages) != 2 {
				t.Fatal(c.sink.said)
			}
			same(t, c.sink.messages[1], invitation)
			said := strings.Join(c.sink.said, "\n")
			if c.user != "" != strings.Contains(said, "AUTH") || !strings.Contains(said, "RCPT TO:<"+address+">") {
				t.Error(said)
			}
		})
	}
}

func TestNothingIsSaidInTheClearWhenEncryptionIsDue(t *testing.T) {
	plain := &sink{rcpt: "250 ok"}
	port := listen(t, plain, false)
	s := newSender(t, mail.Config{Host: "localhost", Port: port, Username: "rete", Password: "p"}, io.Discard)
	err := s.Send(t.Context(), invitation)
	if err == nil || len(plain.messages) > 0 || strings.Contains(strings.Join(plain.said, "\n"), "AUTH") {
		t.Error(err, plain.said)
	}
}

func TestUnknownCertificateIsRefused(t *testing.T) {
	cert, _ := trusted()
	port := listen(t, &sink{tls: cert, rcpt: "250 ok"}, true)
	err := newSender(t, mail.Config{Host: "127.0.0.1", Port: port, Security: mail.Implicit}, io.Discard).Send(t.Context(), invitation)
	if err == nil {
		t.Error("a certificate for another name was accepted")
	}
}

func TestServerRefusals(t *testing.T) {
	for answer, forGood := range map[string]bool{"550 no " + address + " here": true, "451 " + address + " later": false} {
		port := listen(t, &sink{rcpt: answer}, false)
		err := newSender(t, mail.Config{Host: "localhost", Port: port, Security: mail.None}, io.Discard).Send(t.Context(), invitation)
		if err == nil || errors.Is(err, mail.ErrRefused) != forGood {
			t.Errorf("%s: %v", answer, err)
		}
		if err != nil && (strings.Contains(err.Error(), "maria") || !strings.Contains(err.Error(), answer[:3])) {
			t.Errorf("the error %q tells the address, or not the code", err)
		}
	}
}

func TestServerThatIsNotThereOrSaysNothing(t *testing.T) {
	l, _ := net.Listen("tcp", "127.0.0.1:0")
	port := l.Addr().(*net.TCPAddr).Port
	s := newSender(t, mail.Config{Host: "localhost", Port: port, Security: mail.None}, io.Discard)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	start := time.Now()
	if err := s.Send(ctx, invitation); err == nil || time.Since(start) > 5*time.Second {
		t.Error(err, time.Since(start))
	}
	_ = l.Close()
	if err := s.Send(t.Context(), invitation); err == nil || errors.Is(err, mail.ErrRefused) {
		t.Error(err)
	}
}
