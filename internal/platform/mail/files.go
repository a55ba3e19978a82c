package mail

import (
	"context"
	"crypto/rand"
	"log/slog"
	stdmail "net/mail"
	"os"
	"path/filepath"
	"time"
)

// files writes one .eml file for each message. Whoever can read the directory can use the links in them: it is private.
type files struct {
	dir  string
	from *stdmail.Address
	log  *slog.Logger
}

// Send makes the file appear whole or not at all.
func (f *files) Send(ctx context.Context, m Message) error {
	msg, err := compose(f.from, m)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(f.dir, ".writing-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // gone already when all went well
	_, err = msg.WriteTo(tmp)
	if err == nil {
		err = tmp.Sync()
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	path := filepath.Join(f.dir, time.Now().UTC().Format("20060102T150405.000")+"-"+unique()[:8]+".eml")
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err == nil {
		f.log.InfoContext(ctx, "mail written to a file: no SMTP server is configured", "path", path)
	}
	return err
}

func unique() string { return rand.Text() }
