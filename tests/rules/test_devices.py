"""What people read about a browser, from what browsers really say."""

import pytest

from accounts.devices import device_name

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
ANDROID = "Mozilla/5.0 (Linux; Android 9; SM-J400F) AppleWebKit/537.36 (KHTML, like Gecko) "
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 15_8 like Mac OS X) AppleWebKit/605.1.15 "
CHROME = "Chrome/126.0.0.0 Safari/537.36"
MOBILE = "Chrome/126.0.0.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (WINDOWS + CHROME, "Chrome trên máy tính Windows"),
        (f"{WINDOWS}{CHROME} Edg/126.0", "Edge trên máy tính Windows"),
        (f"{WINDOWS}coc_coc_browser/100.0 {CHROME}", "Cốc Cốc trên máy tính Windows"),
        (ANDROID + MOBILE, "Chrome trên điện thoại Android"),
        (ANDROID + CHROME, "Chrome trên máy tính bảng Android"),
        (f"{ANDROID}SamsungBrowser/12.1 {MOBILE}", "Trình duyệt Samsung trên điện thoại Android"),
        (f"{ANDROID}{MOBILE} Zalo android/2305", "Zalo trên điện thoại Android"),
        (f"{IPHONE}Version/15.6 Mobile/15E148 Safari/604.1", "Safari trên iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
         "Firefox trên máy tính Linux"),
        ("curl/8.5.0", "Thiết bị không rõ"),
        ("", "Thiết bị không rõ"),
    ],
)  # fmt: skip
def test_device_name(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name
