"""What one is shown who can take only so many events a second."""

import pytest
from wingws_simulator.core.excerpt import Excerpt, LeftOut


def begin(message, route_key="$default", why="found"):
    """The event with which a message begins."""
    return "message", "api", "connection", message, "data", 4, route_key, why


def end(message, status="ok"):
    """The event with which the invocation for a message ends."""
    origin = ("MESSAGE", "api", "connection", message)
    return "invocation", "f", f"request of {message}", origin, False, 1.0, status, None


def story(message, status="ok"):
    """All events of a message whose handler prints, posts once, and replies."""
    request_id = f"request of {message}"
    return [
        begin(message),
        ("log", "f", request_id, message, b"line\n"),
        ("post", "api", "other", request_id, message, b"data", 4, 200, "f"),
        ("delivered", "api", "other", None, 4),
        end(message, status),
        ("delivered", "api", "connection", message, 2),
    ]


def interleaved(*stories):
    """All first events, then all second ones, and so on; a post with its delivery."""
    for events in zip(*stories, strict=True):
        if events[0][0] == "post":
            for index, event in enumerate(events):
                yield event
                yield stories[index][3]
        elif events[0] != stories[0][3]:
            yield from events


class Watcher:
    """One who is shown an excerpt."""

    def __init__(self, rate):
        self.excerpt = Excerpt(rate)
        self.last = 0

    def see(self, events, *, at=0.0):
        """Return what is shown of further events, and how much is not."""
        noted = [(0.0, event) for event in events]
        chosen, left_out = self.excerpt.choose(self.last + 1, noted, now=at)
        self.last += len(noted)
        return [event for _, _, event in chosen], left_out[:3]


def test_few_events_are_all_shown():
    """With their numbers and times."""
    noted = [(1.5, event) for event in story("a")]

    chosen, left_out = Excerpt(10).choose(7, noted, now=0.0)

    assert chosen == [(n, *each) for n, each in enumerate(noted, 7)]
    assert left_out == LeftOut()


def test_a_message_is_shown_whole_or_not_at_all():
    """Whatever runs at the same time; what begins as there is room goes beyond it."""
    watcher = Watcher(2)
    stories = [story("a"), story("b"), story("c", "error")]

    shown, left_out = watcher.see(interleaved(*stories))

    assert shown == list(interleaved(*stories[:2]))
    assert left_out == (6, 1, 1)


def test_where_something_is_left_out_is_told():
    """From the event before the first one to the last one."""
    noted = [
        (0.0, event) for event in [*story("a"), *story("b"), ("deployed", "k", "n")]
    ]

    _, left_out = Excerpt(1).choose(101, noted, now=0.0)

    assert (left_out.after, left_out.until) == (106, 112)


def test_what_is_left_out_stays_so():
    """Its later events are not shown either, though there is room for them by then."""
    watcher = Watcher(1)
    first, second = story("a"), story("b")
    watcher.see([first[0], second[0]])

    shown, left_out = watcher.see([*second[1:], *first[1:]], at=100.0)

    assert shown == first[1:]
    assert left_out == (5, 0, 0)


def test_an_answer_is_left_out_with_its_message():
    """It comes at once behind the end of the invocation, or soon."""
    watcher = Watcher(1)
    *events, answer = story("b")
    watcher.see([begin("a"), *events])

    shown, left_out = watcher.see([answer], at=100.0)

    assert (shown, left_out) == ([], (1, 0, 0))


def test_messages_that_have_ended_are_forgotten():
    """So that nothing grows, an hour into a flood."""
    watcher = Watcher(1)
    for number in range(100):
        watcher.see(story(f"{number}"))
    watcher.see([])

    assert not watcher.excerpt._hidden


@pytest.mark.parametrize(
    "refused", [begin("b", None), begin("b", why="throttled")], ids=["route", "rate"]
)
def test_a_message_that_reaches_nobody_has_failed(refused):
    """Its error frame is not shown without it."""
    watcher = Watcher(1)
    error = ("delivered", "api", "connection", "b", 9)

    shown, left_out = watcher.see([begin("a"), refused, error])

    assert (shown, left_out) == ([begin("a")], (2, 1, 1))


def test_posts_of_scripts_count_like_messages():
    """Each with what became of it."""
    watcher = Watcher(1)
    post = ("post", "api", "c", None, None, b"data", 4, 200, None)
    gone = ("post", "api", "c", None, None, b"data", 4, 410, None)
    delivered = ("delivered", "api", "c", None, 4)

    shown, left_out = watcher.see([post, delivered, post, delivered, gone])

    assert shown == [post, delivered]
    assert left_out == (3, 2, 1)


def test_what_is_no_message_is_always_shown():
    """Handshakes, ends, changes of tables and of the program."""
    watcher = Watcher(1)
    events = [
        begin("a"),
        ("connect", "api", "c", "127.0.0.1", None, 101),
        ("disconnect", "api", "c", 1000, "", "client"),
        ("invocation", "f", "r", ("STREAM", None, None, None), False, 1.0, "ok", None),
        ("log", "f", None, None, b"line\n"),
        ("deployed", "function", "f"),
    ]

    assert watcher.see(events) == (events, (0, 0, 0))


def test_room_comes_with_time():
    """So many events a second, and no more than those of one second at once."""
    watcher = Watcher(4)
    refused = [begin(f"{n}", None) for n in range(20)]

    counts = [len(watcher.see(refused, at=at)[0]) for at in (0.0, 0.0, 0.5, 60.0)]

    assert counts == [4, 0, 2, 4]


def test_the_last_of_what_has_come_before_is_shown():
    """As it began, not in the middle; what comes then is shown a little at a time."""
    excerpt = Excerpt(4, since=14, room=20)
    events = [*story("a"), *story("b"), *story("c"), *story("d")]
    noted = [(0.0, event) for event in events]

    chosen, left_out = excerpt.choose(1, noted, now=0.0)

    assert [number for number, _, _ in chosen] == [*range(19, 25)]
    assert left_out == LeftOut(events=18, messages=3, after=0, until=18)
    refused = [(0.0, begin(f"{n}", None)) for n in range(40)]
    assert len(excerpt.choose(25, refused, now=1.0)[0]) == 14
    assert len(excerpt.choose(65, refused, now=2.0)[0]) == 4


def test_a_long_message_stops_the_rest_for_a_second_at_most():
    """However many events it has."""
    watcher = Watcher(4)
    posts = story("a")[2:4] * 1000
    watcher.see([begin("a"), *posts])

    assert watcher.see([begin("b")], at=0.9)[0] == []
    assert watcher.see([begin("c")], at=1.1)[0] == [begin("c")]
