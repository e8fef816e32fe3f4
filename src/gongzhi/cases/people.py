"""Personal data of a case: sealed, masked, found by digest; the follow code (PIPL 51; requirements 1.7 诉求人信息)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from gongzhi.cases.vocabulary import CaseCapability
from gongzhi.kernel.crypto import blind_index, seal, unseal
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Seat, Viewer
from gongzhi.language.normalise import fingerprint_text
from gongzhi.workflow.subjects import Head

_CODE_DIGITS = 8
_PHONE = re.compile(r"\d{3}\d*\d{4}")
_MASKED_ENDS = 7
_LONGEST = 60
"""Characters of a name or contact."""
_REACHABLE = re.compile(r"\+?[\d*]{7,15}|[^@\s]+@[^@\s]+\.[^@\s]+")


def canonical_contact(contact: str) -> str:
    """A contact as it is compared: half width, no blanks or dashes, lower case."""
    return re.sub(r"[\s\-()（）]", "", unicodedata.normalize("NFKC", contact)).lower()


def contact_digest(contact: str) -> bytes:
    """The blind index of a contact."""
    return blind_index(f"contact:{canonical_contact(contact)}") if contact.strip() else b""


def seal_personal(text: str, subject_id: UUID) -> bytes:
    """A name or contact sealed for one case."""
    return seal(text.strip(), bound_to=str(subject_id))


def open_personal(sealed: bytes, subject_id: UUID) -> str:
    """The name or contact again."""
    return unseal(sealed, bound_to=str(subject_id))


def masked_contact(contact: str) -> str:
    """``138****5678``; of anything else the first character only; empty stays empty."""
    plain = canonical_contact(contact)
    if not plain:
        return ""
    if _PHONE.fullmatch(plain) and len(plain) > _MASKED_ENDS:
        return f"{plain[:3]}{'*' * (len(plain) - _MASKED_ENDS)}{plain[-4:]}"
    return f"{plain[0]}***"


def masked_name(name: str) -> str:
    """``张**``."""
    return f"{name[0]}**" if name else ""


def content_fingerprint(title: str, text: str, who: str) -> bytes | None:
    """What is equal when the same reporter sends the same content again; None when nobody is named."""
    if not who.strip():
        return None
    return blind_index(
        f"content:{fingerprint_text(title)}\x1f{fingerprint_text(text)}\x1f{canonical_contact(who)}"
    )


def follow_code(subject_id: UUID) -> str:
    """The code on the receipt, derived from the id with the installation's key; nothing to store or leak."""
    digest = blind_index(f"follow:{subject_id}")
    return f"{int.from_bytes(digest[:8], 'big') % 10**_CODE_DIGITS:0{_CODE_DIGITS}d}"


def check_code(subject_id: UUID, code: str) -> bool:
    """True when ``code`` (as typed: any width, blanks) is the case's; takes the same time either way."""
    typed = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", code))
    texts = (typed.encode(errors="replace"), follow_code(subject_id).encode())
    given, right = (hashlib.sha256(text).digest() for text in texts)
    return given == right


def is_contact(contact: str) -> bool:
    """True when somebody could be reached by it: a phone number (perhaps masked) or an address."""
    return 0 < len(contact) <= _LONGEST and _REACHABLE.fullmatch(canonical_contact(contact)) is not None


def check_reporter(name: str) -> None:
    """Refuse a name that is none; empty is allowed."""
    if len(name) > _LONGEST:
        raise Refusal(
            "case.reporter_long", f"姓名最多 {_LONGEST} 字。", fields={"reporter": f"最多 {_LONGEST} 字"}
        )


def check_contact(contact: str) -> None:
    """Refuse a contact by which nobody could be reached; empty is allowed (nobody must leave one)."""
    if canonical_contact(contact) and not is_contact(contact):
        raise Refusal(
            "case.contact",
            "联系方式看起来不对，请填手机号、座机号或邮箱，也可以不填。",
            fields={"contact": "请核对号码或邮箱"},
        )


def is_clerk(seat: Seat) -> bool:
    """True for who takes the calls and calls back: reads the area and may know who reported there."""
    return {CaseCapability.READ, CaseCapability.CONTACT} <= seat.capabilities


def may_know_contact(head: Head, seat: Seat, *, part_needs_contact: bool = False) -> bool:
    """Whether a seat needs to know who reported (requirements 1.7 诉求人信息; 条例 art. 8, 35).

    The clerks of the place, and who has the contact capability in the body that holds or leads the case. A body
    that is merely involved sees the case and not the caller, unless its part says that contact is needed.
    """
    if CaseCapability.CONTACT not in seat.capabilities:
        return False
    if is_clerk(seat) and seat.covers_place(head.place_code):
        return True
    return part_needs_contact or head.holder_body_id in seat.body_ids or head.lead_body_id in seat.body_ids


def knowing_seat(viewer: Viewer, head: Head, needing: Iterable[int]) -> Seat | None:
    """The seat through which the viewer may know who reported; None when there is none.

    ``needing`` are the bodies whose open part of the case says that contact is needed.
    """
    bodies = frozenset(needing)
    found = (
        seat
        for seat in viewer.seats
        if may_know_contact(head, seat, part_needs_contact=not bodies.isdisjoint(seat.body_ids))
    )
    return next(found, None)


NEEDING = """ARRAY(SELECT p.holder_body_id FROM cases_task t JOIN workflow_subject p ON p.id = t.subject_id
    WHERE t.case_id = s.id AND t.needs_contact AND p.closed_at IS NULL AND p.holder_body_id IS NOT NULL)"""
"""The bodies that :func:`knowing_seat` asks for, as a column of a subject ``s``."""


def follow_link(subject_id: UUID, valid_until: datetime) -> str:
    """What stands in a link in the place of number and code, signed, until ``valid_until``."""
    told = subject_id.bytes + int(valid_until.timestamp()).to_bytes(5, "big")
    return base64.urlsafe_b64encode(told + blind_index(f"link:{told.hex()}")).decode().rstrip("=")


def read_follow_link(token: str, now: datetime) -> UUID:
    """The case that a link opens.

    Raises:
        Refusal: ``follow.link`` alike for a link that is broken, forged or past its time.
    """
    try:
        said = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        said = b""
    told, signature = said[:21], said[21:]
    signed = hmac.compare_digest(blind_index(f"link:{told.hex()}"), signature)
    if len(told) != 21 or not signed or int.from_bytes(told[16:], "big") < now.timestamp():
        raise Refusal("follow.link", "这个链接已经失效。请用回执上的编号和查询码查进度。", status=404)
    return UUID(bytes=told[:16])
