"""The portal's own line icons: 24 × 24, drawn with the colour of the text around them."""

from typing import Final

PATHS: Final[dict[str, str]] = {
    "alert": '<path d="M12 4 2.8 19.5h18.4L12 4Z"/><path d="M12 10v4.5M12 17v.1"/>',
    "answer": '<path d="M20 15a2 2 0 0 1-2 2H9l-5 4V6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v9Z"/>'
    '<path d="m9 10.5 2.2 2.200L15.5 8.5"/>',
    "arrow-left": '<path d="M20 12H5M11 6l-6 6 6 6"/>',
    "arrow-right": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "bell": '<path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15L6 16ZM10 21h4"/>',
    "book": '<path d="M5 4h10a4 4 0 0 1 4 4v12H8a3 3 0 0 1-3-3V4ZM5 17a3 3 0 0 1 3-3h11"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10.500h16M8 3.500V8M16 3.500V8"/>',
    "camera": '<path d="M4 8h4l1.5-2.500h5L16 8h4v11H4V8Z"/><circle cx="12" cy="13" r="3.3"/>',
    "chart": '<path d="M4 20h16M7 20v-7M12 20V5M17 20v-10"/>',
    "check": '<path d="m4.5 12.5 5 5 10-11"/>',
    "chevron-down": '<path d="m6 9.5 6 6 6-6"/>',
    "chevron-right": '<path d="m9.5 6 6 6-6 6"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.300l3.5 2"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "copy": '<path d="M9 9h11v11H9zM15 9V4H4v11h5"/>',
    "dot": '<circle cx="12" cy="12" r="3"/>',
    "download": '<path d="M12 4v11M7 10.500l5 5 5-5M4 20h16"/>',
    "edit": '<path d="M4 20h4L19.5 8.500l-4-4L4 16v4ZM13 7l4 4"/>',
    "file": '<path d="M6 3h8l5 5v13H6V3ZM14 3v5h5M9.5 13h6M9.5 17h6"/>',
    "filter": '<path d="M3.5 5h17L14 13v6l-4 1.500V13L3.5 5Z"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/>'
    '<path d="M3.5 12h17M12 3.500c5 5 5 12 0 17M12 3.500c-5 5-5 12 0 17"/>',
    "help": '<circle cx="12" cy="12" r="8.5"/>'
    '<path d="M9.3 9.500a2.7 2.7 0 1 1 4 2.400c-.9.5-1.3 1.1-1.3 2.100M12 17v.1"/>',
    "history": '<path d="M4 5v5h5M4.6 10a8 8 0 1 1-.5 4M12 8v4.300l3 1.7"/>',
    "home": '<path d="m3.5 11.5 8.5-7 8.5 7M6 9.500V20h12V9.500M10 20v-6h4v6"/>',
    "inbox": '<path d="M4 13 6.5 5h11L20 13v6H4v-6ZM4 13h5l1.5 2.500h3L15 13h5"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.500M12 7.500v.1"/>',
    "key": '<circle cx="8" cy="16" r="4"/><path d="m11 13 9-9M16 8l3 3"/>',
    "link": '<path d="M10 14a4 4 0 0 0 6 .300l3-3a4 4 0 0 0-5.7-5.700l-1 1M14 10a4 4 0 0 0-6-.3'
    'l-3 3a4 4 0 0 0 5.7 5.700l1-1"/>',
    "lock": '<path d="M5 11h14v9H5zM8 11V8a4 4 0 0 1 8 0v3M12 14.500v2"/>',
    "mail": '<path d="M3.5 5.500h17v13h-17zM4 6l8 7 8-7"/>',
    "map-pin": '<path d="M12 21c5-5.3 7-8.5 7-11.500a7 7 0 0 0-14 0C5 12.5 7 15.7 12 21Z"/>'
    '<circle cx="12" cy="9.5" r="2.5"/>',
    "megaphone": '<path d="M4 10v4h3l10 4.500v-13L7 10H4ZM7 14l1.5 6h2.500l-1.3-4.800M20 10.500v3"/>',
    "menu": '<path d="M4 6.500h16M4 12h16M4 17.500h16"/>',
    "merge": '<path d="M6 4v4c0 4 6 4 6 8v4M18 4v4c0 4-6 4-6 8M9 17l3 3 3-3"/>',
    "minus": '<path d="M5 12h14"/>',
    "note": '<path d="M4 4h16v11l-5 5H4V4ZM20 15h-5v5M8 9h8M8 13h4"/>',
    "phone": '<path d="M5 4h4l1.5 5L8 10.700a12 12 0 0 0 5.3 5.300l1.7-2.5 5 1.500v4'
    'a1.5 1.5 0 0 1-1.6 1.500A16 16 0 0 1 3.5 5.6 1.5 1.5 0 0 1 5 4Z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "send": '<path d="M20.5 3.5 3.5 10l7 3.5 3.5 7 6.5-17ZM10.5 13.500l4.5-4.5"/>',
    "settings": '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/>'
    '<circle cx="9" cy="17" r="2"/>',
    "shield": '<path d="M12 3.5 5 6v6c0 4.5 3 7.3 7 8.5 4-1.2 7-4 7-8.500V6l-7-2.500Z"/>'
    '<path d="m9 12 2.2 2.200L15.2 10"/>',
    "shuffle": '<path d="M4 7h3c5 0 5 10 10 10h3M4 17h3c2 0 3.2-1.6 4-3.300M13.2 9.8'
    'C14 8.3 15.2 7 17 7h3M17.5 4.5 20 7l-2.5 2.500M17.5 14.5 20 17l-2.5 2.5"/>',
    "sign-out": '<path d="M10 4H5v16h5M10 12h10M16 8l4 4-4 4"/>',
    "sliders": '<path d="M6 4v7M6 15v5M12 4v3M12 11v9M18 4v9M18 17v3M3.5 13h5M9.5 9h5M15.5 15h5"/>',
    "star": '<path d="m12 4 2.5 5.3 5.5.7-4 4 1 5.8-5-2.8-5 2.8 1-5.8-4-4 5.5-.700L12 4Z"/>',
    "survey": '<path d="M6 4h12v17H6zM9.5 4V3h5v1M9 10l1 1 2-2M9 15.500l1 1 2-2M14 10.500h1.500M14 16h1.5"/>',
    "tasks": '<path d="m4 6.5 1.5 1.500L8 5.500M4 12.5 5.5 14 8 11.500M4 18.5 5.5 20 8 17.5'
    'M11 7h9M11 13h9M11 19h9"/>',
    "undo": '<path d="M9 5 4 10l5 5M4 10h10a6 6 0 0 1 0 12h-2"/>',
    "upload": '<path d="M12 16V5M7 9.500l5-5 5 5M4 20h16"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.500c.5-4 3.5-6 7.5-6s7 2 7.5 6"/>',
    "users": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6'
    'M15.5 5.200a3.5 3.5 0 0 1 0 6.600M18 14.500c2 .8 3.2 2.7 3.5 5.5"/>',
}
