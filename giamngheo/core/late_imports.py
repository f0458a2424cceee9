"""Libraries that another library imports at its start and perhaps never uses: brought when something of them is asked for."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from threading import RLock
from types import ModuleType
from typing import Any

_lock = RLock()
_ASKED_OF_ALL = ("__file__", "__warningregistry__")  # of every module there is, by `inspect` and `warnings`


def import_when_asked(name: str) -> None:
    """From now on `import name` gives a stand-in; the module takes its place when an attribute of it is first asked for.

    Nothing is changed where the module has been imported already. (`importlib.util.LazyLoader` does not do it: an import
    statement looks at the module's `__spec__`, which loads it.)
    """
    sys.modules.setdefault(name, _StandIn(name))


def import_parts_alone(package: str) -> None:
    """From now on `import package.part` brings the part without the package's own start, which imports all of its parts."""
    with _lock:
        if package not in sys.modules and (found := importlib.util.find_spec(package)):
            stand_in = _StandIn(package)
            stand_in.__path__ = found.submodule_search_locations or []
            sys.modules[package] = stand_in


class _StandIn(ModuleType):
    def __getattr__(self, attribute: str) -> Any:
        if attribute in _ASKED_OF_ALL:
            raise AttributeError(attribute)
        with _lock:
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
            module = importlib.import_module(self.__name__)
        return getattr(module, attribute)
