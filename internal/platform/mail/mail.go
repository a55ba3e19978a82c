// Package mail sends plain-text messages to one person each: through an SMTP server, or into a directory where none is configured.
//
// Nothing here logs, or puts into an error, an address, a subject or a text: messages carry links that open accounts.
package mail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	stdmail "net/mail"
	"strings"
	"unicode"

	gomail "github.com/wneessen/go-mail"
)

// Message is one message. To is a bare address, Subject one line, Text plain text in UTF-8 with \n line ends.
type Message struct {
	To, Subject, Text string
}

// Sender sends a message; it is safe for concurrent use.
type Sender interface {
	Send(context.Context, Message) error
}

// The errors of Send that a retry cannot mend. Any other error is worth another try.
var (
	ErrInvalid = errors.New("mail: message refused: not one address, or a header with a line break")
	ErrRefused = errors.New("mail: refused for good by the server")
)

// Config says how to send. Without Host the messages go to files under Dir.
type Config struct {
	Host     string
	Port     int // 0: the usual one for Security
	Username string
	Password string
	Security Security // "" is STARTTLS
	From     string   // address, or Name <address>
	Dir      string
}

// New checks the configuration; it does not connect.
func New(c Config, log *slog.Logger) (Sender, error) {
	from, err := stdmail.ParseAddress(c.From)
	if err != nil {
		return nil, fmt.Errorf("mail: the sender's address %q: %w", c.From, err)
	}
	if c.Host != "" {
		return newSMTP(c, from)
	}
	if c.Dir == "" {
		return nil, errors.New("mail: neither an SMTP server nor a directory is configured")
	}
	return &files{dir: c.Dir, from: from, log: log}, nil
}

// compose refuses what could add a header or a recipient, then builds the message.
func compose(from *stdmail.Address, m Message) (*gomail.Msg, error) {
	to, err := stdmail.ParseAddress(m.To)
	if err != nil || to.Address != m.To || strings.ContainsFunc(m.To, notASCII) || len(m.To) > 254 {
		return nil, ErrInvalid
	}
	if m.Subject == "" || len(m.Subject) > 500 || strings.ContainsFunc(m.Subject, notPlain) {
		return nil, ErrInvalid
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(from)
	msg.ToMailAddress(to)
	msg.Subject(m.Subject)
	msg.SetDate()
	_, domain, _ := strings.Cut(from.Address, "@")
	msg.SetMessageIDWithValue(unique() + "@" + domain) // the library would publish the host name
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	return msg, nil
}

func notASCII(r rune) bool { return r <= ' ' || r > '~' }

func notPlain(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == unicode.ReplacementChar
}
