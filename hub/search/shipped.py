"""Words that mean the same in every municipality, to begin with. Shared Services changes them in the hub."""

GROUPS = """
sykmelding, sykemelding, sjukmelding, sykmeldt, sykemeldt, sjukmeld, sick leave
egenmelding, eigenmelding, egenmeldt, self-certification
sykefravær, sjukefråvær, sykdom, syk, sjuk, sick
fravær, fråvær, absence
skole, skule, school
barnehage, barnehagar, kindergarten, bhg
ferie, feriedager, feriedagar, holiday, vacation
permisjon, velferdspermisjon, permisjonssøknad, leave
lønn, løn, lønning, lønnsslipp, lønsslipp, salary, pay
vikar, ekstravakt, tilkallingsvikar, substitute
vakt, skift, turnus, vaktliste, shift
passord, password, passordbytte
innlogging, pålogging, login, logge inn
datamaskin, pc, laptop, computer
it, ikt, data, brukerstøtte, helpdesk
telefon, mobil, mobiltelefon, phone
e-post, epost, mail, e-mail
avvik, avviksmelding, uønsket hendelse, deviation, incident
hms, arbeidsmiljø, verneombud, vernetjeneste
varsling, varsle, kritikkverdige forhold, whistleblowing
legemidler, medisin, medisiner, medikament, legemiddel, medicine
smitte, smittevern, infeksjon, infection
håndhygiene, handhygiene, håndvask, handvask, vaske hender, hand hygiene
brann, brannvern, evakuering, fire
sykepleier, sjukepleiar, nurse
lege, doktor, doctor
sykehjem, sjukeheim, aldershjem
hjemmesykepleie, heimesjukepleie, hjemmetjeneste, heimeteneste
pårørende, pårørande, familie, relatives
bruker, brukar, beboer, bebuar, pasient
elev, elevar, pupil
leder, leiar, sjef, manager
ansatt, tilsett, medarbeider, medarbeidar, employee
ny, nyansatt, nytilsett, new
kommune, kommunen, municipality
reiseregning, reiserekning, kjøregodtgjørelse, utlegg, diett, travel expenses
faktura, regning, rekning, invoice
innkjøp, anskaffelse, bestille, kjøpe, procurement
arkiv, arkivering, journalføring, archive
innsyn, offentleglova, dokumentinnsyn
personvern, gdpr, personopplysninger, personopplysningar, privacy
taushetsplikt, teieplikt, confidentiality
medarbeidersamtale, medarbeidarsamtale, utviklingssamtale
renhold, reinhald, vask, vaske, cleaning
nøkkel, nykel, nøkler, key
bil, tjenestebil, tenestebil, kommunebil, car
møterom, møterum, meeting room
servicetorg, servicetorget, innbyggertorg, resepsjon
barnevern, barnevernet, barnevernstjeneste
mobbing, krenkelse, skolemiljø, skulemiljø
beredskap, krise, katastrofe, emergency
vann, vatn, vannlekkasje, water
avløp, avlaup, kloakk
brøyting, snøbrøyting, snø, strøing
svindel, phishing, lureri, falsk e-post
hjemmekontor, heimekontor, remote work
skjema, skjemaer, blankett, form
rutine, prosedyre, retningslinje, routine, procedure
opplæring, kurs, training
arrangement, tilstelning, event
nav, trygd
rullestol, hjelpemiddel, hjelpemidler, hjelpemiddel, wheelchair
norsk, norskprøve, norskkurs
veileder, rettleiar, guide
delegering, delegasjon, delegert, myndighet, fullmakt
bekymringsmelding, uromelding, bekymret, uroleg, bekymring
""".strip().splitlines()
