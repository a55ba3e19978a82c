package v1_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	v1 "comunita/api/v1"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/testkit"
)

func proposal(revises int64, change ...func(*v1.RiskEdit)) v1.ProposalNew {
	e := riskEdit(change...)
	e.Motivation = "Da noi accade così"
	return v1.ProposalNew{Municipality: testkit.Milazzo, RevisesID: revises, RiskEdit: e}
}

func TestProposals(t *testing.T) {
	t.Parallel()
	type stage struct {
		app                                       *testkit.App
		mine, other, secretariat, reviser, keeper testkit.Client
		table                                     v1.Validation
		entry                                     v1.Risk
	}
	setup := func(t *testing.T) stage {
		t.Parallel()
		app := testkit.New(t)
		app.Basics(t)
		table, _ := tables(t, app)
		s := stage{app, app.As(t, authz.Referent, testkit.Milazzo), app.As(t, authz.RPCT, testkit.Malfa), app.As(t, authz.Secretariat), app.As(t, authz.Secretariat),
			app.As(t, authz.Coordinator, testkit.Milazzo), table, v1.Risk{}}
		s.entry = testkit.JSON[v1.Risk](s.secretariat.Post(t, "/risks", v1.RiskNew{RiskEdit: riskEdit()}).Want(http.StatusCreated))
		publishEntry(t, app, s.entry)
		return s
	}
	where := func(p v1.Proposal) string { return fmt.Sprintf("/proposals/%d", p.ID) }
	make := func(t *testing.T, c testkit.Client, b v1.ProposalNew) (v1.Proposal, string) {
		t.Helper()
		res := c.Post(t, "/proposals", b).Want(http.StatusCreated)
		return testkit.JSON[v1.Proposal](res), res.ETag()
	}
	do := func(t *testing.T, c testkit.Client, p v1.Proposal, tag, action string, body any) (v1.Proposal, string) {
		t.Helper()
		res := c.Post(t, where(p)+"/"+action, body, "If-Match", tag).Want(http.StatusOK)
		return testkit.JSON[v1.Proposal](res), res.ETag()
	}
	found := func(t *testing.T, c testkit.Client, query string) int {
		t.Helper()
		return testkit.JSON[page.Of[v1.Proposal]](c.Get(t, "/proposals?"+query).Want(http.StatusOK)).Total
	}

	t.Run("a change is a draft of its municipality, then the whole network's, then the next version of the entry", func(t *testing.T) {
		s := setup(t)
		p, tag := make(t, s.mine, proposal(s.entry.ID, func(e *v1.RiskEdit) { e.Event = "Proroghe ripetute anche nei servizi" }))
		if p.State != "draft" || p.Role != "referent" || p.EntryCode != s.entry.Code || strings.Join(p.Actions, " ") != "edit presentation withdrawal" ||
			len(p.Changes) != 1 || p.Changes[0].Field != "event" {
			t.Errorf("%+v", p)
		}
		s.other.Get(t, where(p)).Refused(http.StatusNotFound, "proposal-not-found")
		s.other.Get(t, where(p)+"/comments").Refused(http.StatusNotFound, "proposal-not-found")
		s.other.Post(t, where(p)+"/presentation", nil, "If-Match", tag).Refused(http.StatusNotFound, "proposal-not-found")
		s.app.As(t, authz.Observer).Get(t, where(p)).Refused(http.StatusNotFound, "proposal-not-found")
		s.keeper.Get(t, where(p)).Want(http.StatusOK)
		if a, b, c := found(t, s.mine, ""), found(t, s.other, ""), found(t, s.secretariat, ""); a != 1 || b != 0 || c != 1 {
			t.Errorf("seen by %d, %d, %d", a, b, c)
		}
		s.mine.Post(t, where(p)+"/comments", v1.CommentNew{Text: "Che ne dite?"}).Refused(http.StatusConflict, "discussion-closed")
		s.mine.Post(t, where(p)+"/examination", nil, "If-Match", tag).Refused(http.StatusForbidden, "missing-permission")
		s.secretariat.Post(t, where(p)+"/examination", nil, "If-Match", tag).Refused(http.StatusConflict, "illegal-transition")
		s.mine.Post(t, where(p)+"/presentation", nil).Refused(http.StatusPreconditionRequired, "if-match-required")

		p, tag = do(t, s.mine, p, tag, "presentation", nil)
		seen := testkit.JSON[v1.Proposal](s.other.Get(t, where(p)).Want(http.StatusOK))
		if strings.Join(seen.Actions, " ") != "comment" {
			t.Errorf("another municipality is offered %v", seen.Actions)
		}
		if n := found(t, s.app.As(t, authz.Observer), "state=proposed&area=B&municipality="+testkit.Milazzo+fmt.Sprintf("&entry=%d&typology=delay&q=proroghe", s.entry.ID)); n != 1 {
			t.Errorf("an observer finds %d", n)
		}
		s.other.Post(t, where(p)+"/withdrawal", nil, "If-Match", tag).Refused(http.StatusForbidden, "not-yours")
		s.mine.Put(t, where(p), p.RiskEdit, "If-Match", tag).Refused(http.StatusConflict, "proposal-presented")
		s.other.Post(t, where(p)+"/comments", v1.CommentNew{Text: "Anche da noi"}).Want(http.StatusCreated)
		s.keeper.Post(t, where(p)+"/comments", v1.CommentNew{Text: "La zona è d'accordo", Municipality: testkit.Milazzo}).Want(http.StatusCreated)
		s.secretariat.Post(t, where(p)+"/comments", v1.CommentNew{Text: "La porto al tavolo"}).Want(http.StatusCreated)
		said := testkit.JSON[page.Of[v1.Comment]](s.mine.Get(t, where(p)+"/comments").Want(http.StatusOK))
		got := []string{}
		for _, c := range said.Items {
			got = append(got, c.Role+c.Municipality)
		}
		if fmt.Sprint(got) != "[rpct083043 coordinator083049 secretariat]" {
			t.Errorf("%v", got)
		}
		s.other.Post(t, where(p)+"/comments", v1.CommentNew{Text: "x", Municipality: testkit.Milazzo}).Refused(http.StatusUnprocessableEntity, "validation", "/municipality")
		s.other.Post(t, where(p)+"/comments", v1.CommentNew{Text: "Lo sa RSSMRA85T10A562S"}).Refused(http.StatusUnprocessableEntity, "validation", "/text")
		s.other.Post(t, where(p)+"/comments", v1.CommentNew{Text: " "}).Refused(http.StatusUnprocessableEntity, "validation", "/text")
		s.app.As(t, authz.Observer).Post(t, where(p)+"/comments", v1.CommentNew{Text: "x"}).Refused(http.StatusForbidden, "missing-permission")
		s.app.As(t, authz.Referent, testkit.Malfa, testkit.Milazzo).Post(t, where(p)+"/comments", v1.CommentNew{Text: "x"}).
			Refused(http.StatusUnprocessableEntity, "validation", "/municipality")

		p, tag = do(t, s.secretariat, p, tag, "examination", nil)
		s.mine.Post(t, where(p)+"/validation", s.table, "If-Match", tag).Refused(http.StatusForbidden, "missing-permission")
		s.secretariat.Post(t, where(p)+"/validation", v1.Validation{Body: "zone", BodyID: 5}, "If-Match", tag).Refused(http.StatusUnprocessableEntity, "validation", "/body_id")
		p, _ = do(t, s.secretariat, p, tag, "validation", s.table)
		e := testkit.JSON[v1.Risk](s.mine.Get(t, at(s.entry)).Want(http.StatusOK))
		if p.State != "validated" || p.EntryID != e.ID || p.Number != 2 || e.Published != 2 || e.Event != "Proroghe ripetute anche nei servizi" || e.State != "validated" {
			t.Errorf("%+v %+v", p, e)
		}
		v := testkit.JSON[page.Of[v1.RiskVersion]](s.mine.Get(t, at(s.entry)+"/versions").Want(http.StatusOK)).Items[0]
		if v.ProposalID != p.ID || v.ValidatedBy != "Tavolo contratti" || v.ValidatedOn != "2026-03-02" {
			t.Errorf("%+v", v)
		}
		s.other.Post(t, where(p)+"/comments", v1.CommentNew{Text: "tardi"}).Refused(http.StatusConflict, "discussion-closed")
	})

	t.Run("a new entry gets its code when it is validated", func(t *testing.T) {
		s := setup(t)
		p, tag := make(t, s.keeper, proposal(0))
		if p.Role != "coordinator" || p.EntryCode != "" {
			t.Errorf("%+v", p)
		}
		p, tag = do(t, s.keeper, p, tag, "presentation", nil)
		p, tag = do(t, s.secretariat, p, tag, "examination", nil)
		p, tag = do(t, s.secretariat, p, tag, "return", v1.ReturnNote{Reason: "Manca un segnale"})
		if p.State != "draft" || p.Note != "Manca un segnale" {
			t.Errorf("%+v", p)
		}
		s.other.Get(t, where(p)).Refused(http.StatusNotFound, "proposal-not-found") // a draft again
		edited := s.mine.Put(t, where(p), proposal(0, func(e *v1.RiskEdit) { e.RedFlags = []string{"Uno", "Due"} }).RiskEdit, "If-Match", tag).Want(http.StatusOK)
		p, tag = do(t, s.mine, p, edited.ETag(), "presentation", nil)
		s.secretariat.Post(t, where(p)+"/return", v1.ReturnNote{Reason: ""}, "If-Match", tag).Refused(http.StatusUnprocessableEntity, "validation", "/reason")
		p, tag = do(t, s.secretariat, p, tag, "examination", nil)
		p, _ = do(t, s.reviser, p, tag, "validation", s.table)
		if p.EntryCode != "B.02" || p.Number != 1 || len(p.RedFlags) != 2 {
			t.Errorf("%+v", p)
		}
		s.mine.Post(t, fmt.Sprintf("/risks/%d/adoption", p.EntryID), v1.RiskAdoption{Municipality: testkit.Milazzo, Motivation: "x"}).Want(http.StatusCreated)
	})

	t.Run("who wrote it does not validate it, who made it withdraws it", func(t *testing.T) {
		s := setup(t)
		p, tag := make(t, s.secretariat, proposal(0))
		p, tag = do(t, s.secretariat, p, tag, "presentation", nil)
		p, tag = do(t, s.secretariat, p, tag, "examination", nil)
		s.secretariat.Post(t, where(p)+"/validation", s.table, "If-Match", tag).Refused(http.StatusForbidden, "four-eyes")
		p, tag = do(t, s.mine, p, tag, "withdrawal", nil)
		if p.State != "withdrawn" || len(p.Actions) != 0 {
			t.Errorf("%+v", p)
		}
		s.other.Get(t, where(p)).Want(http.StatusOK) // what became of it stays in sight
		s.mine.Post(t, where(p)+"/presentation", nil, "If-Match", tag).Refused(http.StatusConflict, "illegal-transition")
		quiet, tag := make(t, s.mine, proposal(0))
		quiet, _ = do(t, s.mine, quiet, tag, "withdrawal", nil)
		s.other.Get(t, where(quiet)).Refused(http.StatusNotFound, "proposal-not-found") // nobody ever saw it
	})

	t.Run("the entry changed meanwhile: compare again first", func(t *testing.T) {
		s := setup(t)
		first, tag := make(t, s.mine, proposal(s.entry.ID, func(e *v1.RiskEdit) { e.Typology = "abuse" }))
		second, tag2 := make(t, s.mine, proposal(s.entry.ID, func(e *v1.RiskEdit) { e.Typology = "waste" }))
		s.app.Exec(t, `UPDATE proposals SET state = 'in_validation', presented = true`)
		answers := [2]int{}
		var wg sync.WaitGroup
		wg.Go(func() {
			answers[0] = s.reviser.Post(t, where(first)+"/validation", s.table, "If-Match", tag).Code
		})
		wg.Go(func() {
			answers[1] = s.secretariat.Post(t, where(second)+"/validation", s.table, "If-Match", tag2).Code
		})
		wg.Wait()
		slices.Sort(answers[:])
		if answers[0] != http.StatusOK || answers[1] != http.StatusConflict && answers[1] != http.StatusPreconditionFailed {
			t.Errorf("answers %v", answers)
		}
		third, tag := make(t, s.mine, proposal(s.entry.ID, func(e *v1.RiskEdit) { e.Typology = "leak" }))
		third, tag = do(t, s.mine, third, tag, "presentation", nil)
		third, tag = do(t, s.secretariat, third, tag, "examination", nil)
		now := s.secretariat.Get(t, at(s.entry)).Want(http.StatusOK)
		s.secretariat.Post(t, at(s.entry)+"/reopening", nil, "If-Match", now.ETag()).Want(http.StatusOK)
		s.reviser.Post(t, where(third)+"/validation", s.table, "If-Match", tag).Refused(http.StatusConflict, "proposal-outdated")
		third, tag = do(t, s.reviser, third, tag, "return", v1.ReturnNote{Reason: "La voce è cambiata"})
		blank := third.RiskEdit
		blank.Motivation = " "
		s.mine.Put(t, where(third), blank, "If-Match", tag).Refused(http.StatusUnprocessableEntity, "validation", "/motivation")
		res := s.mine.Put(t, where(third), proposal(0, func(e *v1.RiskEdit) { e.Typology = "leak" }).RiskEdit, "If-Match", tag).Want(http.StatusOK)
		third, tag = do(t, s.mine, third, res.ETag(), "presentation", nil)
		third, tag = do(t, s.secretariat, third, tag, "examination", nil)
		third, _ = do(t, s.reviser, third, tag, "validation", s.table)
		if third.State != "validated" || third.Number != 3 {
			t.Errorf("%+v", third)
		}
	})

	t.Run("bad input is named field by field", func(t *testing.T) {
		s := setup(t)
		refused := func(c testkit.Client, b v1.ProposalNew, pointers ...string) {
			t.Helper()
			c.Post(t, "/proposals", b).Refused(http.StatusUnprocessableEntity, "validation", pointers...)
		}
		bad := proposal(0, func(e *v1.RiskEdit) {
			e.Area, e.Measures, e.Event = "Z", []string{"M99"}, "Lo ha fatto RSSMRA85T10A562S"
		})
		bad.Motivation = ""
		refused(s.mine, bad, "/area", "/measures/0", "/event", "/motivation")
		refused(s.mine, proposal(s.entry.ID, func(e *v1.RiskEdit) { e.Area = "A" }), "/area")
		refused(s.mine, proposal(99999), "/revises_id")
		local := testkit.JSON[v1.Risk](s.mine.Post(t, "/risks", localRisk()).Want(http.StatusCreated))
		refused(s.mine, proposal(local.ID), "/revises_id")
		refused(s.mine, proposal(0, func(e *v1.RiskEdit) { e.AdoptedVersion = 1 }), "/adopted_version")
		refused(s.other, proposal(0), "/municipality")
		refused(s.secretariat, v1.ProposalNew{Municipality: "083999", RiskEdit: proposal(0).RiskEdit}, "/municipality")
		s.app.Exec(t, `UPDATE risks SET retired = true, state = 'superseded' WHERE id = $1`, s.entry.ID)
		refused(s.mine, proposal(s.entry.ID), "/revises_id")
		s.app.As(t, authz.Observer).Post(t, "/proposals", proposal(0)).Refused(http.StatusForbidden, "missing-permission")
		s.app.As(t, authz.Commissioner, testkit.Milazzo).Post(t, "/proposals", proposal(0)).Refused(http.StatusForbidden, "missing-permission")
	})
}
