package simulator

import (
	"encoding/json"
	"net/http"
	"strings"
)

// subscribe is the form a seller fills in to be told of its orders by
// OrderChangeNotif. NDC leaves it to each airline how that is agreed on.
//
//	PUT /ndc/subscription {"url": "https://…", "secret": "…"}
func (s *Simulator) subscribe(w http.ResponseWriter, r *http.Request) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	supplier := ""
	for _, p := range Personas() {
		if p.NDCToken == token {
			supplier = p.ID
		}
	}
	if supplier == "" {
		http.Error(w, "unknown token", http.StatusUnauthorized)
		return
	}
	var wanted struct{ URL, Secret string }
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&wanted)
	if err == nil {
		err = s.ndc.Subscribe(supplier, wanted.URL, wanted.Secret)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
