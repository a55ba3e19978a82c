package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/mail"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"comunita/internal/identity"
	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
	"comunita/internal/platform/password"
)

// userCommand is how the first member of the secretariat gets in, and anybody again who is locked out for good.
func userCommand(ctx context.Context, sh shell, f *flag.FlagSet, args []string) error {
	email := f.String("email", "", "the address the person logs in with")
	given := f.String("name", "", "given name, of a new person")
	family := f.String("surname", "", "family name, of a new person")
	if len(args) == 0 || args[0] != "grant" {
		return usage("usage: api user grant --email … --name … --surname …")
	}
	if _, err := parse(f, args[1:]); err != nil {
		return err
	}
	if _, err := mail.ParseAddress(*email); err != nil || *given == "" || *family == "" {
		return usage("--email, --name and --surname are needed; a new person becomes a member of the secretariat")
	}
	plain, err := ask(sh)
	if err != nil {
		return err
	}
	cfg, err := configure(sh)
	if err != nil {
		return err
	}
	return prepared(ctx, cfg, true, func(d *db.DB) error {
		who := identity.NewService(d, password.NewHasher(1, time.Minute), nil, cfg.BaseURL)
		err := d.Do(authz.With(ctx, authz.System("command-line")), "user-grant", func(ctx context.Context) error {
			return who.Grant(ctx, *given, *family, *email, plain, authz.Secretariat)
		})
		if refused, ok := errors.AsType[*apperr.Error](err); ok && len(refused.Fields) > 0 {
			return errors.New(refused.Fields[0].Detail)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(sh.out, "%s can log in at %s\n", *email, cfg.BaseURL)
		return nil
	})
}

// ask reads a password: unseen from a terminal, else the first line.
func ask(sh shell) (string, error) {
	if in, ok := sh.in.(*os.File); ok && term.IsTerminal(int(in.Fd())) {
		fmt.Fprint(sh.err, "Password: ")
		typed, err := term.ReadPassword(int(in.Fd()))
		fmt.Fprintln(sh.err)
		return string(typed), err
	}
	line, err := bufio.NewReader(sh.in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", usage("the password is read from standard input, and there is none")
	}
	return line, nil
}
