package evidence_test

import (
	"strings"
	"testing"

	"github.com/winnow-news/winnow/cleaners/evidence"
)

func TestIsSignUpLabel(t *testing.T) {
	checkReadings(t, evidence.Block.IsSignUpLabel, []reading{
		{"Sign up", true},
		{"Sign up for our newsletter", true},
		{"Newsletter", true},
		{"The harbour newsletter", false},
		{"Sign up at the harbour", false},
		{"Ferry to run all night", false},
	})
}

func TestIsSignUpCall(t *testing.T) {
	checkReadings(t, evidence.Block.IsSignUpCall, []reading{
		{"Sign up for our newsletter and hear of the harbour first.", true},
		{"Hear of the harbour first. Sign up for our newsletter.", true},
		{"Our newsletter, straight to your inbox", true},
		{"You can sign up for our newsletter and hear of the harbour first.", false}, // no sentence begins so
		{"“Sign up for our newsletter,” the mayor said to all of them.", false},
		{"Sign up at the harbour and hear of the ferry first.", false},         // not for mail
		{"Sign up for our newsletter. " + strings.Repeat(ferry+" ", 3), false}, // too long
		{ferry, false},
	})
}

func TestACallIsMostOfItsBlock(t *testing.T) {
	const call = " Sign up for our newsletter."
	checkReadings(t, evidence.Block.IsSignUpCall, []reading{
		{"The ferry runs all night." + call, true}, // a short block
		{ferry + " Nobody minds." + call, true},    // up to thirty words
		{ferry + " Nobody minds it at all." + call + " It is free.", false},
	})
}

func TestIsSignUpBlurb(t *testing.T) {
	const blurb = "The harbour newsletter tells of ferries each Monday"
	checkPlaces(t, evidence.Block.IsSignUpBlurb, []place{
		{"above a line of the box", []string{ferry, blurb, "Sign up"}, 1, true},
		{"a line of the box itself", []string{ferry, "Sign up for our newsletter", mayor}, 1, true},
		{"above a paragraph", []string{ferry, blurb, mayor}, 1, false},
		{"at the end", []string{ferry, blurb}, 1, false},
		{"not of mail", []string{ferry, "Ferry to run all night", "Sign up"}, 1, false},
	})
}

func TestIsSignUpLine(t *testing.T) {
	checkReadings(t, evidence.Block.IsSignUpLine, []reading{
		{"Newsletter", true},
		{"Sign up for our newsletter and hear of the harbour first.", true},
		{ferry, false},
	})
}
