package v1

import (
	"context"

	"comunita/api/httpx"
	"comunita/internal/network"
	"comunita/internal/platform/authz"
)

// Network is the community in numbers, for the public home page. They count public bodies and catalogue entries, never persons.
type Network struct {
	Municipalities int            `json:"municipalities" validate:"required" example:"108"`
	Members        int            `json:"members" validate:"required" example:"41"` // municipalities whose adhesion is complete
	Population     int64          `json:"population" validate:"required" example:"603229"`
	Adhesions      []AdhesionSize `json:"adhesions" validate:"required,max=20"` // states somebody is in
	Zones          []NetworkZone  `json:"zones" validate:"required,max=200"`    // of the operational set
	Risks          int            `json:"risks" validate:"required" example:"109"`
	Behaviours     int            `json:"behaviours" validate:"required" example:"32"`
	Measures       int            `json:"measures" validate:"required" example:"34"`
} // @name Network

// AdhesionSize counts the municipalities whose adhesion is in a state.
type AdhesionSize struct {
	Adhesion       string `json:"adhesion" validate:"required" enums:"not_contacted,contacted,draft_sent,interested,proposal_filed,act_adopted,published,enforceable,transmitted,protocol_signed,member,referent_designated,operational,suspended,declined,withdrawn,to_renew" example:"member"`
	Municipalities int    `json:"municipalities" validate:"required" example:"38"`
} // @name AdhesionSize

// NetworkZone is a zone of the operational set with the totals of its members.
type NetworkZone struct {
	ID   int64  `json:"id" validate:"required" example:"2"`
	Code string `json:"code" validate:"required,max=20" example:"Z2"`
	Name string `json:"name" validate:"required,max=120" example:"Milazzo e Valle del Mela"`
	ZoneTotals
} // @name NetworkZone

// NetworkAPI serves the numbers of the network.
type NetworkAPI struct{ Service *network.Service }

// Routes is the whole surface of the resource.
func (n NetworkAPI) Routes(a *httpx.API) {
	httpx.Query(a, "network-read", "/network", authz.Public, n.read)
	httpx.Query(a, "municipalities-advantage", "/municipalities/:istat_code/advantage", authz.Public, n.advantage)
}

// @Summary      La rete in numeri
// @Description  Pubblico: comuni, popolazione, adesioni, zone con i loro totali, voci dei cataloghi. Al più vecchio di un minuto; con If-None-Match risponde 304 se non è cambiato.
// @Tags         network
// @Success      200 {object} Network
// @Router       /network [get]
func (n NetworkAPI) read(ctx context.Context, _ httpx.None) (Network, error) {
	x, err := n.Service.Read(ctx)
	if err != nil {
		return Network{}, err
	}
	return Network{Municipalities: x.Municipalities, Members: x.Members, Population: x.Population, Risks: x.Risks, Behaviours: x.Behaviours, Measures: x.Measures,
		Adhesions: convert(x.Adhesions, func(a network.Adhesion) AdhesionSize { return AdhesionSize{a.State, a.Municipalities} }),
		Zones: convert(x.Zones, func(z network.Zone) NetworkZone {
			return NetworkZone{z.ID, z.Code, z.Name, zoneTotals(z.Municipalities, z.Peripheral, z.Population)}
		})}, nil
}

// Variant is all it shows: it has no version.
func (n Network) Variant() string { return digest(n) }
