
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflows', '0004_period_and_confirmed'),
    ]

    operations = [
        migrations.CreateModel(
            name='Basis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveSmallIntegerField()),
                ('round', models.PositiveSmallIntegerField()),
                ('below_revision', models.PositiveSmallIntegerField()),
                ('below_round', models.PositiveSmallIntegerField()),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                ('approval', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bases', to='workflows.approval')),
                ('below', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflows.approval')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('approval', 'revision', 'round', 'below'), name='rests_on_each_once')],
            },
        ),
    ]
