"""What a browser is called, from what it says of itself. Pure: for people, never for a decision."""

UNKNOWN = "Thiết bị không rõ"
# The first that is found names it: many call themselves Chrome and Safari as well.
PROGRAMS = (
    ("Zalo", "Zalo"),
    ("FBAN", "Facebook"),
    ("FBAV", "Facebook"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "trình duyệt Samsung"),
    ("UCBrowser", "UC Browser"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("Trident", "Internet Explorer"),
)
MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "điện thoại Android"),
    ("Windows Phone", "Windows Phone"),
    ("Windows", "máy tính Windows"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "máy Mac"),
    ("Linux", "máy tính Linux"),
)
TABLET = "máy tính bảng Android"


def device_name(user_agent: str) -> str:
    """Return a plain Vietnamese name such as "Chrome trên máy tính Windows"."""
    program = next((name for sign, name in PROGRAMS if sign in user_agent), "")
    machine = next((name for sign, name in MACHINES if sign in user_agent), "")
    if machine == "điện thoại Android" and "Mobile" not in user_agent:
        machine = TABLET
    if program and machine:
        name = f"{program} trên {machine}"
        return name[0].upper() + name[1:]
    known = program or machine
    return known[0].upper() + known[1:] if known else UNKNOWN
