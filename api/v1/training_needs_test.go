package v1_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"comunita/api/httpx"
	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

func need(change ...func(*v1.TrainingNeedNew)) v1.TrainingNeedNew {
	n := v1.TrainingNeedNew{Municipality: testkit.Milazzo, TrainingNeedEdit: v1.TrainingNeedEdit{
		Year: 2026, Topic: "TF07", Description: "Proroghe e rinnovi dei contratti", Level: "specific", Reason: "new_rules", Audience: "RUP", Persons: 3,
		CurrentLevel: 2, DesiredLevel: 3, Priority: "medium", Mode: "webinar"}}
	for _, c := range change {
		c(&n)
	}
	return n
}

func TestTrainingNeeds(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T) (app *testkit.App, mine, other testkit.Client) {
		t.Parallel()
		app = testkit.New(t)
		app.Basics(t)
		return app, app.As(t, authz.Referent, testkit.Milazzo), app.As(t, authz.Referent, testkit.Malfa)
	}

	t.Run("a referent keeps the needs of their municipality", func(t *testing.T) {
		app, mine, other := setup(t)
		made := mine.Post(t, "/training-needs", need()).Want(http.StatusCreated)
		n := testkit.JSON[v1.TrainingNeed](made)
		path := fmt.Sprintf("/training-needs/%d", n.ID)
		if got := made.Header.Get("Location"); got != httpx.Base+path {
			t.Errorf("Location %q", got)
		}
		if strings.Join(n.Actions, " ") != "edit archive" {
			t.Errorf("actions %v", n.Actions)
		}
		for _, q := range []string{"q=proroga", "q=PROROGHE", "q=rinnov", "municipality=" + testkit.Milazzo, "topic=TF07&year=2026", ""} {
			found := testkit.JSON[page.Of[v1.TrainingNeed]](mine.Get(t, "/training-needs?"+q).Want(http.StatusOK))
			if found.Total != 1 || len(found.Items) != 1 {
				t.Errorf("%s finds %d of %d", q, len(found.Items), found.Total)
			}
		}
		if found := testkit.JSON[page.Of[v1.TrainingNeed]](mine.Get(t, "/training-needs?q=urbanistica")); found.Total != 0 {
			t.Errorf("another word finds %d", found.Total)
		}
		// hidden, not forbidden
		other.Get(t, path).Refused(http.StatusNotFound, "training-need-not-found")
		if found := testkit.JSON[page.Of[v1.TrainingNeed]](other.Get(t, "/training-needs?municipality="+testkit.Milazzo)); found.Total != 0 {
			t.Errorf("another municipality sees %d", found.Total)
		}
		other.Post(t, "/training-needs", need()).Refused(http.StatusUnprocessableEntity, "validation", "/municipality")
		coordinator := app.As(t, authz.Coordinator, testkit.Milazzo, testkit.Malfa)
		seen := testkit.JSON[v1.TrainingNeed](coordinator.Get(t, path).Want(http.StatusOK))
		if len(seen.Actions) != 0 {
			t.Errorf("a coordinator is offered %v", seen.Actions)
		}
		coordinator.Put(t, path, need().TrainingNeedEdit, "If-Match", made.ETag()).Refused(http.StatusForbidden, "missing-permission")
		app.Anonymous().Get(t, path).Refused(http.StatusUnauthorized, "login-required")
		app.As(t, authz.Observer).Get(t, path).Refused(http.StatusForbidden, "missing-permission")
	})

	t.Run("a stale edit is refused and says who was first", func(t *testing.T) {
		_, mine, _ := setup(t)
		made := mine.Post(t, "/training-needs", need()).Want(http.StatusCreated)
		path := fmt.Sprintf("/training-needs/%d", testkit.JSON[v1.TrainingNeed](made).ID)
		edit := need(func(n *v1.TrainingNeedNew) { n.Persons = 9 }).TrainingNeedEdit
		mine.Put(t, path, edit).Refused(http.StatusPreconditionRequired, "if-match-required")
		fresh := mine.Put(t, path, edit, "If-Match", made.ETag()).Want(http.StatusOK)
		late := mine.Put(t, path, edit, "If-Match", made.ETag()).Refused(http.StatusPreconditionFailed, "stale-version")
		if !strings.Contains(string(late.Body), `"changed_by":"account:`) || !strings.Contains(string(late.Body), `"version":2`) {
			t.Errorf("the refusal does not say who: %s", late.Body)
		}
		mine.Get(t, path, "If-None-Match", fresh.ETag()).Want(http.StatusNotModified)
		mine.Get(t, path, "If-None-Match", made.ETag()).Want(http.StatusOK)

		history := testkit.JSON[page.Of[v1.HistoryEntry]](mine.Get(t, path+"/history").Want(http.StatusOK))
		if len(history.Items) != 2 || fmt.Sprint(history.Items[0].Changes) != "[{persons 3 9}]" {
			t.Errorf("history %+v", history)
		}

		mine.Delete(t, path+"?reason=doppione", "If-Match", fresh.ETag()).Want(http.StatusNoContent)
		gone := testkit.JSON[v1.TrainingNeed](mine.Get(t, path).Want(http.StatusOK))
		if gone.ArchivedAt == nil || gone.ArchiveReason != "doppione" || len(gone.Actions) != 0 {
			t.Errorf("archived: %+v", gone)
		}
		mine.Put(t, path, edit, "If-Match", `"v3"`).Refused(http.StatusConflict, "training-need-archived")
		if found := testkit.JSON[page.Of[v1.TrainingNeed]](mine.Get(t, "/training-needs")); found.Total != 0 {
			t.Errorf("an archived need is listed")
		}
		if found := testkit.JSON[page.Of[v1.TrainingNeed]](mine.Get(t, "/training-needs?archived=true")); found.Total != 1 {
			t.Errorf("the archive lists %d", found.Total)
		}
		if found := testkit.JSON[page.Of[v1.TrainingNeed]](mine.Get(t, "/training-needs?updated_since=2020-01-01T00:00:00Z")); found.Total != 1 {
			t.Errorf("the change feed lists %d", found.Total)
		}
	})

	t.Run("a repeated create happens once", func(t *testing.T) {
		app, mine, other := setup(t)
		const key = "k-1"
		var wg sync.WaitGroup
		codes := make([]int, 16)
		for i := range codes {
			wg.Go(func() { codes[i] = mine.Post(t, "/training-needs", need(), "Idempotency-Key", key).Code })
		}
		wg.Wait()
		for _, c := range codes {
			if c != http.StatusCreated && c != http.StatusConflict {
				t.Errorf("a concurrent repeat got %d", c)
			}
		}
		a := mine.Post(t, "/training-needs", need(), "Idempotency-Key", key).Want(http.StatusCreated)
		b := mine.Post(t, "/training-needs", need(), "Idempotency-Key", key).Want(http.StatusCreated)
		if string(a.Body) != string(b.Body) || a.Header.Get("Location") != b.Header.Get("Location") || a.ETag() != b.ETag() {
			t.Errorf("replay differs: %s %s", a.Body, b.Body)
		}
		if found := testkit.JSON[page.Of[v1.TrainingNeed]](mine.Get(t, "/training-needs")); found.Total != 1 {
			t.Errorf("%d rows", found.Total)
		}
		mine.Post(t, "/training-needs", need(func(n *v1.TrainingNeedNew) { n.Persons = 7 }), "Idempotency-Key", key).
			Refused(http.StatusUnprocessableEntity, "idempotency-key-reused")
		other.Post(t, "/training-needs", need(func(n *v1.TrainingNeedNew) { n.Municipality = testkit.Malfa }), "Idempotency-Key", key).Want(http.StatusCreated)
		mine.Post(t, "/training-needs", need(), "Idempotency-Key", "spazi no").Refused(http.StatusBadRequest, "bad-idempotency-key")
		_ = app
	})

	t.Run("an outside system writes by its own key", func(t *testing.T) {
		app, _, _ := setup(t)
		client := app.As(t, authz.Client, testkit.Milazzo)
		path := "/training-needs/external/" + testkit.Milazzo + "/HR-1"
		a := testkit.JSON[v1.TrainingNeed](client.Put(t, path, need().TrainingNeedEdit).Want(http.StatusOK))
		b := testkit.JSON[v1.TrainingNeed](client.Put(t, path, need().TrainingNeedEdit).Want(http.StatusOK))
		c := testkit.JSON[v1.TrainingNeed](client.Put(t, path, need(func(n *v1.TrainingNeedNew) { n.Persons = 8 }).TrainingNeedEdit).Want(http.StatusOK))
		if a.ID != b.ID || b.ID != c.ID || b.Version != 1 || c.Version != 2 || c.Persons != 8 {
			t.Errorf("%+v %+v %+v", a, b, c)
		}
		client.Put(t, "/training-needs/external/"+testkit.Malfa+"/HR-1", need().TrainingNeedEdit).Refused(http.StatusNotFound, "training-need-not-found")
		client.Put(t, "/training-needs/external/83049/HR-1", need().TrainingNeedEdit).Refused(http.StatusBadRequest, "malformed", "istat_code")
	})

	t.Run("many rows, each with its result", func(t *testing.T) {
		app, mine, _ := setup(t)
		good := v1.TrainingNeedBulk{TrainingNeedNew: need(), ExternalRef: "a"}
		bad := v1.TrainingNeedBulk{TrainingNeedNew: need(func(n *v1.TrainingNeedNew) { n.Topic = "TF99" }), ExternalRef: "b"}
		body := page.Rows[v1.TrainingNeedBulk]{Rows: []v1.TrainingNeedBulk{good, bad}}
		count := func() int {
			return testkit.JSON[page.Of[v1.TrainingNeed]](mine.Get(t, "/training-needs")).Total
		}
		out := testkit.JSON[httpx.BulkResult](mine.Post(t, "/training-needs/bulk", body).Want(http.StatusOK))
		if out.Committed || out.Failed != 1 || out.Results[0].Status != httpx.RolledBack || out.Results[1].Problem.Errors[0].Pointer != "/topic" || count() != 0 {
			t.Errorf("stop: %+v", out)
		}
		out = testkit.JSON[httpx.BulkResult](mine.Post(t, "/training-needs/bulk?dry_run=true&on_error=skip", body).Want(http.StatusOK))
		if out.Committed || out.Created != 1 || out.Failed != 1 || count() != 0 {
			t.Errorf("dry run: %+v", out)
		}
		out = testkit.JSON[httpx.BulkResult](mine.Post(t, "/training-needs/bulk?on_error=skip", body).Want(http.StatusOK))
		if !out.Committed || out.Created != 1 || count() != 1 {
			t.Errorf("skip: %+v", out)
		}
		out = testkit.JSON[httpx.BulkResult](mine.Post(t, "/training-needs/bulk?on_error=skip", body).Want(http.StatusOK))
		if out.Unchanged != 1 {
			t.Errorf("again: %+v", out)
		}
		export := mine.Get(t, "/training-needs", "Accept", "text/csv", "Accept-Language", "it").Want(http.StatusOK)
		text := string(export.Body)
		if !strings.HasPrefix(text, "\ufeffid;version;municipality;year;") || !strings.Contains(text, "Proroghe e rinnovi") {
			t.Errorf("csv: %s", text)
		}
		table := "municipality;year;topic;level;reason;audience;persons;current_level;desired_level;priority;mode;external_ref\n" +
			"083049;2026;TF01;general;legal_duty;tutti;12;1;2;low;e_learning;c\n083049;2026;TF01;general;legal_duty;tutti;dodici;1;2;low;e_learning;d\n"
		out = testkit.JSON[httpx.BulkResult](mine.Post(t, "/training-needs/bulk?on_error=skip", table, "Content-Type", "text/csv").Want(http.StatusOK))
		if out.Created != 1 || out.Failed != 1 || out.Results[1].Row != 3 || out.Results[1].Problem.Errors[0].Pointer != "/persons" {
			t.Errorf("csv in: %+v", out)
		}
		mine.Post(t, "/training-needs/bulk", "comune;anno\n083049;2026\n", "Content-Type", "text/csv").Refused(http.StatusUnprocessableEntity, "sheet-header")
		xlsx := mine.Get(t, "/training-needs", "Accept", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet").Want(http.StatusOK)
		if !strings.HasPrefix(string(xlsx.Body), "PK") {
			t.Error("xlsx is not a zip")
		}
		nd := mine.Get(t, "/training-needs", "Accept", "application/x-ndjson").Want(http.StatusOK)
		if strings.Count(string(nd.Body), "\n") != 2 {
			t.Errorf("ndjson: %s", nd.Body)
		}
		mine.Get(t, "/training-needs", "Accept", "image/png").Want(http.StatusNotAcceptable)
		lines := `{"municipality":"083049","x":1}` + "\n" + `{"municipality":`
		out = testkit.JSON[httpx.BulkResult](mine.Post(t, "/training-needs/bulk", lines, "Content-Type", "application/x-ndjson").Want(http.StatusOK))
		if out.Failed != 2 || out.Results[0].Problem.Errors[0].Pointer != "/x" {
			t.Errorf("ndjson: %+v", out)
		}
		_ = app
	})

	t.Run("bad input is named field by field", func(t *testing.T) {
		_, mine, _ := setup(t)
		mine.Post(t, "/training-needs", need(func(n *v1.TrainingNeedNew) { n.Audience = "  "; n.Priority = "urgent" })).
			Refused(http.StatusUnprocessableEntity, "validation", "/audience", "/priority")
		mine.Post(t, "/training-needs", need(func(n *v1.TrainingNeedNew) { n.DesiredLevel = 1; n.Priority = "high"; n.Topic = "TF99" })).
			Refused(http.StatusUnprocessableEntity, "validation", "/desired_level", "/motivation", "/topic")
		mine.Post(t, "/training-needs", map[string]any{"comune": "x"}).Refused(http.StatusBadRequest, "malformed", "/comune")
		mine.Post(t, "/training-needs", map[string]any{"year": "duemila"}).Refused(http.StatusBadRequest, "malformed", "/year")
		mine.Post(t, "/training-needs", `{"year":2026,"year":2027}`).Refused(http.StatusBadRequest, "malformed")
		mine.Post(t, "/training-needs", `{"audience":"a\u0000b"}`).Refused(http.StatusUnprocessableEntity, "validation", "/audience")
		mine.Post(t, "/training-needs", `{`).Refused(http.StatusBadRequest, "malformed")
		mine.Post(t, "/training-needs", strings.Repeat("[", 100_000)).Refused(http.StatusBadRequest, "malformed")
		mine.Post(t, "/training-needs", strings.Repeat(" ", 1<<20+1)).Refused(http.StatusRequestEntityTooLarge, "too-large")
		mine.Post(t, "/training-needs", "x", "Content-Type", "text/plain").Refused(http.StatusUnsupportedMediaType, "content-type")
		for path, pointer := range map[string]string{
			"?sort=password": "sort", "?cursor=zzz": "cursor", "?limit=0": "", "?limit=-1": "limit", "?limit=1000000000": "limit", "?limit=x": "limit", "?boh=1": "boh",
			"?updated_since=ieri": "updated_since", "?year=99999999999999999999": "year", "?municipality=83049": "municipality[0]", "?q=%00": "q", "?q=%ff": "q",
		} {
			if pointer != "" {
				mine.Get(t, "/training-needs"+path).Want(http.StatusBadRequest)
			}
		}
		mine.Get(t, "/training-needs/abc").Refused(http.StatusBadRequest, "malformed", "id")
		mine.Get(t, "/training-needs/9223372036854775808").Refused(http.StatusBadRequest, "malformed", "id")
		mine.Get(t, "/training-needs/7").Refused(http.StatusNotFound, "training-need-not-found")
		mine.Get(t, "/nulla").Refused(http.StatusNotFound, "not-found")
	})
}
