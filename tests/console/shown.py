"""The console as somebody sees it in a browser."""

import json
import urllib.request

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


class Shown:
    """A tab that shows the console of a stack; what goes wrong in it is noted."""

    def __init__(self, stack, browser, folder):
        self.stack = stack
        self._folder = folder
        self._context = browser.new_context(viewport=DESKTOP)
        self.page = self._context.new_page()
        self.page.set_default_timeout(10_000)
        self.problems = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.goto(f"{self.address}#token={stack.daemon['token']}")
        self.page.get_by_text("live", exact=True).wait_for()

    def _note(self, message):
        if message.type == "error":
            self.problems.append(message.text)

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
        """Close the tab; a page that complained is no success."""
        self._context.close()
        assert self.problems == []
