package v1_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

func deadline(code, day string, change ...func(*v1.DeadlineEdit)) v1.DeadlineEdit {
	d := v1.DeadlineEdit{Code: code, Title: "Scadenza " + code, EffectiveDate: day, SourceAct: "Art. 1 c. 14 L. 190/2012", AppliesTo: "all"}
	_, _ = fmt.Sscanf(day, "%d", &d.Year)
	for _, c := range change {
		c(&d)
	}
	return d
}

func TestDeadlines(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T) (app *testkit.App, secretariat testkit.Client) {
		t.Parallel()
		app = testkit.New(t)
		app.Basics(t)
		return app, app.As(t, authz.Secretariat)
	}
	codesOf := func(t *testing.T, c testkit.Client, query string) string {
		t.Helper()
		var out []string
		for _, d := range testkit.JSON[page.Of[v1.Deadline]](c.Get(t, "/deadlines?"+query).Want(http.StatusOK)).Items {
			out = append(out, d.Code)
		}
		return strings.Join(out, " ")
	}
	in := func(days int) string { return authz.Today().AddDate(0, 0, days).Format(time.DateOnly) }
	applies := func(to string) func(*v1.DeadlineEdit) { return func(d *v1.DeadlineEdit) { d.AppliesTo = to } }

	t.Run("the secretariat keeps them, whoever is logged in reads them", func(t *testing.T) {
		app, secretariat := setup(t)
		made := secretariat.Post(t, "/deadlines", deadline("relazione", "2026-01-31", func(d *v1.DeadlineEdit) { d.LegalDate = "2025-12-15" })).Want(http.StatusCreated)
		d := testkit.JSON[v1.Deadline](made)
		path := address("deadlines", d.ID)
		if d.LegalDate != "2025-12-15" || d.EffectiveDate != "2026-01-31" || strings.Join(d.Actions, " ") != "edit archive" {
			t.Errorf("%+v", d)
		}
		secretariat.Post(t, "/deadlines", deadline("conferma", "2026-03-30", applies("simplified"))).Want(http.StatusCreated)
		secretariat.Post(t, "/deadlines", deadline("piccoli", "2026-04-30", applies("small"))).Want(http.StatusCreated)
		secretariat.Post(t, "/deadlines", deadline("grandi", "2027-05-31", applies("ordinary"))).Want(http.StatusCreated)
		reader := app.As(t, authz.Observer)
		for query, want := range map[string]string{
			"": "relazione conferma piccoli grandi", "sort=-date": "grandi piccoli conferma relazione", "regime=ordinary": "relazione grandi",
			"regime=simplified": "relazione conferma", "regime=small": "relazione conferma piccoli", "regime=undetermined": "relazione conferma piccoli grandi",
			"year=2027": "grandi", "from=2026-03-30&to=2026-04-30": "conferma piccoli", "code=piccoli": "piccoli", "q=scadenze": "relazione conferma piccoli grandi",
			"sort=title&limit=1": "conferma", "archived=true": "",
		} {
			if got := codesOf(t, reader, query); got != want {
				t.Errorf("%s finds %s, want %s", query, got, want)
			}
		}
		if one := testkit.JSON[v1.Deadline](reader.Get(t, path).Want(http.StatusOK)); len(one.Actions) != 0 {
			t.Errorf("%+v", one)
		}
		edit := d.DeadlineEdit
		edit.EffectiveDate, edit.SourceAct = "2026-02-15", "Comunicato del Presidente ANAC"
		secretariat.Put(t, path, edit).Refused(http.StatusPreconditionRequired, "if-match-required")
		secretariat.Put(t, path, edit, "If-Match", made.ETag()).Want(http.StatusOK)
		secretariat.Put(t, path, edit, "If-Match", made.ETag()).Refused(http.StatusPreconditionFailed, "stale-version")
		history := testkit.JSON[page.Of[v1.HistoryEntry]](secretariat.Get(t, path+"/history").Want(http.StatusOK))
		if len(history.Items) != 2 || len(history.Items[0].Changes) != 2 {
			t.Errorf("history %+v", history.Items)
		}
		for _, role := range []authz.Role{authz.Coordinator, authz.RPCT, authz.Secretary, authz.Commissioner, authz.Referent, authz.Observer, authz.Client} {
			c := app.As(t, role, testkit.Milazzo)
			c.Get(t, "/deadlines").Want(http.StatusOK)
			c.Post(t, "/deadlines", edit).Refused(http.StatusForbidden, "missing-permission")
			c.Put(t, path, edit, "If-Match", `"v2"`).Refused(http.StatusForbidden, "missing-permission")
			c.Delete(t, path, "If-Match", `"v2"`).Refused(http.StatusForbidden, "missing-permission")
			c.Post(t, "/deadlines/carry-over", v1.DeadlineCarryOver{From: 2026}).Refused(http.StatusForbidden, "missing-permission")
		}
		app.Anonymous().Get(t, "/deadlines").Refused(http.StatusUnauthorized, "login-required")
		app.Anonymous().Get(t, path).Refused(http.StatusUnauthorized, "login-required")
		reader.Get(t, "/deadlines/999").Refused(http.StatusNotFound, "deadline-not-found")
		secretariat.Delete(t, path+"?reason=doppia", "If-Match", `"v2"`).Want(http.StatusNoContent)
		secretariat.Put(t, path, edit, "If-Match", `"v3"`).Refused(http.StatusConflict, "deadline-archived")
	})

	t.Run("what is written is checked", func(t *testing.T) {
		_, secretariat := setup(t)
		for pointer, change := range map[string]func(*v1.DeadlineEdit){
			"/code": func(d *v1.DeadlineEdit) { d.Code = "Relazione RPCT" }, "/year": func(d *v1.DeadlineEdit) { d.Year = 1999 },
			"/title": func(d *v1.DeadlineEdit) { d.Title = " " }, "/effective_date": func(d *v1.DeadlineEdit) { d.EffectiveDate = "2025-11-30" },
			"/legal_date": func(d *v1.DeadlineEdit) { d.LegalDate = "2013-12-15" }, "/source_act": func(d *v1.DeadlineEdit) { d.SourceAct = "" },
			"/applies_to": func(d *v1.DeadlineEdit) { d.AppliesTo = "tutti" }, "/note": func(d *v1.DeadlineEdit) { d.Note = "La cura il dott. Rossi" },
		} {
			secretariat.Post(t, "/deadlines", deadline("relazione", "2026-01-31", change)).Refused(http.StatusUnprocessableEntity, "validation", pointer)
		}
		secretariat.Post(t, "/deadlines", deadline("relazione", "2025-12-01", func(d *v1.DeadlineEdit) { d.Year, d.SourceAct, d.Planned = 2026, "", true })).Want(http.StatusCreated)
		secretariat.Post(t, "/deadlines", deadline("relazione", "2026-01-31")).Refused(http.StatusConflict, "deadline-duplicate", "/code")
		secretariat.Get(t, "/deadlines?regime=tutti").Want(http.StatusBadRequest)
	})

	t.Run("a year is carried over once, what is there stays", func(t *testing.T) {
		_, secretariat := setup(t)
		secretariat.Post(t, "/deadlines", deadline("relazione", "2026-01-31", func(d *v1.DeadlineEdit) { d.LegalDate = "2025-12-15" })).Want(http.StatusCreated)
		secretariat.Post(t, "/deadlines", deadline("piao", "2026-03-30")).Want(http.StatusCreated)
		secretariat.Post(t, "/deadlines", deadline("dup", "2026-07-31")).Want(http.StatusCreated)
		secretariat.Post(t, "/deadlines", deadline("dup", "2027-06-30")).Want(http.StatusCreated)
		gone := secretariat.Post(t, "/deadlines", deadline("tolta", "2026-07-31")).Want(http.StatusCreated)
		secretariat.Delete(t, address("deadlines", testkit.JSON[v1.Deadline](gone).ID), "If-Match", gone.ETag()).Want(http.StatusNoContent)
		for _, want := range []v1.DeadlineCarried{{Year: 2027, Copied: 2, Kept: 1}, {Year: 2027, Copied: 0, Kept: 3}} {
			got := testkit.JSON[v1.DeadlineCarried](secretariat.Post(t, "/deadlines/carry-over", v1.DeadlineCarryOver{From: 2026}).Want(http.StatusOK))
			if got != want {
				t.Errorf("%+v, want %+v", got, want)
			}
		}
		var got []string
		for _, d := range testkit.JSON[page.Of[v1.Deadline]](secretariat.Get(t, "/deadlines?year=2027")).Items {
			got = append(got, fmt.Sprint(d.Code, " ", d.LegalDate, " ", d.EffectiveDate, " ", d.Planned))
		}
		if s := strings.Join(got, ", "); s != "relazione 2026-12-15 2026-12-15 true, piao  2027-03-30 true, dup  2027-06-30 false" {
			t.Error(s)
		}
		secretariat.Post(t, "/deadlines/carry-over", v1.DeadlineCarryOver{From: 2030}).Refused(http.StatusUnprocessableEntity, "validation", "/from")
	})

	t.Run("the calendar is public, read back it says the same, and moves what moves", func(t *testing.T) {
		app, secretariat := setup(t)
		long := "Relazione annuale del RPCT, con l'elenco; virgole, à è ì ò ù e tutto ciò che una riga di settantacinque ottetti non contiene"
		made := secretariat.Post(t, "/deadlines", deadline("relazione", in(10), func(d *v1.DeadlineEdit) { d.Title, d.Product = long, "Una\nseconda riga" })).Want(http.StatusCreated)
		secretariat.Post(t, "/deadlines", deadline("piao", in(40), func(d *v1.DeadlineEdit) { d.Planned, d.LegalDate = true, in(20) })).Want(http.StatusCreated)
		secretariat.Post(t, "/deadlines", deadline("grandi", in(30), applies("ordinary"))).Want(http.StatusCreated)
		secretariat.Post(t, "/deadlines", deadline("vecchia", in(-300))).Want(http.StatusCreated)
		read := func(regime string, headers ...string) (*ics.Calendar, *testkit.Response) {
			t.Helper()
			r := app.Anonymous().Get(t, "/deadlines/calendar?regime="+regime, headers...).Want(http.StatusOK)
			for line := range strings.SplitSeq(string(r.Body), "\r\n") {
				if len(line) > 75 {
					t.Errorf("a line of %d octets: %s", len(line), line)
				}
			}
			c, err := ics.ParseCalendar(strings.NewReader(string(r.Body)))
			if err != nil {
				t.Fatal(err)
			}
			return c, r
		}
		c, r := read("small")
		if r.Get("Content-Type") != "text/calendar" || !strings.Contains(r.Get("Content-Disposition"), "scadenze.ics") || len(c.Events()) != 2 {
			t.Fatalf("%v %s", r.Header, r.Body)
		}
		value := func(e *ics.VEvent, p ics.ComponentProperty) string { return e.GetProperty(p).Value }
		e := c.Events()[0]
		year := in(10)[:4]
		start, err := e.GetAllDayStartAt()
		if err != nil || start.Format(time.DateOnly) != in(10) || e.Id() != "scadenza-relazione-"+year+"@comunita-di-pratiche" || value(e, ics.ComponentPropertySummary) != long ||
			!strings.Contains(value(e, ics.ComponentPropertyDescription), "Una\nseconda riga") || value(e, ics.ComponentPropertyStatus) != "CONFIRMED" {
			t.Errorf("%v %s", err, e.Serialize(&ics.SerializationConfiguration{MaxLength: 75, NewLine: "\n", PropertyMaxLength: 75}))
		}
		p := c.Events()[1]
		if value(p, ics.ComponentPropertyStatus) != "TENTATIVE" || value(p, ics.ComponentPropertySummary) != "Scadenza piao (data prevista)" ||
			!strings.Contains(value(p, ics.ComponentPropertyDescription), "Data di legge: ") {
			t.Errorf("%+v", p)
		}
		app.Anonymous().Get(t, "/deadlines/calendar?regime=small", "If-None-Match", r.ETag()).Want(http.StatusNotModified)
		if all, _ := read("undetermined"); len(all.Events()) != 3 {
			t.Errorf("%d events", len(all.Events()))
		}
		edit := testkit.JSON[v1.Deadline](made).DeadlineEdit
		edit.EffectiveDate = in(11)
		if in(11)[:4] == year {
			secretariat.Put(t, address("deadlines", testkit.JSON[v1.Deadline](made).ID), edit, "If-Match", made.ETag()).Want(http.StatusOK)
			moved, _ := read("small", "If-None-Match", r.ETag())
			if m := moved.Events()[0]; m.Id() != e.Id() || value(m, ics.ComponentPropertySequence) != "1" {
				t.Errorf("%s", m.Id())
			}
		}
		app.Anonymous().Get(t, "/deadlines/calendar").Want(http.StatusBadRequest)
		app.Anonymous().Get(t, "/deadlines/calendar?regime=tutti").Want(http.StatusBadRequest)
	})

	t.Run("the next ones on the home, by regime, like a traffic light", func(t *testing.T) {
		app, secretariat := setup(t)
		app.Exec(t, `UPDATE municipalities SET employees = 60, employees_year = 2025 WHERE istat_code = '083049'`)
		app.Exec(t, `UPDATE municipalities SET employees = 9, employees_year = 2025 WHERE istat_code = '083043'`)
		for i, d := range []v1.DeadlineEdit{deadline("ieri", in(-1)), deadline("oggi", in(0)), deadline("presto", in(15), applies("simplified")), deadline("poi", in(16)),
			deadline("grandi", in(60), applies("ordinary")), deadline("lontana", in(61)), deadline("piccoli", in(62), applies("small")), deadline("ultima", in(63)), deadline("troppe", in(64))} {
			if made := secretariat.Post(t, "/deadlines", d); made.Code != http.StatusCreated {
				t.Fatalf("%d %s", i, made.Body)
			}
		}
		next := func(c testkit.Client) string {
			var out []string
			for _, d := range testkit.JSON[page.Of[v1.MyDeadline]](c.Get(t, "/me/deadlines").Want(http.StatusOK)).Items {
				out = append(out, strings.TrimPrefix(d.Title, "Scadenza ")+" "+d.Level+" "+strings.Join(d.Municipalities, "+"))
			}
			return strings.Join(out, ", ")
		}
		for _, c := range []struct {
			who  testkit.Client
			want string
		}{
			{app.As(t, authz.RPCT, testkit.Milazzo), "oggi red Milazzo, poi amber Milazzo, grandi amber Milazzo, lontana green Milazzo, ultima green Milazzo, troppe green Milazzo"},
			{app.As(t, authz.Referent, testkit.Malfa), "oggi red Malfa, presto red Malfa, poi amber Malfa, lontana green Malfa, piccoli green Malfa, ultima green Malfa"},
			{app.As(t, authz.Secretary, testkit.Milazzo, testkit.Malfa), "oggi red Malfa+Milazzo, presto red Malfa, poi amber Malfa+Milazzo, grandi amber Milazzo, lontana green Malfa+Milazzo, piccoli green Malfa"},
			{app.As(t, authz.RPCT, testkit.Capri), "oggi red Capri Leone, presto red Capri Leone, poi amber Capri Leone, grandi amber Capri Leone, lontana green Capri Leone, piccoli green Capri Leone"},
			{secretariat, "oggi red , presto red , poi amber , grandi amber , lontana green , piccoli green "},
			{app.As(t, authz.Observer), "oggi red , presto red , poi amber , grandi amber , lontana green , piccoli green "},
		} {
			if got := next(c.who); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		}
		app.Anonymous().Get(t, "/me/deadlines").Refused(http.StatusUnauthorized, "login-required")
	})
}
