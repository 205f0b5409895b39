"""What a cooperative may ask to have changed in its row of the registry. Pure. Source:
docs/rules/registry.md.
"""

REQUESTABLE = (
    "representative_name",
    "representative_position",
    "commune_code",
    "address",
    "phone",
    "email",
)
DECISIONS = {
    "open": ("waiting", "Chờ quyết định"),
    "accepted": ("done", "Đã ghi vào sổ"),
    "refused": ("refused", "Không nhận"),
    "withdrawn": ("ended", "Đã rút"),
}
PAPERS_MAX = 5
