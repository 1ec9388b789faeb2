"""`manage.py load_catalogue`: what feedback is about, and within what time it must be answered."""

from pathlib import Path

import yaml
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from feedback.services.catalogue import load_catalogue

DEFAULT = Path(__file__).resolve().parents[2] / "data" / "catalogue.yaml"


class Command(BaseCommand):
    """Adds what is missing and changes nothing that is there."""

    help = "Load categories, deadline rules, ready answers and kinds of obstacles (idempotent)."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, default=DEFAULT)

    def handle(self, *args, **options):
        """Read the file, load it, say what was added."""
        path: Path = options["file"]
        try:
            loaded = load_catalogue(data=yaml.safe_load(path.read_text(encoding="utf-8")))
        except FileNotFoundError as error:
            raise CommandError(f"{path}: no such file") from error
        except yaml.YAMLError as error:
            raise CommandError(f"{path}: {error}") from error
        except (KeyError, TypeError, ValidationError) as error:
            raise CommandError(f"{path}: {error}") from error
        self.stdout.write(
            f"categories +{loaded.categories}, rules +{loaded.rules}, answers +{loaded.answers},"
            f" obstacle kinds +{loaded.kinds}"
        )
