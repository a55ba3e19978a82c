package v1_test

import (
	"net/http"
	"strings"
	"testing"

	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

func catalogueMeasure(name string, change ...func(*v1.CatalogueMeasureEdit)) v1.CatalogueMeasureEdit {
	m := v1.CatalogueMeasureEdit{Name: name, Type: "TM01", Scope: "specific", Areas: []string{"B"}, EnablingFactors: []string{"FA1"},
		Indicator: "verbali / sopralluoghi", Target: "100%", Responsible: "Ufficio tecnico", Phases: "modulo → registro → controllo a campione"}
	for _, c := range change {
		c(&m)
	}
	return m
}

func TestMeasures(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T) (app *testkit.App, keeper testkit.Client) {
		t.Parallel()
		app = testkit.New(t)
		app.Basics(t)
		return app, app.As(t, authz.Secretariat)
	}

	t.Run("those who keep the catalogues keep the measures, everybody in the network reads them", func(t *testing.T) {
		app, keeper := setup(t)
		made := keeper.Post(t, "/measures", v1.CatalogueMeasureNew{CatalogueMeasureEdit: catalogueMeasure("Sopralluoghi in coppia")}).Want(http.StatusCreated)
		m := testkit.JSON[v1.CatalogueMeasure](made)
		path := address("measures", m.ID)
		if m.Code != "M03" || strings.Join(m.Actions, " ") != "edit archive adoption" || made.Get("Location") == "" {
			t.Errorf("%+v", m)
		}
		general := testkit.JSON[v1.CatalogueMeasure](app.As(t, authz.Coordinator, testkit.Milazzo).Post(t, "/measures", v1.CatalogueMeasureNew{Code: "M40",
			CatalogueMeasureEdit: catalogueMeasure("Patto di integrità", func(m *v1.CatalogueMeasureEdit) {
				m.Scope, m.Areas, m.EnablingFactors, m.LegalBasis, m.SmallVariant = "general", nil, nil, "Art. 1 c. 17 L. 190/2012", "Testo unico di zona"
			})}).Want(http.StatusCreated))
		reader := app.As(t, authz.Observer)
		for query, want := range map[string]string{
			"": "M01 M02 M03 M40", "scope=general": "M40", "scope=specific&type=TM01": "M01 M02 M03", "factor=FA1": "M03", "area=B": "M01 M02 M03 M40",
			"area=A": "M01 M02 M40", "q=coppie": "M03", "q=M40": "M40", "q=190/2012": "M40", "sort=-code&limit=1": "M40", "sort=name&limit=1": "M01", "type=TM09": "",
		} {
			var got []string
			for _, x := range testkit.JSON[page.Of[v1.CatalogueMeasure]](reader.Get(t, "/measures?"+query).Want(http.StatusOK)).Items {
				got = append(got, x.Code)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s finds %v, want %s", query, got, want)
			}
		}
		if one := testkit.JSON[v1.CatalogueMeasure](reader.Get(t, path).Want(http.StatusOK)); len(one.Actions) != 0 {
			t.Errorf("an observer may %v", one.Actions)
		}
		edit := m.CatalogueMeasureEdit
		edit.Name = "Sopralluoghi in coppia con verbale"
		keeper.Put(t, path, edit).Refused(http.StatusPreconditionRequired, "if-match-required")
		changed := keeper.Put(t, path, edit, "If-Match", made.ETag()).Want(http.StatusOK)
		keeper.Put(t, path, edit, "If-Match", made.ETag()).Refused(http.StatusPreconditionFailed, "stale-version")
		// the vocabulary has it at once, and keeps the name of what is archived
		word := func() v1.Measure {
			for _, x := range testkit.JSON[v1.Vocabularies](reader.Get(t, "/vocabularies").Want(http.StatusOK)).Measures {
				if x.Code == "M03" {
					return x
				}
			}
			return v1.Measure{}
		}
		if w := word(); w.Name != edit.Name || w.Archived {
			t.Errorf("%+v", w)
		}
		keeper.Delete(t, path+"?reason=doppione", "If-Match", changed.ETag()).Want(http.StatusNoContent)
		if w := word(); w.Name != edit.Name || !w.Archived {
			t.Errorf("%+v", w)
		}
		gone := keeper.Get(t, path).Want(http.StatusOK)
		keeper.Put(t, path, edit, "If-Match", gone.ETag()).Refused(http.StatusConflict, "measure-archived")
		history := testkit.JSON[page.Of[v1.HistoryEntry]](keeper.Get(t, path+"/history").Want(http.StatusOK))
		if history.Total != 3 {
			t.Errorf("%+v", history)
		}
		if csv := string(reader.Get(t, "/measures", "Accept", "text/csv").Want(http.StatusOK).Body); strings.Count(csv, "\n") != 4 || !strings.Contains(csv, general.LegalBasis) {
			t.Errorf("%s", csv)
		}
	})

	t.Run("refusals name the field", func(t *testing.T) {
		app, keeper := setup(t)
		for pointer, change := range map[string]func(*v1.CatalogueMeasureNew){
			"/name":               func(m *v1.CatalogueMeasureNew) { m.Name = " " },
			"/type":               func(m *v1.CatalogueMeasureNew) { m.Type = "TM99" },
			"/areas/0":            func(m *v1.CatalogueMeasureNew) { m.Areas = []string{"Z"} },
			"/enabling_factors/1": func(m *v1.CatalogueMeasureNew) { m.EnablingFactors = []string{"FA1", "FA9"} },
			"/scope":              func(m *v1.CatalogueMeasureNew) { m.Scope = "local" },
			"/code":               func(m *v1.CatalogueMeasureNew) { m.Code = "X1" },
			"/responsible":        func(m *v1.CatalogueMeasureNew) { m.Responsible = "Il geom. Bruno" },
			"/small_variant":      func(m *v1.CatalogueMeasureNew) { m.SmallVariant = "Chiedere a uff@comune.example.it" },
		} {
			m := v1.CatalogueMeasureNew{CatalogueMeasureEdit: catalogueMeasure("Sopralluoghi")}
			change(&m)
			keeper.Post(t, "/measures", m).Refused(http.StatusUnprocessableEntity, "validation", pointer)
		}
		keeper.Post(t, "/measures", v1.CatalogueMeasureNew{Code: "M01", CatalogueMeasureEdit: catalogueMeasure("Doppia")}).Refused(http.StatusConflict, "measure-code-taken")
		keeper.Post(t, "/measures", v1.CatalogueMeasureNew{Code: "M999", CatalogueMeasureEdit: catalogueMeasure("Ultima")}).Want(http.StatusCreated)
		keeper.Post(t, "/measures", v1.CatalogueMeasureNew{CatalogueMeasureEdit: catalogueMeasure("Una di troppo")}).Refused(http.StatusConflict, "measures-full")
		keeper.Get(t, "/measures/999999").Refused(http.StatusNotFound, "measure-not-found")
		for _, role := range []authz.Role{authz.RPCT, authz.Referent, authz.Commissioner, authz.Observer, authz.Client} {
			app.As(t, role, testkit.Milazzo).Post(t, "/measures", v1.CatalogueMeasureNew{CatalogueMeasureEdit: catalogueMeasure("Mia")}).
				Refused(http.StatusForbidden, "missing-permission")
		}
		app.Anonymous().Get(t, "/measures").Refused(http.StatusUnauthorized, "login-required")
	})
}
