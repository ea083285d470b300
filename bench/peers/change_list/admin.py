"""The change list as the tutorial makes it; relations of a row come with it (``list_select_related``)."""

from django.contrib import admin

from bench.peers.change_list.models import Alert


@admin.register(Alert)
class AlertAdmin(admin.ModelAdmin):  # type: ignore[misc,unused-ignore]
    """The list and the forms of alerts."""

    list_display = ("id", "point", "severity", "text", "organisation", "state", "occurred_at", "detected_at")
    list_filter = ("organisation", "state", "detected_at")
    list_select_related = ("organisation",)
    list_per_page = 25
    search_fields = ("text",)
    ordering = ("-detected_at",)
