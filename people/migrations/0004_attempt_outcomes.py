from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Lower

import core.clock

KEEP = """
UPDATE people_loginattempt SET outcome = 'signed_in' WHERE succeeded
"""
OUTCOMES = [
    ("signed_in", "đăng nhập được"),
    ("wrong_password", "sai tên hoặc mật khẩu"),
    ("wrong_code", "sai mã xác thực"),
    ("blocked", "bị chặn vì thử sai nhiều lần"),
]


class Migration(migrations.Migration):
    dependencies = [("people", "0003_login_attempts")]

    operations = [
        migrations.AddField(
            model_name="loginattempt",
            name="outcome",
            field=models.CharField(
                choices=OUTCOMES,
                default="wrong_password",
                editable=False,
                max_length=20,
                verbose_name="kết quả",
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(KEEP, reverse_sql=migrations.RunSQL.noop),
        migrations.RemoveField(model_name="loginattempt", name="succeeded"),
        migrations.AddField(
            model_name="loginattempt",
            name="user_id",
            field=models.BigIntegerField(editable=False, null=True, verbose_name="mã tài khoản"),
        ),
        migrations.AddField(
            model_name="loginattempt",
            name="scope",
            field=models.BigIntegerField(editable=False, null=True, verbose_name="phạm vi"),
        ),
        migrations.AlterField(
            model_name="loginattempt",
            name="name_hash",
            field=models.CharField(
                editable=False, max_length=32, verbose_name="dấu của tên đăng nhập"
            ),
        ),
        migrations.AlterField(
            model_name="loginattempt",
            name="at",
            field=models.DateTimeField(default=core.clock.now, editable=False, verbose_name="lúc"),
        ),
        migrations.AddIndex(
            model_name="loginattempt",
            index=models.Index(fields=["scope", "-at"], name="attempt_scope_at"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="user_email_of_one_person",
                violation_error_message="Địa chỉ thư này đã thuộc về một tài khoản khác.",
            ),
        ),
    ]
