"""What anatomy.toml and tissue.toml may say: every table and every key.

The structures mirror the files one to one; an unknown key or a wrong type is an error with its exact path
(`models.files` turns it into one line for the user). Nothing is computed here.
"""

from __future__ import annotations

from models.quantity import Amount, Amounts, Column, Number, Table

# --- anatomy.toml -----------------------------------------------------------------------------


class Size(Table, frozen=True, forbid_unknown_fields=True):
    """How big the skeleton is."""

    reference_height: Amount
    leg_length_fraction: Amount
    female_breadth: Amount


class Vertebra(Table, frozen=True, forbid_unknown_fields=True):
    """Vertebral bodies [mm]."""

    anterior_height: Amounts
    posterior_height: Amounts
    endplate_depth: Amounts
    endplate_width: Amounts


class Disc(Table, frozen=True, forbid_unknown_fields=True):
    """Discs [mm, mm^2]."""

    height: Amounts
    area: Amounts


class Curve(Table, frozen=True, forbid_unknown_fields=True):
    """Angles between neighbouring upper endplates, upright [deg]."""

    lumbar: Column
    lumbar_share: Column
    thoracic: Column
    cervical: Column


class Pelvis(Table, frozen=True, forbid_unknown_fields=True):
    """Sacrum, hips and innominate bones [mm]."""

    hip_to_sacrum: Amount
    hip_spacing: Amount
    innominate_turn: Amount
    sacral_block: Amount


class Leg(Table, frozen=True, forbid_unknown_fields=True):
    """Legs, as fractions."""

    thigh_fraction: Amount
    ankle_height: Amount


class Foot(Table, frozen=True, forbid_unknown_fields=True):
    """Feet, and where the body stands over them."""

    length: Amount
    heel_behind_ankle: Amount
    breadth: Amount
    mass_ahead_of_ankle: Amount


class Head(Table, frozen=True, forbid_unknown_fields=True):
    """The head, from the occipital condyles [mm]."""

    com_forward: Number
    com_up: Amount
    meatus_forward: Number
    meatus_up: Amount
    vertex_up: Amount
    length: Amount
    breadth: Amount
    height: Amount


class Shoulder(Table, frozen=True, forbid_unknown_fields=True):
    """Where the arms hang, and what bears them."""

    half_spacing: Amount
    forward: Number
    share: Amounts


class Mass(Table, frozen=True, forbid_unknown_fields=True):
    """Segment masses, percent of body mass, and their places."""

    trunk: Amounts
    trunk_forward: Column
    head: Amounts
    neck: Amounts
    arm: Amounts
    pelvis: Amounts
    thigh: Amounts
    shank: Amounts
    foot: Amounts
    thigh_com: Amounts
    shank_com: Amounts
    pelvis_com_up: Amounts
    pelvis_com_forward: Number


class Range(Table, frozen=True, forbid_unknown_fields=True):
    """Range of motion from upright [deg]."""

    flexion: Amounts
    extension: Amounts
    lateral: Amounts
    axial: Amounts


class Anatomy(Table, frozen=True, forbid_unknown_fields=True):
    """anatomy.toml."""

    size: Size
    vertebra: Vertebra
    disc: Disc
    curve: Curve
    pelvis: Pelvis
    leg: Leg
    foot: Foot
    head: Head
    shoulder: Shoulder
    mass: Mass
    range: Range


# --- tissue.toml ------------------------------------------------------------------------------


class Region(Table, frozen=True, forbid_unknown_fields=True):
    """Two anchors a joint and axis: angle reached at ``moment`` in each direction, under a preload that stiffens."""

    moment: Amounts
    flexion: Amounts
    extension: Amounts
    lateral: Amounts
    axial: Amounts
    hardening_ratio: Amounts
    preload: Number
    stiffening: Number


class Degeneration(Table, frozen=True, forbid_unknown_fields=True):
    """Factor on stiffness by disc grade."""

    flexion: Amounts
    lateral: Amounts
    axial: Amounts


class Ageing(Table, frozen=True, forbid_unknown_fields=True):
    """Stiffening with age."""

    per_decade: Amount
    onset: Amount


class TissueSize(Table, frozen=True, forbid_unknown_fields=True):
    """The body mass the anchors belong to."""

    reference_mass: Amount


class TissueFile(Table, frozen=True, forbid_unknown_fields=True):
    """tissue.toml."""

    lumbar: Region
    thoracic: Region
    cervical: Region
    craniocervical: Region
    rib_cage: Amounts
    rib_cage_floating: Amount
    degeneration: Degeneration
    ageing: Ageing
    size: TissueSize
    unloaded: Column
    coupling: Column
