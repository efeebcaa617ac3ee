"""The words that say what a number or a date is, and which of them stands nearest to it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bot.privacy.labels_abroad import PHRASES
from bot.privacy.lexicon import unaccented
from bot.privacy.tokens import Read

_DIGIT = re.compile(r"\d")
BEFORE = 40
AFTER = 25
BEHIND_COSTS = 8  # a label behind a number counts as so many characters further away

_PHRASES: Mapping[str, str] = {
    "MRN": """mrn, mrns, mr#, mr no, mr number, m r n, empi, mpi, med rec, med rec number, med rec no,
        medical record, medical record number, medical record no, medical record num, med
        record, med record number, mrno, mrnumber, mrn number, mrn no, chart number, chart
        no, chart#, patient number, patient no, patient#, patient id, patient identifier, pt
        id, pt number, pt no, pt#, record number, record no, rec no, rec number, rec id, record#, hospital number,
        hospital no, unit number, health record number, ehr id, epic id, epi, patient's id,
        patient's number, pat id, pid, patient record, pt record, chart id, client id,
        client number, medrec""",
    "SSN": """last four, last 4, last four digits, last 4 digits,
        ssn, ssns, social security, social security number, social security no, social, soc sec, soc
        sec number, soc, ss number, ss#, ss no, social sec, social number, s s n""",
    "DOB": """dob, d o b, date of birth, birth date, birthdate, birthday, bday, b-day, born, born on,
        birth, dobs, db, birth dates, dates of birth""",
    "INSURANCE_ID": """medicaid cin, insurance id, insurance number, insurance no, insurance#, ins id, ins#, ins number, member
        id, member number, member no, member#, memberid, subscriber id, subscriber number,
        subscriber#, policy number, policy no, policy#, policy id, medicaid id, medicaid
        number, medicaid no, medicaid#, medicare number, medicare id, medicare no,
        medicare#, mbi, hicn, beneficiary id, beneficiary number, payer id, payor id,
        coverage id, plan id, health plan id, aetna id, cigna id, bcbs id, humana id,
        medi-cal id, insured id""",
    "ACCOUNT": """account number, account no, account#, account num, acct, acct#, acct number, acct no, csn,
        csns, har, hars, fin, fins, fin number, fin#, visit number, visit no, visit#, visit
        id, encounter number, encounter no, encounter#, encounter id, enc, enc#, enc number,
        contact serial number, hospital account, guarantor, guarantor number, guarantor id,
        guarantor account, billing number, bill number, claim number, claim no, claim#,
        claim id, rx number, rx no, rx#, rx, prescription number, prescription no,
        prescription#, accession, accession number, accession no, accession#, acc#, acc no,
        acc number, specimen number, specimen id, specimen, referral#, authorization number,
        auth number, auth#, card number, credit card, debit card, mastercard, amex, order
        accession, billing account, patient account, enc id""",
    "INSURANCE_WEAK": """insurance, policy, member, medicare, medicaid, subscriber, bcbs, aetna, cigna, humana,
        tricare, medi-cal, group number, group#, group no, insurance card""",
    "ACCOUNT_WEAK": """account, accounts, visit, claim, card, visa, encounter, prescription, confirmation
        number, case number, case no, referral number""",
    "EXPIRY": """exp, exp date, expiry, expiry date, expiration, expiration date, expires, expire, expiring, best before, use by,
        use before, manufactured, mfg, mfd, mfg date, warranty, warranty until, good until, valid until, valid through,
        calibrated, calibration, calibration due, pm due, inspected, inspection, service due, sterilized, sterilised,
        lot, lots, batch, lot number, lot no, certificate, renewal, renew""",
    "INVOICE": """invoice, invoices, invoice number, invoice no, invoice#, factura""",
    "MRN_WEAK": """chart, charts, record, pt chart, patient chart, chart of, id, number, numbers, id
        number, profile, id no, id#, registration""",
    "SN": """pump serial, serial, serial number, serial no, serial#, sn, s/n, lot, lot number, lot no, lot#, model,
        model number, device id, udi, serial num""",
    "PHONE": """phone, phone number, phone no, phone#, ph, ph#, tel, telephone, telephone number, cell, cell
        number, cell phone, cellphone, mobile, mobile number, home number, home phone, work
        phone, contact number, callback, callback number, call back, call back number,
        number is, his number, her number, their number, fax, fax number, fax no, fax#,
        call, called, calling, text, texted, texting, reach, reached, dial, sms, whatsapp,
        phone on file""",
    "LICENSE": """license, licence, license number, license no, license#, lic, lic#, lic number, driver's
        license, drivers license, driver license, driver's licence, driving licence,
        driver's lic, dl, dl#, dl number, plate, license plate, licence plate, plate number,
        tag number, passport, passport number, passport no, passport#, state id, state id
        number, vin, id card number, visa number, green card, dea number, certificate number""",
    "SERIAL": """implant, implanted, pacemaker, pacer, icd, defibrillator, stent, prosthesis,
        neurostimulator, stimulator, cochlear, implant serial, implant lot, implant sn, loop
        recorder, heart valve, valve, hip implant, knee implant, aicd, crt-d, crtd, vns,
        port-a-cath, insulin pump, intrathecal pump, lvad, breast implant, leadless,
        watchman, insertable monitor, dbs""",
    "EVENT": """admitted, admit, admit date, admission, admission date, adm, discharged, discharge,
        discharge date, dc'd, d/c'd, dced, appt, appts, appointment, appointments, appt
        date, surgery, surgical date, procedure, procedure date, operated, visit date, visit
        on, seen, seen on, dos, date of service, service date, died, deceased, expired,
        passed away, death, date of death, dod, delivered, delivery date, transferred,
        intubated, extubated, encounter date, encounter, los, follow-up, f/u, scheduled for,
        rescheduled, surgery date, cath, biopsy, mri, ct, xray, x-ray, colonoscopy,
        mammogram, ultrasound, infusion, chemo, dialysis, c-section, lmp, edd, due date,
        injury, fell, fall, stroke, diagnosed, dx, onset, ed visit, er visit, office visit,
        video visit, telehealth visit, came in, presented, no-show, no show, collected,
        drawn, immunization, vaccinated, vaccine, vaccination, visit, hospitalized,
        hospitalised, readmitted, readmission, operation, checked in, check-in, labs, lab
        draw, date of admission, date of discharge, date of surgery, arrived, consult,
        booked, op, post-op, pre-op, preop, postop, ekg, echo, eeg, exam, physical,
        screening""",
    "PATIENT": """pt, pts, patient, patients, pat, patient's, pt's, mom, mother, dad, father, wife, husband,
        daughter, son, sister, brother, spouse, grandmother, grandma, grandfather, grandpa,
        guardian, caregiver, parent, mom's, mother's, dad's, father's, wife's, husband's,
        daughter's, son's, next of kin, nok, his, her, him, she, he, mr, mrs, ms, miss,
        family, kid, child, baby, newborn, infant, emergency contact, aunt, uncle, niece,
        nephew, grandson, granddaughter, neighbor, friend, fiance, girlfriend, boyfriend,
        partner, poa, decedent, client, inpatient, outpatient, yo, y/o""",
    "IT": """ticket, tickets, tkt, incident, inc, ritm, chg, change, task, request, req, problem, prb,
        case id, kb, article, error, err, code, exit code, error code, event id, errno,
        status, http, build, version, ver, release, rev, revision, patch, firmware, hotfix,
        update, port, ports, vlan, asset, asset tag, asset number, tag, workstation, wks,
        pc, laptop, computer, printer, printers, scanner, monitor, device, hostname, host,
        server, node, ip, mac, imei, part number, part no, po, purchase order, po number,
        sku, ext, extension, pager, page, pager number, beeper, vocera, room, rm, rooms,
        bed, beds, bay, floor, level, pod, suite, unit, badge, badge number, employee id,
        employee number, employee, npi, dea, user id, userid, username, login id, ndc,
        barcode, cpt, icd-10, icd10, loinc, snomed, snomed code, hcpcs, drg, rxnorm, order
        set id, job, job id, batch, session, session id, pin, password, passcode, meeting
        id, conference, conference id, bridge, dial-in, webex, zoom, teams, hl7, message id,
        msg id, control id, process id, thread, process, queue, interface, row, rows, line,
        lines, records, record count, messages, users, patients a day, minutes, seconds, ms,
        times, clicks, jack, wall jack, drop, cubicle, locker, key, license key, service
        account, user account, vendor, vendor support, support line, hotline, help desk,
        helpdesk, service desk, command center, command centre, front desk, on call,
        on-call, switchboard, operator, downtime line, licenses, licences, license server,
        licence server, license count, concurrent, account lockouts, protocol, irb, study,
        form, template, template id, report id, smartphrase, dashboard, epic ticket, vendor
        case, tracking, tracking number, budget, cost center, cost centre, gl, invoice it,
        department, dept, department id, bytes, mb, gb, cart, slot, drawer, pocket, pyxis,
        omnicell, alaris, pump, battery, channel, extension number, desk,
        support, tech support, epic support, it support, main line, sd, order number,
        order#, order id, order, workqueue, wq, contract, license pool, ssid, firmware
        version, build number""",
    "ITDATE": """go-live, golive, go live, goes live, upgrade, upgraded, release, released, patch, patched,
        patching, deploy, deployed, deployment, downtime, maintenance, outage, rollout,
        rolled out, cutover, cut-over, migration, migrated, since, version, build, change
        window, change, freeze, training, class, meeting, huddle, session, deadline, due by,
        expires, effective, updated, update, vendor, contract, audit, survey, poll, sprint,
        ticket, reported, published, policy, effective date, refresh, reboot, restart,
        installed, install, testing, test, validation, pilot, kickoff, go lives, standup,
        stand-up, joint commission, holiday, schedule template, template, replaced,
        warranty, wave, window, phase, week of, until, through, report, dashboard, extract,
        data, file, log, logs, backup, starting, starts, begins, ends, formulary, shipment,
        recall, delivered to, monday, tuesday, wednesday, thursday, friday""",
}


@dataclass(frozen=True, slots=True)
class Label:
    """A phrase of `kind` at text[start:end]."""

    start: int
    end: int
    kind: str


@cache
def _first_words() -> dict[str, list[tuple[list[str], str, bool]]]:
    """First word to (the words after it, kind, whether a # must follow), longest first."""
    index: dict[str, list[tuple[list[str], str, bool]]] = {}
    for kind, phrases in (*_PHRASES.items(), *PHRASES.items()):
        listed = " ".join(phrases.split()).split(", ")
        for phrase in dict.fromkeys((*listed, *map(unaccented, listed))):
            first, *rest = re.sub(r"[/&]", " ", phrase.rstrip("#")).split()
            index.setdefault(first, []).append((rest, kind, phrase.endswith("#")))
    for entries in index.values():
        entries.sort(key=lambda entry: (-len(entry[0]), not entry[2]))
    return index


def labels(read: Read) -> list[Label]:
    """All label phrases in order; a longer phrase hides those inside it."""
    index = _first_words()
    found: list[Label] = []
    taken, ends = 0, read.words.ends
    known = [(at, entries) for at, entries in enumerate(map(index.get, read.lows)) if entries]
    for at, entries in known:
        if read.starts[at] < taken:
            continue
        rest, kind, sharp = entries[0]
        if len(entries) == 1 and not rest and not sharp:
            here = [Label(read.starts[at], ends[at], kind)]
        else:
            here = _at(read, at, entries)
        found += here
        if here:
            taken = here[0].end
    return found


def _at(read: Read, at: int, entries: list[tuple[list[str], str, bool]]) -> list[Label]:
    """The longest phrases that begin with word `at`, one for each kind."""
    found: list[Label] = []
    longest, start, ends = -1, read.starts[at], read.words.ends
    for rest, kind, sharp in entries:
        if len(rest) < longest:
            break
        if rest and read.lows[at + 1 : at + 1 + len(rest)] != rest:
            continue
        end = ends[at + len(rest)]
        # "mrn 4829131 no results" has a number between, so it is "mrn" and not "mrn no".
        if end - start > 40 or (rest and _DIGIT.search(read.text, start, end)):
            continue
        if sharp and not read.text[end : end + 2].lstrip().startswith("#"):
            continue
        longest = len(rest)
        found.append(Label(start, end, kind))
    return found


class Near:
    """Answers which label stands nearest to a place; looks for labels when first asked."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._labels: list[Label] | None = None
        self._starts: list[int] = []

    def any(self, kind: str) -> bool:
        """Whether the text has a label of the kind at all."""
        return any(label.kind == kind for label in self._all())

    def _all(self) -> list[Label]:
        if self._labels is None:
            self._labels = labels(self._read)
            self._starts = [label.start for label in self._labels]
        return self._labels

    def kinds(self, start: int, end: int) -> dict[str, int]:
        """Kind to distance of its nearest label in the window, same sentence; nearest first."""
        known = self._all()
        distances: dict[str, int] = {}
        first = bisect_left(self._starts, start - BEFORE - 40)
        last = bisect_right(self._starts, end + AFTER)
        for label in known[first:last]:
            away = self._away(label, start, end)
            if away is not None and away < distances.get(label.kind, 99):
                distances[label.kind] = away
        return dict(sorted(distances.items(), key=lambda item: item[1]))

    def _away(self, label: Label, start: int, end: int) -> int | None:
        """Characters between, or None where the label is too far or in another sentence."""
        if label.end <= start:
            near = start - label.end <= BEFORE and self._read.together(label.end, start)
            return start - label.end if near else None
        if label.start < end or not self._read.together(end, label.start):
            return None
        return label.start - end + BEHIND_COSTS
