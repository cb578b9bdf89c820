"""Muscle lever arms at every joint, and how the muscles share the moments that are asked of them.

A fascicle is a rope: a polyline through points fixed to bones. Where a straight piece of it runs from one
body up to another it pulls the two together along its line, with the same force everywhere. Its *lever arm*
at a joint is the moment about the joint centre, on everything above, per newton of that force; by virtual
work it equals minus the change of the rope's length per radian of that joint.

Twenty-five joints times three axes give 75 moments to supply, and some 300 fascicles to supply them. Of all
the ways, `share` takes the one with least effort, after Crowninshield & Brand (1981, J Biomech 14:793).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from models.person import AXES, JOINTS, Array, Muscles

from .memory import remembered

ROWS = len(JOINTS) * len(AXES)
# of the largest moment: forces are then right to 1e-6 N also far beyond what muscles can do, where 1e-10 was not quite
# enough, at no further step; at 1e-12 rounding begins to stand in the way there
TOLERANCE = 1e-11
_TINY = np.finfo(float).tiny


@dataclass(frozen=True)
class Sharing:
    """The forces that together give the moments asked for, at least effort.

    Attributes:
        force_N: (..., F) [N] tension of each fascicle.
        residual_Nm: (..., 75) [Nm] the part of the demand that no muscle supplies.
        multiplier: (..., 75) [Pa/m] price of one more newton metre; pass it as `start` for a nearby posture.
        iterations: (...) Newton steps taken.
        capped: (...) number of fascicles at their stress limit.
        imbalance: (...) largest |muscles + residual - demand| relative to the largest demand.
    """

    force_N: Array
    residual_Nm: Array
    multiplier: Array
    iterations: Array
    capped: Array
    imbalance: Array


@dataclass(frozen=True)
class Paths:
    """Which distinct points and straight pieces a set of muscles has, and which joints each piece crosses."""

    shape: Shape
    point_body: Array  # (P,)
    point_m: Array  # (P, 4) upright, homogeneous
    lower: Array  # (S,) point at the lower end of each piece
    upper: Array  # (S,)
    piece: Array  # (6 N,) for each crossing the entry of the pieces' lines ...
    cell: Array  # (6 N,) ... and the cell of the (joints, 6, fascicles) array it belongs in
    fascicles: int


@dataclass(frozen=True)
class Shape:
    """How fascicles share points, the same for most people: the first of each distinct point, and which is which."""

    start: Array  # (F + 1,)
    point_body: Array  # (all,)
    first: Array  # (P,)
    same: Array  # (all,)

    def fits(self, muscles: Muscles) -> bool:
        """Whether another set shares its points alike."""
        return (
            np.array_equal(self.point_body, muscles.point_body)
            and np.array_equal(self.start, muscles.start)
            and np.array_equal(muscles.point_m[self.first][self.same], muscles.point_m)
        )


_last_paths: list[Paths] = []


@remembered
def paths(muscles: Muscles) -> Paths:
    """Crossings of a muscle set; worked out once for all people whose muscles share points alike."""
    for like in _last_paths:
        if like.shape.fits(muscles):
            points = np.column_stack([muscles.point_m[like.shape.first], np.ones(len(like.point_m))])
            return replace(like, point_m=points)
    found = _worked_out(muscles)
    _last_paths[:] = [found, *_last_paths[:3]]
    return found


def _worked_out(muscles: Muscles) -> Paths:
    _, once, same = np.unique(
        np.column_stack([muscles.point_body, muscles.point_m]), axis=0, return_index=True, return_inverse=True
    )
    same = same.reshape(-1)
    body = np.asarray(muscles.point_body)[once].astype(int)
    first = np.setdiff1d(np.arange(len(same) - 1), np.asarray(muscles.start[1:-1]) - 1)
    owner = np.searchsorted(muscles.start, first, side="right") - 1
    ends = np.column_stack([same[first], same[first + 1]])
    if np.any(body[ends[:, 0]] > body[ends[:, 1]]):
        raise ValueError("a fascicle's points must run from the lower body up")
    crosses = body[ends[:, 0]] < body[ends[:, 1]]
    ends, owner = ends[crosses], owner[crosses]
    pieces, kind = np.unique(ends, axis=0, return_inverse=True)
    kind = kind.reshape(-1)
    count = body[ends[:, 1]] - body[ends[:, 0]]
    crossing = np.repeat(np.arange(len(ends)), count)
    joint = np.concatenate([np.arange(body[low], body[up]) for low, up in ends])
    fascicles = len(muscles.name)
    component = np.arange(6)[:, None]
    return Paths(
        shape=Shape(muscles.start, muscles.point_body, once, same),
        point_body=body,
        point_m=np.column_stack([muscles.point_m[once], np.ones(len(once))]),
        lower=pieces[:, 0],
        upper=pieces[:, 1],
        piece=(component * len(pieces) + kind[crossing]).ravel(),
        cell=((joint * 6 + component) * fascicles + owner[crossing]).ravel(),
        fascicles=fascicles,
    )


def crossings(
    muscles: Muscles,
    upright_hip_m: Array,
    upright_joint_m: Array,
    rotation: Array,
    hip_m: Array,
    joint_m: Array,
    frame: Array,
) -> tuple[Array, Array]:
    """Lever arms of all fascicles at all joints, and the direction in which each pulls there.

    A body's upright point X0 has moved to p + R (X0 - p0), p the joint below it (the hips for the pelvis).
    The piece of a path from X1 on a lower body to X2 on an upper one crosses every joint between them and
    pulls the upper side along u = (X1 - X2)/|X1 - X2|; its moment about joint centre p is (X1 - p) x u.

    Args:
        muscles: the fascicles, in the person's upright posture.
        upright_hip_m: (3,) [m] midpoint of the hips, upright.
        upright_joint_m: (25, 3) [m] joint centres, upright.
        rotation: (..., 26, 3, 3) rotation of each body from upright.
        hip_m: (..., 3) [m] midpoint of the hips now.
        joint_m: (..., 25, 3) [m] joint centres now.
        frame: (..., 25, 3, 3) disc mid-planes now, columns anterior, normal, right.

    Returns:
        arms: (..., 75, F) [m] moment per newton on the upper body. Row 3j + k: joint j; k = 0 flexion,
            1 right bending, 2 left axial turn.
        pull: (..., 25, 3, F) unit vector (world) of the pull on the upper body; zero where it does not cross.
    """
    known = paths(muscles)
    pivot = np.concatenate([hip_m[..., None, :], joint_m], axis=-2)
    upright_pivot = np.concatenate([upright_hip_m[None, :], upright_joint_m])
    shift = pivot - (rotation @ upright_pivot[..., None])[..., 0]
    motion = np.concatenate([rotation, shift[..., None]], axis=-1)  # (..., 26, 3, 4)
    point = np.einsum("...pij,pj->...ip", motion[..., known.point_body, :, :], known.point_m)

    low = point[..., known.lower]  # (..., 3, S)
    along = low - point[..., known.upper]
    along /= np.sqrt(np.einsum("...is,...is->...s", along, along))[..., None, :]
    line = np.concatenate([along, np.empty_like(along)], axis=-2)  # pull, then its moment about the origin
    for i, j, k in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        line[..., 3 + i, :] = low[..., j, :] * along[..., k, :] - low[..., k, :] * along[..., j, :]

    batch = line.shape[:-2]
    wrench = np.zeros((*batch, len(JOINTS) * 6 * known.fascicles))
    wrench[..., known.cell] = line.reshape(*batch, -1)[..., known.piece]
    wrench = wrench.reshape(*batch, len(JOINTS), 6, known.fascicles)

    # Rows of `axes`: flexion about minus right, right bending about anterior, left turn about the normal.
    axes = np.stack([-frame[..., 2], frame[..., 0], frame[..., 1]], axis=-2)
    x, y, z = joint_m[..., 0], joint_m[..., 1], joint_m[..., 2]
    zero = np.zeros_like(x)
    cross = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=-1).reshape(*x.shape, 3, 3)
    arms = np.concatenate([-axes @ cross, axes], axis=-1) @ wrench  # a . (m - p x u)
    return arms.reshape(*batch, ROWS, known.fascicles), wrench[..., :3, :]


@remembered
def pairs(muscles: Muscles) -> tuple[Array, Array] | None:
    """Indices of the fascicles of the right side and of their images on the left; None if any has no equal image."""
    found = _namesakes(muscles.name)
    if found is not None and not np.array_equal(muscles.pcsa_m2[found[0]], muscles.pcsa_m2[found[1]]):
        return None
    return found


@lru_cache(maxsize=4)
def _namesakes(names: tuple[str, ...]) -> tuple[Array, Array] | None:
    """Fascicles of the right side and their namesakes on the left."""
    where = {name: k for k, name in enumerate(names)}
    right = [k for name, k in where.items() if name.endswith("_r")]
    left = [where.get(f"{names[k][:-2]}_l", -1) for k in right]
    if 2 * len(right) != len(where) or -1 in left:
        return None
    return np.array(right), np.array(left)


def share(
    arms: Array,
    demand_Nm: Array,
    pcsa_m2: Array,
    limit_Pa: float,
    slack_m4: Array,
    start: Array | None = None,
    power: int = 2,
    tolerance: float = TOLERANCE,
) -> Sharing:
    """Forces of least effort that supply the demanded moments.

        minimise    sum_i a_i C(f_i / a_i) + sum_k r_k^2 / (2 w_k),     C(s) = s^2/2   (power 2)
        subject to  A f + r = b,   0 <= f_i <= a_i s_max

    Solved through its dual, 75 unknowns y, by a semismooth Newton method with line search:
    f_i = a_i phi(q_i), q = A^T y, phi the inverse of C' clipped to [0, s_max], r = W y; the dual's gradient
    b - A f - W y is the imbalance. Forces scale exactly when a, w and b are scaled alike, and when s_max and
    b are.

    Power 3, theirs, has C'(s) = s^2/s_max, linear below one hundredth of s_max, where the cube has no
    stiffness. It spreads force over more fascicles.

    Args:
        arms: (..., 75, F) [m] lever arms.
        demand_Nm: (..., 75) [Nm] moment the muscles must supply.
        pcsa_m2: (F,) [m^2] cross-sections a.
        limit_Pa: [Pa] greatest stress s_max.
        slack_m4: (75,) [m^4] w: a residual actuator without limit, like a pair of fascicles of cross-section
            a at lever arm d, w = a d^2. Very large frees the row (a fused joint); it must be positive.
        start: (..., 75) multipliers of a nearby posture.
        power: 2 or 3.
        tolerance: imbalance allowed, relative to the largest demand.

    Returns:
        `Sharing`. An imbalance above `tolerance` means that it did not converge; a large residual or many
        capped fascicles mean that the task is beyond these muscles.
    """
    if power not in (2, 3):
        raise ValueError(f"power must be 2 or 3, not {power}")
    batch = np.broadcast_shapes(arms.shape[:-2], demand_Nm.shape[:-1])
    arms = np.broadcast_to(arms, (*batch, *arms.shape[-2:]))
    demand_Nm = np.broadcast_to(demand_Nm, (*batch, demand_Nm.shape[-1]))
    multiplier = np.array(np.broadcast_to(0.0 if start is None else start, demand_Nm.shape))
    force = np.empty((*batch, arms.shape[-1]))
    steps = np.zeros(batch, dtype=int)
    imbalance = np.zeros(batch)
    # Element by element: a batched product would do the same arithmetic without skipping idle fascicles.
    for i in np.ndindex(batch):
        task = _Task(np.ascontiguousarray(arms[i].T), demand_Nm[i], pcsa_m2, limit_Pa, power)
        multiplier[i], force[i], steps[i], imbalance[i] = _solve(task, slack_m4, multiplier[i], tolerance)
    capped = np.sum(force >= pcsa_m2 * limit_Pa * (1 - 1e-12), axis=-1)
    return Sharing(force, slack_m4 * multiplier, multiplier, steps, capped, imbalance)


@dataclass(frozen=True)
class _Task:
    """What one posture asks of the muscles; `rope` holds one fascicle's lever arms in each row."""

    rope: Array  # (F, rows)
    demand: Array
    pcsa: Array
    limit: float
    power: int

    def stress(self, price: Array) -> tuple[Array, Array]:
        """Stress phi(q) of fascicles offered price q [Pa], and its slope."""
        paid = np.minimum(np.maximum(price, 0.0), self.limit)
        free = paid == price
        if self.power == 2:
            return paid, free
        knee = 0.01 * self.limit
        root = np.sqrt(np.maximum(paid * self.limit, knee**2))
        soft = root <= knee
        stiff = self.limit / knee
        return np.where(soft, paid * stiff, root), np.where(soft, stiff, 0.5 * self.limit / root) * free


def _solve(task: _Task, slack: Array, start: Array, tolerance: float) -> tuple[Array, Array, int, float]:
    """Multipliers, forces, Newton steps, relative imbalance of one posture."""
    y, force, steps, imbalance = _newton(task, slack, start, tolerance, 15 * (task.power - 1))
    if imbalance > tolerance:
        # Near or beyond what the muscles can do the dual is nearly flat: ease the residual, then tighten it.
        y = np.zeros_like(start)
        for ease in (1e5, 1e4, 1e3, 1e2, 1e1, 1.0):
            goal = tolerance if ease == 1.0 else 0.01
            y, force, more, imbalance = _newton(task, ease * slack, y, goal, 100)
            steps += more
    return y, force, steps, imbalance


def _newton(task: _Task, slack: Array, y: Array, tolerance: float, most_steps: int) -> tuple[Array, Array, int, float]:
    """Climb the dual from y."""
    rope, demand, pcsa = task.rope, task.demand, task.pcsa
    largest = max(float(np.abs(demand).max()), _TINY)
    hessian = np.diag(slack)
    held = np.zeros_like(pcsa)
    price = rope @ y
    steps = 0
    while True:
        stress, slope = task.stress(price)
        force = pcsa * stress
        gradient = demand - force @ rope - slack * y
        imbalance = float(np.abs(gradient).max()) / largest
        if imbalance <= tolerance or steps == most_steps:
            return y, force, steps, imbalance
        # At rest every fascicle is at the edge of working: take those that the demand calls.
        weight = pcsa * (slope if price.any() else rope @ gradient > 0)
        # Only fascicles that began or ceased to work since the last step change the Hessian.
        change = weight - held
        changed = change.nonzero()[0]
        working = rope[changed]
        hessian += (working.T * change[changed]) @ working
        held = weight
        step = np.linalg.solve(hessian, gradient)
        rise = rope @ step
        length = _step_length(task, price, rise, force, float(gradient @ step), float((slack * step) @ step))
        y = y + length * step
        price = rope @ y
        steps += 1


def _step_length(task: _Task, price: Array, rise: Array, force: Array, climb: float, bend: float) -> float:
    """How far to go along a Newton step: until the dual's slope, which only falls, has nearly gone."""
    pull = task.pcsa * rise
    gain = climb + force @ rise
    low: tuple[float, float] = (0.0, climb)
    high: tuple[float, float] | None = None
    length = 1.0
    for _ in range(40):
        slope = gain - length * bend - pull @ task.stress(price + length * rise)[0]
        if abs(slope) <= 0.2 * climb:
            break
        if slope > 0:
            low = (length, slope)
        else:
            high = (length, slope)
        if high is None:
            length *= 2.0
        else:  # false position, kept away from the ends
            part = low[1] / (low[1] - high[1])
            length = low[0] + (high[0] - low[0]) * min(max(part, 0.1), 0.9)
    return length


def kkt_residual(
    arms: Array,
    demand_Nm: Array,
    pcsa_m2: Array,
    limit_Pa: float,
    force_N: Array,
    supplied_Nm: Array,
    residual_Nm: Array,
    multiplier: Array,
) -> float:
    """How far forces are from the sharing of least effort, by its optimality conditions (Karush, Kuhn, Tucker).

        A f + r = b        r = W y        f = a min(max(Aᵀ y, 0), s_max)

    The task is convex, so what meets them is the one answer, however it was found. Two products and no iteration.

    Args:
        arms: (75, F) [m], demand_Nm: (75,), pcsa_m2: (F,), limit_Pa: as in `share`, power 2.
        force_N, residual_Nm, multiplier: what is claimed to be the answer; r = W y is taken as read.
        supplied_Nm: (75,) A f.

    Returns:
        The largest moment missing over the largest demand, or force amiss over the largest force, whichever is larger.
    """
    missing = np.abs(demand_Nm - supplied_Nm - residual_Nm).max() / max(np.abs(demand_Nm).max(), _TINY)
    due = pcsa_m2 * np.minimum(np.maximum(multiplier @ arms, 0.0), limit_Pa)
    amiss = np.abs(force_N - due).max() / max(due.max(), _TINY)
    return float(max(missing, amiss))


def strength(
    arms: Array,
    pattern: Array,
    pcsa_m2: Array,
    limit_Pa: float,
    base_Nm: Array | None = None,
    residual_Nm: Array | float = 0.0,
) -> float:
    """Greatest multiple t of a pattern of moments that the muscles can hold with every joint in balance.

    maximise t subject to A f + r = base + t pattern, 0 <= f <= a s_max, |r| <= residual: a linear program.
    Leave out the rows of joints that a test rig straps down.

    Args:
        arms: (rows, F) [m].
        pattern: (rows,) moments at each joint and axis per unit of t, such as those of a push on the head.
        pcsa_m2: (F,) [m^2].
        limit_Pa: [Pa].
        base_Nm: (rows,) [Nm] moments that must be held besides, for instance against gravity.
        residual_Nm: (rows,) or one number [Nm], moments that passive tissue may take.

    Returns:
        t; zero if not even the base can be held.
    """
    from scipy.optimize import linprog

    rows, fascicles = arms.shape
    base = np.zeros(rows) if base_Nm is None else base_Nm
    spare = np.broadcast_to(residual_Nm, rows)
    cost = np.zeros(fascicles + rows + 1)
    cost[-1] = -1.0
    found = linprog(
        cost,
        A_eq=np.hstack([arms, np.eye(rows), -pattern[:, None]]),
        b_eq=base,
        bounds=np.column_stack(
            [
                np.concatenate([np.zeros(fascicles), -spare, [0.0]]),
                np.concatenate([pcsa_m2 * limit_Pa, spare, [np.inf]]),
            ]
        ),
        method="highs",
    )
    return float(found.x[-1]) if found.success else 0.0
