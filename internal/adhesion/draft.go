package adhesion

import (
	"context"
	"maps"
	"strconv"
	"time"
)

// actNames are the acts as their drafts call them; titles and verbs of an act of the mayor go with its kind.
var actNames = map[string]string{"giunta_resolution": "deliberazione della Giunta comunale", "mayor_decree": "decreto del Sindaco", "mayor_determination": "determina del Sindaco",
	"commissioner_resolution": "deliberazione del Commissario", "commissioner_decree": "decreto del Commissario"}

var mayorActs = map[string][2]string{"mayor_decree": {"Decreto", "Decreta"}, "mayor_determination": {"Determina", "Determina"}}

var opinions = map[string]string{"favourable": "favorevole", "unfavourable": "contrario", "not_due": "non dovuto"}

var sessions = map[string]string{"ordinary": "ordinaria", "urgent": "urgente"}

// Values gives what an adhesion knows, by the names that drafts of acts have for it. What it does not know is left out.
func (s *Service) Values(ctx context.Context, municipality string) (map[string]string, error) {
	a, err := s.Get(ctx, municipality)
	if err != nil {
		return nil, err
	}
	out, err := s.agreements.Values(ctx, municipality)
	if err != nil {
		return nil, err
	}
	x := a.Act
	maps.Copy(out, map[string]string{
		"settore_proponente": x.Proposer, "proposta_numero": x.ProposalNumber, "proposta_data": italianDay(x.ProposalDate), "atto_tipo": actNames[x.Kind],
		"atto_numero": x.Number, "atto_data": italianDay(x.Date), "seduta": sessions[x.Session], "tipo_atto_sindaco": mayorActs[x.Kind][0],
		"verbo_atto_sindaco": mayorActs[x.Kind][1], "parere_tecnico": opinions[x.TechnicalOpinion], "parere_contabile": opinions[x.AccountingOpinion],
		"presenti": number(x.Present), "favorevoli": number(x.VotesFor), "contrari": number(x.VotesAgainst), "astenuti": number(x.VotesAbstained),
		"albo_numero": a.Pub.AlboNumber, "albo_dal": italianDay(a.Pub.From), "albo_al": italianDay(a.Pub.To), "esecutiva_dal": italianDay(a.Pub.EnforceableFrom),
		"protocollo_numero": a.Sent.Number, "protocollo_data": italianDay(a.Sent.Date),
	})
	maps.DeleteFunc(out, func(_, v string) bool { return v == "" })
	return out, nil
}

func italianDay(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format("02/01/2006")
}

func number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}
