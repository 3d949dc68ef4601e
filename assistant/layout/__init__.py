"""How a 公文 looks: rules of the standard as data, profiles of them, and putting one on a document.

rules ◀ profiles ◀ fonts ◀ styling
                ◀ fitting
"""

from assistant.layout.fitting import fit_words
from assistant.layout.fonts import MissingFont, missing_fonts
from assistant.layout.profiles import PROFILES, Profile, find_profile
from assistant.layout.rules import RULES, LayoutRule, Strength, find_rule
from assistant.layout.styling import apply_profile

__all__ = [
    "PROFILES",
    "RULES",
    "LayoutRule",
    "MissingFont",
    "Profile",
    "Strength",
    "apply_profile",
    "find_profile",
    "find_rule",
    "fit_words",
    "missing_fonts",
]
