"""How a page says which streams it follows."""

MOST_STREAMS = 8  # of one page
LONGEST = 19  # digits


def followed(asked: str) -> dict[str, int | None] | None:
    """ "municipality/1:12,room/7" as numbers by name, None for "from now on"; None for what no page of ours asks."""
    wanted: dict[str, int | None] = {}
    for part in asked.split(","):
        name, _, after = part.partition(":")
        if after and not (after.isascii() and after.isdecimal() and len(after) < LONGEST):
            return None
        wanted[name] = int(after) if after else None
    return wanted if len(wanted) <= MOST_STREAMS else None
