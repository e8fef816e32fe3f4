"""Pages about the installation itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from gongzhi.kernel.access import PUBLIC, access
from gongzhi.ui.web import page


@access(PUBLIC)
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """What is done with what people write (PIPL 17; 网络数据安全管理条例 21)."""
    return page(request, "config/rules.html", {})
