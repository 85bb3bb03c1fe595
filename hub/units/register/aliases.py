"""The names that Norwegian HR systems give their columns."""


def _names(text: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in text.split("|"))


# For each file, for each column: its names, the most particular first. When two columns fit, the name that stands first
# here wins and the other column is not read ("Enhetskode" before "Enhet"). The first name is the one that faults use.
# HUB_REGISTER_COLUMNS adds to it: {"people": {"Medarbeider-ID": "number"}}; such a name wins over all of these.
# Case, spaces and punctuation do not matter, and % is "prosent": see `columns.plain`.
ALIASES: dict[str, dict[str, tuple[str, ...]]] = {
    "units": {
        "code": _names(
            """
            Kode | Enhetskode | Enhetsnr | Enhetsnummer | Enhet-id | Enhets-id | Enhet nr | Org.kode | Org.nr |
            Org.enhetsnr | Organisasjonskode | Organisasjonsnr | Organisasjonsnummer | Organisasjonsenhet |
            Organisasjonsenhet-id | Org.enhet | Org-id | Virksomhetsnr | Virksomhetskode | Avdelingsnr |
            Avdelingsnummer | Avdelingskode | Ansvarskode | Ansvarsnr | Ansvar | Kostnadssted | Nummer | Nr | ID
            | Enhet | Code
            """
        ),
        "name": _names(
            """
            Navn | Enhetsnavn | Enhet navn | Navn på enhet | Org.navn | Organisasjonsnavn | Virksomhetsnavn |
            Avdelingsnavn | Ansvarsnavn | Virksomhet | Avdeling | Betegnelse | Beskrivelse | Tekst | Name
            """
        ),
        "parent": _names(
            """
            Overordnet | Overordnet enhet | Overordnet kode | Overordnet enhetskode | Overordnet enhetsnr |
            Overordnet enhet-id | Overordnet nr | Overordnet enhetsnummer | Overordnet org.enhet | Overordnet
            organisasjonsenhet | Overordnet id | Overordnet virksomhet | Overordnet avdeling | Overliggende |
            Overliggende enhet | Overenhet | Foreldreenhet | Forelder | Forelder-id | Moderenhet | Mor |
            Tilhører | Hører til | Ligger under | Parent | Parent-id
            """
        ),
        "kind": _names(
            """
            Type | Enhetstype | Type enhet | Org.type | Organisasjonstype | Nivånavn | Kategori | Nivå | Kind
            """
        ),
    },
    "people": {
        "number": _names(
            """
            Ansattnr | Ansattnummer | Ansatt nr | Ansatt-id | Ansattes nummer | Ressursnr | Ressursnummer |
            Ressurs-id | Ressurs | Medarbeidernr | Medarbeidernummer | Medarbeider-id | Lønnsnr | Lønnsnummer |
            Lønnstakernr | Arbeidstakernr | Arbeidstakernummer | Employee number | Employee id
            """
        ),
        "given_name": _names("Fornavn | Fornavn og mellomnavn | For- og mellomnavn | First name | Given name"),
        "middle_name": _names("Mellomnavn | Middle name"),
        "family_name": _names("Etternavn | Slektsnavn | Last name | Family name | Surname"),
        "full_name": _names(
            """
            Navn | Fullt navn | Ansattnavn | Ansattes navn | Navn på ansatt | Ressursnavn | Medarbeidernavn |
            Ansatt | Name
            """
        ),
        "unit": _names(
            """
            Enhetskode | Enhetsnr | Enhetsnummer | Enhet-id | Enhets-id | Enhet nr | Org.kode | Org.nr |
            Org.enhetsnr | Organisasjonskode | Organisasjonsnr | Organisasjonsnummer | Organisasjonsenhet-id |
            Org-id | Avdelingsnr | Avdelingsnummer | Avdelingskode | Virksomhetsnr | Virksomhetskode |
            Ansvarskode | Ansvarsnr | Kostnadssted | Enhet | Org.enhet | Organisasjonsenhet | Ansvar |
            Arbeidssted | Tjenestested | Virksomhet | Avdeling | Unit
            """
        ),
        "title": _names(
            """
            Stilling | Stillingstittel | Stillingsbetegnelse | Stillingsnavn | Stillingstekst | Tittel |
            Arbeidstittel | Yrke | Yrkestittel | Title | Job title
            """
        ),
        "percent": _names(
            """
            Prosent | Stillingsprosent | Stilling prosent | Stillings% | Stilling% | Stillingspst |
            Stillingsandel | Stillingsbrøk | St.prosent | St.% | Prosentandel | Prosent (%) | Stillingsprosent
            (%) | % | Pst | Percent
            """
        ),
        "email": _names(
            """
            E-post | Epost | E-postadresse | E-post arbeid | E-post jobb | E-post (jobb) | Jobb e-post | Arbeid
            e-post | E-mail | E-mailadresse | Mail | Mailadresse | E-mail address
            """
        ),
        "internal_number": _names(
            """
            Internnr | Internnummer | Intern telefon | Interntelefon | Internlinje | Linjenr | Linjenummer |
            Kortnummer | Direktenummer | Telefon arbeid | Telefon jobb | Telefon | Telefonnr | Telefonnummer |
            Tlf | Tlf.nr | Tlf.nummer
            """
        ),
        "starts_on": _names(
            """
            Startdato | Stilling fra | Stilling fra dato | Ansatt fra | Ansatt fra dato | Fra dato | Gyldig fra
            | Dato fra | Fra | Ansattdato | Ansettelsesdato | Ansatt dato | Tiltredelse | Tiltredelsesdato |
            Tiltrådt | Start | Begynte | Start date
            """
        ),
        "ends_on": _names(
            """
            Sluttdato | Stilling til | Stilling til dato | Ansatt til | Ansatt til dato | Til dato | Gyldig til
            | Dato til | Til | Fratredelse | Fratredelsesdato | Fratrådt | Sluttet | Slutt | End date
            """
        ),
        "leads": _names(
            """
            Leder | Er leder | Lederstilling | Lederansvar | Leder (ja/nei) | Leder j/n | Leads
            """
        ),
    },
}
