"""Days given on the command line."""

from datetime import date

import click


class Day(click.ParamType[date]):
    """A real calendar day, YYYY-MM-DD."""

    name = "date"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day, or say what one looks like."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"「{value}」不是一个日期，请写成 2024-05-02 的样子。", param, ctx)


DAY = Day()
