package telemetry

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Lag shows how many documents wait to whoever starts and ends workers. What was
// measured too long ago is not shown: an autoscaler that hears nothing keeps what
// there is, and one that heard of an old nothing would end the last worker.
type Lag struct {
	registry *prometheus.Registry
	freshFor time.Duration
	now      func() time.Time

	mu      sync.Mutex
	body    []byte // of the last measurement that went well
	lag     float64
	good    time.Time // when that was; zero before the first
	tried   time.Time // when somebody tried last, or the start
	problem error     // of the last one
}

var lagDocuments = prometheus.NewDesc(namespace+"_lag_documents",
	"Raw documents that wait, or that workers have in hand, as winnow lag measures it from the streams.", nil, nil)

// NewLag returns one that shows a measurement for so long.
func NewLag(freshFor time.Duration) *Lag { return newLag(freshFor, time.Now) }

func newLag(freshFor time.Duration, now func() time.Time) *Lag {
	l := &Lag{registry: prometheus.NewRegistry(), freshFor: freshFor, now: now, tried: now(), problem: errors.New("nothing is measured yet")}
	l.registry.MustRegister(l)
	return l
}

// Measured takes a measurement: how many documents wait, and the object that
// whoever asks gets to see, which has that number as "lag".
func (l *Lag) Measured(documents uint64, shown any) error {
	body, err := json.Marshal(shown)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.body, l.lag, l.problem = body, float64(documents), nil
	l.good = l.now()
	l.tried = l.good
	return nil
}

// Failed takes a try that did not go well.
func (l *Lag) Failed(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tried, l.problem = l.now(), err
}

// last returns the last measurement, or an error when it is too old.
func (l *Lag) last() (body []byte, lag float64, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if age := l.now().Sub(l.good); l.good.IsZero() || age > l.freshFor {
		return nil, 0, errors.Join(errors.New("the lag is not known"), l.problem)
	}
	return l.body, l.lag, nil
}

// alive returns an error when nobody has tried for long: restart it.
func (l *Lag) alive() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if silent := l.now().Sub(l.tried); silent > max(aliveFor, 2*l.freshFor) {
		return fmt.Errorf("nothing was measured for %s", silent.Round(time.Second))
	}
	return nil
}

func (l *Lag) ready() error {
	_, _, err := l.last()
	return err
}

// Describe and Collect make it a prometheus.Collector.
func (l *Lag) Describe(descs chan<- *prometheus.Desc) { descs <- lagDocuments }

func (l *Lag) Collect(metrics chan<- prometheus.Metric) {
	if _, lag, err := l.last(); err == nil {
		metrics <- prometheus.MustNewConstMetric(lagDocuments, prometheus.GaugeValue, lag)
	}
}

// Serve shows /lag, /metrics, /healthz and /readyz at host:port.
func (l *Lag) Serve(address string) (*Server, error) {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(l.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", answer(l.alive))
	mux.HandleFunc("GET /readyz", answer(l.ready))
	mux.HandleFunc("GET /lag", func(w http.ResponseWriter, _ *http.Request) {
		body, _, err := l.last()
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(append(body, '\n')) // whoever asked may have gone
	})
	return serve(address, "lag", mux)
}
