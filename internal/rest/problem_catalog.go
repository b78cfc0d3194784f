package rest

import (
	"time"

	"github.com/farebridge/farebridge/api"
	"github.com/farebridge/farebridge/internal/travel"
)

// problemKind is what a code means over HTTP. outcome is that of a write when
// the error does not say it itself; retryAfter likewise.
type problemKind struct {
	status     int
	fault      api.ProblemFault
	retryable  bool // the same call may succeed later
	outcome    travel.Outcome
	retryAfter time.Duration
	title      text
	detail     text
}

const (
	caller     = api.ProblemFaultCaller
	farebridge = api.ProblemFaultFarebridge
	source     = api.ProblemFaultSupplier
	gateway    = api.ProblemFaultGateway

	notDone = travel.OutcomeNotDone
	unknown = travel.OutcomeUnknown
)

// problemKinds is the one map from codes to HTTP. Its keys, travel's codes and
// the specification's enumeration are the same set; a test compares them.
var problemKinds = map[travel.Code]problemKind{
	travel.CodeInvalidJSON: {
		400, caller, false, notDone, 0,
		text{"Invalid JSON", "JSON 无效"},
		text{"The body is not one JSON object that everybody reads alike; see errors.", "请求体不是一个无歧义的 JSON 对象,详见 errors。"},
	},
	travel.CodeInvalidRequest: {
		400, caller, false, notDone, 0,
		text{"Invalid request", "请求无效"},
		text{"The request is not of the form the API describes; see errors.", "请求不符合接口定义,详见 errors。"},
	},
	travel.CodeIdempotencyKeyMissing: {
		400, caller, false, notDone, 0,
		text{"Idempotency-Key missing", "缺少 Idempotency-Key"},
		text{"This call needs an Idempotency-Key header, so that repeating it cannot make it happen twice.", "此调用须带 Idempotency-Key 请求头,以防重复执行。"},
	},

	travel.CodeUnauthenticated: {
		401, caller, false, notDone, 0,
		text{"Not authenticated", "未认证"},
		text{"Send Authorization: Bearer with a key that is in force.", "请使用有效的密钥:Authorization: Bearer。"},
	},

	travel.CodeForbidden: {
		403, caller, false, notDone, 0,
		text{"Forbidden", "无权限"},
		text{"The key does not allow this.", "该密钥无权执行此操作。"},
	},
	travel.CodeProgramNotGranted: {
		403, caller, false, notDone, 0,
		text{"Program not granted", "差旅计划未开通"},
		text{"The travel program of this key is not open.", "该密钥所属的差旅计划尚未开通。"},
	},

	travel.CodeNotFound: {
		404, caller, false, notDone, 0,
		text{"Not found", "未找到"},
		text{"There is nothing here for this key.", "该密钥下没有此资源。"},
	},
	travel.CodeMethodNotAllowed: {
		405, caller, false, notDone, 0,
		text{"Method not allowed", "方法不允许"},
		text{"This path does not take this method; see Allow.", "此路径不支持该方法,参见 Allow 响应头。"},
	},
	travel.CodeNotAcceptable: {
		406, caller, false, notDone, 0,
		text{"Not acceptable", "无法提供所需格式"},
		text{"Answers are application/json; Accept rules it out.", "响应格式为 application/json,与 Accept 不符。"},
	},
	travel.CodePayloadTooLarge: {
		413, caller, false, notDone, 0,
		text{"Body too large", "请求体过大"},
		text{"A body has at most 1 MiB.", "请求体不得超过 1 MiB。"},
	},
	travel.CodeUnsupportedMediaType: {
		415, caller, false, notDone, 0,
		text{"Unsupported media type", "不支持的媒体类型"},
		text{"Send application/json in UTF-8, without content encoding.", "请使用未压缩的 UTF-8 application/json。"},
	},

	travel.CodePriceChanged: {
		409, source, false, notDone, 0,
		text{"Price or terms changed", "价格或条款已变"},
		text{"The offer is not what was shown any more. Accept the new one with its token, or choose another.", "报价已变。可凭令牌接受新报价,或另选航班。"},
	},
	travel.CodeAcceptanceRequired: {
		409, caller, false, notDone, 0,
		text{"Acceptance required", "须确认价格"},
		text{
			"What is sold now is not what was accepted: acceptedTotal is not the offer's total or acceptanceToken accepts something else (see errors), or something changed and the acceptanceToken that accepts it is missing (see changes and acceptance).",
			"现售内容与已接受的不一致:acceptedTotal 不是报价总额或 acceptanceToken 不适用于此内容(见 errors),或内容有变而缺少接受变更的 acceptanceToken(见 changes 和 acceptance)。",
		},
	},
	travel.CodeOfferUnavailable: {
		409, source, false, notDone, 0,
		text{"Offer unavailable", "报价已不可用"},
		text{"The supplier does not sell this any more. Shop again.", "供应商已不再出售此报价,请重新查询。"},
	},
	travel.CodeIdempotencyInProgress: {
		409, caller, true, unknown, time.Second,
		text{"Still in progress", "处理中"},
		text{"The first call with this Idempotency-Key has not ended. Repeat it after Retry-After.", "同一 Idempotency-Key 的首次调用尚未结束,请按 Retry-After 重试。"},
	},
	travel.CodeVersionConflict: {
		409, caller, true, notDone, 0,
		text{"Version conflict", "版本冲突"},
		text{"Somebody else has changed it since it was read.", "读取之后已被他人修改。"},
	},
	travel.CodeInvalidState: {
		409, caller, false, notDone, 0,
		text{"Not possible in this state", "当前状态不允许"},
		text{"What was asked for does not fit the state of the order; see its allowedActions.", "订单当前状态不支持此操作,参见 allowedActions。"},
	},
	travel.CodeAlreadyPaid: {
		409, caller, false, notDone, 0,
		text{"Already paid", "已支付"},
		text{"The order is paid. Nothing more was taken.", "订单已支付,未再扣款。"},
	},
	travel.CodeDuplicateBooking: {
		409, caller, false, notDone, 0,
		text{"Duplicate booking", "重复预订"},
		text{"These passengers are booked on these flights already.", "这些旅客已预订相同航班。"},
	},

	travel.CodeOfferExpired: {
		410, caller, false, notDone, 0,
		text{"Offer expired", "报价已过期"},
		text{"The offer or search is past its time or no longer remembered. Search again (AirShopping).", "报价或查询已过期或不再保存,请重新查询。"},
	},

	travel.CodeValidationFailed: {
		422, caller, false, notDone, 0,
		text{"Validation failed", "校验未通过"},
		text{"The request is well formed but cannot be meant; see errors.", "请求格式正确但内容有误,详见 errors。"},
	},
	travel.CodeIdempotencyKeyReused: {
		422, caller, false, notDone, 0,
		text{"Idempotency-Key reused", "Idempotency-Key 重复使用"},
		text{"This Idempotency-Key was used with other input. Take a new key for another call.", "此 Idempotency-Key 已用于不同内容的请求,请更换。"},
	},
	travel.CodeSeatUnavailable: {
		422, caller, false, notDone, 0,
		text{"Seat or service unavailable", "座位或服务不可选"},
		text{"A seat or service that was chosen is gone, or cannot be had together with the others or by that passenger; the flights are for sale still. errors says which, if the supplier did. Ask for the seat maps and services again and choose others.", "所选座位或服务已不可用,或不能由该旅客选购、不能同时选购,航班仍可订;供应商如指明,详见 errors。请重新查询座位图和服务并另行选择。"},
	},
	travel.CodeTooManyPax: {
		422, caller, false, notDone, 0,
		text{"Too many passengers", "旅客过多"},
		text{"At most 9 passengers with a seat.", "最多 9 名占座旅客。"},
	},
	travel.CodeInternationalNotSold: {
		422, caller, false, notDone, 0,
		text{"International travel not sold", "不销售国际机票"},
		text{"This program sells travel inside its own zone only; serviceProviders says whom to call for the rest.", "本差旅计划仅销售境内航班,其他行程请联系 serviceProviders 所列服务商。"},
	},
	travel.CodeCodeshareNotSold: {
		422, caller, false, notDone, 0,
		text{"Codeshare not sold", "不销售代码共享航班"},
		text{"Another airline than the one that sells it flies; this program does not sell such flights.", "该航班由其他航空公司承运,本差旅计划不销售代码共享航班。"},
	},
	travel.CodePaymentMethodNotAllowed: {
		422, caller, false, notDone, 0,
		text{"Payment method not allowed", "支付方式不可用"},
		text{"The order cannot be paid by {0}.", "订单不支持以 {0} 支付。"},
	},

	travel.CodeRateLimited: {
		429, caller, true, notDone, time.Second,
		text{"Too many calls", "请求过于频繁"},
		text{"Slow down; Retry-After says for how long.", "请按 Retry-After 稍后再试。"},
	},

	travel.CodeInternal: {
		500, farebridge, true, unknown, 0,
		text{"Internal error", "内部错误"},
		text{"Something went wrong here, and has been recorded under this requestId.", "服务内部出错,已按 requestId 记录。"},
	},
	travel.CodeSupplierError: {
		502, source, true, unknown, 0,
		text{"Supplier error", "供应商错误"},
		text{"The supplier refused, or answered what cannot be understood.", "供应商拒绝或返回了无法理解的应答。"},
	},
	travel.CodeGatewayError: {
		502, gateway, true, unknown, 0,
		text{"Gateway error", "支付网关错误"},
		text{"The payment gateway refused, or answered what cannot be understood.", "支付网关拒绝或返回了无法理解的应答。"},
	},
	travel.CodeSuppliersUnavailable: {
		503, source, true, notDone, 5 * time.Second,
		text{"Suppliers unavailable", "供应商不可用"},
		text{"No supplier that was asked gave an answer. After a search, suppliers says why each did not.", "所询供应商均未应答。查询航班时,各自原因见 suppliers。"},
	},
	travel.CodeOfferStoreUnavailable: {
		503, farebridge, true, notDone, 2 * time.Second,
		text{"Offers cannot be read", "暂时无法读取报价"},
		text{"The memory of offers is out of reach. Orders and payments are not affected.", "报价存储暂不可用,订单与支付不受影响。"},
	},
	travel.CodeGatewayUnavailable: {
		503, gateway, true, notDone, 5 * time.Second,
		text{"Gateway unavailable", "支付网关不可用"},
		text{"The payment gateway cannot be reached.", "暂时无法连接支付网关。"},
	},
	travel.CodeOverloaded: {
		503, farebridge, true, notDone, time.Second,
		text{"Overloaded", "服务繁忙"},
		text{"There is too much to do at the moment.", "当前请求过多。"},
	},
	travel.CodeOutcomeUnknown: {
		504, source, true, unknown, 2 * time.Second,
		text{"Outcome unknown", "结果未知"},
		text{"Whether it happened is being found out. Repeat only with the same Idempotency-Key.", "结果正在核实。如需重试,务必使用同一 Idempotency-Key。"},
	},
}
