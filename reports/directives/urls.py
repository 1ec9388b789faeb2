"""Staff addresses of directives, under /can-bo/chi-dao/; included by `reports.urls`."""

from django.urls import path

from reports.directives.views import drafts, issued, lists, tasks

urlpatterns = [
    path("", lists.directives, name="directives"),
    path("viec/", lists.tasks, name="directive_tasks"),
    path("viec/<uuid:uuid>/", tasks.task, name="directive_task"),
    path("viec/<uuid:uuid>/tep/<uuid:paper_uuid>/", tasks.task_paper, name="directive_task_paper"),
    path("viec/<uuid:uuid>/<slug:slug>/", tasks.task_move, name="directive_task_move"),
    path("them/", drafts.directive_add, name="directive_add"),
    path("<uuid:uuid>/", issued.directive, name="directive"),
    path("<uuid:uuid>/bang.<slug:suffix>", issued.directive_file, name="directive_file"),
    path("<uuid:uuid>/sua/", drafts.directive_edit, name="directive_edit"),
    path("<uuid:uuid>/noi-nhan/", drafts.directive_units, name="directive_units"),
    path("<uuid:uuid>/tep/", drafts.directive_paper_add, name="directive_paper_add"),
    path("<uuid:uuid>/tep/<uuid:paper_uuid>/", issued.directive_paper, name="directive_paper"),
    path(
        "<uuid:uuid>/tep/<uuid:paper_uuid>/bo/",
        drafts.directive_paper_remove,
        name="directive_paper_remove",
    ),
    path("<uuid:uuid>/xoa/", drafts.directive_discard, name="directive_discard"),
    path("<uuid:uuid>/phat-hanh/", drafts.directive_issue, name="directive_issue"),
    path("<uuid:uuid>/don-doc/", issued.directive_urge, name="directive_urge"),
    path("<uuid:uuid>/gia-han/", issued.directive_extend, name="directive_extend"),
    path("<uuid:uuid>/thu-hoi/", issued.directive_withdraw, name="directive_withdraw"),
]
