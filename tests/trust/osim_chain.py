"""Plumbline's own chain as a model of OpenSim: the same bones, masses and fascicles, none of Plumbline's mechanics.

Body frames lie at the joint centres and are those of the world in upright standing. A joint of the spine turns about
the axes of its disc, one after another; fascicles are paths through points fixed to bodies. The pelvis stands in the
room where Plumbline's legs have put it. Inertias are of no consequence, for nothing moves; OpenSim wants some.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import opensim as osim

from models.person import BODIES, JOINTS, Person

Array = np.ndarray
GRAVITY = 9.80665
AXES = ((0.0, 0.0, -1.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0))  # flexion, right, left turn, in the frame of the disc
_SHIFTS = ("forward", "up", "right")
osim.Logger.setLevelString("error")


@dataclass(frozen=True)
class Push:
    """A force on a body from outside: name of the body, where on it upright [m], force [N] in the room."""

    body: str
    upright_m: Array
    force_N: Array


@dataclass(frozen=True)
class Found:
    """What OpenSim makes of one posture.

    Attributes:
        joint_m: (25, 3) joint centres.
        length_m: (F,) of the fascicles; arm_m: (75, F) their moment arms about the hinges.
        weight_Nm: (75,) moments of weight and pushes about the hinges.
        left_Nm: (75,) what weight, pushes, fascicles and hinges leave over.
        force_N: (25, 3) of the upper body on the lower one, in the room.
    """

    joint_m: Array
    length_m: Array
    arm_m: Array
    weight_Nm: Array
    left_Nm: Array
    force_N: Array


def vec(values: Sequence[float] | Array) -> Any:
    """OpenSim's vector."""
    return osim.Vec3(*(float(value) for value in values))


def array(values: Any, size: int = 3) -> Array:
    """Numbers of OpenSim's vector."""
    return np.array([values.get(k) for k in range(size)])


def body_fixed(frame: Array) -> Any:
    """Turns about x, y, z of the body, one after another, that make a frame."""
    return vec([np.arctan2(-frame[1, 2], frame[2, 2]), np.arcsin(frame[0, 2]), np.arctan2(-frame[0, 1], frame[0, 0])])


def _joint(name: str, below: Any, at_m: Array, frame: Array, body: Any, shifts: bool) -> Any:
    """Three turns about the axes of a frame, and for the pelvis three shifts."""
    move = osim.SpatialTransform()
    axes = [move.updTransformAxis(k) for k in range(6)]
    for axis, direction, end in zip(axes, AXES, ("flexion", "lateral", "axial"), strict=False):
        axis.setAxis(vec(direction))
        axis.setCoordinateNames(osim.ArrayStr(f"{name}_{end}", 1))
        axis.set_function(osim.LinearFunction(1.0, 0.0))
    for axis, end in zip(axes[3:], _SHIFTS, strict=True):
        if shifts:
            axis.setCoordinateNames(osim.ArrayStr(f"{name}_{end}", 1))
        axis.set_function(osim.LinearFunction(1.0, 0.0) if shifts else osim.Constant(0.0))
    turned = body_fixed(frame)
    return osim.CustomJoint(name, below, vec(at_m), turned, body, vec(np.zeros(3)), turned, move)


def write(person: Person, mass_kg: Array, com_m: Array, pushes: Sequence[Push] = ()) -> Any:
    """The model.

    Args:
        person: upright geometry and fascicles.
        mass_kg: (26,) on each body of the spine, arms and what is carried included.
        com_m: (26, 3) [m] where, upright.
        pushes: from outside.
    """
    model = osim.Model()
    model.setName(person.name)
    model.setGravity(osim.Vec3(0, -GRAVITY, 0))
    pivot = np.concatenate([person.hip_m[None], person.joint_m])
    below, place = model.getGround(), np.zeros(3)
    for k, name in enumerate(BODIES):
        body = osim.Body(name, max(float(mass_kg[k]), 1e-12), vec(com_m[k] - pivot[k]), osim.Inertia(1.0, 1.0, 1.0))
        model.addBody(body)
        frame = person.disc_frame[k - 1] if k else np.eye(3)
        joint = _joint(JOINTS[k - 1] if k else "pelvis", below, place, frame, body, shifts=not k)
        model.addJoint(joint)
        below, place = body, pivot[k + 1] - pivot[k] if k < len(JOINTS) else place
    bodies = [model.getBodySet().get(k) for k in range(len(BODIES))]
    muscles = person.muscles
    for i, name in enumerate(muscles.name):
        rope = osim.PathActuator()
        rope.setName(name)
        rope.setOptimalForce(1.0)
        for point in range(muscles.start[i], muscles.start[i + 1]):
            bone = int(muscles.point_body[point])
            rope.addNewPathPoint(f"{name}_{point}", bodies[bone], vec(muscles.point_m[point] - pivot[bone]))
        model.addForce(rope)
    for coordinate in _names(model):
        hinge = osim.CoordinateActuator(coordinate)
        hinge.setName(f"about_{coordinate}")
        hinge.setOptimalForce(1.0)
        model.addForce(hinge)
    for k, push in enumerate(pushes):
        bone = BODIES.index(push.body)
        force = osim.PrescribedForce(f"push_{k}", bodies[bone])
        force.setPointFunctions(*(osim.Constant(float(x)) for x in push.upright_m - pivot[bone]))
        force.setForceFunctions(*(osim.Constant(float(x)) for x in push.force_N))
        force.set_pointIsGlobal(False)
        force.set_forceIsGlobal(True)
        model.addForce(force)
    return model


def _names(model: Any) -> list[str]:
    model.finalizeConnections()
    joints = [model.getJointSet().get(k) for k in range(model.getNumJoints())]
    return [joint.get_coordinates(k).getName() for joint in joints for k in range(joint.numCoordinates())]


def ask(model: Any, hip_m: Array, angles_rad: Array, muscle_N: Array, hinge_Nm: Array) -> Found:
    """Put the model into a posture and let OpenSim work out everything.

    Args:
        model: of ``write``.
        hip_m: (3,) where the pelvis is.
        angles_rad: (26, 3) pelvis and 25 joints.
        muscle_N: (F,) forces of the fascicles.
        hinge_Nm: (75,) what tissue and the last resort give about the hinges.
    """
    state = model.initSystem()
    values = dict(zip(_names(model), [*angles_rad[0], *hip_m, *angles_rad[1:].ravel()], strict=True))
    coordinates = {name: model.getCoordinateSet().get(name) for name in values}
    for name, value in values.items():
        coordinates[name].setValue(state, float(value), False)
    spine = [coordinates[name] for name in list(values)[6:]]
    forces = model.getForceSet()
    ropes = [osim.PathActuator.safeDownCast(forces.get(k)) for k in range(len(muscle_N))]
    hinges = {name: osim.ScalarActuator.safeDownCast(forces.get(f"about_{name}")) for name in values}
    for actuator in (*ropes, *hinges.values()):
        actuator.overrideActuation(state, True)
        actuator.setOverrideActuation(state, 0.0)
    still, solver = osim.Vector(model.getNumSpeeds(), 0.0), osim.InverseDynamicsSolver(model)

    def missing() -> Array:
        """(81,) what would have to be added about every coordinate for nothing to move."""
        found = solver.solve(state, still)
        order = model.getCoordinateNamesInMultibodyTreeOrder()
        order = [order.getElt(k) for k in range(order.size())]
        by_name = dict(zip(order, array(found, len(values)), strict=True))
        return np.array([by_name[name] for name in values])

    weight = -missing()
    model.realizePosition(state)
    joints = [model.getJointSet().get(name) for name in JOINTS]
    bones = [model.getBodySet().get(name) for name in BODIES[1:]]  # their origins are the joint centres
    centre = np.array([array(bone.getPositionInGround(state)) for bone in bones])
    length = np.array([rope.getGeometryPath().getLength(state) for rope in ropes])
    for actuator, force in zip(ropes, muscle_N, strict=True):
        actuator.setOverrideActuation(state, float(force))
    arms = np.zeros((len(spine), len(ropes)))
    for column, rope in enumerate(ropes):
        path = rope.getGeometryPath()
        low, high = (
            path.getPathPointSet().get(k).getBody().getName() for k in (0, path.getPathPointSet().getSize() - 1)
        )
        for row in range(3 * BODIES.index(low), 3 * BODIES.index(high)):
            arms[row, column] = path.computeMomentArm(state, spine[row])
    for name, moment in zip(list(values)[6:], hinge_Nm, strict=True):
        hinges[name].setOverrideActuation(state, float(moment))
    model.realizeVelocity(state)
    left = missing()
    for hinge, rest in zip(hinges.values(), left, strict=True):  # now nothing moves at all
        hinge.setOverrideActuation(state, hinge.getOverrideActuation(state) + float(rest))
    model.realizeAcceleration(state)
    forces_N = [array(joint.calcReactionOnParentExpressedInGround(state).get(1)) for joint in joints]
    return Found(centre, length, arms, weight[6:], -left[6:], np.array(forces_N))
