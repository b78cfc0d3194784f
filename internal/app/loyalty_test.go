package app_test

import "testing"

// Frequent flyers' numbers go to the suppliers that read them, with the names they
// are registered under; a name that one of them does not take costs no offers.
func TestFrequentFlyersAreAskedFor(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, s *sandbox) {
		with := func(accounts string) answer {
			return s.post("/v1/air-shopping", searchBody(`,"preferences":{"maxStops":0},"loyaltyAccounts":[`+accounts+`]`))
		}
		plain := s.want(s.post("/v1/air-shopping", searchBody(`,"preferences":{"maxStops":0}`)), 200)
		for _, account := range []string{
			`{"paxId":"p1","carrier":"CA","number":"0042"}`,
			`{"paxId":"p1","carrier":"CA","number":"0042","surname":"Zhang","givenName":"San"},{"paxId":"p1","carrier":"MU","number":"77","surname":"Zhang","givenName":"San"}`,
			`{"paxId":"p1","carrier":"CA","number":"0042","surname":"张","givenName":"三"}`,
			`{"paxId":"p1","carrier":"MU","number":"77","surname":"Jónsson","givenName":"Ægir"}`,
		} {
			found := s.want(with(account), 200)
			if found.get("complete") != true || len(found.list("offers")) != len(plain.list("offers")) {
				t.Errorf("%s: complete %v, %d offers of %d: %v", account, found.get("complete"), len(found.list("offers")), len(plain.list("offers")), found.get("warnings"))
			}
		}
		for account, wrong := range map[string][2]string{
			`{"paxId":"p2","carrier":"CA","number":"0042"}`:                                        {"/loyaltyAccounts/0/paxId", "notOfParty"},
			`{"paxId":"p1","carrier":"CA","number":"0042","surname":"Zhang"}`:                      {"/loyaltyAccounts/0/givenName", "required"},
			`{"paxId":"p1","carrier":"CA","number":"0042","givenName":"San"}`:                      {"/loyaltyAccounts/0/surname", "required"},
			`{"paxId":"p1","carrier":"CA","number":"0042","surname":"Zh4ng","givenName":"San"}`:    {"/loyaltyAccounts/0/surname", "nameCharacters"},
			`{"paxId":"p1","carrier":"CA","number":"0042","surname":"Zhang","givenName":"&nbsp;"}`: {"/loyaltyAccounts/0/givenName", "nameCharacters"},
		} {
			refused := s.refused(with(account), 422, "validationFailed")
			if refused.text("errors", 0, "pointer") != wrong[0] || refused.text("errors", 0, "code") != wrong[1] {
				t.Errorf("%s: %s", account, refused.raw)
			}
		}
	})
}
