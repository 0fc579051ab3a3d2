"""Registers belong to the clerk's post from now on, and to whoever holds it."""

from django.db import migrations


def give_to_the_post(apps, schema_editor):
    approvals = apps.get_model("workflows", "Approval").objects.using(schema_editor.connection.alias)
    approvals.filter(record_type="enrolment_register").update(post="clerk")


class Migration(migrations.Migration):
    dependencies = [
        ("enrolment_register", "0001_initial"),
        ("workflows", "0003_a_post_drafts"),
    ]
    operations = [migrations.RunPython(give_to_the_post, migrations.RunPython.noop)]
