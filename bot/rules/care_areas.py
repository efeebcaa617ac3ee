"""Care areas as hospitals spell them, and which of them give direct care (R2)."""

import re
from collections.abc import Mapping
from types import MappingProxyType

CARE_AREAS = (
    "ED",
    "ICU",
    "Med-surg",
    "Surgery/PACU",
    "Birth",
    "Children/NICU",
    "Behavioural health",
    "Clinic",
    "Pharmacy",
    "Lab",
    "Imaging",
    "Front desk",
    "Telehealth/home",
    "Other",
)
DIRECT_CARE = frozenset((*CARE_AREAS[:8], "Telehealth/home"))

# Other spellings, in small letters, without "and", spaces and punctuation.
SPELLINGS: Mapping[str, str] = MappingProxyType(
    {
        "ED": "er ae emergency emergencydepartment emergencyroom accidentemergency",
        "ICU": "itu ccu intensivecare intensivecareunit criticalcare",
        "Med-surg": "medicalsurgical medicinesurgery medsurgical medsurge",
        "Surgery/PACU": "surgery pacu or theatre theatres theater operatingroom operatingrooms"
        " operatingtheatre recovery perioperative",
        "Birth": "ld labor labour labordelivery labourdelivery labourward maternity obstetrics"
        " birthing birthcenter birthcentre motherbaby postpartum",
        "Children/NICU": "children childrens nicu picu pediatric pediatrics paediatric paediatrics"
        " peds paeds neonatal",
        "Behavioural health": "behavioralhealth behavioural behavioral mentalhealth psychiatry"
        " psych",
        "Clinic": "clinics outpatient outpatients ambulatory ambulatorycare",
        "Lab": "labs laboratory",
        "Imaging": "radiology",
        "Front desk": "registration reception",
        "Telehealth/home": "telehealth home homecare homehealth",
    }
)


def care_area(text: str) -> str:
    """The one of CARE_AREAS that `text` spells ("medsurg", "Med/Surg", "er"), "" if none."""
    squeezed = _squeeze(text)
    for area in CARE_AREAS:
        if squeezed in (_squeeze(area), *SPELLINGS.get(area, "").split()):
            return area
    return ""


def direct_care(area: str) -> bool:
    """Whether a care area, however it is spelled, gives direct care (the last floor of R2).

    Those are ED, ICU, med-surg, surgery and recovery, birth, children, behavioural health, clinic,
    telehealth. An area we cannot read is not one of them; `care_area` lets settings say so.
    """
    return care_area(area) in DIRECT_CARE


def _squeeze(text: str) -> str:
    return "".join(word for word in re.findall(r"[^\W_]+", text.casefold()) if word != "and")
