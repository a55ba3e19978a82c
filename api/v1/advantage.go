package v1

import (
	"context"

	"comunita/internal/network"
)

// Advantage is what joining brings a municipality, for its mayor.
type Advantage struct {
	Municipality   string               `json:"municipality" validate:"required,len=6" example:"083011"`
	Name           string               `json:"name" validate:"required,max=80" example:"Capri Leone"`
	Adhesion       string               `json:"adhesion" validate:"required" enums:"not_contacted,contacted,draft_sent,interested,proposal_filed,act_adopted,published,enforceable,transmitted,protocol_signed,member,referent_designated,operational,suspended,declined,withdrawn,to_renew" example:"draft_sent"`
	Population     int                  `json:"population" validate:"required" example:"4318"`
	InnerAreaClass string               `json:"inner_area_class" validate:"required" enums:"A,B,C,D,E,F" example:"E"`
	ZoneID         int64                `json:"zone_id,omitzero" example:"5"`
	ZoneCode       string               `json:"zone_code,omitempty" validate:"max=20" example:"Z5"`
	ZoneName       string               `json:"zone_name,omitempty" validate:"max=120" example:"Nebrodi centrali"`
	ZoneSize       int                  `json:"zone_size" validate:"required" example:"17"`
	ZoneMembers    int                  `json:"zone_members" validate:"required" example:"9"` // of the zone, in the network already
	Neighbours     []AdvantageNeighbour `json:"neighbours" validate:"required,max=6"`         // the nearest members
	Risks          int                  `json:"risks" validate:"required" example:"74"`       // validated entries, to use from the first day
	Measures       int                  `json:"measures" validate:"required" example:"34"`
	Behaviours     int                  `json:"behaviours" validate:"required" example:"21"`
	Topics         int                  `json:"topics" validate:"required" example:"14"`   // of training asked for; zero where too few ask
	Learners       int                  `json:"learners" validate:"required" example:"61"` // municipalities that ask
	People         int                  `json:"people" validate:"required" example:"410"`  // places asked for
} // @name Advantage

// AdvantageNeighbour is a member near by, as the crow flies.
type AdvantageNeighbour struct {
	Municipality string  `json:"municipality" validate:"required,len=6" example:"083031"`
	Name         string  `json:"name" validate:"required,max=80" example:"Frazzanò"`
	Km           float64 `json:"km" validate:"required" example:"6.4"`
	Since        string  `json:"since,omitempty" example:"2026-05-12"`
} // @name AdvantageNeighbour

// @Summary      I vantaggi dell'adesione per un comune
// @Description  Pubblico: la pagina per il sindaco. I comuni vicini già in rete, ciò che è pronto dal primo giorno, la formazione richiesta; nessun dato personale, nessun conteggio sotto la soglia.
// @Tags         network
// @Param        istat_code path string true "codice ISTAT"
// @Success      200 {object} Advantage
// @Router       /municipalities/{istat_code}/advantage [get]
func (n NetworkAPI) advantage(ctx context.Context, in ByIstatCode) (Advantage, error) {
	x, err := n.Service.Advantage(ctx, in.IstatCode)
	if err != nil {
		return Advantage{}, err
	}
	return Advantage{Municipality: x.Code, Name: x.Name, Adhesion: x.Adhesion, Population: x.Population, InnerAreaClass: x.InnerAreaClass, ZoneID: x.ZoneID,
		ZoneCode: x.ZoneCode, ZoneName: x.ZoneName, ZoneSize: x.ZoneSize, ZoneMembers: x.ZoneMembers, Risks: x.Risks, Measures: x.Measures, Behaviours: x.Behaviours,
		Topics: x.Topics, Learners: x.Learners, People: x.People, Neighbours: convert(x.Neighbours, func(y network.Neighbour) AdvantageNeighbour {
			return AdvantageNeighbour{y.Code, y.Name, y.Km, day(y.Since)}
		})}, nil
}

// Variant is all it shows: it has no version.
func (a Advantage) Variant() string { return digest(a) }
