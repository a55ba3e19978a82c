// Package server is the composition root: the one place that sees everything.
package server

import (
	"net/http"

	"comunita/api/httpx"
	v1 "comunita/api/v1"
	"comunita/internal/behaviour"
	"comunita/internal/municipality"
	"comunita/internal/platform/db"
	"comunita/internal/risk"
	"comunita/internal/training"
	"comunita/internal/vocabulary"
)

// Options are what main, the tests and the spec generator build the server from.
type Options struct {
	DB   *db.DB
	HTTP httpx.Settings
	Site v1.Site // what the public pages say of the owner
	Spec string  // path of openapi.yaml
	Web  string  // folder of the built SPA; empty: none
}

// Server is the whole application behind one handler.
type Server struct {
	http.Handler
	API *httpx.API
}

// New wires it.
func New(o Options) (*Server, error) {
	e, a, err := httpx.New(o.DB, o.HTTP)
	if err != nil {
		return nil, err
	}
	words := vocabulary.NewService(o.DB)
	risks := risk.NewService(o.DB, words)

	v1.Status{DB: o.DB, Site: o.Site}.Routes(a)
	v1.VocabularyAPI{Service: words}.Routes(a)
	v1.Municipalities{Service: municipality.NewService(o.DB)}.Routes(a)
	v1.Risks{Service: risks}.Routes(a)
	v1.Behaviours{Service: behaviour.NewService(o.DB, words, risks)}.Routes(a)
	v1.TrainingNeeds{Service: training.NewService(o.DB, words)}.Routes(a)

	pages(e, o)
	return &Server{Handler: e, API: a}, nil
}
