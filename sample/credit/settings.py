"""Lets an environment variable stand for a constant, so that a manual job can be played with variables."""

from __future__ import annotations

from typing import Any, Dict, Mapping


class SettingError(Exception):
    """A variable holds something that its constant cannot be."""


def constants(names: Mapping[str, Any]) -> Dict[str, Any]:
    """The upper-case numbers and texts of a module."""
    return {
        name: value
        for name, value in names.items()
        if name.isupper() and isinstance(value, (int, float, str))
    }


def with_environment(defaults: Mapping[str, Any], environment: Mapping[str, str]) -> Dict[str, Any]:
    """The constants, each replaced by the environment variable of its name, read as the constant's own type."""
    return {
        name: _parsed(name, environment[name], default) if environment.get(name) else default
        for name, default in defaults.items()
    }


def _parsed(name: str, text: str, default: Any) -> Any:
    try:
        return type(default)(text.strip())
    except ValueError:
        kind = "a whole number" if isinstance(default, int) else "a number"
        raise SettingError(f'The variable {name} is "{text}", expected {kind}.') from None
