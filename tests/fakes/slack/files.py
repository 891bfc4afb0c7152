"""The files of the fake Slack: an upload in three steps, and which messages may show a file.

Source: docs.slack.dev, "files.getUploadURLExternal", "files.completeUploadExternal", "files.delete", "Slack file
object".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
MOST_ALT = 1_000
SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass
class UploadedFile:
    """A file as it stands."""

    name: str
    length: int
    alt: str
    content: bytes | None = None
    complete: bool = False
    deleted: bool = False
    unready: int = 0
    """How many messages are refused before Slack has processed it."""


@dataclass
class SlackFiles:
    """The files of one workspace, by their ids."""

    url: str = ""
    """Where contents are sent to, without the id."""
    known: dict[str, UploadedFile] = field(default_factory=dict)
    unready: int = 0
    """For files that are uploaded from now on."""

    @property
    def kept(self) -> dict[str, UploadedFile]:
        """Those that members can still see."""
        return {key: file for key, file in self.known.items() if file.complete and not file.deleted}

    def start(self, arguments: Json) -> Json:
        """`files.getUploadURLExternal`."""
        length = str(arguments.get("length", ""))
        if not arguments.get("filename") or not length.isdecimal() or not int(length):
            return _no("invalid_arguments")
        if len(arguments.get("alt_txt", "")) > MOST_ALT:
            return _no("alt_txt_too_large")
        key = f"F0FILE{len(self.known)}"
        self.known[key] = UploadedFile(arguments["filename"], int(length), arguments.get("alt_txt", ""))
        return {"ok": True, "upload_url": f"{self.url}{key}", "file_id": key}

    def take(self, key: str, content: bytes) -> bool:
        """The content, at the address of the upload."""
        file = self.known.get(key)
        if file is None or file.content is not None or len(content) != file.length:
            return False
        file.content = content
        return content.startswith(SIGNATURE)

    def complete(self, arguments: Json) -> Json:
        """`files.completeUploadExternal`, to nobody: the app shares the file by a message."""
        given = arguments.get("files")
        if not isinstance(given, list) or not given:
            return _no("invalid_arguments")
        for one in given:
            file = self.known.get(one.get("id"))
            if one.keys() - {"id", "title", "highlight_type"} or file is None or file.content is None:
                return _no("file_not_found")
            file.complete, file.unready = True, self.unready
        return {"ok": True, "files": [{"id": one["id"], "title": one.get("title")} for one in given]}

    def delete(self, arguments: Json) -> Json:
        """`files.delete`."""
        file = self.known.get(arguments.get("file", ""))
        if file is None:
            return _no("file_not_found")
        if file.deleted:
            return _no("file_deleted")
        file.deleted = True
        return {"ok": True}

    def faults(self, message: Mapping[str, Any]) -> list[str]:
        """The files of a message that cannot be shown, or not yet."""
        found = []
        for key in _shown(message.get("blocks")):
            file = self.kept.get(key)
            if file is None:
                found.append(f"no such file {key}")
            elif file.unready:
                file.unready -= 1
                found.append(f"{key} is being processed")
        return found


def _shown(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _shown(each)
    elif isinstance(value, dict):
        if "slack_file" in value:
            yield str(value["slack_file"].get("id"))
        for each in value.values():
            yield from _shown(each)


def _no(word: str) -> Json:
    return {"ok": False, "error": word}
