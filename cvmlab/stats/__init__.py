"""Estimates that every room upstairs needs, each with its interval and its baseline."""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submod_attrs={
        "agreement": ["Agreement", "agreement"],
        "effects": ["Effect", "two_groups"],
        "hazards": ["HazardRatio", "hazard_ratio"],
        "importance": ["importance"],
        "importance_pictures": ["plot_importance"],
        "importance_result": ["Importance"],
        "ratios": ["e_value", "possible_ratio"],
        "resampling": ["Bootstrap", "bootstrap"],
        "stability": ["Stability", "cluster_stability"],
    },
)
