// Package check holds the files of deploy against the tools that read them, where
// those tools do not run: compose.yaml against compose-go, which Docker Compose
// reads it with, and the manifests of Kubernetes against its types. It is a module
// of its own, since winnow needs none of these libraries.
//
//	go -C deploy/check test ./...
package check
