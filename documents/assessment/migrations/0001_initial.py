
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0010_readings_are_no_papers'),
        ('workflows', '0004_period_and_confirmed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChangeSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('at', models.DateTimeField(verbose_name='when')),
                ('means', models.CharField(choices=[('typed', 'typed'), ('filled', 'filled in for all'), ('pasted', 'pasted'), ('imported', 'imported'), ('undone', 'taken back')], max_length=10, verbose_name='how')),
                ('hash', models.CharField(max_length=64)),
                ('acting_for', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approval', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='change_sets', to='workflows.approval')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'change',
                'ordering': ('approval', 'number'),
            },
        ),
        migrations.CreateModel(
            name='CellChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cell', models.CharField(max_length=20)),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('version', models.PositiveIntegerField()),
                ('approval', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflows.approval')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.pupil')),
                ('change_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cells', to='assessment.changeset')),
            ],
            options={
                'verbose_name': 'change of a cell',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='PupilResults',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('values', models.JSONField(default=dict, verbose_name='values')),
                ('version', models.PositiveIntegerField(default=0)),
                ('approval', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='workflows.approval')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='people.pupil')),
            ],
            options={
                'verbose_name': 'results',
            },
        ),
        migrations.AddConstraint(
            model_name='changeset',
            constraint=models.UniqueConstraint(fields=('approval', 'number'), name='change_sets_in_order'),
        ),
        migrations.AddIndex(
            model_name='cellchange',
            index=models.Index(fields=['approval', 'pupil', 'cell'], name='changes_of_a_cell'),
        ),
        migrations.AddConstraint(
            model_name='pupilresults',
            constraint=models.UniqueConstraint(fields=('approval', 'pupil'), name='one_row_of_a_pupil'),
        ),
    ]
