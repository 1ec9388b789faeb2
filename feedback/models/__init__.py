"""Citizens' feedback: cases, what happened to them, their photos, contacts and deadlines."""

from feedback.models.answer import AnswerTemplate
from feedback.models.case import SEALED_KINDS, Case, CaseKind, Channel, Contact
from feedback.models.catalogue import Category, Clock, DeadlineRule, Measure
from feedback.models.draft import Draft
from feedback.models.event import CaseEvent
from feedback.models.obstacle import Obstacle, ObstacleEvent, ObstacleKind
from feedback.models.photo import Photo

__all__ = [
    "SEALED_KINDS",
    "AnswerTemplate",
    "Case",
    "CaseEvent",
    "CaseKind",
    "Category",
    "Channel",
    "Clock",
    "Contact",
    "DeadlineRule",
    "Draft",
    "Measure",
    "Obstacle",
    "ObstacleEvent",
    "ObstacleKind",
    "Photo",
]
