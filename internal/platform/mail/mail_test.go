package mail_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/quotedprintable"
	stdmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"comunita/internal/platform/mail"
)

const address = "maria.bianchi@comune.example"

var invitation = mail.Message{To: address, Subject: "Benvenuta nella comunità", Text: "Apri questo collegamento:\nhttps://x.example/invito?t=segreto\n.\nPerché no? = sì\n"}

func newSender(t *testing.T, c mail.Config, log io.Writer) mail.Sender {
	t.Helper()
	c.From = "Comunità di Pratiche <rete@comunita.example>"
	s, err := mail.New(c, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// same wants a message that says what was to be sent, and no more.
func same(t *testing.T, raw []byte, want mail.Message) {
	t.Helper()
	got, err := stdmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	subject, _ := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
	body, _ := io.ReadAll(quotedprintable.NewReader(got.Body))
	if text := strings.ReplaceAll(string(body), "\r\n", "\n"); subject != want.Subject || text != want.Text {
		t.Errorf("got %q: %q", subject, text)
	}
	to, _ := got.Header.AddressList("To")
	from, _ := got.Header.AddressList("From")
	if len(to) != 1 || to[0].Address != want.To || len(from) != 1 || from[0].Name != "Comunità di Pratiche" {
		t.Errorf("to %v, from %v", to, from)
	}
	if !strings.HasSuffix(got.Header.Get("Message-ID"), "@comunita.example>") || got.Header.Get("Date") == "" || got.Header.Get("Bcc") != "" {
		t.Error(got.Header)
	}
}

func TestWithoutServerMessagesBecomeFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mail")
	var log bytes.Buffer
	s := newSender(t, mail.Config{Dir: dir}, &log)
	if err := s.Send(t.Context(), invitation); err != nil {
		t.Fatal(err)
	}
	paths, _ := filepath.Glob(filepath.Join(dir, "*"))
	if len(paths) != 1 || filepath.Ext(paths[0]) != ".eml" {
		t.Fatal(paths)
	}
	raw, _ := os.ReadFile(paths[0])
	same(t, raw, invitation)
	if info, _ := os.Stat(paths[0]); info.Mode().Perm() != 0o600 {
		t.Error("anyone can read", info.Mode())
	}
	if info, _ := os.Stat(dir); info.Mode().Perm() != 0o700 {
		t.Error("anyone can list", info.Mode())
	}
	if !strings.Contains(log.String(), paths[0]) || strings.Contains(log.String(), "maria") || strings.Contains(log.String(), "segreto") || strings.Contains(log.String(), "Benvenuta") {
		t.Error(log.String())
	}
}

func TestManyFilesAtOnce(t *testing.T) {
	dir := t.TempDir()
	s := newSender(t, mail.Config{Dir: dir}, io.Discard)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if err := s.Send(t.Context(), invitation); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if paths, _ := filepath.Glob(filepath.Join(dir, "*.eml")); len(paths) != 50 {
		t.Error(len(paths))
	}
}

func TestUnwritableDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	_ = os.WriteFile(file, nil, 0o600)
	err := newSender(t, mail.Config{Dir: file}, io.Discard).Send(t.Context(), invitation)
	if err == nil || errors.Is(err, mail.ErrInvalid) || errors.Is(err, mail.ErrRefused) {
		t.Error(err)
	}
}

func TestHeaderInjectionIsRefused(t *testing.T) {
	dir := t.TempDir()
	s := newSender(t, mail.Config{Dir: dir}, io.Discard)
	for _, m := range []mail.Message{
		{To: address, Subject: "a\r\nBcc: x@y.example"}, {To: address, Subject: "a\nb"}, {To: address, Subject: "a\rb"}, {To: address, Subject: "a\x00b"},
		{To: address, Subject: "a\u2028b"}, {To: address, Subject: "a\xffb"}, {To: address}, {To: address, Subject: strings.Repeat("a", 501)},
		{To: address + "\r\nBcc: x@y.example", Subject: "a"}, {To: address + ", x@y.example", Subject: "a"}, {To: "Maria <" + address + ">", Subject: "a"},
		{To: "", Subject: "a"}, {To: "maria", Subject: "a"}, {To: "perché@x.example", Subject: "a"}, {To: "\"a b\"@x.example", Subject: "a"},
		{To: strings.Repeat("a", 250) + "@x.it", Subject: "a"},
	} {
		if err := s.Send(t.Context(), m); !errors.Is(err, mail.ErrInvalid) || strings.Contains(err.Error(), "maria") {
			t.Errorf("%q to %q: %v", m.Subject, m.To, err)
		}
	}
	if paths, _ := filepath.Glob(filepath.Join(dir, "*")); len(paths) != 0 {
		t.Error(paths)
	}
}

func TestConfigurationIsChecked(t *testing.T) {
	for _, c := range []mail.Config{{}, {From: "x"}, {From: address}, {From: address, Host: "h", Security: "ssl"}, {From: address, Host: "h", Port: 70_000}, {From: address + "\r\nBcc: a@b.example", Dir: "d"}} {
		if _, err := mail.New(c, slog.Default()); err == nil {
			t.Errorf("%+v", c)
		}
	}
}

func FuzzCompose(f *testing.F) {
	f.Add(address, "Oggetto", "Testo\n.\n")
	f.Add("a@b\r\nBcc: c@d", "a\r\n\r\nb", "\r\n.\r\n")
	dir := f.TempDir()
	s, err := mail.New(mail.Config{From: address, Dir: dir}, slog.New(slog.DiscardHandler))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, to, subject, text string) {
		if s.Send(t.Context(), mail.Message{To: to, Subject: subject, Text: text}) != nil {
			return
		}
		paths, _ := filepath.Glob(filepath.Join(dir, "*.eml"))
		for _, p := range paths {
			raw, _ := os.ReadFile(p)
			_ = os.Remove(p)
			got, err := stdmail.ReadMessage(bytes.NewReader(raw))
			if err != nil {
				t.Fatalf("%q: %v", raw, err)
			}
			decoded, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
			if len(got.Header) != 9 || len(got.Header["To"]) != 1 || err != nil || decoded != subject && strings.TrimSpace(subject) == subject && !strings.Contains(subject, "=?") {
				t.Fatalf("%d headers, subject %q: %q", len(got.Header), decoded, raw)
			}
		}
	})
}
