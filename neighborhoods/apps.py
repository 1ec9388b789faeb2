"""The room `neighborhoods` as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NeighborhoodsConfig(AppConfig):
    """Name and label of the room, its lines in the staff rail, and what it adds to other rooms."""

    name = "neighborhoods"
    verbose_name = _("khu phố, ấp")

    def ready(self) -> None:
        """Stand in the rail; show figures, load rules with the standards, follow the territory."""
        from core import indicators, navigation
        from core.imports import registry
        from core.imports.registry import Importable
        from neighborhoods import board_panels, changes, digest, finding
        from neighborhoods import indicators as own_indicators
        from neighborhoods.figures import changes as figures
        from neighborhoods.figures.bands import load_bands
        from neighborhoods.figures.panel import figures_panel
        from neighborhoods.figures.resource import FigureResource
        from neighborhoods.lines_resource import LineResource
        from neighborhoods.voters.resource import VoterResource
        from people.boards import panels
        from people.permissions import Permission
        from wards.changes import followers
        from wards.registry import standards, unit_panels

        unit_panels.append(figures_panel)
        panels.extend([board_panels.schemes_panel, board_panels.figures_panel])
        standards.append(load_bands)
        indicators.register(*own_indicators.INDICATORS)
        followers.extend([changes.FOLLOWER, figures.FOLLOWER])
        registry.register(
            Importable(
                "so-lieu",
                _("Số liệu khu phố, ấp"),
                _("Số hộ, số nhân khẩu, diện tích theo ngày, kèm nguồn."),
                Permission.FIGURE_MANAGE,
                FigureResource,
            )
        )
        registry.register(
            Importable(
                "ho-gia-dinh",
                _("Danh sách hộ để lấy ý kiến"),
                _(
                    "Người đại diện và địa chỉ từng hộ của một đợt, để in danh sách ký; tự xóa sau đó."
                ),
                Permission.CONSULTATION_MANAGE,
                VoterResource,
            )
        )
        registry.register(
            Importable(
                "de-an",
                _("Phương án của đề án sắp xếp"),
                _("Các dòng thay đổi của một đề án đang soạn thảo: đơn vị cũ nào sang đơn vị nào."),
                Permission.SCHEME_MANAGE,
                LineResource,
            )
        )
        finding.register()
        digest.register()
        navigation.register(
            navigation.Item(
                _("Đề án sắp xếp"),
                "neighborhoods:schemes",
                _("Đơn vị"),
                34,
                Permission.SCHEME_VIEW,
                icon="shuffle",
            )
        )
        navigation.register(
            navigation.Item(
                _("Lấy ý kiến"),
                "neighborhoods:consultations",
                _("Đơn vị"),
                36,
                Permission.CONSULTATION_MANAGE,
                icon="survey",
            )
        )
        navigation.register(
            navigation.Item(
                _("Số liệu"),
                "neighborhoods:figures",
                _("Đơn vị"),
                38,
                Permission.FIGURE_VIEW,
                icon="chart",
            )
        )
        navigation.register(
            navigation.Item(
                _("Nhập từ bảng tính"),
                "core:imports",
                _("Đơn vị"),
                39,
                (Permission.FIGURE_MANAGE, Permission.STRUCTURE_MANAGE),
                icon="upload",
            )
        )
