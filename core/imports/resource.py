"""A resource that a room writes for one sort of table: its columns and what a row becomes.

On top of django-import-export: rows are written in bulk, a row that changes nothing is told apart,
what it would change is kept column by column, and the same row twice in one file is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import resources

Tell = Callable[[int], None]
TELL_EVERY = 200


class SheetOptions:
    """Meta of every resource: bulk, and no comparison by deep copies."""

    use_bulk = True
    batch_size = 1000
    skip_diff = True
    skip_unchanged = False  # by `skip_row` below, which needs no copy
    report_skipped = True
    clean_model_instances = False  # the room's own rules judge a row, without a query for each


class NothingThere:
    """An instance loader for tables in which every row is new."""

    def __init__(self, resource: Any, dataset: Any = None) -> None:
        pass

    def get_instance(self, row: Any) -> None:
        """None."""


class SheetResource(resources.ModelResource):
    """`prefilled` names the columns that the template fills in: a row that has no others is skipped."""

    prefilled: tuple[str, ...] = ()
    unique_fields: tuple[str, ...] = ()  # of the table, by which rows are told apart
    hidden: tuple[str, ...] = ()  # from the preview: keys that say nothing to people
    date_columns: tuple[str, ...] = ()
    is_personal = False  # then file and preview go as soon as the work is over

    def __init__(self, by: Any) -> None:
        super().__init__()
        self.by = by
        self.tell: Tell = lambda _done: None
        self.numbers: list[int] = []  # of the rows in the file
        self.warnings: list[tuple[int, str, str]] = []  # row, column, words; they stop nothing
        self._seen: dict[Hashable, int] = {}
        self._before: dict[str, Any] | None = None
        self._after: dict[str, Any] = {}

    def columns(self) -> list[str]:
        """The headers, in the order of the template."""
        return [str(field.column_name) for field in self.get_import_fields()]

    def column_of(self, attribute: str) -> str:
        """The header of a column of the table; empty for what belongs to none."""
        found = (f for f in self.get_import_fields() if f.attribute == attribute)
        return next((str(field.column_name) for field in found), "")

    def template_rows(self) -> Iterable[list[Any]]:
        """What the template is filled with, for the user."""
        return []

    def hints(self) -> Iterable[tuple[str, str]]:
        """How each column is filled in, for the second sheet of the template."""
        return []

    def identity(self, instance: Any) -> Hashable:
        """What makes a row the same as another one of the file."""
        raise NotImplementedError

    def number_of(self, row_number: int) -> int:
        """The line in the file of the n-th row."""
        return self.numbers[row_number - 1]

    # --- The steps of django-import-export --------------------------------------------------------

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Say how far the work has come."""
        done = kwargs["row_number"]
        if done % TELL_EVERY == 0:
            self.tell(done)

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        """Keep what is there now, to say what would change."""
        self._before = None if new else self.values_of(instance)

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Read the row; the same one twice is refused, since nobody knows which is meant."""
        super().import_instance(instance, row, **kwargs)
        number = self.number_of(kwargs["row_number"])
        first = self._seen.setdefault(self.identity(instance), number)
        if first != number:
            raise ValidationError(_("Trùng với dòng %d của tệp.") % first)

    def skip_row(
        self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        """Whether the row says what is there already."""
        self._after = self.values_of(instance)
        return not import_validation_errors and self._before == self._after

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Keep the row to be written with many others; a preview writes nothing, not even to undo it."""
        if not kwargs["dry_run"]:
            super().save_instance(instance, is_create, row, **kwargs)

    def bulk_update(
        self,
        using_transactions: bool,
        dry_run: bool,
        raise_errors: bool,
        batch_size: int | None = None,
        result: Any = None,
    ) -> None:
        """Write changed rows as new ones over the old: Django's own way takes five times as long."""
        self._meta.model.objects.bulk_create(
            self.update_instances,
            batch_size=batch_size,
            update_conflicts=True,
            update_fields=self.get_bulk_update_fields(),
            unique_fields=list(self.unique_fields),
        )
        self.update_instances.clear()

    def after_import_row(self, row: Any, row_result: Any, **kwargs: Any) -> None:
        """Keep what was there before and what would be, for the preview."""
        row_result.before, row_result.after = self._before or {}, self._after

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Nothing: numbers of rows are never imported, so no sequence has to be set."""

    def values_of(self, instance: Any) -> dict[str, Any]:
        """What a row of the table says, by header."""
        return {
            str(field.column_name): field.get_value(instance) for field in self.get_import_fields()
        }
