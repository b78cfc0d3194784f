package card_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/farebridge/farebridge/internal/money"
	"github.com/farebridge/farebridge/internal/payment"
	"github.com/farebridge/farebridge/internal/payment/card"
	"github.com/farebridge/farebridge/internal/payment/paymenttest"
	"github.com/farebridge/farebridge/internal/simulator/cardpay"
	"github.com/farebridge/farebridge/internal/simulator/journal"
	"github.com/farebridge/farebridge/internal/simulator/stage"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	paymenttest.Run(t, sandbox(func(g *payment.Gateway) *payment.Gateway { return g }))
}

// TestConformanceInstrumented: the decorator every gateway wears keeps its promises.
func TestConformanceInstrumented(t *testing.T) {
	t.Parallel()
	paymenttest.Run(t, sandbox(func(g *payment.Gateway) *payment.Gateway {
		return payment.Instrument(g, payment.Options{Now: time.Now, RetryDelay: time.Millisecond})
	}))
}

// sandbox brings the simulator's acquirer, and this adapter wrapped by wear.
func sandbox(wear func(*payment.Gateway) *payment.Gateway) paymenttest.Factory {
	return func(t *testing.T) paymenttest.Provider {
		j, err := journal.Open("")
		if err != nil {
			t.Fatal(err)
		}
		st := stage.New(time.Now)
		provider := cardpay.New(st, j, slog.New(slog.DiscardHandler))
		t.Cleanup(provider.Close)
		return paymenttest.Provider{
			Handler:      provider,
			Now:          st.Now,
			CardOK:       cardpay.TokenOK,
			CardDeclined: cardpay.TokenDeclined,
			CardRedirect: cardpay.Token3DS,
			Connect: func(baseURL string, client *http.Client) *payment.Gateway {
				return wear(card.New(card.Config{
					ID: "card", BaseURL: baseURL + cardpay.APIPath,
					SecretKey: cardpay.SecretKey, NoticeSecret: cardpay.NoticeSecret, HTTPClient: client,
				}))
			},
			Decide:   decide,
			Impostor: func(body []byte, at time.Time) http.Header { return signed("another secret", at, body) },
			Ledger: func(ctx context.Context, orderReference string) ([]money.Money, error) {
				return ledger(ctx, provider, orderReference)
			},
		}
	}
}

func decide(ctx context.Context, state payment.State, approve bool) error {
	decision := "decline"
	if approve {
		decision = "approve"
	}
	form := strings.NewReader(url.Values{"decision": {decision}}.Encode())
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, state.NextAction.URL, form)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		err = fmt.Errorf("checkout answered %s", res.Status)
	}
	_ = res.Body.Close()
	return err
}

func ledger(ctx context.Context, provider http.Handler, orderReference string) ([]money.Money, error) {
	target := cardpay.APIPath + "/v1/balance_transactions?order_reference=" + orderReference
	req := httptest.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	req.Header.Set("Authorization", "Bearer "+cardpay.SecretKey)
	w := httptest.NewRecorder()
	provider.ServeHTTP(w, req)
	var answer struct {
		Data []struct {
			AmountMinor int64          `json:"amount_minor"`
			Currency    money.Currency `json:"currency"`
		} `json:"data"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != http.StatusOK {
		return nil, fmt.Errorf("ledger answered %d: %w", w.Code, err)
	}
	var moved []money.Money
	for _, m := range answer.Data {
		moved = append(moved, money.New(m.AmountMinor, m.Currency))
	}
	return moved, nil
}

// signed is the header of a notice, made here independently of both sides.
func signed(secret string, at time.Time, body []byte) http.Header {
	t := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "%s.%s", t, body)
	return http.Header{"Farebridge-Card-Signature": {"t=" + t + ",v1=" + hex.EncodeToString(mac.Sum(nil))}}
}
