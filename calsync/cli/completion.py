"""Scripts that complete commands, options and ids in a shell, made from the commands' own definitions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from calsync.cli import dispatch
from calsync.cli.table import summaries


@dataclass(frozen=True, slots=True)
class Flag:
    """An option: its names, what its value is (None: it takes none), and which values there are."""

    names: tuple[str, ...]
    help: str
    value: str | None
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A command as completion needs it."""

    name: str
    summary: str
    flags: tuple[Flag, ...]
    words: tuple[str, ...]
    """What its first argument may be."""
    ids: bool
    """It takes the id of a follow-up."""


def tree() -> tuple[Leaf, ...]:
    """Every command, in the order of the help."""
    return tuple(_leaf(name, summary) for name, summary in summaries().items())


def _leaf(name: str, summary: str) -> Leaf:
    actions = dispatch.parser(name, dispatch.load(name))._actions
    return Leaf(
        name,
        summary,
        tuple(
            Flag(
                tuple(action.option_strings),
                (action.help or "").partition(";")[0].replace("%%", "%"),
                None if action.nargs == 0 else str(action.metavar or action.dest.upper()),
                tuple(map(str, action.choices or ())),
            )
            for action in actions
            if action.option_strings
        ),
        next(
            (tuple(action.choices) for action in actions if not action.option_strings and action.choices), ()
        ),
        any(action.metavar == "ID" and not action.option_strings for action in actions),
    )


def script(shell: str) -> str:
    """What ``calsync completion SHELL`` prints."""
    return {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](tree())


# --------------------------------------------------------------------------- bash


def _bash(leaves: tuple[Leaf, ...]) -> str:
    cases = "\n".join(
        f"        {leaf.name}) flags='{_names(leaf)}'; words={_bash_words(leaf)} ;;" for leaf in leaves
    )
    values = "\n".join(
        f"        '{leaf.name} {name}') words='{' '.join(flag.choices)}'; offer=1 ;;"
        for leaf in leaves
        for flag in leaf.flags
        if flag.choices
        for name in flag.names
    )
    return f"""# calsync completion for bash: eval "$(calsync completion bash)" in ~/.bashrc
_calsync() {{
    local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} flags= words= offer=
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=( $(compgen -W '{" ".join(leaf.name for leaf in leaves)} --help --version' -- "$cur") )
        return
    fi
    case "${{COMP_WORDS[1]}}" in
{cases}
    esac
    [ "$COMP_CWORD" -eq 2 ] && offer=1
    case "${{COMP_WORDS[1]}} $prev" in
{values}
    esac
    if [[ $cur == -* ]]; then
        COMPREPLY=( $(compgen -W "$flags" -- "$cur") )
    elif [ -n "$offer" ] && [ -n "$words" ]; then
        COMPREPLY=( $(compgen -W "$words" -- "$cur") )
    fi
}}
complete -o default -F _calsync calsync
"""


def _bash_words(leaf: Leaf) -> str:
    if leaf.ids:
        return '"$(calsync completion ids 2>/dev/null | cut -f1)"'
    return f"'{' '.join(leaf.words)}'"


def _names(leaf: Leaf) -> str:
    return " ".join(name for flag in leaf.flags for name in flag.names if name.startswith("--"))


# --------------------------------------------------------------------------- zsh


def _zsh(leaves: tuple[Leaf, ...]) -> str:
    commands = "\n".join(f"        {_quoted(f'{leaf.name}:{leaf.summary}')}" for leaf in leaves)
    cases = "\n".join(
        "\n".join([f"        {leaf.name}) _arguments \\", *_zsh_arguments(leaf)]) for leaf in leaves
    )
    return f"""#compdef calsync
# calsync completion for zsh: source <(calsync completion zsh) in ~/.zshrc, after compinit
_calsync_ids() {{
    local -a ids
    ids=( ${{(f)"$(calsync completion ids 2>/dev/null | sed 's/:/\\\\:/g; s/\\t/:/')"}} )
    _describe 'follow-up' ids
}}
_calsync() {{
    local -a commands
    commands=(
{commands}
    )
    if (( CURRENT == 2 )); then
        _describe command commands
        return
    fi
    shift words
    (( CURRENT-- ))
    case $words[1] in
{cases}
    esac
}}
compdef _calsync calsync
"""


def _zsh_arguments(leaf: Leaf) -> Iterator[str]:
    def plain(text: str) -> str:
        return "".join(f"\\{char}" if char in "[]:\\" else char for char in text)

    for flag in leaf.flags:
        for name in flag.names:
            offered = f"({' '.join(flag.choices)})" if flag.choices else "_files"
            value = f":{plain(flag.value)}:{offered}" if flag.value else ""
            yield f"            {_quoted(f'*{name}[{plain(flag.help)}]{value}')} \\"
    first = "_calsync_ids" if leaf.ids else f"({' '.join(leaf.words)})" if leaf.words else "_files"
    yield f"            {_quoted(f'1:argument:{first}')} '*:file:_files' ;;"


# --------------------------------------------------------------------------- fish


def _fish(leaves: tuple[Leaf, ...]) -> str:
    lines = [
        "# calsync completion for fish: calsync completion fish > ~/.config/fish/completions/calsync.fish",
        "complete -c calsync -n __fish_use_subcommand -f",
    ]
    for leaf in leaves:
        lines.append(
            f"complete -c calsync -n __fish_use_subcommand -a {leaf.name} -d {_quoted(leaf.summary)}"
        )
        here = f"complete -c calsync -n '__fish_seen_subcommand_from {leaf.name}'"
        if leaf.words:
            lines.append(f"{here} -a {_quoted(' '.join(leaf.words))}")
        if leaf.ids:
            lines.append(f"{here} -f -a '(calsync completion ids 2>/dev/null)'")
        for flag in leaf.flags:
            names = " ".join(
                f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in flag.names
            )
            value = (
                f" -x -a {_quoted(' '.join(flag.choices))}" if flag.choices else " -r" if flag.value else ""
            )
            lines.append(f"{here} {names}{value} -d {_quoted(flag.help)}")
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    """In single quotes, as all three shells read them."""
    return "'" + text.replace("'", "’") + "'"
