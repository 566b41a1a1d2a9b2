package backfill

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"os"

	"github.com/cespare/xxhash/v2"
)

// knownIDs knows which ids were met, by their hashes of 64 bits: among ten million
// two are the same by chance once in a hundred thousand archives. The hashes are
// in a file too, in the order in which they were met, so that a run that is
// resumed knows them.
type knownIDs struct {
	table []uint64 // open addressing; 0 is empty
	used  int
	most  int // that are remembered

	file   *os.File // nil: nothing is kept
	buffer *bufio.Writer
	kept   int // hashes in the file
}

// idBytes is how many bytes of the file an id takes.
const idBytes = 8

// mostIDs is how many ids are remembered: 128 MB of table.
const mostIDs = 12 << 20

// openIDs opens the file of ids, and reads the first n from it.
func openIDs(name string, n int) (*knownIDs, error) {
	k := &knownIDs{table: make([]uint64, 1<<10), most: mostIDs}
	if name == "" {
		return k, nil
	}
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	k.file = file
	if err := k.restore(n); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	k.buffer = bufio.NewWriter(file)
	return k, nil
}

func (k *knownIDs) restore(n int) error {
	var hash [idBytes]byte
	from := bufio.NewReader(k.file)
	for range n {
		if _, err := io.ReadFull(from, hash[:]); err != nil {
			return err
		}
		k.add(binary.LittleEndian.Uint64(hash[:]))
	}
	k.kept = n
	if err := k.file.Truncate(int64(n) * idBytes); err != nil {
		return err
	}
	_, err := k.file.Seek(int64(n)*idBytes, io.SeekStart)
	return err
}

func hashOf(id string) uint64 { return max(xxhash.Sum64String(id), 1) } // 0 is empty

// met reports whether an id is remembered.
func (k *knownIDs) met(id string) bool {
	hash := hashOf(id)
	return k.table[k.find(hash)] == hash
}

// remember remembers an id, once its document was written: one that failed comes
// again when the run goes on.
func (k *knownIDs) remember(id string) error {
	hash := hashOf(id)
	if !k.add(hash) || k.buffer == nil || k.kept >= k.most {
		return nil
	}
	k.kept++
	return binary.Write(k.buffer, binary.LittleEndian, hash)
}

// add reports whether a hash is new.
func (k *knownIDs) add(hash uint64) bool {
	if 4*(k.used+1) > 3*len(k.table) && k.used < k.most {
		k.grow()
	}
	at := k.find(hash)
	if k.table[at] == hash {
		return false
	}
	if k.used < k.most {
		k.table[at] = hash
		k.used++
	}
	return true
}

// find returns where a hash is, or would be.
func (k *knownIDs) find(hash uint64) int {
	mask := uint64(len(k.table) - 1)
	at := hash & mask
	for k.table[at] != 0 && k.table[at] != hash {
		at = (at + 1) & mask
	}
	return int(at)
}

func (k *knownIDs) grow() {
	old := k.table
	k.table = make([]uint64, 2*len(old))
	for _, hash := range old {
		if hash != 0 {
			k.table[k.find(hash)] = hash
		}
	}
}

// full reports whether more ids were met than are remembered.
func (k *knownIDs) full() bool { return k.used >= k.most }

// sync puts what was met on the disk and returns how many that is.
func (k *knownIDs) sync() (int, error) {
	if k.file == nil {
		return 0, nil
	}
	return k.kept, errors.Join(k.buffer.Flush(), k.file.Sync())
}

func (k *knownIDs) close() error {
	if k.file == nil {
		return nil
	}
	return k.file.Close()
}
