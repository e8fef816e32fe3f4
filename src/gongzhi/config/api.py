"""The API as a whole: who may call it, and how it says no."""

from __future__ import annotations

import orjson
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from gongzhi.cases.api import router as cases
from gongzhi.cases.api.tasks import router as tasks
from gongzhi.kernel import clock
from gongzhi.kernel.access import PUBLIC, access
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.viewers import viewer_of_token
from gongzhi.workflow.api import router as seals


class Token(HttpBearer):
    """``Authorization: Bearer …`` with a token of ``gongzhi token create``."""

    def authenticate(self, _request: HttpRequest, token: str) -> Viewer | None:
        """The viewer behind the token."""
        return viewer_of_token(token, clock.now())


api = NinjaAPI(
    title="共治 Gongzhi",
    version="1",
    description="诉求从提出到办结。每个错误有稳定的 code 和一句中文 sentence。",
    auth=Token(),
    docs_url=None,
    openapi_url="/openapi.json",
    docs_decorator=access(PUBLIC),
)
api.add_router("", cases)
api.add_router("", tasks)
api.add_router("", seals)


def refused_call(refusal: Refusal) -> HttpResponse:
    """A refusal as programs read it."""
    body = {
        "code": refusal.code,
        "sentence": refusal.sentence,
        "fields": refusal.fields,
        "details": refusal.details,
    }
    return HttpResponse(
        orjson.dumps(body, default=str), status=refusal.status, content_type="application/json"
    )


@api.exception_handler(Refusal)
def refused(_request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal of an operation or query."""
    return refused_call(refusal)


@api.exception_handler(AuthenticationError)
def unknown_caller(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """No token, or one that is unknown, expired or revoked."""
    return refused_call(
        Refusal(
            "token.invalid", "访问令牌缺失、过期或已停用。请用 gongzhi token create 重新生成。", status=401
        )
    )


_FAULTS = (
    ("missing", "必填"),
    ("too_long", "太长"),
    ("enum", "不在可选范围内"),
    ("_than", "超出范围"),
    ("string", "应为文字"),
    ("uuid", "编号的写法不对"),
    ("int", "应为整数"),
    ("float", "应为数字"),
    ("bool", "应为 true 或 false"),
    ("dict", "应为对象"),
)
"""What the kind of a fault says to people, by a part of its name."""


@api.exception_handler(ValidationError)
def malformed(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A request that does not fit the schema."""
    fields = {
        ".".join(map(str, fault["loc"][1:])): next(
            (said for sign, said in _FAULTS if sign in fault["type"]), "不符合要求"
        )
        for fault in error.errors
    }
    return refused_call(
        Refusal("request.invalid", "请求的内容不符合接口的要求，见 fields。", status=422, fields=fields)
    )


@api.exception_handler(DataError)
@api.exception_handler(UnicodeEncodeError)
def unfit(_request: HttpRequest, _error: Exception) -> HttpResponse:
    """A value that no column holds: a NUL character, half a surrogate pair."""
    return refused_call(
        Refusal("request.invalid", "请求里有存不下的字符（例如空字符 NUL），请去掉后再试。", status=422)
    )


@api.exception_handler(RequestDataTooBig)
def too_large(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    """A body beyond what the site takes at once."""
    return refused_call(Refusal("request.too_large", "请求的内容超过 2 MB，请精简或分次提交。", status=413))


@api.exception_handler(TooManyFilesSent)
def too_many(_request: HttpRequest, _error: TooManyFilesSent) -> HttpResponse:
    """More files than anybody sends at once."""
    return refused_call(Refusal("file.count", "一次发来的文件太多，一个也没有收下。请分几次发。", status=413))


@api.exception_handler(HttpError)
def not_readable(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is not JSON."""
    return refused_call(
        Refusal("request.unreadable", "请求的内容不是有效的 JSON。", status=error.status_code)
    )
