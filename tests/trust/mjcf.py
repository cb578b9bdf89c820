"""A person as a model of MuJoCo (MJCF): the same bones, masses and fascicles, nothing else of Plumbline's mechanics.

    python tests/trust/mjcf.py adult_male > adult_male.xml

Body frames lie at the joint centres and are those of the world in upright standing. A joint of the spine is three
hinges about the axes of its disc, or one ball. The pelvis is given in the room, not on the thighs: two hinges first
take back what the thighs have turned. Inertias are of no consequence, for nothing moves; MuJoCo wants some.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.person import BODIES, Person

Array = np.ndarray
GRAVITY = 9.80665
# Plumbline's coordinates: ankle forward, legs to the right, knee; pelvis forward, right down, left; 25 joints
ANKLE, ASIDE, KNEE, PELVIS, SPINE, COORDINATES = 0, 1, 2, 3, 6, 81
_HEAD = """<mujoco model="{name}">
<compiler angle="radian" inertiafromgeom="false" balanceinertia="false"/>
<option gravity="0 -{gravity} 0" jacobian="dense"><flag contact="disable" energy="enable"/></option>
<worldbody>"""


def numbers(values: Sequence[float] | Array) -> str:
    """With all their digits."""
    return " ".join(repr(float(value)) for value in values)


def write(person: Person, mass_kg: Array, com_m: Array, *, balls: bool = False, fascicles: bool = True) -> str:
    """The model.

    Args:
        person: upright geometry, legs and fascicles.
        mass_kg: (26,) on each body of the spine, arms and what is carried included.
        com_m: (26, 3) [m] where, upright.
        balls: joints of the spine as balls instead of three hinges each.
        fascicles: with spatial tendons through all points of the fascicles.
    """
    sites, tendons = _fascicles(person) if fascicles else ([[] for _ in BODIES], [])
    lines = [_HEAD.format(name=person.name, gravity=GRAVITY), *_legs(person)]
    pivot = np.concatenate([person.hip_m[None], person.joint_m])
    thigh = _leg(person)[1]
    for body, name in enumerate(BODIES):
        place = pivot[body] - pivot[body - 1] if body else thigh
        lines.append(f'<body name="{name}" pos="{numbers(place)}">')
        lines += _joints(person, body, balls)
        lines.append(_inertia(float(mass_kg[body]), com_m[body] - pivot[body]))
        lines += [f'<site name="{site}" pos="{numbers(at - pivot[body])}"/>' for site, at in sites[body]]
    lines.append("</body>" * (len(BODIES) + 2) + "</worldbody>")
    if tendons:
        lines += ["<tendon>", *tendons, "</tendon>"]
    return "\n".join([*lines, "</mujoco>"])


def _hinge(name: str, axis: Sequence[float] | Array) -> str:
    # the hinges that level the pelvis lie along those that tilt it: armature keeps the engine's masses regular
    return f'<joint name="{name}" type="hinge" axis="{numbers(axis)}" armature="1"/>'


def _inertia(kg: float, at_m: Array) -> str:
    return f'<inertial pos="{numbers(at_m)}" mass="{numbers([max(kg, 1e-14)])}" diaginertia="0.01 0.01 0.01"/>'


def _leg(person: Person) -> tuple[Array, Array]:
    """Shank and thigh of the straight leg, upright."""
    whole = person.hip_m - person.ankle_m
    return (1.0 - person.thigh_share) * whole, person.thigh_share * whole


def _legs(person: Person) -> list[str]:
    """Two bodies with the mass and the centre of the legs: what the shank's share leaves lies at the ankles."""
    shank, thigh = _leg(person)
    on_shank, on_thigh = person.leg_com_share
    return [
        f'<body name="shank" pos="{numbers(person.ankle_m)}">',
        _hinge("legs aside", (1, 0, 0)),
        _hinge("ankle", (0, 0, -1)),
        _inertia(person.leg_mass_kg * (1.0 - on_shank), np.zeros(3)),
        f'<body name="thigh" pos="{numbers(shank)}">',
        _hinge("knee", (0, 0, 1)),
        _inertia(person.leg_mass_kg * on_shank, on_thigh / on_shank * thigh),
    ]


def _joints(person: Person, body: int, balls: bool) -> list[str]:
    name = BODIES[body]
    if body == 0:
        level = [_hinge("level forward", (0, 0, 1)), _hinge("level aside", (1, 0, 0))]
        return [*level, *(_hinge(f"pelvis {k}", axis) for k, axis in enumerate(((0, 0, -1), (1, 0, 0), (0, 1, 0))))]
    if balls:
        return [f'<joint name="{name}" type="ball"/>']
    anterior, normal, right = person.disc_frame[body - 1].T
    return [_hinge(f"{name} {k}", axis) for k, axis in enumerate((-right, anterior, normal))]


def _fascicles(person: Person) -> tuple[list[list[tuple[str, Array]]], list[str]]:
    """Sites body by body, each point once for each fascicle, and the tendons through them."""
    muscles = person.muscles
    sites: list[list[tuple[str, Array]]] = [[] for _ in BODIES]
    for k, body in enumerate(muscles.point_body):
        sites[body].append((f"p{k}", muscles.point_m[k]))
    tendons = []
    for i, name in enumerate(muscles.name):
        through = "".join(f'<site site="p{k}"/>' for k in range(muscles.start[i], muscles.start[i + 1]))
        tendons.append(f'<spatial name="{name}">{through}</spatial>')
    return sites, tendons


@dataclass(frozen=True)
class Engine:
    """A person in MuJoCo.

    Attributes:
        model, data: MuJoCo's.
        hinges: (nv, 81) how its hinges turn with Plumbline's coordinates, where the spine has hinges; the same takes
            its moments back: (81,) = hinges.T @ (nv,).
        frames: (25, 3, 3) of the discs.
        balls: whether the joints of the spine are balls.
    """

    model: Any
    data: Any
    hinges: Array
    frames: Array
    balls: bool

    @classmethod
    def of(cls, person: Person, mass_kg: Array, com_m: Array, *, balls: bool = False, fascicles: bool = True) -> Engine:
        """Written down and read by MuJoCo."""
        import mujoco

        model = mujoco.MjModel.from_xml_string(write(person, mass_kg, com_m, balls=balls, fascicles=fascicles))
        return cls(model, mujoco.MjData(model), hinges(), person.disc_frame, balls)

    def coordinates(self, q: Array) -> Array:
        """The engine's own coordinates of a posture (81,) of Plumbline."""
        angles: Array = self.hinges @ q
        if not self.balls:
            return angles
        legs = self.hinges.shape[0] - 75
        turns = [ball(frame, turn) for frame, turn in zip(self.frames, q[SPINE:].reshape(25, 3), strict=True)]
        return np.concatenate([angles[:legs], *turns])

    def set_posture(self, q: Array) -> None:
        """Take a posture (81,) of Plumbline at rest; positions, moments and tendons follow."""
        import mujoco

        self.data.qpos[:] = self.coordinates(q)
        self.data.qvel[:] = self.data.qacc[:] = 0.0
        mujoco.mj_inverse(self.model, self.data)

    def lever_arms(self) -> Array:
        """(F, nv) [m] minus the change of each tendon's length with each of the engine's own coordinates."""
        arms = np.zeros((self.model.ntendon, self.model.nv))
        slopes = np.asarray(self.data.ten_J)
        if slopes.size == arms.size:
            return -slopes.reshape(arms.shape)
        where = self.model if hasattr(self.model, "ten_J_rownnz") else self.data  # rows without their zeros
        row = np.repeat(np.arange(self.model.ntendon), where.ten_J_rownnz)
        arms[row, np.asarray(where.ten_J_colind).ravel()[: len(row)]] = -slopes.ravel()[: len(row)]
        return arms

    def body(self, name: str) -> int:
        """Its number there."""
        return int(self.model.body(name).id)


def hinges() -> Array:
    """(83, 81) angle of each hinge from Plumbline's coordinates, in the order in which they are written."""
    turn = np.zeros((8 + 75, COORDINATES))
    turn[0, ASIDE] = turn[1, ANKLE] = turn[2, KNEE] = 1.0
    turn[3, [ANKLE, KNEE]] = 1.0, -1.0  # what the thighs have turned, back again
    turn[4, ASIDE] = -1.0
    turn[5:, PELVIS:] = np.eye(78)
    return turn


def ball(frame: Array, angles_rad: Array) -> Array:
    """(4,) quaternion of three turns about the axes of a disc, one after another."""
    whole = np.array([1.0, 0.0, 0.0, 0.0])
    for axis, angle in zip((-frame[:, 2], frame[:, 0], frame[:, 1]), angles_rad, strict=True):
        a, b = whole, np.array([np.cos(angle / 2), *(np.sin(angle / 2) * axis)])
        whole = np.array([a[0] * b[0] - a[1:] @ b[1:], *(a[0] * b[1:] + b[0] * a[1:] + np.cross(a[1:], b[1:]))])
    return whole


def main() -> None:
    """Write the model of a person to standard output."""
    import models
    from sim.burden import merge

    person = models.load(sys.argv[1] if len(sys.argv) > 1 else "adult_male")
    burden = merge(person, ())
    print(write(person, burden.mass_kg, burden.com_m))


if __name__ == "__main__":
    main()
