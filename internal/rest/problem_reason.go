package rest

import (
	"time"

	"github.com/farebridge/farebridge/internal/travel"
)

// The reasons given here; those of verbs are words of theirs.
const (
	reasonNotice     = "notice"
	reasonUnreadable = "unreadable"
)

// problemReason is a code with the first of its params, where that says which of
// several things happened and not what a text is about.
type problemReason struct {
	code   travel.Code
	reason string
}

// reasonKind is what a reason changes of its code's kind.
type reasonKind struct {
	retryable  bool
	retryAfter time.Duration
	detail     text
}

// problemReasons are the reasons that are worth words of their own.
var problemReasons = map[problemReason]reasonKind{
	{travel.CodeInvalidRequest, reasonNotice}: {
		detail: text{"The notice is not taken: its signature is missing, wrong or stale.", "通知未被接受:签名缺失、有误或已过期。"},
	},
	{travel.CodeInvalidRequest, reasonUnreadable}: {
		detail: text{"The request could not be read as a whole.", "无法完整读取请求。"},
	},
	{travel.CodeInvalidState, "paymentRunning"}: {
		retryable: true, retryAfter: 2 * time.Second,
		detail: text{
			"The outcome of another payment of this order is being found out. Repeat after Retry-After, if it is still to be paid then.",
			"该订单另一笔支付的结果正在核实。请按 Retry-After 稍后查看,如仍待支付再重试。",
		},
	},
	{travel.CodeInvalidState, "notPayable"}: {
		detail: text{"The order is not awaiting payment; see its status and allowedActions.", "订单并非待支付状态,参见其 status 和 allowedActions。"},
	},
}

// kindOf is what an error means over HTTP: its code's kind, as its reason
// changes it.
func kindOf(e *travel.Error) problemKind {
	kind := problemKinds[e.Code]
	if len(e.Params) == 0 {
		return kind
	}
	reason, ok := e.Params[0].(string)
	if !ok {
		return kind
	}
	changed, known := problemReasons[problemReason{e.Code, reason}]
	if known {
		kind.retryable, kind.retryAfter, kind.detail = changed.retryable, changed.retryAfter, changed.detail
	}
	return kind
}
