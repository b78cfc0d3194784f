package jobs

import (
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
)

// Dialect is the kind of database.
type Dialect string

// The dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

func (d Dialect) driver(db *sql.DB) (riverdriver.Driver[*sql.Tx], error) {
	switch d {
	case SQLite:
		return riversqlite.New(db), nil
	case Postgres:
		return riverdatabasesql.New(db), nil
	default:
		return nil, fmt.Errorf("jobs: dialect %q is not known", string(d))
	}
}

// statements are what we say to River's table ourselves. Durations are numbers
// of seconds with a sign, as both databases read them in an interval.
type statements struct {
	index   []string // (re)made by Migrate
	lockKey string   // key; "" where transactions are serial anyway
	merge   string   // seconds, state, key
	delay   string   // seconds, state, id
	advance string   // seconds (negative)
	promote string   // seconds
	beat    string   // runner id
	forget  string   // runner id
	reclaim string   // seconds of silence (negative)
	seize   string   // run at start; "" where other processes may be alive
}

func (d Dialect) statements() *statements {
	if d == Postgres {
		return &postgresStatements
	}
	return &sqliteStatements
}

// seconds keeps a job from running before it is due: SQLite counts in
// milliseconds, so a part of one is a whole one.
func seconds(d time.Duration) string {
	if whole := d.Truncate(time.Millisecond); whole < d {
		d = whole + time.Millisecond
	}
	return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) + " seconds"
}

const waiting = `state IN ('available', 'scheduled', 'retryable')`

var postgresStatements = statements{
	index: []string{
		`CREATE INDEX IF NOT EXISTS river_job_waiting_key ON river_job ((metadata->>'key')) WHERE ` + waiting,
		`CREATE TABLE IF NOT EXISTS job_runner (id text PRIMARY KEY, seen_at timestamptz NOT NULL)`,
	},
	lockKey: `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`,
	merge: `UPDATE river_job SET
			scheduled_at = least(scheduled_at, clock_timestamp() + $1::interval),
			state = CASE WHEN $2::text = 'available' THEN 'available'::river_job_state ELSE state END
		WHERE metadata->>'key' = $3 AND ` + waiting,
	delay:   `UPDATE river_job SET scheduled_at = clock_timestamp() + $1::interval, state = $2::text::river_job_state WHERE id = $3`,
	advance: `UPDATE river_job SET scheduled_at = scheduled_at + $1::interval WHERE ` + waiting,
	promote: `UPDATE river_job SET state = 'available' WHERE id IN (
			SELECT id FROM river_job
			WHERE state IN ('scheduled', 'retryable') AND scheduled_at <= now() + $1::interval
			FOR UPDATE SKIP LOCKED)`,
	beat: `INSERT INTO job_runner (id, seen_at) VALUES ($1, now())
		ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`,
	forget: `DELETE FROM job_runner WHERE id = $1 OR seen_at < now() - interval '1 day'`,
	// An attempt cut short by a death is not counted.
	reclaim: `UPDATE river_job SET state = 'available', scheduled_at = now(), attempt = greatest(attempt - 1, 0) WHERE id IN (
			SELECT j.id FROM river_job j
			WHERE j.state = 'running' AND NOT EXISTS (
				SELECT 1 FROM job_runner r
				WHERE r.id = j.attempted_by[cardinality(j.attempted_by)] AND r.seen_at > now() + $1::interval)
			FOR UPDATE SKIP LOCKED)`,
}

// River compares times as text in exactly this form.
const (
	sqliteNow   = `strftime('%Y-%m-%d %H:%M:%f', 'now')`
	sqliteNowIn = `strftime('%Y-%m-%d %H:%M:%f', 'now', ?1)`
)

var sqliteStatements = statements{
	index: []string{
		`CREATE INDEX IF NOT EXISTS river_job_waiting_key ON river_job (metadata->>'$.key') WHERE ` + waiting,
		`CREATE TABLE IF NOT EXISTS job_runner (id text PRIMARY KEY NOT NULL, seen_at timestamp NOT NULL)`,
	},
	merge: `UPDATE river_job SET
			scheduled_at = min(scheduled_at, ` + sqliteNowIn + `),
			state = CASE WHEN ?2 = 'available' THEN 'available' ELSE state END
		WHERE metadata->>'$.key' = ?3 AND ` + waiting,
	delay:   `UPDATE river_job SET scheduled_at = ` + sqliteNowIn + `, state = ?2 WHERE id = ?3`,
	advance: `UPDATE river_job SET scheduled_at = strftime('%Y-%m-%d %H:%M:%f', scheduled_at, ?1) WHERE ` + waiting,
	promote: `UPDATE river_job SET state = 'available'
		WHERE state IN ('scheduled', 'retryable') AND scheduled_at <= ` + sqliteNowIn,
	beat: `INSERT INTO job_runner (id, seen_at) VALUES (?1, ` + sqliteNow + `)
		ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`,
	forget: `DELETE FROM job_runner WHERE id = ?1`,
	reclaim: `UPDATE river_job SET state = 'available', scheduled_at = ` + sqliteNow + `, attempt = max(attempt - 1, 0)
		WHERE state = 'running' AND NOT EXISTS (
			SELECT 1 FROM job_runner r
			WHERE r.id = river_job.attempted_by->>'$[#-1]' AND r.seen_at > ` + sqliteNowIn + `)`,
	// storage lets one process at a time open the file, so whoever was seen in
	// it before is gone and need not be waited for.
	seize: `DELETE FROM job_runner`,
}
