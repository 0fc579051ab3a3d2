"""Days as papers name them."""

from datetime import date, timedelta

from django import template

register = template.Library()


@register.filter
def day_before(day: date) -> date:
    """The last day of what ends when something else begins."""
    return day - timedelta(days=1)
