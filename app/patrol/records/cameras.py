"""Cameras by list, form, sheet and REST; stills to read alone, and never their bytes."""

from app.kernel.records import Field, Input, RecordKind
from app.kernel.words import N_
from app.patrol.checks import check_camera
from app.patrol.models import Camera, Still
from app.patrol.operations.cameras import settle_cameras
from app.patrol.records.access import CAMERAS, MENU, STILLS
from app.patrol.records.halls import OF_HALL
from app.patrol.words import StillOutcome, StillWay

CAMERA = RecordKind(
    name="hall_camera",
    model=Camera,
    title=N_("Cameras of halls"),
    menu=MENU,
    icon="camera",
    key=("code",),
    order=("code", "asc"),
    check=check_camera,
    settle=settle_cameras,
    fields=(
        Field("code", N_("Code"), hint=N_("Unique in the county"), example="GL-C01", listed=True, searchable=True),
        Field("name", N_("Name"), example="一层东侧", listed=True, searchable=True),
        Field("hall_id", N_("Hall"), picks="hall", example="GL-ZW", listed=True, filtered=True),
        Field(
            "counter_codes",
            N_("Shows the counters"),
            hint=N_("Their codes, divided by 、"),
            example="GL-A01、GL-A02",
            required=False,
            listed=True,
        ),
        Field("way", N_("How a still is had"), choices=StillWay, input=Input.CHOICE, example="snapshot", filtered=True),
        Field(
            "still_address",
            N_("Address of the still"),
            hint=N_("Of the camera (ONVIF), of the recorder, or a stream (rtsp://); without an account in it"),
            example="http://192.0.2.10/onvif/snapshot.jpg",
            required=False,
        ),
        Field(
            "live_address",
            N_("Address of the live picture"),
            hint=N_("HLS or MJPEG of the recorder"),
            example="https://192.0.2.2:8971/live/a01.m3u8",
            required=False,
        ),
        Field("account", N_("Account at the camera"), required=False, first=False, secret=True),
        Field(
            "password",
            N_("Password of that account"),
            hint=N_("Kept encrypted and never shown again; empty it to forget it"),
            required=False,
            first=False,
            secret=True,
        ),
        Field(
            "mask",
            N_("Areas to blur"),
            hint=N_("Left, top, width, height in percent; several divided by ;"),
            example="10,20,30,40",
            required=False,
            first=False,
        ),
        Field("off", N_("Under repair"), required=False, first=False, filtered=True),
        Field(
            "outcome",
            N_("Last try"),
            choices=StillOutcome,
            input=Input.CHOICE,
            listed=True,
            filtered=True,
            editable=False,
        ),
        Field("tried_at", N_("Tried at"), editable=False),
        Field("fresh_at", N_("Last fresh picture"), listed=True, editable=False),
        Field("faulty_since", N_("Faulty since"), filtered=True, editable=False),
        OF_HALL,
    ),
    access=CAMERAS,
)

STILL = RecordKind(
    name="hall_still",
    model=Still,
    title=N_("Stills kept"),
    menu=MENU,
    icon="eye",
    order=("id", "desc"),
    sheet=False,
    listed_in_menu=False,
    fields=(
        Field("taken_at", N_("Taken at"), listed=True, filtered=True, editable=False),
        Field("hall_id", N_("Hall"), picks="hall", listed=True, filtered=True, editable=False),
        Field("camera_id", N_("Camera"), picks="camera", listed=True, filtered=True, editable=False),
        Field(
            "outcome",
            N_("What came of it"),
            choices=StillOutcome,
            input=Input.CHOICE,
            listed=True,
            filtered=True,
            editable=False,
        ),
        Field("sha256", N_("Digest (SHA-256)"), editable=False),
        Field("kept_until", N_("Kept until"), listed=True, filtered=True, editable=False),
        Field("gone_at", N_("Forgotten at"), editable=False),
        OF_HALL,
    ),
    access=STILLS,
)

KINDS = (CAMERA, STILL)
