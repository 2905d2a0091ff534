"""The console as somebody sees it in a browser."""

import json
import urllib.request

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


class Shown:
    """A tab that shows the console of a stack; what goes wrong in it is noted."""

    def __init__(self, stack, page, folder):
        self.stack = stack
        self.page = page
        self._folder = folder
        self.problems = []
        page.goto("about:blank")
        page.set_default_timeout(10_000)
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="light")
        page.on("console", self._note)
        page.on("pageerror", self._note_error)
        self.page.goto(f"{self.address}#token={stack.daemon['token']}")
        self.page.get_by_text("live", exact=True).wait_for()

    def _note(self, message):
        if message.type == "error":
            self.problems.append(message.text)

    def _note_error(self, error):
        self.problems.append(str(error))

    @property
    def address(self):
        """Where the console is, without a token."""
        return f"http://127.0.0.1:{self.stack.daemon['port']}/console/"

    def open(self, section):
        """Go to one of its sections."""
        self.page.get_by_role("navigation", name="Sections").get_by_role(
            "link", name=section
        ).click()

    def keep_screenshot(self, name):
        """Leave a picture in the test's folder."""
        self.page.screenshot(path=self._folder / f"{name}.png")

    def admin(self, verb, **body):
        """Ask the admin API, from outside of the page."""
        daemon = self.stack.daemon
        request = urllib.request.Request(
            f"http://127.0.0.1:{daemon['port']}/admin/{verb}",
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {daemon['token']}"},
        )
        with urllib.request.urlopen(request) as response:
            return json.loads(response.read())

    def close(self):
        """Leave it; a page that complained is no success."""
        self.page.remove_listener("console", self._note)
        self.page.remove_listener("pageerror", self._note_error)
        assert self.problems == []
