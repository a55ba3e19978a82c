package v1_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

func milestone(title, day string, change ...func(*v1.MilestoneEdit)) v1.MilestoneEdit {
	m := v1.MilestoneEdit{Step: 1, Title: title, Description: "A Palazzo dei Leoni", Date: day, Precision: "day", Source: "Sito della rete"}
	for _, c := range change {
		c(&m)
	}
	return m
}

func TestMilestones(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T) (app *testkit.App, secretariat testkit.Client) {
		t.Parallel()
		app = testkit.New(t)
		return app, app.As(t, authz.Secretariat)
	}

	t.Run("the secretariat keeps the path, anybody reads it", func(t *testing.T) {
		app, secretariat := setup(t)
		anybody := app.Anonymous()
		made := secretariat.Post(t, "/milestones", milestone("Presentazione ai segretari", "2017-03-21", func(m *v1.MilestoneEdit) {
			m.ActKind, m.ActNumber, m.ActDate, m.URL = "Decreto sindacale", "19", "2017-01-31", "https://www.example.org/decreto.pdf"
		})).Want(http.StatusCreated)
		m := testkit.JSON[v1.Milestone](made)
		path := address("milestones", m.ID)
		if m.Status != "done" || m.State != "" || strings.Join(m.Actions, " ") != "edit archive" || m.URL == "" {
			t.Errorf("%+v", m)
		}
		secretariat.Post(t, "/milestones", milestone("Protocollo d'intesa", "2099-01-01", func(m *v1.MilestoneEdit) { m.Step = 2 })).Want(http.StatusCreated)
		secretariat.Post(t, "/milestones", milestone("Zone omogenee", "2026-01-01", func(m *v1.MilestoneEdit) { m.Step, m.State = 2, "in_progress" })).Want(http.StatusCreated)
		seen := anybody.Get(t, path).Want(http.StatusOK)
		if one := testkit.JSON[v1.Milestone](seen); len(one.Actions) != 0 || one.ActNumber != "19" {
			t.Errorf("%+v", one)
		}
		anybody.Get(t, path, "If-None-Match", seen.ETag()).Want(http.StatusNotModified)
		for query, want := range map[string]string{
			"": "Presentazione ai segretari, Zone omogenee, Protocollo d'intesa", "sort=-date": "Protocollo d'intesa, Zone omogenee, Presentazione ai segretari",
			"step=2": "Zone omogenee, Protocollo d'intesa", "status=done": "Presentazione ai segretari", "status=in_progress&status=planned": "Zone omogenee, Protocollo d'intesa",
			"q=presentazioni": "Presentazione ai segretari", "q=omogenea&status=in_progress": "Zone omogenee", "q=omogenea&status=done": "", "sort=title&limit=1": "Presentazione ai segretari",
			"q=19": "Presentazione ai segretari", "archived=true": "",
		} {
			var got []string
			for _, m := range testkit.JSON[page.Of[v1.Milestone]](anybody.Get(t, "/milestones?"+query).Want(http.StatusOK)).Items {
				got = append(got, m.Title)
			}
			if strings.Join(got, ", ") != want {
				t.Errorf("%s finds %v, want %s", query, got, want)
			}
		}
		if csv := string(anybody.Get(t, "/milestones?sort=date", "Accept", "text/csv").Want(http.StatusOK).Body); strings.Count(csv, "\n") != 4 || !strings.Contains(csv, ";Decreto sindacale;19;2017-01-31;") {
			t.Errorf("csv %s", csv)
		}
		edit := m.MilestoneEdit
		edit.Title = "Presentazione ai segretari comunali"
		secretariat.Put(t, path, edit).Refused(http.StatusPreconditionRequired, "if-match-required")
		secretariat.Put(t, path, edit, "If-Match", made.ETag()).Want(http.StatusOK)
		secretariat.Put(t, path, edit, "If-Match", made.ETag()).Refused(http.StatusPreconditionFailed, "stale-version")
		history := testkit.JSON[page.Of[v1.HistoryEntry]](secretariat.Get(t, path+"/history").Want(http.StatusOK))
		if fmt.Sprint(history.Items[0].Changes) != "[{title Presentazione ai segretari Presentazione ai segretari comunali}]" {
			t.Errorf("history %+v", history.Items)
		}
		for _, role := range []authz.Role{authz.Coordinator, authz.RPCT, authz.Secretary, authz.Commissioner, authz.Referent, authz.Observer, authz.Client} {
			c := app.As(t, role, testkit.Milazzo)
			c.Post(t, "/milestones", edit).Refused(http.StatusForbidden, "missing-permission")
			c.Put(t, path, edit, "If-Match", `"v2"`).Refused(http.StatusForbidden, "missing-permission")
			c.Delete(t, path, "If-Match", `"v2"`).Refused(http.StatusForbidden, "missing-permission")
		}
		anybody.Post(t, "/milestones", edit).Refused(http.StatusUnauthorized, "login-required")
		anybody.Get(t, path+"/history").Refused(http.StatusUnauthorized, "login-required")
		anybody.Get(t, "/milestones/999").Refused(http.StatusNotFound, "milestone-not-found")
		secretariat.Delete(t, path+"?reason=doppio", "If-Match", `"v2"`).Want(http.StatusNoContent)
		secretariat.Put(t, path, edit, "If-Match", `"v3"`).Refused(http.StatusConflict, "milestone-archived")
		if left := testkit.JSON[page.Of[v1.Milestone]](anybody.Get(t, "/milestones")); left.Total != 2 {
			t.Errorf("%d left", left.Total)
		}
	})

	t.Run("where it stands follows from the days, as far as they are known", func(t *testing.T) {
		_, secretariat := setup(t)
		today := authz.Today()
		day := func(t time.Time) string { return t.Format(time.DateOnly) }
		for _, c := range []struct{ from, to, precision, state, want string }{
			{day(today), "", "day", "", "in_progress"}, {day(today.AddDate(0, 0, 1)), "", "day", "", "planned"}, {day(today.AddDate(0, 0, -1)), "", "day", "", "done"},
			{day(today.AddDate(0, 0, -9)), day(today), "day", "", "in_progress"}, {day(today.AddDate(0, 0, -9)), day(today.AddDate(0, 0, -1)), "day", "", "done"},
			{fmt.Sprintf("%d-01-01", today.Year()), "", "year", "", "in_progress"}, {fmt.Sprintf("%d-12-31", today.Year()), "", "year", "", "in_progress"},
			{fmt.Sprintf("%d-12-31", today.Year()-1), "", "year", "", "done"}, {fmt.Sprintf("%d-01-01", today.Year()+1), "", "year", "", "planned"},
			{today.Format("2006-01") + "-01", "", "month", "", "in_progress"}, {day(today.AddDate(0, -2, 0)), "", "month", "", "done"},
			{"2017-01-01", fmt.Sprintf("%d-01-01", today.Year()), "year", "", "in_progress"},
			{"2017-01-01", "", "day", "planned", "planned"}, {"2017-01-01", "", "day", "in_progress", "in_progress"}, {day(today), "", "day", "done", "done"},
		} {
			m := milestone("Traguardo", c.from, func(m *v1.MilestoneEdit) { m.DateTo, m.Precision, m.State = c.to, c.precision, c.state })
			got := testkit.JSON[v1.Milestone](secretariat.Post(t, "/milestones", m).Want(http.StatusCreated))
			if got.Status != c.want {
				t.Errorf("%+v stands at %s", c, got.Status)
			}
			found := testkit.JSON[page.Of[v1.Milestone]](secretariat.Get(t, "/milestones?limit=200&status="+c.want))
			if n := len(found.Items); n == 0 || found.Items[n-1].Status != c.want {
				t.Errorf("the filter disagrees on %+v", c)
			}
		}
	})

	t.Run("its document is one that everybody may read", func(t *testing.T) {
		app, secretariat := setup(t)
		upload := func(sharing string) (v1.Document, string) {
			r := secretariat.Upload(t, uploadPath("", "act", sharing+".pdf")+"&sharing="+sharing, pdf, aPDF(sharing)).Want(http.StatusCreated)
			return testkit.JSON[v1.Document](r), r.ETag()
		}
		public, tag := upload("public")
		network, _ := upload("network")
		nothing := int64(999)
		for _, id := range []*int64{&network.ID, &nothing} {
			secretariat.Post(t, "/milestones", milestone("Protocollo", "2026-01-15", func(m *v1.MilestoneEdit) { m.DocumentID = id })).
				Refused(http.StatusUnprocessableEntity, "validation", "/document_id")
		}
		made := secretariat.Post(t, "/milestones", milestone("Protocollo", "2026-01-15", func(m *v1.MilestoneEdit) { m.DocumentID = &public.ID })).Want(http.StatusCreated)
		path := address("milestones", testkit.JSON[v1.Milestone](made).ID)
		seen := app.Anonymous().Get(t, path).Want(http.StatusOK)
		if m := testkit.JSON[v1.Milestone](seen); m.DocumentID == nil || *m.DocumentID != public.ID || m.DocumentTitle != "public" {
			t.Errorf("%+v", m)
		}
		app.Anonymous().Get(t, address("documents", public.ID)+"/content").Want(http.StatusOK)
		used := secretariat.Delete(t, address("documents", public.ID), "If-Match", tag).Refused(http.StatusConflict, "document-in-use")
		if !strings.Contains(string(used.Body), "il traguardo «Protocollo»") {
			t.Errorf("%s", used.Body)
		}
		// no longer public, it is no longer shown
		edit := public.DocumentEdit
		edit.Sharing = "own"
		secretariat.Put(t, address("documents", public.ID), edit, "If-Match", tag).Want(http.StatusOK)
		if m := testkit.JSON[v1.Milestone](app.Anonymous().Get(t, path, "If-None-Match", seen.ETag()).Want(http.StatusOK)); m.DocumentTitle != "" {
			t.Errorf("%+v", m)
		}
	})

	t.Run("what is written is checked", func(t *testing.T) {
		_, secretariat := setup(t)
		for pointer, change := range map[string]func(*v1.MilestoneEdit){
			"/title": func(m *v1.MilestoneEdit) { m.Title = " " }, "/step": func(m *v1.MilestoneEdit) { m.Step = 21 },
			"/date": func(m *v1.MilestoneEdit) { m.Date = "1789-07-14" }, "/date_to": func(m *v1.MilestoneEdit) { m.DateTo = "2017-01-01" },
			"/precision": func(m *v1.MilestoneEdit) { m.Precision = "decade" }, "/state": func(m *v1.MilestoneEdit) { m.Date, m.State = "2099-01-01", "done" },
			"/act_date": func(m *v1.MilestoneEdit) { m.ActKind, m.ActDate = "Decreto", "2199-01-01" }, "/act_kind": func(m *v1.MilestoneEdit) { m.ActNumber = "7" },
			"/description": func(m *v1.MilestoneEdit) { m.Description = "Lo presenta il sig. Rossi" }, "/source": func(m *v1.MilestoneEdit) { m.Source = "anna@example.org" },
		} {
			secretariat.Post(t, "/milestones", milestone("Traguardo", "2017-03-21", change)).Refused(http.StatusUnprocessableEntity, "validation", pointer)
		}
		for _, bad := range []string{"javascript:alert(1)", "ftp://example.org", "/documenti/7", "https://", "example.org"} {
			secretariat.Post(t, "/milestones", milestone("Traguardo", "2017-03-21", func(m *v1.MilestoneEdit) { m.URL = bad })).
				Refused(http.StatusUnprocessableEntity, "validation", "/url")
		}
		secretariat.Post(t, "/milestones", map[string]any{"nome": "x"}).Refused(http.StatusBadRequest, "malformed", "/nome")
		secretariat.Get(t, "/milestones?status=forse").Want(http.StatusBadRequest)
	})
}
