from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("measurements", "0003_followers_and_seal_checks"),
    ]

    operations = [
        migrations.AlterField(
            model_name="inputfile",
            name="kind",
            field=models.CharField(
                choices=[
                    ("spells", "Forløb"),
                    ("persons", "Personer"),
                    ("residences", "Bopæle"),
                    ("activities", "Aktiviteter"),
                    ("exits", "Udgange (udvandring og død)"),
                    ("archive", "Samlet arkiv (.zip)"),
                    ("labour_market", "Kommuner og år"),
                ],
                max_length=15,
            ),
        ),
    ]
