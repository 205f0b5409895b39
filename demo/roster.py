"""The cooperatives that speak in the demo: their names, places and representatives are invented."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Member:
    """A cooperative that files petitions. `login` is the part of its representative's address
    before the @; `key` is how the stories call it."""

    key: str
    name: str
    commune_code: str
    sector: str
    representative: str
    position: str
    login: str
    founded_on: date

    @property
    def full_name(self) -> str:
        is_credit = self.name.startswith("Quỹ tín dụng")
        return self.name if is_credit else f"Hợp tác xã {self.name}"


def _m(
    key: str, name: str, commune_code: str, sector: str, person: str, login: str, founded: str
) -> Member:
    full_name, _, position = person.partition(", ")
    sectors = {
        "A": "agriculture", "I": "industry_construction", "F": "finance", "T": "trade_service"
    }  # fmt: skip
    founded_on = date.fromisoformat(founded)
    place = (commune_code, sectors[sector], full_name, position or "Giám đốc", login)
    return Member(key, name, *place, founded_on)


ROSTER = (
    _m("huu_lung", "Nông sản Hữu Lũng", "06385", "A", "Nông Văn Quyết", "quyet", "2017-05-12"),
    _m("na_chi_lang", "Nông nghiệp Na Chi Lăng", "06463", "A", "Hoàng Văn Thắng", "thang",
       "2016-08-24"),
    _m("quan_son", "Dịch vụ Nông sản Quan Sơn", "06517", "T",
       "Hoàng Văn Thắng, Chủ tịch Hội đồng quản trị", "thang", "2021-03-18"),
    _m("van_quan", "Hồi sạch Văn Quan", "06253", "A", "Lành Thị Hương", "huong", "2018-10-09"),
    _m("dong_dang", "Thương mại Đồng Đăng", "06184", "T", "Hứa Thị Mến", "men", "2015-04-21"),
    _m("van_nham", "Nông sản Vân Nham", "06415", "A", "Chu Văn Hợi", "hoi", "2019-07-02"),
    _m("na_sam", "Dịch vụ Na Sầm", "06124", "T", "Lương Thị Thoa", "thoa", "2014-11-13"),
    _m("tan_thanh", "Rau an toàn Tân Thành", "06445", "A", "Vi Văn Đoàn", "doan", "2020-06-16"),
    _m("bac_son", "Quýt vàng Bắc Sơn", "06325", "A", "Dương Công Thìn", "thin", "2016-12-08"),
    _m("trang_dinh", "Quế Tràng Định", "06046", "A", "Nông Thị Nga", "nga", "2019-02-27"),
    _m("ky_lua", "Vận tải Kỳ Lừa", "06187", "T", "Trần Mạnh Hùng", "hung", "2012-09-05"),
    _m("thai_binh", "Chè Thái Bình", "06616", "A", "Hoàng Thị Sinh", "sinh", "2018-03-15"),
    _m("loc_binh", "Dịch vụ Tổng hợp Lộc Bình", "06529", "T", "Vi Thị Xuân", "xuan",
       "2013-05-30"),
    _m("mau_son", "Dược liệu Mẫu Sơn", "06541", "A", "Triệu Thị Mùi", "mui", "2021-09-14"),
    _m("thien_thuat", "Nông lâm Thiện Thuật", "06091", "A", "Hoàng Văn Pảo", "pao",
       "2022-04-12"),
    _m("na_duong", "Lâm nghiệp Na Dương", "06526", "A", "Lộc Văn Vương", "vuong", "2017-11-28"),
    _m("cao_loc", "Rau hoa Cao Lộc", "06211", "A", "Nguyễn Thị Hải Yến", "yen", "2020-10-20"),
    _m("dinh_lap", "Lâm nghiệp Đình Lập", "06613", "A", "Lý Văn Phúc", "phuc", "2015-08-11"),
    _m("khang_chien", "Thạch đen Kháng Chiến", "06037", "A", "Bế Thị Liễu", "lieu",
       "2019-05-22"),
    _m("hung_vu", "Chăn nuôi Hưng Vũ", "06349", "A", "Dương Thời Phong", "phong", "2018-06-06"),
    _m("tri_le", "Nông lâm Tri Lễ", "06313", "A", "Hoàng Thị Đào", "dao", "2020-03-10"),
    _m("hoang_van_thu", "Hồng vành khuyên Hoàng Văn Thụ", "06172", "A", "Nông Đức Cường",
       "cuong", "2017-10-17"),
    _m("van_linh", "Cao khô Vạn Linh", "06505", "I", "Vy Thị Lệ", "le", "2016-04-19"),
    _m("cai_kinh", "Gà đồi Cai Kinh", "06427", "A", "Hoàng Trọng Nghĩa", "nghia", "2021-05-11"),
    _m("huu_lien", "Du lịch cộng đồng Hữu Liên", "06400", "T", "Phùng Thị Duyên", "duyen",
       "2021-12-01"),
    _m("ba_son", "Nuôi ong Ba Sơn", "06196", "A", "Đặng Văn Thanh", "thanh", "2019-09-26"),
    _m("quoc_khanh", "Nông nghiệp Quốc Khánh", "06004", "A", "Nông Ích Thuyên", "thuyen",
       "2014-02-25"),
    _m("diem_he", "Nông nghiệp sạch Điềm He", "06280", "A", "Hà Thị Kiều", "kieu", "2022-08-16"),
    _m("binh_gia", "Nông lâm nghiệp Bình Gia", "06112", "A", "Vi Hồng Quân", "quan",
       "2013-10-15"),
    _m("hoa_tham", "Mây tre đan Hoa Thám", "06073", "I", "Bàn Thị Vân", "van", "2018-01-23"),
    _m("khuat_xa", "Trồng rừng Khuất Xá", "06565", "A", "Hoàng Văn Cẩn", "can", "2016-06-14"),
    _m("tam_thanh", "Xây dựng Tam Thanh", "05986", "I", "Lê Hữu Toàn", "toan", "2010-03-09"),
    _m("that_khe", "Vệ sinh môi trường Thất Khê", "06040", "T", "Nông Thị Vóc", "voc",
       "2012-07-24"),
    _m("dong_kinh", "Quỹ tín dụng nhân dân Đông Kinh", "05977", "F", "Phạm Thu Trang", "trang",
       "1996-05-16"),
    _m("quy_that_khe", "Quỹ tín dụng nhân dân Thất Khê", "06040", "F", "Bế Văn Thức", "thuc",
       "1997-04-10"),
    _m("vu_lang", "Nông nghiệp Vũ Lăng", "06367", "A", "Dương Thị Tuyết", "tuyet", "2017-03-07"),
    _m("yen_binh", "Thủy sản Yên Bình", "06391", "A", "Hoàng Minh Lợi", "loi", "2019-11-05"),
    _m("chien_thang", "Ổi Chiến Thắng", "06481", "A", "Vi Thị Chín", "chin", "2023-04-18"),
    _m("nhat_hoa", "Nông nghiệp Nhất Hòa", "06376", "A", "Dương Hữu Khởi", "khoi", "2015-12-10"),
    _m("tan_doan", "Nông lâm Tân Đoàn", "06316", "A", "Lộc Thị Bình", "binh", "2024-06-20"),
    _m("doan_ket", "Chăn nuôi Đoàn Kết", "06001", "A", "Đàm Văn Sự", "su", "2022-11-08"),
    _m("kien_moc", "Ba kích Kiên Mộc", "06625", "A", "Tằng Văn Páo", "tang.pao", "2024-09-11"),
    _m("thien_tan", "Rau quả Thiện Tân", "06436", "A", "Nguyễn Đình Chiến", "chien",
       "2024-03-14"),
    _m("tuan_son", "Cây ăn quả Tuấn Sơn", "06457", "A", "Vũ Thị Hòa", "hoa", "2020-01-14"),
)  # fmt: skip
