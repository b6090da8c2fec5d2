import csv
from pathlib import Path

from django.db import migrations

FIRST_LINES = Path(__file__).resolve().parents[1] / "reference" / "search_synonyms.csv"


def load(apps, schema_editor):
    """What editors begin with. They change it from here on: it is not loaded again."""
    Synonym = apps.get_model("submissions", "Synonym")
    with FIRST_LINES.open(encoding="utf-8") as file:
        Synonym.objects.bulk_create(Synonym(**row) for row in csv.DictReader(file))


class Migration(migrations.Migration):
    dependencies = [("submissions", "0003_search")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
