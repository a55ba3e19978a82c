package v1

import (
	"context"
	"net/http"
	"time"

	"comunita/api/httpx"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/review"
	"comunita/internal/risk"
)

// Proposal is what a municipality would have in the catalogue: a new entry, or other words for one. No person is named.
type Proposal struct {
	httpx.Meta
	Municipality string `json:"municipality" validate:"required,len=6" example:"083049"`
	Role         string `json:"role" validate:"required" enums:"secretariat,coordinator,rpct,secretary,referent" example:"referent"`
	RevisesID    int64  `json:"revises_id,omitzero" example:"12"` // the entry it would change; absent for a new one
	RiskEdit            // motivation says why it is proposed
	State        string `json:"state" validate:"required" enums:"draft,proposed,in_validation,validated,withdrawn" example:"proposed"`
	Note         string `json:"note,omitempty" validate:"max=500" example:"Manca il fattore abilitante"` // why it went back to draft
	EntryID      int64  `json:"entry_id,omitzero" example:"12"`                                          // the entry it has become, once validated
	EntryCode    string `json:"entry_code,omitempty" validate:"max=7" example:"B.05"`                    // of that entry, or of the one it revises
	Number       int64  `json:"number,omitzero" example:"2"`                                             // and the version published of it
	// what it changes in the entry as it is now; absent from lists
	Changes []FieldDifference `json:"changes,omitempty" validate:"max=8"`
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,presentation,withdrawal,examination,return,validation,comment" example:"presentation"` // what the caller may do next
} // @name Proposal

// ProposalNew is what creates a draft: of a new entry or, with revises_id, of a change.
type ProposalNew struct {
	Municipality string `json:"municipality" validate:"required,len=6,numeric" example:"083049"`
	RevisesID    int64  `json:"revises_id,omitzero" validate:"omitempty,min=1" example:"12"`
	RiskEdit
} // @name ProposalNew

// ProposalQuery filters the list of proposals.
type ProposalQuery struct {
	page.Request
	Area         []string `query:"area" form:"area" validate:"max=50,dive,max=2"`
	Municipality []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,numeric"`
	State        []string `query:"state" form:"state" validate:"max=5,dive,oneof=draft proposed in_validation validated withdrawn" enums:"draft,proposed,in_validation,validated,withdrawn"`
	Typology     []string `query:"typology" form:"typology" validate:"max=9,dive,oneof=abuse omission delay leak conflict falsification favouritism capture waste" enums:"abuse,omission,delay,leak,conflict,falsification,favouritism,capture,waste"`
	Entry        int64    `query:"entry" form:"entry" validate:"omitempty,min=1"` // about this entry
}

// Comment is what somebody says of a proposal, in the name of a role and of a municipality or a zone.
type Comment struct {
	ID           int64     `json:"id" validate:"required" example:"3"`
	Role         string    `json:"role" validate:"required" enums:"secretariat,coordinator,rpct,secretary,referent" example:"rpct"`
	Municipality string    `json:"municipality,omitempty" validate:"max=6" example:"083049"`
	Zone         string    `json:"zone,omitempty" validate:"max=120" example:"Nebrodi occidentali"`
	Text         string    `json:"text" validate:"required,max=2000" example:"Da noi accade anche nei servizi sociali"`
	CreatedAt    time.Time `json:"created_at" validate:"required" example:"2026-11-23T10:00:00Z"`
} // @name Comment

// CommentNew is what one says; municipality is needed by who works for several.
type CommentNew struct {
	Municipality string `json:"municipality,omitempty" validate:"omitempty,len=6,numeric" example:"083049"`
	Text         string `json:"text" validate:"required,filled,max=2000" example:"Da noi accade anche nei servizi sociali"`
} // @name CommentNew

// CommentsQuery pages through the discussion of a proposal.
type CommentsQuery struct {
	httpx.ByID
	HistoryPaging
}

// Proposals serves the operations on the proposals to the catalogue.
type Proposals struct{ Service *risk.Service }

// Routes is the whole surface of the resource.
func (t Proposals) Routes(a *httpx.API) {
	httpx.List(a, "proposals-list", "/proposals", authz.RiskRead, t.list)
	httpx.Query(a, "proposals-read", "/proposals/:id", authz.RiskRead, t.read)
	httpx.Command(a, "proposals-create", http.MethodPost, "/proposals", authz.CataloguePropose, t.create)
	httpx.Command(a, "proposals-edit", http.MethodPut, "/proposals/:id", authz.CataloguePropose, t.edit)
	for _, m := range risk.ProposalFlow.Actions() {
		op, path := "proposals-"+string(m.Do), "/proposals/:id/"+string(m.Do)
		switch m.Do {
		case review.Return:
			httpx.Command(a, op, http.MethodPost, path, m.Need, t.back)
		case review.Validation:
			httpx.Command(a, op, http.MethodPost, path, m.Need, t.validate)
		default:
			httpx.Command(a, op, http.MethodPost, path, m.Need, t.step(m.Do))
		}
	}
	httpx.Query(a, "proposals-comments", "/proposals/:id/comments", authz.RiskRead, t.comments)
	httpx.Command(a, "proposals-comments-create", http.MethodPost, "/proposals/:id/comments", authz.CataloguePropose, t.comment)
}

// @Summary      Elenco delle proposte al catalogo
// @Description  Quelle presentate alla rete e le bozze dei propri comuni. Con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX.
// @Tags         proposals
// @Param        query query ProposalQuery false "pagina e filtri"
// @Success      200 {object} page.Of[Proposal]
// @Router       /proposals [get]
func (t Proposals) list(_ context.Context, q ProposalQuery) (page.Source[Proposal], error) {
	return page.Map(t.Service.Proposals(q.Request, risk.ProposalFilter{Areas: q.Area, Municipalities: q.Municipality, States: q.State,
		Typologies: q.Typology, Revises: q.Entry}), func(_ context.Context, v risk.ProposalView) Proposal {
		v.Now = nil
		return presentProposal(v)
	}), nil
}

// @Summary      Una proposta
// @Description  Con ciò che cambia nella voce com'è oggi, campo per campo.
// @Tags         proposals
// @Param        id path int true "proposta"
// @Success      200 {object} Proposal
// @Router       /proposals/{id} [get]
func (t Proposals) read(ctx context.Context, in httpx.ByID) (Proposal, error) {
	v, err := t.Service.Proposal(ctx, in.ID)
	return presentProposal(v), err
}

// @Summary      Nuova proposta, in bozza
// @Description  Di una voce nuova o, con revises_id, di una modifica. La vedono il comune e chi cura il catalogo, finché non viene presentata.
// @Tags         proposals
// @Param        body body ProposalNew true "la proposta"
// @Success      201 {object} Proposal
// @Router       /proposals [post]
func (t Proposals) create(ctx context.Context, _ httpx.None, b ProposalNew) (Proposal, error) {
	p, err := t.Service.Propose(ctx, b.Municipality, b.RevisesID, b.content())
	return t.present(ctx, p, err)
}

// @Summary      Sostituisce il testo di una proposta in bozza
// @Description  Vuole If-Match. Una modifica si intende da qui in poi della voce com'è oggi.
// @Tags         proposals
// @Param        id path int true "proposta"
// @Param        body body RiskEdit true "la parte modificabile"
// @Success      200 {object} Proposal
// @Router       /proposals/{id} [put]
func (t Proposals) edit(ctx context.Context, in httpx.ByVersion, b RiskEdit) (Proposal, error) {
	p, err := t.Service.EditProposal(ctx, in.ID, in.Version(), b.content())
	return t.present(ctx, p, err)
}

// @Summary      Un passo della vita di una proposta
// @Description  La presenta e la ritira chi l'ha fatta; la segreteria la prende in validazione. Vuole If-Match.
// @Tags         proposals
// @Param        id path int true "proposta"
// @Success      200 {object} Proposal
// @Router       /proposals/{id}/presentation [post]
// @Router       /proposals/{id}/withdrawal [post]
// @Router       /proposals/{id}/examination [post]
func (t Proposals) step(a review.Action) func(context.Context, httpx.ByVersion, httpx.None) (Proposal, error) {
	return func(ctx context.Context, in httpx.ByVersion, _ httpx.None) (Proposal, error) {
		p, err := t.Service.DoProposal(ctx, in.ID, in.Version(), risk.Step{Action: a})
		return t.present(ctx, p, err)
	}
}

// @Summary      Riporta in bozza una proposta
// @Description  Con una nota che dice perché a chi l'ha fatta. Vuole If-Match.
// @Tags         proposals
// @Param        id path int true "proposta"
// @Param        body body ReturnNote true "perché"
// @Success      200 {object} Proposal
// @Router       /proposals/{id}/return [post]
func (t Proposals) back(ctx context.Context, in httpx.ByVersion, b ReturnNote) (Proposal, error) {
	p, err := t.Service.DoProposal(ctx, in.ID, in.Version(), risk.Step{Action: review.Return, Note: b.Reason})
	return t.present(ctx, p, err)
}

// @Summary      Valida una proposta
// @Description  Il suo testo diventa la nuova versione pubblicata della voce, o una voce nuova. Dice chi ha validato e quando. Vuole If-Match.
// @Tags         proposals
// @Param        id path int true "proposta"
// @Param        body body Validation true "chi e quando"
// @Success      200 {object} Proposal
// @Router       /proposals/{id}/validation [post]
func (t Proposals) validate(ctx context.Context, in httpx.ByVersion, b Validation) (Proposal, error) {
	p, err := t.Service.DoProposal(ctx, in.ID, in.Version(), b.step())
	return t.present(ctx, p, err)
}

// @Summary      La discussione di una proposta
// @Description  Dal primo intervento; ogni intervento ha il ruolo e il comune, o la zona, mai il nome di una persona.
// @Tags         proposals
// @Param        id path int true "proposta"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[Comment]
// @Router       /proposals/{id}/comments [get]
func (t Proposals) comments(ctx context.Context, in CommentsQuery) (page.Of[Comment], error) {
	p, err := t.Service.Comments(ctx, in.ID, in.page())
	return page.Of[Comment]{NextCursor: p.NextCursor, Total: p.Total, TotalRelation: p.TotalRelation, Items: convert(p.Items, presentComment)}, err
}

// @Summary      Interviene nella discussione di una proposta
// @Description  Finché è proposta o in validazione. Chi lavora per più comuni dice per quale parla.
// @Tags         proposals
// @Param        id path int true "proposta"
// @Param        body body CommentNew true "l'intervento"
// @Success      201 {object} Comment
// @Router       /proposals/{id}/comments [post]
func (t Proposals) comment(ctx context.Context, in httpx.ByID, b CommentNew) (Comment, error) {
	c, err := t.Service.Say(ctx, in.ID, b.Municipality, b.Text)
	return presentComment(c), err
}

func presentComment(c risk.Comment) Comment {
	return Comment{ID: c.ID, Role: c.Role, Municipality: deref(c.MunicipalityCode), Zone: c.Zone, Text: c.Text, CreatedAt: c.CreatedAt.UTC()}
}

// present completes the answer to an operation on one proposal.
func (t Proposals) present(ctx context.Context, p risk.Proposal, err error) (Proposal, error) {
	if err != nil {
		return Proposal{}, err
	}
	v, err := t.Service.ProposalView(ctx, p)
	return presentProposal(v), err
}

func presentProposal(v risk.ProposalView) Proposal {
	out := Proposal{Meta: httpx.Meta{ID: v.ID, Version: v.Version}, Municipality: v.MunicipalityCode, Role: v.Role, RevisesID: deref(v.RevisesID),
		RiskEdit: presentWords(v.Words), State: string(v.State), Note: v.Note, EntryID: deref(v.EntryID), EntryCode: v.EntryCode, Number: deref(v.Number),
		Stamps: stamps(v.Row), Actions: v.Actions}
	out.Motivation = v.Motivation
	if v.Now != nil && v.EntryID == nil {
		out.Changes = presentDifferences(risk.Differences(*v.Now, v.Words))
	}
	return out
}

// Variant tells apart what a proposal at one version may show: the entry it revises can change.
func (p Proposal) Variant() string { return digest(p.Changes, p.Actions) }
