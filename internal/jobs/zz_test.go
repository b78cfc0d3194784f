package jobs_test
import ("context";"encoding/json";"log/slog";"syscall";"testing";"time"
"github.com/farebridge/farebridge/internal/jobs";"github.com/farebridge/farebridge/internal/storage";"github.com/farebridge/farebridge/internal/storage/storagetest")
func TestIdle(t *testing.T){
 for _,c:=range []storage.Config{{Sandbox:true},{Sandbox:true,DatabaseURL:storagetest.Postgres(t)}} {
 s:=storagetest.Open(t,c)
 q,_:=jobs.New(jobs.Options{DB:s.DB(),Dialect:s.Dialect(),Logger:slog.New(slog.DiscardHandler)})
 q.Handle("a.b",func(context.Context,json.RawMessage)error{return nil})
 q.Start(t.Context())
 var a,b syscall.Rusage
 time.Sleep(2*time.Second)
 syscall.Getrusage(0,&a); t0:=time.Now(); time.Sleep(10*time.Second); syscall.Getrusage(0,&b)
 d:=time.Duration(b.Utime.Nano()-a.Utime.Nano()+b.Stime.Nano()-a.Stime.Nano())
 t.Logf("%s idle cpu %.2f%%", s.Dialect(), 100*d.Seconds()/time.Since(t0).Seconds())
 q.Stop(context.Background())
 }
}
