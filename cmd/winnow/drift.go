package main

// driftFlag says whether sites are watched.
type driftFlag struct {
	Drift string `enum:"off,on" default:"on" help:"Say which sites have changed: in what is removed, in titles, bylines, dates and lengths (${default})." placeholder:"off|on"`
}

func (f *driftFlag) watches() bool { return f.Drift == "on" }
