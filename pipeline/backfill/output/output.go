// Package output writes clean documents in the forms in which archives are kept.
package output
