"""The component tags: what they write, and what they refuse."""

import datetime
import re

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from core.templatetags import ui

UTC = datetime.UTC


def draw(source, **context):
    return Template(source).render(Context(context)).strip()


class Question(forms.Form):
    text = forms.CharField(label="Nội dung", help_text="Việc gì, từ khi nào", min_length=10)
    note = forms.CharField(label="Ghi chú", required=False)
    answer = forms.ChoiceField(label="Trả lời", choices=[("a", "A")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="Đồng ý", required=False)

    def clean(self):
        raise forms.ValidationError("Trùng với phản ánh trước")


def test_badge_writes_tone_and_escapes_its_words():
    assert (
        ui.badge("<b>Trễ</b>", "late")
        == '<span class="badge badge--late">&lt;b&gt;Trễ&lt;/b&gt;</span>'
    )


def test_badge_refuses_an_unknown_tone():
    with pytest.raises(TemplateSyntaxError, match="unknown tone 'red'"):
        ui.badge("Trễ", "red")


def test_icon_is_silent_unless_labelled():
    assert 'aria-hidden="true"' in ui.icon("check")
    assert 'role="img" aria-label="Xong"' in ui.icon("check", "Xong")


def test_icon_refuses_an_unknown_name():
    with pytest.raises(KeyError):
        ui.icon("unicorn")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (
            datetime.datetime(2026, 11, 19, 1, 10, tzinfo=UTC),
            '<time datetime="2026-11-19T08:10:00+07:00">19/11/2026 08:10</time>',
        ),
        (datetime.date(2026, 4, 3), '<time datetime="2026-04-03">03/04/2026</time>'),
        (None, '<span class="muted">—</span>'),
    ],
)
def test_moment_shows_local_time_the_vietnamese_way(value, shown):
    assert ui.moment(value) == shown


def test_block_tag_keeps_markup_and_escapes_values():
    drawn = draw(
        "{% card title=title %}<p>{{ words }}</p>{% endcard %}", title="A & B", words="<i>"
    )
    assert '<h2 class="card__title">A &amp; B</h2>' in drawn
    assert "<p>&lt;i&gt;</p>" in drawn


def test_table_writes_roles_onto_every_part():
    drawn = draw(
        '{% table caption="Hộ" %}<thead><tr><th scope="col">A</th></tr></thead>'
        '<tbody><tr class="x"><th scope="row">B</th><td>1</td></tr></tbody>{% endtable %}'
    )
    assert '<table role="table">' in drawn
    assert '<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">A' in drawn
    assert (
        '<tbody role="rowgroup"><tr role="row" class="x"><th scope="row" role="rowheader">B</th>'
        '<td role="cell">1</td>' in drawn
    )


def test_wide_table_can_be_scrolled_by_keyboard():
    drawn = draw('{% table caption="Hộ" kind="scroll" %}<tbody></tbody>{% endtable %}')
    assert 'class="table table--scroll" role="region" aria-label="Hộ" tabindex="0"' in drawn


def test_error_summary_counts_and_links_each_error():
    form = Question({"text": "Rác"})
    drawn = draw("{% error_summary form %}", form=form)
    assert "Có 3 chỗ cần sửa" in drawn
    links = re.findall(r'<a href="(.+?)">(.+?)</a>', drawn)
    assert [target for target, _ in links] == ["#form-errors", "#id_text", "#id_answer_0"]
    assert links[0][1] == "Trùng với phản ánh trước"
    assert [words.split(":")[0] for _, words in links[1:]] == ["Nội dung", "Trả lời"]


@pytest.mark.parametrize("form", [None, Question(), Question({})])
def test_error_summary_is_empty_without_errors(form):
    drawn = draw("{% error_summary form %}", form=form)
    assert bool(drawn) == bool(form and form.errors)


def test_field_says_which_are_optional_but_not_for_a_tick():
    drawn = str(Question())
    assert drawn.count("(không bắt buộc)") == 1
    assert 'for="id_note">Ghi chú <span class="field__optional">' in drawn


def test_quiet_form_says_nothing_about_optional_fields():
    form = Question()
    form.quiet_optional = True
    assert "không bắt buộc" not in str(form)


def test_field_with_error_points_to_hint_and_error():
    drawn = Question({"text": "Rác"})["text"].as_field_group()
    assert 'aria-describedby="id_text_helptext id_text_error"' in drawn
    assert 'id="id_text_helptext"' in drawn
    assert 'id="id_text_error"' in drawn
    assert 'aria-invalid="true"' in drawn


def test_group_of_choices_has_a_legend():
    drawn = Question()["answer"].as_field_group()
    assert re.search(r'<legend class="field__label">Trả lời\s*</legend>', drawn)


def test_steps_mark_done_now_and_next():
    drawn = draw("{% steps labels 2 %}", labels=["Nơi", "Việc", "Gửi"])
    assert "Bước 2 trong 3" in drawn
    assert drawn.count("steps__step--done") == drawn.count("steps__step--now") == 1
    assert 'steps__step--now" aria-current="step"' in drawn


def test_breadcrumbs_end_with_the_page_itself():
    drawn = draw('{% breadcrumbs "/a/" "A" "B" %}')
    assert '<li><a href="/a/">A</a></li>' in drawn
    assert '<li aria-current="page">B</li>' in drawn


def test_stat_is_a_link_only_with_an_address():
    assert '<a class="stat stat--late" href="?x" aria-current="true">' in draw(
        '{% stat 1000000 "Trễ" "?x" current=True tone="late" %}'
    )
    assert '<div class="stat stat--plain"><b class="stat__value">1.000.000</b>' in draw(
        '{% stat 1000000 "Tổng" %}'
    )


@pytest.mark.parametrize(
    ("path", "marked"), [("/tra-cuu/", True), ("/tra-cuu/x/", True), ("/", False)]
)
def test_nav_link_marks_where_one_is(path, marked):
    request = RequestFactory().get(path)
    drawn = draw('{% nav_link "/tra-cuu/" %}Tra cứu{% endnav_link %}', request=request)
    assert ('aria-current="page"' in drawn) == marked


def test_filter_bar_keeps_the_first_field_in_view_and_goes_to_its_own_address():
    class Filter(forms.Form):
        q = forms.CharField(label="Tìm", required=False)
        late = forms.BooleanField(label="Trễ", required=False)

    request = RequestFactory().get("/can-bo/phan-anh/?late=on")
    drawn = draw(
        '{% filter_bar form active=1 target="#rows" %}{% endfilter_bar %}',
        form=Filter({"late": "on"}),
        request=request,
    )
    assert 'action="/can-bo/phan-anh/" hx-get="/can-bo/phan-anh/" hx-target="#rows"' in drawn
    assert drawn.index('name="q"') < drawn.index("<details") < drawn.index('name="late"')
    assert '<details class="filters__more" open>' in drawn


def test_numbers_in_markup_are_not_written_for_people():
    with translation.override("vi"):
        drawn = draw('{% progress 1500 1000000 "Lập" %}')
    assert 'value="1500" max="1000000"' in drawn
    assert "1.500 / 1.000.000" in drawn
