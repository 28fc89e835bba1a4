"""What is said of the hits as a whole: the time searched, their order, the outlet that goes first, or why none came."""

from bot.render.labels import CHINESE, Labels, window_line, window_text
from bot.schema import Answer
from embeddings.search.dates import Window


def refusal(answer: Answer, labels: Labels = CHINESE) -> str:
    """Say that nothing answers, and which limits let nothing through."""
    if answer.hits:
        return labels.nearest
    wall = answer.wall
    if wall is None:
        return labels.nothing
    days = [window_text(Window(wall.since, wall.until, ""), labels)] if wall.since or wall.until else []
    return labels.walled.format(walls=labels.and_.join([*days, *([wall.source] if wall.source else [])]))


def course_line(answer: Answer, labels: Labels = CHINESE) -> str:
    """Head a course of events, which stands for an answering sentence."""
    return labels.course.format(count=len(answer.events))


def notes(answer: Answer, labels: Labels = CHINESE) -> list[str]:
    """Say of the hits, a line each, which time was searched, in which order they come and which outlet goes first."""
    if not answer.hits:
        return []
    lines = (window_line(answer, labels), _order(answer, labels), _outlet(answer, labels))
    return [line for line in lines if line]


def _order(answer: Answer, labels: Labels) -> str | None:
    if answer.order != "latest":
        return labels.as_of.format(day=answer.as_of) if answer.as_of else None
    return labels.newest_first_as_of.format(day=answer.as_of) if answer.as_of else labels.newest_first


def _outlet(answer: Answer, labels: Labels) -> str | None:
    outlet = answer.outlet
    if outlet is None:
        return None
    if answer.astray:
        return (labels.astray if outlet.sources else labels.not_indexed).format(outlet=outlet.name)
    return labels.prefers.format(outlet=outlet.name) if outlet.sources else None
