"""ArchiMate Open Exchange XML to plain elements and relations: parsing only, no meaning."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from bcm_tool.errors import BcmError
from bcm_tool.exchange import limits
from bcm_tool.exchange.archive import opened_zip, refuse_declarations
from bcm_tool.progress import Progress, no_progress

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element as XmlElement

_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_NAMESPACE = re.compile(r"\{http://www\.opengroup\.org/xsd/archimate(/3\.\d)?/?\}", re.ASCII)
_STEP = 2_000


@dataclass(frozen=True, slots=True)
class Part:
    """An element or a relationship as the file has it; ``properties`` by definition id."""

    id: str
    type: str
    name: str
    documentation: str
    source: str = ""
    target: str = ""
    properties: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class ArchimateFile:
    """Everything of a model that an import looks at."""

    elements: list[Part] = field(default_factory=list)
    relations: list[Part] = field(default_factory=list)
    property_names: dict[str, str] = field(default_factory=dict)
    views: int = 0


def read_file(path: Path, progress: Progress = no_progress) -> ArchimateFile:
    """Parse an ``.xml`` file, or the one ``model.xml`` of a ``.zip``.

    Raises
    ------
    BcmError
        When it is no such file, is damaged, too large or too deep, or declares entities.
    """
    if path.suffix.lower() == ".zip":
        data = _from_zip(path)
    else:
        if path.stat().st_size > limits.MOST_TEXT_BYTES:
            raise BcmError(
                f"{path.name}: the file is larger than {limits.MOST_TEXT_BYTES // 1_000_000} MB."
            )
        data = path.read_bytes()
    if not data.strip():
        raise BcmError(f"{path.name}: the file is empty.")
    refuse_declarations(data, path.name)
    return _parse(path.name, io.BytesIO(data), progress)


def _from_zip(path: Path) -> bytes:
    with opened_zip(path, "archive (.zip)") as archive:
        parts = archive.infolist()
        found = [p for p in parts if PurePosixPath(p.filename).name.lower() == "model.xml"]
        if len(found) != 1:
            raise BcmError(
                f"{path.name}: the archive must hold exactly one file model.xml; "
                f"it holds {len(found) or 'none'}."
            )
        if found[0].file_size > limits.MOST_TEXT_BYTES:
            raise BcmError(
                f"{path.name}: its model.xml is larger than "
                f"{limits.MOST_TEXT_BYTES // 1_000_000} MB."
            )
        with archive.open(found[0]) as stream:
            return stream.read(found[0].file_size + 1)


def _parse(name: str, stream: BinaryIO, progress: Progress) -> ArchimateFile:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    found = ArchimateFile()
    try:
        events = iterparse(stream, events=("start", "end"), forbid_dtd=True)
        for number, node in enumerate(_parts(name, events), 1):
            _take(found, node)
            if number % _STEP == 0:
                progress(number, 0)  # how many there are is not known before the end
    except ParseError as error:
        line, column = error.position
        raise BcmError(
            f"{name}, row {line}, column {column + 1}: the XML is damaged here."
        ) from error
    except DefusedXmlException as error:
        raise BcmError(
            f"{name}: the XML declares a document type or entities, which is refused."
        ) from error
    except (ValueError, LookupError) as error:  # an encoding that nobody should use
        raise BcmError(f"{name}: the XML is in an encoding that is not supported.") from error
    return found


def _parts(name: str, events: Iterator[tuple[str, XmlElement]]) -> Iterator[XmlElement]:
    """Every child of a section of the model, whole; what has been looked at is dropped."""
    path: list[XmlElement] = []
    for event, node in events:
        if event == "start":
            if not path:
                _check_root(name, node)
            path.append(node)
            if len(path) > limits.MOST_XML_DEPTH:
                raise BcmError(
                    f"{name}: the XML is nested more than {limits.MOST_XML_DEPTH} levels deep."
                )
            continue
        path.pop()
        if len(path) == 2:
            yield node
            path[-1].remove(node)


def _check_root(name: str, node: XmlElement) -> None:
    if not _NAMESPACE.match(node.tag) or _tag(node) != "model":
        raise BcmError(
            f"{name}: this is no ArchiMate Open Exchange file; its first element is "
            f"“{_tag(node)[:40]}”. In Archi: File, Export, Model to Open Exchange File."
        )


def _take(found: ArchimateFile, node: XmlElement) -> None:
    tag = _tag(node)
    if tag == "element":
        found.elements.append(_part(node))
    elif tag == "relationship":
        found.relations.append(_part(node))
    elif tag in ("propertyDefinition", "propertydef"):
        name = _child_text(node, "name") or node.get("name", "")
        found.property_names[node.get("identifier", "")] = name.strip()
    elif tag in ("diagrams", "view"):
        found.views += sum(_tag(child) == "view" for child in node) or int(tag == "view")


def _part(node: XmlElement) -> Part:
    return Part(
        node.get("identifier", "").strip(),
        node.get(_TYPE, "").rpartition(":")[2].strip(),
        " ".join((_child_text(node, "name") or _child_text(node, "label")).split()),
        _lines(_child_text(node, "documentation")),
        node.get("source", "").strip(),
        node.get("target", "").strip(),
        tuple(_properties(node)),
    )


def _properties(node: XmlElement) -> Iterator[tuple[str, str]]:
    for child in node:
        if _tag(child) != "properties":
            continue
        for item in child:
            reference = item.get("propertyDefinitionRef") or item.get("identifierref") or ""
            yield reference, _lines(_child_text(item, "value")).strip()


def _child_text(node: XmlElement, tag: str) -> str:
    return next(("".join(child.itertext()) for child in node if _tag(child) == tag), "")


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _tag(node: XmlElement) -> str:
    return node.tag.rpartition("}")[2]
