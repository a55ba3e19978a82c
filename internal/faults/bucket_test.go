package faults

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"comunita/internal/testkit"
)

// Documents live in a bucket: nothing of them is in the data folder; a store that refuses is told at the start, one that is away later on.
func TestDocumentsInABucket(t *testing.T) {
	t.Parallel()
	backend := s3mem.New()
	if err := backend.CreateBucket("comunita"); err != nil {
		t.Fatal(err)
	}
	store := httptest.NewServer(gofakes3.New(backend).Server())
	defer store.Close()
	bucket := func(name string) []string {
		return []string{"DATABASE_URL=" + testkit.DSN(t), "COMUNITA_FILES_ENDPOINT=" + store.URL, "COMUNITA_FILES_BUCKET=" + name, "COMUNITA_FILES_REGION=eu-south-1",
			"COMUNITA_FILES_ACCESS_KEY=key", "COMUNITA_FILES_SECRET_KEY=hunter2", "COMUNITA_FILES_PATH_STYLE=true"}
	}
	if out, code := install(t, bucket("other")...).command("", "serve"); code == 0 || !strings.Contains(out, "no bucket other") || strings.Contains(out, "hunter2") {
		t.Errorf("a bucket that is not there: exit %d\n%s", code, out)
	}
	i := install(t, bucket("comunita")...)
	i.start()
	token := i.login()
	const body = "%PDF-1.7\n% in a bucket\n%%EOF\n"
	send := func() (int, []byte) {
		return i.send(http.MethodPost, upload, token, body, "Content-Type", "application/pdf")
	}
	if code, answer := send(); code != http.StatusCreated {
		t.Fatalf("%d %s", code, answer)
	}
	if code, _ := send(); code != http.StatusConflict {
		t.Errorf("twice: %d", code)
	}
	objects, err := backend.ListBucket("comunita", nil, gofakes3.ListBucketPage{})
	if err != nil || len(objects.Contents) != 1 || len(i.files()) != 0 {
		t.Errorf("%d objects, %v here, %v", len(objects.Contents), i.files(), err)
	}
	if code, raw := i.send(http.MethodGet, "/documents/1/content", token, ""); code != http.StatusOK || string(raw) != body {
		t.Errorf("%d %s", code, raw)
	}
	store.Close()
	if code, answer := i.send(http.MethodGet, "/documents/1/content", token, ""); code != http.StatusServiceUnavailable || !strings.Contains(string(answer), "files-away") {
		t.Errorf("away: %d %s", code, answer)
	}
	if code, answer := i.send(http.MethodGet, "/documents/1", token, ""); code != http.StatusOK {
		t.Errorf("the row without its file: %d %s", code, answer)
	}
	i.stop(15)
	i.start() // away at the start, too
	if strings.Contains(i.log.String(), "hunter2") {
		t.Error("the log tells the secret")
	}
}
