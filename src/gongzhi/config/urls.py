"""Every address of the site. Each view says who may open it (:mod:`gongzhi.kernel.access`)."""

from __future__ import annotations

from django.urls import path

from gongzhi.cases.web import case, figures, files, listing, report, tasks
from gongzhi.config.api import api
from gongzhi.config.health import healthz
from gongzhi.config.pages import rules
from gongzhi.files.web import file, remove_file
from gongzhi.orgs.web.sign_in import sign_in, sign_out
from gongzhi.ui.web import living
from gongzhi.workflow.web.desk import desk_page

urlpatterns = [
    path("api/v1/", api.urls),
    path("", report.report, name="report"),
    path("receipt/", report.receipt, name="receipt"),
    path("follow/", report.follow_page, name="follow"),
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-out/", sign_out, name="sign_out"),
    path("desk/", desk_page, name="desk"),
    path("cases/", listing.listing, name="cases"),
    path("cases/export.xlsx", listing.export, name="cases_export"),
    path("cases/<str:number>/", case.case_page, name="case"),
    path("cases/<str:number>/files/", case.add_files, name="case_files"),
    path("cases/<str:number>/<str:move>/", case.make_move, name="case_move"),
    path("parts/<str:number>/", tasks.part_page, name="part"),
    path("parts/<str:number>/<str:move>/", tasks.move_part, name="part_move"),
    path("applications/<str:number>/", tasks.application_page, name="application"),
    path("applications/<str:number>/<str:move>/", tasks.move_application, name="application_move"),
    path("files/place/", files.photo_place, name="photo_place"),
    path("files/<uuid:attachment_id>", file, name="file"),
    path("files/<uuid:attachment_id>/thumb", file, {"small": True}, name="file_thumb"),
    path("files/<uuid:attachment_id>/remove", remove_file, name="file_remove"),
    path("figures/", figures.figures_page, name="figures"),
    path("rules/", rules, name="rules"),
    path("ui/", living, name="ui"),
    path("healthz", healthz, name="healthz"),
]
