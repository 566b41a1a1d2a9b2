//go:build unix

package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/winnow-news/winnow/pipeline/stream/faults"
)

// torment is what is done to the processes, spread over the run by chance.
type torment struct {
	plan    plan
	crew    *crew
	brokers *brokers
	feed    *feed
	random  *rand.Rand
	log     *slog.Logger
}

// cutTime is long enough for the others to choose new leaders.
const cutTime = 9 * time.Second

// roomyDisk is the megabytes of a disk that no run fills.
const roomyDisk = 512

func (t torment) run(ctx context.Context) {
	var nap sync.WaitGroup
	defer nap.Wait()
	deeds := t.deeds(ctx, &nap)
	t.random.Shuffle(len(deeds), func(i, j int) { deeds[i], deeds[j] = deeds[j], deeds[i] })
	began := time.Now()
	for i, deed := range deeds {
		at := t.plan.Duration * time.Duration(i+1) / time.Duration(len(deeds)+1)
		select {
		case <-time.After(time.Until(began.Add(at))):
			deed()
		case <-ctx.Done():
			return
		}
	}
	if t.plan.EveryPoint {
		t.awaitPoints(ctx)
	}
}

// deeds returns all that is to be done. What goes on by itself is in nap.
func (t torment) deeds(ctx context.Context, nap *sync.WaitGroup) (deeds []func()) {
	add := func(n int, deed func()) {
		for range n {
			deeds = append(deeds, deed)
		}
	}
	add(t.plan.WorkerKills, func() { t.crew.kill(ctx, t.random.IntN(t.plan.Workers)) })
	add(t.plan.BrokerKills, func() {
		down := time.Duration(100+t.random.IntN(700)) * time.Millisecond
		t.fail(t.brokers.kill(t.random.IntN(t.plan.Nodes), down))
	})
	add(t.plan.Freezes, func() { t.brokers.freeze(t.random.IntN(t.plan.Nodes), 5*time.Second) })
	add(t.plan.Cuts, func() { t.brokers.cut(t.random.IntN(t.plan.Nodes), cutTime) })
	add(t.plan.Rolls, func() { t.fail(t.brokers.roll(2 * time.Second)) })
	add(t.plan.StepDowns, func() { t.feed.stepDown(t.random.IntN(len(t.feed.streams()))) })
	if t.plan.DiskMB > 0 {
		add(1, func() { t.fail(t.relieve(ctx)) })
	}
	add(t.plan.Zombies, func() {
		i, d := t.random.IntN(t.plan.Workers), time.Second+time.Duration(800+t.random.IntN(1500))*time.Millisecond
		nap.Go(func() { t.crew.sleep(i, d) })
	})
	return deeds
}

func (t torment) fail(err error) {
	if err != nil {
		t.log.Error("torment", "error", err)
	}
}

// relieve waits until the disk is full, and then makes room. Documents come in
// until then.
func (t torment) relieve(ctx context.Context) error {
	for end := time.Now().Add(patience); !t.brokers.sawFullDisk() && time.Now().Before(end) && ctx.Err() == nil; {
		time.Sleep(100 * time.Millisecond)
	}
	time.Sleep(time.Second) // of an outage
	return t.brokers.relieve(roomyDisk)
}

// awaitPoints waits until a worker has died at every point.
func (t torment) awaitPoints(ctx context.Context) {
	t.crew.doom(ctx)
	for end := time.Now().Add(patience); time.Now().Before(end) && ctx.Err() == nil; time.Sleep(50 * time.Millisecond) {
		if t.crew.points() == len(faults.Points()) {
			return
		}
	}
}

// crew is the worker processes. One that ends is started again, until stop.
type crew struct {
	plan   plan
	urls   string
	random *rand.Rand
	log    *slog.Logger

	mu       sync.Mutex
	slots    []*process
	doomed   bool // start only such as will kill themselves, and soon
	healthy  bool // start no more that will kill themselves
	stopped  bool
	killed   int
	suicide  map[faults.Point]int
	bound    map[faults.Point]int // workers that run, and will die there
	failed   int
	asleep   int
	watching sync.WaitGroup
}

// newCrew returns the crew a source of chance of its own: its watchers draw while
// the torment does.
func newCrew(p plan, urls string, random *rand.Rand, log *slog.Logger) *crew {
	own := rand.New(rand.NewPCG(random.Uint64(), random.Uint64()))
	return &crew{plan: p, urls: urls, random: own, log: log, suicide: make(map[faults.Point]int), bound: make(map[faults.Point]int)}
}

func (c *crew) start(n int) {
	c.slots = make([]*process, n)
	for i := range n {
		c.watching.Go(func() { c.watch(i) })
	}
}

// watch keeps one worker running.
func (c *crew) watch(i int) {
	for round := i; ; round++ {
		process, point, err := c.launch(i, round)
		if err != nil {
			c.log.Error("worker does not start", "error", err)
			return
		}
		if process == nil {
			return
		}
		<-process.done
		c.mu.Lock()
		if point != "" {
			c.bound[point]--
		}
		switch {
		case c.stopped && process.cmd.ProcessState.Success():
		case process.killed() && !process.shot.Load():
			c.suicide[point]++
		case process.killed():
			c.killed++
		default: // it found no server when it started; whoever runs it in earnest starts it again too
			c.failed++
		}
		c.mu.Unlock()
		time.Sleep(restartWait)
	}
}

// launch starts a worker, nil after stop. Two of three will die at a point; all
// of them after doom.
func (c *crew) launch(i, round int) (*process, faults.Point, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return nil, "", nil
	}
	self, err := os.Executable()
	if err != nil {
		return nil, "", err
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), envWorker+"="+c.urls, fmt.Sprintf("%s=%d", envReplicas, c.plan.Nodes))
	if c.plan.Unfenced {
		cmd.Env = append(cmd.Env, envUnfenced+"=1")
	}
	if c.plan.Pages {
		cmd.Env = append(cmd.Env, envPages+"=1")
	}
	cmd.Env = append(cmd.Env, envCompress+"="+string(c.plan.Compress))
	if c.plan.Lean {
		cmd.Env = append(cmd.Env, envLean+"=1")
	}
	var point faults.Point
	if (c.doomed || round%3 != 0) && !c.healthy {
		var spec string
		point, spec = c.death()
		cmd.Env = append(cmd.Env, envDie+"="+spec)
	}
	if c.log.Enabled(context.Background(), slog.LevelDebug) {
		cmd.Stderr = os.Stderr
	}
	c.slots[i], err = start(cmd)
	return c.slots[i], point, err
}

// death chooses the point of a worker's end, the one at which the fewest died or
// are bound to, and how often it gets past it.
func (c *crew) death() (faults.Point, string) {
	point := slices.MinFunc(faults.Points(), func(a, b faults.Point) int {
		return cmp.Compare(c.suicide[a]+c.bound[a], c.suicide[b]+c.bound[b])
	})
	c.bound[point]++
	times := 1 + c.random.IntN(6)
	switch {
	case c.doomed:
		times = 1
	case point == faults.Cleaned:
		times *= 30
	case point == faults.Claimed: // once when it starts, and when others come and go
		times = 1 + times/4
	}
	return point, fmt.Sprintf("%s:%d", point, times)
}

// doom ends all workers, those too that would live, and has the next ones die
// at the first chance.
func (c *crew) doom(ctx context.Context) {
	c.mu.Lock()
	c.doomed = true
	c.mu.Unlock()
	for i := range c.slots {
		c.kill(ctx, i)
	}
}

// kill ends a worker that runs: when the one in the slot has just died by
// itself, the next.
func (c *crew) kill(ctx context.Context, i int) {
	for end := time.Now().Add(patience); time.Now().Before(end) && ctx.Err() == nil; time.Sleep(restartWait) {
		c.mu.Lock()
		process := c.slots[i]
		c.mu.Unlock()
		if process != nil && process.running() && process.kill() {
			return
		}
	}
}

// restartWait is between the death of a worker and the start of the next.
const restartWait = 20 * time.Millisecond

// sleep stops a worker until the others take it for dead, then wakes it.
func (c *crew) sleep(i int, d time.Duration) {
	c.mu.Lock()
	process := c.slots[i]
	c.asleep++
	c.mu.Unlock()
	if process == nil {
		return
	}
	process.signal(syscall.SIGSTOP)
	time.Sleep(d)
	process.signal(syscall.SIGCONT)
}

// heal lets the workers live that start from now on, and ends those that are
// bound to die.
func (c *crew) heal() {
	c.mu.Lock()
	c.healthy = true
	slots := append([]*process(nil), c.slots...)
	c.mu.Unlock()
	for _, p := range slots {
		if p != nil {
			p.kill()
		}
	}
}

// stop tells the workers to end, and ends those that do not listen.
func (c *crew) stop() {
	c.mu.Lock()
	c.stopped = true
	slots := c.slots
	c.mu.Unlock()
	for _, p := range slots {
		if p == nil {
			continue
		}
		p.signal(syscall.SIGTERM)
		select {
		case <-p.done:
		case <-time.After(10 * time.Second):
			p.kill()
		}
	}
	c.watching.Wait()
}

func (c *crew) count(n *int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return *n
}

func (c *crew) kills() int    { return c.count(&c.killed) }
func (c *crew) failures() int { return c.count(&c.failed) }
func (c *crew) zombies() int  { return c.count(&c.asleep) }

// points returns the number of points at which a worker has died.
func (c *crew) points() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.suicide)
}

func (c *crew) suicides() map[faults.Point]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.suicide
}
