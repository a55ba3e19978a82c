package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	stdmail "net/mail"
	"slices"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Security is how the connection is encrypted.
type Security string

// The ways; None is for a server on the same machine.
const (
	STARTTLS Security = "starttls" // required, never skipped
	Implicit Security = "implicit"
	None     Security = "none"
)

const timeout = 20 * time.Second // for the whole conversation: the job that sends has others waiting

type smtp struct {
	host     string
	from     *stdmail.Address
	implicit bool
	options  []gomail.Option
}

func newSMTP(c Config, from *stdmail.Address) (*smtp, error) {
	s := &smtp{host: c.Host, from: from, implicit: c.Security == Implicit, options: []gomail.Option{
		gomail.WithTimeout(timeout),
		gomail.WithTLSConfig(&tls.Config{ServerName: c.Host, MinVersion: tls.VersionTLS12}),
		gomail.WithoutNoop(),
	}}
	switch c.Security {
	case STARTTLS, "":
		s.options = append(s.options, gomail.WithTLSPortPolicy(gomail.TLSMandatory))
	case Implicit:
		s.options = append(s.options, gomail.WithSSLPort(false))
	case None:
		s.options = append(s.options, gomail.WithTLSPortPolicy(gomail.NoTLS))
	default:
		return nil, fmt.Errorf("mail: unknown security %q: use starttls, implicit or none", c.Security)
	}
	if c.Port != 0 {
		s.options = append(s.options, gomail.WithPort(c.Port))
	}
	if c.Username != "" {
		s.options = append(s.options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(c.Username), gomail.WithPassword(c.Password))
	}
	_, err := s.client(context.Background())
	return s, err
}

// client is new for each message: the library's keeps one connection and is not for concurrent use. It heeds ctx only while it
// connects, so the connection is closed under it; not with implicit TLS, where the library must have made the connection itself
// to know that a password may be sent.
func (s *smtp) client(ctx context.Context) (*gomail.Client, error) {
	options := slices.Clip(s.options)
	if !s.implicit {
		options = append(options, gomail.WithDialContextFunc(func(dialing context.Context, network, address string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(dialing, network, address)
			if err == nil {
				context.AfterFunc(ctx, func() { _ = conn.Close() })
			}
			return conn, err
		}))
	}
	c, err := gomail.NewClient(s.host, options...)
	if err != nil {
		return nil, fmt.Errorf("mail: SMTP configuration: %w", err)
	}
	return c, nil
}

// Send talks to the server within timeout.
func (s *smtp) Send(ctx context.Context, m Message) error {
	msg, err := compose(s.from, m)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	c, err := s.client(ctx)
	if err != nil {
		return err
	}
	err = c.DialAndSendWithContext(ctx, msg)
	// The library's error names the recipient, and so may the server's words: only stage and code are kept.
	if e, ok := errors.AsType[*gomail.SendError](err); ok {
		kept := fmt.Errorf("mail: %v (%d)", e.Reason, e.ErrorCode())
		if code := e.ErrorCode(); code >= 500 && code < 600 {
			return errors.Join(ErrRefused, kept)
		}
		return kept
	}
	return err
}
