# Completion of winnow for bash:
#   winnow completion bash > ~/.local/share/bash-completion/completions/winnow
# or, in ~/.bashrc:
#   source <(winnow completion bash)
_winnow() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("${line%%$'\t'*}")
  done < <("${COMP_WORDS[0]}" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _winnow winnow
