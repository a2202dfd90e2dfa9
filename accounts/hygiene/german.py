"""What the report says of each check in German: what was found, what that means, what to do about it."""

from accounts.hygiene.values import Check, Said

GERMAN: dict[Check, Said] = {
    Check.NOTICE_OVERDUE: Said(
        "1 Kontakt ist nicht informiert worden, woher wir seine Daten haben, und die Frist ist vorbei",
        "{n} Kontakte sind nicht informiert worden, woher wir ihre Daten haben, und die Frist ist vorbei",
        "Wer Daten nicht von der Person selbst hat, muss sie in der Regel binnen eines Monats informieren (Art. 14 DSGVO).",
        "Die Information jetzt nachholen und das Datum am Kontakt eintragen, oder den Kontakt löschen; bis dahin nicht ansprechen.",
    ),
    Check.NO_LEGAL_BASIS: Said(
        "1 Kontakt aus fremder Quelle hat keine Rechtsgrundlage",
        "{n} Kontakte aus fremden Quellen haben keine Rechtsgrundlage",
        "Ihre Daten sind gekauft, recherchiert oder angereichert, und nirgends steht, worauf sich die Verarbeitung stützt.",
        "Die Rechtsgrundlage mit dem Datenschutz klären und am Kontakt eintragen; was keine hat, löschen.",
    ),
    Check.NOT_TO_BE_CONTACTED: Said(
        "1 Kontakt ist nicht mehr da oder will keinen Kontakt, und ist doch eingeplant",
        "{n} Kontakte sind nicht mehr da oder wollen keinen Kontakt, und sind doch eingeplant",
        "Im Namen oder Jobtitel steht, dass man sie in Ruhe lassen soll; eine Rolle, ein Deal oder eine Aufgabe sagt das Gegenteil.",
        "Rolle oder Aufgabe an eine andere Person geben und den Vermerk aus dem Namensfeld in ein eigenes Feld legen.",
    ),
    Check.KEY_ACCOUNTS_WITHOUT_OWNER: Said(
        "1 Key Account hat niemanden, der zuständig ist",
        "{n} Key Accounts haben niemanden, der zuständig ist",
        "Aufgaben und Übergaben landen bei der Vertretung oder bei niemandem.",
        "Am Unternehmen einen zuständigen Mitarbeiter eintragen, der noch da ist.",
    ),
    Check.KEY_ACCOUNTS_WITHOUT_STAGE: Said(
        "1 Key Account hat keine Stufe",
        "{n} Key Accounts haben keine Stufe",
        "Listen und Berichte, die nach der Stufe filtern, zeigen sie nicht.",
        "Mit `flipfunnel doctor` nachsehen, ob das Schreiben klappt; `flipfunnel accounts show` sagt, wo der Account steht.",
    ),
    Check.KEY_ACCOUNTS_WITHOUT_CONTACTS: Said(
        "1 Key Account hat keinen einzigen Kontakt",
        "{n} Key Accounts haben keinen einzigen Kontakt",
        "Ein Zielunternehmen, bei dem wir niemanden kennen, kommt nicht voran.",
        "Ansprechpersonen suchen, oder das Unternehmen von der Liste der Zielunternehmen nehmen.",
    ),
    Check.SHARED_DOMAINS: Said(
        "1 Domain gehört mehreren Unternehmen",
        "{n} Domains gehören mehreren Unternehmen",
        "Ohne Zuordnung kommt jeder neue Kontakt zu einem davon, und nicht immer zum richtigen.",
        "Doppelte Unternehmen zusammenführen; bei Tochter oder Niederlassung das Mutterunternehmen eintragen.",
    ),
    Check.SAME_COMPANIES: Said(
        "1 Unternehmen gibt es wohl mehrfach",
        "{n} Unternehmen gibt es wohl mehrfach",
        "Der Name ist derselbe, die Domain nicht: Kontakte und Deals verteilen sich auf alle.",
        "Nebeneinander ansehen und zusammenführen; gehören sie nur zusammen, eines als Mutterunternehmen eintragen.",
    ),
    Check.ASSOCIATED_ELSEWHERE: Said(
        "1 Kontakt ist einem anderen Unternehmen zugeordnet, als seine E-Mail-Adresse sagt",
        "{n} Kontakte sind einem anderen Unternehmen zugeordnet, als ihre E-Mail-Adresse sagt",
        "Die Zuordnung in HubSpot zählt; ist sie falsch, zählt die Person beim falschen Account mit.",
        "Zuordnung prüfen: Wer gewechselt hat, bekommt das neue Unternehmen; wer nur zuarbeitet, ein Label wie Partner.",
    ),
    Check.UNFIT_DOMAINS: Said(
        "1 Unternehmen hat als Domain einen Mailanbieter, eine Wegwerfadresse oder uns selbst",
        "{n} Unternehmen haben als Domain einen Mailanbieter, eine Wegwerfadresse oder uns selbst",
        "HubSpot ordnet solchen Unternehmen von selbst lauter fremde Leute zu.",
        "Die Domain des Unternehmens berichtigen oder leeren; ist sie doch die eigene, unter accounts.company_mail im Regelwerk nennen.",
    ),
    Check.OPEN_QUESTIONS: Said(
        "1 Frage wartet auf eine Antwort",
        "{n} Fragen warten auf eine Antwort",
        "Es gibt Hinweise, wohin diese Kontakte gehören, aber keine sicheren.",
        "`flipfunnel accounts review` stellt sie der Reihe nach; jede Antwort wird behalten.",
    ),
    Check.WITHOUT_ACCOUNT: Said(
        "1 Kontakt gehört zu keinem Account",
        "{n} Kontakte gehören zu keinem Account",
        "In keinem Buying Center und keiner Auswertung nach Accounts kommen sie vor.",
        "Das Unternehmen zuordnen, wo es bekannt ist; Automaten und eigene Leute als Kontakte löschen.",
    ),
    Check.KEY_ACCOUNTS_WITHOUT_ROLES: Said(
        "Bei 1 Key Account kennen wir keine einzige Rolle",
        "Bei {n} Key Accounts kennen wir keine einzige Rolle",
        "Wir kennen Leute, aber nicht, wer von ihnen entscheidet: Die Lücken im Buying Center lassen sich nicht benennen.",
        "Bei den Ansprechpersonen die Kaufrolle eintragen; eine je Account genügt für den Anfang.",
    ),
    Check.SAME_CONTACTS: Said(
        "1 Person ist wohl mehrfach angelegt",
        "{n} Personen sind wohl mehrfach angelegt",
        "Die Aktivitäten verteilen sich auf mehrere Kontakte, und die Person bekommt alles doppelt.",
        "Nebeneinander ansehen und zusammenführen.",
    ),
    Check.UNREADABLE_VALUES: Said(
        "1 Wert passt nicht zu seiner Eigenschaft",
        "{n} Werte passen nicht zu ihrer Eigenschaft",
        "Solange das so ist, gelten sie als unbekannt, und keine Regel verlässt sich darauf.",
        "Den Wert in HubSpot berichtigen, oder die Definition der Eigenschaft.",
    ),
    Check.UNKNOWN_SOURCE: Said(
        "Bei 1 Kontakt weiß niemand, woher er kommt",
        "Bei {n} Kontakten weiß niemand, woher sie kommen",
        "Ohne Quelle lässt sich nicht sagen, ob man sie anschreiben darf und was sich gelohnt hat.",
        "Die Quelle am Kontakt nachtragen, am besten gesammelt nach dem Import, aus dem sie stammen.",
    ),
    Check.STALE_DATA: Said(
        "Die Daten von 1 Kontakt sind älter, als das Regelwerk erlaubt",
        "Die Daten von {n} Kontakten sind älter, als das Regelwerk erlaubt",
        "Menschen wechseln Stelle und Adresse; was lange niemand geprüft hat, stimmt oft nicht mehr.",
        "Prüfen und das Datum der Prüfung eintragen, oder löschen.",
    ),
    Check.WITHOUT_DOMAIN: Said(
        "1 Unternehmen hat keine Domain",
        "{n} Unternehmen haben keine Domain",
        "Neue Kontakte finden nur von Hand zu ihnen, und Dubletten fallen nicht auf.",
        "Die Domain der Website eintragen.",
    ),
    Check.COMPANIES_MISSING: Said(
        "1 Account gibt es nur als E-Mail-Domain, in HubSpot fehlt das Unternehmen",
        "{n} Accounts gibt es nur als E-Mail-Domain, in HubSpot fehlt das Unternehmen",
        "Ohne Unternehmen hat der Account keine Eigenschaften, und nichts lässt sich an ihm festhalten.",
        "Das Unternehmen mit dieser Domain anlegen, oder sie bei dem eintragen, dem sie gehört.",
    ),
    Check.ACCOUNTS_WITHOUT_OWNER: Said(
        "1 weiterer Account mit Kontakten hat niemanden, der zuständig ist",
        "{n} weitere Accounts mit Kontakten haben niemanden, der zuständig ist",
        "Meldet sich dort jemand, fühlt sich niemand angesprochen.",
        "Gesammelt zuweisen, etwa nach Land oder Branche.",
    ),
    Check.FREE_MAIL_ONLY: Said(
        "Von 1 Kontakt ist nur eine Adresse bekannt, die keinen Arbeitgeber nennt",
        "Von {n} Kontakten ist nur eine Adresse bekannt, die keinen Arbeitgeber nennt",
        "Sonst steht nichts da, woran sich ein Unternehmen erkennen ließe.",
        "Bei Gelegenheit nach Firma und Dienstadresse fragen, zum Beispiel im nächsten Formular.",
    ),
    Check.WITHOUT_FUNNEL_STEP: Said(
        "1 Kontakt eines Accounts steht auf keinem Schritt des Funnels",
        "{n} Kontakte von Accounts stehen auf keinem Schritt des Funnels",
        "Noch hat keine Bedingung eines Schritts für sie gegolten: In Auswertungen des Funnels fehlen sie.",
        "Nichts, wenn sie wirklich noch nichts getan haben; sonst die Bedingung des ersten Schritts im Regelwerk ansehen.",
    ),
    Check.EMPTY_ACCOUNTS: Said(
        "Zu 1 Unternehmen gehört kein Kontakt",
        "Zu {n} Unternehmen gehört kein Kontakt",
        "Sie machen Listen lang und sagen nichts.",
        "Archivieren, was niemand mehr braucht.",
    ),
}
