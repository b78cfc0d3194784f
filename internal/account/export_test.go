package account

// CacheLimit is the bound of the cache.
const CacheLimit = cacheLimit

// Cached is how many answers a service remembers.
func Cached(s *Service) int {
	s.cache.mu.Lock()
	defer s.cache.mu.Unlock()
	return len(s.cache.entries)
}
