package courier

import "testing"

// What a name resolves to is looked at again when something is sent.
func TestOnlyLoopbackIsDialled(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"127.0.0.1:80": true, "127.8.8.8:80": true, "[::1]:80": true,
		"10.0.0.1:80": false, "169.254.169.254:80": false, "[::ffff:10.0.0.1]:80": false, "0.0.0.0:80": false, "nonsense": false,
		"93.184.216.34:443": false,
	} {
		if err := loopbackOnly("tcp", address, nil); (err == nil) != want {
			t.Errorf("dialling %s: %v", address, err)
		}
	}
}

func TestLoopbackURL(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"http://127.0.0.1:80/x": true, "https://localhost": true, "http://[::1]": true,
		"http://example.com": false, "http://127.0.0.1.example.com": false, "ftp://127.0.0.1": false,
		"http://user@127.0.0.1": false, "http://10.0.0.1": false, "": false, "://": false,
	} {
		if LoopbackURL(address) != want {
			t.Errorf("%q", address)
		}
	}
}
