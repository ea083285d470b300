"""The tables of the bench as Django sees them."""

from django.db import models


class Organisation(models.Model):
    """A department or a town."""

    id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=200)

    class Meta:
        managed = False
        db_table = "organisation"

    def __str__(self) -> str:
        return str(self.name)


class Power(models.Model):
    """A power item."""

    id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=300)

    class Meta:
        managed = False
        db_table = "power"

    def __str__(self) -> str:
        return str(self.name)


class Alert(models.Model):
    """An alert."""

    id = models.BigIntegerField(primary_key=True)
    county = models.IntegerField()
    point = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="alerts")
    town = models.ForeignKey(Organisation, models.PROTECT, related_name="town_alerts")
    power = models.ForeignKey(Power, models.PROTECT)
    severity = models.IntegerField()
    state = models.CharField(max_length=14)
    occurred_at = models.DateTimeField()
    detected_at = models.DateTimeField()
    text = models.CharField(max_length=400)

    class Meta:
        managed = False
        db_table = "bench_alert"

    def __str__(self) -> str:
        return str(self.text)
