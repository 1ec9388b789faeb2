"""Walks the portal as a signed-in person would, by the links its pages really hold."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Addresses that answer a file or end the session: not pages to look at.
NOT_PAGES = {
    "api:schema",
    "account_logout",
    "core:import_template",
    "feedback:inbox_file",
    "feedback:obstacle_file",
    "feedback:obstacle_wards_file",
    "feedback:photo",
    "feedback:photo_thumbnail",
    "healthz",
    "neighborhoods:consultation_file",
    "neighborhoods:minutes",
    "neighborhoods:paper",
    "neighborhoods:paper_public",
    "neighborhoods:progress_file",
    "neighborhoods:scheme_file",
    "neighborhoods:figure_file",
    "people:audit_file",
    "people:audit_reads_file",
    "people:audit_sign_ins_file",
    "people:notice_file",
    "people:register_file",
    "readyz",
    "reports:figure_rows_file",
    "reports:period_file",
    "reports:report_file",
    "reports:directive_file",
    "reports:directive_paper",
    "reports:directive_task_paper",
    "reports:board_file",
    "reports:public_file",
    "set_language",
    "wards:decision_file",
    "wards:open_table",
    "wards:unit_file_staff",
}
# A letter in the demo's log leads where its recipient may go, not everybody who reads the log.
LETTERS = {"people:notice_letter"}


def name_of(path: str) -> str | None:
    """The URL name behind a path, None where it leads nowhere."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


def links_on(page) -> list[str]:
    """The paths with query that a page links to inside the portal, as written."""
    hrefs = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    origin = urlsplit(page.url)
    inside = [urlsplit(href) for href in hrefs]
    return [
        f"{link.path}?{link.query}" if link.query else link.path
        for link in inside
        if (link.scheme, link.netloc) == (origin.scheme, origin.netloc)
    ]


def walk(page, start: str, *, most: int = 60):
    """Visit one page of every URL name that can be reached by links from a start page.

    Yields (name, path) with the page open there. A link that leads nowhere is yielded with the
    name None.
    """
    waiting, seen = [start], set()
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        name = name_of(urlsplit(path).path)
        if name in seen or name in NOT_PAGES or (name or "").startswith("admin:"):
            continue
        seen.add(name)
        response = page.goto(path)
        if response is None or "html" not in response.headers.get("content-type", ""):
            continue
        yield name, path, response.status
        if name not in LETTERS:
            waiting += links_on(page)


def violations(page, axe: str, within: str = "html") -> list[str]:
    """What axe-core finds wrong on the open page, or in the part a selector names; one line each."""
    page.evaluate(axe)
    # What was found to be right stays in the browser: to bring it over took longer than to find it.
    found = page.evaluate(
        """async ([part, tags]) => {
            const runOnly = {type: "tag", values: tags};
            const found = await axe.run(part, {runOnly, resultTypes: ["violations"]});
            return found.violations.flatMap(rule => rule.nodes.map(
                node => [rule.id, String(node.target), node.failureSummary.slice(0, 200)]));
        }""",
        [within, AXE_TAGS],
    )
    return [f"{rule}: {target} {summary}" for rule, target, summary in found]


def overflow(page) -> int:
    """How many CSS pixels the page is wider than its window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
