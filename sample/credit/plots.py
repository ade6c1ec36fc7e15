"""The ROC picture as SVG and as PNG, drawn without any library."""

from __future__ import annotations

import math
import struct
import zlib
from typing import List, Sequence, Tuple

Point = Tuple[float, float]
Colour = Tuple[int, int, int]

WHITE, INK, GRID, CURVE, CHANCE = (
    (255, 255, 255), (51, 51, 51), (225, 228, 232), (26, 110, 190), (160, 160, 160),
)

# Five columns by seven rows a letter; each row is five bits.
FONT = {
    "0": "0E11131519110E", "1": "040C040404040E", "2": "0E11010204081F", "3": "1F02040201110E",
    "4": "02060A121F0202", "5": "1F101E0101110E", "6": "0608101E11110E", "7": "1F010204080808",
    "8": "0E11110E11110E", "9": "0E11110F01020C", ".": "00000000000C0C", "=": "00001F001F0000",
    "A": "0E11111F111111", "C": "0E11101010110E", "F": "1F10101E101010", "O": "0E11111111110E",
    "P": "1E11111E101010", "R": "1E11111E141211", "T": "1F040404040404", "U": "1111111111110E",
    " ": "00000000000000",
}


def roc_svg(points: Sequence[Point], area: float, title: str) -> str:
    path = " ".join(f"{60 + 320 * x:.1f},{370 - 320 * y:.1f}" for x, y in points)
    ticks = "".join(
        f'<text x="{60 + 320 * t}" y="390" text-anchor="middle">{t}</text>'
        f'<text x="52" y="{374 - 320 * t}" text-anchor="end">{t}</text>'
        f'<path d="M{60 + 320 * t},50V370M60,{370 - 320 * t}H380" stroke="#e1e4e8"/>'
        for t in (0, 0.25, 0.5, 0.75, 1)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 430" font-family="sans-serif" font-size="12">'
        f'<rect width="420" height="430" fill="#fff"/>{ticks}'
        '<path d="M60,370L380,50" stroke="#a0a0a0" stroke-dasharray="5 4"/>'
        f'<polyline points="{path}" fill="none" stroke="#1a6ebe" stroke-width="2.5"/>'
        f'<text x="220" y="30" text-anchor="middle" font-size="15">{_escaped(title)}, AUC {area:.3f}</text>'
        '<text x="220" y="415" text-anchor="middle">False positive rate</text>'
        '<text x="16" y="210" text-anchor="middle" transform="rotate(-90 16 210)">True positive rate</text></svg>\n'
    )


def roc_png(points: Sequence[Point], area: float) -> bytes:
    canvas = Canvas(420, 430)

    def place(point: Point) -> Point:
        return 60 + 320 * point[0], 370 - 320 * point[1]

    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        canvas.line(place((tick, 0)), place((tick, 1)), GRID, 1)
        canvas.line(place((0, tick)), place((1, tick)), GRID, 1)
    for tick in (0.0, 0.5, 1.0):
        canvas.text(50 + 320 * tick, 380, f"{tick:.1f}", INK)
        canvas.text(34, 367 - 320 * tick, f"{tick:.1f}", INK)
    canvas.line(place((0, 0)), place((1, 1)), CHANCE, 1)
    for left, right in zip(points, points[1:]):
        canvas.line(place(left), place(right), CURVE, 2.5)
    canvas.text(150, 22, f"ROC AUC = {area:.3f}", INK, 2)
    canvas.text(211, 400, "FPR", INK)
    canvas.text(8, 207, "TPR", INK)
    return canvas.png()


class Canvas:
    """A picture in memory, three bytes a pixel."""

    def __init__(self, width: int, height: int) -> None:
        self._width = width
        self._rows: List[bytearray] = [bytearray(bytes(WHITE) * width) for _ in range(height)]

    def line(self, start: Point, end: Point, colour: Colour, width: float) -> None:
        """A smooth line: each pixel is covered by how near its middle is to the segment."""
        (x1, y1), (x2, y2) = start, end
        dx, dy = x2 - x1, y2 - y1
        square = dx * dx + dy * dy or 1.0
        reach = width / 2 + 1
        for y in range(int(min(y1, y2) - reach), int(max(y1, y2) + reach) + 1):
            for x in range(int(min(x1, x2) - reach), int(max(x1, x2) + reach) + 1):
                along = max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / square))
                away = math.hypot(x - x1 - along * dx, y - y1 - along * dy)
                self._blend(x, y, colour, width / 2 + 0.5 - away)

    def text(self, x: float, y: float, words: str, colour: Colour, size: int = 1) -> None:
        for place, letter in enumerate(words):
            rows = bytes.fromhex(FONT[letter])
            for down, bits in enumerate(rows):
                for across in range(5):
                    if bits >> (4 - across) & 1:
                        self._dot(int(x) + (place * 6 + across) * size, int(y) + down * size, colour, size)

    def _dot(self, x: int, y: int, colour: Colour, size: int) -> None:
        for down in range(size):
            for across in range(size):
                self._blend(x + across, y + down, colour, 1)

    def _blend(self, x: int, y: int, colour: Colour, cover: float) -> None:
        if cover <= 0 or not (0 <= y < len(self._rows) and 0 <= x < self._width):
            return
        cover = min(1.0, cover)
        row = self._rows[y]
        for channel in range(3):
            old = row[3 * x + channel]
            row[3 * x + channel] = round(old + (colour[channel] - old) * cover)

    def png(self) -> bytes:
        head = struct.pack(">IIBBBBB", self._width, len(self._rows), 8, 2, 0, 0, 0)
        pixels = b"".join(b"\0" + bytes(row) for row in self._rows)
        parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", zlib.compress(pixels, 9)), _chunk(b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
