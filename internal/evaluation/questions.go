package evaluation

// degrees of an indicator of the PNA 2019.
var degrees = []Answerable{{1, "Basso"}, {2, "Medio"}, {3, "Alto"}}

// Methods are the two of the PNA, the one in force first: PNA 2019, All. 1 §4.2 (box 9), and PNA 2013, All. 5 (with the clarification of the
// Dipartimento della funzione pubblica: the two indexes are means, the level is their product).
var Methods = []Description{
	{
		Method: PNA2019, Name: "PNA 2019, Allegato 1", Source: "PNA 2019 (delibera ANAC n. 1064/2019), Allegato 1, § 4.2",
		Note: "Valutazione qualitativa e motivata, senza medie. Criterio generale di prudenza: non sottostimare mai il rischio.",
		Questions: []Question{
			{
				Code: "Q1", Name: "Livello di interesse «esterno»", Text: "Quanto sono rilevanti gli interessi, anche economici, e i benefici per i destinatari del processo?",
				Note: "Più è alto, più cresce il rischio", Evidence: "Valore medio degli affidamenti, numero di istanze, pressione dei richiedenti", Options: degrees,
			},
			{
				Code: "Q2", Name: "Grado di discrezionalità del decisore interno", Text: "Quanto è discrezionale la decisione interna all'amministrazione?",
				Note: "Più è alto, più cresce il rischio", Evidence: "Regolamenti esistenti, criteri predefiniti", Options: degrees,
			},
			{
				Code: "Q3", Name: "Manifestazione di eventi corruttivi in passato", Text: "Nel processo, nell'ente o in realtà simili, si sono già manifestati eventi corruttivi?",
				Note: "Più è alto, più cresce il rischio", Evidence: "Sentenze, procedimenti disciplinari, rassegna stampa", Options: degrees,
			},
			{
				Code: "Q4", Name: "Opacità del processo decisionale", Text: "Quanto è opaco, cioè poco trasparente, il processo decisionale?",
				Note: "Più è alto, più cresce il rischio", Evidence: "Pubblicazioni mancanti, accessi civici, rilievi del nucleo di valutazione", Options: degrees,
			},
			{
				Code: "Q5", Name: "Livello di collaborazione del responsabile", Text: "Quanto collabora il responsabile del processo alla costruzione, all'aggiornamento e al monitoraggio del piano?",
				Note: "Scala inversa: più è bassa la collaborazione, più cresce il rischio", Evidence: "Schede restituite, ritardi", Options: degrees,
			},
			{
				Code: "Q6", Name: "Grado di attuazione delle misure di trattamento", Text: "Quanto sono attuate le misure di trattamento previste?",
				Note: "Scala inversa: più è alta l'attuazione, più cala il rischio", Evidence: "Percentuale di misure attuate all'ultimo monitoraggio", Options: degrees,
			},
		},
	},
	{
		Method: PNA2013, Name: "PNA 2013, Allegato 5", Source: "PNA 2013 (delibera CIVIT n. 72/2013), Allegato 5", Superseded: true,
		Note: "Metodo superato dall'Allegato 1 al PNA 2019: serve per leggere e confrontare valutazioni fatte allora. Probabilità e impatto sono le medie delle loro domande, il valore è il loro prodotto: il livello segue dalle fasce della rete e non si sceglie.",
		Questions: []Question{
			{Code: "P1", Group: "probability", Name: "Discrezionalità", Text: "Il processo è discrezionale?", Options: []Answerable{
				{1, "No, è del tutto vincolato"},
				{2, "È parzialmente vincolato dalla legge e da atti amministrativi (regolamenti, direttive, circolari)"},
				{3, "È parzialmente vincolato solo dalla legge"},
				{4, "È parzialmente vincolato solo da atti amministrativi (regolamenti, direttive, circolari)"},
				{5, "È altamente discrezionale"},
			}},
			{Code: "P2", Group: "probability", Name: "Rilevanza esterna", Text: "Il processo produce effetti diretti all'esterno dell'amministrazione di riferimento?", Options: []Answerable{
				{2, "No, ha come destinatario finale un ufficio interno"},
				{5, "Sì, il risultato del processo è rivolto direttamente ad utenti esterni alla p.a. di riferimento"},
			}},
			{Code: "P3", Group: "probability", Name: "Complessità del processo", Text: "Si tratta di un processo complesso che comporta il coinvolgimento di più amministrazioni (esclusi i controlli) in fasi successive per il conseguimento del risultato?", Options: []Answerable{
				{1, "No, il processo coinvolge una sola p.a."},
				{3, "Sì, il processo coinvolge più di 3 amministrazioni"},
				{5, "Sì, il processo coinvolge più di 5 amministrazioni"},
			}},
			{Code: "P4", Group: "probability", Name: "Valore economico", Text: "Qual è l'impatto economico del processo?", Options: []Answerable{
				{1, "Ha rilevanza esclusivamente interna"},
				{3, "Comporta l'attribuzione di vantaggi a soggetti esterni, ma di non particolare rilievo economico (es. concessione di borsa di studio per studenti)"},
				{5, "Comporta l'attribuzione di considerevoli vantaggi a soggetti esterni (es. affidamento di appalto)"},
			}},
			{Code: "P5", Group: "probability", Name: "Frazionabilità del processo", Text: "Il risultato finale del processo può essere raggiunto anche effettuando una pluralità di operazioni di entità economica ridotta che, considerate complessivamente, alla fine assicurano lo stesso risultato (es. pluralità di affidamenti ridotti)?", Options: []Answerable{
				{1, "No"},
				{5, "Sì"},
			}},
			{
				Code: "P6", Group: "probability", Name: "Controlli", Text: "Anche sulla base dell'esperienza pregressa, il tipo di controllo applicato sul processo è adeguato a neutralizzare il rischio?",
				Note: "Scala inversa: 5 vuol dire che il controllo è inutile. Alcuni enti l'hanno trascritta al contrario: controllare l'orientamento prima di riportare valori vecchi",
				Options: []Answerable{
					{1, "Sì, costituisce un efficace strumento di neutralizzazione"},
					{2, "Sì, è molto efficace"},
					{3, "Sì, per una percentuale approssimativa del 50 %"},
					{4, "Sì, ma in minima parte"},
					{5, "No, il rischio rimane indifferente"},
				},
			},
			{Code: "I1", Group: "impact", Name: "Impatto organizzativo", Text: "Rispetto al totale del personale impiegato nel singolo servizio (unità organizzativa semplice) competente a svolgere il processo (o la fase di processo di competenza della p.a.) nell'ambito della singola p.a., quale percentuale di personale è impiegata nel processo?", Options: []Answerable{
				{1, "Fino a circa il 20 %"},
				{2, "Fino a circa il 40 %"},
				{3, "Fino a circa il 60 %"},
				{4, "Fino a circa l'80 %"},
				{5, "Fino a circa il 100 %"},
			}},
			{Code: "I2", Group: "impact", Name: "Impatto economico", Text: "Nel corso degli ultimi 5 anni sono state pronunciate sentenze della Corte dei conti a carico di dipendenti (dirigenti e dipendenti) della p.a. di riferimento o sono state pronunciate sentenze di risarcimento del danno nei confronti della p.a. di riferimento per la medesima tipologia di evento o di tipologie analoghe?", Options: []Answerable{
				{1, "No"},
				{5, "Sì"},
			}},
			{Code: "I3", Group: "impact", Name: "Impatto reputazionale", Text: "Nel corso degli ultimi 5 anni sono stati pubblicati su giornali o riviste articoli aventi ad oggetto il medesimo evento o eventi analoghi?", Options: []Answerable{
				{0, "No"},
				{1, "Non ne abbiamo memoria"},
				{2, "Sì, sulla stampa locale"},
				{3, "Sì, sulla stampa nazionale"},
				{4, "Sì, sulla stampa locale e nazionale"},
				{5, "Sì, sulla stampa locale, nazionale e internazionale"},
			}},
			{Code: "I4", Group: "impact", Name: "Impatto organizzativo, economico e sull'immagine", Text: "A quale livello può collocarsi il rischio dell'evento (livello apicale, livello intermedio o livello basso) ovvero la posizione o il ruolo che l'eventuale soggetto riveste nell'organizzazione è elevata, media o bassa?", Options: []Answerable{
				{1, "A livello di addetto"},
				{2, "A livello di collaboratore o funzionario"},
				{3, "A livello di dirigente di ufficio non generale ovvero di posizione apicale o di posizione organizzativa"},
				{4, "A livello di dirigente di ufficio generale"},
				{5, "A livello di capo dipartimento o segretario generale"},
			}},
		},
		Probability: []Answerable{{0, "Nessuna probabilità"}, {1, "Improbabile"}, {2, "Poco probabile"}, {3, "Probabile"}, {4, "Molto probabile"}, {5, "Altamente probabile"}},
		Impacts:     []Answerable{{0, "Nessun impatto"}, {1, "Marginale"}, {2, "Minore"}, {3, "Soglia"}, {4, "Serio"}, {5, "Superiore"}},
	},
}
