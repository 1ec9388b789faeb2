"""Two wards of one city with their people and things: what isolation is tested in."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from core import clock
from core.models import Channel as Way
from core.models import DeliveryState, ImportJob, Notification
from feedback import reference
from feedback.models import (
    AnswerTemplate,
    Case,
    Category,
    Channel,
    Contact,
    Draft,
    Obstacle,
    ObstacleEvent,
    ObstacleKind,
    Photo,
)
from feedback.services.locking import write_event
from feedback.workflow import MoveName, Status
from neighborhoods.catalogue import load_rules
from neighborhoods.models import Consultation, Matter, NamePoll, Scheme, Voter
from neighborhoods.services import papers, schemes
from neighborhoods.services.consultations import Plan, plan_consultation
from neighborhoods.services.naming import propose_name
from neighborhoods.services.schemes import Wanted
from people.models import User
from people.permissions import Profile
from people.services import api_tokens
from reports.directives import drafting
from reports.models import ReportPeriod, ReportSection, ReportType, Rhythm
from reports.services import building
from tests.factories import (
    CityFactory,
    DecisionFactory,
    DistrictFactory,
    NeighborhoodFactory,
    TermFactory,
    UserFactory,
    WardFactory,
)
from tests.neighborhoods.plans import a_pdf, drafted
from tests.reports.directives import drafted as drafted_directive
from wards.models import Action

MISSING = uuid.UUID(int=0)


@dataclass
class World:
    """`users` by the names of the matrix; `things` by kind, each as own, foreign and missing."""

    users: dict[str, User] = field(default_factory=dict)
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    @classmethod
    def build(cls) -> World:
        """A city, two districts with a ward each, a khu phố in each, and the cast in the first."""
        world = cls()
        city = CityFactory()
        districts = [DistrictFactory(parent=city) for _ in range(2)]
        wards = [WardFactory(parent=district) for district in districts]
        places = [NeighborhoodFactory(parent=ward) for ward in wards]
        world._hire(city, districts[0], wards[0], places[0])
        category = Category.objects.create(code="thu", name="Thử", name_en="Test")
        for whose, ward, place in zip(("own", "foreign"), wards, places, strict=True):
            world._fill(whose, ward, place, category)
        for whose, district, ward in zip(("own", "foreign"), districts, wards, strict=True):
            world._direct(whose, district, ward)
        world._give_key()
        world._miss()
        return world

    def admit(self) -> None:
        """Sign everybody in and give each a key beforehand, for many visits."""
        for profile, user in self.users.items():
            client = Client()
            client.force_login(user)
            self.sessions[profile] = client.cookies[settings.SESSION_COOKIE_NAME].value
            self.keys[profile] = self._key(user)

    def enter(self, client, profile: str, *, with_key: bool = False) -> None:
        """Come as a profile, signed in or as a system with a key of it; `nobody` stays outside."""
        client.defaults.pop("HTTP_AUTHORIZATION", None)
        client.cookies.clear()
        if profile not in self.users:
            return
        user = self.users[profile]
        if with_key:
            client.defaults["HTTP_AUTHORIZATION"] = (
                f"Bearer {self.keys.get(profile) or self._key(user)}"
            )
        elif profile in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[profile]
        else:
            client.force_login(user)

    @staticmethod
    def _key(user: User) -> str:
        _token, secret = api_tokens.give(
            name="Một cửa", user=user, may_write=True, expires_on=clock.today(), by=None
        )
        return secret

    def kwargs(self, kind: str, whose: str, row=None) -> dict[str, Any]:
        """The arguments of an address for a thing."""
        return self.things.get(kind, {}).get(whose, {})

    def _hire(self, city, district, ward, place) -> None:
        posts = {
            "khu_pho": (Profile.NEIGHBORHOOD_OFFICER, place),
            "phuong": (Profile.WARD_OFFICIAL, ward),
            "lanh_dao": (Profile.WARD_LEADER, ward),
            "quan": (Profile.REVIEWER, district),
            "thanh_pho": (Profile.CITY, city),
            "canh_sat": (Profile.BEAT_OFFICER, place),
            "khu_doi": (Profile.MILITIA_LEAD, place),
            "to_truong": (Profile.TEAM_LEAD, place),
            "kiem_tra": (Profile.AUDITOR, ward),
        }
        load_rules()
        self.users = {name: UserFactory.of(*post) for name, post in posts.items()}

    def _fill(self, whose: str, ward, place, category) -> None:
        case = Case.objects.create(
            reference=reference.generate(),
            unit=place,
            ward=ward,
            category=category,
            channel=Channel.COUNTER,
            body="Đèn đường hẻm 12 không sáng đã ba đêm.",
            status=Status.RECEIVED,
            received_at=timezone.now(),
        )
        write_event(case, MoveName.SUBMIT, by=self.users["phuong"] if whose == "own" else None)
        Contact.objects.create(case=case, ward=ward, phone="+84901234567")
        photo = Photo(case=case, ward=ward, width=1, height=1, size=1, sha256="0" * 64)
        photo.file.save("", ContentFile(b"pixels"), save=False)
        photo.thumbnail.save("", ContentFile(b"pixels"), save=False)
        photo.save()
        template = AnswerTemplate.objects.create(unit=ward, title="Mẫu", body="Đã tiếp nhận.")
        draft = Draft.objects.create(
            unit=place, category=category, body="Một nội dung đủ dài để gửi."
        )
        self._notify(whose, ward)
        self._hinder(whose, ward, place)
        self._plan(whose, ward, place)
        self._report(whose, ward)
        self._put("unit", whose, uuid=place.uuid)
        self._staff(whose, ward, place)
        if whose == "own":
            bringer = self.users["phuong"]
        else:
            bringer = UserFactory.of(Profile.WARD_OFFICIAL, ward)
        job = ImportJob.objects.create(kind="so-lieu", by=bringer, file="imports/x", title="x.xlsx")
        self._put("import_job", whose, pk=job.pk)
        self._put("case", whose, reference=case.reference)
        self._put("typed", whose, typed=case.reference)
        self._put("move", whose, reference=case.reference, slug="ghi-chu")
        self._put("photo", whose, uuid=photo.uuid)
        self._put("photo_of_case", whose, reference=case.reference, uuid=photo.uuid)
        self._put("template", whose, pk=template.pk)
        self._put("draft", whose, token=draft.token)
        self._put("sent_draft", whose, token=case.form_token)
        self._put("reset_key", whose, uidb36="1", key="khong-dung")

    def _give_key(self) -> None:
        """A key of some system; keys are the whole city's, so none is foreign."""
        token, _secret = api_tokens.give(
            name="Tổng đài",
            user=self.users["phuong"],
            may_write=False,
            expires_on=clock.today(),
            by=None,
        )
        self._put("token", "own", pk=token.pk)
        self._put("decision", "own", pk=DecisionFactory().pk)
        self._put("open_table", "own", slug="don-vi", suffix="csv")
        self._put("table_file", "own", suffix="xlsx")
        self._put("board_table", "own", table="dien-bien", suffix="csv")
        self._put("import_kind", "own", slug="so-lieu")

    def _notify(self, whose: str, ward) -> None:
        """A notification of the ward's leader, and a letter of the ward that could not be sent."""
        leader = self.users["lanh_dao"]
        if whose == "foreign":
            leader = UserFactory.of(Profile.WARD_LEADER, ward)
        common = {"kind": "test", "key": f"test:{whose}", "subject": "Thử", "scope": ward.pk}
        notice = Notification.objects.create(
            channel=Way.INBOX,
            user=leader,
            state=DeliveryState.DELIVERED,
            delivered_at=timezone.now(),
            **common,
        )
        letter = Notification.objects.create(
            channel=Way.EMAIL,
            address="ai@demo.invalid",
            body="Thử",
            state=DeliveryState.DEAD,
            **common,
        )
        self._put("notice", whose, pk=notice.pk)
        self._put("letter", whose, pk=letter.pk)

    def _hinder(self, whose: str, ward, place) -> None:
        """An obstacle of the khu phố."""
        kind, _new = ObstacleKind.objects.get_or_create(
            code="other", defaults={"name": "Việc khác", "name_en": "Other", "days": 20}
        )
        obstacle = Obstacle.objects.create(
            number=1,
            ward=ward,
            unit=place,
            kind=kind,
            title="Chưa có nơi sinh hoạt",
            description="Trụ sở cũ đã bàn giao.",
            due_on=clock.today(),
            reported_by=self.users["phuong"],
        )
        ObstacleEvent.objects.create(
            obstacle=obstacle, ward=ward, kind="report", state="open", due_on=obstacle.due_on
        )
        self._put("obstacle", whose, uuid=obstacle.uuid)
        self._put("obstacle_comment", whose, uuid=obstacle.uuid, slug="trao-doi")

    def _direct(self, whose: str, district, ward) -> None:
        """A directive of the district to the ward, and a draft, each with a file."""
        by = self.users["quan"]
        if whose == "foreign":
            by = UserFactory.of(Profile.REVIEWER, district)
        draft = drafted_directive(district, by, ward)
        paper = drafting.add_paper(directive=draft, title="Phụ lục", file=a_pdf(), by=by)
        self._put("draft_directive", whose, uuid=draft.uuid)
        self._put("draft_paper", whose, uuid=draft.uuid, paper_uuid=paper.uuid)
        directive = drafted_directive(district, by, ward)
        paper = drafting.add_paper(directive=directive, title="Phụ lục", file=a_pdf(), by=by)
        drafting.issue_directive(directive=directive, by=by)
        task = directive.tasks.get()
        self._put("directive", whose, uuid=directive.uuid)
        self._put("directive_file", whose, uuid=directive.uuid, suffix="csv")
        self._put("directive_paper", whose, uuid=directive.uuid, paper_uuid=paper.uuid)
        self._put("directive_task", whose, uuid=task.uuid)
        self._put("directive_move", whose, uuid=task.uuid, slug="tien-do")
        self._put("directive_task_paper", whose, uuid=task.uuid, paper_uuid=paper.uuid)

    def _plan(self, whose: str, ward, place) -> None:
        """A scheme that is drafted, and one that is public, each with a line and a paper."""
        by = self.users["phuong"]
        if whose == "foreign":
            by = UserFactory.of(Profile.WARD_OFFICIAL, ward)
        self._ask(whose, place, by)
        for kind, is_public in (("scheme", False), ("public_scheme", True)):
            scheme = drafted(ward, by)
            wanted = Wanted(Action.CHANGE, unit=place, name=f"Khu phố của {kind}")
            line = schemes.save_line(scheme=scheme, wanted=wanted, by=by)
            Scheme.objects.filter(pk=scheme.pk).update(is_public=is_public)
            paper = papers.add_paper(
                scheme=scheme, title="Tờ trình", file=a_pdf(), is_public=is_public, by=by
            )
            name = "public_paper" if is_public else "paper"
            self._put(kind, whose, uuid=scheme.uuid)
            self._put(name, whose, uuid=scheme.uuid, paper_uuid=paper.uuid)
            name = propose_name(
                line=line, scheme=scheme, name=f"Khu phố {kind}", reason="wish", text="x", by=by
            )
            open_poll = {"status": "open", "ends_on": clock.today()}
            NamePoll.objects.filter(pk=name.poll_id).update(**open_poll)
            if is_public:
                self._put("poll", whose, uuid=name.poll.uuid)
            else:
                self._put("proposal", whose, uuid=scheme.uuid, number=line.number, pk=name.pk)
                self._put("line", whose, uuid=scheme.uuid, number=line.number)

    def _report(self, whose: str, ward) -> None:
        """An urgent report that was asked of the ward alone: a draft, and one that was sent."""
        kind, is_new = ReportType.objects.get_or_create(
            code="gap", defaults={"name": "Gấp", "subject": "Gấp", "rhythm": Rhythm.AD_HOC}
        )
        if is_new:
            ReportSection.objects.create(type=kind, number=1, heading="Nội dung", prompt="Viết.")
        above = ward.version_on(clock.today()).parent
        now = clock.now()
        for status in ("draft", "submitted"):
            period = ReportPeriod.objects.create(
                type=kind, name="gấp", subject="Gấp", start=now - datetime.timedelta(days=1), end=now,
                due_on=clock.today(), due_above_on=clock.today(), asker=above,
                asked_by=self.users["quan"], built_at=now,
            )  # fmt: skip
            period.units.set([ward])
            report = building.draft_of(period, ward.pk, str(ward), ward.level)
            report.status = status
            if status == "submitted":
                report.reviewer, report.sent_at = above, now
            report.save()
            self._put(f"report_{status}", whose, uuid=report.uuid)
        version = report.versions.create(
            number=1, edition=1, texts={}, by=self.users["lanh_dao"], at=now
        )
        comment = report.comments.create(text="Nêu rõ.", by=self.users["quan"])
        self._put("report_file", whose, uuid=report.uuid, suffix="docx")
        self._put("report_submitted_move", whose, uuid=report.uuid, slug="chap-nhan")
        report.figures.create(code="feedback.received", label="Tiếp nhận", value=0)
        self._put("report_figure", whose, uuid=report.uuid, code="feedback.received")
        figure_file = {"code": "feedback.received", "suffix": "csv"}
        self._put("report_figure_file", whose, uuid=report.uuid, **figure_file)
        self._put("report_version", whose, uuid=report.uuid, number=version.number)
        self._put("report_comment", whose, uuid=report.uuid, pk=comment.pk)
        self._put("period", whose, pk=period.pk)
        self._put("period_file", whose, pk=period.pk, suffix="csv")

    def _ask(self, whose: str, place, by) -> None:
        """A consultation in each state, about something for which there may be another round."""
        matter = Matter.objects.get(code="rearrangement")
        today = clock.today()
        days = {"announced_on": today, "starts_on": today, "ends_on": today, "total": 10}
        counted = {"agree": 1, "against": 0, "other": 0, "invalid": 0, "needed": 6}
        for status, more in (
            ("planned", {}),
            ("open", days),
            ("closed", {**days, **counted, "is_adopted": False}),
        ):
            asked = plan_consultation(unit=place, matter=matter, plan=Plan(status), by=by)
            Consultation.objects.filter(pk=asked.pk).update(status=status, **more)
            self._put(status, whose, uuid=asked.uuid)

        self._ask_online(whose, place, by, days)

    def _ask_online(self, whose: str, place, by, days) -> None:
        """A consultation that households may answer online, with a list of them."""
        matter = Matter.objects.get(code="self_management")
        asked = plan_consultation(unit=place, matter=matter, plan=Plan("online"), by=by)
        Consultation.objects.filter(pk=asked.pk).update(status="open", online_agreed=6, **days)
        Voter.objects.create(consultation=asked, number=1, name="Hộ thử", address="1 đường thử")
        self._put("online", whose, uuid=asked.uuid)

    def _staff(self, whose: str, ward, place) -> None:
        """An officer without a sign-in, and one who has signed in."""
        term = TermFactory(
            unit=place,
            person__unit=ward,
            role__profile=Profile.NEIGHBORHOOD_OFFICER,
        )
        self._put("person", whose, uuid=term.person.uuid)
        self._put("term", whose, pk=term.pk)
        user = UserFactory.of(Profile.NEIGHBORHOOD_OFFICER, place)
        user.person.unit = ward
        user.person.save()
        self._put("account", whose, uuid=user.person.uuid, action="tam-khoa")

    def _miss(self) -> None:
        unknown = reference.generate()
        self._put("unit", "missing", uuid=MISSING)
        self._put("case", "missing", reference=unknown)
        self._put("typed", "missing", typed=unknown)
        self._put("move", "missing", reference=unknown, slug="ghi-chu")
        self._put("photo", "missing", uuid=MISSING)
        self._put("obstacle", "missing", uuid=MISSING)
        self._put("obstacle_comment", "missing", uuid=MISSING, slug="trao-doi")
        for kind in ("directive", "draft_directive", "directive_task"):
            self._put(kind, "missing", uuid=MISSING)
        for kind in ("directive_paper", "draft_paper", "directive_task_paper"):
            self._put(kind, "missing", uuid=MISSING, paper_uuid=MISSING)
        self._put("directive_file", "missing", uuid=MISSING, suffix="csv")
        self._put("directive_move", "missing", uuid=MISSING, slug="tien-do")
        self._put("photo_of_case", "missing", reference=unknown, uuid=MISSING)
        self._put("token", "missing", pk=0)
        self._put("import_job", "missing", pk=0)
        self._put("decision", "missing", pk=0)
        self._put("scheme", "missing", uuid=MISSING)
        self._put("proposal", "missing", uuid=MISSING, number=1, pk=0)
        for status in ("planned", "open", "closed", "online"):
            self._put(status, "missing", uuid=MISSING)
        self._put("line", "missing", uuid=MISSING, number=1)
        for status in ("draft", "submitted"):
            self._put(f"report_{status}", "missing", uuid=MISSING)
        self._put("report_file", "missing", uuid=MISSING, suffix="docx")
        self._put("report_submitted_move", "missing", uuid=MISSING, slug="chap-nhan")
        figure = {"uuid": MISSING, "code": "feedback.received"}
        self._put("report_figure", "missing", **figure)
        self._put("report_figure_file", "missing", **figure, suffix="csv")
        self._put("report_version", "missing", uuid=MISSING, number=1)
        self._put("report_comment", "missing", uuid=MISSING, pk=0)
        self._put("period", "missing", pk=0)
        self._put("period_file", "missing", pk=0, suffix="csv")
        self._put("paper", "missing", uuid=MISSING, paper_uuid=MISSING)
        self._put("person", "missing", uuid=MISSING)
        self._put("term", "missing", pk=0)
        self._put("account", "missing", uuid=MISSING, action="tam-khoa")
        self._put("template", "missing", pk=0)
        self._put("notice", "missing", pk=0)
        self._put("letter", "missing", pk=0)

    def _put(self, kind: str, whose: str, **kwargs: Any) -> None:
        self.things.setdefault(kind, {})[whose] = kwargs
