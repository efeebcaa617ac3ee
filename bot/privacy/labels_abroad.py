"""Label phrases of other countries and in Spanish, by kind, as `labels` reads them."""

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "MRN": """num exp, núm exp, n o de historia, n de historia, n o de expediente, n o historia, expediente, número de expediente, no de expediente, num de expediente, núm de expediente, exp no,
        expediente clínico, expediente número, historia clínica, historia clínica número, número de historia,
        número de historia clínica, num de historia, núm de historia, no de historia, hc, nhc, nhcl, número de
        paciente, no de paciente, num de paciente, id del paciente, id de paciente, número de registro, registro
        médico, número de registro médico, número médico, patientennummer, fallnummer, numéro de dossier, dossier
        no, hosp no, hosp number, hosp num, hosp id, hospital num, hospital id, hospital reg no, h#, k number, k no, crn,
        a&e number, ed number, rxr, urn, ur number, ur no, patientnummer""",
    "SSN": """seguro social, número de seguro social, num de seguro social, núm de seguro social, no de seguro
        social, nss, imss""",
    "DOB": """fecha de nacimiento, fecha nacimiento, fecha de nac, fecha nac, fec nac, f nac, fdn, f de nac, f
        nacimiento, f de nacimiento, nacimiento, nacida, nacido, nacida el, nacido el, nació, nació el, nac,
        cumpleaños, geboren, geb, geb datum, geboortedatum, date de naissance, né le, née le, dn, d of b, birth d, b
        date, dt of birth, date birth""",
    "INSURANCE_ID": """número de seguro, num de seguro, núm de seguro, no de seguro, número de póliza, póliza,
        no de póliza, num de póliza, número de afiliado, número de afiliación, afiliado, afiliación, id de miembro,
        número de miembro, tarjeta sanitaria, número de tarjeta sanitaria, cip, versichertennummer,
        zorgverzekering, polisnummer, mutuelle""",
    "ACCOUNT": """cuenta, número de cuenta, num de cuenta, núm de cuenta, no de cuenta, número de visita, número de
        episodio, episodio, número de encuentro, folio, número de factura, spell number, spell no, episode number,
        pathway number, ubrn, referral ubrn""",
    "PHONE": """teléfono, tel, tfno, tlf, número de teléfono, celular, cel, móvil, número de celular, su número,
        llamar, llame, mob, mob no, telefoon, telefon, téléphone, portable, rang, ring, ringing, phone him on, phone
        her on, contact no, landline, bell""",
    "LICENSE": """licencia, licencia de conducir, pasaporte, número de pasaporte""",
    "EVENT": """ingresó, ingresó el, ingreso, ingresada, ingresado, ingresada el, ingresado el, fecha de ingreso,
        alta, de alta, dada de alta, dado de alta, fecha de alta, cita, cita del, consulta, operada, operado,
        operada el, operado el, cirugía, falleció, murió, visita, vacunada, vacunado, tci, theatre date, clinic
        appt, opa, opd, admit dt, dc, d/c, surg, surg date, sx, sx date, surg dt, op date, adm date, adm dt, dc date, dc dt,
        disch, disch date, dch, dsch, dos, visit date, f/u, fu, fup, date seen, encounter dt, seen in clinic""",
    "PATIENT": """paciente, pacientes, pte, ptes, mamá, papá, madre, padre, esposo, esposa, marido, hijo, hija,
        hermano, hermana, abuela, abuelo, señor, señora, sra, srta, mum, mum's, gran, grandad, nan, bebé,
        niño, niña, familiar, patiënt, patientin, carer, mister, missus, guarantor, subscriber""",
    "IT": """invoice no, purchase order number, quote, quote number, rma, bleep, bleep no, ascom, spectralink, impresora,
        escáner, ticket no, carro, item, item number, item no, supply, supply item, product, product code, gtin""",
    "NATIONAL": """nhs, nhs no, nhs number, nhs num, nhs id, nhs#, chi, chi no, chi number, chi#, hcn, h&c, h&c number,
        h&c no, health and care number, nino, ni number, ni no, national insurance, national insurance number,
        national insurance no, ohip, ohip number, ohip no, ohip#, health card, health card number, health card no,
        health card#, healthcard, ramq, nam, phn, personal health number, hsn, mhsc, nhi, nhi number, nhi no, nhi#, bsn,
        bsn nummer, bsn number, bsn nr, burgerservicenummer, ihi, ihi number, tfn, pps, ppsn, pps number, pps no, dni,
        dni número, nie, curp, rfc, cédula, codice fiscale, pesel, personnummer, cpr, cpr nummer, fødselsnummer,
        ahv, ahv nummer, nir, numéro de sécurité sociale, sécurité sociale, sin number, sin no, social insurance
        number, national id, national identity number, id nacional, aadhaar, aadhar, abha, abha number, emirates id""",
    "SCANNED": """scanned, scanned as, scans as, scans to, scanning, scan shows, scan says, scan reads, band reads, band says,
        band shows, band scans as, wristband reads, wristband says, wristband shows, wristband scans as, wristband
        scanned as, armband reads, armband says, armband shows, armband scans as, bracelet reads, label reads, label
        says, label has, label shows, sticker says, sticker reads, scanner read, scanner reads, scanner says,
        scanner shows, scanner gives, scanner picks up, comes up as, came up as, coming up as, comes back as, came
        back as, comes up, reads as, read as, reading as, resolves to, wristband barcode, armband barcode, band
        barcode, barcode says, barcode reads, barcode shows, barcode scans as, barcode comes up as, barcode on the band, barcode on the wristband, barcode on the armband, barcode on wristband, band,
        bands, wristband, wristbands, armband, armbands, id band, bracelet, pulsera, brazalete,
        escaneó, escaneado, beeps as, wristband number, armband number, band number""",
    "TYPED": """merge, merged, merging, unmerge, unmerged, retire, patient lookup, lookup, looked up, look up, looking up, pulled up, pull up, pulls up, brings up, brought up, opens,
        opened, searched, search for, searched for, searching, typed, typed in, typing, keyed in, keyed, entered, got, said""",
}
