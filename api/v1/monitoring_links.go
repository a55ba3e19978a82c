package v1

import (
	"context"
	"net/http"
	"time"

	"comunita/api/httpx"
	"comunita/internal/monitoring"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// MonitoringLink is a link by which an office answers one check without an account.
type MonitoringLink struct {
	httpx.Meta
	Check     int64      `json:"check" validate:"required" example:"31"`
	Office    string     `json:"office" validate:"required,max=200" example:"Area tecnica"` // never a person
	State     string     `json:"state" validate:"required" enums:"active,used,expired,revoked" example:"active"`
	Mailed    bool       `json:"mailed" example:"false"` // the address is not kept
	ExpiresAt time.Time  `json:"expires_at" validate:"required" example:"2026-12-10T10:00:00Z"`
	UsedAt    *time.Time `json:"used_at,omitempty" example:"2026-11-23T10:00:00Z"`
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"archive" example:"archive"`
} // @name MonitoringLink

// MonitoringLinkNew makes a link.
type MonitoringLinkNew struct {
	Check  int64  `json:"check" validate:"required,min=1" example:"31"`
	Office string `json:"office" validate:"required,filled,max=200" example:"Area tecnica"`
	Days   int    `json:"days" validate:"required,min=1,max=60" example:"15"`                                  // until it expires
	Email  string `json:"email,omitempty" validate:"omitempty,email,max=254" example:"tecnico@comune.example"` // mailed there, and not kept
} // @name MonitoringLinkNew

// MonitoringLinkMade is a new link with its address, which is shown this once.
type MonitoringLinkMade struct {
	MonitoringLink
	URL string `json:"url" validate:"required,max=400" example:"https://cdp.example.org/rispondi#token=cdp_link_x"`
} // @name MonitoringLinkMade

// MonitoringQuestion is what the holder of a link is asked about.
type MonitoringQuestion struct {
	Municipality string    `json:"municipality_name" validate:"required,max=80" example:"Milazzo"`
	Title        string    `json:"title" validate:"required,max=300" example:"Check-list degli affidamenti diretti"`
	Description  string    `json:"description" validate:"max=4000" example:"Una check-list per ogni determina"`
	Indicator    string    `json:"indicator" validate:"max=500" example:"Determine con check-list compilata"`
	Target       string    `json:"target" validate:"max=200" example:"100%"`
	Office       string    `json:"office" validate:"required,max=200" example:"Area tecnica"`
	Year         int       `json:"year" validate:"required" example:"2026"`
	Number       int       `json:"number" validate:"required" example:"1"`
	DueOn        string    `json:"due_on" validate:"required" example:"2026-12-15"`
	ExpiresAt    time.Time `json:"expires_at" validate:"required" example:"2026-12-10T10:00:00Z"`
	Files        []string  `json:"files" validate:"required,max=5" example:"evidenza.pdf"` // that have come already
} // @name MonitoringQuestion

// MonitoringReply answers the three questions.
type MonitoringReply struct {
	Implementation string `json:"implementation" validate:"required,oneof=yes partly no not_due" enums:"yes,partly,no,not_due" example:"yes"`
	Value          string `json:"value" validate:"max=200" example:"42 su 42"`
	Notes          string `json:"notes" validate:"max=2000" example:"Le check-list sono agli atti dell'ufficio"`
} // @name MonitoringReply

// MonitoringLinkQuery filters the list of links.
type MonitoringLinkQuery struct {
	page.Request
	Check []int64 `query:"check" form:"check" validate:"max=200,dive,min=1"`
}

// MonitoringLinks serves the operations on links, and those of who holds one.
type MonitoringLinks struct{ Service *monitoring.Service }

// Routes is the whole surface of the resource. The token of a link is a bearer token, good for the last three only.
func (m MonitoringLinks) Routes(a *httpx.API) {
	httpx.List(a, "monitoring-links-list", "/monitoring-links", authz.MonitoringReview, m.list)
	httpx.Query(a, "monitoring-links-read", "/monitoring-links/:id", authz.MonitoringReview, m.read)
	httpx.Command(a, "monitoring-links-create", http.MethodPost, "/monitoring-links", authz.MonitoringReview, m.create, httpx.NoReplay())
	httpx.Command(a, "monitoring-links-archive", http.MethodDelete, "/monitoring-links/:id", authz.MonitoringReview, m.revoke)
	httpx.Query(a, "monitoring-question-read", "/monitoring-question", authz.MonitoringAnswer, m.question)
	httpx.Command(a, "monitoring-question-answer", http.MethodPost, "/monitoring-question/answer", authz.MonitoringAnswer, m.reply)
	httpx.Upload(a, "monitoring-question-evidence", "/monitoring-question/evidence", authz.MonitoringAnswer, uploads, m.attach, httpx.Status(http.StatusOK))
}

// @Summary      I collegamenti per rispondere senza accesso
// @Description  Di una verifica, con check, o di tutte quelle che si seguono; i più recenti prima. Il segreto non si rilegge.
// @Tags         monitoring
// @Param        query query MonitoringLinkQuery false "pagina e filtri"
// @Success      200 {object} page.Of[MonitoringLink]
// @Router       /monitoring-links [get]
func (m MonitoringLinks) list(_ context.Context, q MonitoringLinkQuery) (page.Source[MonitoringLink], error) {
	return page.Map(m.Service.Links(q.Request, q.Check), m.present), nil
}

// @Summary      Un collegamento
// @Description  A chi è destinato, fino a quando vale, se è servito.
// @Tags         monitoring
// @Param        id path int true "collegamento"
// @Success      200 {object} MonitoringLink
// @Router       /monitoring-links/{id} [get]
func (m MonitoringLinks) read(ctx context.Context, in httpx.ByID) (MonitoringLink, error) {
	l, err := m.Service.Link(ctx, in.ID)
	return m.present(ctx, l), err
}

// @Summary      Nuovo collegamento per un ufficio
// @Description  Vale per una verifica e una risposta, fino alla scadenza. L'indirizzo del collegamento si legge solo qui; con email parte anche per posta, e il recapito non si conserva.
// @Tags         monitoring
// @Param        body body MonitoringLinkNew true "per chi e fino a quando"
// @Success      201 {object} MonitoringLinkMade
// @Router       /monitoring-links [post]
func (m MonitoringLinks) create(ctx context.Context, _ httpx.None, b MonitoringLinkNew) (MonitoringLinkMade, error) {
	l, token, err := m.Service.Invite(ctx, b.Check, b.Office, b.Days, b.Email)
	return MonitoringLinkMade{m.present(ctx, l), m.Service.Address(token)}, err
}

// @Summary      Annulla un collegamento
// @Description  Da subito non si apre più; se è già servito resta com'è. Vuole If-Match.
// @Tags         monitoring
// @Param        id path int true "collegamento"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /monitoring-links/{id} [delete]
func (m MonitoringLinks) revoke(ctx context.Context, in httpx.Removal, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, m.Service.Revoke(ctx, in.ID, in.Version(), in.Reason)
}

// @Summary      Che cosa chiede un collegamento
// @Description  Con il segreto del collegamento come token. Scaduto, annullato o già servito: 409, e dice che cosa fare.
// @Tags         monitoring
// @Success      200 {object} MonitoringQuestion
// @Router       /monitoring-question [get]
func (m MonitoringLinks) question(ctx context.Context, _ httpx.None) (MonitoringQuestion, error) {
	return presentQuestion(m.Service.Question(ctx))
}

// @Summary      Risponde con un collegamento
// @Description  Una volta sola, finché il giro è aperto e l'ente non ha risposto da sé. Una misura attuata va provata con un documento, inviato prima, o con le osservazioni.
// @Tags         monitoring
// @Param        body body MonitoringReply true "le tre risposte"
// @Success      204
// @Router       /monitoring-question/answer [post]
func (m MonitoringLinks) reply(ctx context.Context, _ httpx.None, b MonitoringReply) (httpx.None, error) {
	return httpx.None{}, m.Service.Reply(ctx, monitoring.Answer{Implementation: b.Implementation, Value: b.Value, Notes: b.Notes})
}

// @Summary      Allega una prova con un collegamento
// @Description  Il corpo è il file: PDF o P7M, al più cinque. Diventa un documento del comune.
// @Tags         monitoring
// @Success      200 {object} MonitoringQuestion
// @Router       /monitoring-question/evidence [post]
func (m MonitoringLinks) attach(ctx context.Context, _ httpx.None, f httpx.File) (MonitoringQuestion, error) {
	return presentQuestion(m.Service.Attach(ctx, f.Blob))
}

func presentQuestion(q monitoring.Question, err error) (MonitoringQuestion, error) {
	return MonitoringQuestion{q.Municipality, q.Title, q.Description, q.Indicator, q.Target, q.Office, q.Year, q.Number, day(&q.DueOn), q.ExpiresAt.UTC(),
		append([]string{}, q.Files...)}, err
}

func (m MonitoringLinks) present(ctx context.Context, l monitoring.Link) MonitoringLink {
	return MonitoringLink{Meta: httpx.Meta{ID: l.ID, Version: l.Version}, Check: l.CheckID, Office: l.Office, State: l.State(), Mailed: l.Mailed,
		ExpiresAt: l.ExpiresAt.UTC(), UsedAt: instant(l.UsedAt), Stamps: stamps(l.Row), Actions: m.Service.LinkActions(ctx, l)}
}
