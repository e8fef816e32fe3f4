"""Every address of the site. Each view says who may open it (:mod:`gongzhi.kernel.access`)."""

from __future__ import annotations

from django.urls import path

from gongzhi.cases.web import (
    callbacks,
    case,
    figures,
    files,
    frozen,
    intake,
    listing,
    own,
    people,
    published,
    report,
    tasks,
    trial,
    unclear,
    whatif,
)
from gongzhi.catalogues.web import doors, drafts, sheets
from gongzhi.config.api import api
from gongzhi.config.health import healthz
from gongzhi.config.pages import rules
from gongzhi.files.web import file, remove_file
from gongzhi.orgs.web.audit import audit_export, audit_log
from gongzhi.orgs.web.sign_in import sign_in, sign_out
from gongzhi.ui.web import living
from gongzhi.workflow.web.desk import desk_page
from gongzhi.workflow.web.seals import seals_download, seals_page, verify_page

urlpatterns = [
    path("api/v1/", api.urls),
    path("", report.report, name="report"),
    path("receipt/", report.receipt, name="receipt"),
    path("receipt/file/", report.receipt_download, name="receipt_file"),
    path("follow/", report.follow_page, name="follow"),
    path("follow/receipt/", own.follow_receipt, name="follow_receipt"),
    path("follow/copy/", own.follow_copy, name="follow_copy"),
    path("f/<str:link>/", report.linked_page, name="follow_link"),
    path("verify/", verify_page, name="verify"),
    path("seals/", seals_page, name="seals"),
    path("seals/seals.txt", seals_download, name="seals_file"),
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-out/", sign_out, name="sign_out"),
    path("desk/", desk_page, name="desk"),
    path("intake/", intake.intake_page, name="intake"),
    path("cases/", listing.listing, name="cases"),
    path("cases/export.xlsx", listing.export, name="cases_export"),
    path("cases/by-contact/", people.by_contact, name="cases_by_contact"),
    path("cases/<str:number>/", case.case_page, name="case"),
    path("cases/<str:number>/reporter/", people.reveal_page, name="case_reporter"),
    path("cases/<str:number>/erasure/", people.decide, name="case_erasure"),
    path("cases/<str:number>/answers/", case.answer, name="case_answers"),
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
    path("figures/export.xlsx", figures.figures_export, name="figures_export"),
    path("figures/frozen/", frozen.frozen_list, name="figures_frozen"),
    path("figures/frozen/<int:month>/", frozen.frozen_month, name="figures_frozen_month"),
    path("figures/whatif/", whatif.whatif_page, name="figures_whatif"),
    path("open/", published.published, name="published"),
    path("callbacks/", callbacks.sheet, name="callbacks"),
    path("callbacks/record/", callbacks.record, name="callbacks_record"),
    path("callbacks/export.xlsx", callbacks.sheet_export, name="callbacks_export"),
    path("audit/", audit_log, name="audit"),
    path("audit/export.xlsx", audit_export, name="audit_export"),
    path("catalogues/", sheets.index, name="catalogues"),
    path("catalogues/unclear/", unclear.unclear_page, name="catalogue_unclear"),
    path("catalogues/unclear/cases/", unclear.objected, name="catalogue_objected"),
    path("catalogues/drafts/<uuid:draft>/", drafts.draft_page, name="catalogue_draft"),
    path("catalogues/drafts/<uuid:draft>/trial/", trial.trial_page, name="catalogue_trial"),
    path("catalogues/drafts/<uuid:draft>/trial/cases/", trial.tried, name="catalogue_tried"),
    path("catalogues/<str:sheet>/", sheets.sheet_page, name="catalogue"),
    path("catalogues/<str:sheet>/export.xlsx", sheets.export, name="catalogue_export"),
    path("catalogues/<str:sheet>/sheet.xlsx", sheets.download, name="catalogue_sheet"),
    path("doors/", doors.doors, name="doors"),
    path("refusals/", doors.refusals, name="refusals"),
    path("rules/", rules, name="rules"),
    path("ui/", living, name="ui"),
    path("healthz", healthz, name="healthz"),
]
