package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// market is all suppliers of a server: each speaks Duffel v2 and answers a
// search after a fixed delay with offers that were written down before.
type market struct {
	listeners []net.Listener
	servers   []*http.Server

	mu     sync.Mutex
	offers int           // of each supplier
	delay  time.Duration // of each supplier
	hung   int           // which of them never answers; -1: none
	ready  map[string][]byte

	asked []atomic.Int64 // searches, by supplier
}

func openMarket(suppliers int) (*market, error) {
	m := &market{hung: -1, ready: map[string][]byte{}, asked: make([]atomic.Int64, suppliers)}
	for i := range suppliers {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		s := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { m.answer(i, w, r) })}
		m.listeners, m.servers = append(m.listeners, l), append(m.servers, s)
		go func() { _ = s.Serve(l) }()
	}
	return m, nil
}

func (m *market) url(i int) string { return "http://" + m.listeners[i].Addr().String() }

func (m *market) close() {
	for _, s := range m.servers {
		_ = s.Close()
	}
}

// set says how all suppliers behave from now on.
func (m *market) set(offers int, delay time.Duration, hung int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.offers, m.delay, m.hung = offers, delay, hung
	clear(m.ready)
	for i := range m.asked {
		m.asked[i].Store(0)
	}
}

func (m *market) answer(supplier int, w http.ResponseWriter, r *http.Request) {
	arrived := time.Now()
	var asked struct {
		Data struct {
			Slices []struct {
				Date string `json:"departure_date"`
			} `json:"slices"`
		} `json:"data"`
	}
	err := json.NewDecoder(r.Body).Decode(&asked)
	if err != nil || r.URL.Path != "/air/offer_requests" || len(asked.Data.Slices) != 1 {
		http.Error(w, "only one-way searches are answered here", http.StatusNotFound)
		return
	}
	_, _ = io.Copy(io.Discard, r.Body)
	m.asked[supplier].Add(1)
	body, delay, hung, err := m.body(supplier, asked.Data.Slices[0].Date)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	wait := time.NewTimer(delay - time.Since(arrived))
	defer wait.Stop()
	gone := r.Context().Done()
	if hung {
		<-gone
		return
	}
	select {
	case <-wait.C:
	case <-gone:
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	_, _ = w.Write(body)
}

// body writes an answer down once for each supplier and day.
func (m *market) body(supplier int, date string) ([]byte, time.Duration, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	name := fmt.Sprintf("%d %s", supplier, date)
	body, ok := m.ready[name]
	if !ok {
		var err error
		body, err = json.Marshal(duffelAnswer(supplier, m.offers, date))
		if err != nil {
			return nil, 0, false, err
		}
		m.ready[name] = body
	}
	return body, m.delay, m.hung == supplier, nil
}
