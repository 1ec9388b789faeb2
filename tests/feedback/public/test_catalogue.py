"""Loading the catalogue: complete, idempotent, and never over what officials have changed."""

from __future__ import annotations

import copy

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from feedback.management.commands.load_catalogue import DEFAULT
from feedback.models import AnswerTemplate, Category, Clock, DeadlineRule
from feedback.services.catalogue import Loaded, load_catalogue


@pytest.fixture
def data():
    return yaml.safe_load(DEFAULT.read_text())


def test_catalogue_is_loaded_once(db, data):
    assert load_catalogue(data=data) == Loaded(categories=15, rules=14, answers=9, kinds=7)
    assert load_catalogue(data=data) == Loaded(categories=0, rules=0, answers=0, kinds=0)


def test_catalogue_leaves_what_officials_have_changed(db, data):
    load_catalogue(data=data)
    Category.objects.filter(code="waste").update(name="Rác", is_active=False)
    load_catalogue(data=data)
    assert Category.objects.get(code="waste").name == "Rác"
    assert "waste" not in Category.objects.offered().values_list("code", flat=True)


def test_catalogue_has_a_rule_for_every_clock_and_a_source_for_every_rule(catalogue):
    clocks = set(
        DeadlineRule.objects.filter(kind="", category=None).values_list("clock", flat=True)
    )
    assert clocks == set(Clock.values)
    assert not DeadlineRule.objects.filter(legal_source="").exists()


def test_catalogue_names_every_category_in_both_languages(catalogue):
    assert not Category.objects.filter(name_en="").exists()
    assert not Category.objects.filter(hint_en="").exists()


def test_catalogue_offers_answers_for_every_use(catalogue):
    uses = set(AnswerTemplate.objects.filter(unit=None).values_list("use", flat=True))
    assert uses == set(AnswerTemplate.Use.values)


def test_catalogue_is_all_or_nothing(db, data):
    broken = copy.deepcopy(data)
    broken["answers"][-1].pop("title")
    with pytest.raises(KeyError):
        load_catalogue(data=broken)
    assert Category.objects.count() == 0


def test_command_says_what_it_added(db, capsys):
    call_command("load_catalogue")
    assert capsys.readouterr().out == "categories +15, rules +14, answers +9, obstacle kinds +7\n"


@pytest.mark.parametrize("text", ["categories: [", "rules: []", "categories: [{code: 'a b'}]"])
def test_command_names_the_file_that_is_wrong(db, tmp_path, text):
    path = tmp_path / "bad.yaml"
    path.write_text(text)
    with pytest.raises(CommandError, match=str(path)):
        call_command("load_catalogue", str(path))


def test_command_says_when_there_is_no_file(db, tmp_path):
    with pytest.raises(CommandError, match="no such file"):
        call_command("load_catalogue", str(tmp_path / "none.yaml"))


def test_two_rules_for_one_subject_on_one_day_are_refused(catalogue):
    rule = DeadlineRule.objects.get(clock=Clock.ANSWER, kind="", category=None)
    rule.pk = None
    with pytest.raises(IntegrityError, match="rule_one_per_subject_and_day"):
        rule.save(force_insert=True)
