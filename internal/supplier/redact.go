package supplier

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
)

// hidden stands for a value that is not shown.
const hidden = "…"

// harmless are the fields, in lower case without underscores, whose values say
// what is sold and what happened, and nothing of anybody. What is not listed is
// hidden: a field a supplier adds tomorrow is not shown before somebody looked
// at it.
var harmless = map[string]bool{
	"amount": true, "totalamount": true, "baseamount": true, "taxamount": true, "total": true, "base": true, "grandtotal": true,
	"currency": true, "totalcurrency": true, "basecurrency": true, "taxcurrency": true, "currencycode": true, "curcode": true,
	"refundamount": true, "refundcurrency": true, "refundto": true, "penaltyamount": true, "changetotalamount": true,
	"type": true, "code": true, "typecode": true, "status": true, "statuscode": true, "paymentstatuscode": true, "live": true,
	"id": true, "offerid": true, "offerrefid": true, "offeritemid": true, "offeritemrefid": true, "orderid": true, "orderrefid": true,
	"orderitemid": true, "ownercode": true, "paxid": true, "paxrefid": true, "shoppingid": true, "requestid": true, "selectedoffers": true,
	"ptc": true, "traveltype": true, "travelertype": true, "passengertype": true,
	"origin": true, "destination": true, "iatacode": true, "iatalocationcode": true, "carriercode": true, "carrierdesigcode": true,
	"departuredate": true, "departingat": true, "arrivingat": true, "at": true, "cabin": true, "cabinclass": true, "cabintypecode": true,
	"class": true, "rbd": true, "farebasis": true, "farebasiscode": true, "brandedfare": true, "fareoption": true,
	"expiresat": true, "paymentrequiredby": true, "priceguaranteeexpiresat": true, "createdat": true, "confirmedat": true, "cancelledat": true,
	"requiresinstantpayment": true, "awaitingpayment": true, "quantity": true, "maximumquantity": true, "ssrcode": true, "rfic": true, "rfisc": true,
	"result": true, "retryable": true, "safetoretry": true, "outcome": true, "fault": true, "count": true, "paidat": true,
}

func shows(field string) bool {
	return harmless[strings.ReplaceAll(strings.ToLower(field), "_", "")]
}

// redact shows the structure of a JSON or XML document and its harmless values.
// A document that was cut off, or is none, is shown as far as it can be read.
func redact(body []byte) string {
	trimmed := bytes.TrimSpace(body)
	switch {
	case len(trimmed) == 0:
		return ""
	case trimmed[0] == '{' || trimmed[0] == '[':
		return redactJSON(trimmed)
	case trimmed[0] == '<':
		return redactXML(trimmed)
	default:
		return hidden
	}
}

func redactJSON(body []byte) string {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var out strings.Builder
	var open []jsonLevel
	for {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		if end, is := token.(json.Delim); is && (end == '}' || end == ']') {
			out.WriteRune(rune(end))
			open = open[:len(open)-1]
			continue
		}
		at := len(open) - 1
		if at >= 0 && open[at].object && !open[at].named {
			open[at].separate(&out)
			open[at].field, open[at].named = token.(string), true
			out.WriteString(quoted(open[at].field) + ":")
			continue
		}
		field := ""
		if at >= 0 {
			if !open[at].object {
				open[at].separate(&out)
			}
			field, open[at].named = open[at].field, false
		}
		switch value := token.(type) {
		case json.Delim:
			out.WriteRune(rune(value))
			open = append(open, jsonLevel{object: value == '{', field: field})
		case string:
			if !shows(field) {
				value = hidden
			}
			out.WriteString(quoted(value))
		case json.Number:
			if shows(field) {
				out.WriteString(value.String())
			} else {
				out.WriteString(hidden)
			}
		case bool:
			out.WriteString(map[bool]string{true: "true", false: "false"}[value])
		case nil:
			out.WriteString("null")
		}
	}
	if len(open) > 0 {
		out.WriteString(hidden)
	}
	return out.String()
}

// jsonLevel is an object or array that is being read. An array has the field of
// the object it stands in.
type jsonLevel struct {
	object bool
	named  bool // the field's name is read, its value comes
	field  string
	begun  bool
}

func (l *jsonLevel) separate(out *strings.Builder) {
	if l.begun {
		out.WriteByte(',')
	}
	l.begun = true
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `"` + hidden + `"`
	}
	return string(b)
}

func redactXML(body []byte) string {
	decoder := xml.NewDecoder(bytes.NewReader(body))
	decoder.Strict = false
	var out strings.Builder
	field := ""
	for {
		token, err := decoder.RawToken()
		if err != nil {
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			field = t.Name.Local
			out.WriteString("<" + field)
			for _, attribute := range t.Attr {
				if shows(attribute.Name.Local) {
					out.WriteString(" " + attribute.Name.Local + "=" + quoted(attribute.Value))
				}
			}
			out.WriteString(">")
		case xml.EndElement:
			out.WriteString("</" + t.Name.Local + ">")
			field = ""
		case xml.CharData:
			if text := strings.TrimSpace(string(t)); text != "" {
				if !shows(field) {
					text = hidden
				}
				out.WriteString(text)
			}
		}
	}
	return out.String()
}
