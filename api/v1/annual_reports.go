package v1

import (
	"context"

	"comunita/api/httpx"
	"comunita/internal/register"
)

// AnnualReport is the yearly report of the RPCT of a municipality, in the three sheets of ANAC's form. Nothing was saved at version 1.
type AnnualReport struct {
	httpx.Meta
	Municipality string             `json:"municipality" validate:"required,len=6" example:"083049"`
	Year         int                `json:"year" validate:"required" example:"2026"`
	Sheets       []AnnualReportPart `json:"sheets" validate:"required,max=3"`
	Actions      []string           `json:"actions" validate:"required,max=1" enums:"edit" example:"edit"` // what the caller may do next
} // @name AnnualReport

// AnnualReportPart is one of the sheets.
type AnnualReportPart struct {
	Name    string               `json:"name" validate:"required,max=31" example:"Considerazioni generali"`
	Answers []AnnualReportAnswer `json:"answers" validate:"required,max=100"`
} // @name AnnualReportPart

// AnnualReportAnswer is a question, what was typed and what the data suggest: a suggestion is nobody's answer.
type AnnualReportAnswer struct {
	ID         string `json:"id" validate:"required,max=10" example:"1.A"`
	Question   string `json:"question" validate:"required,max=300" example:"Stato di attuazione del piano"`
	Text       string `json:"text" validate:"required,max=2000" example:""` // "" for nothing typed
	Suggestion string `json:"suggestion" validate:"required,max=2000" example:"Il piano prevede 12 misure: 8 attuate, 4 in corso."`
} // @name AnnualReportAnswer

// AnnualReportEdit are the answers to save; what is left out, or empty, goes back to the suggestion.
type AnnualReportEdit struct {
	Answers []AnnualReportReply `json:"answers" validate:"required,max=100,dive"`
} // @name AnnualReportEdit

// AnnualReportReply is one answer, of 2,000 characters at most as in ANAC's form.
type AnnualReportReply struct {
	ID   string `json:"id" validate:"required,max=10" example:"1.A"`
	Text string `json:"text" validate:"max=2000" example:"Il piano è stato attuato per quattro quinti"`
} // @name AnnualReportReply

type (
	// AnnualReportKey addresses the report of a year.
	AnnualReportKey struct {
		ByIstatCode
		Year int `param:"year" validate:"min=2013,max=2100"`
	}
	// AnnualReportVersion addresses it as the caller last saw it.
	AnnualReportVersion struct {
		AnnualReportKey
		httpx.Versioned
	}
	// AnnualReportContent says as what it is wanted.
	AnnualReportContent struct {
		AnnualReportKey
		Format string `query:"format" form:"format" validate:"omitempty,oneof=xlsx docx odt pdf" enums:"xlsx,docx,odt,pdf"`
	}
)

// @Summary      La relazione annuale del RPCT
// @Description  Nei tre fogli della scheda ANAC, con le risposte scritte e quelle che i dati suggeriscono, distinte.
// @Tags         annual-reports
// @Param        istat_code path string true "codice ISTAT"
// @Param        year path int true "anno"
// @Success      200 {object} AnnualReport
// @Router       /municipalities/{istat_code}/annual-reports/{year} [get]
func (t Registers) annual(ctx context.Context, in AnnualReportKey) (AnnualReport, error) {
	return presentAnnual(t.Service.Annual(ctx, in.IstatCode, in.Year))
}

// @Summary      Salva le risposte della relazione annuale
// @Description  Tutte quelle scritte, di al più 2.000 caratteri. Vuole If-Match.
// @Tags         annual-reports
// @Param        istat_code path string true "codice ISTAT"
// @Param        year path int true "anno"
// @Param        body body AnnualReportEdit true "le risposte"
// @Success      200 {object} AnnualReport
// @Router       /municipalities/{istat_code}/annual-reports/{year} [put]
func (t Registers) saveAnnual(ctx context.Context, in AnnualReportVersion, b AnnualReportEdit) (AnnualReport, error) {
	return presentAnnual(t.Service.SaveAnnual(ctx, in.IstatCode, in.Year, in.Version(),
		convert(b.Answers, func(r AnnualReportReply) register.Reply { return register.Reply(r) })))
}

// @Summary      La relazione annuale da scaricare
// @Description  XLSX con tre fogli o, da leggere, DOCX, ODT e PDF.
// @Tags         annual-reports
// @Param        istat_code path string true "codice ISTAT"
// @Param        year path int true "anno"
// @Param        format query string false "xlsx, docx, odt o pdf"
// @Success      200
// @Router       /municipalities/{istat_code}/annual-reports/{year}/content [get]
func (t Registers) annualContent(ctx context.Context, in AnnualReportContent) (httpx.Content, error) {
	if in.Format == "" || in.Format == "xlsx" {
		return handPaper(t.Service.AnnualBook(ctx, in.IstatCode, in.Year))
	}
	return handPaper(t.Service.AnnualDocument(ctx, in.IstatCode, in.Year, in.Format))
}

func presentAnnual(a register.Annual, err error) (AnnualReport, error) {
	out := AnnualReport{Meta: httpx.Meta{ID: a.ID, Version: a.Version}, Municipality: a.Code, Year: a.Year, Actions: []string{}}
	if a.Editable {
		out.Actions = []string{"edit"}
	}
	out.Sheets = convert(a.Parts, func(p register.Part) AnnualReportPart {
		return AnnualReportPart{p.Name, convert(p.Answers, func(x register.Answer) AnnualReportAnswer {
			return AnnualReportAnswer{x.ID, x.Question, x.Text, x.Suggestion}
		})}
	})
	return out, err
}

// Variant tells what the data suggest at the moment.
func (a AnnualReport) Variant() string { return digest(a.Sheets, a.Actions) }
