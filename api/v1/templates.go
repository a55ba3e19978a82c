package v1

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"comunita/api/httpx"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
	"comunita/internal/template"
)

// Template is an act that the network drafts for its municipalities.
type Template struct {
	httpx.Meta
	Code         string                `json:"code" validate:"required,max=40" example:"giunta_resolution"`
	Name         string                `json:"name" validate:"required,max=120" example:"Delibera di Giunta"`
	Description  string                `json:"description" validate:"required,max=1000" example:"Proposta e delibera della Giunta comunale per aderire."`
	Placeholders []TemplatePlaceholder `json:"placeholders" validate:"required,max=200"`
	Current      *TemplateVersion      `json:"current,omitempty"` // what drafts are made of
	Formats      []string              `json:"formats" validate:"required,max=3" enums:"docx,odt,pdf" example:"docx"`
	Actions      []string              `json:"actions" validate:"required,max=20" enums:"upload" example:"upload"`
} // @name Template

// TemplatePlaceholder is a value that a template may ask for, written {{name}} in its text.
type TemplatePlaceholder struct {
	Name     string `json:"name" validate:"required,max=60" example:"ente"`
	Meaning  string `json:"meaning" validate:"required,max=200" example:"Il comune, come «Comune di …»"`
	Where    string `json:"where" validate:"required,max=200" example:"nella pagina del comune"` // where to say it
	Required bool   `json:"required" example:"true"`                                             // the template has to ask for it
} // @name TemplatePlaceholder

// TemplateVersion is a DOCX that a template was, is or may become.
type TemplateVersion struct {
	httpx.Meta
	Template     string     `json:"template" validate:"required,max=40" example:"giunta_resolution"`
	Number       int        `json:"number" validate:"required" example:"2"`
	State        string     `json:"state" validate:"required" enums:"draft,published,superseded" example:"draft"`
	Note         string     `json:"note" validate:"required,max=500" example:"Con il nuovo statuto"`
	Placeholders []string   `json:"placeholders" validate:"required,max=200" example:"ente"` // those in its text
	SHA256       string     `json:"sha256" validate:"required,max=64" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	Size         int64      `json:"size" validate:"required" example:"9120"` // bytes
	Builtin      bool       `json:"builtin" example:"false"`                 // came with the program
	PublishedAt  *time.Time `json:"published_at,omitempty" example:"2026-11-23T10:00:00Z"`
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"publication,archive" example:"publication"`
} // @name TemplateVersion

// MunicipalityDraft is an act filled in for a municipality, ready to be fetched in any of the formats.
type MunicipalityDraft struct {
	Code        string                `json:"code" validate:"required,max=40" example:"giunta_resolution"`
	Name        string                `json:"name" validate:"required,max=120" example:"Delibera di Giunta"`
	Description string                `json:"description" validate:"required,max=1000" example:"Proposta e delibera della Giunta comunale per aderire."`
	Number      int                   `json:"number" validate:"required" example:"1"` // of the version of the template
	Formats     []string              `json:"formats" validate:"required,max=3" enums:"docx,odt,pdf" example:"docx"`
	Blanks      []TemplatePlaceholder `json:"blanks" validate:"required,max=200"` // what nobody has said yet
} // @name MunicipalityDraft

type (
	// TemplateByCode addresses a template.
	TemplateByCode struct {
		Code string `param:"code" validate:"min=2,max=40"`
	}
	// TemplateVersionsQuery pages through the versions of a template.
	TemplateVersionsQuery struct {
		TemplateByCode
		page.Request
	}
	// TemplateVersionKey addresses a version.
	TemplateVersionKey struct {
		TemplateByCode
		Number int `param:"number" validate:"min=1,max=100000"`
	}
	// TemplateVersionVersion addresses a version as the caller last saw it.
	TemplateVersionVersion struct {
		TemplateVersionKey
		httpx.Versioned
	}
	// TemplateVersionRemoval addresses a draft to take away.
	TemplateVersionRemoval struct {
		TemplateVersionVersion
		RemovalReason
	}
	// TemplateUpload says what is new in the file in the body.
	TemplateUpload struct {
		TemplateByCode
		Note string `query:"note" form:"note" validate:"max=500"`
	}
	// TemplateContent says as what a version is wanted.
	TemplateContent struct {
		TemplateVersionKey
		Format       string `query:"format" form:"format" validate:"omitempty,oneof=docx odt pdf" enums:"docx,odt,pdf"`
		Municipality string `query:"municipality" form:"municipality" validate:"omitempty,len=6,numeric"` // whose data fill it in; none: samples
		Original     bool   `query:"original" form:"original"`                                            // as it was uploaded, with its placeholders
	}
	// MunicipalityDraftKey addresses a draft of a municipality.
	MunicipalityDraftKey struct {
		ByIstatCode
		Code   string `param:"code" validate:"min=2,max=40"`
		Format string `query:"format" form:"format" validate:"omitempty,oneof=docx odt pdf" enums:"docx,odt,pdf"`
	}
)

// Templates serves the templates of the acts and the drafts made of them.
type Templates struct{ Service *template.Service }

// Routes is the whole surface of the resource.
func (t Templates) Routes(a *httpx.API) {
	httpx.Query(a, "templates-list", "/templates", authz.AdhesionRead, t.list)
	httpx.Query(a, "templates-read", "/templates/:code", authz.AdhesionRead, t.read)
	httpx.List(a, "templates-versions", "/templates/:code/versions", authz.AdhesionRead, t.versions)
	httpx.Upload(a, "templates-upload", "/templates/:code/versions", authz.TemplateWrite, template.Media[:1], t.upload)
	httpx.Query(a, "templates-version", "/templates/:code/versions/:number", authz.AdhesionRead, t.version)
	httpx.Download(a, "templates-content", "/templates/:code/versions/:number/content", authz.AdhesionRead, template.Media, t.content)
	httpx.Command(a, "templates-publication", http.MethodPost, "/templates/:code/versions/:number/publication", authz.TemplateWrite, t.publication)
	httpx.Command(a, "templates-archive", http.MethodDelete, "/templates/:code/versions/:number", authz.TemplateWrite, t.archive)
	httpx.Query(a, "drafts-list", "/municipalities/:istat_code/drafts", authz.AdhesionRead, t.drafts)
	httpx.Download(a, "drafts-content", "/municipalities/:istat_code/drafts/:code", authz.AdhesionRead, template.Media, t.draft)
}

// @Summary      I modelli degli atti
// @Description  Con la versione in uso, i segnaposto che possono contenere e i formati offerti.
// @Tags         templates
// @Success      200 {object} page.Of[Template]
// @Router       /templates [get]
func (t Templates) list(ctx context.Context, _ httpx.None) (page.Of[Template], error) {
	found, err := t.Service.List(ctx)
	return page.Whole(convert(found, func(x template.Template) Template { return t.present(ctx, x) })), err
}

// @Summary      Un modello
// @Description  Con la versione in uso, i segnaposto che può contenere e i formati offerti.
// @Tags         templates
// @Param        code path string true "modello"
// @Success      200 {object} Template
// @Router       /templates/{code} [get]
func (t Templates) read(ctx context.Context, in TemplateByCode) (Template, error) {
	x, err := t.Service.Get(ctx, in.Code)
	return t.present(ctx, x), err
}

// @Summary      Le versioni di un modello
// @Description  Bozze, quella in uso e quelle superate, dalla più recente.
// @Tags         templates
// @Param        code path string true "modello"
// @Param        query query page.Request false "pagina"
// @Success      200 {object} page.Of[TemplateVersion]
// @Router       /templates/{code}/versions [get]
func (t Templates) versions(ctx context.Context, q TemplateVersionsQuery) (page.Source[TemplateVersion], error) {
	if _, err := t.Service.Get(ctx, q.Code); err != nil {
		return page.Source[TemplateVersion]{}, err
	}
	return page.Map(t.Service.Versions(q.Code, q.Request), t.presentVersion), nil
}

// @Summary      Carica una nuova versione di un modello
// @Description  Il corpo è un DOCX con i segnaposto. Diventa una bozza; segnaposto mancanti, sconosciuti o non chiusi sono indicati per nome.
// @Tags         templates
// @Param        code path string true "modello"
// @Param        note query string false "che cosa cambia"
// @Success      201 {object} TemplateVersion
// @Router       /templates/{code}/versions [post]
func (t Templates) upload(ctx context.Context, in TemplateUpload, f httpx.File) (TemplateVersion, error) {
	v, err := t.Service.Upload(ctx, in.Code, in.Note, f.Blob)
	return t.presentVersion(ctx, v), err
}

// @Summary      Una versione di un modello
// @Description  Senza il file, che si scarica a parte.
// @Tags         templates
// @Param        code path string true "modello"
// @Param        number path int true "numero della versione"
// @Success      200 {object} TemplateVersion
// @Router       /templates/{code}/versions/{number} [get]
func (t Templates) version(ctx context.Context, in TemplateVersionKey) (TemplateVersion, error) {
	v, err := t.Service.Version(ctx, in.Code, in.Number)
	return t.presentVersion(ctx, v), err
}

// @Summary      Anteprima di una versione
// @Description  Compilata con i dati di un comune o, senza, con dati di esempio; con original il file com'è stato caricato.
// @Tags         templates
// @Param        code path string true "modello"
// @Param        number path int true "numero della versione"
// @Param        format query string false "docx, odt o pdf"
// @Param        municipality query string false "codice ISTAT del comune"
// @Param        original query bool false "il file com'è stato caricato"
// @Success      200
// @Router       /templates/{code}/versions/{number}/content [get]
func (t Templates) content(ctx context.Context, in TemplateContent) (httpx.Content, error) {
	if in.Original {
		return handOver(t.Service.Original(ctx, in.Code, in.Number))
	}
	return handOver(t.Service.Preview(ctx, in.Code, in.Number, in.Municipality, format(in.Format)))
}

// @Summary      Mette in uso una versione
// @Description  Solo una bozza; quella in uso diventa superata. Vuole If-Match.
// @Tags         templates
// @Param        code path string true "modello"
// @Param        number path int true "numero della versione"
// @Success      200 {object} TemplateVersion
// @Router       /templates/{code}/versions/{number}/publication [post]
func (t Templates) publication(ctx context.Context, in TemplateVersionVersion, _ httpx.None) (TemplateVersion, error) {
	v, err := t.Service.Publish(ctx, in.Code, in.Number, in.Version())
	return t.presentVersion(ctx, v), err
}

// @Summary      Elimina una bozza
// @Description  Solo una bozza: di ciò che è stato in uso resta traccia. Vuole If-Match.
// @Tags         templates
// @Param        code path string true "modello"
// @Param        number path int true "numero della versione"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /templates/{code}/versions/{number} [delete]
func (t Templates) archive(ctx context.Context, in TemplateVersionRemoval, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, t.Service.Archive(ctx, in.Code, in.Number, in.Version(), in.Reason)
}

// @Summary      Le bozze degli atti di un comune
// @Description  Compilate con i suoi dati: quali, in quali formati, che cosa resta in bianco e dove si indica.
// @Tags         templates
// @Param        istat_code path string true "codice ISTAT"
// @Success      200 {object} page.Of[MunicipalityDraft]
// @Router       /municipalities/{istat_code}/drafts [get]
func (t Templates) drafts(ctx context.Context, in ByIstatCode) (page.Of[MunicipalityDraft], error) {
	found, err := t.Service.Drafts(ctx, in.IstatCode)
	return page.Whole(convert(found, func(d template.Drafted) MunicipalityDraft {
		return MunicipalityDraft{Code: d.Template.Code, Name: d.Template.Name, Description: d.Template.Description, Number: d.Template.Current.Number,
			Formats: t.Service.Formats(), Blanks: placeholders(d.Template.Code, d.Blanks)}
	})), err
}

// @Summary      La bozza di un atto di un comune
// @Description  Con gli spazi in bianco dove il dato manca.
// @Tags         templates
// @Param        istat_code path string true "codice ISTAT"
// @Param        code path string true "modello"
// @Param        format query string false "docx, odt o pdf"
// @Success      200
// @Router       /municipalities/{istat_code}/drafts/{code} [get]
func (t Templates) draft(ctx context.Context, in MunicipalityDraftKey) (httpx.Content, error) {
	return handOver(t.Service.Draft(ctx, in.IstatCode, in.Code, format(in.Format)))
}

func handOver(p template.Paper, err error) (httpx.Content, error) {
	c := httpx.Generated(p.Name, p.Media, p.Body)
	c.Inline = true
	return c, err
}

func format(asked string) string {
	if asked == "" {
		return "docx"
	}
	return asked
}

// Locator makes Location the address of the version.
func (v TemplateVersion) Locator() string {
	return fmt.Sprintf("/templates/%s/versions/%d", v.Template, v.Number)
}

// Variant puts the version in use into the ETag.
func (t Template) Variant() string {
	if t.Current == nil {
		return digest(t.Formats)
	}
	return digest(t.Formats, t.Current.Number, t.Current.Version)
}

func (t Templates) present(ctx context.Context, x template.Template) Template {
	out := Template{Meta: httpx.Meta{ID: x.ID, Version: x.Version}, Code: x.Code, Name: x.Name, Description: x.Description,
		Placeholders: placeholders(x.Code, template.Placeholders(x.Code)), Formats: t.Service.Formats(), Actions: t.Service.TemplateActions(ctx)}
	if x.Current != nil {
		v := t.presentVersion(ctx, *x.Current)
		out.Current = &v
	}
	return out
}

func placeholders(code string, of []template.Placeholder) []TemplatePlaceholder {
	return convert(of, func(p template.Placeholder) TemplatePlaceholder {
		return TemplatePlaceholder{p.Name, p.Meaning, p.Where, template.Must(code, p.Name)}
	})
}

func (t Templates) presentVersion(ctx context.Context, v template.Version) TemplateVersion {
	return TemplateVersion{Meta: httpx.Meta{ID: v.ID, Version: v.Row.Version}, Template: v.TemplateCode, Number: v.Number, State: v.State, Note: v.Note,
		Placeholders: append([]string{}, v.Placeholders...), SHA256: v.SHA256, Size: v.Size, Builtin: v.Builtin, PublishedAt: v.PublishedAt,
		Stamps: stamps(v.Row), Actions: t.Service.Actions(ctx, v)}
}
