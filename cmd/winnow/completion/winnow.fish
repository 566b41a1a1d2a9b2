# Completion of winnow for fish:
#   winnow completion fish > ~/.config/fish/completions/winnow.fish
# or, in ~/.config/fish/config.fish:
#   winnow completion fish | source
function __winnow_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l all ($words[1] complete -- $words[2..-1] "$current" 2>/dev/null)
    if test (count $all) -gt 0
        printf '%s\n' $all
    else
        __fish_complete_path "$current"
    end
end
complete -c winnow -f -a '(__winnow_complete)'
