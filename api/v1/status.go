package v1

import (
	"context"

	"comunita/api/httpx"
	"comunita/internal/platform/apperr"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/db"
)

// Site is what the public pages say of the installation; it comes from the configuration.
type Site struct {
	Owner, OwnerURL, PrivacyURL, AccessibilityURL, LegalURL, Email, PEC, Version string
}

// ServiceStatus tells whether the service works.
type ServiceStatus struct {
	Status  string `json:"status" validate:"required" enums:"ok" example:"ok"`
	Version string `json:"version" validate:"required,max=40" example:"0.1.0"`
} // @name ServiceStatus

// SiteSettings are the owner and the addresses a page of a public body must show.
type SiteSettings struct {
	Owner            string `json:"owner" validate:"required,max=120" example:"Città Metropolitana di Messina"`
	OwnerURL         string `json:"owner_url" validate:"required,max=300" example:"https://www.cittametropolitana.me.it/"`
	PrivacyURL       string `json:"privacy_url" validate:"required,max=300" example:"/privacy"`
	AccessibilityURL string `json:"accessibility_url" validate:"required,max=300" example:"/accessibilita"`
	LegalURL         string `json:"legal_url" validate:"required,max=300" example:"/note-legali"`
	Email            string `json:"email" validate:"required,max=254" example:"cdp@example.org"`
	PEC              string `json:"pec" validate:"required,max=254" example:"cdp@pec.example.org"`
	Version          string `json:"version" validate:"required,max=40" example:"0.1.0"`
} // @name SiteSettings

// Status serves the state of the service and the public settings.
type Status struct {
	DB   *db.DB
	Site Site
}

// Routes is the whole surface of the resource.
func (s Status) Routes(a *httpx.API) {
	httpx.Query(a, "status-read", "/status", authz.Public, s.status)
	httpx.Query(a, "settings-read", "/settings", authz.Public, s.settings)
}

// @Summary      Stato del servizio
// @Description  Risponde 200 se il servizio e la sua base dati funzionano, altrimenti 503.
// @Tags         status
// @Success      200 {object} ServiceStatus
// @Router       /status [get]
func (s Status) status(ctx context.Context, _ httpx.None) (ServiceStatus, error) {
	if err := s.DB.Ping(ctx); err != nil {
		return ServiceStatus{}, apperr.New(apperr.Unavailable, "database-away", "La base dati non risponde").After(2e9).Because(err)
	}
	return ServiceStatus{"ok", s.Site.Version}, nil
}

// @Summary      Impostazioni pubbliche del sito
// @Description  Ente titolare, recapiti e indirizzi delle pagine obbligatorie.
// @Tags         status
// @Success      200 {object} SiteSettings
// @Router       /settings [get]
func (s Status) settings(context.Context, httpx.None) (SiteSettings, error) {
	return SiteSettings(s.Site), nil
}
