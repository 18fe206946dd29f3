"""States are a table `{(state, action): next_state}`; this is the only function that walks one."""

from collections.abc import Mapping

from core.errors import IllegalTransition


def advance(table: Mapping[tuple[str, str], str], state: str, action: str) -> str:
    """Return the state that `action` leads to from `state`.

    Raises:
        IllegalTransition: the table has no such step.

    """
    try:
        return table[state, action]
    except KeyError:
        raise IllegalTransition(state=state, action=action) from None


def actions_from(table: Mapping[tuple[str, str], str], state: str) -> list[str]:
    """The actions that can start from `state`, in the table's order."""
    return [action for (start, action) in table if start == state]
