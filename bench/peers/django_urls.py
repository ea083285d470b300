"""Models, admin classes and addresses of the Django peer; loaded once its settings stand."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.urls import path


class Organisation(models.Model):
    """The organisation of an alert."""

    name = models.CharField(max_length=120)

    class Meta:
        """An existing table."""

        app_label, db_table, managed = "auth", "organisation", False

    def __str__(self) -> str:
        return str(self.name)


class Power(models.Model):
    """The power of a version."""

    name = models.CharField(max_length=300)

    class Meta:
        """An existing table."""

        app_label, db_table, managed = "auth", "power", False

    def __str__(self) -> str:
        return str(self.name)


class Alert(models.Model):
    """An alert."""

    point = models.CharField(max_length=40)
    text = models.CharField(max_length=400)
    state = models.CharField(max_length=14)
    severity = models.IntegerField()
    occurred_at = models.DateTimeField()
    detected_at = models.DateTimeField()
    organisation = models.ForeignKey(Organisation, models.DO_NOTHING)

    class Meta:
        """An existing table."""

        app_label, db_table, managed = "auth", "alert", False


class Version(models.Model):
    """A version of a power."""

    name = models.CharField(max_length=300)
    statutory_days = models.IntegerField()
    promised_days = models.IntegerField()
    place = models.CharField(max_length=200)
    phone = models.CharField(max_length=60)
    result = models.CharField(max_length=120)
    fee = models.CharField(max_length=200)
    power = models.ForeignKey(Power, models.DO_NOTHING)

    class Meta:
        """An existing table."""

        app_label, db_table, managed = "auth", "power_version", False


@admin.register(Alert)
class Alerts(admin.ModelAdmin):
    """The change list of alerts."""

    list_display: ClassVar[Any] = (
        "id",
        "point",
        "severity",
        "text",
        "organisation",
        "state",
        "occurred_at",
        "detected_at",
    )
    list_filter: ClassVar[Any] = ("state", "organisation")
    search_fields: ClassVar[Any] = ("text",)
    list_select_related = True
    list_per_page = 25
    ordering: ClassVar[Any] = ("-detected_at",)


admin.site.register(Version)

urlpatterns = [path("admin/", admin.site.urls)]
