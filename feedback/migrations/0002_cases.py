import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import core.clock
import core.fields
import feedback.models.photo


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("feedback", "0001_search_configuration"),
        ("wards", "0002_rules"),
        ("people", "0002_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(unique=True, verbose_name="mã")),
                ("name", models.CharField(max_length=120, verbose_name="tên loại việc")),
                ("name_en", models.CharField(max_length=120, verbose_name="tên tiếng Anh")),
                ("hint", models.CharField(blank=True, max_length=200, verbose_name="gợi ý")),
                (
                    "hint_en",
                    models.CharField(blank=True, max_length=200, verbose_name="gợi ý tiếng Anh"),
                ),
                ("order", models.PositiveSmallIntegerField(default=100, verbose_name="thứ tự")),
                ("is_active", models.BooleanField(default=True, verbose_name="đang dùng")),
            ],
            options={
                "verbose_name": "loại việc",
                "verbose_name_plural": "loại việc",
                "ordering": ["order", "name"],
            },
        ),
        migrations.CreateModel(
            name="CategoryEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("code", models.SlugField(db_index=False, verbose_name="mã")),
                ("name", models.CharField(max_length=120, verbose_name="tên loại việc")),
                ("name_en", models.CharField(max_length=120, verbose_name="tên tiếng Anh")),
                ("hint", models.CharField(blank=True, max_length=200, verbose_name="gợi ý")),
                (
                    "hint_en",
                    models.CharField(blank=True, max_length=200, verbose_name="gợi ý tiếng Anh"),
                ),
                ("order", models.PositiveSmallIntegerField(default=100, verbose_name="thứ tự")),
                ("is_active", models.BooleanField(default=True, verbose_name="đang dùng")),
            ],
            options={
                "verbose_name": "lịch sử thay đổi",
                "verbose_name_plural": "lịch sử thay đổi",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    core.fields.PersonalCharField(
                        blank=True, max_length=100, verbose_name="họ và tên"
                    ),
                ),
                (
                    "email",
                    core.fields.PersonalEmailField(
                        blank=True, max_length=254, verbose_name="thư điện tử"
                    ),
                ),
                (
                    "phone",
                    core.fields.PhoneField(blank=True, max_length=20, verbose_name="điện thoại"),
                ),
                (
                    "show_to_neighborhood",
                    models.BooleanField(
                        default=False, verbose_name="cho cán bộ khu phố xem liên hệ"
                    ),
                ),
            ],
            options={
                "verbose_name": "liên hệ của người gửi",
                "verbose_name_plural": "liên hệ của người gửi",
            },
        ),
        migrations.CreateModel(
            name="ContactEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "name",
                    core.fields.PersonalCharField(
                        blank=True, max_length=100, verbose_name="họ và tên"
                    ),
                ),
                (
                    "email",
                    core.fields.PersonalEmailField(
                        blank=True, max_length=254, verbose_name="thư điện tử"
                    ),
                ),
                (
                    "phone",
                    core.fields.PhoneField(blank=True, max_length=20, verbose_name="điện thoại"),
                ),
                (
                    "show_to_neighborhood",
                    models.BooleanField(
                        default=False, verbose_name="cho cán bộ khu phố xem liên hệ"
                    ),
                ),
            ],
            options={
                "verbose_name": "lịch sử thay đổi",
                "verbose_name_plural": "lịch sử thay đổi",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DeadlineRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "clock",
                    models.CharField(
                        choices=[
                            ("answer", "trả lời người gửi"),
                            ("accept", "nơi được chuyển xác nhận tiếp nhận"),
                            ("information", "người gửi bổ sung thông tin"),
                            ("reopen", "người gửi đề nghị xem lại"),
                            ("remind", "nhắc trước khi hết hạn"),
                            ("leader", "báo lãnh đạo khi quá hạn"),
                            ("above", "báo đơn vị cấp trên khi quá hạn"),
                            ("extension", "gia hạn nhiều nhất"),
                            ("close", "tự kết thúc sau khi trả lời"),
                        ],
                        max_length=12,
                        verbose_name="đồng hồ",
                    ),
                ),
                ("kind", models.CharField(blank=True, max_length=20, verbose_name="loại đơn")),
                ("amount", models.PositiveSmallIntegerField(verbose_name="số lượng")),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("working_hours", "giờ làm việc"),
                            ("working_days", "ngày làm việc"),
                            ("calendar_days", "ngày"),
                        ],
                        max_length=14,
                        verbose_name="đơn vị tính",
                    ),
                ),
                ("legal_source", models.CharField(max_length=300, verbose_name="căn cứ")),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        verbose_name="có hiệu lực"
                    ),
                ),
            ],
            options={
                "verbose_name": "quy tắc thời hạn",
                "verbose_name_plural": "quy tắc thời hạn",
            },
        ),
        migrations.CreateModel(
            name="DeadlineRuleEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "clock",
                    models.CharField(
                        choices=[
                            ("answer", "trả lời người gửi"),
                            ("accept", "nơi được chuyển xác nhận tiếp nhận"),
                            ("information", "người gửi bổ sung thông tin"),
                            ("reopen", "người gửi đề nghị xem lại"),
                            ("remind", "nhắc trước khi hết hạn"),
                            ("leader", "báo lãnh đạo khi quá hạn"),
                            ("above", "báo đơn vị cấp trên khi quá hạn"),
                            ("extension", "gia hạn nhiều nhất"),
                            ("close", "tự kết thúc sau khi trả lời"),
                        ],
                        max_length=12,
                        verbose_name="đồng hồ",
                    ),
                ),
                ("kind", models.CharField(blank=True, max_length=20, verbose_name="loại đơn")),
                ("amount", models.PositiveSmallIntegerField(verbose_name="số lượng")),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("working_hours", "giờ làm việc"),
                            ("working_days", "ngày làm việc"),
                            ("calendar_days", "ngày"),
                        ],
                        max_length=14,
                        verbose_name="đơn vị tính",
                    ),
                ),
                ("legal_source", models.CharField(max_length=300, verbose_name="căn cứ")),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        verbose_name="có hiệu lực"
                    ),
                ),
            ],
            options={
                "verbose_name": "lịch sử thay đổi",
                "verbose_name_plural": "lịch sử thay đổi",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "token",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="mã",
                    ),
                ),
                (
                    "place",
                    core.fields.PersonalCharField(
                        blank=True, max_length=200, verbose_name="địa điểm cụ thể"
                    ),
                ),
                (
                    "body",
                    core.fields.PersonalTextField(
                        blank=True, max_length=5000, verbose_name="nội dung"
                    ),
                ),
                (
                    "name",
                    core.fields.PersonalCharField(
                        blank=True, max_length=100, verbose_name="họ và tên"
                    ),
                ),
                (
                    "email",
                    core.fields.PersonalEmailField(
                        blank=True, max_length=254, verbose_name="thư điện tử"
                    ),
                ),
                (
                    "phone",
                    core.fields.PhoneField(blank=True, max_length=20, verbose_name="điện thoại"),
                ),
                (
                    "show_to_neighborhood",
                    models.BooleanField(
                        default=False, verbose_name="cho cán bộ khu phố xem liên hệ"
                    ),
                ),
                (
                    "has_contact_step",
                    models.BooleanField(default=False, verbose_name="đã qua bước liên hệ"),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=core.clock.now, editable=False, verbose_name="tạo lúc"
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        default=core.clock.now, editable=False, verbose_name="sửa lúc"
                    ),
                ),
            ],
            options={
                "verbose_name": "bản nháp",
                "verbose_name_plural": "bản nháp",
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="mã"
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        upload_to=feedback.models.photo.photo_path, verbose_name="ảnh"
                    ),
                ),
                (
                    "thumbnail",
                    models.FileField(
                        upload_to=feedback.models.photo.thumbnail_path, verbose_name="ảnh nhỏ"
                    ),
                ),
                ("width", models.PositiveSmallIntegerField(verbose_name="rộng (px)")),
                ("height", models.PositiveSmallIntegerField(verbose_name="cao (px)")),
                ("size", models.PositiveIntegerField(verbose_name="dung lượng (byte)")),
                ("sha256", models.CharField(editable=False, max_length=64)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=core.clock.now, editable=False, verbose_name="nhận lúc"
                    ),
                ),
            ],
            options={
                "verbose_name": "ảnh",
                "verbose_name_plural": "ảnh",
            },
        ),
        migrations.CreateModel(
            name="AnswerTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("answer", "trả lời"),
                            ("ask", "đề nghị bổ sung"),
                            ("reject", "không tiếp nhận"),
                        ],
                        default="answer",
                        max_length=10,
                        verbose_name="dùng khi",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="tên mẫu")),
                ("body", models.TextField(max_length=5000, verbose_name="nội dung")),
                ("is_active", models.BooleanField(default=True, verbose_name="đang dùng")),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        help_text="Để trống nếu dùng chung toàn Thành phố.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer_templates",
                        to="wards.unit",
                        verbose_name="đơn vị",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.category",
                        verbose_name="loại việc",
                    ),
                ),
            ],
            options={
                "verbose_name": "mẫu trả lời",
                "verbose_name_plural": "mẫu trả lời",
                "ordering": ["title"],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        editable=False, max_length=12, unique=True, verbose_name="mã phản ánh"
                    ),
                ),
                (
                    "form_token",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="mã lượt gửi"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("feedback", "Phản ánh"),
                            ("petition", "Kiến nghị"),
                            ("regulation", "Phản ánh, kiến nghị về quy định hành chính"),
                            ("complaint", "Khiếu nại"),
                            ("denunciation", "Tố cáo"),
                        ],
                        default="feedback",
                        max_length=20,
                        verbose_name="loại đơn",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "Trang web"),
                            ("officer", "Qua cán bộ khu phố, ấp"),
                            ("counter", "Trực tiếp tại phường, xã"),
                            ("phone", "Điện thoại"),
                            ("letter", "Đơn, thư"),
                            ("zalo", "Zalo"),
                        ],
                        default="web",
                        max_length=10,
                        verbose_name="kênh",
                    ),
                ),
                (
                    "language",
                    models.CharField(default="vi", max_length=5, verbose_name="ngôn ngữ người gửi"),
                ),
                ("body", core.fields.PersonalTextField(max_length=5000, verbose_name="nội dung")),
                (
                    "place",
                    core.fields.PersonalCharField(
                        blank=True, max_length=200, verbose_name="địa điểm cụ thể"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "Mới nhận"),
                            ("triaged", "Đã phân loại"),
                            ("assigned", "Đã phân công"),
                            ("in_progress", "Đang xử lý"),
                            ("needs_information", "Chờ bổ sung"),
                            ("forwarded", "Đã chuyển"),
                            ("answered", "Đã trả lời"),
                            ("closed", "Đã kết thúc"),
                            ("reopened", "Mở lại"),
                            ("rejected", "Không tiếp nhận"),
                            ("referred", "Đã hướng dẫn nơi giải quyết"),
                            ("merged", "Đã gộp"),
                        ],
                        default="received",
                        max_length=20,
                        verbose_name="trạng thái",
                    ),
                ),
                ("is_sealed", models.BooleanField(default=False, verbose_name="bảo mật")),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=1, editable=False, verbose_name="lần thay đổi"
                    ),
                ),
                (
                    "received_at",
                    models.DateTimeField(default=core.clock.now, verbose_name="nhận lúc"),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="hạn trả lời")),
                (
                    "accept_due_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="hạn xác nhận tiếp nhận"
                    ),
                ),
                (
                    "paused_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="tạm dừng tính hạn từ"
                    ),
                ),
                (
                    "extended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="gia hạn lúc"),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="trả lời lúc"),
                ),
                (
                    "answered_in_time",
                    models.BooleanField(blank=True, null=True, verbose_name="trả lời đúng hạn"),
                ),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="kết thúc lúc"),
                ),
                (
                    "citizen_reopened_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="người gửi đề nghị xem lại lúc"
                    ),
                ),
                (
                    "rating",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="mức hài lòng"
                    ),
                ),
                (
                    "rating_text",
                    core.fields.PersonalCharField(
                        blank=True, max_length=1000, verbose_name="ý kiến khi đánh giá"
                    ),
                ),
                (
                    "rated_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="đánh giá lúc"),
                ),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="công khai lúc"),
                ),
                (
                    "public_summary",
                    models.CharField(blank=True, max_length=300, verbose_name="tóm tắt công khai"),
                ),
                (
                    "public_answer",
                    models.TextField(blank=True, max_length=5000, verbose_name="trả lời công khai"),
                ),
                (
                    "search_vector",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector(
                            "body",
                            "place",
                            django.db.models.functions.text.Replace("reference", models.Value("-")),
                            django.db.models.functions.text.Replace(
                                "reference", models.Value("-"), models.Value(" ")
                            ),
                            config="vietnamese_plain",
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "public_vector",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector(
                            "public_summary", "public_answer", config="vietnamese_plain"
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "assigned_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assigned_cases",
                        to="wards.unit",
                        verbose_name="khu phố xử lý",
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assigned_cases",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người xử lý",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_cases",
                        to="feedback.case",
                        verbose_name="gộp vào",
                    ),
                ),
                (
                    "origin_ward",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forwarded_cases",
                        to="wards.unit",
                        verbose_name="nơi chuyển đến từ",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="wards.unit",
                        verbose_name="nơi xảy ra",
                    ),
                ),
                (
                    "ward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ward_cases",
                        to="wards.unit",
                        verbose_name="nơi xử lý",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="feedback.category",
                        verbose_name="loại việc",
                    ),
                ),
            ],
            options={
                "verbose_name": "phản ánh",
                "verbose_name_plural": "phản ánh",
            },
        ),
        migrations.CreateModel(
            name="CaseEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("submit", "Gửi phản ánh"),
                            ("triage", "Phân loại"),
                            ("assign", "Phân công"),
                            ("start", "Bắt đầu xử lý"),
                            ("ask", "Đề nghị bổ sung thông tin"),
                            ("inform", "Người gửi bổ sung thông tin"),
                            ("resume", "Tiếp tục xử lý"),
                            ("note", "Ghi chú nội bộ"),
                            ("answer", "Trả lời người gửi"),
                            ("forward", "Chuyển phường, xã khác"),
                            ("merge", "Gộp vào phản ánh khác"),
                            ("reject", "Không tiếp nhận"),
                            ("refer", "Hướng dẫn nơi giải quyết"),
                            ("extend", "Gia hạn"),
                            ("close", "Kết thúc"),
                            ("reopen", "Mở lại"),
                            ("citizen_reopen", "Người gửi đề nghị xem lại"),
                            ("rate", "Người gửi đánh giá"),
                            ("publish", "Công khai trả lời"),
                            ("unpublish", "Gỡ công khai"),
                        ],
                        max_length=20,
                        verbose_name="việc",
                    ),
                ),
                ("at", models.DateTimeField(default=core.clock.now, verbose_name="lúc")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "Mới nhận"),
                            ("triaged", "Đã phân loại"),
                            ("assigned", "Đã phân công"),
                            ("in_progress", "Đang xử lý"),
                            ("needs_information", "Chờ bổ sung"),
                            ("forwarded", "Đã chuyển"),
                            ("answered", "Đã trả lời"),
                            ("closed", "Đã kết thúc"),
                            ("reopened", "Mở lại"),
                            ("rejected", "Không tiếp nhận"),
                            ("referred", "Đã hướng dẫn nơi giải quyết"),
                            ("merged", "Đã gộp"),
                        ],
                        max_length=20,
                        verbose_name="trạng thái sau đó",
                    ),
                ),
                (
                    "public_text",
                    core.fields.PersonalTextField(
                        blank=True, max_length=5000, verbose_name="nội dung gửi người dân"
                    ),
                ),
                (
                    "internal_note",
                    core.fields.PersonalTextField(
                        blank=True, max_length=5000, verbose_name="ghi chú nội bộ"
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="hạn sau đó")),
                (
                    "assigned_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wards.unit",
                        verbose_name="giao khu phố",
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="giao cho",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người thực hiện",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="feedback.case",
                        verbose_name="phản ánh",
                    ),
                ),
                (
                    "from_ward",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wards.unit",
                        verbose_name="chuyển từ",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.case",
                        verbose_name="phản ánh liên quan",
                    ),
                ),
                (
                    "to_ward",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wards.unit",
                        verbose_name="chuyển đến",
                    ),
                ),
                (
                    "ward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wards.unit",
                        verbose_name="nơi xử lý",
                    ),
                ),
            ],
            options={
                "verbose_name": "diễn biến",
                "verbose_name_plural": "diễn biến",
            },
        ),
        migrations.CreateModel(
            name="CaseHistory",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "reference",
                    models.CharField(editable=False, max_length=12, verbose_name="mã phản ánh"),
                ),
                (
                    "form_token",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, verbose_name="mã lượt gửi"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("feedback", "Phản ánh"),
                            ("petition", "Kiến nghị"),
                            ("regulation", "Phản ánh, kiến nghị về quy định hành chính"),
                            ("complaint", "Khiếu nại"),
                            ("denunciation", "Tố cáo"),
                        ],
                        default="feedback",
                        max_length=20,
                        verbose_name="loại đơn",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "Trang web"),
                            ("officer", "Qua cán bộ khu phố, ấp"),
                            ("counter", "Trực tiếp tại phường, xã"),
                            ("phone", "Điện thoại"),
                            ("letter", "Đơn, thư"),
                            ("zalo", "Zalo"),
                        ],
                        default="web",
                        max_length=10,
                        verbose_name="kênh",
                    ),
                ),
                (
                    "language",
                    models.CharField(default="vi", max_length=5, verbose_name="ngôn ngữ người gửi"),
                ),
                ("body", core.fields.PersonalTextField(max_length=5000, verbose_name="nội dung")),
                (
                    "place",
                    core.fields.PersonalCharField(
                        blank=True, max_length=200, verbose_name="địa điểm cụ thể"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "Mới nhận"),
                            ("triaged", "Đã phân loại"),
                            ("assigned", "Đã phân công"),
                            ("in_progress", "Đang xử lý"),
                            ("needs_information", "Chờ bổ sung"),
                            ("forwarded", "Đã chuyển"),
                            ("answered", "Đã trả lời"),
                            ("closed", "Đã kết thúc"),
                            ("reopened", "Mở lại"),
                            ("rejected", "Không tiếp nhận"),
                            ("referred", "Đã hướng dẫn nơi giải quyết"),
                            ("merged", "Đã gộp"),
                        ],
                        default="received",
                        max_length=20,
                        verbose_name="trạng thái",
                    ),
                ),
                ("is_sealed", models.BooleanField(default=False, verbose_name="bảo mật")),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=1, editable=False, verbose_name="lần thay đổi"
                    ),
                ),
                (
                    "received_at",
                    models.DateTimeField(default=core.clock.now, verbose_name="nhận lúc"),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="hạn trả lời")),
                (
                    "accept_due_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="hạn xác nhận tiếp nhận"
                    ),
                ),
                (
                    "paused_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="tạm dừng tính hạn từ"
                    ),
                ),
                (
                    "extended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="gia hạn lúc"),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="trả lời lúc"),
                ),
                (
                    "answered_in_time",
                    models.BooleanField(blank=True, null=True, verbose_name="trả lời đúng hạn"),
                ),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="kết thúc lúc"),
                ),
                (
                    "citizen_reopened_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="người gửi đề nghị xem lại lúc"
                    ),
                ),
                (
                    "rating",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="mức hài lòng"
                    ),
                ),
                (
                    "rating_text",
                    core.fields.PersonalCharField(
                        blank=True, max_length=1000, verbose_name="ý kiến khi đánh giá"
                    ),
                ),
                (
                    "rated_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="đánh giá lúc"),
                ),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="công khai lúc"),
                ),
                (
                    "public_summary",
                    models.CharField(blank=True, max_length=300, verbose_name="tóm tắt công khai"),
                ),
                (
                    "public_answer",
                    models.TextField(blank=True, max_length=5000, verbose_name="trả lời công khai"),
                ),
                (
                    "assigned_unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="wards.unit",
                        verbose_name="khu phố xử lý",
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người xử lý",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="feedback.case",
                        verbose_name="gộp vào",
                    ),
                ),
                (
                    "origin_ward",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="wards.unit",
                        verbose_name="nơi chuyển đến từ",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit_events",
                        related_query_name="audit_event",
                        to="feedback.case",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="wards.unit",
                        verbose_name="nơi xảy ra",
                    ),
                ),
                (
                    "ward",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="wards.unit",
                        verbose_name="nơi xử lý",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="feedback.category",
                        verbose_name="loại việc",
                    ),
                ),
            ],
            options={
                "verbose_name": "lịch sử thay đổi",
                "verbose_name_plural": "lịch sử thay đổi",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AnswerTemplateEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("answer", "trả lời"),
                            ("ask", "đề nghị bổ sung"),
                            ("reject", "không tiếp nhận"),
                        ],
                        default="answer",
                        max_length=10,
                        verbose_name="dùng khi",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="tên mẫu")),
                ("body", models.TextField(max_length=5000, verbose_name="nội dung")),
                ("is_active", models.BooleanField(default=True, verbose_name="đang dùng")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="audit_events",
                        related_query_name="audit_event",
                        to="feedback.answertemplate",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Để trống nếu dùng chung toàn Thành phố.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="wards.unit",
                        verbose_name="đơn vị",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="feedback.category",
                        verbose_name="loại việc",
                    ),
                ),
            ],
            options={
                "verbose_name": "lịch sử thay đổi",
                "verbose_name_plural": "lịch sử thay đổi",
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="category",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "feedback_categoryevent" ("code", "hint", "hint_en", "id", "is_active", "name", "name_en", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."hint", NEW."hint_en", NEW."id", NEW."is_active", NEW."name", NEW."name_en", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="26ab0d180a19890395652e7d7765864c9ac4dcbf",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_95bd5",
                    table="feedback_category",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="category",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "feedback_categoryevent" ("code", "hint", "hint_en", "id", "is_active", "name", "name_en", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."hint", NEW."hint_en", NEW."id", NEW."is_active", NEW."name", NEW."name_en", NEW."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="aa00efd5ce754388ad72d0de5066bb8769ded208",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_694d3",
                    table="feedback_category",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="category",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "feedback_categoryevent" ("code", "hint", "hint_en", "id", "is_active", "name", "name_en", "order", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."code", OLD."hint", OLD."hint_en", OLD."id", OLD."is_active", OLD."name", OLD."name_en", OLD."order", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="8ad8584caf6f45af43252cefde0d33972740d5cf",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d4ab2",
                    table="feedback_category",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="categoryevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit_events",
                related_query_name="audit_event",
                to="feedback.category",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="case",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contact",
                to="feedback.case",
                verbose_name="phản ánh",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="ward",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wards.unit",
                verbose_name="nơi xử lý",
            ),
        ),
        migrations.AddField(
            model_name="contactevent",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="feedback.case",
                verbose_name="phản ánh",
            ),
        ),
        migrations.AddField(
            model_name="contactevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit_events",
                related_query_name="audit_event",
                to="feedback.contact",
            ),
        ),
        migrations.AddField(
            model_name="contactevent",
            name="ward",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="wards.unit",
                verbose_name="nơi xử lý",
            ),
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="category",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rules",
                to="feedback.category",
                verbose_name="loại việc",
            ),
        ),
        migrations.AddField(
            model_name="casehistory",
            name="rule",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="feedback.deadlinerule",
                verbose_name="quy tắc thời hạn",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="rule",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="feedback.deadlinerule",
                verbose_name="quy tắc thời hạn",
            ),
        ),
        migrations.AddField(
            model_name="deadlineruleevent",
            name="category",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="feedback.category",
                verbose_name="loại việc",
            ),
        ),
        migrations.AddField(
            model_name="deadlineruleevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit_events",
                related_query_name="audit_event",
                to="feedback.deadlinerule",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="category",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="feedback.category",
                verbose_name="loại việc",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wards.unit",
                verbose_name="nơi xảy ra",
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="photos",
                to="feedback.case",
                verbose_name="phản ánh",
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="draft",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="photos",
                to="feedback.draft",
                verbose_name="bản nháp",
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="event",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="photos",
                to="feedback.caseevent",
                verbose_name="diễn biến",
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="ward",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wards.unit",
                verbose_name="nơi xử lý",
            ),
        ),
        migrations.AddIndex(
            model_name="caseevent",
            index=models.Index(fields=["case", "-at", "-id"], name="event_case_at"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="answertemplateevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="681170915b3a1ae1a0beb60b7c8b059383b7d909",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ba2b7",
                    table="feedback_answertemplateevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="answertemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "feedback_answertemplateevent" ("body", "category_id", "id", "is_active", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "unit_id", "use") VALUES (NEW."body", NEW."category_id", NEW."id", NEW."is_active", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."title", NEW."unit_id", NEW."use"); RETURN NULL;',
                    hash="b2485fd55c0c4340e333df0fba5263cf726206a8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9a40a",
                    table="feedback_answertemplate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="answertemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "feedback_answertemplateevent" ("body", "category_id", "id", "is_active", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "unit_id", "use") VALUES (NEW."body", NEW."category_id", NEW."id", NEW."is_active", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."title", NEW."unit_id", NEW."use"); RETURN NULL;',
                    hash="27fcd5d5ffbcda6e512c33af29dacb6b609bfa0f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f74d3",
                    table="feedback_answertemplate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="answertemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "feedback_answertemplateevent" ("body", "category_id", "id", "is_active", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "unit_id", "use") VALUES (OLD."body", OLD."category_id", OLD."id", OLD."is_active", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."title", OLD."unit_id", OLD."use"); RETURN NULL;',
                    hash="90c8dcef17a94290d7abeb35058f5b42aa16a3c5",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_14db9",
                    table="feedback_answertemplate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="categoryevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="13268dbe10b347f33f154f81272c452a11750d00",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_9d806",
                    table="feedback_categoryevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "feedback_contactevent" ("case_id", "email", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "show_to_neighborhood", "ward_id") VALUES (NEW."case_id", NEW."email", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."phone", NEW."show_to_neighborhood", NEW."ward_id"); RETURN NULL;',
                    hash="3ecc9c96719d0f234f3a40dfaeb52d532f4e7ec4",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c1c1f",
                    table="feedback_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "feedback_contactevent" ("case_id", "email", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "show_to_neighborhood", "ward_id") VALUES (NEW."case_id", NEW."email", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."phone", NEW."show_to_neighborhood", NEW."ward_id"); RETURN NULL;',
                    hash="a48104779536b6dc3feb34763bf201ef346f2697",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_987e7",
                    table="feedback_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "feedback_contactevent" ("case_id", "email", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "show_to_neighborhood", "ward_id") VALUES (OLD."case_id", OLD."email", OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."phone", OLD."show_to_neighborhood", OLD."ward_id"); RETURN NULL;',
                    hash="6590587e94578ed6fded22d584ee893ff209a4c9",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cff93",
                    table="feedback_contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="bc873818358c841534a1c668eeba1bcbb745239d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_f50ac",
                    table="feedback_contactevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="rule_amount_is_positive",
                violation_error_message="Số lượng phải lớn hơn 0.",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid__isempty", False), ("valid__startswith__isnull", False)),
                name="rule_valid_starts_and_is_not_empty",
                violation_error_message="Thời gian hiệu lực phải có ngày bắt đầu và không rỗng.",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("clock", "="),
                    ("kind", "="),
                    (
                        django.db.models.functions.comparison.Coalesce(
                            models.F("category"), models.Value(0)
                        ),
                        "=",
                    ),
                    ("valid", "&&"),
                ],
                name="rule_one_per_subject_and_day",
                violation_error_message="Đã có quy tắc cho việc này trong khoảng ngày đó.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deadlinerule",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "feedback_deadlineruleevent" ("amount", "category_id", "clock", "id", "kind", "legal_source", "measure", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid") VALUES (NEW."amount", NEW."category_id", NEW."clock", NEW."id", NEW."kind", NEW."legal_source", NEW."measure", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."valid"); RETURN NULL;',
                    hash="273936ce22d5ad460bf6cc1962cb0d41f45f3475",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b35a7",
                    table="feedback_deadlinerule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deadlinerule",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "feedback_deadlineruleevent" ("amount", "category_id", "clock", "id", "kind", "legal_source", "measure", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid") VALUES (NEW."amount", NEW."category_id", NEW."clock", NEW."id", NEW."kind", NEW."legal_source", NEW."measure", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."valid"); RETURN NULL;',
                    hash="8cd9cee9f58850fae112904e887424c17ce09571",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_47ddc",
                    table="feedback_deadlinerule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deadlinerule",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "feedback_deadlineruleevent" ("amount", "category_id", "clock", "id", "kind", "legal_source", "measure", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid") VALUES (OLD."amount", OLD."category_id", OLD."clock", OLD."id", OLD."kind", OLD."legal_source", OLD."measure", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."valid"); RETURN NULL;',
                    hash="a7d259b13d8c6051dfcf246bc49e4edb92e34743",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_40a6c",
                    table="feedback_deadlinerule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casehistory",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f0448dd1188d8202f51308c97ba8ff30542d4d19",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2ba19",
                    table="feedback_casehistory",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "assigned",
                            "forwarded",
                            "in_progress",
                            "needs_information",
                            "received",
                            "reopened",
                            "triaged",
                        ],
                    )
                ),
                fields=["ward", "due_at", "id"],
                name="case_open_ward_due",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "assigned",
                            "forwarded",
                            "in_progress",
                            "needs_information",
                            "received",
                            "reopened",
                            "triaged",
                        ],
                    )
                ),
                fields=["unit", "due_at", "id"],
                name="case_open_unit_due",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "assigned",
                            "forwarded",
                            "in_progress",
                            "needs_information",
                            "received",
                            "reopened",
                            "triaged",
                        ],
                    )
                ),
                fields=["due_at"],
                name="case_open_due",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["ward", "-received_at", "-id"], name="case_ward_received"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["unit", "-received_at", "-id"], name="case_unit_received"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["ward", "status", "-received_at", "-id"], name="case_ward_status"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", False)),
                fields=["answered_at", "ward"],
                include=("answered_in_time",),
                name="case_answered",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("published_at__isnull", False)),
                fields=["-published_at", "-id"],
                name="case_published",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["ward", "search_vector"], name="case_search"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("published_at__isnull", False)),
                fields=["public_vector"],
                name="case_public_search",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "answered",
                            "assigned",
                            "closed",
                            "forwarded",
                            "in_progress",
                            "merged",
                            "needs_information",
                            "received",
                            "referred",
                            "rejected",
                            "reopened",
                            "triaged",
                        ],
                    )
                ),
                name="case_status_known",
                violation_error_message="Trạng thái không hợp lệ.",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "assigned"), _negated=True),
                    ("assignee__isnull", False),
                    ("assigned_unit__isnull", False),
                    _connector="OR",
                ),
                name="case_assigned_to_someone",
                violation_error_message="Phản ánh đã phân công phải có người hoặc khu phố xử lý.",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", False), ("status", "merged")),
                    models.Q(
                        models.Q(("status", "merged"), _negated=True), ("merged_into__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="case_merged_names_its_target",
                violation_error_message="Phản ánh đã gộp phải chỉ rõ gộp vào đâu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into__isnull", True),
                    models.Q(("merged_into", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="case_not_merged_into_itself",
                violation_error_message="Không thể gộp một phản ánh vào chính nó.",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rating__isnull", True), ("rating__range", (1, 5)), _connector="OR"
                ),
                name="case_rating_from_one_to_five",
                violation_error_message="Mức hài lòng từ 1 đến 5.",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_sealed", False), ("published_at__isnull", True), _connector="OR"
                ),
                name="case_sealed_is_not_published",
                violation_error_message="Phản ánh được bảo mật không được công khai.",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["complaint", "denunciation"]), _negated=True),
                    ("is_sealed", True),
                    _connector="OR",
                ),
                name="case_denunciation_is_sealed",
                violation_error_message="Khiếu nại, tố cáo phải được bảo mật.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "feedback_casehistory" ("accept_due_at", "answered_at", "answered_in_time", "assigned_unit_id", "assignee_id", "body", "category_id", "channel", "citizen_reopened_at", "closed_at", "due_at", "extended_at", "form_token", "id", "is_sealed", "kind", "language", "merged_into_id", "origin_ward_id", "paused_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "public_answer", "public_summary", "published_at", "rated_at", "rating", "rating_text", "received_at", "reference", "rule_id", "status", "unit_id", "version", "ward_id") VALUES (NEW."accept_due_at", NEW."answered_at", NEW."answered_in_time", NEW."assigned_unit_id", NEW."assignee_id", NEW."body", NEW."category_id", NEW."channel", NEW."citizen_reopened_at", NEW."closed_at", NEW."due_at", NEW."extended_at", NEW."form_token", NEW."id", NEW."is_sealed", NEW."kind", NEW."language", NEW."merged_into_id", NEW."origin_ward_id", NEW."paused_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."place", NEW."public_answer", NEW."public_summary", NEW."published_at", NEW."rated_at", NEW."rating", NEW."rating_text", NEW."received_at", NEW."reference", NEW."rule_id", NEW."status", NEW."unit_id", NEW."version", NEW."ward_id"); RETURN NULL;',
                    hash="56924544a0a7fa0b5b725065200ef2290c05b20e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7776e",
                    table="feedback_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."accept_due_at" IS DISTINCT FROM (NEW."accept_due_at") OR OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR OLD."answered_in_time" IS DISTINCT FROM (NEW."answered_in_time") OR OLD."assigned_unit_id" IS DISTINCT FROM (NEW."assigned_unit_id") OR OLD."assignee_id" IS DISTINCT FROM (NEW."assignee_id") OR OLD."body" IS DISTINCT FROM (NEW."body") OR OLD."category_id" IS DISTINCT FROM (NEW."category_id") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."citizen_reopened_at" IS DISTINCT FROM (NEW."citizen_reopened_at") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."due_at" IS DISTINCT FROM (NEW."due_at") OR OLD."extended_at" IS DISTINCT FROM (NEW."extended_at") OR OLD."form_token" IS DISTINCT FROM (NEW."form_token") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_sealed" IS DISTINCT FROM (NEW."is_sealed") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."origin_ward_id" IS DISTINCT FROM (NEW."origin_ward_id") OR OLD."paused_at" IS DISTINCT FROM (NEW."paused_at") OR OLD."place" IS DISTINCT FROM (NEW."place") OR OLD."public_answer" IS DISTINCT FROM (NEW."public_answer") OR OLD."public_summary" IS DISTINCT FROM (NEW."public_summary") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."rated_at" IS DISTINCT FROM (NEW."rated_at") OR OLD."rating" IS DISTINCT FROM (NEW."rating") OR OLD."rating_text" IS DISTINCT FROM (NEW."rating_text") OR OLD."received_at" IS DISTINCT FROM (NEW."received_at") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."rule_id" IS DISTINCT FROM (NEW."rule_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."unit_id" IS DISTINCT FROM (NEW."unit_id") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."ward_id" IS DISTINCT FROM (NEW."ward_id"))',
                    func='INSERT INTO "feedback_casehistory" ("accept_due_at", "answered_at", "answered_in_time", "assigned_unit_id", "assignee_id", "body", "category_id", "channel", "citizen_reopened_at", "closed_at", "due_at", "extended_at", "form_token", "id", "is_sealed", "kind", "language", "merged_into_id", "origin_ward_id", "paused_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "public_answer", "public_summary", "published_at", "rated_at", "rating", "rating_text", "received_at", "reference", "rule_id", "status", "unit_id", "version", "ward_id") VALUES (NEW."accept_due_at", NEW."answered_at", NEW."answered_in_time", NEW."assigned_unit_id", NEW."assignee_id", NEW."body", NEW."category_id", NEW."channel", NEW."citizen_reopened_at", NEW."closed_at", NEW."due_at", NEW."extended_at", NEW."form_token", NEW."id", NEW."is_sealed", NEW."kind", NEW."language", NEW."merged_into_id", NEW."origin_ward_id", NEW."paused_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."place", NEW."public_answer", NEW."public_summary", NEW."published_at", NEW."rated_at", NEW."rating", NEW."rating_text", NEW."received_at", NEW."reference", NEW."rule_id", NEW."status", NEW."unit_id", NEW."version", NEW."ward_id"); RETURN NULL;',
                    hash="8ff6cba03d1a91775118f8fc22b7d7db39b92cfa",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_be9ca",
                    table="feedback_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "feedback_casehistory" ("accept_due_at", "answered_at", "answered_in_time", "assigned_unit_id", "assignee_id", "body", "category_id", "channel", "citizen_reopened_at", "closed_at", "due_at", "extended_at", "form_token", "id", "is_sealed", "kind", "language", "merged_into_id", "origin_ward_id", "paused_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "public_answer", "public_summary", "published_at", "rated_at", "rating", "rating_text", "received_at", "reference", "rule_id", "status", "unit_id", "version", "ward_id") VALUES (OLD."accept_due_at", OLD."answered_at", OLD."answered_in_time", OLD."assigned_unit_id", OLD."assignee_id", OLD."body", OLD."category_id", OLD."channel", OLD."citizen_reopened_at", OLD."closed_at", OLD."due_at", OLD."extended_at", OLD."form_token", OLD."id", OLD."is_sealed", OLD."kind", OLD."language", OLD."merged_into_id", OLD."origin_ward_id", OLD."paused_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."place", OLD."public_answer", OLD."public_summary", OLD."published_at", OLD."rated_at", OLD."rating", OLD."rating_text", OLD."received_at", OLD."reference", OLD."rule_id", OLD."status", OLD."unit_id", OLD."version", OLD."ward_id"); RETURN NULL;',
                    hash="3d625008596dff12959a1eb0fb5d8b1f0bd0f527",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e7ee7",
                    table="feedback_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="deadlineruleevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ea191a682f370a603552696756e71763763eb5eb",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_08257",
                    table="feedback_deadlineruleevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["created_at"], name="draft_created"),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("draft__isnull", False), ("case__isnull", False), _connector="OR"
                ),
                name="photo_belongs_to_draft_or_case",
                violation_error_message="Ảnh phải thuộc một bản nháp hoặc một phản ánh.",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("case__isnull", True), ("ward__isnull", False), _connector="OR"
                ),
                name="photo_of_a_case_names_its_ward",
                violation_error_message="Ảnh của phản ánh phải ghi nơi xử lý.",
            ),
        ),
    ]
