"""Drawn pictures that stand for photos in the demo: a village road on its way to having lamps, and a slip of paper."""

import io
import random

from PIL import Image, ImageDraw

SIZE = (800, 600)
HORIZON = 330


def road(stage: str, seed: int) -> io.BytesIO:
    """Draw a road before, during or after the works; another seed gives another place."""
    chance = random.Random(seed)  # noqa: S311 - a drawing
    image = Image.new("RGB", SIZE, (150, 180, 205) if stage != "after" else (70, 85, 120))
    draw = ImageDraw.Draw(image)
    draw.polygon([(0, HORIZON), (180 + chance.randint(0, 90), 210), (430, HORIZON)], fill=(96, 122, 92))
    draw.polygon([(330, HORIZON), (610 + chance.randint(0, 60), 235), (800, HORIZON)], fill=(84, 110, 84))
    draw.rectangle((0, HORIZON, 800, 600), fill=(118, 132, 84))
    draw.polygon(
        [(330, HORIZON), (450, HORIZON), (720, 600), (90, 600)],
        fill=(140, 120, 96) if stage == "before" else (120, 122, 126),
    )
    for place in range(4):
        near = 1 + place * 0.7
        for side in (-1, 1):
            foot = (390 + side * 85 * near, HORIZON + 30 * near * near * 0.9)
            if stage == "before" or (stage == "during" and (side > 0 or place < 2)):
                continue
            top = (foot[0], foot[1] - 75 * near)
            draw.line([foot, top], fill=(70, 72, 76), width=int(3 * near))
            draw.line([top, (top[0] - side * 18 * near, top[1])], fill=(70, 72, 76), width=int(2 * near))
            if stage == "after":
                x, y = top[0] - side * 18 * near, top[1]
                draw.ellipse((x - 7 * near, y - 4 * near, x + 7 * near, y + 8 * near), fill=(255, 226, 140))
    if stage == "during":
        draw.rectangle((250, 440, 350, 500), fill=(226, 150, 40))
        draw.rectangle((270, 400, 330, 440), fill=(200, 120, 30))
        for x in (262, 336):
            draw.ellipse((x - 18, 486, x + 18, 522), fill=(40, 40, 44))
    return _written(image)


def paper(seed: int) -> io.BytesIO:
    """Draw a slip of paper on a table; nothing on it can be read."""
    chance = random.Random(seed)  # noqa: S311 - a drawing
    image = Image.new("RGB", SIZE, (128, 96, 66))
    draw = ImageDraw.Draw(image)
    draw.rectangle((170, 60, 630, 540), fill=(248, 246, 238), outline=(180, 176, 160))
    draw.rectangle((200, 90, 600, 130), outline=(170, 60, 50), width=3)
    for line in range(11):
        draw.line(
            [(205, 165 + line * 30), (205 + chance.randint(140, 380), 165 + line * 30)], fill=(110, 112, 120), width=5
        )
    draw.ellipse((450, 380, 580, 510), outline=(196, 50, 44), width=6)
    return _written(image)


def _written(image: Image.Image) -> io.BytesIO:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=80)
    target.seek(0)
    return target
