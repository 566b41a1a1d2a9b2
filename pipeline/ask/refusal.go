package ask

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/winnow-news/winnow/cleaners/document"
	"github.com/winnow-news/winnow/pipeline"
	"github.com/winnow-news/winnow/pipeline/record"
)

// Refusal is why there is no answer.
type Refusal struct {
	Reason string // one word, as of a dead letter: "broken-envelope", "binary", "too-large"
	Detail string // for people
	Status int    // of HTTP, for this reason always the same
}

// Error returns reason and detail.
func (r *Refusal) Error() string { return r.Reason + ": " + r.Detail }

// The reasons that are not a document's but of the asking. Those of documents come
// from their errors.
const (
	ReasonBusy        = "busy"                // no place: ask again
	ReasonStopping    = "stopping"            // ask another
	ReasonGone        = "gone"                // whoever asked does not wait any more
	ReasonURL         = "bad-url"             // the document's address is none
	ReasonRequest     = "bad-request"         // the request contradicts itself, or names what there is not
	ReasonEncoding    = record.ReasonEncoding // packed in a way that is not known, or not as it says
	ReasonSlow        = "slow-request"        // the body did not come in time
	ReasonToken       = "no-token"            // the bearer token is missing or wrong
	ReasonOrigin      = "cross-origin"        // a browser asks for another site's page
	ReasonNotFound    = "not-found"           // no such path
	ReasonMethod      = "method"              // a path that is asked otherwise
	ReasonAccept      = "not-acceptable"      // no form that is accepted
	ReasonTooLarge    = record.ReasonTooLarge
	ReasonAnswerLarge = "answer-too-large" // cleaned, and the answer has no room in a message
)

// statusGone is what web servers log for a client that has left; nobody reads it.
const statusGone = 499

// statuses has every reason that is known. Those of one document are the engine's,
// of package record and of pipeline.
var statuses = map[string]int{
	record.ReasonBroken: http.StatusBadRequest, record.ReasonVersion: http.StatusBadRequest, record.ReasonContent: http.StatusBadRequest,
	ReasonURL: http.StatusBadRequest, ReasonRequest: http.StatusBadRequest,
	ReasonTooLarge: http.StatusRequestEntityTooLarge, pipeline.ReasonTooHeavy: http.StatusRequestEntityTooLarge,
	ReasonAnswerLarge: http.StatusRequestEntityTooLarge,
	"binary":          http.StatusUnsupportedMediaType, "content-type": http.StatusUnsupportedMediaType, ReasonEncoding: http.StatusUnsupportedMediaType,
	"empty": http.StatusUnprocessableEntity, "too-deep": http.StatusUnprocessableEntity, "undecodable": http.StatusUnprocessableEntity,
	pipeline.ReasonTooSlow: http.StatusUnprocessableEntity,
	ReasonSlow:             http.StatusRequestTimeout, ReasonToken: http.StatusUnauthorized, ReasonOrigin: http.StatusForbidden,
	ReasonNotFound: http.StatusNotFound, ReasonMethod: http.StatusMethodNotAllowed, ReasonAccept: http.StatusNotAcceptable,
	ReasonBusy: http.StatusTooManyRequests, ReasonStopping: http.StatusServiceUnavailable, ReasonGone: statusGone,
	pipeline.ReasonPanic: http.StatusInternalServerError, pipeline.ReasonUnknown: http.StatusInternalServerError,
}

// Reasons returns every reason that is known, but for what a policy refuses.
func Reasons() []string { return slices.Sorted(maps.Keys(statuses)) }

// statusOf returns the status of a reason, and whether it is known.
func statusOf(reason string) (int, bool) {
	if status, known := statuses[reason]; known {
		return status, true
	}
	if is, err := document.ParsePageType(reason); err == nil && is != document.IsArticle { // the policy lets no such document out
		return http.StatusUnprocessableEntity, true
	}
	return http.StatusInternalServerError, false
}

// mostDetail is the bytes of a detail at most. Some repeat what a document says of
// itself, which may be as long as the request: the refusal must still fit in an answer.
const mostDetail = 1 << 10

// Refuse returns a refusal with the status of its reason.
func Refuse(reason, format string, args ...any) *Refusal {
	status, _ := statusOf(reason)
	detail := fmt.Sprintf(format, args...)
	if len(detail) > mostDetail {
		detail = strings.ToValidUTF8(detail[:mostDetail], "") + "…"
	}
	return &Refusal{Reason: reason, Detail: detail, Status: status}
}

// refusalOf returns a failure as whoever asked is told of it. What a panic says is
// for the log.
func refusalOf(f *pipeline.Failure) *Refusal {
	if own := (*Refusal)(nil); errors.As(f.Err, &own) {
		return own
	}
	r := Refuse(f.Reason, "%v", f.Err)
	switch {
	case f.Reason == pipeline.ReasonPanic:
		r.Detail = "the document could not be cleaned; the log says more"
	case pipeline.Temporary(f.Err):
		r.Status = http.StatusServiceUnavailable
	}
	return r
}

// Outcome returns a refusal's label in metrics, of which there is a known number;
// nil is "clean".
func (r *Refusal) Outcome() string {
	if r == nil {
		return OutcomeClean
	}
	if _, known := statusOf(r.Reason); known {
		return r.Reason
	}
	return pipeline.ReasonUnknown
}

// OutcomeClean is the label of requests that were answered.
const OutcomeClean = "clean"
