package v1

import (
	"context"
	"encoding/json"
	"net/http"

	"comunita/api/httpx"
	"comunita/internal/disadvantage"
	"comunita/internal/municipality"
	"comunita/internal/platform/authz"
	"comunita/internal/platform/page"
)

// Municipality is a municipality of the network: identity, territory, size regime, zones, adhesion.
type Municipality struct {
	httpx.Meta
	MunicipalityEdit
	MunicipalityProfile
	Regime          string             `json:"regime" validate:"required" enums:"ordinary,simplified,small,undetermined" example:"simplified"`                                                                                                                                                                // from employees and population
	Adhesion        string             `json:"adhesion" validate:"required" enums:"not_contacted,contacted,draft_sent,interested,proposal_filed,act_adopted,published,enforceable,transmitted,protocol_signed,member,referent_designated,operational,suspended,declined,withdrawn,to_renew" example:"member"` // /adhesions keeps it
	AdhesionDate    string             `json:"adhesion_date,omitempty" example:"2026-05-12"`                                                                                                                                                                                                                  // since when it is in that state
	OperationalZone string             `json:"operational_zone,omitempty" validate:"max=20" example:"Z2"`                                                                                                                                                                                                     // code of its zone in the operational set
	Zones           []MunicipalityZone `json:"zones" validate:"required,max=50"`                                                                                                                                                                                                                              // where it belongs today, the operational set first
	Stamps
	Actions []string `json:"actions" validate:"required,max=20" enums:"edit,archive,profile,officers,drafts,disadvantage,plan" example:"edit"`
} // @name Municipality

// MunicipalityZone is a zone a municipality belongs to today, and the set of the zone.
type MunicipalityZone struct {
	Set         string `json:"set" validate:"required,max=40" example:"zone-omogenee"`
	SetName     string `json:"set_name" validate:"required,max=120" example:"Zone omogenee dei referenti"`
	ID          int64  `json:"id" validate:"required" example:"2"`
	Code        string `json:"code" validate:"required,max=20" example:"Z2"`
	Name        string `json:"name" validate:"required,max=120" example:"Milazzo e Valle del Mela"`
	Operational bool   `json:"operational" example:"true"`
} // @name MunicipalityZone

// MunicipalityEdit is what the secretariat keeps. PUT replaces all of it.
type MunicipalityEdit struct {
	IstatCode      string   `json:"istat_code" validate:"required,len=6,number" example:"083049"`
	FormerCodes    []string `json:"former_codes" validate:"max=10,dive,len=6,number" example:"083999"` // ISTAT codes it had before; they still lead here
	Name           string   `json:"name" validate:"required,filled,max=80" example:"Milazzo"`
	OfficialName   string   `json:"official_name" validate:"max=120" example:"Milazzo"`
	Aliases        []string `json:"aliases" validate:"max=10,dive,filled,max=80" example:"Milazzu"` // other ways people write it
	CadastralCode  string   `json:"cadastral_code" validate:"required,max=4" example:"F206"`
	Population     int      `json:"population" validate:"required,min=1,max=10000000" example:"30397"`
	PopulationYear int      `json:"population_year" validate:"required,min=1861,max=2200" example:"2021"`
	AreaKm2        float64  `json:"area_km2" validate:"required,min=0.01,max=20000" example:"24.69"`
	Lat            float64  `json:"lat" validate:"required,min=35,max=48" example:"38.2203"`
	Lon            float64  `json:"lon" validate:"required,min=6,max=19" example:"15.2404"`
	AltitudeM      *int     `json:"altitude_m,omitempty" validate:"omitempty,min=-10,max=4000" example:"1"`
	AltimetricZone string   `json:"altimetric_zone" validate:"required,oneof=inland_mountain coastal_mountain inland_hill coastal_hill plain" enums:"inland_mountain,coastal_mountain,inland_hill,coastal_hill,plain" example:"coastal_hill"`
	Coastal        *bool    `json:"coastal" validate:"required" example:"true"`
	Island         *bool    `json:"island" validate:"required" example:"false"`
	InnerAreaClass string   `json:"inner_area_class" validate:"required,oneof=A B C D E F" enums:"A,B,C,D,E,F" example:"A"` // map of the inner areas 2020: A pole … F ultra-peripheral
	MinutesToPole  *float64 `json:"minutes_to_pole,omitempty" validate:"omitempty,min=0,max=10000" example:"0"`
	ReferencePole  string   `json:"reference_pole" validate:"max=80" example:"Milazzo"`
	PostalCode     string   `json:"postal_code" validate:"max=5" example:"98057"`
	PhonePrefix    string   `json:"phone_prefix" validate:"max=4" example:"090"`
} // @name MunicipalityEdit

// MunicipalityProfile is what a municipality says of itself. PUT replaces all of it.
type MunicipalityProfile struct {
	PEC           string `json:"pec" validate:"omitempty,email,max=254" example:"protocollo@pec.comune.milazzo.me.it"`
	Website       string `json:"website" validate:"omitempty,http_url,max=254" example:"https://www.comune.milazzo.me.it/"`
	Employees     *int   `json:"employees,omitempty" validate:"omitempty,min=0,max=100000" example:"49"` // in service on 31 December of employees_year
	EmployeesYear *int   `json:"employees_year,omitempty" validate:"omitempty,min=1990,max=2200" example:"2025"`
	MunicipalityFinances
} // @name MunicipalityProfile

// MunicipalityFinances tells whether the budget is in distress. Only whoever writes for the municipality, and the secretariat, see it here.
type MunicipalityFinances struct {
	FinancialDistress      string `json:"financial_distress,omitempty" validate:"omitempty,oneof=unknown none dissesto riequilibrio" enums:"unknown,none,dissesto,riequilibrio" example:"riequilibrio"` // unknown, when not said
	FinancialDistressSince string `json:"financial_distress_since,omitempty" validate:"omitempty,datetime=2006-01-02" example:"2024-07-01"`
	FinancialDistressAct   string `json:"financial_distress_act,omitempty" validate:"max=200" example:"Delibera di consiglio n. 31 del 01/07/2024"`
} // @name MunicipalityFinances

// MunicipalityNew is what creates a municipality.
type MunicipalityNew struct {
	MunicipalityEdit
	MunicipalityProfile
} // @name MunicipalityNew

// MunicipalityBulk is one row of a bulk import, by istat_code (a former one too). A column that is missing, or a cell that is empty,
// keeps what is there; a new municipality needs what MunicipalityNew requires.
type MunicipalityBulk struct {
	IstatCode      string   `json:"istat_code" validate:"required,len=6,number" example:"083049"`
	FormerCodes    []string `json:"former_codes,omitzero" validate:"max=10,dive,len=6,number" example:"083999"`
	Name           *string  `json:"name,omitempty" validate:"omitempty,filled,max=80" example:"Milazzo"`
	OfficialName   *string  `json:"official_name,omitempty" validate:"omitempty,max=120" example:"Milazzo"`
	Aliases        []string `json:"aliases,omitzero" validate:"max=10,dive,filled,max=80" example:"Milazzu"`
	CadastralCode  *string  `json:"cadastral_code,omitempty" validate:"omitempty,max=4" example:"F206"`
	Population     *int     `json:"population,omitempty" validate:"omitempty,min=1,max=10000000" example:"30397"`
	PopulationYear *int     `json:"population_year,omitempty" validate:"omitempty,min=1861,max=2200" example:"2021"`
	AreaKm2        *float64 `json:"area_km2,omitempty" validate:"omitempty,min=0.01,max=20000" example:"24.69"`
	Lat            *float64 `json:"lat,omitempty" validate:"omitempty,min=35,max=48" example:"38.2203"`
	Lon            *float64 `json:"lon,omitempty" validate:"omitempty,min=6,max=19" example:"15.2404"`
	AltitudeM      *int     `json:"altitude_m,omitempty" validate:"omitempty,min=-10,max=4000" example:"1"`
	AltimetricZone *string  `json:"altimetric_zone,omitempty" validate:"omitempty,oneof=inland_mountain coastal_mountain inland_hill coastal_hill plain" enums:"inland_mountain,coastal_mountain,inland_hill,coastal_hill,plain" example:"coastal_hill"`
	Coastal        *bool    `json:"coastal,omitempty" example:"true"`
	Island         *bool    `json:"island,omitempty" example:"false"`
	InnerAreaClass *string  `json:"inner_area_class,omitempty" validate:"omitempty,oneof=A B C D E F" enums:"A,B,C,D,E,F" example:"A"`
	MinutesToPole  *float64 `json:"minutes_to_pole,omitempty" validate:"omitempty,min=0,max=10000" example:"0"`
	ReferencePole  *string  `json:"reference_pole,omitempty" validate:"omitempty,max=80" example:"Milazzo"`
	PostalCode     *string  `json:"postal_code,omitempty" validate:"omitempty,max=5" example:"98057"`
	PhonePrefix    *string  `json:"phone_prefix,omitempty" validate:"omitempty,max=4" example:"090"`
	PEC            *string  `json:"pec,omitempty" validate:"omitempty,max=254" example:"protocollo@pec.comune.milazzo.me.it"`
	Website        *string  `json:"website,omitempty" validate:"omitempty,max=254" example:"https://www.comune.milazzo.me.it/"`
	Employees      *int     `json:"employees,omitempty" validate:"omitempty,min=0,max=100000" example:"49"`
	EmployeesYear  *int     `json:"employees_year,omitempty" validate:"omitempty,min=1990,max=2200" example:"2025"`
	MunicipalityFinances
} // @name MunicipalityBulk

// MunicipalityOfficer is a person who serves in a municipality, or did; or a secretary's seat declared vacant, without a person.
type MunicipalityOfficer struct {
	ID            int64    `json:"id" validate:"required" example:"12"` // of the mandate
	Person        int64    `json:"person,omitzero" example:"7"`
	Role          string   `json:"role" validate:"required" enums:"rpct,secretary,commissioner,referent" example:"rpct"`
	Arrangement   string   `json:"arrangement,omitempty" enums:"holder,convention,regent,scavalco,vacant,extraordinary,ad_acta" example:"convention"`
	ConventionID  int64    `json:"convention_id,omitzero" example:"3"`
	Convention    string   `json:"convention,omitempty" validate:"max=160" example:"Segreteria convenzionata di Malfa, Leni e Santa Marina Salina"`
	SharePercent  *float64 `json:"share_percent,omitempty" example:"40"`
	Replaces      []string `json:"replaces,omitempty" validate:"max=3" enums:"mayor,giunta,council" example:"council"`
	GivenName     string   `json:"given_name,omitempty" validate:"max=80" example:"Maria"`
	FamilyName    string   `json:"family_name,omitempty" validate:"max=80" example:"Bianchi"`
	Qualification string   `json:"qualification,omitempty" validate:"max=160" example:"Segretaria comunale"`
	OfficeEmail   string   `json:"office_email,omitempty" validate:"max=254" example:"segretario@comune.milazzo.me.it"`
	OfficePhone   string   `json:"office_phone,omitempty" validate:"max=40" example:"090 9231111"`
	Substitute    bool     `json:"substitute" example:"false"`
	Current       bool     `json:"current" example:"true"`
	From          string   `json:"from" validate:"required" example:"2026-01-01"`
	To            string   `json:"to,omitempty" example:"2026-12-31"` // the last day
	ActKind       string   `json:"act_kind,omitempty" validate:"max=80" example:"Decreto del sindaco"`
	ActNumber     string   `json:"act_number,omitempty" validate:"max=40" example:"12"`
	ActDate       string   `json:"act_date,omitempty" example:"2025-12-20"`
} // @name MunicipalityOfficer

// MunicipalityQuery filters the list of municipalities.
type MunicipalityQuery struct {
	page.Request
	Municipality   []string `query:"municipality" form:"municipality" validate:"max=200,dive,len=6,number"`
	Zone           []int64  `query:"zone" form:"zone" validate:"max=50,dive,min=1"` // members today
	ZoneSet        string   `query:"zone_set" form:"zone_set" validate:"max=40"`    // code of a set: members of any of its zones, or of zone_code
	ZoneCode       string   `query:"zone_code" form:"zone_code" validate:"max=20"`  // without zone_set, of the operational set
	Class          []string `query:"class" form:"class" validate:"max=6,dive,oneof=A B C D E F"`
	Regime         []string `query:"regime" form:"regime" validate:"max=4,dive,oneof=ordinary simplified small undetermined"`
	Adhesion       []string `query:"adhesion" form:"adhesion" validate:"max=17,dive,oneof=not_contacted contacted draft_sent interested proposal_filed act_adopted published enforceable transmitted protocol_signed member referent_designated operational suspended declined withdrawn to_renew"`
	AltimetricZone []string `query:"altimetric_zone" form:"altimetric_zone" validate:"max=5,dive,oneof=inland_mountain coastal_mountain inland_hill coastal_hill plain"`
	Coastal        *bool    `query:"coastal" form:"coastal"`
	Island         *bool    `query:"island" form:"island"`
	PopulationMin  *int     `query:"population_min" form:"population_min" validate:"omitempty,min=0,max=10000000"`
	PopulationMax  *int     `query:"population_max" form:"population_max" validate:"omitempty,min=0,max=10000000"`
	Disadvantage   []string `query:"disadvantage" form:"disadvantage" validate:"max=4,dive,oneof=low medium high very_high"` // class of disadvantage: for the secretariat only
	Vacant         string   `query:"vacant" form:"vacant" validate:"omitempty,oneof=rpct secretary referent"`                // nobody holds this role there today
}

type (
	// ByIstatCode addresses a municipality.
	ByIstatCode struct {
		IstatCode string `param:"istat_code" validate:"len=6,number"`
	}
	// MunicipalityVersion addresses a municipality in the version the caller last saw.
	MunicipalityVersion struct {
		ByIstatCode
		httpx.Versioned
	}
	// MunicipalityRemoval addresses a municipality to archive.
	MunicipalityRemoval struct {
		MunicipalityVersion
		RemovalReason
	}
	// MunicipalityHistory addresses the history of a municipality.
	MunicipalityHistory struct {
		ByIstatCode
		HistoryPaging
	}
)

// Municipalities serves the operations on municipalities. Reading is public: they are open data.
type Municipalities struct {
	Service      *municipality.Service
	Disadvantage *disadvantage.Service
}

// Routes is the whole surface of the resource.
func (m Municipalities) Routes(a *httpx.API) {
	httpx.List(a, "municipalities-list", "/municipalities", authz.Public, m.list)
	httpx.Query(a, "municipalities-read", "/municipalities/:istat_code", authz.Public, m.read)
	httpx.Query(a, "municipalities-officers", "/municipalities/:istat_code/officers", authz.ReferentRead, m.officers)
	httpx.Query(a, "municipalities-history", "/municipalities/:istat_code/history", authz.HistoryRead, m.history)
	httpx.Command(a, "municipalities-create", http.MethodPost, "/municipalities", authz.MunicipalityAdmin, m.create)
	httpx.Command(a, "municipalities-edit", http.MethodPut, "/municipalities/:istat_code", authz.MunicipalityAdmin, m.edit)
	httpx.Command(a, "municipalities-profile", http.MethodPut, "/municipalities/:istat_code/profile", authz.MunicipalityWrite, m.profile)
	httpx.Command(a, "municipalities-archive", http.MethodDelete, "/municipalities/:istat_code", authz.MunicipalityAdmin, m.archive)
	httpx.Bulk(a, "municipalities-bulk", "/municipalities/bulk", authz.MunicipalityAdmin, m.bulk)
}

// @Summary      Elenco dei comuni della rete
// @Description  Pubblico. Una pagina in JSON oppure, con Accept, tutto l'insieme filtrato in CSV, NDJSON o XLSX. La ricerca tollera accenti, apostrofi e piccoli errori.
// @Tags         municipalities
// @Param        query query MunicipalityQuery false "pagina e filtri"
// @Success      200 {object} page.Of[Municipality]
// @Router       /municipalities [get]
func (m Municipalities) list(ctx context.Context, q MunicipalityQuery) (page.Source[Municipality], error) {
	var among []string
	if len(q.Disadvantage) > 0 {
		found, err := m.Disadvantage.Codes(ctx, q.Disadvantage)
		if err != nil {
			return page.Source[Municipality]{}, err
		}
		among = found
	}
	return page.Batch(m.Service.List(q.Request, municipality.Filter{Zones: q.Zone, ZoneSet: q.ZoneSet, ZoneCode: q.ZoneCode, Municipalities: q.Municipality,
		Classes: q.Class, Regimes: q.Regime, Adhesions: q.Adhesion, AltimetricZones: q.AltimetricZone, Coastal: q.Coastal, Island: q.Island,
		PopulationMin: q.PopulationMin, PopulationMax: q.PopulationMax, Vacant: q.Vacant, Among: among}), m.present), nil
}

// @Summary      Un comune
// @Description  Pubblico. Si indica il codice ISTAT, anche uno che il comune aveva prima. Con If-None-Match risponde 304 se non è cambiato.
// @Tags         municipalities
// @Param        istat_code path string true "codice ISTAT"
// @Success      200 {object} Municipality
// @Router       /municipalities/{istat_code} [get]
func (m Municipalities) read(ctx context.Context, in ByIstatCode) (Municipality, error) {
	return one(ctx, m.present)(m.Service.Get(ctx, in.IstatCode))
}

// @Summary      Chi presta servizio in un comune, oggi e prima
// @Description  RPCT, segretario (con la modalità, o la sede vacante), commissari e referenti con i loro incarichi e recapiti d'ufficio; prima chi è in carica. Solo per i comuni di propria competenza.
// @Tags         municipalities
// @Param        istat_code path string true "codice ISTAT"
// @Success      200 {object} page.Of[MunicipalityOfficer]
// @Router       /municipalities/{istat_code}/officers [get]
func (m Municipalities) officers(ctx context.Context, in ByIstatCode) (page.Of[MunicipalityOfficer], error) {
	found, err := m.Service.Officers(ctx, in.IstatCode)
	return page.Whole(convert(found, func(o municipality.Officer) MunicipalityOfficer {
		return MunicipalityOfficer{ID: o.ID, Person: o.PersonID, Role: o.Role, Arrangement: o.Arrangement, ConventionID: o.ConventionID,
			Convention: o.Convention, SharePercent: o.SharePercent, Replaces: o.Replaces, GivenName: o.GivenName, FamilyName: o.FamilyName,
			Qualification: o.Qualification, OfficeEmail: o.OfficeEmail, OfficePhone: o.OfficePhone, Substitute: o.Substitute, Current: o.Current,
			From: day(&o.ValidFrom), To: day(o.ValidTo), ActKind: o.ActKind, ActNumber: o.ActNumber, ActDate: day(o.ActDate)}
	})), err
}

// @Summary      Storia di un comune
// @Description  Chi, quando, che cosa è cambiato, campo per campo, dal più recente.
// @Tags         municipalities
// @Param        istat_code path string true "codice ISTAT"
// @Param        query query HistoryPaging false "pagina"
// @Success      200 {object} page.Of[HistoryEntry]
// @Router       /municipalities/{istat_code}/history [get]
func (m Municipalities) history(ctx context.Context, in MunicipalityHistory) (page.Of[HistoryEntry], error) {
	return presentHistory(m.Service.History(ctx, in.IstatCode, in.page()))
}

// @Summary      Nuovo comune
// @Description  Per la segreteria.
// @Tags         municipalities
// @Param        body body MunicipalityNew true "il comune"
// @Success      201 {object} Municipality
// @Router       /municipalities [post]
func (m Municipalities) create(ctx context.Context, _ httpx.None, b MunicipalityNew) (Municipality, error) {
	return one(ctx, m.present)(m.Service.Create(ctx, b.content(), b.values()))
}

// @Summary      Sostituisce identità, territorio e adesione di un comune
// @Description  Per la segreteria; vuole If-Match. Se cambia il codice ISTAT, il vecchio resta tra i precedenti e porta ancora qui.
// @Tags         municipalities
// @Param        istat_code path string true "codice ISTAT"
// @Param        body body MunicipalityEdit true "la parte della segreteria"
// @Success      200 {object} Municipality
// @Router       /municipalities/{istat_code} [put]
func (m Municipalities) edit(ctx context.Context, in MunicipalityVersion, b MunicipalityEdit) (Municipality, error) {
	return one(ctx, m.present)(m.Service.Edit(ctx, in.IstatCode, in.Version(), b.content()))
}

// @Summary      Sostituisce i dati che il comune dà di sé
// @Description  Per RPCT e referenti del comune e per la segreteria; vuole If-Match. Dai dipendenti dipende il regime.
// @Tags         municipalities
// @Param        istat_code path string true "codice ISTAT"
// @Param        body body MunicipalityProfile true "i dati propri"
// @Success      200 {object} Municipality
// @Router       /municipalities/{istat_code}/profile [put]
func (m Municipalities) profile(ctx context.Context, in MunicipalityVersion, b MunicipalityProfile) (Municipality, error) {
	return one(ctx, m.present)(m.Service.EditProfile(ctx, in.IstatCode, in.Version(), b.values()))
}

// @Summary      Archivia un comune
// @Description  Per la segreteria; resta leggibile con la sua storia; vuole If-Match.
// @Tags         municipalities
// @Param        istat_code path string true "codice ISTAT"
// @Param        query query RemovalReason false "motivo"
// @Success      204
// @Router       /municipalities/{istat_code} [delete]
func (m Municipalities) archive(ctx context.Context, in MunicipalityRemoval, _ httpx.None) (httpx.None, error) {
	return httpx.None{}, m.Service.Archive(ctx, in.IstatCode, in.Version(), in.Reason)
}

// @Summary      Importa dati di molti comuni
// @Description  JSON, NDJSON, CSV o XLSX, al più 5.000 righe, per codice ISTAT; le colonne assenti e le celle vuote lasciano ciò che c'è. Un esito per riga, prova senza scrivere con dry_run.
// @Tags         municipalities
// @Param        query query httpx.BulkQuery false "opzioni"
// @Param        body body page.Rows[MunicipalityBulk] true "le righe"
// @Success      200 {object} httpx.BulkResult
// @Router       /municipalities/bulk [post]
func (m Municipalities) bulk(ctx context.Context, b MunicipalityBulk) (httpx.Upserted, error) {
	row, created, changed, err := m.Service.Put(ctx, b.IstatCode, func(now *municipality.Municipality) error {
		whole := MunicipalityNew{presentMunicipalityEdit(*now), presentMunicipalityProfile(*now)}
		if now.ID == 0 { // coast and island have to be said
			whole.Coastal, whole.Island = nil, nil
		}
		if b.FinancialDistress != "" { // its day and act come with it
			whole.MunicipalityFinances = MunicipalityFinances{}
		}
		given, err := json.Marshal(b)
		if err == nil {
			err = json.Unmarshal(given, &whole)
		}
		if err == nil {
			err = httpx.Validate(&whole)
		}
		if err == nil {
			now.Content, now.Profile = whole.content(), whole.values()
		}
		return err
	})
	return upserted(row.ID, created, changed), err
}

func (e MunicipalityEdit) content() municipality.Content {
	return municipality.Content{IstatCode: e.IstatCode, FormerCodes: e.FormerCodes, Name: e.Name, OfficialName: e.OfficialName, Aliases: e.Aliases,
		CadastralCode: e.CadastralCode, Population: e.Population, PopulationYear: e.PopulationYear, AreaKm2: e.AreaKm2, Lat: e.Lat, Lon: e.Lon,
		AltitudeM: e.AltitudeM, AltimetricZone: e.AltimetricZone, Coastal: *e.Coastal, Island: *e.Island, InnerAreaClass: e.InnerAreaClass,
		MinutesToPole: e.MinutesToPole, ReferencePole: e.ReferencePole, PostalCode: e.PostalCode, PhonePrefix: e.PhonePrefix}
}

func (p MunicipalityProfile) values() municipality.Profile {
	return municipality.Profile{PEC: p.PEC, Website: p.Website, Employees: p.Employees, EmployeesYear: p.EmployeesYear,
		FinancialDistress: p.FinancialDistress, FinancialDistressSince: date(p.FinancialDistressSince), FinancialDistressAct: p.FinancialDistressAct}
}

// Locator makes Location end in the ISTAT code.
func (m Municipality) Locator() string { return m.IstatCode }

// Variant puts the zones into the ETag: they change without the municipality.
func (m Municipality) Variant() string { return digest(m.Zones) }

func (m Municipalities) present(ctx context.Context, rows []municipality.Municipality) ([]Municipality, error) {
	zones, err := m.Service.Zones(ctx, convert(rows, func(r municipality.Municipality) string { return r.IstatCode }))
	own := authz.From(ctx).Reach(authz.MunicipalityWrite)
	return convert(rows, func(r municipality.Municipality) Municipality {
		out := Municipality{Meta: httpx.Meta{ID: r.ID, Version: r.Version}, MunicipalityEdit: presentMunicipalityEdit(r),
			MunicipalityProfile: presentMunicipalityProfile(r), Regime: r.Regime, Adhesion: r.Adhesion, AdhesionDate: day(r.AdhesionDate), Stamps: stamps(r.Row), Actions: m.Service.Actions(ctx, r)}
		if !own.Has(r.IstatCode) {
			out.MunicipalityFinances = MunicipalityFinances{}
		}
		out.Zones = convert(zones[r.IstatCode], func(z municipality.Membership) MunicipalityZone {
			if z.Operational {
				out.OperationalZone = z.ZoneCode
			}
			return MunicipalityZone{z.SetCode, z.SetName, z.ZoneID, z.ZoneCode, z.ZoneName, z.Operational}
		})
		return out
	}), err
}

func presentMunicipalityEdit(r municipality.Municipality) MunicipalityEdit {
	return MunicipalityEdit{IstatCode: r.IstatCode, FormerCodes: r.FormerCodes, Name: r.Name, OfficialName: r.OfficialName, Aliases: r.Aliases,
		CadastralCode: r.CadastralCode, Population: r.Population, PopulationYear: r.PopulationYear, AreaKm2: r.AreaKm2, Lat: r.Lat, Lon: r.Lon,
		AltitudeM: copied(r.AltitudeM), AltimetricZone: r.AltimetricZone, Coastal: &r.Coastal, Island: &r.Island, InnerAreaClass: r.InnerAreaClass,
		MinutesToPole: copied(r.MinutesToPole), ReferencePole: r.ReferencePole, PostalCode: r.PostalCode, PhonePrefix: r.PhonePrefix}
}

func presentMunicipalityProfile(r municipality.Municipality) MunicipalityProfile {
	return MunicipalityProfile{PEC: r.PEC, Website: r.Website, Employees: copied(r.Employees), EmployeesYear: copied(r.EmployeesYear),
		MunicipalityFinances: MunicipalityFinances{r.FinancialDistress, day(r.FinancialDistressSince), r.FinancialDistressAct}}
}

// copied keeps what is written to the answer from reaching the row.
func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}
