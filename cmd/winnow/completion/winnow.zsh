#compdef winnow
# Completion of winnow for zsh:
#   winnow completion zsh > "${fpath[1]}/_winnow"
# or, in ~/.zshrc, behind compinit:
#   source <(winnow completion zsh)
_winnow() {
  local line
  local -a all
  while IFS= read -r line; do
    local word="${line%%$'\t'*}" help=""
    [[ "$line" == *$'\t'* ]] && help="${line#*$'\t'}"
    all+=("${word//:/\\:}${help:+:$help}")
  done < <("${words[1]}" complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( ${#all} )); then
    _describe winnow all
  else
    _files
  fi
}
if [[ "${funcstack[1]}" == _winnow ]]; then
  _winnow "$@"
else
  compdef _winnow winnow
fi
