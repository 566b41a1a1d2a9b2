package backfill

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Begun returns the conditions under which a backfill to an output was begun, by
// name; nil when none was. State is as Options have it. What a run fixes when it
// begins, such as the end of a stream, is among them, so that whoever resumes it
// fixes the same.
func Begun(state string) (under map[string]string, err error) {
	name := CheckpointName(state)
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	c, err := openCheckpoint(name, state)
	if err != nil {
		return nil, err
	}
	if err := c.close(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return c.Under, nil
}
