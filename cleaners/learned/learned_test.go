package learned

import "testing"

func TestCounts(t *testing.T) { t.Log(FeatureCount, SecondFeatureCount) }
