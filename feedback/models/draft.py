"""Drafts: what a citizen has typed so far, kept on the server so that nothing typed is lost."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.fields import PersonalCharField, PersonalEmailField, PersonalTextField, PhoneField


class Draft(models.Model):
    """Feedback on its way, known by an unguessable token in its address; erased after a day.

    Sending it turns the token into the case's `form_token`, so a second press finds the same case.
    `unit` is empty only where text came in for a draft that had been erased: it is kept, and the
    place asked again.
    """

    token = models.UUIDField(_("mã"), primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(
        "wards.Unit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("nơi xảy ra"),
    )
    place = PersonalCharField(_("địa điểm cụ thể"), max_length=200, blank=True)
    category = models.ForeignKey(
        "feedback.Category",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("loại việc"),
    )
    body = PersonalTextField(_("nội dung"), blank=True, max_length=5000)
    name = PersonalCharField(_("họ và tên"), max_length=100, blank=True)
    email = PersonalEmailField(_("thư điện tử"), blank=True)
    phone = PhoneField(_("điện thoại"), blank=True)
    show_to_neighborhood = models.BooleanField(_("cho cán bộ khu phố xem liên hệ"), default=False)
    # Whether a photo was ever chosen: where none was, sending has none to take along. The database itself
    # takes it for true: so it is for drafts begun before this column, or by who does not know it.
    has_photos = models.BooleanField(_("có ảnh"), default=False, db_default=True, editable=False)
    has_contact_step = models.BooleanField(_("đã qua bước liên hệ"), default=False)
    created_at = models.DateTimeField(_("tạo lúc"), default=clock.now, editable=False)
    updated_at = models.DateTimeField(_("sửa lúc"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("bản nháp")
        verbose_name_plural = _("bản nháp")
        indexes = [models.Index(fields=["created_at"], name="draft_created")]

    def __str__(self) -> str:
        return str(self.token)
