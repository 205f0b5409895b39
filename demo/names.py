"""Where invented names are put together from: people, hamlets, cooperatives. Real are only the
communes and what grows in them."""

from random import Random


def _words(text: str) -> tuple[str, ...]:
    """Return what commas part, over any number of lines."""
    return tuple(" ".join(text.split()).split(", "))


SURNAMES = _words(
    """
    Nông, Nông, Hoàng, Hoàng, Hoàng, Lương, Vi, Vi, Lý, Hứa, Chu, Lộc, Đàm, Triệu, Bế, Lành,
    Dương, Nguyễn, Nguyễn, Trần, Phạm, Vy, Lăng, Hà, Đặng, Phùng, Mã, Đinh, Ma, Liễu
    """
)
MEN = _words(
    """
    Văn Bình, Văn Chiến, Văn Dũng, Văn Đông, Văn Hải, Văn Hiệp, Văn Hùng, Văn Khánh, Văn Kiên,
    Văn Lâm, Văn Lợi, Văn Mạnh, Văn Nam, Văn Ninh, Văn Phong, Văn Quang, Văn Sáng, Văn Tài,
    Văn Thành, Văn Thịnh, Văn Tiến, Văn Tuấn, Văn Vinh, Đình Cường, Đình Long, Đức Anh, Đức
    Minh, Hồng Sơn, Hữu Nghĩa, Minh Tuân, Ngọc Hà, Quang Trung, Quốc Bảo, Thanh Tùng, Trọng
    Khôi, Xuân Hòa
    """
)
WOMEN = _words(
    """
    Thị Ánh, Thị Bích, Thị Chanh, Thị Dung, Thị Duyên, Thị Hà, Thị Hằng, Thị Hậu, Thị Hiền,
    Thị Hoa, Thị Huệ, Thị Hường, Thị Kim Anh, Thị Lan, Thị Liên, Thị Loan, Thị Lụa, Thị Mai,
    Thị Mây, Thị Nga, Thị Nhàn, Thị Nhung, Thị Phương, Thị Quyên, Thị Sen, Thị Thảo, Thị Thơm,
    Thị Thu, Thị Thúy, Thị Tươi, Thị Vân, Thị Yến
    """
)
HAMLET_HEADS = _words(
    """
    Nà, Nà, Bản, Bản, Khuổi, Pò, Pác, Cốc, Lũng, Làng, Khuôn, Thâm
    """
)
HAMLET_TAILS = _words(
    """
    Lọc, Pàn, Quyền, Chang, Mò, Luông, Sâm, Hin, Tát, Cáy, Lầu, Khoang, Mu, Nưa, Tẩu, Chuông,
    Vài, Sla, Danh, Hoàng, Nghiều, Phai, Kéo, Lình, Bó, Rạo
    """
)
MOTTOES = _words(
    """
    An Phú, Bình Minh, Đại Phát, Đất Lành, Đồng Tâm, Hợp Tiến, Hưng Thịnh, Hương Rừng, Minh
    Phát, Ngàn Xanh, Phú Cường, Phong Thịnh, Quyết Tiến, Thành Công, Toàn Thắng, Trường Thịnh,
    Xứ Lạng, Việt Tiến, Đoàn Lực, Thuận Phát
    """
)
FARMING = _words(
    """
    Nông nghiệp, Nông nghiệp, Nông lâm nghiệp, Dịch vụ nông nghiệp, Nông nghiệp sạch, Nông
    sản, Chăn nuôi, Chăn nuôi tổng hợp, Rau an toàn, Cây ăn quả, Lâm nghiệp, Dược liệu, Nuôi
    ong, Nông nghiệp hữu cơ, Thủy sản
    """
)
LOCAL_FARMING = {
    "Thành phố Lạng Sơn": ("Rau an toàn", "Rau hoa", "Hoa cây cảnh"),
    "Tràng Định": ("Thạch đen", "Quế", "Hồi", "Trồng quế"),
    "Bình Gia": ("Hồi", "Quế", "Trồng rừng", "Nông lâm sản"),
    "Văn Lãng": ("Hồng vành khuyên", "Nông lâm sản", "Hồi"),
    "Cao Lộc": ("Hồng không hạt", "Rau hoa", "Nông lâm sản"),
    "Văn Quan": ("Hồi", "Hồi hữu cơ", "Nông lâm sản"),
    "Bắc Sơn": ("Quýt", "Trồng thuốc lá", "Nông nghiệp sạch"),
    "Hữu Lũng": ("Na", "Nuôi gà đồi", "Cây ăn quả", "Trồng rừng"),
    "Chi Lăng": ("Na", "Trồng na", "Ổi", "Nuôi ngựa bạch"),
    "Lộc Bình": ("Trồng thông", "Trồng rừng", "Khoai tây", "Dược liệu"),
    "Đình Lập": ("Chè", "Trồng thông", "Ba kích", "Trồng rừng"),
}
OTHER_LINES = {
    "industry_construction": (
        "Xây dựng", "Cơ khí", "Sản xuất gạch", "Chế biến gỗ", "Chế biến nông sản", "Mây tre đan",
        "Vật liệu xây dựng", "Chế biến lâm sản", "May mặc",
    ),
    "trade_service": (
        "Dịch vụ tổng hợp", "Vận tải", "Thương mại", "Dịch vụ vận tải", "Quản lý chợ",
        "Vệ sinh môi trường", "Du lịch cộng đồng", "Cấp nước sạch", "Thương mại và dịch vụ",
    ),
}  # fmt: skip
GROUP_LINES = _words(
    """
    Chăn nuôi trâu bò, Nuôi lợn đen, Nuôi gà thả đồi, Trồng rau, Trồng rừng, Nuôi ong lấy mật,
    Trồng dược liệu, Nuôi cá, Trồng ngô, Dùng nước, Trồng khoai, Bảo vệ rừng
    """
)


def person(rng: Random) -> str:
    """Return an invented full name."""
    given = rng.choice(MEN) if rng.random() < 0.66 else rng.choice(WOMEN)
    return f"{rng.choice(SURNAMES)} {given}"


def hamlet(rng: Random) -> str:
    """Return an invented name of a hamlet."""
    return f"{rng.choice(HAMLET_HEADS)} {rng.choice(HAMLET_TAILS)}"


def line_of(rng: Random, sector: str, district: str) -> str:
    """Return what a cooperative of a sector does in a former district."""
    if sector in OTHER_LINES:
        return rng.choice(OTHER_LINES[sector])
    return rng.choice(LOCAL_FARMING[district] if rng.random() < 0.45 else FARMING)


def cooperative_name(rng: Random, sector: str, district: str, commune: str) -> str:
    """Return an invented name that may be taken already: ask again then."""
    chance = rng.random()
    if chance < 0.5:
        place = commune
    elif chance < 0.75:
        place = rng.choice(MOTTOES)
    else:
        place = hamlet(rng)
    return f"Hợp tác xã {line_of(rng, sector, district)} {place}"


def group_name(rng: Random, is_farming: bool, district: str) -> str:
    """Return an invented name of a cooperative group, which may be taken already."""
    if not is_farming:
        line = rng.choice(("Dịch vụ làm đất", "Dệt thổ cẩm", "Vận chuyển nông sản", "Đan lát"))
    else:
        line = rng.choice(GROUP_LINES + LOCAL_FARMING[district])
    return f"Tổ hợp tác {line} thôn {hamlet(rng)}"
