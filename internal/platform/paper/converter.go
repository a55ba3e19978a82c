package paper

import (
	"archive/zip"
	"bytes"
	"container/list"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"comunita/internal/platform/apperr"
)

// Format is a kind of file that drafts are handed out as.
type Format string

// The formats.
const (
	Docx Format = "docx"
	Odt  Format = "odt"
	Pdf  Format = "pdf"
)

// Media is the type of the files of a format.
func (f Format) Media() string {
	return map[Format]string{Docx: DocxType, Odt: OdtType, Pdf: PdfType}[f]
}

// Converter turns DOCX into the other formats with LibreOffice: one document at a time and one large one beside, each in a process group of its
// own that is killed when it takes too long, with limits on memory, time and output. What it made is remembered by content: who asks for a document
// that takes longer than they can wait is told to ask again, and finds it. Make it with NewConverter; nil makes DOCX only.
type Converter struct {
	program      string // "" : none here
	dir          string // profiles and work files
	patient      time.Duration
	small, large lane
	made         memory
	once         singleflight.Group
}

// lane is where documents of a size are converted, one after the other: a large one keeps no act of a page waiting.
type lane struct {
	name    string
	turn    chan struct{} // held by the one that converts
	waiting chan struct{} // a place in the queue
}

func newLane(name string, queue int) lane {
	return lane{name, make(chan struct{}, 1), make(chan struct{}, queue)}
}

// Limits of one conversion. A ten page act takes a second; the first one, which makes the profile, some five; a register of two thousand risks half
// a minute, several on a busy machine.
const (
	queue       = 32
	largeQueue  = 4
	patience    = 25 * time.Second // of who asks, and of a conversion unless the document is large
	largeSize   = 1 << 20          // bytes of XML
	perMiB      = 40 * time.Second // more, for each
	maxMade     = 30 << 20         // bytes of a result
	maxMemory   = 64 << 20         // of all results remembered
	processKiB  = 4 << 20          // address space; LibreOffice maps a good gigabyte
	processSecs = 60               // of processor, at least
)

// NewConverter finds LibreOffice: program names it, or is empty for the soffice of PATH. Without one the converter offers DOCX only. dir
// is a folder of its own, made when needed.
func NewConverter(program, dir string) *Converter {
	if program == "" {
		program = "soffice"
	}
	found, err := exec.LookPath(program)
	if err == nil {
		found, err = filepath.Abs(found)
	}
	if err != nil {
		found = ""
	}
	c := &Converter{program: found, dir: dir, patient: patience, small: newLane("small", queue), large: newLane("large", largeQueue)}
	c.tidy()
	return c
}

// Formats lists what it can make, DOCX first.
func (c *Converter) Formats() []Format {
	if c == nil || c.program == "" {
		return []Format{Docx}
	}
	return []Format{Docx, Odt, Pdf}
}

// Convert makes a document of a format out of a DOCX. It is safe for concurrent use; equal documents are converted once.
func (c *Converter) Convert(ctx context.Context, docx []byte, to Format) ([]byte, error) {
	if to == Docx {
		return docx, nil
	}
	if c == nil || c.program == "" {
		return nil, apperr.New(apperr.Unavailable, "converter-missing",
			"Su questo server manca LibreOffice: il documento è disponibile solo in DOCX").After(time.Hour)
	}
	key := fmt.Sprintf("%s %x", to, sha256.Sum256(docx))
	if out := c.made.get(key); out != nil {
		return out, nil
	}
	lane, long := &c.small, c.patient
	if size := unpacked(docx); size > largeSize {
		lane, long = &c.large, c.patient+time.Duration(size>>20)*perMiB
	}
	made := c.once.DoChan(key, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), long) // others may wait for it too
		defer cancel()
		if err := lane.enter(ctx); err != nil {
			return nil, err
		}
		defer func() { <-lane.turn; <-lane.waiting }()
		out, err := c.run(ctx, docx, to, lane.name)
		if err != nil {
			return nil, apperr.New(apperr.Unavailable, "conversion-failed", "La conversione non è riuscita: scarica il DOCX, o riprova tra poco").
				After(30 * time.Second).Because(err)
		}
		c.made.put(key, out)
		return out, nil
	})
	later := time.NewTimer(c.patient - c.patient/5) // before the request is over
	defer later.Stop()
	select {
	case r := <-made:
		if r.Err != nil {
			return nil, r.Err
		}
		return r.Val.([]byte), nil
	case <-later.C:
		if lane == &c.large {
			return nil, apperr.New(apperr.Unavailable, "conversion-goes-on", "Il documento è grande e lo stiamo ancora preparando: chiedilo di nuovo tra qualche secondo").After(3 * time.Second)
		}
	}
	r := <-made
	if r.Err != nil {
		return nil, r.Err
	}
	return r.Val.([]byte), nil
}

// unpacked is how many bytes of XML a DOCX holds.
func unpacked(docx []byte) (n uint64) {
	z, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		return 0
	}
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, ".xml") {
			n += f.UncompressedSize64
		}
	}
	return n
}

// enter waits for its turn, in a queue that has an end.
func (l *lane) enter(ctx context.Context) error {
	busy := func() error {
		return apperr.New(apperr.Unavailable, "converter-busy", "Si stanno preparando molti documenti: riprova tra qualche secondo").After(10 * time.Second)
	}
	select {
	case l.waiting <- struct{}{}:
	default:
		return busy()
	}
	select {
	case l.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		<-l.waiting
		return busy()
	}
}

func (c *Converter) run(ctx context.Context, docx []byte, to Format, lane string) ([]byte, error) {
	own, err := filepath.Abs(filepath.Join(c.dir, "process-"+strconv.Itoa(os.Getpid()), lane))
	if err == nil {
		err = os.MkdirAll(own, 0o700)
	}
	if err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp(own, "work-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	in, out := filepath.Join(work, "draft.docx"), filepath.Join(work, "draft."+string(to))
	if err := os.WriteFile(in, docx, 0o600); err != nil {
		return nil, err
	}
	said, err := c.start(ctx, work, "-env:UserInstallation=file://"+filepath.Join(own, "profile"), "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo",
		"--infilter=MS Word 2007 XML", "--convert-to", filters[to], "--outdir", work, in)
	if err == nil {
		var info os.FileInfo
		if info, err = os.Stat(out); err == nil && (info.Size() == 0 || info.Size() > maxMade) {
			err = fmt.Errorf("%d bytes made", info.Size())
		}
	}
	if err != nil {
		_ = os.RemoveAll(own) // a profile that a killed process left half-written spoils the next one
		_ = os.Remove(filepath.Dir(own))
		return nil, fmt.Errorf("%s: %w: %s", filepath.Base(c.program), err, said)
	}
	return os.ReadFile(out)
}

var filters = map[Format]string{Odt: "odt:writer8", Pdf: "pdf:writer_pdf_Export"}

// start runs LibreOffice with nothing of ours but the work folder in its environment, and bounds it.
func (c *Converter) start(ctx context.Context, work string, args ...string) (said []byte, err error) {
	secs := processSecs
	if deadline, ok := ctx.Deadline(); ok {
		secs = max(secs, int(time.Until(deadline).Seconds()))
	}
	limits := fmt.Sprintf(`ulimit -c 0 -f %d -t %d -v %d; exec "$0" "$@"`, 2*maxMade>>9, secs, processKiB)
	var output bytes.Buffer
	for _, isolated := range []bool{true, false} {
		output.Reset()
		cmd := exec.CommandContext(ctx, "/bin/sh", append([]string{"-c", limits, c.program}, args...)...)
		cmd.Dir = work
		cmd.Env = []string{"HOME=" + work, "TMPDIR=" + work, "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "LANG=C.UTF-8", "SAL_USE_VCLPLUGIN=svp"}
		cmd.Stdout, cmd.Stderr = &output, &output
		cmd.WaitDelay = 2 * time.Second
		group(cmd, isolated)
		if err = cmd.Start(); err != nil {
			if isolated {
				continue // not every kernel lets us make a network of its own; the document holds nothing that would use one
			}
			return nil, err
		}
		err = cmd.Wait()
		kill(cmd) // whatever it left behind
		break
	}
	if ctx.Err() != nil {
		err = errors.Join(ctx.Err(), err)
	}
	return bytes.TrimSpace(output.Bytes()), err
}

// tidy removes what processes that are no more left: profiles, and acts of whoever was being served when one was killed. One that hands
// over to this one may still convert; one of the same number, as in a container, is over.
func (c *Converter) tidy() {
	left, _ := filepath.Glob(filepath.Join(c.dir, "process-*"))
	for _, p := range left {
		pid, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(p), "process-"))
		if err != nil || pid != os.Getpid() && alive(pid) {
			continue
		}
		if err := os.RemoveAll(p); err != nil {
			slog.Warn("work of the converter left behind", "err", err)
		}
	}
}

// memory keeps what was made last, up to maxMemory.
type memory struct {
	mu    sync.Mutex
	size  int
	order list.List // of *entry, the latest first
	byKey map[string]*list.Element
}

type entry struct {
	key  string
	body []byte
}

func (m *memory) get(key string) []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.byKey[key]
	if e == nil {
		return nil
	}
	m.order.MoveToFront(e)
	return e.Value.(*entry).body
}

func (m *memory) put(key string, body []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.byKey == nil {
		m.byKey = map[string]*list.Element{}
	}
	if m.byKey[key] != nil {
		return
	}
	m.byKey[key] = m.order.PushFront(&entry{key, body})
	for m.size += len(body); m.size > maxMemory; {
		last := m.order.Back()
		gone := m.order.Remove(last).(*entry)
		delete(m.byKey, gone.key)
		m.size -= len(gone.body)
	}
}
