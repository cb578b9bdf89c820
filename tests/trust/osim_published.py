"""A published full-body model of OpenSim with single vertebrae, put into postures and loaded level by level.

Made for ``cyclistFullBodyMuscle.osim`` (github.com/ross-wilkinson/opensim-model-fullBodyMuscleActuated, MIT
licence): by its own account the torso of Allaire and colleagues (2020) on the legs of Rajagopal and colleagues
(2016), its height not said. What is needed of another model is the names below. Nothing of it is kept in this
repository.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import opensim as osim
from osim_chain import array, vec

from models.person import JOINTS
from sim.muscles import share

Array = np.ndarray
LEVELS = tuple(name.replace("-", "_") + "_IVDjnt" for name in JOINTS[:17])
NECK = "T1_head_neck"  # one joint for all eight above T1
TURNS = ("FE", "LB", "AR")  # extension (!), right, left turn
ARM = ("shoulder_elv", "shoulder_rot", "elv_angle", "elbow_flex", "pro_sup")
STRESS_PA = 1e6  # cross-section is greatest force over this; the sharing does not depend on it


@dataclass(frozen=True)
class Level:
    """One joint of the published model.

    Attributes:
        mass_kg: above it.
        asked_Nm: moment of weight and load, forward.
        muscle_Nm: what muscles give against it, and muscle_N the compression that they make with it.
        compression_N: along the joint, half-way between the vertebra below and the one above; whole_N: in all.
    """

    mass_kg: float
    asked_Nm: float
    muscle_Nm: float
    muscle_N: float
    compression_N: float
    whole_N: float


@dataclass(frozen=True)
class Answer:
    """Levels from L5-S1 up; the largest moment that no muscle could give; the largest acceleration left [1/s^2];
    the number of fascicles at full strength."""

    levels: tuple[Level, ...]
    unmet_Nm: float
    acceleration: float
    capped: int


class Published:
    """The model, with an ideal hinge at every coordinate beside its own actuators, which rest."""

    def __init__(self, path: str) -> None:
        """Read it."""
        self.model = osim.Model(path)
        self.mass_kg = self.model.getTotalMass(self.model.initSystem())
        self.names = [c.getName() for c in _each(self.model.getCoordinateSet())]
        for name in self.names:
            hinge = osim.CoordinateActuator(name)
            hinge.setName(f"ideal_{name}")
            hinge.setOptimalForce(1.0)
            self.model.addForce(hinge)
        for side in "rl":
            hand = self.model.getBodySet().get(f"hand_{side}")
            load = osim.PrescribedForce(f"load_{side}", hand)
            centre = array(hand.getMassCenter())
            load.setPointFunctions(*(osim.Constant(float(x)) for x in centre))
            load.setForceFunctions(*(osim.Constant(0.0) for _ in range(3)))
            load.set_forceIsGlobal(True)
            self.model.addForce(load)
        self.levels = [*LEVELS, NECK]
        self.spine = [f"{level.removesuffix('_IVDjnt')}_{turn}" for level in self.levels for turn in TURNS]

        self.fascicles = 0  # that take part; known after the first posture
        state = self.model.initSystem()
        ends = [
            array(self.model.getBodySet().get(name).getPositionInGround(state)) for name in ("lumbar5", "thoracic1")
        ]
        self.spine_m = float(np.linalg.norm(ends[1] - ends[0]))

    def load_hands(self, kg: float) -> None:
        """Half of it in each hand."""
        gravity = self.model.getGravity().get(1)
        for side in "rl":
            load = osim.PrescribedForce.safeDownCast(self.model.getForceSet().get(f"load_{side}"))
            load.setForceFunctions(osim.Constant(0.0), osim.Constant(0.5 * kg * gravity), osim.Constant(0.0))

    def hold(
        self, flexion_rad: Array, pelvis_rad: float, elbows_rad: float, slack_m4: Array, tissue_Nm: Sequence[Array]
    ) -> list[Answer]:
        """Loads in a posture of the sagittal plane, arms hanging from the shoulders.

        Args:
            flexion_rad: (18,) of the joints from L5-S1 up, the neck last, from the model's own upright.
            pelvis_rad: forward.
            elbows_rad: bent.
            slack_m4: (3,) of the sharing's last resort.
            tissue_Nm: for each answer (18,) what discs and ligaments give against flexion; the model itself has none.
        """
        model, state = self.model, self.model.initSystem()
        self._pose(state, flexion_rad, pelvis_rad, elbows_rad)
        for force in _each(model.getForceSet()):
            actuator = osim.ScalarActuator.safeDownCast(force)
            if actuator is not None:
                actuator.overrideActuation(state, True)
                actuator.setOverrideActuation(state, 0.0)
        order = model.getCoordinateNamesInMultibodyTreeOrder()
        names = [order.getElt(k) for k in range(order.size())]
        hinges = [osim.ScalarActuator.safeDownCast(model.getForceSet().get(f"ideal_{name}")) for name in names]
        still, solver = osim.Vector(model.getNumSpeeds(), 0.0), osim.InverseDynamicsSolver(model)

        def missing() -> Array:
            """What would have to be added about every coordinate for nothing to move."""
            return array(solver.solve(state, still), len(names))

        def borne() -> tuple[list[Array], float]:
            """Forces of the upper on the lower body of each joint, with ideal hinges for what is missing."""
            for hinge, rest in zip(hinges, missing(), strict=True):
                hinge.setOverrideActuation(state, float(rest))
            model.realizeAcceleration(state)
            joints = [model.getJointSet().get(level) for level in self.levels]
            found = [array(joint.calcReactionOnParentExpressedInGround(state).get(1)) for joint in joints]
            fastest = max(abs(c.getAccelerationValue(state)) for c in _each(model.getCoordinateSet()))
            for hinge in hinges:
                hinge.setOverrideActuation(state, 0.0)
            return found, fastest

        weight, (bare, _) = missing(), borne()
        muscles = _each(model.getMuscles())
        pull = np.empty((len(names), len(muscles)))  # moments of one newton
        for k, muscle in enumerate(muscles):
            muscle.setOverrideActuation(state, 100.0)
            pull[:, k] = (weight - missing()) / 100.0
            muscle.setOverrideActuation(state, 0.0)
        spine = [names.index(name) for name in self.spine]
        shoulders = [names.index(f"{name}_{side}") for name in ARM for side in "rl"]
        # nothing balances the shoulders, so what ends on an arm is left out
        ours = (np.abs(pull[spine]).max(0) > 1e-6) & (np.abs(pull[shoulders]).max(0) < 1e-6)
        self.fascicles = int(ours.sum())
        area = np.array([muscle.getMaxIsometricForce() for muscle in muscles])[ours] / STRESS_PA
        frames, gravity, answers = self._frames(state), -model.getGravity().get(1), []
        for tissue in tissue_Nm:
            demand = weight[spine].copy()
            demand[::3] -= tissue
            slack = np.tile(slack_m4, len(self.levels))
            shared = share(pull[np.ix_(spine, ours)], demand, area, STRESS_PA, slack)
            given = np.zeros(len(muscles))
            given[ours] = shared.force_N
            for muscle, newtons in zip(muscles, given, strict=True):
                muscle.setOverrideActuation(state, float(newtons))
            loaded, fastest = borne()
            muscle_Nm = (pull @ given)[spine][::3]
            levels = tuple(
                Level(
                    mass_kg=float(np.linalg.norm(bare[k])) / gravity,
                    asked_Nm=float(weight[spine][3 * k]),
                    muscle_Nm=float(muscle_Nm[k]),
                    muscle_N=float((bare[k] - loaded[k]) @ up),
                    compression_N=float(-loaded[k] @ up),
                    whole_N=float(np.linalg.norm(loaded[k])),
                )
                for k, up in enumerate(frames)
            )
            unmet = float(np.abs(shared.residual_Nm).max())
            answers.append(Answer(levels, unmet, fastest, int(shared.capped)))
        return answers

    def _pose(self, state: Any, flexion_rad: Array, pelvis_rad: float, elbows_rad: float) -> None:
        flexed = dict(zip(self.levels, flexion_rad, strict=True))
        turn = {f"{level.removesuffix('_IVDjnt')}_FE": -float(angle) for level, angle in flexed.items()}
        turn["pelvis_tilt"] = -pelvis_rad
        turn["Abs_FE"] = -0.5 * float(flexion_rad[:5].sum())  # the belly rides half-way between pelvis and chest
        girdle = pelvis_rad + float(flexion_rad[:17].sum())  # arms hang from T1 by the first ribs and the collar bones
        for side in "rl":
            turn[f"elv_angle_{side}"], turn[f"elbow_flex_{side}"] = girdle, elbows_rad
        for name, value in turn.items():
            coordinate = self.model.getCoordinateSet().get(name)
            coordinate.setClamped(state, False)
            coordinate.setValue(state, value, False)

    def _frames(self, state: Any) -> list[Array]:
        """Which way is up at each joint: half-way between the vertebra below and the one above."""
        found = []
        for level in self.levels:
            joint = self.model.getJointSet().get(level)
            ends = (joint.getParentFrame().findBaseFrame(), joint.getChildFrame().findBaseFrame())
            bones = [self.model.getBodySet().get(end.getName()) for end in ends]
            up = np.sum([array(bone.expressVectorInGround(state, vec((0, 1, 0)))) for bone in bones], axis=0)
            found.append(up / np.linalg.norm(up))
        return found

    def reach_m(self, elbows_rad: float) -> float:
        """How far the hands are ahead of the shoulders, upright with bent elbows."""
        state = self.model.initSystem()
        self._pose(state, np.zeros(len(self.levels)), 0.0, elbows_rad)
        self.model.realizePosition(state)
        bones = self.model.getBodySet()
        hand, upper = bones.get("hand_r"), bones.get("humerus_r")
        at = hand.findStationLocationInGround(state, hand.getMassCenter())
        return float(at.get(0) - upper.getPositionInGround(state).get(0))


def _each(things: Any) -> Sequence[Any]:
    return [things.get(k) for k in range(things.getSize())]
