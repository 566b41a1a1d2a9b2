package main

// rulesCmd has the commands for rules that people write for sites.
type rulesCmd struct {
	rulesBucketCmds
}
