import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    """The dated territory and its audit tables."""

    initial = True

    dependencies = [("core", "0001_extensions")]

    operations = [
        migrations.CreateModel(
            name="DecisionEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("issuer", models.CharField(max_length=200, verbose_name="cơ quan ban hành")),
                (
                    "number",
                    models.CharField(
                        blank=True,
                        help_text="Để trống nếu chưa rõ.",
                        max_length=60,
                        verbose_name="số, ký hiệu",
                    ),
                ),
                (
                    "signed_on",
                    models.DateField(
                        blank=True,
                        help_text="Để trống nếu chưa rõ.",
                        null=True,
                        verbose_name="ngày ký",
                    ),
                ),
                ("effective_on", models.DateField(verbose_name="ngày có hiệu lực")),
                (
                    "applied_on",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="ngày áp dụng"
                    ),
                ),
                ("title", models.CharField(max_length=500, verbose_name="trích yếu")),
                (
                    "file",
                    models.FileField(
                        blank=True, upload_to="decisions/", verbose_name="tệp văn bản"
                    ),
                ),
                ("link", models.URLField(blank=True, verbose_name="đường dẫn văn bản")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "dự thảo"),
                            ("confirmed", "đã xác nhận, chưa áp dụng"),
                            ("applied", "đã áp dụng"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                (
                    "is_made_up",
                    models.BooleanField(default=False, verbose_name="dữ liệu dựng cho trình diễn"),
                ),
            ],
            options={
                "verbose_name": "lịch sử thay đổi",
                "verbose_name_plural": "lịch sử thay đổi",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LookupEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(verbose_name="cấp")),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        verbose_name="có hiệu lực"
                    ),
                ),
                ("label", models.CharField(max_length=400, verbose_name="tên đầy đủ")),
                ("code", models.CharField(blank=True, max_length=10, verbose_name="mã")),
                (
                    "tokens",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        size=None,
                        verbose_name="từ tìm kiếm",
                    ),
                ),
                (
                    "sort_key",
                    models.CharField(
                        db_collation="C", max_length=1600, verbose_name="khóa sắp xếp"
                    ),
                ),
            ],
            options={
                "verbose_name": "mục tra cứu",
                "verbose_name_plural": "mục tra cứu",
            },
        ),
        migrations.CreateModel(
            name="LookupWord",
            fields=[
                (
                    "word",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="từ"
                    ),
                ),
                (
                    "is_initials",
                    models.BooleanField(default=False, verbose_name="là chữ đầu của một tên"),
                ),
            ],
            options={
                "verbose_name": "từ trong tên đơn vị",
                "verbose_name_plural": "từ trong tên đơn vị",
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "extent",
                    models.CharField(
                        choices=[
                            ("whole", "toàn bộ"),
                            ("part", "một phần"),
                            ("rest", "phần còn lại"),
                        ],
                        max_length=5,
                        verbose_name="phạm vi",
                    ),
                ),
                (
                    "households",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="số hộ chuyển"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
            ],
            options={
                "verbose_name": "chuyển đổi đơn vị",
                "verbose_name_plural": "chuyển đổi đơn vị",
            },
        ),
        migrations.CreateModel(
            name="TransferEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "extent",
                    models.CharField(
                        choices=[
                            ("whole", "toàn bộ"),
                            ("part", "một phần"),
                            ("rest", "phần còn lại"),
                        ],
                        max_length=5,
                        verbose_name="phạm vi",
                    ),
                ),
                (
                    "households",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="số hộ chuyển"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
            ],
            options={
                "verbose_name": "lịch sử thay đổi",
                "verbose_name_plural": "lịch sử thay đổi",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Unit",
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
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="mã công khai"
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "thành phố"),
                            (2, "quận, huyện, thành phố thuộc thành phố"),
                            (3, "phường, xã, thị trấn, đặc khu"),
                            (4, "khu phố, ấp"),
                            (5, "tổ dân phố, tổ nhân dân"),
                        ],
                        verbose_name="cấp",
                    ),
                ),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        verbose_name="thời gian tồn tại"
                    ),
                ),
                (
                    "is_made_up",
                    models.BooleanField(default=False, verbose_name="dữ liệu dựng cho trình diễn"),
                ),
            ],
            options={
                "verbose_name": "đơn vị",
                "verbose_name_plural": "đơn vị",
            },
        ),
        migrations.CreateModel(
            name="UnitEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, verbose_name="mã công khai"
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "thành phố"),
                            (2, "quận, huyện, thành phố thuộc thành phố"),
                            (3, "phường, xã, thị trấn, đặc khu"),
                            (4, "khu phố, ấp"),
                            (5, "tổ dân phố, tổ nhân dân"),
                        ],
                        verbose_name="cấp",
                    ),
                ),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        verbose_name="thời gian tồn tại"
                    ),
                ),
                (
                    "is_made_up",
                    models.BooleanField(default=False, verbose_name="dữ liệu dựng cho trình diễn"),
                ),
            ],
            options={
                "verbose_name": "lịch sử thay đổi",
                "verbose_name_plural": "lịch sử thay đổi",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="UnitVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        verbose_name="có hiệu lực"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="tên")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("city", "Thành phố trực thuộc trung ương"),
                            ("province", "Tỉnh"),
                            ("urban_district", "Quận"),
                            ("rural_district", "Huyện"),
                            ("district_city", "Thành phố thuộc thành phố"),
                            ("town", "Thị xã"),
                            ("ward", "Phường"),
                            ("commune", "Xã"),
                            ("township", "Thị trấn"),
                            ("special_zone", "Đặc khu"),
                            ("neighborhood", "Khu phố"),
                            ("hamlet", "Ấp"),
                            ("residential_area", "Khu dân cư"),
                            ("resident_group", "Tổ dân phố"),
                            ("people_group", "Tổ nhân dân"),
                        ],
                        max_length=20,
                        verbose_name="loại",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=10, verbose_name="mã")),
                (
                    "sort_key",
                    models.CharField(
                        db_collation="C",
                        editable=False,
                        max_length=400,
                        verbose_name="khóa sắp xếp",
                    ),
                ),
            ],
            options={
                "verbose_name": "tên gọi theo thời gian",
                "verbose_name_plural": "tên gọi theo thời gian",
            },
        ),
        migrations.CreateModel(
            name="UnitVersionEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        verbose_name="có hiệu lực"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="tên")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("city", "Thành phố trực thuộc trung ương"),
                            ("province", "Tỉnh"),
                            ("urban_district", "Quận"),
                            ("rural_district", "Huyện"),
                            ("district_city", "Thành phố thuộc thành phố"),
                            ("town", "Thị xã"),
                            ("ward", "Phường"),
                            ("commune", "Xã"),
                            ("township", "Thị trấn"),
                            ("special_zone", "Đặc khu"),
                            ("neighborhood", "Khu phố"),
                            ("hamlet", "Ấp"),
                            ("residential_area", "Khu dân cư"),
                            ("resident_group", "Tổ dân phố"),
                            ("people_group", "Tổ nhân dân"),
                        ],
                        max_length=20,
                        verbose_name="loại",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=10, verbose_name="mã")),
                (
                    "sort_key",
                    models.CharField(
                        db_collation="C",
                        editable=False,
                        max_length=400,
                        verbose_name="khóa sắp xếp",
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
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issuer", models.CharField(max_length=200, verbose_name="cơ quan ban hành")),
                (
                    "number",
                    models.CharField(
                        blank=True,
                        help_text="Để trống nếu chưa rõ.",
                        max_length=60,
                        verbose_name="số, ký hiệu",
                    ),
                ),
                (
                    "signed_on",
                    models.DateField(
                        blank=True,
                        help_text="Để trống nếu chưa rõ.",
                        null=True,
                        verbose_name="ngày ký",
                    ),
                ),
                ("effective_on", models.DateField(verbose_name="ngày có hiệu lực")),
                (
                    "applied_on",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="ngày áp dụng"
                    ),
                ),
                ("title", models.CharField(max_length=500, verbose_name="trích yếu")),
                (
                    "file",
                    models.FileField(
                        blank=True, upload_to="decisions/", verbose_name="tệp văn bản"
                    ),
                ),
                ("link", models.URLField(blank=True, verbose_name="đường dẫn văn bản")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "dự thảo"),
                            ("confirmed", "đã xác nhận, chưa áp dụng"),
                            ("applied", "đã áp dụng"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                (
                    "is_made_up",
                    models.BooleanField(default=False, verbose_name="dữ liệu dựng cho trình diễn"),
                ),
            ],
            options={
                "verbose_name": "văn bản quyết định",
                "verbose_name_plural": "văn bản quyết định",
                "ordering": ["-effective_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("issuer"),
                        models.F("number"),
                        django.db.models.functions.datetime.ExtractYear(
                            django.db.models.functions.comparison.Coalesce(
                                "signed_on", "effective_on"
                            )
                        ),
                        condition=models.Q(("number", ""), _negated=True),
                        name="decision_number_once_a_year",
                        violation_error_message="Văn bản cùng cơ quan, cùng số, cùng năm đã có.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("applied_on__isnull", False), ("status", "applied")),
                            models.Q(
                                models.Q(("status", "applied"), _negated=True),
                                ("applied_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="decision_applied_has_its_day",
                        violation_error_message="Văn bản đã áp dụng phải có ngày áp dụng.",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "wards_decisionevent" ("applied_on", "effective_on", "file", "id", "is_made_up", "issuer", "link", "note", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_on", "status", "title") VALUES (NEW."applied_on", NEW."effective_on", NEW."file", NEW."id", NEW."is_made_up", NEW."issuer", NEW."link", NEW."note", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."signed_on", NEW."status", NEW."title"); RETURN NULL;',
                    hash="692e73b07ffd2c2caaf4fa9bc48c3b76e5c759f5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_60c97",
                    table="wards_decision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "wards_decisionevent" ("applied_on", "effective_on", "file", "id", "is_made_up", "issuer", "link", "note", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_on", "status", "title") VALUES (NEW."applied_on", NEW."effective_on", NEW."file", NEW."id", NEW."is_made_up", NEW."issuer", NEW."link", NEW."note", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."signed_on", NEW."status", NEW."title"); RETURN NULL;',
                    hash="96de568631419f054d378f8941f1dbf00ab6f33f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7acfd",
                    table="wards_decision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "wards_decisionevent" ("applied_on", "effective_on", "file", "id", "is_made_up", "issuer", "link", "note", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_on", "status", "title") VALUES (OLD."applied_on", OLD."effective_on", OLD."file", OLD."id", OLD."is_made_up", OLD."issuer", OLD."link", OLD."note", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."signed_on", OLD."status", OLD."title"); RETURN NULL;',
                    hash="20b34bd4c35b9be5499ca958fde4a8794ef2d1f9",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_df6fc",
                    table="wards_decision",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="decisionevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit_events",
                related_query_name="audit_event",
                to="wards.decision",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="transfers",
                to="wards.decision",
                verbose_name="theo văn bản",
            ),
        ),
        migrations.AddField(
            model_name="transferevent",
            name="decision",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="wards.decision",
                verbose_name="theo văn bản",
            ),
        ),
        migrations.AddField(
            model_name="transferevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit_events",
                related_query_name="audit_event",
                to="wards.transfer",
            ),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=django.contrib.postgres.indexes.GistIndex(fields=["valid"], name="unit_valid"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid__isempty", False), ("valid__startswith__isnull", False)),
                name="unit_valid_starts_and_is_not_empty",
                violation_error_message="Thời gian tồn tại phải có ngày bắt đầu và không rỗng.",
            ),
        ),
        migrations.AddField(
            model_name="transferevent",
            name="source",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="wards.unit",
                verbose_name="đơn vị cũ",
            ),
        ),
        migrations.AddField(
            model_name="transferevent",
            name="target",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="wards.unit",
                verbose_name="đơn vị mới",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="transfers_out",
                to="wards.unit",
                verbose_name="đơn vị cũ",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="target",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="transfers_in",
                to="wards.unit",
                verbose_name="đơn vị mới",
            ),
        ),
        migrations.AddField(
            model_name="lookupentry",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lookup_entries",
                to="wards.unit",
                verbose_name="đơn vị",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="unit",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "wards_unitevent" ("id", "is_made_up", "level", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "uuid", "valid") VALUES (NEW."id", NEW."is_made_up", NEW."level", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."uuid", NEW."valid"); RETURN NULL;',
                    hash="d13f45eba51c7a782776c6f71f1e02d112dad216",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_96de7",
                    table="wards_unit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="unit",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "wards_unitevent" ("id", "is_made_up", "level", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "uuid", "valid") VALUES (NEW."id", NEW."is_made_up", NEW."level", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."uuid", NEW."valid"); RETURN NULL;',
                    hash="15a14f176284ef59ac87025eb23c555de6bc8ea4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c1c70",
                    table="wards_unit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="unit",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "wards_unitevent" ("id", "is_made_up", "level", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "uuid", "valid") VALUES (OLD."id", OLD."is_made_up", OLD."level", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."uuid", OLD."valid"); RETURN NULL;',
                    hash="b8d538f79183a624ba2e7ef891d248d8ee1e84ff",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1c346",
                    table="wards_unit",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="unitevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit_events",
                related_query_name="audit_event",
                to="wards.unit",
            ),
        ),
        migrations.AddField(
            model_name="unitversion",
            name="decision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="wards.decision",
                verbose_name="theo văn bản",
            ),
        ),
        migrations.AddField(
            model_name="unitversion",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="child_versions",
                to="wards.unit",
                verbose_name="đơn vị cấp trên",
            ),
        ),
        migrations.AddField(
            model_name="unitversion",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="wards.unit",
                verbose_name="đơn vị",
            ),
        ),
        migrations.AddField(
            model_name="unitversionevent",
            name="decision",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="wards.decision",
                verbose_name="theo văn bản",
            ),
        ),
        migrations.AddField(
            model_name="unitversionevent",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="wards.unit",
                verbose_name="đơn vị cấp trên",
            ),
        ),
        migrations.AddField(
            model_name="unitversionevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="audit_events",
                related_query_name="audit_event",
                to="wards.unitversion",
            ),
        ),
        migrations.AddField(
            model_name="unitversionevent",
            name="unit",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="wards.unit",
                verbose_name="đơn vị",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decisionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d9ceebd7011d7d9af28c95cd0add1bc0d2f04533",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_bf150",
                    table="wards_decisionevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transferevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="717fec3489bc240a538e3fd2c52861ce35c8f89b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_eea3d",
                    table="wards_transferevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", models.F("target")), _negated=True),
                name="transfer_source_is_not_target",
                violation_error_message="Đơn vị cũ và đơn vị mới phải khác nhau.",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                fields=("decision", "source", "target"),
                name="transfer_once",
                violation_error_message="Dòng chuyển giữa hai đơn vị này đã có trong văn bản.",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("extent", "part"), _negated=True),
                fields=("decision", "source"),
                name="transfer_one_whole_or_rest",
                violation_error_message="Một đơn vị cũ chỉ có một dòng “toàn bộ” hoặc một dòng “phần còn lại”.",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("decision", "="),
                    ("source", "="),
                    (
                        models.Case(
                            models.When(extent="whole", then=models.Value(1)),
                            default=models.Value(0),
                        ),
                        "<>",
                    ),
                ],
                name="transfer_whole_stands_alone",
                violation_error_message="Đơn vị cũ đã chuyển toàn bộ thì không thể chuyển thêm một phần.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transfer",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "wards_transferevent" ("decision_id", "extent", "households", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "target_id") VALUES (NEW."decision_id", NEW."extent", NEW."households", NEW."id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."source_id", NEW."target_id"); RETURN NULL;',
                    hash="f22f11a621b4559de7142d30f9cccd6733a19946",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f9151",
                    table="wards_transfer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transfer",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "wards_transferevent" ("decision_id", "extent", "households", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "target_id") VALUES (NEW."decision_id", NEW."extent", NEW."households", NEW."id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."source_id", NEW."target_id"); RETURN NULL;',
                    hash="1d79e4d3720733f1e4842a87601ef0f60c7eb703",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d3029",
                    table="wards_transfer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transfer",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "wards_transferevent" ("decision_id", "extent", "households", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "target_id") VALUES (OLD."decision_id", OLD."extent", OLD."households", OLD."id", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."source_id", OLD."target_id"); RETURN NULL;',
                    hash="15689b8c96a226b240a7347e873ded6895cfdaa2",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a1613",
                    table="wards_transfer",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="lookupentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["tokens"], name="lookup_tokens"
            ),
        ),
        migrations.AddIndex(
            model_name="lookupentry",
            index=models.Index(
                condition=models.Q(("code", ""), _negated=True), fields=["code"], name="lookup_code"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="unitevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ca9fcf2903c85f96f40a498c2a59ad23a65de73d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_cdb70",
                    table="wards_unitevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="unitversion",
            index=models.Index(fields=["parent", "sort_key"], name="version_parent_sort"),
        ),
        migrations.AddConstraint(
            model_name="unitversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid__isempty", False), ("valid__startswith__isnull", False)),
                name="version_valid_starts_and_is_not_empty",
                violation_error_message="Thời gian hiệu lực phải có ngày bắt đầu và không rỗng.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("unit", "="), ("valid", "&&")],
                name="version_one_per_unit_and_day",
                violation_error_message="Đơn vị đã có tên gọi khác trong khoảng ngày này.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("code", ""), _negated=True),
                expressions=[("code", "="), ("valid", "&&")],
                name="version_code_once_a_day",
                violation_error_message="Mã này đã thuộc một đơn vị khác trong khoảng ngày này.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True),
                    models.Q(("parent", models.F("unit")), _negated=True),
                    _connector="OR",
                ),
                name="version_parent_is_another_unit",
                violation_error_message="Đơn vị không thể trực thuộc chính nó.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="unitversion",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "wards_unitversionevent" ("code", "decision_id", "id", "kind", "name", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sort_key", "unit_id", "valid") VALUES (NEW."code", NEW."decision_id", NEW."id", NEW."kind", NEW."name", NEW."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."sort_key", NEW."unit_id", NEW."valid"); RETURN NULL;',
                    hash="776829995b8684a6bca5b382afb8ccd2f9e6db2a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6c3d1",
                    table="wards_unitversion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="unitversion",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "wards_unitversionevent" ("code", "decision_id", "id", "kind", "name", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sort_key", "unit_id", "valid") VALUES (NEW."code", NEW."decision_id", NEW."id", NEW."kind", NEW."name", NEW."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."sort_key", NEW."unit_id", NEW."valid"); RETURN NULL;',
                    hash="fa965f0184d22c6086cb2998607aebbe60323d2f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_61514",
                    table="wards_unitversion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="unitversion",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "wards_unitversionevent" ("code", "decision_id", "id", "kind", "name", "parent_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sort_key", "unit_id", "valid") VALUES (OLD."code", OLD."decision_id", OLD."id", OLD."kind", OLD."name", OLD."parent_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."sort_key", OLD."unit_id", OLD."valid"); RETURN NULL;',
                    hash="5c8967b5827e7c799a74cd4f245b85c984d10749",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5a8be",
                    table="wards_unitversion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="unitversionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b678e5d5f3d45d0349537f82db4f5e13cb46334f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_15889",
                    table="wards_unitversionevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
