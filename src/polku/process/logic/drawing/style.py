"""The colours of a map that leaves the house as a file: the light theme, frozen."""

from typing import Final

STANDALONE_STYLE: Final = (
    "svg{font-family:system-ui,'Segoe UI',Roboto,'Noto Sans','Noto Sans CJK TC',sans-serif}"
    ".paper{fill:#faf9f5}"
    "text{fill:#4a453f;font-size:12px}"
    ".nm{font-size:15px;font-weight:640;fill:#1f1b16;letter-spacing:-.01em}"
    ".q{fill:#67615a}"
    ".b{font-weight:620;fill:#1f1b16}"
    ".ln{fill:#1d553c}"
    ".out{fill:none;stroke:#958a7c;stroke-linejoin:round}"
    ".end{fill:none;stroke:#958a7c;stroke-width:2.5;stroke-linecap:round}"
    ".st{fill:#faf9f5;stroke:#1f1b16;stroke-width:3}"
    ".bl{stroke:#4a453f;stroke-width:1.5;fill:none}"
    ".bs{fill:#4a453f}"
    ".hair{stroke:#dedad2;stroke-width:1;fill:none}"
    ".back{fill:none;stroke:#67615a;stroke-width:1.5;stroke-dasharray:1 4;stroke-linecap:round}"
    ".on{fill:#fbfffc;font-weight:620}"
    ".ok{fill:none;stroke:#2c6f9e;stroke-width:2.5}"
    ".late{fill:#cf8a1f}.stuck{fill:#b5271a}"
    ".tl-late{fill:#7a5216;font-weight:600}.tl-stuck{fill:#a3261b;font-weight:640}"
    ".pin{fill:#1f1b16}.pin-t{fill:#faf9f5;font-size:11px;font-weight:650}"
    ".pin.ok{fill:#2c6f9e;stroke:none}.pin.late{fill:#7a5216}.pin.stuck{fill:#a3261b}"
    ".resp{fill:#4a453f}.part{fill:#faf9f5;stroke:#4a453f;stroke-width:1.5}"
)
