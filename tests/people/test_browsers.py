import pytest

from hub.people.browsers import label

CHROMIUM = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"
NAMES = {
    CHROMIUM: "Chrome, Windows",
    f"{CHROMIUM} Edg/142.0": "Edge, Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E Safari/604.1": "Safari, iPhone",
    "Mozilla/5.0 (Linux; Android 15) SamsungBrowser/27.0 Chrome/125 Safari/537": "Samsung Internet, Android",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox, Mac",
    "curl/8.0": "",
    "": "",
    "<script>alert(1)</script>" * 500: "",
}


@pytest.mark.parametrize("told", NAMES)
def test_a_browser_is_named_in_two_words(told):
    assert label(told) == NAMES[told]
