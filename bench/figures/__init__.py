"""The figures, in the order they are measured; each module has `measure(bench)`."""

NAMES = (
    *("tenancy", "public_list", "cached", "page_statements", "provisioning", "tick", "many_networks"),
    *("import_rows", "national_search", "suggestions", "feeds", "recurrence", "booklet", "booking"),
    *("places", "newsletter", "calendar", "reminders", "start"),
)
