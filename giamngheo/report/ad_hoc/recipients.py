"""To whom an ad hoc report goes: declared recipients, and addresses that are given as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from pydantic import TypeAdapter, ValidationError

from giamngheo.context import Context
from giamngheo.core.errors import UsageError
from giamngheo.core.text import key
from giamngheo.metadata.recipients import AD_HOC, AREA, COMMUNE, PUBLIC, Recipient
from giamngheo.metadata.record import Address

_ADDRESS = TypeAdapter(Address)
_OUTSIDE = (PUBLIC, COMMUNE, AREA)  # who gets these sees no figures of single other units
_MOST_NAMED = 5


@dataclass(frozen=True)
class AdHocRecipients:
    """`declared`: in `config/recipients.toml`; `others`: known by their address alone. `is_outside`: one of them is not of those
    who get the figures of every unit anyway."""

    declared: tuple[Recipient, ...] = ()
    others: tuple[Recipient, ...] = ()
    is_outside: bool = False

    @property
    def all(self) -> tuple[Recipient, ...]:
        return (*self.declared, *self.others)


def recipients_of(context: Context, to: Sequence[str], addresses: Sequence[str]) -> AdHocRecipients:
    """Each address once. `UsageError` for a name that is not declared, and for what is no address."""
    known = context.configuration.recipients
    found = {one.address.casefold(): one for text in to for one in [_declared(text, known)]}
    named = {one.address.casefold(): one for one in known}
    others: dict[str, Recipient] = {}
    for text in addresses:
        address = _address(text)
        if own := named.get(address.casefold()):
            found[address.casefold()] = own
        else:
            others[address.casefold()] = Recipient(name=address, address=address, document=AD_HOC)
    is_outside = bool(others) or any(one.document.startswith(_OUTSIDE) for one in found.values())
    of_report = [one.model_copy(update={"document": AD_HOC, "files": ("word", "excel")}) for one in found.values()]
    return AdHocRecipients(tuple(of_report), tuple(others.values()), is_outside)


def _declared(text: str, known: Iterable[Recipient]) -> Recipient:
    several = list(known)
    asked = (
        text.rpartition("<")[2].rstrip(">") if text.endswith(">") else text
    )  # `UBND huyện <ubnd@…>`, as the form has it
    same = [one for one in several if key(asked) in (key(one.address), key(one.name))]
    if len(same) == 1:
        return same[0]
    if same:
        raise UsageError(
            f"Có {len(same)} nơi nhận tên «{text}»; ghi địa chỉ: {', '.join(one.address for one in same)}."
        )
    names = {key(said): said for one in several for said in (one.name, one.address)}
    near = [names[said] for said in get_close_matches(key(asked), names, n=_MOST_NAMED, cutoff=0.5)]
    meant = f"gần giống: {', '.join(f'«{one}»' for one in near)}; " if near else ""
    raise UsageError(
        f"config/recipients.toml không có nơi nhận «{text}»; {meant}gửi nơi chưa khai báo thì ghi ở mục địa chỉ khác (--address)."
    )


def _address(text: str) -> str:
    try:
        return _ADDRESS.validate_python(text.strip())
    except ValidationError:
        raise UsageError(f"«{text}» không phải địa chỉ thư; viết như ten@co-quan.vn.") from None
