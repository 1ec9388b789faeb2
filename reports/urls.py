"""Addresses of the room `reports`, written in full from the root."""

from django.urls import URLPattern, URLResolver, include, path

from reports.views import boards, dashboard, figures, periods, public, reports

REPORTS = "can-bo/bao-cao"

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("can-bo/", dashboard.dashboard, name="dashboard"),
    path("thong-ke/", public.figures, name="public"),
    path("thong-ke/phan-anh.<slug:suffix>", public.figures_file, name="public_file"),
    path("can-bo/thong-ke/", boards.board, name="board"),
    path("can-bo/thong-ke/<slug:table>.<slug:suffix>", boards.board_file, name="board_file"),
    path(f"{REPORTS}/", reports.report_list, name="reports"),
    path(f"{REPORTS}/ky/", periods.period_list, name="periods"),
    path(f"{REPORTS}/ky/<int:pk>/", periods.period, name="period"),
    path(f"{REPORTS}/ky/<int:pk>/tien-do/", periods.period_progress, name="period_progress"),
    path(f"{REPORTS}/ky/<int:pk>/tong-hop/", periods.period_sum, name="period_sum"),
    path(f"{REPORTS}/ky/<int:pk>/tai-ve.<slug:suffix>", periods.period_file, name="period_file"),
    path(f"{REPORTS}/dot-xuat/", periods.period_ask, name="period_ask"),
    path(f"{REPORTS}/<uuid:uuid>/", reports.report, name="report"),
    path(f"{REPORTS}/<uuid:uuid>/tai-ve.<slug:suffix>", reports.report_file, name="report_file"),
    path(f"{REPORTS}/<uuid:uuid>/so-lieu/<str:code>/", figures.figure_rows, name="figure_rows"),
    path(
        f"{REPORTS}/<uuid:uuid>/so-lieu/<str:code>/tai-ve.<slug:suffix>",
        figures.figure_rows_file,
        name="figure_rows_file",
    ),
    path(f"{REPORTS}/<uuid:uuid>/soan/", reports.report_write, name="report_write"),
    path(f"{REPORTS}/<uuid:uuid>/nhan-xet/", reports.comment_add, name="comment_add"),
    path(
        f"{REPORTS}/<uuid:uuid>/nhan-xet/<int:pk>/", reports.comment_resolve, name="comment_resolve"
    ),
    path(f"{REPORTS}/<uuid:uuid>/lan-gui/<int:number>/", reports.report_version, name="version"),
    path(f"{REPORTS}/<uuid:uuid>/viec/<slug:slug>/", reports.report_move, name="report_move"),
    path("can-bo/chi-dao/", include("reports.directives.urls")),
]
