/** What the shells run at each Tab: they hand the line to `mreg __complete`, and put its answer into their own words. */

const bash = `# Completion of mreg and mreg-tui for bash. In ~/.bashrc: eval "$(mreg completion bash)"
_mreg() {
	local reply line
	COMPREPLY=()
	reply=$("\${1/#\\~\\//$HOME/}" __complete bash "\${COMP_LINE:0:$COMP_POINT}" "$2" 2>/dev/null </dev/null) || return 0
	while IFS= read -r line; do
		COMPREPLY+=("$line")
	done <<<"$reply"
	# A blank is put behind what is whole.
	[[ \${COMPREPLY[0]} == open ]] && compopt -o nospace 2>/dev/null
	unset 'COMPREPLY[0]'
	COMPREPLY=("\${COMPREPLY[@]}")
}
complete -o nosort -F _mreg mreg mreg-tui 2>/dev/null || complete -F _mreg mreg mreg-tui
`;

const zsh = `#compdef mreg mreg-tui
# Completion of mreg and mreg-tui for zsh. In ~/.zshrc, behind compinit: eval "$(mreg completion zsh)"
# Or into a folder of $fpath: mreg completion zsh > ~/.zfunc/_mreg
_mreg() {
	local reply line value about blank
	local -a lines matches shown described options
	reply=$("\${(Q)words[1]/#\\~\\//$HOME/}" __complete zsh "\${compstate[quote]}" "$PREFIX" "\${(@Q)words[2,CURRENT-1]}" 2>/dev/null </dev/null) || return 1
	lines=("\${(@f)reply}")
	blank=' '
	[[ $lines[1] == open ]] && blank=''
	# What was typed stands within the match, not at its beginning.
	[[ $lines[1] == other ]] && options=(-U)
	for line in "\${(@)lines[2,-1]}"; do
		value=\${\${line#*$'\\t'}%%$'\\t'*}
		about=\${line##*$'\\t'}
		matches+=("\${line%%$'\\t'*}")
		shown+=("$value")
		described+=("$value\${about:+  -- $about}")
	done
	(( $#matches )) || return 1
	if [[ "$described" == "$shown" ]]; then
		compadd -Q $options -V mreg -S "$blank" -d shown -a -- matches
	else
		compadd -Q -l $options -V mreg -S "$blank" -d described -a -- matches
	fi
}
# As a file of $fpath it is run by the first Tab itself.
if [[ "$funcstack[1]" == _mreg ]]; then
	_mreg "$@"
elif (( $+functions[compdef] )); then
	compdef _mreg mreg mreg-tui
fi
`;

const fish = `# Completion of mreg and mreg-tui for fish: mreg completion fish > ~/.config/fish/completions/mreg.fish
function __mreg_complete
	set -l program (commandline -opc)[1]
	set -l line (commandline -cp | string collect)
	command $program __complete fish $line 2>/dev/null </dev/null
end
complete -c mreg -e
complete -c mreg-tui -e
complete -c mreg -f -k -a '(__mreg_complete)'
complete -c mreg-tui -f -k -a '(__mreg_complete)'
`;

export const completionScripts = {bash, zsh, fish} as const;
