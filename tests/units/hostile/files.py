"""Thirty-odd hostile files, made here so that no virus scanner carries the project away: name -> bytes.

What each is after stands in its name. REFUSED are not kept; CLEANSED are kept, and only what can be seen of them.
"""

import io
import struct
import zipfile
import zlib

from PIL import Image, PngImagePlugin

CANARY = b"KANARI-60.0N-11.1E"
HTML = b"<!doctype html><html><body><script>alert(1)</script><img src=x onerror=alert(1)></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(kind="PNG", size=(40, 30), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


def document(**more):
    return zipped(word__document_dot_xml=b"<w/>", **more)


def huge_png(side):
    """A picture that says it is enormous, and holds next to nothing."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def with_exif():
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()
    exif[0x013B] = CANARY.decode()
    return picture("JPEG", exif=exif.tobytes(), comment=CANARY)


def png_with_words():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", CANARY.decode())
    info.add_itxt("XML:com.adobe.xmp", CANARY.decode())
    return picture("PNG", pnginfo=info)


def overlapping_zip():
    """One packed part that a hundred entries point at: each alone is small, all together are not."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 4_000_000)
        first = archive.infolist()[0]
        for number in range(100):
            again = zipfile.ZipInfo(f"word/{number}.xml")
            for name in ("compress_type", "CRC", "compress_size", "file_size", "header_offset", "flag_bits"):
                setattr(again, name, getattr(first, name))
            archive.filelist.append(again)
    return out.getvalue()


def list_without_end():
    """An archive whose list names half a million parts, none of which takes any room."""
    whole = document()
    start, end = whole.find(b"PK\x01\x02"), whole.find(b"PK\x05\x06")
    line = bytearray(whole[start : start + 46])
    struct.pack_into("<HHH", line, 28, 1, 0, 0)
    listed = whole[start:end] + (bytes(line) + b"a") * 400_000
    tail = bytearray(whole[end:])
    struct.pack_into("<HHLL", tail, 8, 65535, 65535, len(listed), start)
    return whole[:start] + listed + bytes(tail)


def in_scans(side, more=0):
    """A picture of few bytes that is read in several scans, the last of them said again so many times."""
    whole = picture("JPEG", (side, side), progressive=True, quality=10, subsampling=0)
    start = whole.rfind(b"\xff\xda")
    return whole[:start] + whole[start:-2] * (1 + more) + whole[-2:]


REFUSED = {
    "liste-uten-ende.docx": list_without_end(),
    "i-omganger-4100.jpg": in_scans(4_100),
    "i-hundre-omganger.jpg": in_scans(1_000, more=100),
    "side.html": HTML,
    "side.HTM": HTML,
    "side.xhtml": HTML,
    "tegning.svg": SVG,
    "tegning.svgz": b"\x1f\x8b" + zlib.compress(SVG),
    "html-som-bilde.png": HTML,
    "html-som-bilde.jpg": HTML,
    "svg-som-bilde.png": SVG,
    "html-som-pdf.pdf": HTML,
    "pdf-etter-html.pdf": HTML + PDF,
    "html-som-tekst.txt": HTML,
    "svg-som-tekst.csv": SVG,
    "xml-som-tekst.txt": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
    "dobbel.png.html": picture(),
    "program.exe": b"MZ\x90\0" + b"\0" * 100,
    "program-som-pdf.pdf": b"MZ\x90\0" + b"\0" * 100,
    "program-som-tekst.txt": b"MZ\x90\0" + b"\0" * 100,
    "skript.js": b"alert(1)",
    "skript.php": b"<?php system($_GET[0]); ?>",
    "flash.swf": b"CWS\x0a" + b"\0" * 100,
    "arkiv.zip": zipped(a=b"x"),
    "arkiv-som-dokument.docx": zipped(a=b"x"),
    "makro.docx": document(word__vbaProject_dot_bin=b"x"),
    "makro.docm": document(word__vbaProject_dot_bin=b"x"),
    "bombe.docx": document(word__media__bilde_dot_xml=b"0" * 400_000_000),
    "bombe.xlsx": zipped(xl__workbook_dot_xml=b"<w/>", xl__ark_dot_xml=b"0" * 50_000_000),
    "overlappende.docx": overlapping_zip(),
    "odelagt.docx": document()[:-30],
    "html-foran-arkiv.docx": HTML + document(),
    "tusen-deler.docx": document(**{f"d{number}": b"" for number in range(6000)}),
    "stor-50000.png": huge_png(50_000),
    "stor-6000.png": huge_png(6_000),
    "avkortet.png": picture()[:60],
    "avkortet.jpg": picture("JPEG")[:200],
    "tom.png": b"",
    "uten-ending": b"x",
    ".htaccess": b"AddType text/html .png",
    "bilde.png\x00.html": HTML,
}
CLEANSED = {
    "i-omganger.jpg": picture("JPEG", progressive=True) + CANARY,
    "posisjon.jpg": with_exif(),
    "ord.png": png_with_words(),
    "skript-etter-bildet.jpg": picture("JPEG") + CANARY + HTML,
    "arkiv-etter-bildet.png": picture() + CANARY + zipped(a=HTML),
    "skript-i-kommentar.jpg": picture("JPEG", comment=CANARY + b"*/=alert(1)/*"),
    "animert.gif": picture("GIF", comment=CANARY),
    "skript-etter-bildet.webp": picture("WEBP") + CANARY,
}
KEPT = {
    "rutine.pdf": PDF,
    "notat.docx": document(),
    "liste.csv": "navn;nummer\nÅse;=1+1\n".encode("cp1252"),
    "rutine \u202efdp.txt": b"tekst",
    "../../etc/passwd.txt": b"tekst",
    "a" * 300 + ".txt": b"tekst",
    'sitat"; filename="x.html.txt': b"tekst",
    "fane\tog\u2028linje.txt": b"tekst",
}
