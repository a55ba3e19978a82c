package httpx

import (
	"maps"
	"slices"
	"strings"
)

// english has one sentence per problem code, for callers who ask for English. A test demands an entry for every code in use.
var english = map[string]string{
	"validation":             "Some fields are not valid: see errors",
	"malformed":              "The request is malformed: see errors",
	"login-required":         "Log in first",
	"missing-permission":     "Your role does not allow this",
	"not-yours":              "These data belong to another body: you may read but not change them",
	"deadline-duplicate":     "That year has a deadline with this code, perhaps archived",
	"round-open":             "A monitoring round is still open: close it first",
	"round-closed":           "The monitoring round is closed",
	"round-incomplete":       "Some sampled measures have no answer, or no judgement of the RPCT",
	"nothing-to-monitor":     "The municipality has no measures to check",
	"check-unanswered":       "Whoever carries the measure out answers first",
	"check-reviewed":         "The RPCT has judged this measure already",
	"check-answered":         "The body has answered meanwhile",
	"too-many-links":         "Too many links of this check are alive",
	"link-unknown":           "The link is not valid: check that it is whole",
	"link-revoked":           "The link was revoked",
	"link-used":              "The link was used: the answer is there",
	"link-full":              "No more files can come by this link",
	"illegal-transition":     "This step is not possible in the present state",
	"already-dispatched":     "Some letters are already marked as sent by certified mail: they stay as they are",
	"mandate-changed":        "A mandate made by this designation was changed later: archive it first, then annul the step",
	"nothing-to-dispatch":    "No letter of this run is still waiting to leave by certified mail",
	"protocol-published":     "The text is published and does not change: write a new version",
	"agreement-signed":       "The agreement has signatures: it stays",
	"agreement-unregistered": "The agreement has no repertory number yet",
	"already-signed":         "The municipality has signed the current text already",
	"not-signed-yet":         "The municipality has not signed the protocol yet",
	"not-operational-yet":    "The municipality has not done what makes it operational: see errors",
	"four-eyes":              "You wrote the last change: somebody else validates it",
	"reopen-first":           "Reopen the entry before changing it",
	"risk-already-adopted":   "The municipality has adopted this entry already",
	"risk-not-adoptable":     "Only a living catalogue entry can be adopted",
	"bad-cursor":             "The cursor is not valid: start from the first page",
	"unknown-sort":           "Unknown sort key",
	"busy":                   "The service is busy: retry shortly",
	"database-away":          "The database does not answer: retry shortly",
	"stale-version":          "Someone else changed these data meanwhile",
	"if-match-required":      "Send If-Match with the ETag you read",
	"bad-idempotency-key":    "The Idempotency-Key is not valid",
	"idempotency-key-reused": "This Idempotency-Key was used for another request",
	"in-flight":              "The same request is still running",
	"content-encoding":       "A compressed body is not accepted",
	"content-type":           "Wrong Content-Type",
	"too-large":              "The body is too large",
	"too-many-uploads":       "You are sending too many files at once",
	"files-away":             "The file store does not answer: retry shortly",
	"file-type":              "The content of the file is of a type that is not accepted",
	"document-duplicate":     "The same file is there already",
	"nothing-inside":         "There is no file inside this document",
	"document-in-use":        "Something refers to this document",
	"template-file":          "The file is not a usable DOCX template",
	"template-placeholders":  "The placeholders of the template are not those expected: see errors",
	"template-not-found":     "No such template",
	"template-duplicate":     "This file is a version of the template already",
	"template-not-draft":     "Only a draft can be published or removed",
	"converter-missing":      "This server cannot convert documents: they are available as DOCX only",
	"converter-busy":         "Many documents are being prepared: retry shortly",
	"conversion-failed":      "The conversion failed: take the DOCX, or retry shortly",
	"rate-limited":           "Too many requests",
	"internal":               "Something went wrong",
	"not-found":              "No such address",
	"method-not-allowed":     "Method not allowed",
	"not-acceptable":         "No such format",
	"request-uri-too-long":   "The address is too long",
	"too-many-rows":          "Too many rows at once: split the file",
	"broken-sheet":           "The file cannot be read as a table",
	"sheet-header":           "The header of the table is not the expected one",
	"wrong-credentials":      "E-mail or password are wrong",
	"session-ended":          "The session has ended: log in again",
	"session-required":       "Log in with a password to do this",
	"too-many-attempts":      "Too many attempts: retry later or reset the password",
	"too-many-tokens":        "Revoke some tokens first",
	"bad-client":             "The client's credentials are wrong",
	"unsupported-grant":      "Only the client_credentials grant is supported",
	"link-expired":           "The link has expired or was used",
	"account-exists":         "This person has an account already",
	"cross-origin":           "Not allowed from another site",
	"account-duplicate":      "This e-mail address has an account already",
	"referent-not-found":     "No such person",
	"session-not-found":      "No such session",
	"token-not-found":        "No such token",
	"bad-token":              "The access token is not valid",
	"convention-incomplete":  "The shares of the convention are not complete: see detail",
	"convention-duplicate":   "There is a convention with this name already",
	"disadvantage-not-found": "Only a municipality and the secretariat see its index",
	"municipality-not-found": "No such municipality",
	"convention-in-use":      "Municipalities still belong to the convention: end their mandates first",
	"zone-duplicate":         "There is a zone with this code already in the set",
	"zone-set-duplicate":     "There is a set of zones with this code already",
	"zone-in-use":            "The zone still has members: remove them first",
	"zone-set-in-use":        "The set still has zones: archive them first",
	"zone-set-not-valid":     "The set is not valid on that day: check its dates",
	"zone-set-not-draft":     "Only a draft is drawn without dates: save the design as a new draft",
	"zone-design-unassigned": "Every municipality must have its zone first",
	"zone-report-not-found":  "No set of zones was operational on that day",
	"zone-set-operational":   "This is the operational set already, which must stay: make another one operational first",
	"seat-taken":             "Somebody holds this post in those days",
	"mandate-duplicate":      "This person holds this post already in those days",
	"referent-duplicate":     "Another person has this e-mail address",
	"last-secretariat":       "The network would be left without a secretariat",
	"no-rows":                "There is no row to import",

	"project-group-duplicate":  "There is a group of the zone coordinators already in those days",
	"project-member-duplicate": "It sits in the group already in those days",
	"project-group-in-use":     "The group still has members or groups below it",
	"project-groups-full":      "The organisation chart has as many groups as it can hold",
	"project-group-full":       "The group has as many members as it can hold",
	"register-too-large":       "The register is too large to be read at once: ask for one area at a time",
	"import-has-errors":        "Some rows have errors: correct them, or ask for the good rows only",
	"import-empty":             "No row can be imported",
	"import-state":             "This step is not possible while the import is in this state",
	"row-without-match":        "This row waits for no decision",
	"entries-gone":             "Some catalogue entries can no longer be adopted",
	"project-seat-taken":       "The group has a coordinator in those days",

	"evaluation-incomplete":          "The evaluation cannot be confirmed yet: see errors",
	"evaluation-confirmed":           "Reopen the evaluation before changing it",
	"evaluation-not-confirmed":       "Decide on a confirmed evaluation: this one is a draft",
	"plan-confirmation-ordinary":     "With 50 employees or more the plan is written every year, not confirmed",
	"plan-confirmation-undetermined": "The number of employees of the municipality is not known",
}

// EnglishCodes lists the codes that have a sentence.
func EnglishCodes() []string { return slices.Sorted(maps.Keys(english)) }

// sentence falls back on the shapes that every resource shares.
func sentence(code string) string {
	if s, ok := english[code]; ok {
		return s
	}
	for suffix, s := range map[string]string{
		"-not-found": "No such item, or not among those you may see", "-duplicate": "An item with the same identifying data exists",
		"-reference": "A linked item does not exist or is still in use", "-refused": "The data break a rule of this archive",
		"-archived": "Archived items cannot be changed",
	} {
		if strings.HasSuffix(code, suffix) {
			return s
		}
	}
	return ""
}
