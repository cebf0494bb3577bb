"""A business story: known people, a clock that moves, and the doors everybody uses: pages, API, command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner
from django.test import Client

from polku.access.logic import Actor
from polku.deals.models import Deal
from polku.eventlog.events import Via
from polku.process.queries import let_go, published
from polku.site.cli import polku
from tests.conftest import NOW, People
from tests.deals.web.test_api import Api

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Story:
    """The company of the known people, at a moment that moves on."""

    def __init__(self, people: People, clock: Any, folder: Path) -> None:
        self.people, self.clock, self.folder = people, clock, folder
        self.at: datetime = NOW
        self._browsers: dict[str, Client] = {}
        self._programs: dict[str, Api] = {}

    def wait(self, **span: float) -> None:
        """Time goes by."""
        self.at += timedelta(**span)
        self.clock.move_to(self.at, tick=False)
        self._browsers.clear()  # a session ends after two weeks

    def actor(self, name: str) -> Actor:
        """Somebody at the web."""
        return self.people.actor(name, Via.WEB)

    def page(self, name: str) -> Client:
        """Somebody's browser."""
        if name not in self._browsers:
            self._browsers[name] = Client()
            self._browsers[name].force_login(getattr(self.people, name), backend=BACKEND)
        return self._browsers[name]

    def api(self, name: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Somebody's program."""
        if name not in self._programs:
            self._programs[name] = Api(self.people, name)
        return self._programs[name](method, path, body, **headers)

    def cli(self, *words: object, code: int = 0) -> str:
        """The command line of whoever runs the installation."""
        done = CliRunner().invoke(polku, [str(word) for word in words])
        assert done.exit_code == code, done.output + str(done.exception)
        return done.stdout

    def report(self, name: str, *words: object) -> dict[str, Any]:
        """A figure, as a program reads it."""
        answer: dict[str, Any] = json.loads(self.cli("report", name, *words, "--json"))
        return answer

    def publish(self, document: str) -> None:
        """Put a process in force from its file, and remember it as a serving process does."""
        file = self.folder / "process.yaml"
        file.write_text(document, encoding="utf-8")
        key = self.cli("process", "publish", file).split(":")[0]
        let_go(published(key).version_id)

    def deal(self, deal_id: int) -> Deal:
        """How a deal stands now."""
        return Deal.objects.get(id=deal_id)

    def open(self, title: str, *, by: str = "alice", **values: Any) -> int:
        """A program opens a deal."""
        made = self.api(by, "POST", "/deals", {"title": title, "company": f"{title} Oy"} | values)
        assert made.status_code == 201, made.content
        return int(made.json()["id"])

    def move(self, deal_id: int, stage: str, *, by: str = "alice", **values: Any) -> list[str]:
        """A program moves a deal; the keys of what it lacks, none where it went."""
        answer = self.api(by, "POST", f"/deals/{deal_id}/moves", {"stage": stage} | values)
        assert answer.status_code in (200, 409), answer.content
        return [one["key"] for one in answer.json().get("unmet", [])]


@pytest.fixture
def story(people: People, tmp_path: Path, settings: Any) -> Iterator[Story]:
    """Begin on a Friday morning."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        }
    }
    with time_machine.travel(NOW, tick=False) as clock:
        yield Story(people, clock, tmp_path)


Tell = Callable[..., Story]
