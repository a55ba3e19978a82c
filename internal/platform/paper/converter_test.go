package paper

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"comunita/internal/platform/apperr"
)

// script is a stand-in for LibreOffice: the faults that the real one has are hard to order.
func script(t *testing.T, body string) *Converter {
	t.Helper()
	path := filepath.Join(t.TempDir(), "soffice")
	if err := os.WriteFile(path, []byte("#!/bin/sh\nfor out; do in=$out; done\nout=$(dirname $in)/draft.pdf\n"+body), 0o700); err != nil {
		t.Fatal(err)
	}
	return NewConverter(path, t.TempDir())
}

func code(err error) string {
	if e, ok := errors.AsType[*apperr.Error](err); ok {
		return e.Code
	}
	return ""
}

// packed is a DOCX with so much XML.
func packed(t *testing.T, size int) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.Create("word/document.xml")
	if err == nil {
		_, err = w.Write(bytes.Repeat([]byte(" "), size))
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestConverter(t *testing.T) {
	ctx := t.Context()
	t.Run("without LibreOffice", func(t *testing.T) {
		for _, c := range []*Converter{nil, NewConverter("/nowhere/soffice", t.TempDir())} {
			if !slices.Equal(c.Formats(), []Format{Docx}) {
				t.Error(c.Formats())
			}
			if out, err := c.Convert(ctx, []byte("x"), Docx); string(out) != "x" || err != nil {
				t.Error(out, err)
			}
			if _, err := c.Convert(ctx, []byte("x"), Pdf); code(err) != "converter-missing" {
				t.Error(err)
			}
		}
	})
	t.Run("equal documents are converted once, one at a time", func(t *testing.T) {
		log := filepath.Join(t.TempDir(), "log")
		c := script(t, "echo begin >> "+log+"; sleep 0.1; cp $in $out; echo end >> "+log)
		var wg sync.WaitGroup
		for i := range 12 {
			wg.Go(func() {
				body := "document " + strconv.Itoa(i%3)
				if out, err := c.Convert(ctx, []byte(body), Pdf); err != nil || string(out) != body {
					t.Error(string(out), err)
				}
			})
		}
		wg.Wait()
		said, err := os.ReadFile(log)
		if err != nil || string(said) != strings.Repeat("begin\nend\n", 3) {
			t.Errorf("%q %v", said, err)
		}
		if left, _ := filepath.Glob(filepath.Join(c.dir, "*", "*", "work-*")); len(left) > 0 {
			t.Error(left)
		}
	})
	t.Run("one that hangs is killed with its children", func(t *testing.T) {
		pids := filepath.Join(t.TempDir(), "pids")
		c := script(t, "sleep 300 & echo $! > "+pids+"; wait")
		c.patient = 300 * time.Millisecond
		begun := time.Now()
		if _, err := c.Convert(ctx, []byte("x"), Pdf); code(err) != "conversion-failed" {
			t.Error(err)
		}
		if time.Since(begun) > 10*time.Second {
			t.Error("it took", time.Since(begun))
		}
		raw, _ := os.ReadFile(pids)
		pid, _ := strconv.Atoi(strings.TrimSpace(string(raw)))
		for i := 0; pid > 0 && running(pid); i++ {
			if i > 50 {
				t.Fatal("the child lives")
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	t.Run("a failure is told and leaves nothing", func(t *testing.T) {
		for _, body := range []string{"exit 3", "exit 0", ": > $out", "head -c 70000000 /dev/zero > $out"} {
			c := script(t, body)
			if _, err := c.Convert(ctx, []byte("x"), Pdf); code(err) != "conversion-failed" {
				t.Errorf("%s: %v", body, err)
			}
			if left, _ := os.ReadDir(c.dir); len(left) > 0 {
				t.Errorf("%s: %v", body, left)
			}
		}
	})
	t.Run("what a killed process left goes, that of a living one stays", func(t *testing.T) {
		dir := t.TempDir()
		at := func(pid int) string { return filepath.Join(dir, "process-"+strconv.Itoa(pid)) }
		for _, pid := range []int{1 << 30, os.Getppid(), os.Getpid()} {
			if err := os.MkdirAll(filepath.Join(at(pid), "work-1"), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		NewConverter("", dir)
		if left, _ := filepath.Glob(at(0)[:len(at(0))-1] + "*"); !slices.Equal(left, []string{at(os.Getppid())}) {
			t.Error(left)
		}
	})
	t.Run("the queue has an end", func(t *testing.T) {
		c := script(t, "sleep 0.5; cp $in $out")
		for range queue {
			c.small.waiting <- struct{}{}
		}
		if _, err := c.Convert(ctx, []byte("x"), Pdf); code(err) != "converter-busy" {
			t.Error(err)
		}
	})
	t.Run("a large one goes on while one asks again, and keeps no small one waiting", func(t *testing.T) {
		count := filepath.Join(t.TempDir(), "count")
		c := script(t, "if [ $(wc -c < $in) -gt 9 ]; then echo x >> "+count+"; sleep 1; fi; cp $in $out")
		c.patient = 500 * time.Millisecond
		large := packed(t, largeSize+1)
		if _, err := c.Convert(ctx, large, Pdf); code(err) != "conversion-goes-on" {
			t.Fatal(err)
		}
		if out, err := c.Convert(ctx, []byte("small"), Pdf); err != nil || string(out) != "small" {
			t.Error(string(out), err)
		}
		for begun := time.Now(); ; {
			out, err := c.Convert(ctx, large, Pdf)
			if err == nil {
				if !bytes.Equal(out, large) {
					t.Error("another document")
				}
				break
			}
			if code(err) != "conversion-goes-on" || time.Since(begun) > 20*time.Second {
				t.Fatal(err)
			}
		}
		if said, _ := os.ReadFile(count); string(said) != "x\n" {
			t.Errorf("converted %q", said)
		}
	})
	t.Run("it has no network, where the kernel allows", func(t *testing.T) {
		c := script(t, "cat /proc/net/dev > $out")
		out, err := c.Convert(ctx, []byte("x"), Pdf)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(out), "\n")[2:] {
			if name, _, _ := strings.Cut(strings.TrimSpace(line), ":"); name != "" && name != "lo" {
				t.Skip("this kernel gives no network of its own; there is", name)
			}
		}
	})
	t.Run("nothing of ours is in its environment", func(t *testing.T) {
		t.Setenv("DATABASE_URL", "postgres://secret")
		c := script(t, "env > $out")
		out, err := c.Convert(ctx, []byte("x"), Pdf)
		if err != nil || strings.Contains(string(out), "secret") {
			t.Errorf("%s %v", out, err)
		}
	})
}

// running tells whether a process does anything: one that was killed may wait to be collected.
func running(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && !bytes.Contains(stat, []byte(") Z "))
}

func TestMemoryIsBounded(t *testing.T) {
	var m memory
	for i := range 100 {
		m.put(strconv.Itoa(i), make([]byte, maxMemory/10))
	}
	if m.size > maxMemory || len(m.byKey) != m.order.Len() || m.get("99") == nil || m.get("0") != nil {
		t.Errorf("%d bytes, %d entries", m.size, len(m.byKey))
	}
}

// The real one, where it is installed; CI has it.
func TestLibreOffice(t *testing.T) {
	c := NewConverter("", t.TempDir())
	if len(c.Formats()) == 1 {
		if os.Getenv("CI") != "" {
			t.Fatal("LibreOffice is missing: .ci/setup paper")
		}
		t.Skip("no LibreOffice here: .ci/setup paper")
	}
	file, err := open(t, whole(t)).Fill(map[string]string{"ente": "Comune di Forza d'Agrò"})
	if err != nil {
		t.Fatal(err)
	}
	odt, err := c.Convert(context.Background(), file, Odt)
	if err != nil || !bytes.HasPrefix(odt, []byte("PK")) || !bytes.Contains(odt[:200], []byte(OdtType)) {
		t.Fatal(err)
	}
	pdf, err := c.Convert(context.Background(), file, Pdf)
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Fatal(err)
	}
	if _, err := c.Convert(context.Background(), []byte("no document"), Pdf); code(err) != "conversion-failed" {
		t.Error(err)
	}
}

// whole is a document that LibreOffice takes: with the relationships that Open does not ask for.
func whole(t *testing.T) []byte {
	return document(t, par(run("Il {{ente}}")), "_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" `+
		`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`)
}
