package httpx

import (
	"net/http"

	"comunita/internal/platform/apperr"
)

// crossOrigin tells whether a browser sent the request from another site (Sec-Fetch-Site, then Origin).
var crossOrigin = http.NewCrossOriginProtection()

// SameOrigin guards what a cookie alone authorises: a form or script of another site cannot set the header, and the browser says
// where the request comes from.
func (x *Exchange) SameOrigin() error {
	if x.Header("X-Requested-With") != "comunita" || crossOrigin.Check(x.request) != nil {
		return apperr.New(apperr.Forbidden, "cross-origin", "Richiesta non ammessa da un altro sito")
	}
	return nil
}
