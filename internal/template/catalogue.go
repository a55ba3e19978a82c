package template

import "slices"

// Placeholder is a value that templates may ask for.
type Placeholder struct {
	Name    string // as templates write it: {{name}}
	Meaning string // what it stands for
	Where   string // where to say it, when nobody did
	Sample  string // for a preview without a municipality
	Person  bool   // of a person: only in acts that appoint one
}

const (
	onMunicipality = "nella pagina del comune"
	onAdhesion     = "nella pagina dell'adesione, o a mano nel documento"
	onMandates     = "tra gli incarichi del comune"
	byNetwork      = "a cura della segreteria della rete"
	onAgreements   = "tra gli accordi, a cura della segreteria della rete"
	byHand         = "a mano, nel documento"
)

// Catalogue lists the placeholders, in the order in which acts use them.
var Catalogue = []Placeholder{
	{Name: "ente", Meaning: "Il comune, come «Comune di …»", Where: onMunicipality, Sample: "Comune di Esempio"},
	{Name: "comune", Meaning: "Il solo nome del comune", Where: onMunicipality, Sample: "Esempio"},
	{Name: "codice_istat", Meaning: "Codice ISTAT del comune", Where: onMunicipality, Sample: "083000"},
	{Name: "popolazione", Meaning: "Abitanti", Where: onMunicipality, Sample: "4.500"},
	{Name: "popolazione_anno", Meaning: "Anno a cui si riferiscono gli abitanti", Where: onMunicipality, Sample: "2021"},
	{Name: "dipendenti", Meaning: "Dipendenti in servizio", Where: onMunicipality, Sample: "32"},
	{Name: "pec_comune", Meaning: "PEC del comune", Where: onMunicipality, Sample: "protocollo@pec.comune.esempio.me.it"},
	{Name: "zona", Meaning: "Nome della zona omogenea", Where: "tra le zone, aggiungendo il comune a una zona dell'insieme operativo", Sample: "Zona di esempio"},
	{Name: "zona_codice", Meaning: "Sigla della zona omogenea", Where: "tra le zone", Sample: "Z0"},
	{Name: "rete", Meaning: "L'ente che promuove la rete", Where: "nella configurazione della piattaforma", Sample: "Città Metropolitana di Messina"},
	{Name: "rete_pec", Meaning: "PEC dell'ente che promuove la rete", Where: "nella configurazione della piattaforma", Sample: "protocollo@pec.esempio.it"},
	{Name: "titolare_rappresentante", Meaning: "Chi firma per l'ente che promuove la rete", Where: onAgreements, Sample: "________________"},
	{Name: "titolare_qualita", Meaning: "In quale qualità firma per l'ente che promuove la rete", Where: onAgreements, Sample: "Sindaco metropolitano"},
	{Name: "rappresentante", Meaning: "Chi firma per il comune", Where: onAdhesion, Sample: "________________"},
	{Name: "rappresentante_qualita", Meaning: "In quale qualità firma per il comune", Where: onAdhesion, Sample: "Sindaco"},
	{Name: "nota_protocollo", Meaning: "Numero di protocollo della nota con cui la rete ha inviato lo schema", Where: byNetwork, Sample: "12345"},
	{Name: "nota_data", Meaning: "Data di quella nota", Where: byNetwork, Sample: "15/01/2026"},
	{Name: "settore_proponente", Meaning: "Settore che propone l'atto", Where: onAdhesion, Sample: "Affari generali"},
	{Name: "responsabile_procedimento", Meaning: "Responsabile del procedimento, per ufficio", Where: byHand, Sample: "Responsabile del Settore Affari generali"},
	{Name: "proposta_numero", Meaning: "Numero della proposta", Where: onAdhesion, Sample: "7"},
	{Name: "proposta_data", Meaning: "Data della proposta", Where: onAdhesion, Sample: "02/02/2026"},
	{Name: "atto_tipo", Meaning: "Tipo di atto con cui il comune ha aderito", Where: onAdhesion, Sample: "deliberazione della Giunta comunale"},
	{Name: "atto_numero", Meaning: "Numero dell'atto", Where: onAdhesion, Sample: "12"},
	{Name: "atto_data", Meaning: "Data dell'atto", Where: onAdhesion, Sample: "10/02/2026"},
	{Name: "seduta", Meaning: "Seduta ordinaria o urgente", Where: onAdhesion, Sample: "ordinaria"},
	{Name: "tipo_atto_sindaco", Meaning: "Decreto o determina", Where: onAdhesion, Sample: "Decreto"},
	{Name: "verbo_atto_sindaco", Meaning: "Decreta o determina", Where: onAdhesion, Sample: "Decreta"},
	{Name: "commissario_decreto", Meaning: "Atto di nomina del Commissario", Where: onMandates, Sample: "decreto n. 1 del 05/01/2026"},
	{Name: "commissario_poteri", Meaning: "Di quale organo il Commissario ha i poteri", Where: onMandates, Sample: "della Giunta comunale"},
	{Name: "rpct_qualifica", Meaning: "Qualifica del RPCT", Where: onMandates, Sample: "Segretario comunale"},
	{Name: "rpct_atto", Meaning: "Atto di nomina del RPCT", Where: onMandates, Sample: "decreto del sindaco n. 3 del 10/01/2025"},
	{Name: "segretario_qualifica", Meaning: "Qualifica del segretario comunale", Where: onMandates, Sample: "Segretario comunale"},
	{Name: "parere_tecnico", Meaning: "Esito del parere di regolarità tecnica", Where: onAdhesion, Sample: "favorevole"},
	{Name: "parere_contabile", Meaning: "Esito del parere di regolarità contabile", Where: onAdhesion, Sample: "non dovuto"},
	{Name: "presenti", Meaning: "Presenti al voto", Where: onAdhesion, Sample: "4"},
	{Name: "favorevoli", Meaning: "Voti favorevoli", Where: onAdhesion, Sample: "4"},
	{Name: "contrari", Meaning: "Voti contrari", Where: onAdhesion, Sample: "0"},
	{Name: "astenuti", Meaning: "Astenuti", Where: onAdhesion, Sample: "0"},
	{Name: "albo_numero", Meaning: "Numero di pubblicazione all'albo", Where: onAdhesion, Sample: "101"},
	{Name: "albo_dal", Meaning: "Primo giorno di pubblicazione all'albo", Where: onAdhesion, Sample: "12/02/2026"},
	{Name: "albo_al", Meaning: "Ultimo giorno di pubblicazione all'albo", Where: onAdhesion, Sample: "27/02/2026"},
	{Name: "esecutiva_dal", Meaning: "Giorno in cui l'atto è divenuto esecutivo", Where: onAdhesion, Sample: "22/02/2026"},
	{Name: "protocollo_numero", Meaning: "Numero di protocollo in partenza dal comune", Where: onAdhesion, Sample: "1001"},
	{Name: "protocollo_data", Meaning: "Data di quel protocollo", Where: onAdhesion, Sample: "23/02/2026"},
	{Name: "protocollo_versione", Meaning: "Versione dello schema di protocollo d'intesa", Where: byNetwork, Sample: "1"},
	{Name: "repertorio", Meaning: "Numero di repertorio del protocollo d'intesa", Where: onAgreements, Sample: "55"},
	{Name: "ore_mese", Meaning: "Ore al mese riconosciute al referente", Where: byHand, Sample: "6"},
	{Name: "durata_incarico", Meaning: "Durata dell'incarico di referente", Where: byHand, Sample: "tre anni"},
	{Name: "referente_nome", Meaning: "Nome e cognome del referente", Where: onMandates, Sample: "Maria Bianchi", Person: true},
	{Name: "referente_qualifica", Meaning: "Qualifica e ufficio del referente", Where: onMandates, Sample: "Istruttore amministrativo", Person: true},
	{Name: "referente_email", Meaning: "Indirizzo d'ufficio del referente", Where: onMandates, Sample: "m.bianchi@comune.esempio.me.it", Person: true},
	{Name: "referente_telefono", Meaning: "Telefono d'ufficio del referente", Where: onMandates, Sample: "090 000000", Person: true},
	{Name: "sostituto_nome", Meaning: "Nome e cognome del sostituto", Where: onMandates, Sample: "Luca Verdi", Person: true},
	{Name: "sostituto_qualifica", Meaning: "Qualifica e ufficio del sostituto", Where: onMandates, Sample: "Istruttore contabile", Person: true},
	{Name: "sostituto_email", Meaning: "Indirizzo d'ufficio del sostituto", Where: onMandates, Sample: "l.verdi@comune.esempio.me.it", Person: true},
}

// kind is what the program knows of a template: how its files are called and what they have to ask for.
type kind struct {
	slug   string
	must   []string
	people bool // may name the persons it appoints
}

var kinds = map[string]kind{
	"giunta_resolution":    {"delibera-giunta", []string{"ente", "rete", "zona", "atto_numero", "atto_data"}, false},
	"mayor_decree":         {"decreto-sindaco", []string{"ente", "rete", "zona", "atto_numero", "atto_data"}, true},
	"commissioner_act":     {"atto-commissario", []string{"ente", "rete", "zona", "atto_numero", "atto_data", "commissario_decreto"}, true},
	"protocol":             {"protocollo-intesa", []string{"ente", "rete", "rappresentante_qualita"}, false},
	"referent_designation": {"designazione-referente", []string{"ente", "rete", "referente_nome", "referente_qualifica"}, true},
}

// Codes lists the templates there are.
func Codes() []string {
	return []string{"giunta_resolution", "mayor_decree", "commissioner_act", "protocol", "referent_designation"}
}

// Placeholders lists those a template may ask for.
func Placeholders(code string) []Placeholder {
	k, out := kinds[code], []Placeholder{}
	for _, p := range Catalogue {
		if k.people || !p.Person {
			out = append(out, p)
		}
	}
	return out
}

// Must says whether a template has to ask for a placeholder.
func Must(code, name string) bool { return slices.Contains(kinds[code].must, name) }

func find(name string) (Placeholder, bool) {
	i := slices.IndexFunc(Catalogue, func(p Placeholder) bool { return p.Name == name })
	if i < 0 {
		return Placeholder{}, false
	}
	return Catalogue[i], true
}
